"""The controls: a text of the auditor's own, written in every way, put where it must be found.

A search that does not find them has looked at nothing, and says so. They are written by other
means than those by which the search knows what to look for. Pure but for `plant`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from audit.canary_plan import Texts
from audit.unpacked import MOZ_LZ4, TABLE

FILLER: Final = b"\n this line stands beside a control so that nothing runs together \n" * 9
PLAIN: Final[Mapping[str, Callable[[str], bytes]]] = {
    "plain": str.encode,
    "utf-16, low byte first": lambda text: text.encode("utf-16-le"),
    "utf-16, high byte first": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32-le"),
    "reversed": lambda text: text.encode()[::-1],
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "hex of utf-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64, one byte later": lambda text: b64encode(b"." + text.encode()),
    "base64, two bytes later": lambda text: b64encode(b".." + text.encode()),
    "base64 for addresses": lambda text: urlsafe_b64encode(b"\xff\xfe" + text.encode()),
    "base64 of utf-16": lambda text: b64encode(b"." + text.encode("utf-16-le")),
    "percent": lambda text: "".join(f"%{one:02X}" for one in text.encode()).encode(),
    "escaped": lambda text: "".join(f"\\u{ord(one):04x}" for one in text).encode(),
}
PACKED: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "zlib": lambda data: zlib.compress(data, 9),
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda data: _zipped(data),
    "gzip in zlib": lambda data: zlib.compress(gzip.compress(data) * 2, 9),
}
NAMES: Final = frozenset((*PLAIN, *PACKED))
"""The controls that any bytes can hold."""
FILES: Final = ("mozLz4", "Snappy in LevelDB")
"""Controls that only a whole file can be."""


def specimens(texts: Texts) -> dict[str, bytes]:
    """Every control by its name: the text of that name, written that way, and nothing else."""
    found = {name: write(texts.short(name)) for name, write in PLAIN.items()}
    for name, pack in PACKED.items():
        found[name] = pack(FILLER + texts.short(name).encode() + FILLER)
    return found


def whole_files(texts: Texts) -> dict[str, bytes]:
    """Controls that are files of a browser's kinds; their word stands in no piece of them."""
    session, table = texts.short(FILES[0]).encode(), texts.short(FILES[1]).encode()
    return {FILES[0]: _moz_lz4(session), FILES[1]: _leveldb(table)}


def plant(folder: Path, texts: Texts) -> set[str]:
    """A file for each control, in an empty folder; their names."""
    files = {**specimens(texts), **whole_files(texts)}
    for number, data in enumerate(files.values()):
        alone = data.startswith(MOZ_LZ4) or data.endswith(TABLE)
        (folder / f"control-{number}").write_bytes(data if alone else FILLER + data + FILLER)
    return set(files)


def together(texts: Texts) -> bytes:
    """All of them one after the other, as in a memory or in a stream."""
    return FILLER + b"".join(data + FILLER for data in specimens(texts).values())


def core_dump(data: bytes, address: int = 0x7F00_0000_0000) -> bytes:
    """An ELF core dump with these bytes as its memory."""
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 4, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    size = len(data)
    return head + struct.pack("<IIQQQQQQ", 1, 6, 120, address, 0, size, size, 4096) + data


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("control", data)
    return out.getvalue()


def _moz_lz4(text: bytes) -> bytes:
    """Both halves with a line between them, then both once more as copies."""
    half, rest = text[:8], text[8:]
    plain = half + b"\n" + rest + b"\n" + text + b"....."
    back = len(half) + len(rest) + 2
    block = _lz4_token(back, 8) + _more(back) + plain[:back] + struct.pack("<H", back)
    back_again = back + 8 - len(half) - 1
    block += _lz4_token(0, len(rest)) + struct.pack("<H", back_again) + b"\x50....."
    return MOZ_LZ4 + struct.pack("<I", len(plain)) + block


def _lz4_token(literals: int, copied: int) -> bytes:
    return bytes([min(literals, 15) << 4 | copied - 4])


def _more(literals: int) -> bytes:
    return bytes([literals - 15]) if literals >= 15 else b""


def _leveldb(text: bytes) -> bytes:
    """A table of one Snappy block that is made in the same way."""
    half, rest = text[:8], text[8:]
    plain = half + b"\n" + rest + b"\n"
    size = len(plain) + len(text)
    block = bytes([size, (len(plain) - 1) << 2]) + plain
    block += bytes([(8 - 1) << 2 | 2]) + struct.pack("<H", len(plain))
    block += bytes([(len(rest) - 1) << 2 | 2]) + struct.pack("<H", len(plain) + 8 - len(half) - 1)
    handle = bytes([0, len(block)])
    index = bytes([0, 1, len(handle)]) + b"k" + handle + bytes(4) + struct.pack("<I", 1)
    begin = len(block) + 5
    data = block + b"\x01" + bytes(4) + index + bytes(5)
    return data + bytes([0, 0, begin, len(index)]).ljust(40, b"\0") + TABLE

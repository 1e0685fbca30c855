"""Looking for a text in bytes of any kind, in every way in which it is commonly written down.

Pure but for `memory_of`. `needles` says what a text looks like, `find` where it is.
"""

from __future__ import annotations

import json
import secrets
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

MOST_INFLATED = 4 * 1024 * 1024
PAGE = 4096
CHUNK = 16 * 1024 * 1024
MIDDLE = "éя"
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Found(NamedTuple):
    """A text that should not be there: which one, how it was written, and where."""

    what: str
    encoding: str
    where: str


def make_canary(middle: str = MIDDLE) -> str:
    """A text that nobody has ever written, with letters beyond ASCII between two halves."""
    left, right = ("".join(secrets.choice(LETTERS) for _ in range(14)) for _ in range(2))
    return f"{left}{middle}{right}"


@lru_cache(maxsize=256)
def needles(text: str) -> dict[str, tuple[bytes, ...]]:
    """How `text` may be written down: the name of an encoding, and its bytes."""
    raw = text.encode()
    wide_le, wide_be = text.encode("utf-16-le"), text.encode("utf-16-be")
    found = {
        "utf-8": (raw,),
        "utf-16-le": (wide_le,),
        "utf-16-be": (wide_be,),
        "utf-32": (text.encode("utf-32-le"), text.encode("utf-32-be")),
        "reversed": (raw[::-1], text[::-1].encode()),
        "hex": (raw.hex().encode(), raw.hex().upper().encode()),
        "hex of utf-16": (wide_le.hex().encode(), wide_be.hex().encode()),
        "base64": tuple(aligned(raw)),
        "base64 of utf-16": (*aligned(wide_le), *aligned(wide_be)),
        "percent": (*percent(raw), quote(text).encode()),
        "json": tuple(escaped(text)),
        "html": (text.encode("ascii", "xmlcharrefreplace"),),
    }
    return {name: tuple(dict.fromkeys(ways)) for name, ways in found.items()}


def aligned(raw: bytes) -> Iterator[bytes]:
    """Base64 of the bytes wherever they begin in a longer text, in both alphabets."""
    for before in range(3):
        padded = bytes(before) + raw + bytes(-(before + len(raw)) % 3)
        # The first and last group mix with their neighbors: only what is ours alone stays.
        skip = 4 if before else 0
        cut = 4 if (before + len(raw)) % 3 else 0
        for encode in (b64encode, urlsafe_b64encode):
            whole = encode(padded)
            yield whole[skip : len(whole) - cut]


def percent(raw: bytes) -> Iterator[bytes]:
    """Every byte as %XX, in both cases."""
    for form in ("%%%02X", "%%%02x"):
        yield "".join(form % byte for byte in raw).encode()


def escaped(text: str) -> Iterator[bytes]:
    r"""As in JSON and in Python's repr: \uXXXX, \xXX, in both cases."""
    plain = json.dumps(text)[1:-1]
    yield plain.encode()
    yield "".join(f"\\u{ord(char):04X}" if ord(char) > 127 else char for char in text).encode()
    yield ascii(text)[1:-1].encode()
    yield repr(text.encode())[2:-1].encode()
    yield "".join(f"\\x{byte:02x}" for byte in text.encode()).encode()


def halves(text: str) -> tuple[str, ...]:
    """The two ASCII ends of a canary: wherever the whole stands, in whatever writing, they do."""
    left, _, right = text.partition(MIDDLE)
    return (left, right) if right else (text,)


def find(haystack: bytes, texts: Mapping[str, str], where: str) -> list[Found]:
    """Every text (by its name) that stands in `haystack`, also inside of what is compressed."""
    found = list(_plain(haystack, texts, where))
    for part in inflated(haystack):
        found += _plain(part, texts, f"{where}, compressed")
    return found


def _plain(haystack: bytes, texts: Mapping[str, str], where: str) -> Iterator[Found]:
    for name, text in texts.items():
        for half in halves(text):
            for encoding, ways in needles(half).items():
                if any(way in haystack for way in ways):
                    yield Found(name, encoding, where)


def inflated(haystack: bytes) -> Iterator[bytes]:
    """What every zlib or gzip stream in these bytes holds, as far as it can be read."""
    starts = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
    for start in starts:
        at = haystack.find(start)
        while at >= 0:
            part = inflate(memoryview(haystack)[at : at + MOST_INFLATED])
            if len(part) > 16:
                yield part
            at = haystack.find(start, at + 1)


def inflate(data: memoryview) -> bytes:
    """The beginning of one stream; empty when it is none."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    out = bytearray()
    for at in range(0, len(data), 4096):
        try:
            out += machine.decompress(data[at : at + 4096], MOST_INFLATED)
        except zlib.error:
            break
        if machine.eof or len(out) >= MOST_INFLATED:
            break
    return bytes(out)


def memory_of(pid: int) -> Iterator[tuple[str, bytes]]:
    """Everything that a process holds in memory and could have written itself, region by region.

    Raises OSError where this process may not read it: nothing is then known.
    """
    regions = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in regions:
            span, rights, _, _, _, *name = line.split(maxsplit=5)
            begin, end = (int(part, 16) for part in span.split("-"))
            kernel = bool(name) and name[0].strip() in ("[vvar]", "[vsyscall]", "[vvar_vclock]")
            if rights.startswith("rw") and not kernel:
                memory.seek(begin)
                parts = []
                while begin < end:
                    part = memory.read(min(CHUNK, end - begin))
                    if not part:
                        break
                    parts.append(without_empty_pages(part))
                    begin += len(part)
                yield (name[0].strip() if name else "anonymous memory"), b"".join(parts)


def without_empty_pages(data: bytes) -> bytes:
    """Most of a process's memory was never written: nothing can stand there."""
    pages = (data[at : at + PAGE] for at in range(0, len(data), PAGE))
    return b"".join(page for page in pages if page.count(0) < len(page))


def files_under(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of files, whatever a database keeps beside itself among them."""
    for path in paths:
        for file in sorted(path.parent.glob(f"{path.name}*")):
            yield file.name, file.read_bytes()

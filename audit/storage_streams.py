"""One file that is packed: gzip, bzip2 or xz, and nothing beside the streams."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from audit.errors import Unreadable
from audit.packed import XZ_MEMORY, Machine
from audit.storage_room import CHUNK, Room

MACHINES: Final[Mapping[str, tuple[bytes, Callable[[], Machine]]]] = {
    "gzip": (b"\x1f\x8b\x08", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    "bzip2": (b"BZh", bz2.BZ2Decompressor),
    "xz": (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)),
}
"""What a stream begins with, and what unpacks it. An xz that wants more memory is not unpacked."""
BEGIN: Final = 4096
"""So much of a stream is there when its header is looked at."""
EXTRA_OR_REMARK, NAME = 0x14, 0x08
"""Flags of a gzip header (RFC 1952)."""
BEHIND: Final = "an archive with something behind its end"


def unstream(path: Path, kind: str, target: Path, room: Room) -> None:
    """Unpack all streams of a file. Raises Unreadable, and what the machines raise."""
    magic, make = MACHINES[kind]
    with path.open("rb") as source, target.open("xb") as out:
        data, streams = source.read(CHUNK), 0
        while data:
            if len(data) < BEGIN:
                data += source.read(BEGIN)
            if not data.startswith(magic):
                if kind == "bzip2" or not streams:
                    raise Unreadable(BEHIND)
                only_zeros(source, data)
                return
            if kind == "gzip":
                _header(data, path.name)
            room.member()
            streams += 1
            data, size = _one(make(), data, source, out, room)
            if not size and (streams > 1 or data):
                raise Unreadable("an archive with empty streams")
            data = data or source.read(CHUNK)


def _one(
    machine: Machine, data: bytes, source: BinaryIO, out: BinaryIO, room: Room
) -> tuple[bytes, int]:
    """Unpack one stream; what stands behind it, and its size."""
    size = 0
    while not machine.eof:
        piece = machine.decompress(data, CHUNK)
        data = getattr(machine, "unconsumed_tail", b"")
        if piece:
            size += len(piece)
            room.take(len(piece))
            out.write(piece)
        elif not data and not machine.eof:
            data = source.read(CHUNK)
            if not data:
                raise EOFError
    return getattr(machine, "unused_data", b""), size


def _header(data: bytes, name: str) -> None:
    """A gzip header names the file that it was, if anything. Raises Unreadable."""
    if data[3] & EXTRA_OR_REMARK:
        raise Unreadable("an archive with remarks")
    if data[3] & NAME:
        said = data[10:BEGIN].partition(b"\0")[0].decode("latin-1")
        stem = re.sub(r"\.gz$", "", re.sub(r"\.tgz$", ".tar", name))
        if _bare(said) != _bare(stem):
            raise Unreadable("an archive with another name in it")


def _bare(name: str) -> str:
    """A name without what a rotation of logs changes in it."""
    return re.sub(r"[\d._-]", "", name)


def only_zeros(source: BinaryIO, data: bytes = b"") -> None:
    """See that nothing but zeros follows. Raises Unreadable."""
    while data := data or source.read(CHUNK):
        if data.strip(b"\0"):
            raise Unreadable(BEHIND)
        data = b""

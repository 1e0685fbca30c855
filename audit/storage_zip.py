"""A zip archive, of which every byte is accounted for: members one behind the other, their list,
and nothing between, before, behind or beside (PKWARE APPNOTE 4.3)."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from audit.errors import Unreadable
from audit.storage_room import CHUNK, Room, inside, make_folder

LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
LISTED: Final = 46
ENDS: Final = (22, 22 + 20 + 56)
"""Bytes of the end record, without and with those for large archives."""
LOCKED, LATER, UTF8 = 0x1, 0x8, 0x800
EXTRAS: Final = {0x0001: 28, 0x5455: 13, 0x7875: 11}
"""What members carry beside their content, and its length at most: large sizes, times, users."""
NOTHING: Final = b"\x03\x00"
"""Nothing, deflated."""
BESIDE: Final = "an archive with something beside its members"


def unzip(path: Path, folder: Path, room: Room) -> None:
    """Unpack all members. Raises Unreadable, and what zipfile and zlib raise."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
        at, listed = 0, 0
        for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
            room.member()
            if info.header_offset != at or info.comment or "\0" in info.orig_filename:
                raise Unreadable(BESIDE)
            listed += LISTED + len(_encoded(info)) + _extra(info.extra)
            raw.seek(at)
            _local(raw, info)
            if info.is_dir():
                if raw.read(info.compress_size) not in (b"", NOTHING):
                    raise Unreadable(BESIDE)
                make_folder(folder, info.filename)
            else:
                _content(raw, info, inside(folder, info.filename), room)
            at = raw.tell() + _descriptor(raw, info)
        size = path.stat().st_size
        if archive.comment or archive.start_dir != at or size - at - listed not in ENDS:
            raise Unreadable(BESIDE)


def _encoded(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8 else "cp437")


def _local(raw: BinaryIO, info: zipfile.ZipInfo) -> None:
    """A member's own header says what the list says of it. Raises Unreadable."""
    magic, _, flags, method, _, _, crc, packed, size, name, extra = LOCAL.unpack(
        raw.read(LOCAL.size)
    )
    if info.flag_bits & LOCKED:
        raise Unreadable("an archive that is locked")
    if (magic, flags, method) != (b"PK\x03\x04", info.flag_bits, info.compress_type):
        raise Unreadable("a broken archive")
    said, sizes = (crc, packed, size), (info.CRC, info.compress_size, info.file_size)
    large = (info.CRC, 0xFFFFFFFF, 0xFFFFFFFF)
    if said not in (sizes, large, (0, 0, 0), (0, *large[1:])):
        raise Unreadable("a broken archive")
    if raw.read(name) != _encoded(info):
        raise Unreadable("an archive with another name in it")
    _extra(raw.read(extra))


def _extra(extra: bytes) -> int:
    """The length of what a member carries beside; all of it is known. Raises Unreadable."""
    at = 0
    while at < len(extra):
        kind, size = struct.unpack_from("<HH", extra.ljust(at + 4, b"\0"), at)
        at += 4 + size
        if size > EXTRAS.get(kind, -1) or at > len(extra):
            raise Unreadable(BESIDE)
    return at


def _content(raw: BinaryIO, info: zipfile.ZipInfo, target: Path, room: Room) -> None:
    """Unpack a member, to the last of its bytes. Raises Unreadable, zlib.error."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("an archive of an unknown kind")
    machine = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type else None
    left, crc, size = info.compress_size, 0, 0
    data = b""
    with target.open("xb") as out:
        while data or left or not (machine is None or machine.eof):
            if not data:
                data = raw.read(min(CHUNK, left))
                left -= len(data)
            ended = not data
            piece, data = _step(machine, data)
            if ended and not piece:
                raise EOFError
            room.take(len(piece))
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            out.write(piece)
    if (crc, size) != (info.CRC, info.file_size):
        raise Unreadable("a broken archive")


def _step(machine: zlib._Decompress | None, data: bytes) -> tuple[bytes, bytes]:
    if machine is None:
        return data, b""
    if machine.eof and data:
        raise Unreadable(BESIDE)
    piece = machine.decompress(data, CHUNK)
    if machine.unused_data:
        raise Unreadable(BESIDE)
    return piece, machine.unconsumed_tail


def _descriptor(raw: BinaryIO, info: zipfile.ZipInfo) -> int:
    """The length of what follows a member whose sizes were not known before. Raises Unreadable."""
    if not info.flag_bits & LATER:
        return 0
    there = raw.read(24)
    raw.seek(-len(there), 1)
    for form in ("<IQQ", "<III"):
        try:
            said = struct.pack(form, info.CRC, info.compress_size, info.file_size)
        except struct.error:  # too large for the short form
            continue
        for begin in (b"PK\x07\x08", b""):
            if there.startswith(begin + said):
                return len(begin + said)
    raise Unreadable("a broken archive")

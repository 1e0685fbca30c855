"""A tar archive, of which every byte is accounted for (POSIX pax, ustar and GNU's long names)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from audit.errors import Unreadable
from audit.storage_room import CHUNK, Room, inside, make_folder
from audit.storage_streams import only_zeros

BLOCK: Final = 512
HEADER_MOST: Final = 64 * 1024
OWNERS_MOST: Final = 4
"""So many different users and groups own the files of one archive."""
BESIDE: Final = "an archive with something beside its members"
NUMBER: Final = re.compile(rb"[0-7 ]*[\0 ]*|[\x80\xff][\0-\xff]*", re.DOTALL)
OWNER: Final = re.compile(rb"([A-Za-z0-9_.$-]*)\0*")
TEXT: Final = re.compile(rb"([^\0]*)\0*")
DECIMAL: Final = re.compile(rb"-?\d{1,12}(?:\.\d{1,10})?")
PAX: Final = {
    b"path": re.compile(rb"[^\0]+"),
    b"size": re.compile(rb"\d{1,18}"), b"mtime": DECIMAL, b"atime": DECIMAL, b"ctime": DECIMAL,
    b"uid": DECIMAL, b"gid": DECIMAL,
    b"uname": re.compile(rb"[A-Za-z0-9_.$-]{1,32}"),
    b"gname": re.compile(rb"[A-Za-z0-9_.$-]{1,32}"),
}  # fmt: skip
PAX_NUMBER: Final = re.compile(rb"(?<=PaxHeaders)\.\d{1,7}(?=/)")
"""What older programs put behind the name of a header with records."""


@dataclass
class Head:
    """One header block."""

    kind: bytes
    name: bytes
    size: int
    owners: tuple[bytes, bytes]


@dataclass
class Before:
    """What headers before a member's own say of it."""

    name: bytes = b""
    """Of the header with these records."""
    records: dict[bytes, bytes] = field(default_factory=dict)
    long: bytes = b""


def untar(path: Path, folder: Path, room: Room) -> None:
    """Unpack all members. Raises Unreadable, EOFError."""
    owners: set[bytes] = set()
    before = Before()
    with path.open("rb") as raw:
        while (block := _exactly(raw, BLOCK)).strip(b"\0"):
            head = _head(block)
            owners.update(head.owners)
            if head.kind in (b"x", b"L"):
                _extended(raw, head, before)
                continue
            room.member()
            name = _name(head, before)
            size = int(before.records.get(b"size", head.size))
            owners.update(before.records.get(one, b"") for one in (b"uname", b"gname"))
            if len(owners - {b""}) > OWNERS_MOST:
                raise Unreadable("an archive with files of too many owners")
            if head.kind in (b"0", b"\0"):
                _content(raw, size, inside(folder, name), room)
            elif head.kind == b"5" and not size:
                make_folder(folder, name)
            else:
                raise Unreadable("an archive with links or devices")
            before = Before()
        if before != Before():
            raise Unreadable("a broken archive")
        only_zeros(raw)


def _exactly(raw: BinaryIO, size: int) -> bytes:
    data = raw.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _padding(raw: BinaryIO, size: int) -> None:
    if _exactly(raw, -size % BLOCK).strip(b"\0"):
        raise Unreadable(BESIDE)


def _head(block: bytes) -> Head:
    """What a header says; every field of it is known. Raises Unreadable."""
    numbers = [block[100:108], block[108:116], block[116:124], block[124:136], block[136:148]]
    numbers += [block[329:337], block[337:345]]
    total = sum(block) - sum(block[148:156]) + 8 * ord(" ")
    if not all(map(NUMBER.fullmatch, numbers)) or _number(block[148:156]) != total:
        raise Unreadable("a broken archive")
    texts = [TEXT.fullmatch(one) for one in (block[:100], block[345:500])]
    owners = [OWNER.fullmatch(one) for one in (block[265:297], block[297:329])]
    known = block[257:265] in (b"ustar\x0000", b"ustar  \0")
    found = [one[1] for one in (*texts, *owners) if one is not None]
    if len(found) < 4 or not known or block[157:257].strip(b"\0") or block[500:].strip(b"\0"):
        raise Unreadable(BESIDE)
    name, prefix, user, group = found
    whole = prefix + b"/" + name if prefix else name
    return Head(block[156:157], whole, _number(block[124:136]), (user, group))


def _number(raw: bytes) -> int:
    """Octal digits, or bytes where the first says so. Raises Unreadable."""
    if raw[0] == 0x80:
        return int.from_bytes(raw[1:], "big")
    try:
        return int(raw.strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise Unreadable("a broken archive") from None


def _extended(raw: BinaryIO, head: Head, before: Before) -> None:
    """Read a header that stands before a member's own. Raises Unreadable."""
    if head.size > HEADER_MOST:
        raise Unreadable(BESIDE)
    body = _exactly(raw, head.size)
    _padding(raw, head.size)
    if head.kind == b"L":
        if before.long or head.name != b"././@LongLink" or b"\0" in body[:-1] or body[-1:] != b"\0":
            raise Unreadable(BESIDE)
        before.long = body[:-1]
        return
    if before.records:
        raise Unreadable(BESIDE)
    before.name = head.name
    while body:
        length = re.match(rb"(\d{1,6}) ", body)
        record = body[: int(length[1])] if length else b""
        body = body[len(record) :]
        key, _, value = record[length.end() if length else 0 : -1].partition(b"=")
        form = PAX.get(key)
        if form is None or key in before.records or record[-1:] != b"\n":
            raise Unreadable("an archive with remarks")
        if form.fullmatch(value) is None:
            raise Unreadable("an archive with remarks")
        before.records[key] = value


def _name(head: Head, before: Before) -> str:
    """What a member is called; shorter forms of it in other headers say the same. Raises
    Unreadable."""
    name = before.records.get(b"path") or before.long or head.name
    plain = name.decode("utf-8", "replace").encode("ascii", "replace")
    short = head.name.rstrip(b"/")
    kin = (name, plain, name.removeprefix(b"./"))
    if not any(one.startswith(short) for one in kin):
        raise Unreadable("an archive with another name in it")
    said = PAX_NUMBER.sub(b"", before.name).removeprefix(b"./")
    if said != b"././@PaxHeader".removeprefix(b"./"):
        folder, _, base = name.rstrip(b"/").removeprefix(b"./").rpartition(b"/")
        if not (folder + b"/PaxHeaders/" + base).removeprefix(b"/").startswith(said):
            raise Unreadable("an archive with another name in it")
    return name.decode("utf-8", "surrogateescape")


def _content(raw: BinaryIO, size: int, target: Path, room: Room) -> None:
    left = size
    with target.open("xb") as out:
        while left:
            piece = _exactly(raw, min(CHUNK, left))
            room.take(len(piece))
            out.write(piece)
            left -= len(piece)
    _padding(raw, size)

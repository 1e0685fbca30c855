"""SQLite's file format as far as an auditor needs it: pages and records out of bytes. Pure.

Source: https://www.sqlite.org/fileformat2.html, sections 1.3 (header), 1.5 (freelist), 1.6
(b-tree pages), 2.1 (records). SQLite itself is not used to read: it would write side files, and it
shows rows, not what lies between them. Whatever breaks the format raises Unreadable.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from audit.errors import Unreadable

MAGIC: Final = b"SQLite format 3\x00"
HEADER: Final = 100
INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
TREE_KINDS: Final = (INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF)
Value = int | float | str | bytes | None
_FIXED: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


@dataclass(frozen=True)
class Header:
    """The first hundred bytes of a database; sizes in bytes, pages counted from 1."""

    page_size: int
    usable: int
    write_version: int
    pages: int
    first_free: int
    free_pages: int
    auto_vacuum: int
    encoding: int
    user_version: int
    application: int
    clean: bool
    """Whether the bytes that the format leaves unused are zero."""


def read_header(raw: bytes) -> Header:
    """Read the header of a database. Raises Unreadable."""
    if len(raw) < HEADER or not raw.startswith(MAGIC):
        raise Unreadable("no SQLite header")
    size, write, _, reserved, most, least, leaf = struct.unpack(">H6B", raw[16:24])
    size = 65_536 if size == 1 else size
    if size < 512 or size & (size - 1) or (most, least, leaf) != (64, 32, 32):
        raise Unreadable("impossible page size or fractions", "header")
    if size - reserved < 480:
        raise Unreadable("impossible reserved space", "header")
    pages, first_free, free_pages = struct.unpack(">3I", raw[28:40])
    vacuum, encoding, user = struct.unpack(">3I", raw[52:64])
    (application,) = struct.unpack(">I", raw[68:72])
    clean = not any(raw[48:52] + raw[72:92])
    return Header(
        size, size - reserved, write, pages, first_free, free_pages,
        vacuum, encoding, user, application, clean,
    )  # fmt: skip


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at an offset, and the offset behind it. Raises Unreadable."""
    value = 0
    for count in range(9):
        if at >= len(data):
            raise Unreadable("a number runs over the end")
        byte = data[at]
        at += 1
        if count == 8:
            value = value << 8 | byte
            break
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return (value - (1 << 64) if value >> 63 else value), at


def record(payload: bytes) -> tuple[Value, ...]:
    """The values of one record. Raises Unreadable, also when anything is left over."""
    end, at = varint(payload, 0)
    if not at <= end <= len(payload):
        raise Unreadable("a record's header has no room")
    kinds = []
    while at < end:
        kind, at = varint(payload, at)
        kinds.append(kind)
    if at != end:
        raise Unreadable("a record's header has another length")
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise Unreadable("a record is longer than its values")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    size = _FIXED.get(kind, 8 if kind == 7 else (kind - 12) // 2)
    if kind < 0 or kind in (10, 11) or at + size > len(payload):
        raise Unreadable("a value has no room")
    raw = payload[at : at + size]
    if kind in _FIXED:
        return int.from_bytes(raw, "big", signed=True), at + size
    if kind == 7:
        return float(struct.unpack(">d", raw)[0]), at + size
    if kind % 2 == 0:
        return raw, at + size
    try:
        return raw.decode(), at + size
    except UnicodeDecodeError:
        raise Unreadable("a text is not UTF-8") from None


@dataclass(frozen=True)
class Cell:
    """One entry of a b-tree page: where it lies, and what of its payload is there."""

    offset: int
    end: int
    left: int
    """The page to the left, on interior pages; else 0."""
    size: int
    """Bytes of the whole payload; 0 where there is none."""
    local: bytes = field(repr=False)
    overflow: int
    """The first page with the rest of the payload, or 0."""
    rowid: int = 0
    """The number of the row, in a table that counts its rows."""


@dataclass(frozen=True)
class TreePage:
    """A b-tree page. `gaps` are stretches (begin, end) of it that belong to nothing."""

    kind: int
    cells: tuple[Cell, ...]
    right: int
    pointers_end: int
    gaps: tuple[tuple[int, int], ...]

    @property
    def children(self) -> tuple[int, ...]:
        """The pages below, from left to right."""
        return (*(cell.left for cell in self.cells), self.right) if self.kind < 10 else ()


def tree_page(data: bytes, usable: int, start: int = 0) -> TreePage:
    """Read a b-tree page whose header is at `start` (100 on page 1). Raises Unreadable."""
    if len(data) < usable or start + 12 > usable:
        raise Unreadable("a page is cut short")
    kind, free, many, content, _ = struct.unpack(">BHHHB", data[start : start + 8])
    if kind not in TREE_KINDS:
        raise Unreadable("a page of an unknown kind")
    interior = kind < 10
    pointers = start + (12 if interior else 8)
    end = pointers + 2 * many
    content = content or 65_536
    if not end <= content <= usable:
        raise Unreadable("a page's cells have no room")
    right = int.from_bytes(data[start + 8 : start + 12], "big") if interior else 0
    offsets = struct.unpack(f">{many}H", data[pointers:end])
    cells = tuple(_cell(data, kind, offset, usable, content) for offset in offsets)
    taken = [(start, end), *((cell.offset, cell.end) for cell in cells)]
    taken += [(at, at + 4) for at in _freeblocks(data, free, content, usable)]
    taken.sort()
    gaps = []
    for (_, before), (after, _) in pairwise([*taken, (usable, usable)]):
        if before > after:
            raise Unreadable("a page's cells overlap")
        if before < after:
            gaps.append((before, after))
    return TreePage(kind, cells, right, end, tuple(gaps))


def _freeblocks(data: bytes, at: int, content: int, usable: int) -> Iterator[int]:
    before = 0
    while at:
        if at <= before or at < content or at + 4 > usable:
            raise Unreadable("a page's list of free blocks is broken")
        yield at
        before, at = at, int.from_bytes(data[at : at + 2], "big")


def local_size(kind: int, payload: int, usable: int) -> int:
    """How much of a payload stands in its cell."""
    most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if payload <= most:
        return payload
    least = (usable - 12) * 32 // 255 - 23
    size = least + (payload - least) % (usable - 4)
    return size if size <= most else least


def _cell(data: bytes, kind: int, offset: int, usable: int, content: int) -> Cell:
    if not content <= offset <= usable - 4:
        raise Unreadable("a cell outside of its page")
    at, left, size, rowid = offset, 0, 0, 0
    if kind < 10:
        left = int.from_bytes(data[at : at + 4], "big")
        at += 4
    if kind != TABLE_INTERIOR:
        size, at = varint(data, at)
    if kind in (TABLE_LEAF, TABLE_INTERIOR):
        rowid, at = varint(data, at)
    if size < 0:
        raise Unreadable("a payload of an impossible size")
    here = local_size(kind, size, usable)
    local, at = data[at : at + here], at + here
    overflow = 0
    if here < size:
        overflow = int.from_bytes(data[at : at + 4], "big")
        at += 4
    if at > usable:
        raise Unreadable("a cell runs over its page")
    return Cell(offset, max(at, offset + 4), left, size, local, overflow, rowid)

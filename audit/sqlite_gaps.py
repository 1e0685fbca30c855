"""What stands between the cells of a b-tree page, where nothing should. Pure."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from audit.sqlite_pages import TreePage


def remains(data: bytes, page: TreePage, usable: int) -> tuple[int, int]:
    """How many bytes between the cells of a page are content of nobody, and where they begin.

    SQLite leaves numbers of its own there, which are none: two-byte offsets of cells that a page
    has lost, behind its pointers, and the four-byte headers of free blocks that were joined.
    """
    many = first = 0
    for begin, end in page.gaps:
        if end - begin < 4:
            continue  # fragments, which no cell fits into
        if begin == page.pointers_end:
            begin = _behind_old_pointers(data, begin, end, usable)
        for at in _strange(data, begin, end, usable):
            first = first or at
            many += 1
    return many, first


def _behind_old_pointers(data: bytes, begin: int, end: int, usable: int) -> int:
    at = last = begin
    while at + 2 <= end:
        value = int.from_bytes(data[at : at + 2], "big")
        if value and not begin <= value < usable:
            break
        at += 2
        last = at if value else last
    return last


_NOT_ZERO: Final = re.compile(rb"[^\0]")


def _strange(data: bytes, begin: int, end: int, usable: int) -> Iterator[int]:
    at = begin
    while (found := _NOT_ZERO.search(data, at, end)) is not None:
        where = found.start()
        at = where + 1
        for start in range(max(begin, where - 3), where + 1):
            following, size = struct.unpack(">HH", data[start : start + 4].ljust(4, b"\xff"))
            if (not following or start < following < usable) and 4 <= size <= usable - start:
                at = max(at, start + 4)
                break
        else:
            yield where

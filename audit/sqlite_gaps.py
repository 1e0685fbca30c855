"""What stands between the cells of a b-tree page, where nothing should. Pure."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from audit.sqlite_pages import TABLE_INTERIOR, TreePage

LEAST_CELL: Final = 16
"""No record of a relay's store, and no key of one, takes less room in a page, in bytes."""
LEAST_POINTER: Final = 5
"""Bytes of a cell that holds nothing but a page's number and a row's."""
NEAR: Final = 16
"""Two records begin at least so far apart, so of old offsets hardly any two are nearer."""
HEADERS_MOST: Final = 32
_NOT_ZERO: Final = re.compile(rb"[^\0]")


def remains(data: bytes, page: TreePage, usable: int) -> tuple[int, int]:
    """How many bytes between the cells of a page are content of nobody, and where they begin.

    SQLite leaves numbers of its own there, which are none, and only between its pointers and the
    first cell: two-byte offsets of cells that the page has lost, and four-byte headers of free
    blocks that are room for anything again. Everywhere else it writes zeros.
    """
    many = first = 0
    for begin, end in page.gaps:
        if begin == page.pointers_end:
            strange = _before_the_cells(data, begin, end, usable, page)
        else:
            strange = (found.start() for found in _NOT_ZERO.finditer(data, begin, end))
        for at in strange:
            first = first or at
            many += 1
    return many, first


def _before_the_cells(
    data: bytes, begin: int, end: int, usable: int, page: TreePage
) -> Iterator[int]:
    old: list[int] = []
    at, headers = begin, 0
    while (found := _NOT_ZERO.search(data, at, end)) is not None:
        where = found.start()
        word = where - (where - begin) % 2
        starts = range(where, max(at, where - 3) - 1, -1)
        start = next((one for one in starts if _header(data, one, end, usable)), None)
        pointers = [_pointer(data, one, end, usable) for one in (word, word + 2)]
        alone = start is None or not any(data[word + 2 : word + 4])
        if word >= at and pointers[0] and (pointers[1] or alone):
            old.append(pointers[0])
            at = word + 2
        elif start is not None and headers < HEADERS_MOST:
            headers += 1
            over = (start + cut for cut in (1, 2, 3) if _header(data, start + cut, end, usable))
            small = int.from_bytes(data[start + 2 : start + 4], "big") < LEAST_CELL
            at = next(over, start + 4) if small else start + 4  # a later one stands over it
        else:
            at = where + 1
            half = where == word and data[where] <= usable >> 8
            if not half or (at < end and not _header(data, at, end, usable)):
                yield where  # and no half of an offset, over which a record stood since
    least = LEAST_POINTER if page.kind == TABLE_INTERIOR else LEAST_CELL
    if not plausible(old, len(page.cells), least, usable):
        yield from range(begin, begin + 2 * len(old))


def plausible(old: list[int], live: int, least: int, usable: int) -> bool:
    """Whether these can be the offsets of cells that a page had: no more than it has room for, and
    not in a heap, as letters are in their alphabet."""
    distinct = sorted(set(old))
    near = sum(later - one < min(NEAR, least) for one, later in pairwise(distinct))
    return len(old) + live <= usable // (least + 2) and near <= 2 + len(distinct) // 8


def _pointer(data: bytes, at: int, end: int, usable: int) -> int:
    """The offset that stands here, if it points behind itself and into the page; else 0."""
    value = int.from_bytes(data[at : at + 2], "big")
    return value if at + 2 <= min(end, value) and value <= usable - 4 else 0


def _header(data: bytes, start: int, end: int, usable: int) -> bool:
    """Whether this can be the header of a free block: it ends in the page, the next lies apart."""
    if start + 4 > end:
        return False
    following, size = struct.unpack(">HH", data[start : start + 4])
    fits = 4 <= size <= usable - start
    return fits and (not following or start + size + 4 <= following <= usable - 4)

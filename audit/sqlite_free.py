"""The pages of a database that hold nothing: SQLite's list of them (fileformat2.html, 1.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from audit.errors import Unreadable
from audit.sqlite_file import View


def free_pages(view: View) -> Iterator[tuple[int, bytes, int]]:
    """Each free page: its number, its bytes, and from where on they should be zero; numbers of
    pages stand before that. Raises Unreadable."""
    number = int.from_bytes(view.page(1)[32:36], "big")
    while number:
        data = view.page(number)
        leaves = int.from_bytes(data[4:8], "big")
        if leaves > view.usable // 4 - 2:
            raise Unreadable("a list of free pages without room", f"page {number}")
        begin = 8 + 4 * leaves
        while int.from_bytes(data[begin : begin + 4], "big") in range(1, view.count + 1):
            begin += 4  # a number that the list had before
        yield number, data, begin
        for leaf in struct.unpack(f">{leaves}I", data[8 : 8 + 4 * leaves]):
            yield leaf, view.page(leaf), 0
        number = int.from_bytes(data[:4], "big")

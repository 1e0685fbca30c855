"""A SQLite database on disk with its write-ahead log, as it stood when the reading began.

Opened for reading only. A relay may go on writing: what it appends to the log is left out, and
`unchanged` says at the end whether anything was written over that was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from audit.errors import LocalFault, Unreadable
from audit.sqlite_pages import Cell, Header, TreePage, read_header, record, tree_page
from audit.sqlite_pages import Value as Value
from audit.sqlite_wal import HEADER as WAL_HEADER
from audit.sqlite_wal import Wal, read_wal

LOCK_BYTE: Final = 0x40000000
PAYLOAD_MOST: Final = 8 * 1024 * 1024
"""A record that says it is longer is not read: no form of a relay comes near it."""
DEEPEST: Final = 40


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading. Raises LocalFault with the system's reason."""
    try:
        return path.open("rb", buffering=0)
    except OSError as problem:
        raise LocalFault(f"cannot read {path.name}: {problem.strerror}") from None


class View:
    """The pages of one moment: the database file under the images of some commits."""

    def __init__(self, database: Database, images: Mapping[int, int], count: int) -> None:
        self._database = database
        self.images = images
        """Page number -> where its newest image lies in the write-ahead log."""
        self.count = count
        self.usable = database.header.usable
        self.page_size = database.header.page_size

    def page(self, number: int) -> bytes:
        """The bytes of a page. Raises Unreadable."""
        if not 1 <= number <= self.count:
            raise Unreadable("a page outside of the file", f"page {number}")
        if number in self.images:
            return self._database.image(self.images[number])
        return self._database.physical(number)

    def tree(self, number: int) -> tuple[TreePage, bytes]:
        """A b-tree page, parsed, and its bytes. Raises Unreadable."""
        data = self.page(number)
        return tree_page(data, self.usable, 100 if number == 1 else 0), data

    def chain(self, cell: Cell) -> Iterator[tuple[int, bytes, int]]:
        """The pages with the rest of a payload: number, bytes, and how many of them are used."""
        left, number = cell.size - len(cell.local), cell.overflow
        if cell.size > PAYLOAD_MOST:
            raise Unreadable("a record that is too large")
        while left > 0:
            data = self.page(number)
            used = min(left, self.usable - 4)
            yield number, data, used
            left -= used
            number = int.from_bytes(data[:4], "big")
        if number and cell.overflow:
            raise Unreadable("a record that goes on behind its end")

    def values(self, cell: Cell) -> tuple[Value, ...]:
        """The record of a cell. Raises Unreadable."""
        rest = b"".join(data[4 : 4 + used] for _, data, used in self.chain(cell))
        return record(cell.local + rest)

    def schema(self) -> list[tuple[Value, ...]]:
        """The rows of sqlite_schema: type, name, table, root page, statement. Raises Unreadable."""
        return [
            self.values(cell) for _, page, _ in self.walk(1) for cell in page.cells if cell.size
        ]

    def walk(self, root: int) -> Iterator[tuple[int, TreePage, bytes]]:
        """Every page of a tree: its number, parsed, and its bytes. Raises Unreadable."""
        todo, seen = [(root, 0)], bytearray(self.count + 1)
        while todo:
            number, depth = todo.pop()
            page, data = self._once(number, depth, seen)
            yield number, page, data
            todo += [(child, depth + 1) for child in reversed(page.children)]

    def in_order(self, root: int) -> Iterator[Cell]:
        """The cells of a tree in the order of their keys. Raises Unreadable."""
        seen = bytearray(self.count + 1)

        def below(number: int, depth: int) -> Iterator[Cell]:
            page, _ = self._once(number, depth, seen)
            for cell in page.cells:
                if cell.left:
                    yield from below(cell.left, depth + 1)
                if cell.size:
                    yield cell
            if page.right:
                yield from below(page.right, depth + 1)

        yield from below(root, 0)

    def _once(self, number: int, depth: int, seen: bytearray) -> tuple[TreePage, bytes]:
        found = self.tree(number)
        if seen[number] or depth > DEEPEST:
            raise Unreadable("a tree that grows into itself", f"page {number}")
        seen[number] = 1
        return found


class Database:
    """A database file and its write-ahead log. Raises Unreadable, LocalFault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with ExitStack() as stack:
            self._file = stack.enter_context(open_file(path))
            stat = os.fstat(self._file.fileno())
            self._state = (stat.st_size, stat.st_mtime_ns)
            self.size = stat.st_size
            self.header: Header = read_header(self._read(0, 100))
            self.on_disk = self.size // self.header.page_size
            self.wal: Wal | None = None
            self._log: BinaryIO | None = None
            side = path.with_name(f"{path.name}-wal")
            if side.exists():
                self._log = stack.enter_context(open_file(side))
                self._log_size = os.fstat(self._log.fileno()).st_size
                if self._log_size >= WAL_HEADER:
                    self.wal = read_wal(self._log, self._log_size)
                    if self.wal.page_size != self.header.page_size:
                        raise Unreadable("a write-ahead log of another database")
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def unchanged(self) -> bool:
        """Whether what was read is still what stands there."""
        stat = os.fstat(self._file.fileno())
        same = (stat.st_size, stat.st_mtime_ns) == self._state
        if self._log is None:
            return same
        grown = os.fstat(self._log.fileno()).st_size >= self._log_size
        self._log.seek(16)
        salts = self.wal.salts if self.wal is not None else b""
        return same and grown and (self.wal is None or self._log.read(8) == salts)

    def physical(self, number: int) -> bytes:
        """A page as it stands in the database file. Raises Unreadable."""
        size = self.header.page_size
        return self._read((number - 1) * size, size)

    def image(self, offset: int) -> bytes:
        """A page as it stands in the write-ahead log. Raises Unreadable."""
        if self._log is None:
            raise Unreadable("no write-ahead log")
        self._log.seek(offset)
        data = self._log.read(self.header.page_size)
        if len(data) < self.header.page_size:
            raise Unreadable("the write-ahead log ends too early")
        return data

    def _read(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        data = self._file.read(size)
        if len(data) < size:
            raise Unreadable("the file ends too early", f"offset {offset}")
        return data

    def steps(self) -> Iterator[tuple[View, list[int], bool]]:
        """How the log changed the file: the file itself with the pages that the log replaces, then
        each piece of the log with the pages that it brings, what no commit covers at the end.

        The last value says whether the view is a whole: what no commit covers is of a log before
        this one, of which the beginning is lost. A view is good until the next is taken.
        """
        newest = self.newest()
        yield View(self, {}, self.on_disk), sorted(newest.images), True
        if self.wal is None:
            return
        for commits in (True, False):
            images = {} if commits else dict(newest.images)
            count = max([newest.count, *(one.page for one in self.wal.frames)])
            pages: dict[int, int] = {}
            commit = -1
            for frame in self.wal.frames:
                if bool(frame.commit) is not commits:
                    continue
                if pages and (frame.commit != commit or frame.page in pages):
                    yield View(self, images, count), list(pages), commits
                    pages = {}
                commit = frame.commit
                images[frame.page] = frame.offset
                pages[frame.page] = frame.offset
            if pages:
                yield View(self, images, count), list(pages), commits

    def newest(self) -> View:
        """The database as a program would read it. Raises Unreadable."""
        images: dict[int, int] = {}
        count = self.on_disk
        if self.wal is not None and self.wal.sizes:
            images = {one.page: one.offset for one in self.wal.frames if one.commit}
            count = self.wal.sizes[-1]
            if count > self.on_disk + len(images):
                raise Unreadable("a log that speaks of more pages than there are")
        return View(self, images, count)

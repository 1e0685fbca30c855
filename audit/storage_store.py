"""A relay's SQLite store: every record of it, and every byte that belongs to none.

The file is read page by page without SQLite, so that nothing is written beside it and what SQLite
does not show is seen too: free pages, the room between records, the log's older page images.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from audit.errors import Unreadable
from audit.findings import Notes
from audit.forms import APPLICATION, FORMS, ROWID_MOST, SCHEMA, known_schema
from audit.progress import Progress
from audit.rows import Rows
from audit.sqlite_file import LOCK_BYTE, Database, Value
from audit.sqlite_free import free_pages
from audit.sqlite_gaps import remains
from audit.sqlite_pages import TABLE_INTERIOR, TreePage, read_header, record
from audit.storage_keys import in_order
from audit.storage_layout import ANSWERS, Layout
from audit.storage_old import OldImages
from audit.storage_sides import PAGES_MOST, check_side_files
from relay.store.sqlite import REWRITE_MOST

PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
SCHEMA_TABLE: Final = "sqlite_schema"


def check_store(
    path: Path,
    label: str,
    notes: Notes,
    now: float,
    progress: Progress,
    organisations: Collection[bytes] = (),
) -> Rows:
    """Look at a database with its side files. Raises LocalFault; what is broken becomes a finding.

    `label` is how the file is called in evidence, `now` in seconds since 1970, `organisations`
    those that may be in it where that is known.
    """
    rows = Rows(notes, now, organisations)
    pages = PAGES_MOST
    try:
        with Database(path) as database:
            pages = pages_of(database)
            StoreCheck(database, label, notes, rows, now, progress).run()
            if not database.unchanged():
                notes.find("changed-while-read", label)
    except Unreadable as fault:
        notes.find("damaged", f"{label}: {fault}")
    rows.end()
    check_side_files(path, label, notes, pages)
    return rows


def pages_of(database: Database) -> int:
    """The largest number of a page that there can have been: of those in the file and in its log,
    of some that come in this moment, and of a file before it was written anew."""
    frames = () if database.wal is None else database.wal.frames
    known = max(database.on_disk, *(one.page for one in frames), 1) + 4096
    return min(PAGES_MOST, max(known, REWRITE_MOST // database.header.page_size))


class StoreCheck:
    """One database in one moment."""

    def __init__(
        self,
        database: Database,
        label: str,
        notes: Notes,
        rows: Rows,
        now: float,
        progress: Progress,
    ) -> None:
        self._database = database
        self._label = label
        self._notes = notes
        self._rows = rows
        self._now = now
        self._progress = progress
        self._view = database.newest()
        self._used = bytearray(self._view.count + 1)
        self._done = 0
        self._layout = Layout(now)
        self._keys: Counter[str] = Counter()
        """By table, keys and numbers of its rows less those in its index: a sum that must be 0."""
        self._old = OldImages(database, label, notes, rows, now)

    def run(self) -> None:
        """Look at everything."""
        header = read_header(self._view.page(1))  # the newest one can be in the log alone
        if header.application != APPLICATION:
            self._notes.find("foreign-store", self._label)
            return
        if header.user_version > SCHEMA:
            self._notes.find("newer-store", f"{self._label}: version {header.user_version}")
        if header.encoding not in (0, 1) or header.auto_vacuum or not header.clean:
            self._notes.find("wrong-value", f"{self._label}, page 1, the file's header")
        self._old.collect()
        answers = 0
        for table, kind, root in self._trees():
            whole = self._tree(table, kind, root)
            if table == ANSWERS and kind == "table" and whole:
                answers = root
            elif whole and kind in ("table", "index"):
                self._keys_once(table, kind, root)
        for table, left in self._keys.items():
            if left:
                self._notes.find("damaged", f"{self._label}, table {table}: its index differs")
        self._free_pages()
        self._strays()
        if answers:
            self._order(answers)
        self._old.compare()

    # --- records ------------------------------------------------------------------------------

    def _trees(self) -> Iterator[tuple[str, str, int]]:
        """Table, kind ("table", "index", "unknown") and root page of each tree of the file."""
        yield SCHEMA_TABLE, "schema", 1
        known, met = known_schema(), set()
        for values in self._view.schema():
            if len(values) != 5 or not all(isinstance(one, str) for one in values[:3]):
                self._notes.find("unknown-table", f"{self._label}, {SCHEMA_TABLE}")
                continue
            kind, name, table, root, statement = values
            label = f"{plain(kind)} {plain(name)}"
            kinds = "unknown"
            if name not in known:
                self._notes.find("unknown-table", f"{self._label}, {plain(label, 60)}")
            elif known[str(name)] != (kind, table, statement):
                self._notes.find("unknown-column", f"{self._label}, {label}")
            else:
                met.add(name)
                kinds = str(kind)
            if isinstance(root, int) and root:
                yield (str(table) if kinds != "unknown" else plain(name)), kinds, root
        if read_header(self._view.page(1)).user_version == SCHEMA and met != set(known):
            self._notes.find("table-missing", self._label)

    def _tree(self, table: str, kind: str, root: int) -> bool:
        """Look at every record of a tree; whether it could be read to its end."""
        records, whole = 0, True
        try:
            for number, page, data in self._view.walk(root):
                self._take(number)
                self._gaps(number, page, data)
                for cell in page.cells:
                    place = f"{self._label}, table {table}, page {number}, offset {cell.offset}"
                    if not 0 <= cell.rowid <= ROWID_MOST:
                        self._notes.find("wrong-value", f"{place}, the number of the row")
                    if not cell.size:
                        if page.kind != TABLE_INTERIOR:
                            self._notes.find("unknown-record", f"{place}: nothing")
                        continue
                    parts = [cell.local]
                    try:
                        for chained, rest, used in self._view.chain(cell):
                            self._take(chained)
                            self._zero(rest, 4 + used, f"page {chained}", "remains-in-page")
                            parts.append(rest[4 : 4 + used])
                        values = record(b"".join(parts))
                    except Unreadable as fault:
                        self._notes.find("damaged", f"{place}: {fault.reason}")
                        continue
                    records += 1
                    self._record(table, kind, values, place, cell.rowid)
                    self._old.live(number, table, values)
                    if table == "lease" and kind == "table":
                        self._layout.lease(*values[2:3])
        except Unreadable as fault:
            self._notes.find("damaged", f"{self._label}, table {table}: {fault}")
            whole = False
        if kind in ("table", "unknown"):
            self._notes.saw("records", records)
        if kind == "unknown" and records:
            self._notes.find("unknown-record", f"{self._label}, table {table}: {records} records")
        return whole

    def _keys_once(self, table: str, kind: str, root: int) -> None:
        try:
            good = in_order(self._view, table, kind, root)
        except Unreadable:
            return  # found when its records were looked at
        if not good:
            where = f"{self._label}, table {table}: a key twice, or not in the order of keys"
            self._notes.find("damaged", where)

    def _order(self, root: int) -> None:
        try:
            told = self._layout.told(self._view, root)
        except Unreadable as fault:
            self._notes.find("damaged", f"{self._label}, table {ANSWERS}: {fault}")
            return
        if told:
            self._notes.find(told, f"{self._label}, table {ANSWERS}: {self._layout.many} rows")

    def _record(
        self, table: str, kind: str, values: tuple[Value, ...], place: str, rowid: int
    ) -> None:
        if kind == "table":
            self._rows.row(table, values, place)
            if FORMS[table].rowid:
                row = dict(zip(FORMS[table].stored, values, strict=False))
                self._keys[table] += number_of([*map(row.get, FORMS[table].key), rowid])
        elif kind == "index":
            self._rows.key(table, values, place)
            self._keys[table] -= number_of(values)

    def _take(self, number: int) -> None:
        if self._used[number]:
            raise Unreadable("a page that is used twice", f"page {number}")
        self._used[number] = 1
        self._done += 1
        self._notes.saw("database pages")
        self._progress.at(self._label, self._done, self._view.count)

    # --- what belongs to no record ------------------------------------------------------------

    def _gaps(self, number: int, page: TreePage, data: bytes) -> None:
        many, first = remains(data, page, self._view.usable)
        if many:
            where = f"{self._label}, page {number}, from offset {first}: {many} bytes"
            self._notes.find("remains-in-page", where)
        self._zero(data, self._view.usable, f"page {number}", "remains-in-page")

    def _zero(self, data: bytes, begin: int, where: str, code: str) -> None:
        left = len(data) - begin - data.count(0, begin)
        if left:
            self._notes.find(code, f"{self._label}, {where}, offset {begin}: {left} bytes")

    def _free_pages(self) -> None:
        many = int.from_bytes(self._view.page(1)[36:40], "big")
        found = 0
        try:
            for number, data, begin in free_pages(self._view):
                self._take(number)
                found += 1
                self._zero(data, begin, f"free page {number}", "remains-free-page")
        except Unreadable as fault:
            self._notes.find("damaged", f"{self._label}, free pages: {fault}")
        if found != many:
            self._notes.find("damaged", f"{self._label}: {found} free pages, {many} announced")

    def _strays(self) -> None:
        size = self._database.header.page_size
        lock = LOCK_BYTE // size + 1
        for number in range(1, self._view.count + 1):
            if not self._used[number]:
                data = self._view.page(number)
                code = "remains-free-page" if number != lock else "remains-in-page"
                self._zero(data, 0, f"page {number}, which nothing refers to", code)
                self._notes.saw("database pages")
        for number in range(self._view.count + 1, self._database.on_disk + 1):
            data = self._database.physical(number)
            self._zero(data, 0, f"page {number}, behind the end", "remains-free-page")
        if self._database.size % size:
            self._notes.find("damaged", f"{self._label}: the file ends in the middle of a page")


def number_of(values: Iterable[Value]) -> int:
    """A number that stands for these values, whatever their order among others."""
    return int.from_bytes(hashlib.blake2b(repr(list(values)).encode(), digest_size=16).digest())


def plain(value: Value, most: int = 40) -> str:
    """A name out of a schema, if it is a plain one."""
    text = str(value)
    if all(PLAIN_NAME.fullmatch(part) for part in text.split(" ")) and len(text) <= most:
        return text
    return "with an odd name"

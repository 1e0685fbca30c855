"""What a store's log remembers: page images that newer ones have replaced.

Until the next purge empties the log, they hold rows that are gone from the tables. They are held
to the same forms. How far back they reach is read from the relay's own lease, which it renews.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from audit.chance import not_random
from audit.errors import Unreadable
from audit.findings import Notes
from audit.forms import (
    DAY,
    FORMS,
    LEASE_SECONDS,
    PURGE,
    ROWID_MOST,
    SLACK,
    known_schema,
    too_old,
)
from audit.rows import Rows
from audit.sqlite_file import PAYLOAD_MOST, Database, Value, View
from audit.sqlite_gaps import remains
from audit.sqlite_pages import TABLE_INTERIOR, TREE_KINDS, Cell, TreePage, record

Row = tuple[str, bytes]
LEFT_MOST: Final = 2000
"""Frames of a log before this one: SQLite begins again after a thousand, when nobody reads."""


def digest(table: str, values: Iterable[Value]) -> Row:
    """What tells one row from another."""
    return table, hashlib.blake2b(repr(list(values)).encode(), digest_size=16).digest()


class OldImages:
    """The replaced pages of one database. Call `collect`, then `live` for each row, `compare`."""

    def __init__(
        self, database: Database, label: str, notes: Notes, rows: Rows, now: float
    ) -> None:
        self._database = database
        self._label = label
        self._notes = notes
        self._rows = rows
        self._now = now
        self._gone: dict[Row, str] = {}
        self._before: set[Row] = set()
        """Rows of the database file itself, on pages that the log has replaced."""
        self._new_pages: set[int] = set()
        self._new: set[Row] = set()

    def collect(self) -> None:
        """Look at every image but the newest of its page."""
        newest = self._database.newest()
        self._new_pages = set(newest.images)
        for number, (view, pages, whole) in enumerate(self._database.steps()):
            where = f"step {number} of the log" if number else "the file before its log"
            old = [page for page in pages if view.images.get(page) != newest.images.get(page)]
            old = [page for page in old if page <= view.count]
            if whole:
                self._images(view, old, where, base=not number)
            else:
                for page in old:
                    self._fragment(view, page, f"{self._label}, {where}, page {page}")
        wal = self._database.wal
        left = sum(not frame.commit for frame in wal.frames) if wal is not None else 0
        if wal is not None and (wal.strangers or left > LEFT_MOST + 2 * newest.count):
            where = f"{self._label}-wal: {left} frames, {wal.strangers} of them of no log"
            self._notes.find("remains-side-file", where)
        if wal is not None and wal.tail:
            self._notes.find("remains-side-file", f"{self._label}-wal: {wal.tail} bytes at its end")

    def _images(self, view: View, numbers: list[int], where: str, base: bool = False) -> None:
        read: set[int] = set()
        for number in numbers:
            place = f"{self._label}, {where}, page {number}"
            try:
                data = view.page(number)
                if data[100 if number == 1 else 0] not in TREE_KINDS:
                    continue
                page, _ = view.tree(number)
                read.add(number)
                self._between(page, data, view.usable, place)
                for cell in page.cells:
                    if cell.size:
                        read.update(chained for chained, _, _ in view.chain(cell))
                        self._old_row(view.values(cell), place, base)
            except Unreadable as fault:
                self._notes.find("old-image-unread", f"{place}: {fault.reason}")
        for number in numbers:
            if number not in read and not empty(view, number):
                self._notes.find("old-image-unread", f"{self._label}, {where}, page {number}")

    def _fragment(self, view: View, number: int, place: str) -> None:
        """A page of a log before this one. What it refers to may have been written over since, so
        of its records only what stands in the page itself is looked at."""
        try:
            data = view.page(number)
            if data[100 if number == 1 else 0] in TREE_KINDS:
                page = view.tree(number)[0]
                self._between(page, data, view.usable, place)
                for cell in page.cells:
                    if cell.size:
                        self._outline(cell, place)
                return
            rest = data[4 : view.usable]
            small = int.from_bytes(data[:4], "big") <= view.count
            if empty(view, number) or (small and not not_random(rest.rstrip(b"\0"))):
                return
            if data != self._database.physical(number):
                self._notes.find("old-image-unread", place)
        except Unreadable as fault:
            self._notes.find("old-image-unread", f"{place}: {fault.reason}")

    def _between(self, page: TreePage, data: bytes, usable: int, place: str) -> None:
        """What is no record of a page, as in a page that is read now."""
        many, first = remains(data, page, usable)
        if many or any(data[usable:]):
            self._notes.find("remains-in-page", f"{place}, from offset {first}: {many} bytes")
        for cell in page.cells:
            if not (cell.size or page.kind == TABLE_INTERIOR) or not 0 <= cell.rowid <= ROWID_MOST:
                self._notes.find("wrong-value", f"{place}, offset {cell.offset}")

    def _outline(self, cell: Cell, place: str) -> None:
        if cell.size > PAYLOAD_MOST:
            raise Unreadable("a record that is too large")
        values = record(cell.local + bytes(cell.size - len(cell.local)))
        kind, table = fitting(values)
        if not kind:
            raise Unreadable("a record of no known form")
        row = dict(zip(FORMS[table].stored, values, strict=True)) if kind == "row" else {}
        if row and too_old(table, row, self._now):
            self._notes.find("kept-too-long", f"{place}, table {table}, in an older version")
        if row and table in ("lease", "secret"):
            self._rows.row(table, values, f"{place}, table {table}", live=False)

    def _old_row(self, values: tuple[Value, ...], place: str, base: bool) -> None:
        kind, table = fitting(values)
        if kind == "row":
            if self._rows.row(table, values, f"{place}, table {table}", live=False):
                row = digest(table, values)
                self._gone.setdefault(row, place)
                if base:
                    self._before.add(row)
        elif kind == "key":
            self._rows.key(table, values, f"{place}, index of table {table}")
        elif kind != "schema":
            self._notes.find("unknown-record", f"{place}: {len(values)} fields")

    def live(self, number: int, table: str, values: tuple[Value, ...]) -> None:
        """A row that a program would read now, on this page."""
        if number in self._new_pages or self._gone:
            row = digest(table, values)
            self._gone.pop(row, None)
            if number in self._new_pages and row not in self._before:
                self._new.add(row)

    def compare(self) -> None:
        """Say what is only in old images, and how far back they reach."""
        answers = [place for (table, _), place in self._gone.items() if table == "dropped"]
        for place in answers:
            self._notes.find("deleted-still-there", f"{place}, table dropped")
        replaced = sum(table not in ("dropped", "lease") for table, _ in self._gone)
        if replaced:
            self._notes.find("log-remembers", f"{self._label}-wal: {replaced} records")
        dated = sum(table == "dropped" for table, _ in self._new)
        if dated:
            self._notes.find("log-dates-answers", f"{self._label}-wal: {dated} records")
        wal = self._database.wal
        if wal is None or not wal.frames or not self._rows.renewed:
            return
        first, last = min(self._rows.renewed), max(self._rows.renewed)
        if last - first > PURGE + SLACK:
            reach = f"{round((last - first) / 60)} minutes"
            self._notes.find("log-not-emptied", f"{self._label}-wal reaches back {reach}")
        if self._now - last > 4 * LEASE_SECONDS:
            days = (self._now - last) / DAY
            self._notes.find("log-left-behind", f"{self._label}-wal, {days:.1f} days old")


def fitting(values: tuple[Value, ...]) -> tuple[str, str]:
    """Of which table a record is that says it of itself by nothing but its shape, if of any:
    ("row", table), ("key", table), ("schema", ""), or ("", "")."""
    if len(values) == 5 and isinstance(values[1], str):
        known = known_schema().get(values[1])
        if known == (values[0], values[2], values[4]):
            return "schema", ""
    for table, form in FORMS.items():
        names = form.stored
        if len(values) == len(names) and all(
            form.columns[name].fits(value) for name, value in zip(names, values, strict=True)
        ):
            return "row", table
    for table, form in FORMS.items():
        names = form.key
        if (
            form.rowid
            and len(values) == len(names) + 1
            and isinstance(values[-1], int)
            and all(
                form.columns[name].fits(value) for name, value in zip(names, values, strict=False)
            )
        ):
            return "key", table
    return "", ""


def empty(view: View, number: int) -> bool:
    """Whether a page holds nothing, or a list of free pages and nothing else."""
    data = view.page(number)
    if not any(data):
        return True
    words = [int.from_bytes(data[at : at + 4], "big") for at in range(0, view.usable, 4)]
    return words[1] <= len(words) - 2 and all(word <= view.count for word in words)

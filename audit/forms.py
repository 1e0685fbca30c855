"""Every form of record that a relay's SQLite store may hold: the only ones that are not findings.

A test compares this table with the relay's real schema, so that a new table or column without a
form fails there. Sizes are bytes; `day` counts from 1970 (UTC), `seconds` too.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Container, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Final

from audit.sqlite_file import Value
from relay import limits
from relay.document_types import Kind
from relay.keeper import COUNTS, LEASE, LEASE_SECONDS
from relay.server import PURGE
from relay.store.sqlite import APPLICATION, SCHEMA, STATEMENTS

__all__ = ["APPLICATION", "FORMS", "LEASE_SECONDS", "PURGE", "SCHEMA", "Column", "Form"]

DAY: Final = 86_400
SLACK: Final = 300
"""Seconds that a purge may take longer than its interval, on a busy machine."""
PUBLIC: Final = (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)
MOST_A_DAY: Final = 10_000_000
"""More than a hundred knocks a second for a whole day: a larger number counts something else."""
OWNER: Final = re.compile(r"[A-Za-z0-9 ._-]{1,64}")
"""What a relay may be called (`relay.config`)."""
MANY: Final = limits.MAX_INTEGER
ROWID_MOST: Final = 1 << 24
"""SQLite counts rows from 1 on. A number that is larger was chosen by somebody, and says something.
"""


@dataclass(frozen=True)
class Column:
    """One column: a word for its form, and whether a value has it."""

    form: str
    fits: Callable[[Value], bool]


def blob(*sizes: int) -> Column:
    """Bytes of one of these lengths."""
    says = " or ".join(map(str, sizes))
    return Column(f"{says} bytes", lambda v: isinstance(v, bytes) and len(v) in sizes)


def most(size: int, least: int = 0) -> Column:
    """Bytes of any length up to this; what is in them is looked at by `audit.rows`."""
    says = f"{least} to {size} bytes"
    return Column(says, lambda v: isinstance(v, bytes) and least <= len(v) <= size)


def whole(low: int, high: int) -> Column:
    """A whole number within bounds, both included."""
    says = f"whole number, {low} to {high}"
    return Column(says, lambda v: isinstance(v, int) and low <= v <= high)


def word(*words: str) -> Column:
    """One of these words: nobody's name fits."""
    return Column(f"one of: {', '.join(words)}", lambda v: v in words)


@dataclass(frozen=True)
class Form:
    """A table: its columns, in order, those of its primary key, and for how long a row may stay.

    `rowid` is False where the table is kept in the order of its key, in one tree.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    lifetime: str
    rowid: bool = True

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns in the order in which a record of the table holds them."""
        if self.rowid:
            return tuple(self.columns)
        return (*self.key, *(name for name in self.columns if name not in self.key))


FORMS: Final[Mapping[str, Form]] = {
    "document": Form(
        {
            "organisation": blob(limits.HASH_SIZE),
            "kind": whole(min(PUBLIC), max(PUBLIC)),
            "desk": blob(0, limits.DESK_ID_SIZE),
            "slot": whole(0, MANY),
            "version": whole(1, MANY),
            "expires": whole(0, MANY),
            "envelope": most(limits.MAX_ENVELOPE, least=1),
            "packet": most(limits.MAX_PACKET),
        },
        ("organisation", "kind", "desk", "slot"),
        "charters: for good; notice and state: until they expire or are replaced; roster and shift:"
        f" until {limits.BASE_KEPT // DAY} days after their end or until they are replaced",
    ),
    "lease": Form(
        {
            "name": word(LEASE),
            "owner": Column(
                "the relay's own name, up to 64 plain characters",
                lambda v: isinstance(v, str) and OWNER.fullmatch(v) is not None,
            ),
            "until": Column(
                "seconds, of the relay itself", lambda v: isinstance(v, int | float) and v >= 0
            ),
            "term": whole(1, limits.MAX_TERM),
        },
        ("name",),
        "one row for good; its time is renewed every few seconds while the relay serves",
    ),
    "secret": Form(
        {"name": word("ticket"), "value": blob(limits.KEY_SIZE)},
        ("name",),
        "until the file is deleted",
    ),
    "counted": Form(
        {
            "organisation": blob(limits.HASH_SIZE),
            "day": whole(0, MANY),
            "what": word(*COUNTS),
            "number": whole(1, MOST_A_DAY),
        },
        ("organisation", "day", "what"),
        f"{limits.USAGE_DAYS} days",
    ),
    "dropped": Form(
        {
            "organisation": blob(limits.HASH_SIZE),
            "name": blob(limits.DROP_NAME_SIZE),
            "desk": blob(limits.DESK_ID_SIZE),
            "day": whole(0, MANY),
            "sealed": blob(limits.DROP_SIZE),
        },
        ("organisation", "name"),
        f"until it is collected, at most {limits.DROP_DAYS} days",
        rowid=False,
    ),
}


@dataclass(frozen=True)
class KeyForm:
    """A kind of key that a relay may keep in a Redis. Its size is that of a string, in bytes;
    `lifetime` is the most seconds that it may have left, 0 where it stays."""

    name: re.Pattern[bytes]
    kind: str
    sizes: Container[int]
    lifetime: float
    sealed: bool


REDIS: Final[tuple[KeyForm, ...]] = ()
"""Every key that may be in a Redis: none, since this version of the relay keeps nothing there."""


@cache
def known_schema() -> Mapping[str, tuple[Value, Value, Value]]:
    """What sqlite_schema of a relay's own file says: name -> type, table, statement."""
    with closing(sqlite3.connect(":memory:")) as db:
        for statement in STATEMENTS:
            db.execute(statement)
        rows = db.execute("SELECT name, type, tbl_name, sql FROM sqlite_schema").fetchall()
    return {str(name): (kind, table, sql) for name, kind, table, sql in rows}


def index_columns(table: str) -> tuple[str, ...]:
    """What a record of a table's own index holds, before the number of the row."""
    return FORMS[table].key


def too_old(table: str, row: Mapping[str, Value], now: float) -> bool:
    """Whether a row should have been purged before now, by a relay that purges in time."""
    last = now - PURGE - SLACK
    day = row.get("day")
    if table == "document":
        expires = row["expires"]
        return row["kind"] != Kind.CHARTER and isinstance(expires, int) and expires <= last
    if table == "counted":
        return isinstance(day, int) and day <= last // DAY - limits.USAGE_DAYS
    return table == "dropped" and isinstance(day, int) and day < last // DAY - limits.DROP_DAYS


def too_fine(table: str, row: Mapping[str, Value], now: float) -> bool:
    """Whether a day is no day: later than tomorrow, so counted in something finer."""
    day = row.get("day")
    return table in ("counted", "dropped") and isinstance(day, int) and day > now // DAY + 1

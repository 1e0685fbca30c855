"""A relay that does not empty its log when it has kept an answer."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from relay.__main__ import main
from relay.store import sqlite


class Lazy(sqlite3.Connection):
    """Says that it has emptied the log, and has not."""

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return super().execute("SELECT 1" if "wal_checkpoint" in statement else statement, *values)


class Planted:
    """The driver, with such connections."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, *place: Any, **options: Any) -> sqlite3.Connection:
        return sqlite3.connect(*place, **options, factory=Lazy)


if __name__ == "__main__":
    setattr(sqlite, "sqlite3", Planted())  # noqa: B010 - a planted driver
    sys.exit(main(sys.argv[1:]))

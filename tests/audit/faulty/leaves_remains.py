"""A relay that deletes, but lets what it deleted stand in the free room of its file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from relay import __main__ as command
from relay.store import sqlite
from relay.store.sqlite import SqliteStore


class Careless(SqliteStore):
    """Without `secure_delete`, and never written anew."""

    def __init__(self, path: Path, *random: Callable[[int], bytes]) -> None:
        super().__init__(path, *random)
        self._db.execute("PRAGMA secure_delete = OFF")


if __name__ == "__main__":
    setattr(sqlite, "REWRITE_MOST", 0)  # noqa: B010
    setattr(command, "SqliteStore", Careless)  # noqa: B010 - a planted class
    sys.exit(command.main(sys.argv[1:]))

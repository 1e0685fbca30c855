"""A relay that keeps a table of its own, with every frame that came in."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from relay.__main__ import main
from relay.config import load
from relay.effects import Effect
from relay.switchboard import Switchboard

received = Switchboard.received
diary: list[sqlite3.Connection] = []


def keep(board: Switchboard, conn: int, raw: bytes, now: float) -> Sequence[Effect]:
    """Write the frame into the table."""
    if not diary:
        path = load(Path(sys.argv[-1])).database
        diary.append(sqlite3.connect(path, isolation_level=None))
        diary[0].execute("CREATE TABLE IF NOT EXISTS diary (frame BLOB)")
    diary[0].execute("INSERT INTO diary VALUES (?)", (raw,))
    return received(board, conn, raw, now)


if __name__ == "__main__":
    setattr(Switchboard, "received", keep)  # noqa: B010 - a planted method
    sys.exit(main(sys.argv[1:]))

"""The real relay with a diary: every frame is kept in memory, in its log, and in its database.

Started like the real one (`python -m tests.nothing.leaky_relay serve --config …`) and used by one
test only, which must catch it: a search that finds nothing here has searched for nothing.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from relay.__main__ import main
from relay.config import load
from relay.effects import Effect
from relay.switchboard import Switchboard
from tests.nothing.readable_relay import opens_again

log = logging.getLogger("leaky")
kept: list[bytes] = []
received = Switchboard.received


def keep_a_diary(path: Path) -> None:
    """From now on, whatever comes in is written down in three places."""
    diary: list[sqlite3.Connection] = []

    def leaky(board: Switchboard, conn: int, raw: bytes, now: float) -> Sequence[Effect]:
        if not diary:
            diary.append(sqlite3.connect(path, isolation_level=None))
            diary[0].execute("CREATE TABLE IF NOT EXISTS diary (frame BLOB)")
        kept.append(raw)
        log.info("frame %s", raw.hex())
        diary[0].execute("INSERT INTO diary VALUES (?)", (raw,))
        return received(board, conn, raw, now)

    setattr(Switchboard, "received", leaky)  # noqa: B010 - a planted method, not an attribute


if __name__ == "__main__":
    opens_again()
    keep_a_diary(load(Path(sys.argv[-1])).database)
    sys.exit(main(sys.argv[1:]))

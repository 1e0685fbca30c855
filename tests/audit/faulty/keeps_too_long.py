"""A relay that deletes nothing when its time is up."""

from __future__ import annotations

import sys

from relay.__main__ import main
from relay.drops import Drops
from relay.store.sqlite import SqliteStore


def keep(_: object, __: float) -> tuple[bytes, ...]:
    """Nothing is forgotten."""
    return ()


if __name__ == "__main__":
    setattr(SqliteStore, "purge", lambda *_: 0)  # noqa: B010 - a planted method
    setattr(Drops, "sweep", keep)  # noqa: B010
    sys.exit(main(sys.argv[1:]))

"""A relay that notes the second at which an answer came, where only a day may stand."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from relay.__main__ import main
from relay.effects import Drop
from relay.store.sqlite import SqliteStore

drops = SqliteStore.drops


def stamp(
    store: SqliteStore, organisation: bytes, keep: Sequence[Drop] = (), forget: Sequence[bytes] = ()
) -> list[Drop]:
    """The same call, with seconds for days."""
    return drops(store, organisation, [one._replace(day=int(time.time())) for one in keep], forget)


if __name__ == "__main__":
    setattr(SqliteStore, "drops", stamp)  # noqa: B010 - a planted method
    sys.exit(main(sys.argv[1:]))

"""A relay that counts connections by the address from which they come."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from relay import origins, server
from relay.__main__ import main
from relay.store import Counted
from relay.store.sqlite import SqliteStore

address_of = origins.address_of
count = SqliteStore.count
seen: list[str] = []


def remember(peer: str, forwarded: Sequence[str]) -> str:
    """Keep in mind who came."""
    seen.append(address_of(peer, forwarded))
    return seen[-1]


def count_addresses(store: SqliteStore, more: Sequence[Counted]) -> list[Counted]:
    """Write it down with the day's counts."""
    extra = [Counted(one.organisation, one.day, f"from {seen[0]}", 1) for one in more if seen]
    return count(store, [*more, *extra])


if __name__ == "__main__":
    setattr(server, "address_of", remember)  # noqa: B010 - a planted function
    setattr(SqliteStore, "count", count_addresses)  # noqa: B010
    sys.exit(main(sys.argv[1:]))

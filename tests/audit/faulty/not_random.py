"""A relay that keeps something of its own in the place of a sealed answer, of the same size."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from relay.__main__ import main
from relay.effects import Drop
from relay.frames import drop_name
from relay.store.sqlite import SqliteStore

drops = SqliteStore.drops


def weak(data: bytes) -> bytes:
    """Encrypted by a method of a hundred years ago: the same byte is added everywhere."""
    return bytes((byte + 77) % 256 for byte in data)


def replaced(drop: Drop) -> Drop:
    """Who was here, instead of what was sealed; even its name is right."""
    note = weak(b'{"connection": 7, "browser": "somebody", "language": "ar"}' * 12)
    sealed = drop.sealed[:1120] + note + drop.sealed[1120 + len(note) :]
    return drop._replace(sealed=sealed, name=drop_name(sealed))


def swap(
    store: SqliteStore, organisation: bytes, keep: Sequence[Drop] = (), forget: Sequence[bytes] = ()
) -> list[Drop]:
    """The same call, with other answers."""
    return drops(store, organisation, [replaced(one) for one in keep], forget)


if __name__ == "__main__":
    setattr(SqliteStore, "drops", swap)  # noqa: B010 - a planted method
    sys.exit(main(sys.argv[1:]))

"""What the switchboard wants done, as plain frozen values; the adapter does it, in order."""

from __future__ import annotations

from typing import NamedTuple

NOBODY = -1
"""In the place of a connection's number: none."""


class Send(NamedTuple):
    """Write these bytes to the connection as one binary message."""

    conn: int
    raw: bytes

    def __repr__(self) -> str:
        return f"Send({self.conn}, {len(self.raw)} bytes)"


class Close(NamedTuple):
    """Close the connection with this WebSocket code, after what was sent before."""

    conn: int
    code: int


class Record(NamedTuple):
    """One signed public document as a store keeps it.

    `desk` is empty for charters and rosters; `packet` is empty but for shifts. A store keeps every
    charter, and of the other kinds the newest for each (organisation, kind, desk).
    """

    organisation: bytes
    kind: int
    desk: bytes
    version: int
    envelope: bytes
    packet: bytes


class Store(NamedTuple):
    """Keep this document for good, before the sends that follow it in the same list."""

    record: Record


class Drop(NamedTuple):
    """Sealed answers as a store keeps them; `day` since 1970 (UTC) is all that is known of when."""

    organisation: bytes
    desk: bytes
    name: bytes
    day: int
    sealed: bytes

    def __repr__(self) -> str:
        return f"Drop(day {self.day})"


class KeepDrop(NamedTuple):
    """Keep this drop until it is collected or too old, before the sends that follow it."""

    drop: Drop


class ForgetDrops(NamedTuple):
    """Forget the drops of these names, before the sends that follow it."""

    organisation: bytes
    names: tuple[bytes, ...]


Effect = Send | Close | Store | KeepDrop | ForgetDrops

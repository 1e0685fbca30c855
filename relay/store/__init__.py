"""What a relay keeps for good: signed public documents, leases, its own secrets, day counts.

Knocks, claims, mailboxes and ciphertexts never come here; see docs/decisions/0001. One interface,
and one test suite (`tests/relay/test_stores.py`) that every backend passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from relay.effects import Drop, Record

CHARTER = 1
"""The kind of which every version is kept (protocol.md 3.3)."""
Slot = tuple[int, bytes]
"""(kind, desk) of a document; the desk is empty where the kind has none."""


class Counted(NamedTuple):
    """So many of something, in one organisation, on one day since 1970 (UTC)."""

    organisation: bytes
    day: int
    what: str
    number: int


class Store(Protocol):
    """Eight methods. Every one is atomic, and durable when it returns, where the backend lasts.

    Raises LocalFault when the backend is broken or another program's.
    """

    def put(self, record: Record, until: int, forget: Sequence[Slot] = ()) -> bool:
        """Keep a document if it is newer than what is kept in its place; whether it was.

        A charter is kept beside the others, once for each version. `forget` names what is no
        longer trusted because of this document (protocol.md 3.11): dropped in the same step, and
        left alone when the document is not newer. `until`, in seconds since 1970, is for how long
        it is kept: a roster and a shift for a while after their end (`relay.keeper`).
        """

    def documents(self, organisation: bytes) -> list[Record]:
        """Everything kept for an organisation, in the order in which a reader wants it."""

    def lease(self, name: str, owner: str, now: float, until: float, held: int = 0) -> int | None:
        """Own something until then; the term, or None when somebody else does.

        With `held`, the term of before, the lease is renewed and its term stays. Without, the
        term is higher than every one before, also when the same owner comes back after a crash:
        so whoever held the old term cannot renew it. With `held` and until 0 it is given back.
        """

    def secret(self, name: str) -> bytes:
        """32 random bytes, the same at every call."""

    def count(self, more: Sequence[Counted]) -> list[Counted]:
        """Add to the counts of days; all counts, in order."""

    def drops(
        self, organisation: bytes, keep: Sequence[Drop] = (), forget: Sequence[bytes] = ()
    ) -> list[Drop]:
        """All sealed answers of an organisation, in the order of desk and name.

        With something to keep or to forget (by name), that is done in one step instead, and
        nothing is returned.
        """

    def purge(self, now: float) -> int:
        """Drop every document whose time is up but charters, old counts, and sealed answers that
        nobody collected in time; how many rows.

        Charters stay: a reader needs all of them to come from the fingerprint to the newest.
        """

    def close(self) -> None:
        """Let go of the backend. The store is not used again."""

"""Whom the accepted knocks of a desk belong to, so that they can still be turned away (10.5).

A prank or a threat shows itself in a conversation, not in a knock. What is remembered is the keyed
hash of a network address that the knock had anyway, in memory, for as long as the connection that
accepted it lives and at most an hour. Pure state; the table is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from relay import limits


@dataclass(frozen=True, slots=True)
class Taken:
    """One accepted knock: by which connection, with which fence, and whose it was."""

    conn: int
    fence: int
    origin: bytes = field(repr=False)
    until: float


class Accepted:
    """The accepted knocks of one organisation, by desk and knock."""

    def __init__(self) -> None:
        self._taken: dict[tuple[bytes, bytes], Taken] = {}
        self._of: dict[int, set[tuple[bytes, bytes]]] = {}
        """By connection, since every connection that closes asks."""

    def __len__(self) -> int:
        return len(self._taken)

    def add(
        self, desk: bytes, knock: bytes, conn: int, fence: int, origin: bytes, now: float
    ) -> None:
        """A knock was accepted; the oldest gives way in a full table."""
        if len(self._taken) >= limits.ACCEPTED_KEPT:
            self._forget(next(iter(self._taken)))
        self._taken[desk, knock] = Taken(conn, fence, origin, now + limits.TURNED_AWAY)
        self._of.setdefault(conn, set()).add((desk, knock))

    def take(self, desk: bytes, knock: bytes, conn: int, fence: int, now: float) -> bytes | None:
        """Whose knock it was, once, for the very connection that accepted it with that fence."""
        found = self._taken.get((desk, knock))
        if found is None or (found.conn, found.fence) != (conn, fence) or now >= found.until:
            return None
        self._forget((desk, knock))
        return found.origin

    def lost(self, conn: int) -> None:
        """The connection is gone: nobody can turn away what it accepted."""
        for key in self._of.pop(conn, ()):
            del self._taken[key]

    def sweep(self, now: float) -> None:
        """Forget what is an hour old; the order of arrival is that of forgetting."""
        while self._taken:
            key = next(iter(self._taken))
            if self._taken[key].until > now:
                return
            self._forget(key)

    def _forget(self, key: tuple[bytes, bytes]) -> None:
        gone = self._taken.pop(key)
        of = self._of[gone.conn]
        of.discard(key)
        if not of:
            del self._of[gone.conn]

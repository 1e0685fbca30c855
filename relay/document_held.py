"""What a reader of signed documents holds, and what it held before (protocol.md 3.6, 3.13).

The rules stand in `relay/documents.py`, whose class adds the ways in. Here is the state that
they are about, and nothing comes in here that has not passed them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from relay.document_floors import Floors, HeadSeen, head_of
from relay.document_rules import (
    Held,
    check_time,
    in_time,
    is_newer,
    still_stands,
)
from relay.document_types import Charter, Kind, Notice, Roster, Shift, State
from relay.errors import Untrusted
from relay.limits import MAX_DESKS

D = TypeVar("D", Notice, Shift, State)
LINES_GRACE = 60.0
"""Seconds for which open lines stand by a roster whose administrator a charter has left out."""


class HeldDocuments:
    """The newest of every kind. Everything is by the fingerprint `organisation` (32 bytes)."""

    def __init__(self, organisation: bytes, least_charter_version: int = 1) -> None:
        if len(organisation) != 32:
            raise ValueError("a fingerprint has 32 bytes")
        self.organisation = organisation
        self._least = least_charter_version
        self._charters: list[Held[Charter]] = []
        self._roster: Held[Roster] | None = None
        self._revoked: frozenset[bytes] = frozenset()
        self._open_lines: Roster | None = None
        self._dismissed_at: float | None = None
        self._notices: dict[bytes, Held[Notice]] = {}
        self._shifts: dict[bytes, Held[Shift]] = {}
        self._states: dict[bytes, Held[State]] = {}
        self._floors = Floors()

    @property
    def charter(self) -> Held[Charter] | None:
        """The newest charter; it may be expired."""
        return self._charters[-1] if self._charters else None

    @property
    def charters(self) -> tuple[bytes, ...]:
        """The envelopes of all charters, the first one first."""
        return tuple(held.raw for held in self._charters)

    @property
    def roster(self) -> Held[Roster] | None:
        """The newest roster; ask `in_time` before using it."""
        return self._roster

    def line_roster(self, now: float) -> Roster | None:
        """The roster by which open lines are judged now (rule 9), or None: then none stands."""
        over = self._dismissed_at is not None and now >= self._dismissed_at + LINES_GRACE
        if self._open_lines is None or over or not in_time(self._open_lines, now):
            return None
        return self._open_lines

    def notice(self, desk: bytes) -> Held[Notice] | None:
        """The newest notice of a desk; ask `in_time` before using it."""
        return self._notices.get(desk)

    def shift(self, desk: bytes) -> Held[Shift] | None:
        """The newest shift of a desk; ask `in_time` before using it."""
        return self._shifts.get(desk)

    def state(self, desk: bytes) -> Held[State] | None:
        """The newest state of a desk; ask `in_time` before using it."""
        return self._states.get(desk)

    def desks(self) -> tuple[bytes, ...]:
        """Every desk that a document is held for."""
        return tuple(dict.fromkeys((*self._notices, *self._shifts, *self._states)))

    # ------------------------------------------------------------------ across a restart

    def remember(self, heads: Iterable[HeadSeen]) -> None:
        """Before the first document: what was held before, so that nothing lower is believed.

        Raises ValueError when something is held already, or for heads that cannot be ours.
        """
        if self._charters:
            raise ValueError("heads are remembered before the first document")
        self._floors.remember(heads)

    def heads(self) -> tuple[HeadSeen, ...]:
        """What to remember of every kind and desk, now or before, in order, the newest last.

        One for each authority that still stands; at most MAX_HEADS, the newest of each for certain.
        """
        return self._floors.all()

    # ------------------------------------------------------------------ for the rules

    def _current(self, now: float) -> Charter:
        """The newest charter, if anything may rest on it now (rule 4)."""
        charter = self._newest_charter()
        check_time(charter, now)
        return charter

    def _newest_charter(self) -> Charter:
        """Rule 4 but for the charter's end: "missing", "least-charter", "rollback", "fork"."""
        if not self._charters:
            raise Untrusted("missing")
        charter = self._charters[-1].payload
        if charter.version < self._least:
            raise Untrusted("least-charter")
        self._floors.check(Kind.CHARTER, b"", charter.version, self._charters[-1].hash)
        return charter

    def _current_roster(self, now: float) -> Held[Roster]:
        if self._roster is None:
            raise Untrusted("missing")
        check_time(self._roster.payload, now)
        return self._roster

    def _hold(
        self,
        kind: Kind,
        kept: dict[bytes, Held[D]],
        held: Held[D],
        whole: Callable[[], None] | None = None,
    ) -> bool:
        """Rule 7; `whole` checks what else must hold of a document that is news."""
        desk = held.payload.desk
        self._floors.check(kind, desk, held.payload.version, held.hash)
        if not is_newer(kept.get(desk), held.payload, held.hash):
            return False
        if whole is not None:
            whole()
        if desk not in kept and len(kept) == MAX_DESKS:
            raise Untrusted("desks")
        kept[desk] = held
        self._floors.saw(head_of(kind, held))
        return True

    def _hold_charter(self, held: Held[Charter], now: float) -> None:
        """A new charter: what a dismissed administrator signed is forgotten (rule 11)."""
        self._charters.append(held)
        kept = held.payload.administrator_keys
        self._floors.dismissed(held.payload)
        self._floors.saw(head_of(Kind.CHARTER, held))
        if self._roster is not None and self._roster.administrator not in kept:
            self._roster = None
            self._dismissed_at = now
        self._notices = {d: h for d, h in self._notices.items() if h.administrator in kept}
        self._shifts = {d: h for d, h in self._shifts.items() if h.administrator in kept}
        self._states = {d: h for d, h in self._states.items() if h.administrator in kept}

    def _hold_roster(self, held: Held[Roster], revoked: frozenset[bytes], now: float) -> None:
        """A new roster: what a device that it shuts out signed is forgotten (rule 11)."""
        roster = held.payload
        self._roster, self._open_lines, self._dismissed_at = held, roster, None
        self._revoked = revoked
        self._floors.unlisted(roster, now)
        self._floors.saw(head_of(Kind.ROSTER, held))
        self._shifts = {d: h for d, h in self._shifts.items() if still_stands(h, roster, now)}
        self._states = {d: h for d, h in self._states.items() if still_stands(h, roster, now)}

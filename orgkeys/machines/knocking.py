"""A knock that waits (protocol.md 5.2, 5.5, 10.3, 10.6): its keys, its place, its ticket.

One knock at a time, in a mailbox of its own. It is made again with fresh keys and the ticket when
the shift has changed, and when a hello has failed and no other one came.
"""

from __future__ import annotations

from typing import Final, Protocol

from orgkeys.handshake import Ask, KnockText, make_knock
from orgkeys.machines.follow import Follower
from orgkeys.machines.meeting import Met, Random, accept
from orgkeys.machines.views import Place, Problem
from orgkeys.machines.wire import Asked, Mailbox, Reader, Wire
from orgkeys.machines.work import Search
from relay import frames
from relay.frames import Mode, Refusal

HELLO_AGAIN: Final = 2.0  # seconds that a good hello may come after a bad one
FIRST_RETRY: Final = 2.0


class Host(Protocol):
    """Who waits."""

    def met(self, met: Met, now: float) -> None:
        """Somebody has answered the knock."""

    def turned_down(self, problem: Problem, now: float) -> None:
        """The relay does not take the knock; waiting is over."""


class Knocking(Reader):
    """The waiting of one survivor; `text` is what everyone on the shift may read."""

    def __init__(
        self,
        wire: Wire,
        follower: Follower,
        host: Host,
        random: Random,
        text: KnockText,
        ticket: bytes = b"",
    ) -> None:
        self.ticket = ticket
        self.place_told: Place | None = None
        self.problem: Problem | None = None
        self._wire = wire
        self._follower = follower
        self._host = host
        self._random = random
        self._text = text
        self._ask: Ask | None = None
        self._box: Mailbox | None = None
        self._ref = 0
        self._search: Search | None = None
        self._retry_at: float | None = None
        self._failed_at: float | None = None
        self._resume = False

    def begin(self, now: float) -> None:
        """Knock with fresh keys, and with the ticket if there is one."""
        believed, shift = self._follower.current(now), self._follower.shift(now)
        self._drop()
        if believed is None or shift is None:
            # No shift can be trusted now; the next round of documents begins again.
            self.problem = self._follower.problem or "desk-closed"
            return
        self._ask = make_knock(believed, shift.team_key, self._text, self._random)
        self._box = self._wire.open(self._random(32), Mode.KNOCK, 0, self)
        self._ref = self._wire.listen(self._answered)
        self._knock()

    def rejoined(self) -> None:
        """A new connection: what the mailbox holds decides whether to knock again."""
        self._search = None
        self._resume = True

    def opened(self, there: int, now: float) -> None:
        """The mailbox is open; where a hello lies in it, another knock would be one too many."""
        if self._resume and there == 0:
            self._knock()
        self._resume = False

    def documents(self, now: float) -> None:
        """A round of documents is over: a new shift needs fresh keys."""
        believed = self._follower.current(now)
        if believed is not None and (self._ask is None or self._ask.believed != believed):
            self.begin(now)

    def _knock(self, work: bytes = b"") -> None:
        ask, box = self._ask, self._box
        if ask is None or box is None:
            return
        self._retry_at = None
        desk, ticket = self._follower.desk_id, self.ticket
        self._wire.send(frames.Knock(self._ref, desk, box.handle, ticket, work, ask.sealed))

    def _answered(self, frame: Asked, now: float) -> None:
        match frame:
            case frames.Queued():
                self.ticket = frame.ticket
                self.problem = None
                self.place(frame.ahead, frame.serving)
            case frames.Work() if self._ask is not None:
                self._search = Search(frame.challenge, self._ask.sealed, frame.bits)
            case frames.Refused():
                self._refused(frame, now)

    def _refused(self, frame: frames.Refused, now: float) -> None:
        match frame.code:
            case Refusal.DESK_CLOSED | Refusal.NO_SUCH_DOCUMENT:
                self._host.turned_down("desk-closed", now)
            case Refusal.LINE_FULL | Refusal.FULL:
                self._host.turned_down("line-full", now)
            case Refusal.SLOW_DOWN | Refusal.TOO_MANY:
                self.problem = "slow-down"
                self._retry_at = now + max(FIRST_RETRY, float(frame.detail))
            case Refusal.TAKEN:
                self._failed_at = now  # a hello lies in the mailbox; it comes, or we knock again
            case _:
                # A ticket that does not count any more, or a mailbox that is gone.
                self.ticket = b""
                self._failed_at = now

    def place(self, ahead: int, serving: bool) -> None:
        """The place in the line has changed."""
        self.place_told = Place(ahead, serving)

    def deliver(self, number: int, ciphertext: bytes, now: float) -> None:
        """A hello: accept it, or drop it and go on waiting."""
        if self._ask is None:
            return
        met = accept(self._ask, ciphertext, self._follower, now)
        if met is None:
            self._failed_at = now if self._failed_at is None else self._failed_at
            return
        self._drop()
        self._host.met(met, now)

    def taken(self, now: float) -> None:
        """The mailbox is read elsewhere: knock again with fresh keys."""
        self._failed_at = now if self._failed_at is None else self._failed_at

    @property
    def busy(self) -> bool:
        """Whether `tick` has work to go on with."""
        return self._search is not None

    def tick(self, now: float) -> None:
        """Work, knock again. About every second."""
        if self._search is not None:
            work = self._search.piece()
            if work is not None:
                self._search = None
                self._knock(work)
        elif self._failed_at is not None and now - self._failed_at >= HELLO_AGAIN:
            self.begin(now)
        elif self._retry_at is not None and now >= self._retry_at:
            self._knock()

    def withdraw(self) -> None:
        """Leave the line: the relay forgets a knock with its mailbox."""
        self._drop()

    def _drop(self) -> None:
        """Destroy the mailbox and the one-time secrets."""
        if self._ask is not None:
            self._ask.spend()
        if self._box is not None:
            self._wire.close(self._box)
        self._wire.unlisten(self._ref)
        self._ask = self._box = self._search = None
        self._failed_at = self._retry_at = None
        self._resume = False

"""After the end: the organisation's own questions, and the answers on their way (protocol.md 15.4).

The same in TypeScript is `Survey` in `client_js/src/core/survey.ts`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from orgkeys.machines.follow import Follower
from orgkeys.machines.wire import Asked, Wire
from orgkeys.survey import Answers, make_drop, statistics_key
from relay import frames
from relay.documents import in_time

OPEN: Final = 600.0  # seconds for which the connection is kept for answers

State = Literal["asked", "sent"]


class Asking:
    """One survey after one conversation. `make` seals answers, or raises Unsendable."""

    def __init__(
        self, wire: Wire, desk: bytes, make: Callable[[Answers, float], bytes], now: float
    ) -> None:
        self.state: State | None = "asked"
        self.open = True
        self._wire = wire
        self._desk = desk
        self._make = make
        self._until = now + OPEN
        self._sealed = b""

    def send(self, answers: Answers, now: float) -> None:
        """Once; what is empty is no answer, and no answer sends nothing."""
        if self.state != "asked":
            return
        given = [(question, answer) for question, answer in answers if answer.strip()]
        if not given:
            self.close()
            return
        self._sealed = self._make(given, now)
        self.state = "sent"
        self.rejoined()

    def rejoined(self) -> None:
        """Also after a reconnect, until the relay has answered: the same bytes are one drop."""
        sealed = self._sealed
        if sealed:
            self._wire.ask(lambda ref: frames.Drop(ref, self._desk, sealed), self._answered)

    def _answered(self, frame: Asked, now: float) -> None:
        self.close(done=isinstance(frame, frames.Done))

    def tick(self, now: float) -> None:
        """Nobody has answered in time."""
        if self.open and now >= self._until:
            self.close()

    def close(self, *, done: bool = False) -> None:
        """No connection is needed for it any more, and nothing of it is kept."""
        self.open = False
        self._sealed = b""
        if not done:
            self.state = None


def ask(wire: Wire, follower: Follower, now: float) -> Asking | None:
    """Keep the connection for answers, where the organisation asks and has a key for them."""
    charter, notice = follower.trusted.charter, follower.notice(now)
    if charter is None or not in_time(charter.payload, now):
        return None
    key = statistics_key(charter.payload)
    if key is None or notice is None or not notice.text("", "survey-1"):
        return None
    make = partial(make_drop, follower.organisation, follower.desk_id, key)
    return Asking(wire, follower.desk_id, make, now)

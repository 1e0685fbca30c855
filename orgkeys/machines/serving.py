"""Being on duty at the desk: the proof, the capacity, and going off (protocol.md 10.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from orgkeys.machines.standing import Standing
from orgkeys.machines.views import Problem
from orgkeys.machines.wire import Asked, Wire
from relay import frames, limits
from relay.frames import Refusal

PROVE_AGAIN: Final = 5.0  # seconds

Wanted = Literal["off", "on", "finishing"]


class Serving:
    """Whether this console serves the desk, and what the relay knows of it.

    `refused` is called when the relay does not take the proof.
    """

    def __init__(
        self,
        wire: Wire,
        desk: bytes,
        standing: Standing,
        refused: Callable[[], None],
    ) -> None:
        self.wanted: Wanted = "off"
        self.problem: Problem | None = None
        self._wire = wire
        self._desk = desk
        self._standing = standing
        self._refused = refused
        self._challenge = b""
        self._told: int | None = None
        self._asking = False
        self._not_before: float | None = None

    @property
    def on(self) -> bool:
        """Whether the relay has taken the proof of the shift that runs."""
        return self._told is not None

    def joined(self, challenge: bytes) -> None:
        """A new connection, with its own challenge (32 bytes)."""
        self.forgotten()
        self._challenge = challenge

    def forgotten(self) -> None:
        """The relay knows of no duty of ours (any more)."""
        self._told, self._asking, self._not_before = None, False, None

    def ended(self, now: float) -> None:
        """The relay has ended our duty: its shift is over. Not the old proof again at once."""
        self.forgotten()
        self._not_before = now + PROVE_AGAIN

    def new_shift(self) -> None:
        """What was proved is proved with an old key."""
        self._told = self._not_before = None

    def begin(self) -> None:
        """Somebody wants to serve."""
        self.wanted, self.problem, self._not_before = "on", None, None

    def stop(self, wanted: Wanted = "off") -> None:
        """Take no more knocks."""
        if self._told is not None:
            self._wire.ask(lambda ref: frames.Off(ref, self._desk), lambda *_: None)
        self.forgotten()
        self.wanted = wanted

    def keep_told(self, room: int, now: float) -> None:
        """Prove the duty, or tell of another capacity, if that is to be done."""
        if self._not_before is not None and now >= self._not_before:
            self._not_before = None
        capacity = max(0, min(room, limits.MAX_CAPACITY))
        ready = self._wire.up and self._standing.on_shift(now)
        if self.wanted != "on" or not ready or self._asking or self._not_before is not None:
            return
        if self._told == capacity:
            return
        signature = self._standing.proof(self._challenge)
        self._asking = True
        self._wire.ask(
            lambda ref: frames.Duty(ref, self._desk, capacity, signature),
            lambda frame, at: self._answered(capacity, frame, at),
        )

    def _answered(self, capacity: int, frame: Asked, now: float) -> None:
        self._asking = False
        if isinstance(frame, frames.Done):
            self._told = capacity if self.wanted == "on" else None
            self.problem = None
        elif isinstance(frame, frames.Refused):
            self._told = None
            self.problem = _problem(frame.code)
            self._not_before = now + max(PROVE_AGAIN, float(frame.detail))
            self._refused()


def _problem(code: int) -> Problem:
    match code:
        case Refusal.EXPIRED:
            return "shift-expired"
        case Refusal.DESK_CLOSED:
            return "desk-closed"
        case Refusal.SLOW_DOWN | Refusal.TOO_MANY:
            return "slow-down"
        case _:
            return "not-on-shift"

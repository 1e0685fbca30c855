"""A console's waiting line: knocks opened with the team key of the shift, and claims (10.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.handshake import Believed, OpenedAsk, open_knock
from orgkeys.machines.views import KnockView
from orgkeys.machines.wire import Asked, Wire
from relay import frames

KNOCKS_MOST: Final = 512


@dataclass(frozen=True)
class TeamKey:
    """What a shift believes, and the seed that opens its knocks (32 bytes)."""

    believed: Believed
    seed: bytes = field(repr=False)


@dataclass(eq=False)
class Waiting:
    """One knock of the line; `opened` is None while no key of ours opens it."""

    knock: bytes
    sealed: bytes = field(repr=False)
    waited: int
    told_at: float
    opened: OpenedAsk | None = field(repr=False)
    claiming: bool = False


Claimed = Callable[[Waiting, int, float], None]
NotClaimed = Callable[[float], None]


class WaitingLine:
    """What the relay has shown us of the desk's line, oldest first."""

    def __init__(self, wire: Wire, desk: bytes) -> None:
        self._wire = wire
        self._desk = desk
        self._keys: tuple[TeamKey, ...] = ()
        self._knocks: dict[bytes, Waiting] = {}

    def keys(self, keys: tuple[TeamKey, ...]) -> None:
        """The keys of this shift and of the one before; what could not be read is tried again."""
        self._keys = keys
        for waiting in self._knocks.values():
            if waiting.opened is None:
                waiting.opened = self._open(waiting.sealed)

    def told(self, frame: frames.Waiting, now: float) -> None:
        """The relay shows a knock (again)."""
        if frame.desk != self._desk or len(self._knocks) >= KNOCKS_MOST:
            return
        opened = self._open(frame.sealed)
        self._knocks[frame.knock] = Waiting(frame.knock, frame.sealed, frame.waited, now, opened)

    def gone(self, frame: frames.Gone) -> None:
        """A knock cannot be claimed any more."""
        self._knocks.pop(frame.knock, None)

    def clear(self) -> None:
        """Off duty or not connected: nothing is known of the line."""
        self._knocks.clear()

    def _open(self, sealed: bytes) -> OpenedAsk | None:
        for key in self._keys:
            try:
                return open_knock(key.believed, key.seed, sealed)
            except CannotOpen:
                continue
        return None

    def claim(self, key: str, claimed: Claimed, failed: NotClaimed) -> None:
        """Claim a knock by its view's key. Unsendable if it is not there or cannot be read."""
        waiting = next((one for one in self._knocks.values() if one.knock.hex() == key), None)
        if waiting is None or waiting.opened is None or waiting.claiming or not self._wire.up:
            raise Unsendable("no-such-knock")
        waiting.claiming = True

        def answered(frame: Asked, now: float) -> None:
            if isinstance(frame, frames.Claimed) and frame.knock == waiting.knock:
                self._knocks.pop(waiting.knock, None)
                claimed(waiting, frame.fence, now)
                return
            waiting.claiming = False
            if isinstance(frame, frames.Refused) and frame.code in GONE:
                self._knocks.pop(waiting.knock, None)
            failed(now)

        self._wire.ask(lambda ref: frames.Claim(ref, self._desk, waiting.knock), answered)

    def views(self) -> tuple[KnockView, ...]:
        """The line as the screen wants it, who has waited longest first."""
        line = sorted(self._knocks.values(), key=lambda one: one.told_at - one.waited)
        return tuple(_view(one) for one in line)


GONE: Final = (frames.Refusal.ABSENT, frames.Refusal.TAKEN, frames.Refusal.STALE)


def _view(waiting: Waiting) -> KnockView:
    text = waiting.opened.knock if waiting.opened is not None else None
    return KnockView(
        key=waiting.knock.hex(),
        language=text.language if text else "",
        address_as=text.address_as if text else "",
        first=text.first if text else "",
        answers=text.answers if text else (),
        waited=waiting.waited,
        told_at=waiting.told_at,
        state="unreadable" if text is None else "claiming" if waiting.claiming else "waiting",
    )

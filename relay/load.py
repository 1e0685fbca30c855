"""How hard a desk is knocked at, the work that is asked for then, and who was turned away (10.6).

Pure state; tables are bounded.
"""

from __future__ import annotations

from hashlib import sha256

from relay import limits
from relay.frames import bind


class Load:
    """How hard one desk is being knocked at; decides whether work is asked for."""

    __slots__ = ("_before", "_minute", "_now")

    def __init__(self) -> None:
        self._minute = 0
        self._now = 0
        self._before = 0

    def knocked(self, now: float) -> None:
        """Count a knock that asks for a new place."""
        self._turn(now)
        self._now += 1

    def bits(self, waiting: int, now: float) -> int:
        """Zero bits to ask for: 0 without load."""
        self._turn(now)
        if waiting * 2 > limits.LINE_LENGTH:
            return limits.WORK_BITS_LOADED
        past = 1 - (now % 60) / 60
        recent = self._now + self._before * past
        if waiting >= limits.LOAD_LINE or recent >= limits.LOAD_KNOCKS_PER_MINUTE:
            return limits.WORK_BITS
        return 0

    def _turn(self, now: float) -> None:
        minute = int(now // 60)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else 0
            self._now = 0
            self._minute = minute


def work_done(challenge: bytes, sealed: bytes, work: bytes, bits: int) -> bool:
    """Whether H("noview/1 work", challenge, sealed, work) begins with `bits` zero bits (10.6)."""
    hashed = sha256(bind("noview/1 work", challenge, sealed, work)).digest()
    return int.from_bytes(hashed[:8], "big") >> (64 - bits) == 0


class TurnedAway:
    """Origins that staff of one organisation have turned away: refused for an hour."""

    MOST = 4096

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}

    def add(self, origin: bytes, now: float) -> None:
        """Refuse this origin's knocks from now on; the oldest entry gives way in a full table."""
        self._until.pop(origin, None)
        if len(self._until) >= self.MOST:
            del self._until[next(iter(self._until))]
        self._until[origin] = now + limits.TURNED_AWAY

    def seconds(self, origin: bytes, now: float) -> int:
        """How long the origin is still refused; 0 when it is not."""
        left = self._until.get(origin, 0.0) - now
        return int(left) + 1 if left > 0 else 0

    def sweep(self, now: float) -> None:
        """Forget those whose hour is over."""
        while self._until:
            origin = next(iter(self._until))
            if self._until[origin] > now:
                return
            del self._until[origin]

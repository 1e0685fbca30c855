"""What a desk hears of devices that are not on duty, which anybody can claim to be (10.8)."""

from __future__ import annotations

from math import ceil

from relay import limits
from relay.errors import ClientFault
from relay.flood import Bucket, Rate
from relay.frames import Refusal

CALL_TURN = 60
"""Seconds after which an origin that was heard is as good as new."""


def pay(budget: Bucket, now: float, cost: float = 1.0) -> None:
    """Spend of a budget. Raises SLOW_DOWN with the seconds to wait."""
    wait = budget.spend(now, cost)
    if wait:
        raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))


class Strangers:
    """What one desk hears of those who proved nothing, so that no few of them take it all.

    Who was not heard for a minute comes first; who calls again shares what little is left.
    """

    def __init__(self, now: float) -> None:
        self._first = Bucket(Rate(*limits.CALL_FIRST), now)
        self._again = Bucket(Rate(1, 1 / limits.CALL_EVERY), now)
        self._heard: dict[bytes, float] = {}

    def pay(self, origin: bytes, now: float) -> None:
        """Raises SLOW_DOWN."""
        self._heard = {one: at for one, at in self._heard.items() if now - at < CALL_TURN}
        if origin in self._heard or len(self._heard) >= limits.CALL_ORIGINS:
            pay(self._again, now)
            return
        pay(self._first, now)
        self._heard[origin] = now

"""Typing, told in large steps, so that frames do not follow keystrokes (attack 22)."""

from __future__ import annotations

from typing import Final

LEAST_BETWEEN: Final = 3.0  # seconds between two frames
OFF_AFTER: Final = 6.0  # seconds without a key
FORGET_AFTER: Final = 8.0  # seconds after which another's typing is over, whatever was lost


class Keystrokes:
    """What to tell about our own typing, and who else is typing."""

    def __init__(self) -> None:
        self._told = False
        self._told_at = float("-inf")
        self._key_at: float | None = None
        self._others: dict[int, float] = {}

    def mine(self, on: bool, now: float) -> bool | None:
        """A key was struck, or the field was left; what to tell now, if anything."""
        self._key_at = now if on else None
        return self.due(now)

    def due(self, now: float) -> bool | None:
        """What to tell now, if anything. Told again only while keys are struck."""
        on = self._key_at is not None and now - self._key_at < OFF_AFTER
        if (not on and not self._told) or now - self._told_at < LEAST_BETWEEN:
            return None
        if on and self._key_at != now:
            return None
        self._told, self._told_at = on, now
        return on

    def sent(self) -> None:
        """The text was sent, which says as much."""
        self._key_at = None
        self._told = False

    def theirs(self, person: int, on: bool, now: float) -> None:
        """Another has begun or stopped; whoever writes or leaves has stopped."""
        if on:
            self._others[person] = now
        else:
            self._others.pop(person, None)

    def people(self, now: float) -> tuple[int, ...]:
        """Who is typing now."""
        return tuple(one for one, at in self._others.items() if now - at < FORGET_AFTER)

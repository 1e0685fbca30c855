"""Typing, told at a fixed pace: a frame never leaves with a keystroke (attack 22)."""

from __future__ import annotations

from typing import Final

PACE: Final = 3.0  # seconds; turns are multiples of it on the clock, whoever types when
OFF_AFTER: Final = 6.0  # seconds without a key
FORGET_AFTER: Final = 8.0  # seconds after which another's typing is over, whatever was lost


class Keystrokes:
    """What to tell about our own typing, and who else is typing."""

    def __init__(self) -> None:
        self._told = False
        self._turn: int | None = None
        self._key_at: float | None = None
        self._struck = False  # since the last turn
        self._others: dict[int, float] = {}

    def mine(self, on: bool, now: float) -> None:
        """A key was struck, or the field was left. Nothing leaves because of it."""
        self._key_at = now if on else None
        self._struck = on

    def due(self, now: float) -> bool | None:
        """What to tell now, if anything; asked as time passes, once in each turn at most."""
        turn = int(now // PACE)
        if turn == self._turn:
            return None
        self._turn = turn
        struck, self._struck = self._struck, False
        if struck:  # told again only while keys are struck
            self._told = True
            return True
        if not self._told or (self._key_at is not None and now - self._key_at < OFF_AFTER):
            return None
        self._told = False
        return False

    def sent(self) -> None:
        """The text was sent, which says as much."""
        self._key_at = None
        self._told = self._struck = False

    def theirs(self, person: int, on: bool, now: float) -> None:
        """Another has begun or stopped; whoever writes or leaves has stopped."""
        if on:
            self._others[person] = now
        else:
            self._others.pop(person, None)

    def people(self, now: float) -> tuple[int, ...]:
        """Who is typing now."""
        return tuple(one for one, at in self._others.items() if now - at < FORGET_AFTER)

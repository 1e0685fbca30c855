"""The relay's only counters: per organisation and day, and nothing about people. Pure state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from relay import limits

What = Literal["knocks", "conversations", "refused"]


@dataclass
class Day:
    """One organisation's day (UTC): knocks let into the line, accepted ones, and refused ones."""

    knocks: int = 0
    conversations: int = 0
    refused: int = 0


class Usage:
    """The days of all organisations that are listed; the oldest day gives way."""

    def __init__(self) -> None:
        self._days: dict[bytes, dict[int, Day]] = {}

    def count(self, organisation: bytes, what: What, now: float) -> None:
        """One more, on the day of `now` (seconds since 1970)."""
        days = self._days.setdefault(organisation, {})
        number = int(now // 86400)
        day = days.get(number)
        if day is None:
            day = days[number] = Day()
            if len(days) > limits.USAGE_DAYS:
                del days[min(days)]
        setattr(day, what, getattr(day, what) + 1)

    def read(self) -> dict[bytes, dict[int, Day]]:
        """organisation -> day since 1970 -> counts; a copy."""
        return {
            organisation: {
                number: Day(day.knocks, day.conversations, day.refused)
                for number, day in days.items()
            }
            for organisation, days in self._days.items()
        }

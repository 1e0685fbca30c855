"""How far a long check has come: one line on standard error, rewritten on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TextIO

from audit.plain import printable


@dataclass
class Progress:
    """Call `at` as often as you like. Writes little, and nothing for what is done at once."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = monotonic
    pause: float | None = None
    """Seconds between two words; by default 0.2 on a terminal and 5 elsewhere."""
    _next: float = 0.0
    _wrote: bool = False

    def __post_init__(self) -> None:
        if self.pause is None:
            self.pause = 0.2 if self.out.isatty() else 5.0
        self._next = self.clock() + self.pause

    def at(self, what: str, done: int, total: int, unit: str = "pages") -> None:
        """So much of this is done. `total` is 0 where nobody knows it."""
        now = self.clock()
        if now < self._next:
            return
        self._next = now + (self.pause or 0.0)
        much = f"{done} of {total} {unit}, {100 * done // total} %" if total else f"{done} {unit}"
        self._say(printable(f"{what}: {much}"))

    def end(self) -> None:
        """Leave the line, where one was written over and over."""
        if self._wrote and self.out.isatty():
            self.out.write("\n")
            self.out.flush()

    def _say(self, line: str) -> None:
        self.out.write(f"\r{line:<78.78}" if self.out.isatty() else f"{line}\n")
        self.out.flush()
        self._wrote = True

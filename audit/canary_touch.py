"""What of the features was tried out in a test conversation, and what not, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from audit.findings import Notes
from audit.progress import Progress

ABOUT: Final = 22


class NoTalk(Exception):  # noqa: N818 - it is no fault of anybody here
    """The conversation did not take place; the message is a fixed phrase."""


class NotOffered(Exception):  # noqa: N818
    """The organisation does not have this."""


@dataclass
class Touched:
    """Grows while people talk. `faults` are what may go wrong with one feature alone."""

    faults: tuple[type[Exception], ...]
    progress: Progress | None = None
    done: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @contextmanager
    def trying(self, what: str, needed: bool = False) -> Iterator[None]:
        """One feature. Without one that is `needed` there is no conversation: NoTalk."""
        if self.progress is not None:
            self.progress.at(f"trying out {what}", len(self.done), ABOUT, "things")
        try:
            yield
        except NotOffered:
            self.absent.append(what)
        except self.faults as fault:
            # What it says may hold words of a page, so only its kind is told.
            if needed:
                raise NoTalk(f"not done: {what} ({type(fault).__name__})") from None
            self.missed.append(f"{what} ({type(fault).__name__})")
        else:
            self.done.append(what)

    def tell(self, notes: Notes) -> None:
        """Write it all down."""
        notes.saw("things tried out", len(self.done))
        for half in range(0, len(self.done), 8):
            notes.find("canary-touched", ", ".join(self.done[half : half + 8]))
        for one in self.absent:
            notes.find("canary-not-offered", one)
        for one in self.missed:
            notes.find("canary-missed", one)

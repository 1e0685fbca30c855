"""What is given for the checks of files, in the form in which `noview-audit all` takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class Place(str):
    """A file, a directory, or the address of a store."""

    __slots__ = ()


@dataclass(frozen=True)
class StoragePlan:
    """`paths` are files and directories; `at` is when a copy was made, UTC where it does not say,
    None for now."""

    paths: tuple[Place, ...]
    at: datetime | None = None

    def moment(self, now: float) -> float:
        """When the files were as they are, in seconds since 1970."""
        if self.at is None:
            return now
        return (self.at if self.at.tzinfo else self.at.replace(tzinfo=UTC)).timestamp()

    def again(self) -> tuple[str, ...]:
        """The options with which somebody repeats it."""
        return () if self.at is None else ("--at", f"@{self.moment(0):.0f}")


@dataclass(frozen=True)
class DisclosePlan(StoragePlan):
    """The same; `out` is a new folder for the export, if one is wanted."""

    out: Path | None = None

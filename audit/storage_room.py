"""How much of an archive is unpacked, and where to: never out of its folder, nor more than fits."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from audit.errors import Unreadable
from audit.progress import Progress

UNPACKED_MOST: Final = 64 * 1024**3
MEMBERS_MOST: Final = 100_000
CHUNK: Final = 1024 * 1024


class Room:
    """How much may still be unpacked of an archive, and how far that is."""

    def __init__(self, label: str, progress: Progress, folder: Path) -> None:
        self._most = min(UNPACKED_MOST, shutil.disk_usage(folder).free // 2)
        self._size = 0
        self._members = 0
        self._label = label
        self._progress = progress

    def take(self, size: int) -> None:
        """So much more. Raises Unreadable when it is too much."""
        self._size += size
        self._progress.at(f"unpacking {self._label}", self._size, 0, "bytes")
        if self._size > self._most:
            raise Unreadable("an archive that unpacks to too much")

    def member(self) -> None:
        """One more member. Raises Unreadable when these are too many."""
        self._members += 1
        if self._members > MEMBERS_MOST:
            raise Unreadable("an archive that unpacks to too much: too many members")


def inside(folder: Path, name: str) -> Path:
    """Where a member goes: its own name if that stays inside. Raises Unreadable."""
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()) or target == folder.resolve():
        raise Unreadable("an archive with a name that leads out of it")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def make_folder(folder: Path, name: str) -> None:
    """A directory of an archive, so that its name is looked at too. Raises Unreadable."""
    if name.strip("./"):
        inside(folder, name).mkdir(exist_ok=True)

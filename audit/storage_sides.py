"""The files that SQLite keeps beside a database, apart from the log."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audit.findings import Notes
from audit.sqlite_file import open_file
from audit.sqlite_shm import BLOCK, shm_strangers

PAGES_MOST: Final = 1 << 24
"""Page numbers in a wal-index are below this where nobody knows how many pages there are."""
BLOCKS_MOST: Final = 16
"""Of an index, each for 4096 frames: a file of 128 MiB written anew, and as much again; further
ones where the file is larger."""
TRIES: Final = 3


def check_side_files(path: Path, label: str, notes: Notes, pages: int = PAGES_MOST) -> None:
    """The index of a log holds numbers only, and a relay has no rollback journal. `pages`: how
    many there can have been in the file and its log."""
    shm, journal = (path.with_name(f"{path.name}{end}") for end in ("-shm", "-journal"))
    if shm.is_file():
        size = shm.stat().st_size
        if size > BLOCK * (BLOCKS_MOST + 2 * pages // 4096):
            notes.find("remains-side-file", f"{label}-shm: {size} bytes")
        elif (odd := stranger(shm, size, pages)) is not None:
            notes.find("remains-side-file", f"{label}-shm, offset {odd}")
    if journal.is_file() and journal.stat().st_size:
        notes.find("remains-side-file", f"{label}-journal: {journal.stat().st_size} bytes")


def stranger(shm: Path, size: int, pages: int) -> int | None:
    """Where an index holds what is no number of its own. A relay may be writing to it, so it is
    read again where something stands out."""
    odd = None
    for _ in range(TRIES):
        with open_file(shm) as file:
            odd = next(shm_strangers(file.read(size), pages), None)
        if odd is None:
            break
    return odd

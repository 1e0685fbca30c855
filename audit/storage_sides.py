"""The files that SQLite keeps beside a database, apart from the log."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audit.findings import Notes
from audit.sqlite_wal import shm_strangers

PAGES_MOST: Final = 1 << 24
"""Page numbers in a wal-index are below this; four letters of text are not."""


def check_side_files(path: Path, label: str, notes: Notes) -> None:
    """The index of a log holds numbers only, and a relay has no rollback journal."""
    shm, journal = (path.with_name(f"{path.name}{end}") for end in ("-shm", "-journal"))
    if shm.is_file():
        odd = next(shm_strangers(shm.read_bytes(), PAGES_MOST), None)
        if odd is not None:
            notes.find("remains-side-file", f"{label}-shm, offset {odd}")
    if journal.is_file() and journal.stat().st_size:
        notes.find("remains-side-file", f"{label}-journal: {journal.stat().st_size} bytes")

"""Writing a file so that it is on the disk, whole, before anything relies on it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class File:
    """A file to be written; relative paths are inside the organisation's folder."""

    path: str | Path
    data: bytes
    mode: int = 0o600


def write_new(path: Path, file: File) -> None:
    """Write and flush; the file must not exist yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(file.data)
        opened.flush()
        os.fchmod(handle, file.mode)
        os.fsync(handle)


def sync(folder: Path) -> None:
    """Make names durable: a rename is only on disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_tree(folder: Path) -> None:
    """Remove a folder with everything in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    folder.rmdir()

"""What lies in a folder, read with a bound, and with this machine's troubles told apart."""

from __future__ import annotations

import os
from pathlib import Path

from audit.errors import LocalFault


def taken(path: Path, most: int) -> bytes | None:
    """A file's bytes, None where there is none. Raises LocalFault, also where it is too long."""
    try:
        with path.open("rb") as opened:
            raw = opened.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise LocalFault(f"cannot read {path}: {problem.strerror}") from None
    if len(raw) > most:
        raise LocalFault(f"{path} is too long for what it should be")
    return raw


def names_in(folder: Path) -> list[str]:
    """All of it, in order. Raises LocalFault, also where there is no such folder: to name a wrong
    one is a mistake, and no release that too few have signed."""
    try:
        return sorted(os.listdir(folder))
    except OSError as problem:
        raise LocalFault(f"cannot read the folder {folder}: {problem.strerror}") from None

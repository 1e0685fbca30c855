"""Whether a place that was named is there. What this user may not see is not said to be missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from audit.errors import LocalFault

RIGHTS: Final = "may not be read by this user; run this as the relay's user or as root"


def is_there(path: str | Path) -> bool:
    """Whether there is something of that name, or may be: this user cannot always know."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def denied(path: str | Path) -> str:
    """A sentence where this user may not read what was named, else nothing.

    Raises LocalFault for what is not there.
    """
    if not is_there(path):
        raise LocalFault(f"there is no {path}")
    wanted = os.R_OK | os.X_OK if os.path.isdir(path) else os.R_OK
    effective = os.access in os.supports_effective_ids
    return "" if os.access(path, wanted, effective_ids=effective) else f"{path} {RIGHTS}"

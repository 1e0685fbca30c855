"""What a relay does to its own process before it listens (attack 59)."""

from __future__ import annotations

import ctypes
import logging
import resource
import sys
from pathlib import Path

log = logging.getLogger("noview.relay")

PR_SET_DUMPABLE = 4


def no_dumps() -> None:
    """No core dumps, and no reading of this process's memory by others of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            log.warning("could not make the memory undumpable: errno %d", ctypes.get_errno())


def warn_of_swap(swaps: Path = Path("/proc/swaps")) -> bool:
    """Say so when memory can be written to a disk; whether it can, as far as is known."""
    try:
        lines = swaps.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    if len(lines) < 2:
        return False
    log.warning("swap is on: memory can reach a disk; turn it off, or encrypt it")
    return True

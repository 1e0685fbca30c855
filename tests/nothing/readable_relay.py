"""Opens the memory of a relay again to its own user.

A relay closes its memory to others (attack 59); only who may trace every process can still look
into it. The tests may have no such right, so the relay into which they look calls this.
"""

from __future__ import annotations

import ctypes
import threading
import time

from relay import hardening


def opens_again() -> None:
    """Soon after the relay has closed its memory."""
    threading.Thread(target=open_again, daemon=True).start()


def open_again() -> None:
    """Wait for that."""
    while ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0:
        time.sleep(0.01)
    ctypes.CDLL(None).prctl(hardening.PR_SET_DUMPABLE, 1, 0, 0, 0)


PR_GET_DUMPABLE = 3

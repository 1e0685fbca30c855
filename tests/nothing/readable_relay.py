"""The real relay, but its memory may be read by its own user.

A relay closes its memory to others (attack 59); only who may trace every process can still look
into it. Where the tests may not, they start the relay through here, which opens it again.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time

from relay import hardening
from relay.__main__ import main


def open_again() -> None:
    """After the relay has closed its memory."""
    while ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0:
        time.sleep(0.01)
    ctypes.CDLL(None).prctl(hardening.PR_SET_DUMPABLE, 1, 0, 0, 0)


PR_GET_DUMPABLE = 3

if __name__ == "__main__":
    threading.Thread(target=open_again, daemon=True).start()
    sys.exit(main(sys.argv[1:]))

"""Bounds for one read, as the system itself keeps them: seconds of the processor, and memory.

Within `bounded()` a read that takes longer ends in a TooLongError, and one that wants more memory
in a MemoryError: neither is an error of the project, so the contract is broken.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SECONDS = 3.0
"""Of the processor, for an input of at most some 80,000 bytes."""
MEMORY: Final = 768 << 20
"""Bytes of addresses more than the process has already."""


class TooLongError(Exception):
    """A read that took more than its time."""


def _too_long(number: int, frame: object) -> None:
    raise TooLongError


@contextmanager
def bounded(memory: int = MEMORY) -> Iterator[None]:
    """Memory is bounded, and time is wherever `timed` says so. Everything is put back."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGPROF, _too_long)
    resource.setrlimit(resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGESIZE") + memory, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
        signal.signal(signal.SIGPROF, handler)


@contextmanager
def timed() -> Iterator[None]:
    """What is inside has SECONDS; without `bounded` around it, as long as it likes."""
    if signal.getsignal(signal.SIGPROF) is not _too_long:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

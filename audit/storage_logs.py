"""Logs: every line is one of the relay's own, or a finding. Read line by line, in any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from audit.findings import Notes
from audit.log_forms import KNOWN
from audit.progress import Progress
from audit.rows import ADDRESS

LINE_MOST: Final = 64 * 1024
"""Longer lines are looked at in pieces of this size; the relay has none near it."""
DATA: Final = re.compile(
    r"(?:[0-9A-Fa-f]{2}[: ]?){24,}|[A-Za-z0-9+/_-]{48,}|(?:\\x[0-9a-f]{2}){8,}"
)
"""Bytes written down in letters: hexadecimal, Base64, or as Python escapes them."""


def check_log(file: BinaryIO, size: int, label: str, notes: Notes, progress: Progress) -> None:
    """Look at every line of a log that is `size` bytes long."""
    done = 0
    for number, raw in enumerate(lines(file), 1):
        done += len(raw)
        progress.at(label, done, size, "bytes")
        text = raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
        if not text:
            continue
        notes.saw("log lines")
        if KNOWN.fullmatch(text):
            continue
        where = f"{label}, line {number}: {len(text)} characters"
        found = False
        if ADDRESS.search(text):
            notes.find("log-address", where)
            found = True
        if DATA.search(text):
            notes.find("log-content", where)
            found = True
        if not found:
            notes.find("log-unknown-line", where)


def lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, those that are too long in pieces."""
    while raw := file.readline(LINE_MOST):
        yield raw

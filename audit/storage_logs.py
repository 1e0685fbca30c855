"""Logs: every line is one of the relay's own, or a finding. Read line by line, in any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from audit.findings import Notes
from audit.log_forms import GAPS, KNOWN, LISTENS, MANAGED
from audit.progress import Progress
from audit.rows import ADDRESS

LINE_MOST: Final = 64 * 1024
"""Longer lines are looked at in pieces of this size; the relay has none near it."""
DATA: Final = re.compile(
    r"(?:[0-9A-Fa-f]{2}[: ]?){24,}|[A-Za-z0-9+/_-]{48,}|(?:\\x[0-9a-f]{2}){8,}"
)
"""Bytes written down in letters: hexadecimal, Base64, or as Python escapes them."""


LISTENS_MOST: Final = 100
"""So many hosts are kept in mind: one that is not known is enough."""
EVERYWHERE: Final = frozenset(("127.0.0.1", "0.0.0.0", "::1", "::", "localhost"))  # noqa: S104 - compared
"""Where a relay listens that tells nothing of any network."""
SMALL_WORDS: Final = {"host": 1, "process": 1, "unit": 1, "called": 1}
"""What a system's journal says of a relay, and how many different words of each there may be."""


class Words:
    """Words from elsewhere in a relay's lines, over all logs of one run: they are few and stay."""

    def __init__(self) -> None:
        self.hosts: set[str] = set(EVERYWHERE)
        """Where a relay may listen: those of configurations that were looked at are added."""
        self._seen: dict[str, set[str]] = {}
        self._listens: dict[str, str] = {}

    def take(self, text: str, found: re.Match[str], where: str, notes: Notes) -> None:
        """Look at the words of a line that is known."""
        said = {name: word for name, word in found.groupdict().items() if word}
        if "ended" in said:
            said["unit"] = said.pop("ended")
        for name, (gap, _) in GAPS.items():
            for part in gap.finditer(text):
                said[name] = part[1]
        for name, word in said.items():
            if ADDRESS.search(word):
                notes.find("log-address", where)
            seen = self._seen.setdefault(name, set())
            most = SMALL_WORDS[name] if name in SMALL_WORDS else GAPS[name][1]
            if word in seen:
                continue
            if len(seen) >= most:
                notes.find("log-other-words", f"{where}, {name}")
            else:
                seen.add(word)
        for part in LISTENS.finditer(text):
            host = (part[1] or part[2]).strip("[]")
            if host not in self._listens and len(self._listens) < LISTENS_MOST:
                self._listens[host] = where

    def end(self, notes: Notes) -> None:
        """Say where a relay listened, if that is nowhere that is known."""
        for host, where in self._listens.items():
            if host not in self.hosts:
                notes.find("log-listens", where)


def check_log(
    file: BinaryIO, size: int, label: str, notes: Notes, progress: Progress, words: Words
) -> None:
    """Look at every line of a log that is `size` bytes long."""
    done = 0
    for number, raw in enumerate(lines(file), 1):
        done += len(raw)
        progress.at(label, done, size, "bytes")
        text = raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
        if not text:
            continue
        notes.saw("log lines")
        where = f"{label}, line {number}: {len(text)} characters"
        known = KNOWN.fullmatch(text) or MANAGED.fullmatch(text)
        if known:
            words.take(text, known, where, notes)
            continue
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

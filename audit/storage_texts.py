"""The small texts that a relay has beside its store: which one a file is, and remarks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from audit.rows import ADDRESS
from audit.storage_files import PEM
from relay.config import BadConfig, parse

OWN: Final = re.compile(r"127\.|0\.0\.0\.0|::1$|10\.|192\.168\.")
"""Addresses that name nobody outside."""
SMALL: Final = 256 * 1024


def small(path: Path, kind: str) -> str:
    """Which of a relay's small texts it is, or "log" for anything else that is a text."""
    if kind in ("pem", "toml") and path.stat().st_size <= SMALL:
        text = path.read_text(encoding="utf-8", errors="replace")
        if kind == "pem" and PEM.fullmatch(text) is not None:
            return "TLS key"
        if kind == "toml":
            with suppress(BadConfig):
                parse(text)
                return "configuration"
    return "log"


def notes_of_somebody(text: str) -> Iterator[int]:
    """The lines of a configuration with an address where only a remark can stand."""
    for number, line in enumerate(text.splitlines(), 1):
        remark = line.partition("#")[2]
        if any(not OWN.match(found.group()) for found in ADDRESS.finditer(remark)):
            yield number

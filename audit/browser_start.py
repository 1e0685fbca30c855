"""How a real browser is begun, so that a host sees a visitor in it and nothing of the auditor.

It says that it is the Chromium that it is, not that nobody sits before it: else one line of
configuration would give this one visitor another page. And it inherits no secret of ours.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

OURS: Final = "NOVIEW_"
"""How names of variables begin that may hold a passphrase."""
VERSION_WITHIN: Final = 20.0
VERSION: Final = re.compile(r"\b(\d{2,4})(?:\.\d+){3}\b")
SYSTEMS: Final = {
    "darwin": "Macintosh; Intel Mac OS X 10_15_7",
    "win32": "Windows NT 10.0; Win64; x64",
}
FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-blink-features=AutomationControlled",
    "--lang=en-US",
)


def flags_for(program: str) -> list[str]:
    """For this browser. Where it does not tell its version, it goes by its own name."""
    name = agent_of(version_of(program), sys.platform)
    return [*FLAGS, *([f"--user-agent={name}"] if name else [])]


def agent_of(version: str, system: str) -> str:
    """What a Chromium of that version calls itself, with somebody before it."""
    found = VERSION.search(version)
    if found is None:
        return ""
    where = SYSTEMS.get(system, "X11; Linux x86_64")
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return f"Mozilla/5.0 ({where}) {engine} Chrome/{found[1]}.0.0.0 Safari/537.36"


def version_of(program: str) -> str:
    """What the program says of itself, empty where it does not."""
    try:
        return subprocess.run(  # noqa: S603 - the browser that is started next
            [program, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=VERSION_WITHIN,
            env=_without_ours(os.environ),
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def environment(ours: Mapping[str, str]) -> dict[str, str | float | bool]:
    """What the browser inherits: all but what is for us alone."""
    return {**_without_ours(ours), "LANGUAGE": "en_US"}


def _without_ours(ours: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in ours.items() if not name.startswith(OURS)}

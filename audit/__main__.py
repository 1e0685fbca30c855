"""The command noview-audit: looks at what a host has, and says in plain words what it found.

Exit codes: 0 pass, 1 findings that break a promise, 2 usage or this machine, 3 inconclusive.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version

from audit import (
    command_all,
    command_canary,
    command_disclose,
    command_documents,
    command_page,
    command_release,
    command_storage,
)
from audit.errors import LocalFault, UsageFault, kind_and_place
from audit.front import LOCAL, Clock

COMMANDS = (
    command_storage,
    command_canary,
    command_documents,
    command_disclose,
    command_page,
    command_release,
    command_all,
)
"""In the order in which the help lists them; a line for each."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="noview-audit",
        description="Check what a relay's host has. Nothing that is named is ever changed.",
        epilog="exit codes: 0 pass, 1 fail, 2 wrong use or trouble on this machine, 3 inconclusive",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"noview-audit {version('noview')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for one in COMMANDS:
        one.add(commands)
    return top


def main(argv: Sequence[str] | None = None, clock: Clock = time.time) -> int:
    """Run one command; the exit code. Bad usage raises SystemExit(2), as argparse does."""
    options = parser().parse_args(argv)
    try:
        return int(options.run(options, clock))
    except (UsageFault, LocalFault) as fault:
        print(f"noview-audit: {fault}", file=sys.stderr)
        return LOCAL
    except Exception as fault:  # noqa: BLE001 - Python would end with 1, which means "fail"
        told = kind_and_place(fault)
        print(f"noview-audit: stopped by a mistake in this program: {told}", file=sys.stderr)
        return LOCAL


if __name__ == "__main__":
    sys.exit(main())

"""The command noview-audit: looks at what a host has, and says in plain words what it found.

Exit codes: 0 pass, 1 findings that break a promise, 2 usage or this machine, 3 inconclusive.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from audit.disclose import check_disclose
from audit.disclosed import as_markdown
from audit.errors import LocalFault, UsageFault
from audit.findings import Checked
from audit.plain import render
from audit.progress import Progress
from audit.storage import check_storage

CODES = {"pass": 0, "fail": 1, "inconclusive": 3}


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="noview-audit",
        description="Check what a relay's host has. Nothing that is named is ever changed.",
        epilog="exit codes: 0 pass, 1 fail, 2 wrong use or trouble on this machine, 3 inconclusive",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"noview {version('noview')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    storage = commands.add_parser(
        "storage",
        allow_abbrev=False,
        help="read a relay's database, logs, backups, or a directory with them",
        description="Every record must have a known form, a fixed size, look random where it is"
        " sealed, and be within its lifetime; nothing may lie between the records.",
    )
    storage.add_argument("paths", nargs="+", metavar="PATH", help="a file or a directory")
    disclose = commands.add_parser(
        "disclose",
        allow_abbrev=False,
        help="what this host could hand over under a court order, field by field",
        description="Lists and explains all of it, and with --out exports what rests on the disk.",
    )
    disclose.add_argument("paths", nargs="*", metavar="PATH", help="a file or a directory")
    disclose.add_argument("--out", type=Path, metavar="FOLDER", help="export into a new folder")
    disclose.add_argument(
        "--list", action="store_true", help="print the documented list (docs/disclose.md)"
    )
    for command in (storage, disclose):
        command.add_argument("--json", action="store_true", help="for other programs")
        command.add_argument(
            "--at", type=moment, metavar="TIME", help="when a copy was made (2026-11-22T10:00Z)"
        )
    return top


def moment(text: str) -> float:
    """A time as it is written in ISO 8601, UTC where it does not say, or @ and seconds since 1970.
    For argparse."""
    try:
        if text.startswith("@"):
            return float(int(text[1:]))
        given = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a time looks like 2026-11-22T10:00Z") from None
    return (given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp()


def main(argv: Sequence[str] | None = None, clock: Callable[[], float] = time.time) -> int:
    """Run one command; the exit code. Bad usage raises SystemExit(2), as argparse does."""
    options = parser().parse_args(argv)
    now = clock() if options.at is None else options.at
    try:
        if options.command == "storage":
            again = () if options.at is None else ("--at", f"@{options.at:.0f}")
            return tell(check_storage(options.paths, now, Progress(), again), options.json)
        if options.list:
            print(as_markdown(), end="")
            return 0
        if not options.paths:
            raise UsageFault("disclose wants a PATH, or --list")
        done = check_disclose(options.paths, options.out, now, Progress())
        print("" if options.json else done.explained, end="")
        return tell(done.checked, options.json)
    except (UsageFault, LocalFault) as fault:
        print(f"noview-audit: {fault}", file=sys.stderr)
        return 2


def tell(checked: Checked, as_json: bool) -> int:
    """Print a result; its exit code."""
    print(json.dumps(checked.as_json(), indent=2) if as_json else render(checked), end="")
    return CODES[checked.verdict]


if __name__ == "__main__":
    sys.exit(main())

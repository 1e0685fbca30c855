"""`noview-audit disclose PATH…`: the check is `audit.disclose`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from audit.disclose import check_disclose
from audit.disclosed import as_markdown
from audit.errors import UsageFault
from audit.front import Clock, command, say, tell, with_moment
from audit.progress import Progress

if TYPE_CHECKING:
    from audit.front import Commands


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "disclose",
        "what this host could hand over under a court order, field by field",
        "Lists and explains all of it, and with --out exports what rests on the disk.",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a file, a directory, or redis://…"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="export into a new folder")
    parser.add_argument(
        "--list", action="store_true", help="print the documented list (docs/disclose.md)"
    )
    with_moment(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Explain, and tell. Raises UsageFault, LocalFault."""
    if options.list:
        say(as_markdown())
        return 0
    if not options.paths:
        raise UsageFault("disclose wants a PATH, or --list")
    now = clock() if options.at is None else options.at
    done = check_disclose(options.paths, options.out, now, Progress())
    say("" if options.json else done.explained)
    return tell(done.checked, options.json)

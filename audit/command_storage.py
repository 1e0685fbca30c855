"""`noview-audit storage PATH…`: the check is `audit.storage`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from audit.documents_copies import read_pin
from audit.front import Clock, command, tell, with_moment
from audit.progress import Progress
from audit.storage import check_storage

if TYPE_CHECKING:
    from audit.front import Commands


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "storage",
        "read a relay's database, logs, backups, or a directory with them",
        "Every record must have a known form, a fixed size, look random where it is sealed, and be"
        " within its lifetime; nothing may lie between the records.",
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a directory, or redis://…"
    )
    parser.add_argument(
        "--organisation",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="may be in the store, and no other (as often as needed)",
    )
    with_moment(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Look, and tell. Raises UsageFault, LocalFault."""
    now = clock() if options.at is None else options.at
    named = organisations(options)
    checked = check_storage(options.paths, now, Progress(), repeated(options), named)
    return tell(checked, options.json)


def organisations(options: argparse.Namespace) -> tuple[bytes, ...]:
    """Those that may be in a store. Raises UsageFault, LocalFault."""
    return tuple(read_pin(one)[0] for one in options.organisation)


def repeated(options: argparse.Namespace) -> tuple[str, ...]:
    """The options with which somebody can repeat it."""
    at = () if options.at is None else ("--at", f"@{options.at:.0f}")
    named = (("--organisation", one.hex()) for one in organisations(options))
    return (*at, *(word for pair in named for word in pair))

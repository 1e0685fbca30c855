"""What all commands of noview-audit share: their options, how a result is told, exit codes.

A command is a module `audit.command_<name>` with `add(commands)`, which adds its parser, and
`run(options, clock)`, which does it and gives the exit code. `audit.__main__` lists them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from audit.findings import Checked, Verdict
from audit.plain import render

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Clock = Callable[[], float]
"""Seconds since 1970."""
CODES: Final[Mapping[Verdict, int]] = {"pass": 0, "fail": 1, "inconclusive": 3}
LOCAL: Final = 2
"""Wrong use, or trouble on this machine."""


def command(commands: Commands, name: str, summary: str, about: str) -> argparse.ArgumentParser:
    """A new command with what every one takes."""
    parser = commands.add_parser(name, allow_abbrev=False, help=summary, description=about)
    parser.add_argument("--json", action="store_true", help="for other programs")
    return parser


def with_moment(parser: argparse.ArgumentParser) -> None:
    """The command looks at what lies still, so that a copy can be of an earlier time."""
    parser.add_argument(
        "--at", type=moment, metavar="TIME", help="when a copy was made (2026-11-22T10:00Z)"
    )


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


def say(text: str) -> None:
    """Onto standard output, as it is."""
    sys.stdout.write(text)


def tell(checked: Checked, as_json: bool) -> int:
    """Print a result; its exit code."""
    say(json.dumps(checked.as_json(), indent=2) + "\n" if as_json else render(checked))
    return CODES[checked.verdict]

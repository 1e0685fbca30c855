"""`noview-audit canary --relay URL …`: the check is `audit.canary`."""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from audit.canary import check_canary
from audit.canary_plan import EVERY_INTERFACE, CanaryPlan, Lent
from audit.errors import LocalFault, UsageFault
from audit.front import Clock, command, tell
from audit.progress import Progress

if TYPE_CHECKING:
    from audit.front import Commands

VARIABLE: Final = "NOVIEW_AUDIT_PASSPHRASE"
VARIABLE_OF_SECOND: Final = "NOVIEW_AUDIT_SECOND_PASSPHRASE"
PARTS: Final = ("turn-away",)
SAID: Final = (
    *("page", "console", "vault", "keys", "passphrase_file"),
    *("second_vault", "second_passphrase_file", "capture", "browser"),
)
FLAGS: Final = ("no-sandbox", "pause")
MANY: Final = ("data", "log", "pid", "core", "profile", "capture_port", "without")


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "canary",
        "hold real conversations, then look for their words in what the host has",
        "Holds conversations whose texts nobody has ever written, through the real page and console"
        " in a real browser and through the Python client, and searches all that is named for them."
        " The organisation lends a console's device for it; its passphrase is read from"
        f" ${VARIABLE}, from a file, or asked for. What is left at the organisation: an answer"
        " and two or three counts among its numbers, and, for an hour, a line that is"
        " closed to this network.",
    )
    link = parser.add_argument
    link("--relay", required=True, metavar="URL", help="the relay's address, ws: or wss:")
    link("--page", required=True, metavar="URL", help="the survivor's page")
    link("--console", required=True, metavar="URL", help="the console's page")
    link("--vault", required=True, type=Path, metavar="FILE", help="the lent device's vault")
    link("--keys", type=Path, metavar="FILE", help="its keys file, if not beside it")
    link("--passphrase-file", type=Path, metavar="FILE", help="where its passphrase stands")
    link("--second-vault", type=Path, metavar="FILE", help="a second device, who joins")
    link("--second-passphrase-file", type=Path, metavar="FILE")
    places = parser.add_argument_group("what to search (each may be given several times)")
    link = places.add_argument

    def many(name: str, kind: type[Path] | type[int], value: str, about: str) -> None:
        link(name, action="append", default=[], type=kind, metavar=value, help=about)

    many("--data", Path, "DIR", "the relay's data: a directory or a file")
    many("--log", Path, "FILE", "a log, or a directory of logs")
    many("--pid", int, "N", "a relay's process")
    many("--core", Path, "FILE", "a core dump made during the test (--pause)")
    many("--profile", Path, "DIR", "a browser's profile, besides the test's own")
    link(
        "--capture",
        nargs="?",
        const=EVERY_INTERFACE,
        default="",
        metavar="INTERFACE",
        help="record the network, on every interface if none is named",
    )
    many("--capture-port", int, "N", "one more port")
    parser.add_argument("--browser", type=Path, metavar="PROGRAM", help="which Chromium to use")
    parser.add_argument(
        "--no-sandbox", action="store_true", help="run the browser without its sandbox, as for root"
    )
    parser.add_argument(
        "--pause", action="store_true", help="wait in mid-conversation, for pictures and copies"
    )
    parser.add_argument(
        "--without", action="append", default=[], choices=PARTS, help="leave this out"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, _: Clock) -> int:
    """Talk, look, and tell. Raises UsageFault, LocalFault."""
    return tell(check_canary(plan_of(options), Progress()), options.json)


def plan_of(options: argparse.Namespace) -> CanaryPlan:
    """What was asked for, with passphrases from where they are. Raises UsageFault, LocalFault."""
    for name, kinds in (("relay", "ws wss"), ("page", "http https"), ("console", "http https")):
        if urlsplit(getattr(options, name)).scheme not in kinds.split():
            raise UsageFault(f"--{name} wants an address that begins with {kinds.split()[0]}:")
    second = None
    if options.second_vault is not None:
        words = passphrase(options.second_passphrase_file, VARIABLE_OF_SECOND, "the second device")
        second = lent(options.second_vault, None, words)
    words = passphrase(options.passphrase_file, VARIABLE, "the lent device")
    return CanaryPlan(
        relay=options.relay.rstrip("/"),
        page=options.page,
        console=options.console,
        lent=lent(options.vault, options.keys, words),
        second=second,
        data=tuple(options.data),
        logs=tuple(options.log),
        pids=tuple(options.pid),
        cores=tuple(options.core),
        profiles=tuple(options.profile),
        capture=options.capture,
        capture_ports=tuple(options.capture_port),
        browser=options.browser,
        no_sandbox=options.no_sandbox,
        pause=options.pause,
        without=frozenset(options.without),
        repeat=repeat(options),
    )


def lent(vault: Path, keys: Path | None, words: str) -> Lent:
    """A device by its files: the keys file lies beside the vault if it is not named."""
    beside = vault.with_suffix(".keys")
    return Lent(vault, keys or (beside if beside.exists() else None), words)


def passphrase(file: Path | None, variable: str, whose: str) -> str:
    """Never from the command line, which everybody on a machine can read. The variable is taken
    out of the environment, which other programs that are started inherit."""
    said = os.environ.pop(variable, None)
    if file is not None:
        try:
            with file.open(encoding="utf-8") as opened:
                mode = os.fstat(opened.fileno()).st_mode
                if os.name == "posix" and stat.S_ISREG(mode) and mode & 0o077:
                    raise LocalFault(f"{file.name} can be read by others; chmod 600 it")
                return opened.read().rstrip("\r\n")
        except OSError as fault:
            raise LocalFault(f"{file.name}: {fault.strerror}") from None
    if said is not None:
        return said
    if not sys.stdin.isatty():
        raise UsageFault(f"the passphrase of {whose} is wanted in ${variable} or in a file")
    return getpass.getpass(f"Passphrase of {whose}: ")


def repeat(options: argparse.Namespace) -> tuple[str, ...]:
    """The words of the command line, by which it can be done again."""
    words = ["--relay", options.relay]
    for name in SAID:
        if value := getattr(options, name):
            words += [f"--{name.replace('_', '-')}", str(value)]
    for name in MANY:
        for one in getattr(options, name):
            words += [f"--{name.replace('_', '-')}", str(one)]
    words += [f"--{name}" for name in FLAGS if getattr(options, name.replace("-", "_"))]
    return tuple(shlex.quote(word) for word in words)

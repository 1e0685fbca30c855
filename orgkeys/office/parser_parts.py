"""What the parser's two rooms share: commands, groups, and options that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from orgkeys.office.commands import Run

Command = Callable[[Run], None]
Commands = argparse._SubParsersAction  # argparse has no public name for it


def group(
    commands: Commands[argparse.ArgumentParser], name: str, words: str
) -> Commands[argparse.ArgumentParser]:
    """A word that other commands follow, such as `device`."""
    made = commands.add_parser(name, help=words, description=_about(words), allow_abbrev=False)
    return made.add_subparsers(title="commands", metavar="COMMAND", required=True)


def command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    words: str,
    handler: Command,
    *,
    locked: bool = True,
    folder: bool = True,
) -> argparse.ArgumentParser:
    """A command and the function that runs it.

    `locked`: it holds the folder while it runs. A command that only reads, takes long, or makes
    the folder does not. `folder`: it has one at all (`--directory`).
    """
    made = commands.add_parser(name, help=words, description=_about(words), allow_abbrev=False)
    if folder:
        made.add_argument(
            "--directory",
            type=Path,
            default=Path("organisation"),
            help="its folder (./%(default)s)",
        )
    else:
        made.set_defaults(directory=Path("organisation"))
    made.set_defaults(handler=handler, locked=locked and folder)
    return made


def _about(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def administrator(made: argparse.ArgumentParser) -> None:
    """The administrator key's passphrase."""
    made.add_argument(
        "--passphrase-file",
        metavar="PATH",
        help="one line: the administrator key's passphrase (- for stdin)",
    )


def device_passphrase(made: argparse.ArgumentParser) -> None:
    """A device vault's passphrase."""
    made.add_argument(
        "--device-passphrase-file",
        metavar="PATH",
        help="one line: the device vault's passphrase (- for stdin)",
    )


def hours(made: argparse.ArgumentParser) -> None:
    """How long a shift lives."""
    made.add_argument("--hours", type=int, default=12, help="how long, up to 24 (%(default)s)")


def text(made: argparse.ArgumentParser) -> None:
    """The same as text and QR codes, for where no file can go."""
    made.add_argument("--text", action="store_true", help="also show it as text and QR codes")

"""The command noview-org: an organisation's keys, documents, devices and pages.

Exit codes: 0 done, 1 refused (the reason and the next step are on standard error), 2 usage.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from orgkeys.office.commands import Run, World, disk_trouble
from orgkeys.office.directory import Directory
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.parser_ceremony import add_ceremony
from orgkeys.office.parser_life import add_life
from orgkeys.office.parser_parts import Command
from orgkeys.office.terminal import Refused
from relay.errors import Untrusted

_EPILOG = """\
the life of an organisation:
  noview-org init --name "Night Line"
  noview-org page --relay wss://chat.example.org --out pages
  noview-org invite night.organisation --relay wss://chat.example.org
on a staff member's own machine (or in the console):
  noview-org device request night.organisation --alias Noor --role supervisor \\
             --language ar en --out noor.vault
back in the office, with the person on the telephone:
  noview-org device certify noor.request
  noview-org shift new --hours 12
  noview-org publish wss://chat.example.org
from then on, what consoles make is taken over before anything new is signed:
  noview-org pull wss://chat.example.org

Passphrases are asked for, never given as an argument. For scripts, --passphrase-file PATH
reads one line; - reads the next line of standard input.
"""


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `handler` runs it, `locked` says that it holds the folder."""
    top = argparse.ArgumentParser(
        prog="noview-org",
        description="Make and keep an organisation's keys, signed documents, devices and pages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    add_ceremony(commands)
    add_life(commands)
    return top


def main(argv: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one command; returns the exit code. Bad usage raises SystemExit(2), as argparse does."""
    args = parser().parse_args(argv)
    if world is None:
        world = World()
        for stream in (sys.stdout, sys.stderr):
            # A terminal that lacks a letter shows its number; it does not stop the command.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
    run = Run(args, world, int(world.clock()), Directory(args.directory))
    handler: Command = args.handler
    try:
        if args.locked:
            with run.directory.locked():
                handler(run)
        else:
            handler(run)
    except Refused as refused:
        world.terminal.refuse(refused)
        return 1
    except Untrusted as error:
        # What was just signed is checked before it is written, so nothing has happened.
        why = rule_in_words(error)
        next_step = "Check this machine's clock. Nothing was changed."
        world.terminal.refuse(Refused(f"What would be signed is not valid: {why}.", next_step))
        return 1
    except OSError as error:
        world.terminal.refuse(disk_trouble(error))
        return 1
    except KeyboardInterrupt:
        world.terminal.refuse(Refused("Stopped.", "Run noview-org show to see what there is."))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

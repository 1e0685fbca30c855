"""The command noview-org: an organisation's keys, documents, devices and pages.

Exit codes: 0 done, 1 refused (the reason and the next step are on standard error), 2 usage.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from orgkeys.ceremony import MODES
from orgkeys.office import (
    commands_device,
    commands_init,
    commands_public,
    commands_shift,
    commands_show,
)
from orgkeys.office.commands import Run, World, disk_trouble
from orgkeys.office.directory import Directory
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.terminal import Refused
from orgkeys.staff import ROLES
from relay.errors import Untrusted

Command = Callable[[Run], None]
# `show` and `page` only read; `init` has nothing to lock yet; `publish` may take long.
_UNLOCKED = (
    commands_init.init,
    commands_show.show,
    commands_public.publish,
    commands_public.page,
)

_EPILOG = """\
the life of an organisation:
  noview-org init --name "Night Line"
  noview-org device add --alias Noor --role counselor --language ar en \\
             --relay wss://chat.example.org --out noor.vault
  noview-org shift new --hours 12
  noview-org publish wss://chat.example.org
  noview-org page --relay wss://chat.example.org --out pages

Passphrases are asked for, never given as an argument. For scripts, --passphrase-file PATH
reads one line; - reads the next line of standard input.
"""


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `handler` is the function that runs it."""
    top = argparse.ArgumentParser(
        prog="noview-org",
        description="Make and keep an organisation's keys, signed documents, devices and pages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    init = _command(commands, "init", "set up a new organisation", commands_init.init)
    init.add_argument("--name", required=True, help="what the public calls it")
    init.add_argument("--notice", metavar="TOML", help="the notice to start with")
    init.add_argument("--desk", metavar="HEX", help="32 digits; drawn at random if left out")
    init.add_argument(
        "--root-passphrase-file", metavar="PATH", help="one line: the root key's (- for stdin)"
    )
    _administrator(init)

    device = _group(commands, "device", "make, renew or shut out a staff device")
    add = _command(device, "add", "make a device and its vault", commands_device.add)
    add.add_argument("--alias", required=True, help="the name that survivors see; not a real one")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--language", required=True, nargs="+", metavar="TAG", help="such as en ar")
    add.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    add.add_argument("--out", required=True, metavar="FILE", help="where to write the vault")
    add.add_argument("--days", type=int, default=365, help="the certificate's life (%(default)s)")
    _administrator(add)
    _device_passphrase(add)
    renew = _command(device, "renew", "give a device a new sealing key", commands_device.renew)
    renew.add_argument("--vault", required=True, metavar="FILE", help="the device's vault")
    _device_passphrase(renew)
    revoke = _command(device, "revoke", "shut a device out at once", commands_device.revoke)
    revoke.add_argument("alias", metavar="ALIAS")
    _hours(revoke)
    _administrator(revoke)

    shift = _group(commands, "shift", "the team's keys of the day")
    new = _command(shift, "new", "start a shift for every device", commands_shift.new)
    _hours(new)
    _administrator(new)

    state = _command(commands, "state", "open or close the desk", commands_shift.state)
    state.add_argument("mode", choices=MODES)
    state.add_argument("--text", default="", metavar="KEY", help="a text of the notice to show")
    _administrator(state)

    notice = _group(commands, "notice", "hours, texts and phone numbers")
    set_ = _command(notice, "set", "sign the notice in a TOML file", commands_shift.set_notice)
    set_.add_argument("file", metavar="TOML")
    _administrator(set_)

    publish = _command(commands, "publish", "bring it to a relay", commands_public.publish)
    publish.add_argument("relay", metavar="URL", help="wss://host of the relay")

    page = _command(commands, "page", "write the pages", commands_public.page)
    page.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    page.add_argument("--out", required=True, metavar="DIR", help="the folder for the pages")
    page.add_argument("--file", default="survivor.html", help="the survivor's page (%(default)s)")
    page.add_argument("--title", default="Home", help="a neutral title (%(default)s)")

    _command(commands, "show", "fingerprints, states, what runs out when", commands_show.show)
    return top


_Commands = argparse._SubParsersAction  # argparse has no public name for it


def _group(
    commands: _Commands[argparse.ArgumentParser], name: str, words: str
) -> _Commands[argparse.ArgumentParser]:
    about = f"{words[0].upper()}{words[1:]}."
    group = commands.add_parser(name, help=words, description=about, allow_abbrev=False)
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _command(
    commands: _Commands[argparse.ArgumentParser], name: str, words: str, handler: Command
) -> argparse.ArgumentParser:
    about = f"{words[0].upper()}{words[1:]}."
    made = commands.add_parser(name, help=words, description=about, allow_abbrev=False)
    made.add_argument(
        "--directory", type=Path, default=Path("organisation"), help="its folder (./%(default)s)"
    )
    made.set_defaults(handler=handler)
    return made


def _administrator(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--passphrase-file",
        metavar="PATH",
        help="one line: the administrator key's passphrase (- for stdin)",
    )


def _device_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--device-passphrase-file",
        metavar="PATH",
        help="one line: the device vault's passphrase (- for stdin)",
    )


def _hours(command: argparse.ArgumentParser) -> None:
    command.add_argument("--hours", type=int, default=12, help="how long, up to 24 (%(default)s)")


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
        if handler in _UNLOCKED:
            handler(run)
        else:
            with run.directory.locked():
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

"""The commands of the ceremony: what the root keys and the charter need."""

from __future__ import annotations

import argparse

from orgkeys.office import commands_init
from orgkeys.office.parser_parts import Commands, administrator, command


def add_ceremony(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add them to the parser, in the order in which the help lists them."""
    init = command(commands, "init", "set up a new organisation", commands_init.init, locked=False)
    init.add_argument("--name", required=True, help="what the public calls it")
    init.add_argument("--notice", metavar="TOML", help="the notice to start with")
    init.add_argument("--desk", metavar="HEX", help="32 digits; drawn at random if left out")
    init.add_argument(
        "--root-passphrase-file", metavar="PATH", help="one line: the root key's (- for stdin)"
    )
    init.add_argument(
        "--holders",
        type=int,
        choices=[1],
        help="make one root key in a vault, without questions",
    )
    init.add_argument(
        "--card", nargs="+", metavar="FILE", help="root holders' cards that were made elsewhere"
    )
    init.add_argument(
        "--threshold", type=int, metavar="M", help="how many of these holders must sign"
    )
    init.add_argument(
        "--administrator", default="administrator", metavar="NAME", help="who you are, privately"
    )
    administrator(init)

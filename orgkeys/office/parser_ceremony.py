"""The commands of the ceremony: what the root keys and the charter need."""

from __future__ import annotations

import argparse

from orgkeys.office import (
    commands_charter,
    commands_draft,
    commands_init,
    commands_root,
    commands_transcript,
)
from orgkeys.office.parser_parts import Commands, administrator, command, group, hours

_Parser = argparse.ArgumentParser


def add_ceremony(commands: Commands[_Parser]) -> None:
    """Add them to the parser, in the order in which the help lists them."""
    _init(commands)
    _root(commands)
    _administrator(commands)
    _charter(commands)
    recover = command(
        commands, "recover", "replace a root key that is lost", commands_draft.recover
    )
    recover.add_argument("--lost", required=True, metavar="HOLDER", help="name, or key's number")
    recover.add_argument("--card", required=True, metavar="FILE", help="the new holder's card")
    _drafted(recover)
    _transcript(commands)


def _init(commands: Commands[_Parser]) -> None:
    init = command(commands, "init", "set up a new organisation", commands_init.init, locked=False)
    init.add_argument("--name", required=True, help="what the public calls it")
    init.add_argument("--notice", metavar="TOML", help="the notice to start with")
    init.add_argument("--desk", metavar="HEX", help="32 digits; drawn at random if left out")
    init.add_argument(
        "--holders", type=int, choices=[1], help="one root key in a vault, without questions"
    )
    init.add_argument(
        "--card", nargs="+", metavar="FILE", help="root holders' cards that were made elsewhere"
    )
    init.add_argument(
        "--threshold", type=int, metavar="M", help="how many of these holders must sign"
    )
    init.add_argument(
        "--administrator", metavar="NAME", help="who you are; kept in the folder only"
    )
    _root_passphrase(init)
    administrator(init)


def _root(commands: Commands[_Parser]) -> None:
    root = group(commands, "root", "one holder's own root key")
    new = command(root, "new", "make a root key and its card", commands_root.root_new, folder=False)
    new.add_argument("--name", required=True, help="the holder's name, for the others")
    new.add_argument("--card", required=True, metavar="FILE", help="where to write the card")
    new.add_argument("--vault", metavar="FILE", help="in a vault there, and not on paper")
    _root_passphrase(new)
    check = command(
        root, "check", "say whose key a paper or vault is", commands_root.root_check, folder=False
    )
    check.add_argument("--card", metavar="FILE", help="whether it is the key of this card")
    check.add_argument("--vault", metavar="FILE", help="a vault, and not a paper")
    _root_passphrase(check)


def _administrator(commands: Commands[_Parser]) -> None:
    people = group(commands, "administrator", "an administrator's own key")
    new = command(
        people,
        "new",
        "make an administrator key and its card",
        commands_root.administrator_new,
        folder=False,
    )
    new.add_argument("--name", required=True, help="the administrator's name, for the others")
    new.add_argument("--card", required=True, metavar="FILE", help="where to write the card")
    new.add_argument("--vault", required=True, metavar="FILE", help="where to write the vault")
    new.add_argument(
        "--organisation-file", metavar="FILE", help="what noview-org export wrote (recommended)"
    )
    administrator(new)
    use = command(
        people, "use", "work in this folder with this vault", commands_root.administrator_use
    )
    use.add_argument("vault", metavar="VAULT")
    administrator(use)


def _charter(commands: Commands[_Parser]) -> None:
    charter = group(commands, "charter", "who the organisation is, as its root holders sign it")
    renew = command(charter, "renew", "draft the same charter for longer", commands_draft.renew)
    renew.add_argument(
        "--statistics", action="store_true", help="with another key for survivors' answers"
    )
    administrator(renew)
    _drafted(renew)
    rotate = command(charter, "rotate", "draft other root holders", commands_draft.rotate)
    rotate.add_argument("--threshold", type=int, metavar="M", help="how many must sign")
    rotate.add_argument("--card", nargs="+", metavar="FILE", help="cards of new root holders")
    rotate.add_argument("--keep", nargs="+", metavar="HOLDER", help="root holders who stay")
    _drafted(rotate)
    people = group(charter, "administrator", "draft who may do the work of every day")
    add = command(people, "add", "draft one more", commands_draft.administrator_add)
    add.add_argument("card", metavar="CARD")
    add.add_argument("--remove", metavar="WHO", help="and this one goes: name, or key's number")
    _drafted(add)
    remove = command(people, "remove", "draft one less", commands_draft.administrator_remove)
    remove.add_argument("who", metavar="WHO", help="name, or key's number")
    _drafted(remove)

    show = command(charter, "show", "say what a draft changes", commands_charter.show, folder=False)
    show.add_argument("draft", nargs="?", metavar="DRAFT", help="pasted, if left out")
    sign = command(
        charter, "sign", "sign a draft as a root holder", commands_charter.sign, folder=False
    )
    sign.add_argument("draft", nargs="?", metavar="DRAFT", help="pasted, if left out")
    sign.add_argument("--vault", metavar="FILE", help="your vault, if your key is not on paper")
    sign.add_argument("--out", metavar="FILE", help="where to write the signature")
    sign.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    _root_passphrase(sign)
    finish = command(charter, "finish", "put a signed draft in force", commands_charter.finish)
    finish.add_argument("signature", nargs="*", metavar="SIGNATURE")
    finish.add_argument("--text", action="store_true", help="paste signatures")
    finish.add_argument(
        "--administrator-vault", metavar="FILE", help="of one who stays, if another leaves"
    )
    finish.add_argument(
        "--end-lines", action="store_true", help="end open conversations if one leaves"
    )
    hours(finish)
    administrator(finish)


def _transcript(commands: Commands[_Parser]) -> None:
    write = command(
        commands,
        "transcript",
        "the life of the charter, signed and printable",
        commands_transcript.write,
        locked=False,
    )
    write.add_argument("--out", metavar="FILE", help="where to write it (transcript.txt)")
    administrator(write)
    more = write.add_subparsers(title="commands", metavar="COMMAND", required=False)
    check = command(more, "check", "verify a transcript", commands_transcript.check, folder=False)
    check.add_argument("file", metavar="FILE")


def _drafted(made: _Parser) -> None:
    made.add_argument("--out", metavar="FILE", help="where to write the draft")
    made.add_argument("--text", action="store_true", help="also show it as text and QR codes")


def _root_passphrase(made: _Parser) -> None:
    made.add_argument(
        "--root-passphrase-file", metavar="PATH", help="one line: the root vault's (- for stdin)"
    )

"""The commands of every day: devices, shifts, notice, publishing, pages."""

from __future__ import annotations

import argparse

from orgkeys.ceremony import MODES
from orgkeys.office import (
    commands_carry,
    commands_destroy,
    commands_device,
    commands_drops,
    commands_handbook,
    commands_own,
    commands_public,
    commands_pull,
    commands_shift,
    commands_show,
    commands_statistics,
)
from orgkeys.office.parser_parts import (
    Commands,
    administrator,
    command,
    device_passphrase,
    group,
    hours,
    text,
)
from orgkeys.staff import ROLES


def add_life(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add them to the parser, in the order in which the help lists them."""
    _add_devices(group(commands, "device", "ask for, certify, renew or shut out a staff device"))

    shift = group(commands, "shift", "the team's keys of the day")
    new = command(shift, "new", "start a shift for every device", commands_shift.new)
    hours(new)
    administrator(new)

    state = command(commands, "state", "open or close the desk", commands_shift.state)
    state.add_argument("mode", choices=MODES)
    state.add_argument("--text", default="", metavar="KEY", help="a text of the notice to show")
    administrator(state)

    notice = group(commands, "notice", "hours, texts and phone numbers")
    set_ = command(notice, "set", "sign the notice in a TOML file", commands_shift.set_notice)
    set_.add_argument("file", metavar="TOML")
    administrator(set_)

    _add_handbook(group(commands, "handbook", "what the staff are told: services, texts, cards"))

    # It may take long, and only reads.
    publish = command(
        commands, "publish", "bring it to a relay", commands_public.publish, locked=False
    )
    publish.add_argument("relay", metavar="URL", help="wss://host of the relay")

    pull = command(
        commands, "pull", "take over what consoles and others made since", commands_pull.pull
    )
    pull.add_argument("relay", metavar="URL", help="wss://host of the relay")
    administrator(pull)
    _add_carrying(commands)

    drops = group(commands, "drops", "what survivors answer after the chat")
    fetch = command(
        drops, "fetch", "count it, and let the relay forget it", commands_drops.fetch_drops
    )
    fetch.add_argument("relay", metavar="URL", help="wss://host of the relay")
    fetch.add_argument("--out", metavar="FILE", help="where to write the counts (answers-DAY.csv)")
    fetch.add_argument(
        "--forget-unreadable",
        action="store_true",
        help="let the relay forget what does not open or count too; another administrator's older "
        "key could open it",
    )
    fetch.add_argument(
        "--no-vault-written",
        action="store_true",
        help="where the folder does not know: no statistics vault was ever written of it or a copy",
    )
    administrator(fetch)

    statistics = group(commands, "statistics", "who may see the numbers")
    numbers = command(
        statistics,
        "vault",
        "write what opens the numbers in a console, for a supervisor",
        commands_statistics.make_vault,
    )
    numbers.add_argument("out", metavar="OUT", help="where to write the vault")
    numbers.add_argument(
        "--statistics-passphrase-file",
        metavar="PATH",
        help="one line: the new vault's passphrase (- for stdin)",
    )
    administrator(numbers)

    page = command(commands, "page", "write the pages", commands_public.page, locked=False)
    page.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    page.add_argument("--out", required=True, metavar="DIR", help="the folder for the pages")
    page.add_argument("--file", default="index.html", help="the survivor's page (%(default)s)")
    page.add_argument(
        "--languages",
        metavar="CODES",
        help="what the survivor's page speaks, such as en,ar (those of the notice, if left out)",
    )
    page.add_argument("--title", default="Home", help="a neutral title (%(default)s)")
    page.add_argument(
        "--address",
        metavar="URL",
        help="where the survivor's page will be, for embed.html and for a look at its names",
    )

    command(
        commands,
        "show",
        "fingerprints, states, what runs out when",
        commands_show.show,
        locked=False,
    )

    end = command(
        commands, "destroy", "close everything and destroy the keys here", commands_destroy.destroy
    )
    where = end.add_mutually_exclusive_group()
    where.add_argument("--relay", metavar="URL", help="wss://host of the relay, to close there")
    where.add_argument(
        "--offline",
        action="store_true",
        help="only destroy the keys; the desk stays as it is",
    )
    end.add_argument("--name", metavar="NAME", help="the organisation's, for scripts")
    administrator(end)


def _add_carrying(commands: Commands[argparse.ArgumentParser]) -> None:
    for name, words, handler in (
        ("invite", "write the file with which a person asks for a device", commands_carry.invite),
        ("export", "write everything public into one file", commands_carry.export),
    ):
        made = command(commands, name, words, handler, locked=False)
        made.add_argument("file", metavar="FILE", help="where to write it")
        made.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
        text(made)
    taken = command(
        commands,
        "import",
        "make a folder out of an export, for a further administrator",
        commands_carry.import_,
        locked=False,
    )
    taken.add_argument("file", metavar="FILE", help="what noview-org export wrote")
    taken.add_argument("--administrator", metavar="VAULT", help="the new administrator's vault")
    taken.add_argument(
        "--cards", nargs="+", metavar="PATH", help="cards that say who holds which key, or a folder"
    )
    taken.add_argument("--fingerprint", metavar="HEX", help="the organisation's, as compared")
    administrator(taken)


def _add_handbook(handbook: Commands[argparse.ArgumentParser]) -> None:
    set_ = command(
        handbook, "set", "sign the handbook in a TOML file", commands_handbook.set_handbook
    )
    set_.add_argument("file", metavar="TOML")
    administrator(set_)
    command(handbook, "show", "say what it holds", commands_handbook.show, locked=False)
    export = command(
        handbook, "export", "write the signed one as a TOML file", commands_handbook.export
    )
    export.add_argument("out", metavar="TOML")


def _add_devices(device: Commands[argparse.ArgumentParser]) -> None:
    request = command(
        device,
        "request",
        "make a device's keys here, and ask for a certificate",
        commands_own.ask_certificate,
        folder=False,
    )
    request.add_argument("organisation", metavar="FILE", help="the organisation's public file")
    _words(request)
    request.add_argument("--relay", metavar="URL", help="another address of the relay")
    request.add_argument("--out", required=True, metavar="FILE", help="where to write the vault")
    request.add_argument("--fingerprint", metavar="HEX", help="the organisation's, as compared")
    text(request)
    device_passphrase(request)
    certify = command(device, "certify", "certify a device that asks", commands_device.certify)
    certify.add_argument("request", metavar="REQUEST", help="its file, or its text")
    _words(certify, required=False)
    certify.add_argument("--fingerprint", metavar="DIGITS", help="what its owner reads aloud")
    certify.add_argument("--out", metavar="FILE", help="where to write the grant")
    _days(certify)
    _second(certify)
    text(certify)
    administrator(certify)
    accept = command(
        device, "accept", "put a grant into a vault", commands_own.accept, folder=False
    )
    accept.add_argument("grant", metavar="GRANT")
    accept.add_argument("--vault", required=True, metavar="FILE", help="the device's vault")
    accept.add_argument(
        "--organisation",
        required=True,
        metavar="FILE",
        help="the organisation's public file (invite), to check by",
    )
    device_passphrase(accept)
    add = command(device, "add", "make and certify a device here", commands_device.add)
    _words(add)
    add.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    add.add_argument("--out", required=True, metavar="FILE", help="where to write the vault")
    _days(add)
    _second(add)
    administrator(add)
    device_passphrase(add)
    renew = command(device, "renew", "give a device a new certificate", commands_device.renew)
    renew.add_argument("alias", metavar="ALIAS", nargs="?")
    renew.add_argument("--all", action="store_true", help="every device in service")
    renew.add_argument("--role", choices=ROLES, help="another role")
    renew.add_argument("--language", nargs="+", metavar="TAG", help="other languages")
    _which(renew)
    _days(renew)
    administrator(renew)
    keys = command(
        device,
        "keys",
        "make a new sealing key, where a vault is",
        commands_own.new_key,
        locked=False,
    )
    keys.add_argument("--vault", required=True, metavar="FILE", help="the device's vault")
    device_passphrase(keys)
    revoke = command(device, "revoke", "shut a device out at once", commands_device.revoke)
    revoke.add_argument("alias", metavar="ALIAS")
    revoke.add_argument("--all", action="store_true", help="every device of this alias")
    _which(revoke)
    hours(revoke)
    administrator(revoke)


def _words(made: argparse.ArgumentParser, required: bool = True) -> None:
    made.add_argument(
        "--alias", required=required, help="the name that survivors see; not a real one"
    )
    made.add_argument("--role", required=required, choices=ROLES)
    made.add_argument(
        "--language", required=required, nargs="+", metavar="TAG", help="such as en ar"
    )


def _days(made: argparse.ArgumentParser) -> None:
    made.add_argument("--days", type=int, default=365, help="the certificate's life (%(default)s)")


def _second(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--second", action="store_true", help="one more device of the person with this alias"
    )


def _which(made: argparse.ArgumentParser) -> None:
    made.add_argument("--device", metavar="DIGITS", help="which of several: its first digits")

"""The commands of every day: devices, shifts, notice, publishing, pages."""

from __future__ import annotations

import argparse

from orgkeys.ceremony import MODES
from orgkeys.office import commands_device, commands_public, commands_shift, commands_show
from orgkeys.office.parser_parts import (
    Commands,
    administrator,
    command,
    device_passphrase,
    group,
    hours,
)
from orgkeys.staff import ROLES


def add_life(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add them to the parser, in the order in which the help lists them."""
    device = group(commands, "device", "make, renew or shut out a staff device")
    add = command(device, "add", "make a device and its vault", commands_device.add)
    add.add_argument("--alias", required=True, help="the name that survivors see; not a real one")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--language", required=True, nargs="+", metavar="TAG", help="such as en ar")
    add.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    add.add_argument("--out", required=True, metavar="FILE", help="where to write the vault")
    add.add_argument("--days", type=int, default=365, help="the certificate's life (%(default)s)")
    administrator(add)
    device_passphrase(add)
    renew = command(device, "renew", "give a device a new sealing key", commands_device.renew)
    renew.add_argument("--vault", required=True, metavar="FILE", help="the device's vault")
    device_passphrase(renew)
    revoke = command(device, "revoke", "shut a device out at once", commands_device.revoke)
    revoke.add_argument("alias", metavar="ALIAS")
    hours(revoke)
    administrator(revoke)

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

    # It may take long, and only reads.
    publish = command(
        commands, "publish", "bring it to a relay", commands_public.publish, locked=False
    )
    publish.add_argument("relay", metavar="URL", help="wss://host of the relay")

    page = command(commands, "page", "write the pages", commands_public.page, locked=False)
    page.add_argument("--relay", required=True, metavar="URL", help="wss://host of the relay")
    page.add_argument("--out", required=True, metavar="DIR", help="the folder for the pages")
    page.add_argument("--file", default="survivor.html", help="the survivor's page (%(default)s)")
    page.add_argument("--title", default="Home", help="a neutral title (%(default)s)")

    command(
        commands,
        "show",
        "fingerprints, states, what runs out when",
        commands_show.show,
        locked=False,
    )

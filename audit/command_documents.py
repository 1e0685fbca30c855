"""`noview-audit documents URL… | FOLDER…`: the check is `audit.documents`."""

from __future__ import annotations

import argparse
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from audit.documents import DocumentsPlan, check_documents
from audit.documents_copies import read_pin
from audit.errors import UsageFault
from audit.front import Clock, command, tell
from orgkeys.office.pages import check_relay
from orgkeys.office.terminal import Refused

if TYPE_CHECKING:
    from audit.front import Commands


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "documents",
        "follow charters, staff lists, notices and duty plans through all versions",
        "Asks each relay over several connections, and compares with the organisation's own copies"
        " and with what earlier runs saw. Nothing is sent but questions that any page asks.",
    )
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="URL|COPY",
        help="a relay (wss://…), or the organisation's own copies, as with --export",
    )
    parser.add_argument(
        "--pin",
        metavar="FINGERPRINT|FILE",
        help="the organisation's fingerprint, learned another way; or a file that says it"
        " (an export, a published page, or its 64 digits)",
    )
    parser.add_argument(
        "--seen", type=Path, metavar="FILE", help="your own record; it is made, and written anew"
    )
    parser.add_argument(
        "--export",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a file of noview-org export, a folder of them, or the organisation's folder",
    )
    parser.add_argument(
        "--desk", action="append", default=[], metavar="ID", help="a desk (32 digits), if unknown"
    )
    parser.add_argument(
        "--origin", metavar="URL", help="the website, where a relay lets in its pages alone"
    )
    parser.add_argument(
        "--from",
        action="append",
        default=[],
        dest="sources",
        metavar="ADDRESS",
        help="come as one more visitor from this address of this machine",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Look, and tell. Raises UsageFault, LocalFault."""
    return tell(check_documents(plan_of(options, clock())), options.json)


def plan_of(options: argparse.Namespace, now: float) -> DocumentsPlan:
    """What the options say. Raises UsageFault, LocalFault."""
    relays = [one for one in options.targets if "://" in one]
    copies = [Path(one) for one in options.targets if "://" not in one]
    if not options.targets and not options.export:
        raise UsageFault("documents wants a relay (wss://…), or the organisation's own copies")
    pin, desk = (b"", b"") if options.pin is None else read_pin(options.pin)
    desks = [_desk(one) for one in options.desk] + ([desk] if desk else [])
    return DocumentsPlan(
        now=now,
        relays=tuple(dict.fromkeys(_relay(one) for one in relays)),
        pin=pin,
        copies=tuple(dict.fromkeys((*copies, *options.export))),
        seen=options.seen,
        desks=tuple(dict.fromkeys(desks)),
        origin=options.origin,
        sources=tuple(dict.fromkeys(_address(one) for one in options.sources)),
    )


def _relay(given: str) -> str:
    if given.lower().startswith("http://"):
        raise UsageFault(f"{given}: a relay wants TLS (wss://…); ws:// is for this machine")
    address = given.replace("https://", "wss://", 1)
    try:
        return check_relay(address)
    except Refused as refused:
        raise UsageFault(f"{given}: {refused}") from None


def _address(given: str) -> str:
    try:
        return str(ip_address(given))
    except ValueError:
        raise UsageFault("--from wants an address of this machine, in numbers") from None


def _desk(given: str) -> bytes:
    try:
        desk = bytes.fromhex(given)
    except ValueError:
        desk = b""
    if len(desk) != 16:
        raise UsageFault("--desk wants 32 digits from 0 to f")
    return desk

"""`noview-audit page URL…`: the check is `audit.page`."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit.command_release import believed, with_trust
from audit.errors import LocalFault, UsageFault
from audit.findings import Checked, Notes
from audit.front import Clock, command, tell
from audit.page import Ways, check_page
from audit.page_expected import Expected, Template, template_of
from audit.page_fetch import proxy_of
from audit.page_stamp import Known
from audit.progress import Progress
from audit.release import NotBelieved, Release, built, remember, signed_by_them, taken
from orgkeys.office.pages import check_relay
from orgkeys.office.terminal import Refused
from orgkeys.primitives import sha256
from orgkeys.request import LARGEST_PUBLIC, read_public
from relay.errors import Malformed, Untrusted

if TYPE_CHECKING:
    from audit.front import Commands

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST_PAGE: Final = 8 * 1024 * 1024
_MOST_TIMES: Final = 50


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "page",
        "what a website serves to visitors, compared with the published page",
        "Fetches each page as many kinds of visitors, and compares all copies byte for byte with"
        " each other and with what the signed release says for your organisation.",
    )
    parser.add_argument("urls", nargs="+", metavar="URL", help="the page, and the console's too")
    parser.add_argument("--release", type=Path, metavar="FOLDER", help="the published release")
    with_trust(parser)
    parser.add_argument(
        "--older", type=Path, action="append", default=[], metavar="FOLDER",
        help="earlier releases, to tell an old page from a changed one",
    )  # fmt: skip
    parser.add_argument("--organisation", metavar="FINGERPRINT", help="yours, from your own papers")
    parser.add_argument(
        "--organisation-file",
        type=Path,
        metavar="FILE",
        help="your public file (noview-org export)",
    )
    parser.add_argument("--relay", metavar="wss://…", help="the relay that you use")
    parser.add_argument(
        "--published", action="append", default=[], metavar="FILE|SHA256",
        help="the page as noview-org page wrote it, or the SHA-256 that it printed",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="sources", action="append", default=[], metavar="ADDRESS",
        help="addresses of this machine to ask from",
    )  # fmt: skip
    parser.add_argument("--proxy", metavar="socks5://…", help="ask through Tor or another proxy")
    parser.add_argument("--times", type=int, default=2, help="how often each visitor asks (2)")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="trust this authority as well")
    parser.add_argument("--no-browser", action="store_true", help="do not open a real browser")
    parser.add_argument(
        "--no-sandbox", action="store_true", help="let root open a browser, without its sandbox"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Look, and tell. Raises UsageFault, LocalFault."""
    return tell(look(options, clock(), Progress(), _again()), options.json)


def look(options: argparse.Namespace, now: float, progress: Progress, again: str) -> Checked:
    """The check with these options. Raises UsageFault, LocalFault."""
    notes = Notes(again)
    release = None
    missing = "no release was given with --release"
    ways = ways_of(options)
    known = known_of(options)
    template, older = None, []
    if options.release is not None:
        release = believed(notes, options.release, options.trust, options.seen, now)
        missing = "the release that was given is not believed"
    if release is not None:
        try:
            template = template_of(release)
        except NotBelieved as why:
            notes.find(why.finding, why.place)
        older = list(_older(options.older, release))
    expected = Expected(known, now, template, older, _published(options.published), missing)
    done = check_page(options.urls, expected, ways, notes, progress)
    if release is not None and template is not None and options.seen is not None:
        remember(options.seen, release.seen)
    return done


def ways_of(options: argparse.Namespace) -> Ways:
    """How to ask. Raises UsageFault, LocalFault."""
    if not 1 <= options.times <= _MOST_TIMES:
        raise UsageFault(f"--times is a number from 1 to {_MOST_TIMES}")
    trust = ssl.create_default_context()
    if options.ca is not None:
        try:
            trust.load_verify_locations(options.ca)
        except (OSError, ssl.SSLError):
            raise LocalFault(f"cannot read an authority's certificate in {options.ca}") from None
    root = os.geteuid() == 0
    # Chromium knows no --ca, and would only say that the certificate is not valid.
    browser = not options.no_browser and options.ca is None and (options.no_sandbox or not root)
    proxy = None if options.proxy is None else proxy_of(options.proxy)
    return Ways(
        trust=trust,
        sources=tuple(options.sources),
        proxy=proxy,
        times=options.times,
        browser=browser,
        sandbox=not options.no_sandbox,
    )


def known_of(options: argparse.Namespace) -> Known:
    """What the auditor knows of the organisation. Raises UsageFault, LocalFault."""
    organisation = None
    if options.organisation is not None:
        text = "".join(options.organisation.split()).lower()
        if not _HASH.fullmatch(text):
            raise UsageFault("a fingerprint has 64 letters and digits (noview-org show)")
        organisation = bytes.fromhex(text)
    charters: tuple[bytes, ...] = ()
    if options.organisation_file is not None:
        try:
            raw = taken(options.organisation_file, LARGEST_PUBLIC)
            charters = read_public(raw or b"").charters
        except (Malformed, Untrusted):
            message = f"{options.organisation_file} is no organisation's public file"
            raise UsageFault(f"{message} (noview-org export)") from None
    relay = None
    if options.relay is not None:
        try:
            relay = check_relay(options.relay)
        except Refused as why:
            raise UsageFault(why.what) from None
    return Known(organisation, charters, relay)


def _published(given: list[str]) -> frozenset[str]:
    found = set()
    for one in given:
        if _HASH.fullmatch(one.lower()):
            found.add(one.lower())
            continue
        raw = taken(Path(one), _LARGEST_PAGE)
        if raw is None:
            raise UsageFault(f"{one} is neither a SHA-256 nor a file")
        found.add(sha256(raw).hex())
    return frozenset(found)


def _older(folders: list[Path], release: Release) -> list[Template]:
    """Templates of earlier releases. One that is not theirs is worth nothing and left out."""
    found = []
    for folder in folders:
        manifest = signed_by_them(folder, release.root)
        if manifest is None:
            raise UsageFault(f"{folder} is no release that these makers signed")
        try:
            files = built(Release(folder, manifest, release.root, release.seen, False))
        except NotBelieved as why:
            raise UsageFault(f"{folder}: {why.place}") from None
        found.append(Template(files, f"release number {manifest.number}"))
    return found


def _again() -> str:
    return shlex.join(["noview-audit", *sys.argv[1:]])

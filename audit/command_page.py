"""`noview-audit page URL…`: the check is `audit.page`, what it is given `audit.page_plan`."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit.command_release import with_trust
from audit.front import Clock, command, tell
from audit.page_plan import PagePlan, page
from audit.progress import Progress

if TYPE_CHECKING:
    from audit.front import Commands

_HASH: Final = re.compile(r"[0-9A-Fa-f]{64}")


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
    _several(parser, "--older", "FOLDER", "an earlier release, to tell an old page from a changed")
    parser.add_argument("--organisation", metavar="FINGERPRINT", help="yours, from your own papers")
    parser.add_argument(
        "--organisation-file",
        type=Path,
        metavar="FILE",
        help="your public file (noview-org export)",
    )
    parser.add_argument("--relay", metavar="wss://…", help="the relay that you use")
    _several(
        parser, "--published", "FILE|SHA256", "the page that noview-org page wrote, or its SHA-256"
    )
    _several(parser, "--from", "ADDRESS", "an address of this machine to ask from")
    parser.add_argument("--proxy", metavar="socks5://…", help="ask through Tor or another proxy")
    parser.add_argument("--times", type=int, default=2, help="how often each visitor asks (2)")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="trust this authority as well")
    parser.add_argument("--no-browser", action="store_true", help="do not open a real browser")
    parser.add_argument(
        "--no-sandbox", action="store_true", help="let root open a browser, without its sandbox"
    )
    parser.set_defaults(run=run)


def _several(parser: argparse.ArgumentParser, name: str, metavar: str, words: str) -> None:
    parser.add_argument(name, action="append", default=[], metavar=metavar, help=words)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Look, and tell. Raises UsageFault, LocalFault."""
    again = shlex.join(["noview-audit", *sys.argv[1:]])
    return tell(page(plan_of(options), clock(), Progress(), again), options.json)


def plan_of(options: argparse.Namespace) -> PagePlan:
    """What the options say."""
    hashes = [one for one in options.published if _HASH.fullmatch(one)]
    return PagePlan(
        urls=tuple(options.urls),
        release=options.release,
        trust=options.trust,
        seen=options.seen,
        older=tuple(Path(one) for one in options.older),
        organisation=options.organisation,
        organisation_file=options.organisation_file,
        relay=options.relay,
        published=tuple(hashes),
        own=tuple(Path(one) for one in options.published if one not in hashes),
        sources=tuple(getattr(options, "from")),
        proxy=options.proxy,
        times=options.times,
        ca=options.ca,
        browser=not options.no_browser,
        sandbox=not options.no_sandbox,
    )

"""What is given for the check of a page, in the form in which `noview-audit all` takes it."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.command_release import believed
from audit.errors import LocalFault, UsageFault
from audit.findings import Checked, Notes
from audit.page import Ways, check_page
from audit.page_expected import Expected, Template, template_of
from audit.page_fetch import proxy_of
from audit.page_stamp import Known
from audit.progress import Progress
from audit.release import NotBelieved, Release, built, remember, signed_by_them
from audit.release_folder import taken
from orgkeys.office.pages import check_relay
from orgkeys.office.terminal import Refused
from orgkeys.primitives import sha256
from orgkeys.request import LARGEST_PUBLIC, read_public
from relay.errors import Malformed, Untrusted

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST_PAGE: Final = 8 * 1024 * 1024
_MOST_TIMES: Final = 50


@dataclass(frozen=True)
class PagePlan:
    """`urls` are pages; `release` a folder, `trust` its makers' root; the rest as the options of
    `noview-audit page`. `published` are SHA-256 in hex, `own` files with the same pages."""

    urls: tuple[str, ...]
    release: Path | None = None
    trust: Path | None = None
    seen: Path | None = None
    older: tuple[Path, ...] = ()
    organisation: str | None = None
    organisation_file: Path | None = None
    relay: str | None = None
    published: tuple[str, ...] = ()
    own: tuple[Path, ...] = ()
    sources: tuple[str, ...] = ()
    proxy: str | None = None
    times: int = 2
    ca: Path | None = None
    browser: bool = True
    sandbox: bool = True


def page(plan: PagePlan, now: float, progress: Progress, again: str) -> Checked:
    """The check with this plan; `again` repeats it. Raises UsageFault, LocalFault."""
    notes = Notes(again)
    ways, known, own = _ways(plan), _known(plan), _own(plan)
    template: Template | None = None
    release: Release | None = None
    older: tuple[Template, ...] = ()
    missing = "no release was given"
    if plan.release is not None:
        release = believed(notes, plan.release, plan.trust, plan.seen, now)
        missing = "the release that was given is not believed"
    if release is not None:
        try:
            template = template_of(release)
        except NotBelieved as why:
            notes.find(why.finding, why.place)
        older = tuple(_older(plan.older, release))
        if template is not None and plan.seen is not None:
            remember(plan.seen, release.seen)
    expected = Expected(known, now, template, older, own, missing)
    return check_page(plan.urls, expected, ways, notes, progress)


def _ways(plan: PagePlan) -> Ways:
    if not 1 <= plan.times <= _MOST_TIMES:
        raise UsageFault(f"how often to ask is a number from 1 to {_MOST_TIMES}")
    trust = ssl.create_default_context()
    if plan.ca is not None:
        try:
            trust.load_verify_locations(plan.ca)
        except (OSError, ssl.SSLError):
            raise LocalFault(f"cannot read an authority's certificate in {plan.ca}") from None
    # Chromium knows no authority of ours, and does not start for root with its sandbox.
    allowed = plan.ca is None and (not plan.sandbox or os.geteuid() != 0)
    return Ways(
        trust=trust,
        sources=plan.sources,
        proxy=None if plan.proxy is None else proxy_of(plan.proxy),
        times=plan.times,
        browser=plan.browser and allowed,
        sandbox=plan.sandbox,
    )


def _known(plan: PagePlan) -> Known:
    organisation = None
    if plan.organisation is not None:
        text = "".join(plan.organisation.split()).lower()
        if not _HASH.fullmatch(text):
            raise UsageFault("a fingerprint has 64 letters and digits (noview-org show)")
        organisation = bytes.fromhex(text)
    charters: tuple[bytes, ...] = ()
    if plan.organisation_file is not None:
        try:
            charters = read_public(taken(plan.organisation_file, LARGEST_PUBLIC) or b"").charters
        except (Malformed, Untrusted):
            said = f"{plan.organisation_file} is no organisation's public file"
            raise UsageFault(f"{said} (noview-org export)") from None
    try:
        relay = None if plan.relay is None else check_relay(plan.relay)
    except Refused as why:
        raise UsageFault(why.what) from None
    return Known(organisation, charters, relay)


def _own(plan: PagePlan) -> frozenset[str]:
    found = {one.lower() for one in plan.published}
    for one in found:
        if not _HASH.fullmatch(one):
            raise UsageFault(f"{one!r} is no SHA-256 in 64 letters and digits")
    for path in plan.own:
        raw = taken(path, _LARGEST_PAGE)
        if raw is None:
            raise UsageFault(f"{path} is not there")
        found.add(sha256(raw).hex())
    return frozenset(found)


def _older(folders: tuple[Path, ...], release: Release) -> Iterator[Template]:
    """Templates of earlier releases. Raises UsageFault for one that is not of these makers."""
    for folder in folders:
        manifest = signed_by_them(folder, release.root)
        if manifest is None:
            raise UsageFault(f"{folder} is no release that these makers signed")
        try:
            files = built(Release(folder, manifest, release.root, release.seen, False))
        except NotBelieved as why:
            raise UsageFault(f"{folder}: {why.place}") from None
        yield Template(files, f"release number {manifest.number}")

"""The command `page`: what is served to visitors, compared byte for byte with what was published.

Every copy is compared with every other, and with what `noview-org page` writes from a signed
release for this organisation (`audit.page_expected`). Follows nothing, changes nothing.
"""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from audit.findings import Checked, Notes
from audit.page_browser import available, open_page, strangers
from audit.page_expected import Expected, first_difference
from audit.page_fetch import Copy, NoCopy, Target, Way, addresses_of, fetch, target_of
from audit.page_headers import differing, headers_of, status_of
from audit.page_identities import FEW, IDENTITIES, Identity
from audit.page_markup import markup_of
from audit.progress import Progress
from orgkeys.primitives import sha256

WHAT: Final = (
    "What is served at a page's address, asked as many different visitors, and compared with the"
    " published page of this organisation."
)
TROUBLES: Final = {
    "certificate": "page-certificate",
    "no-answer": "page-not-answered",
    "no-way": "page-no-way",
    "too-large": "page-unreadable",
    "encoding": "page-unreadable",
}


MOST_BODIES: Final = 6
"""Different pages of one address that are looked at; that they differ is a finding already."""
NAMED: Final = 6
"""Visitors that are named for one finding."""


@dataclass(frozen=True)
class Ways:
    """How to ask. `browser`: whether to open the page in one; `http_port`: where no page may be."""

    trust: ssl.SSLContext
    sources: tuple[str, ...] = ()
    proxy: tuple[str, int] | None = None
    times: int = 2
    browser: bool = True
    sandbox: bool = True
    http_port: int | None = 80


def check_page(
    urls: Sequence[str], expected: Expected, ways: Ways, notes: Notes, progress: Progress
) -> Checked:
    """Ask for each page as everybody, and compare. Raises UsageFault for what is no address."""
    targets = [target_of(url) for url in urls]
    served = [(target, list(_copies(target, ways, notes, progress))) for target in targets]
    progress.end()
    expected = expected.learned_from({copy.body for _, copies in served for copy in copies})
    for target, copies in served:
        _page(target, copies, expected, ways, notes)
    if notes.looked_at["copies of pages"]:
        notes.find("page-remains", f"asked as {len(IDENTITIES)} kinds of visitors from here")
    else:
        notes.find("page-nothing", f"{len(targets)} addresses, no copy")
    return notes.done("page", WHAT)


def _page(target: Target, copies: list[Copy], expected: Expected, ways: Ways, notes: Notes) -> None:
    told: dict[tuple[str, str], list[str]] = {}
    for copy in copies:
        for found in [*status_of(copy, target)] or headers_of(copy, target):
            told.setdefault(found, []).append(copy.who)
    for (code, place), visitors in told.items():
        notes.find(code, f"{target.url}: {place} (to {_who(visitors, len(copies))})")
    pages = [copy for copy in copies if copy.status == 200]
    for code, place in differing(pages):
        notes.find(code, f"{target.url}: {place}")
    if pages and not target.secure and not _needs_none(target.host):
        notes.find("page-plain-http", target.url)
    if target.secure and ways.proxy is None and ways.http_port is not None:
        _plain(target, ways, notes)
    relay = None
    if pages:
        relay = _compare(target, pages, expected, notes)
    if pages:
        _browser(target, pages, relay, expected, ways, notes)


def _needs_none(host: str) -> bool:
    """Whether nobody is on the way: this machine, and an onion service, which is encrypted."""
    return host.endswith(".onion") or host.startswith("127.") or host in ("localhost", "::1")


def _copies(target: Target, ways: Ways, notes: Notes, progress: Progress) -> Iterator[Copy]:
    """As everybody, and then as a few from and to every other address."""
    plan = list(_plan(target, ways, notes))
    for done, (identity, way, again) in enumerate(plan):
        progress.at(target.host, done, len(plan), "copies")
        who = f"{identity.name}{way.words}{f', time {again}' if again > 1 else ''}"
        try:
            copy = fetch(target, identity, way, ways.trust, who)
        except NoCopy as why:
            notes.find(TROUBLES[why.trouble], f"{target.url}: {why.why} ({who})")
            continue
        notes.saw("copies of pages")
        notes.saw("bytes of pages", len(copy.body))
        yield copy


def _plan(target: Target, ways: Ways, notes: Notes) -> Iterator[tuple[Identity, Way, int]]:
    if ways.proxy is not None:
        routes = [Way(proxy=ways.proxy)]
    else:
        try:
            addresses = addresses_of(target)
        except NoCopy as why:
            notes.find("page-not-answered", f"{target.url}: {why.why}")
            return
        routes = [
            Way(address, source) for address in addresses for source in ways.sources or (None,)
        ]
    for again in range(1, ways.times + 1):
        for identity in IDENTITIES:
            yield identity, routes[0], again
        for way in routes[1:]:
            for identity in FEW:
                yield identity, way, again


def _plain(target: Target, ways: Ways, notes: Notes) -> None:
    """The same page without encryption: nobody there, or only the way to the right address."""
    plain = replace(target, secure=False, port=ways.http_port or 80)
    try:
        copy = fetch(plain, FEW[1], Way(), ways.trust, "without encryption")
    except NoCopy:
        return
    notes.saw("copies of pages")
    to = copy.header("location")
    if copy.status in (301, 302, 303, 307, 308):
        if to != [target.url]:
            notes.find("page-redirect", f"{plain.authority}: not to the same page over https")
    elif copy.status == 200:
        notes.find("page-plain-http", f"{plain.authority}: status {copy.status}")
    if copy.header("set-cookie"):
        notes.find("page-cookie", f"{plain.authority}: set-cookie, without encryption")


def _who(visitors: Sequence[str], all_of_them: int) -> str:
    """In words, never too many."""
    if len(visitors) == all_of_them:
        return "every visitor"
    more = len(visitors) - NAMED
    return ", ".join(visitors[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _compare(target: Target, pages: list[Copy], expected: Expected, notes: Notes) -> str | None:
    """Each copy with the others and with what should be served; the relay of the usual one."""
    bodies = Counter(copy.body for copy in pages)
    usual = bodies.most_common(1)[0][0]
    notes.find("page-is", f"{target.url}: {sha256(usual).hex()}, {len(usual):,} bytes")
    relay = None
    for body, _ in bodies.most_common(MOST_BODIES):
        those = [copy.who for copy in pages if copy.body == body]
        who = _who(those, len(pages))
        if body != usual:
            where = first_difference(body, usual)
            notes.find("page-differs", f"{target.url}: other bytes than most, {where} (to {who})")
        found = expected.look(body)
        for code, place in found.wrong:
            notes.find(code, f"{target.url}: {place} (to {who})")
        for code, place in markup_of(body, found.relay):
            notes.find(code, f"{target.url}: {place} (to {who})")
        if body == usual:
            relay = found.relay
    if relay is not None:
        notes.find("page-relay-is", f"{target.url}: {relay}")
    return relay


def _browser(
    target: Target,
    pages: list[Copy],
    relay: str | None,
    expected: Expected,
    ways: Ways,
    notes: Notes,
) -> None:
    program = available() if ways.browser else None
    opened = None
    if program is not None:
        opened = open_page(target, program, sandbox=ways.sandbox, proxy=ways.proxy)
    if opened is None:
        why = "the browser could not open it" if program else "there is none, or it was not asked"
        notes.find("page-no-browser", f"{target.url}: {why}")
        return
    notes.saw("copies of pages")
    notes.saw("addresses that the browser asked", len(opened.asked))
    if opened.body not in {copy.body for copy in pages}:
        where = first_difference(opened.body, pages[0].body)
        notes.find("page-differs", f"{target.url}: other bytes, {where} (to a real browser)")
        for code, place in expected.look(opened.body).wrong:
            notes.find(code, f"{target.url}: {place} (to a real browser)")
    for origin in strangers(opened, target, relay):
        notes.find("page-browser-asks", f"{target.url}: {origin}")

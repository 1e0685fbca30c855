"""The real pages, opened in a real browser: nobody is asked but the website and the relay."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from audit import page_browser
from audit.findings import Checked
from audit.page_plan import PagePlan, page
from audit.progress import Progress
from orgkeys.office.commands import BUILT
from orgkeys.office.page_words import read_words
from orgkeys.office.pages import Stamp, read_built, stamp_page
from orgkeys.request import Public, make_public
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_types import Notice
from tests.audit.faulty import page_asks_elsewhere
from tests.audit.hosting import website
from tests.audit.makers import NOW, Makers
from tests.audit.scene import codes, evidence
from tests.orgkeys.house import DESK, make_house
from tests.relay.running import running_relay

RELAY = "ws://127.0.0.1:9"
HOUSE = make_house("Noor", now=NOW)
CHARTER, NOTICE = HOUSE.published[0][0], HOUSE.published[2][0]
FILES = ("survivor.html", "console.html", "words.json", "build.json")


def pages(*languages: str) -> dict[str, bytes]:
    """As `noview-org page` writes them from the real build."""
    stamp = Stamp(HOUSE.organisation, 1, DESK, RELAY, "Night Line", [CHARTER], NOTICE, "Home")
    notice = decode_payload(decode_envelope(NOTICE).payload, Notice)
    spoken = {tongue.code: tongue for tongue in read_words(BUILT)}
    chosen = [spoken[code] for code in languages]
    return {
        f"/{name}": stamp_page(name, text, stamp, notice, chosen).encode()
        for name, text in read_built(BUILT).items()
    }


@pytest.fixture
def plan(tmp_path: Path) -> PagePlan:
    makers = Makers()
    public = tmp_path / "organisation.file"
    public.write_bytes(make_public(Public(HOUSE.organisation, DESK, RELAY, (CHARTER,), ())))
    files = {name: (BUILT / name).read_bytes() for name in FILES}
    return PagePlan(
        urls=(),
        release=makers.release(tmp_path / "release", files=files),
        trust=makers.put_root(tmp_path / "pinned"),
        organisation_file=public,
        organisation=HOUSE.organisation.hex(),
        relay=RELAY,
        times=1,
        sandbox=False,
    )


def look(plan: PagePlan, *urls: str, browser: bool = True) -> Checked:
    asked = {**vars(plan), "urls": urls, "browser": browser}
    return page(PagePlan(**asked), NOW, Progress(), "noview-audit page")


def test_the_real_pages_ask_nobody_else(plan: PagePlan) -> None:
    with website(pages("ar", "en", "zh")) as origin:
        checked = look(plan, f"{origin}/survivor.html", f"{origin}/console.html")
    assert (checked.verdict, codes(checked)) == ("pass", set())
    assert not codes(checked, "warn")
    assert "page-no-browser" not in codes(checked, "note")
    assert Counter(checked.looked_at)["addresses that the browser asked"] >= 2


def test_a20_control_what_a_page_asks_when_it_is_opened_is_seen(plan: PagePlan) -> None:
    with website(pages("en"), page_asks_elsewhere.answer) as origin:
        checked = look(plan, f"{origin}/survivor.html")
    assert codes(checked) == {"page-changed", "page-policy", "page-browser-asks"}
    assert "http://127.0.0.2:9" in evidence(checked, "page-browser-asks")


async def test_the_relays_own_listener_for_pages_keeps_every_rule(
    plan: PagePlan, tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, body in pages("en", "ar").items():
        (folder / name.removeprefix("/")).write_bytes(body)
    async with running_relay(pages=folder) as relay:
        urls = [f"{relay.pages_url}/{name}" for name in ("survivor.html", "console.html")]
        checked = await asyncio.to_thread(look, plan, *urls, browser=False)
    assert (checked.verdict, codes(checked), codes(checked, "warn")) == ("pass", set(), set())


def test_without_a_browser_it_says_so(plan: PagePlan) -> None:
    assert page_browser.available(()) is None
    with website(pages("en")) as origin:
        checked = look(plan, f"{origin}/survivor.html", browser=False)
    assert checked.verdict == "pass"
    assert "page-no-browser" in codes(checked, "note")

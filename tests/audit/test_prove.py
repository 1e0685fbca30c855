"""`make audit`, whole and once: a demo, every check, and a report that everybody can read.

The report is looked at as the pages are: by both rule sets, by measuring, in the dark, enlarged, at
the width of a phone, and as it is printed.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright

from audit.all import ORDER
from audit.report_form import Report, from_json
from tests.browser.fixtures import FLAGS, PHONE, SHELL, WIDE
from tests.browser.look import look
from tests.browser.rules import Rules
from tests.browser.tour import FITS, FOUR_TIMES, JUDGED, SPACED, SURE, TWICE
from tests.browser.windows import Window
from tests.relay.running import ROOT
from tools import prove

INSIDE = {
    "A4": ViewportSize(width=657, height=982),
    "Letter": ViewportSize(width=680, height=915),
}
"""What the margins of the style sheet leave of a sheet, in pixels of CSS."""
SHEETS = 30
"""Pages of paper at most: somebody prints it for a meeting."""


@dataclass(frozen=True)
class Proved:
    """What the one command left."""

    code: int
    html: Path
    report: Report


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Proved:
    out = tmp_path_factory.mktemp("audit")
    code = prove.main(["--no-open", "--out", str(out)])
    (html,) = out.glob("noview-audit-*.html")
    report = from_json(html.with_suffix(".json").read_bytes())
    return Proved(code, html, report)


@dataclass
class Wire:
    session: CDPSession


@dataclass(eq=False)
class Sheet:
    """The report in a browser: as much of a window as the looking needs."""

    page: Page
    wire: Wire
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def rules(self) -> Rules:
        return Rules(cast("Window", self))


@pytest.fixture
def sheet(proved: Proved) -> Iterator[Sheet]:
    """Its browser starts after the audit has ended: both have a loop of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=FLAGS)
        page = browser.new_page(viewport=WIDE)
        sheet = Sheet(page, Wire(page.context.new_cdp_session(page)))
        page.on("request", lambda request: sheet.asked.append(request.url))
        page.on("console", lambda message: sheet.said.append(message.text))
        page.goto(proved.html.as_uri())
        yield sheet
        browser.close()


def test_one_command_audits_everything_and_finds_every_promise_held(proved: Proved) -> None:
    assert proved.code == 0
    assert {one.name for one in proved.report.checks} == set(ORDER)
    assert all(one.done for one in proved.report.checks)
    found = [
        (part.name, one.code, one.evidence)
        for part in proved.report.checks
        for one in part.findings
        if one.severity in ("fail", "inconclusive")
    ]
    assert found == []
    assert {one.state for one in proved.report.promises} == {"held"}
    assert proved.report.verdict == "pass"
    assert all(sum(one.looked_at.values()) > 0 for one in proved.report.checks)


def test_the_report_tells_nothing_secret_and_is_for_its_owner_alone(proved: Proved) -> None:
    text = proved.html.read_text(encoding="utf-8")
    assert "Night Line (demo)" in text
    assert stat.S_IMODE(proved.html.stat().st_mode) == 0o600
    for place in (tempfile.gettempdir(), os.uname().nodename, str(ROOT)):
        assert not re.search(rf"(?<![\w/]){re.escape(place)}(?!\w)", text), place
    here = {one.name: one.here for one in proved.report.could_hand_over}
    assert (here["document.envelope"] or 0) > 0


def test_nobody_is_asked_for_anything_and_the_policy_bears_with_the_page(
    proved: Proved, sheet: Sheet
) -> None:
    assert sheet.asked == [proved.html.as_uri()]
    assert sheet.said == []


def test_neither_rule_set_finds_anything_also_on_a_phone_and_on_paper(sheet: Sheet) -> None:
    rules = sheet.rules()
    for how in ("wide", "phone", "dark", "paper"):
        sheet.page.set_viewport_size(PHONE if how == "phone" else WIDE)
        sheet.page.emulate_media(
            media="print" if how == "paper" else "screen",
            color_scheme="dark" if how == "dark" else "light",
        )
        found = rules.axe() + (rules.ibm() if how == "wide" else [])
        wrong = [
            (how, one.rule, one.where)
            for one in found
            if one.rule not in JUDGED or (one.sure and one.rule not in SURE)
            if (how, one.rule) != ("paper", "target-size")  # nobody presses paper
        ]
        assert wrong == []


def test_it_fits_at_every_size_and_is_seen_in_the_dark_and_in_forced_colors(sheet: Sheet) -> None:
    page = sheet.page
    narrow = ViewportSize(width=360, height=740)
    for size in (WIDE, TWICE, FOUR_TIMES, narrow):
        page.set_viewport_size(size)
        assert look(page, *FITS) == [], size
    page.evaluate(SPACED)
    assert look(page, *FITS) == []
    for media in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        page.emulate_media(**media)  # type: ignore[arg-type]
        assert look(page, "faint", "edgeless") == [], media


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_on_either_paper_with_the_summary_on_the_first_page(
    paper: str, sheet: Sheet
) -> None:
    raw = sheet.page.pdf(format=paper, tagged=True, print_background=True)
    assert raw.startswith(b"%PDF-")
    assert 3 < raw.count(b"/Type /Page\n") <= SHEETS
    assert b"/StructTreeRoot" in raw, "tagged, for screen readers"
    # What comes after the summary begins on paper of its own, so it is all of the first page.
    sheet.page.set_viewport_size(INSIDE[paper])
    sheet.page.emulate_media(media="print")
    box = sheet.page.locator("section.summary").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= INSIDE[paper]["height"]


def test_a_planted_fault_of_the_report_is_noticed(sheet: Sheet) -> None:
    """The control: the same looking finds a table without heads and a faint text."""
    sheet.page.evaluate(
        """() => { document.querySelector('.about').style.color = '#ddd';
        document.querySelector('h1').outerHTML = '<h3>No title</h3>'; }"""
    )
    found = {one.rule for one in sheet.rules().axe() if one.sure}
    assert {"color-contrast", "page-has-heading-one"} <= found

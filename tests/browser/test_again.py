"""A counselor's laptop dies: the page finds somebody else, and what was said is hers to show."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor, Talk

LOST = "Are you still there?"
NEXT = "Is somebody there?"
QUESTION = "Salma\u2069 (counselor) read what was written before?"


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    place = open_place(aliases=("Noor", "Salma")).start()
    place.publish()
    return place


def dies(console: Console) -> None:
    """As when a battery is empty: the page is gone, and has said nothing."""
    with suppress(Error):
        console.page.goto("chrome://crash")


def finds(survivor: Survivor, console: Console, name: str) -> Talk:
    """Minutes pass on this page, until it stands in the line again."""
    survivor.says(LOST)
    knock = console.knock(name)
    for _ in range(60):
        if knock.is_visible():
            break
        survivor.ahead(10_000)
        survivor.page.wait_for_timeout(300)
    talk = console.claim(name)
    survivor.talks_with("Salma")
    return talk


def test_who_comes_after_a_laptop_died_reads_what_was_said_only_with_a_yes(
    windows: Windows,
) -> None:
    noor, salma = (windows.console().open().unlock(alias) for alias in ("Noor", "Salma"))
    noor.on_duty()
    callers = {"Sam": windows.survivor(), "Kim": windows.survivor()}
    for name, survivor in callers.items():
        survivor.page.clock.install()
        survivor.open().start(name=name)
        talk = noor.claim(name)
        survivor.talks_with("Noor")
        survivor.said(f"{name} was hurt.")
        talk.says(f"I hear you, {name}.")
        survivor.hears(f"I hear you, {name}.")
        expect(survivor.see("ask")).to_have_count(0)
    dies(noor)
    salma.on_duty()
    for (name, survivor), yes in zip(callers.items(), (True, False), strict=True):
        talk = finds(survivor, salma, name)
        ask = survivor.see("ask")
        expect(ask).to_contain_text(QUESTION)
        expect(ask.get_by_role("button")).to_have_count(2)
        survivor.says(NEXT)
        talk.hears(NEXT)
        expect(ask).to_be_visible()
        becomes(lambda: talk.texts(), [NEXT], "nothing by itself")
        survivor.press("ask-yes-earlier" if yes else "ask-no")
        expect(ask).to_have_count(0)
        survivor.says("Now go on.")
        talk.hears("Now go on.")
        before = [f"{name} was hurt.", f"I hear you, {name}.", LOST] if yes else []
        becomes(lambda: talk.texts(), [*before, NEXT, "Now go on."])
        expect(talk.panel.locator('[data-kind="gap"]')).to_have_count(0)
        # Hers come from her browser anyway; only Noor's have come another way than from Noor.
        expect(talk.panel.locator(".passed")).to_have_count(1 if yes else 0)
        survivor.ends()

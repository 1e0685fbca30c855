"""The emergency switch, measured from the supervisor's press: every open page follows it within
fifteen seconds, whatever it shows (the first screen, the questions, the line, a chat)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.fixtures import Windows
from tests.browser.looks import never
from tests.browser.place import NOTICE, Place
from tests.browser.windows import Console, Survivor, hook, talking

WITHIN = 15.0
FLOOD = "Our office is flooded. Please call us."


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    notice = NOTICE.replace("[texts.en]\n", f'[texts.en]\nstate-1 = "{FLOOD}"\n')
    place = open_place(notice=notice, aliases=("Noor",))
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


@pytest.fixture
def hala(windows: Windows) -> Iterator[Console]:
    """A supervisor before the switch; the desk is open again afterwards."""
    hala = windows.console().open().unlock("Hala")
    hala.press("board-button")
    yield hala
    switch(hala, "open", "")


def switch(hala: Console, mode: str, text: str) -> float:
    """Says it; the moment of the press."""
    hala.see("state-mode").select_option(mode)
    hala.see("state-text").select_option(text)
    if mode != "open":
        hala.see("state-hours").select_option("4")
    hala.press("state-say")
    confirm = hala.see("state-confirm")
    confirm.scroll_into_view_if_needed()
    pressed = time.monotonic()
    confirm.click()
    return pressed


def late(pages: Mapping[str, Survivor], pressed: float, text: str) -> list[str]:
    """Which of the pages do not show it in time."""
    found = []
    for name, page in pages.items():
        left = max(0.0, pressed + WITHIN - time.monotonic())
        try:
            expect(page.see("stated")).to_contain_text(text, timeout=left * 1000 + 1)
        except AssertionError:
            found.append(name)
    return found


def deaf(survivor: Survivor) -> Callable[[], None]:
    """A page that hears nothing any more once this is called: the control of the measure."""
    hears = True

    def between(page: WebSocketRoute) -> None:
        relay = page.connect_to_server()
        relay.on_message(lambda said: page.send(said) if hears else None)

    survivor.page.route_web_socket(re.compile("/v1/visit"), between)

    def stop() -> None:
        nonlocal hears
        hears = False

    return stop


def at_the_questions(survivor: Survivor) -> Survivor:
    survivor.is_offered_a_start()
    survivor.press("start")
    survivor.press("safe-yes")
    survivor.press("go-on")
    expect(survivor.see("first")).to_be_visible()
    return survivor


def test_a_press_closes_every_open_page_within_fifteen_seconds_and_no_chat(
    windows: Windows, hala: Console
) -> None:
    noor = windows.console().open().unlock("Noor").on_duty()
    chats = [windows.survivor().open() for _ in range(2)]
    talks = [talking(one, noor, name) for one, name in zip(chats, ("Ada", "Sam"), strict=True)]
    unhearing = windows.survivor()
    stop = deaf(unhearing)
    pages = {
        "the first screen": windows.survivor().open(),
        "the first screen again": windows.survivor().open(),
        "before the safety": windows.survivor().open(),
        "the questions": at_the_questions(windows.survivor().open()),
        "in the line": windows.survivor().open().start(name="Jun", first="Hello"),
        "in the line, hurried": windows.survivor().open().hurries(),
        "one that does not hear": unhearing.open(),
    }
    pages["before the safety"].press("start")
    unhearing.is_offered_a_start()
    stop()
    never(lambda: any(FLOOD in one.page.locator("body").inner_text() for one in pages.values()))

    pressed = switch(hala, "closed", "state-1")
    assert late(pages, pressed, FLOOD) == ["one that does not hear"], "only the control is late"
    followed = {name: page for name, page in pages.items() if page is not unhearing}
    for page in followed.values():
        expect(page.see("start")).to_have_count(0)
        # Until when, and that the hours below are not so now.
        expect(page.see("desk")).to_contain_text("Closed at least until")
        expect(page.page.locator(".hours")).to_contain_text("do not hold now")
    for name in ("in the line", "in the line, hurried"):
        pages[name].problem("desk-closed")
    for survivor, talk in zip(chats, talks, strict=True):
        survivor.said("Are you there?")
        talk.said("I am.")
        survivor.hears("I am.")
        expect(survivor.page.locator(hook("stated"))).to_have_count(0)

    pressed = switch(hala, "surge", "")
    open_again = {name: page for name, page in followed.items() if "first" in name}
    surge = "Many people are writing at the moment"
    assert late(open_again, pressed, surge) == []
    for page in open_again.values():
        expect(page.see("start")).to_be_enabled()
        expect(page.see("desk")).to_have_text("Open now")
        expect(page.page.locator(".hours")).not_to_contain_text("do not hold now")
    # Whoever was on the way goes on where she was.
    expect(pages["before the safety"].see("safe-yes")).to_be_visible()
    expect(pages["the questions"].see("first")).to_be_visible()
    for survivor in chats:
        survivor.ends()

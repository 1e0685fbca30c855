"""What a screen reader tells on the way into a conversation, screen by screen, from top to end.

The order is that of the browser's own accessibility tree. What is not here is plain text.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.place import Place
from tests.browser.spoken import CONTROLS, tree
from tests.browser.staff import OnDuty
from tests.browser.states import NOTICE
from tests.browser.windows import Survivor

TOLD = CONTROLS | {"heading", "main", "banner", "log"}
BAR = ["banner", "link Leave now", "button English", "button العربية"]
PHONES = ["heading By phone", "link +1 202 555 0142", "link +1 202 555 0143"]
WHO = "DisclosureTriangle Only you and Noor (counselor) can read this. Verified by Night Line"

ARRIVAL = [
    "heading Talk with us",
    "DisclosureTriangle How to leave this page fast",
    "button I want to talk",
    "DisclosureTriangle I am here for another reason",
]
SAFETY = [
    "heading Is it safe to write from this device?",
    "heading Safer ways",
    "button Write from this device",
    "button Back",
]
RIGHTS = [
    "heading What you should know",
    "DisclosureTriangle More about this",
    "button Go on",
    "button Ask to talk right away",
    "button Back",
]
ABOUT = [
    "heading Before we begin",
    "textbox How may we call you?",
    "combobox Which language do you want to write in?",
    "combobox How old are you?",
    "textbox Is there something that we should not say?",
    "textbox What would you like us to know first?",
    "button Ask to talk",
    "button Skip all and ask to talk",
    "button Back",
]
WAITING = [
    "heading Please wait here",
    "button Stop waiting",
    "heading To read while you wait",
]
TALK = [
    "heading You are talking with Noor",
    "log Messages",
    "DisclosureTriangle What you should know",
    "textbox Your message",
    "button Send",
    "button End the chat",
    "button End, and do not write to me again",
]
ENDED = [
    "heading The chat has ended",
    "heading May we ask you something?",
    "combobox Did it help?",
    "textbox What should we do better?",
    "button Send the answers",
    "button Skip and erase",
]


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    place = open_place(notice=NOTICE.read_text(encoding="utf-8")).start()
    place.publish()
    return place


def told(survivor: Survivor) -> list[str]:
    """Places, headings and controls in their order, without the marks that isolate names."""
    found = [f"{one.role} {one.name}".strip() for one in tree(survivor) if one.role in TOLD]
    return [one.replace("\u2068", "").replace("\u2069", "") for one in found]


def tells(survivor: Survivor, wanted: list[str]) -> None:
    """This is told once the tree has followed the screen."""
    for _ in range(50):
        if told(survivor) == wanted:
            break
        survivor.page.wait_for_timeout(100)
    assert told(survivor) == wanted


def test_each_screen_is_told_from_its_title_on_and_the_way_out_comes_first(
    browser: Browser, place: Place, friends: Friends
) -> None:
    windows = Windows(browser, place)
    try:
        survivor = windows.survivor().open()
        survivor.is_offered_a_start()
        tells(survivor, [*BAR, "main", *ARRIVAL, *PHONES, "heading Hours"])
        survivor.press("start")
        tells(survivor, [*BAR, "main", *SAFETY, *PHONES])
        survivor.press("safe-yes")
        tells(survivor, [*BAR, "main", *RIGHTS])
        survivor.press("go-on")
        tells(survivor, [*BAR, "main", *ABOUT])
        for language in ("ar", "en"):
            survivor.page.locator(f'[data-language="{language}"]').click()
            expect(survivor.see("tongue")).to_have_value(language)
        survivor.press("skip")
        expect(survivor.see("place")).to_have_attribute("data-ahead", "0")
        tells(survivor, [*BAR, "main", *WAITING, *PHONES])
        OnDuty(place, friends).takes(survivor)
        tells(survivor, [*BAR, WHO, "main", *TALK])
        survivor.ends()
        expect(survivor.see("survey")).to_be_visible()
        tells(survivor, [*BAR, "main", *ENDED, *PHONES])
    finally:
        windows.close()

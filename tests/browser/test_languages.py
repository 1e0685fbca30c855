"""The six languages on the survivor's page: the browser's first, the switch, and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from orgkeys.office.commands import BUILT
from orgkeys.office.page_words import Tongue, read_words
from tests.browser.fixtures import Windows
from tests.browser.looks import holds
from tests.browser.place import Place
from tests.browser.windows import Survivor

CODES = ("en", "es", "ru", "ar", "zh", "hi")


@pytest.fixture(scope="module")
def address(place: Place) -> str:
    """A page that carries all six, and where it is."""
    args = ("--relay", place.relay_address, "--out", str(place.pages))
    place.org("page", *args, "--file", "many.html", "--languages", ",".join(CODES))
    return f"{place.pages_origin}/many.html"


@pytest.fixture(scope="module")
def tongues() -> dict[str, Tongue]:
    return {tongue.code: tongue for tongue in read_words(BUILT)}


def shows(survivor: Survivor, tongue: Tongue) -> None:
    root = survivor.page.locator("html")
    expect(root).to_have_attribute("lang", tongue.code)
    expect(root).to_have_attribute("dir", tongue.direction)
    expect(survivor.page.locator("h1")).to_have_text(tongue.text("title"))
    expect(survivor.see("exit")).to_have_text(tongue.text("exit"))


def test_the_words_exist_in_six_languages(tongues: dict[str, Tongue]) -> None:
    assert tuple(tongues) == CODES


@pytest.mark.parametrize(
    ("locale", "code"), [("ru-RU", "ru"), ("zh-CN", "zh"), ("hi-IN", "hi"), ("de-DE", "en")]
)
def test_the_page_begins_in_the_language_of_the_browser(
    windows: Windows, address: str, tongues: dict[str, Tongue], locale: str, code: str
) -> None:
    survivor = windows.survivor(locale=locale)
    survivor.page.goto(address)
    shows(survivor, tongues[code])


def test_the_switch_shows_every_language_and_none_is_wider_than_a_phone(
    windows: Windows, address: str, tongues: dict[str, Tongue]
) -> None:
    survivor = windows.survivor()
    survivor.page.goto(address)
    for code in CODES:
        survivor.page.locator(f'[data-language="{code}"]').click()
        shows(survivor, tongues[code])
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        holds(lambda: survivor.page.evaluate(beyond) <= 0, code)
    survivor.page.reload()
    shows(survivor, tongues["en"])  # the switch was kept nowhere


def test_without_script_hours_and_phones_stand_there_in_every_language(
    windows: Windows, address: str, tongues: dict[str, Tongue]
) -> None:
    survivor = windows.survivor(java_script_enabled=False)
    survivor.page.goto(address)
    static = survivor.see("static")
    for code in CODES:
        expect(static.get_by_text(tongues[code].text("static.old"))).to_be_visible()
        # Chromium without script by command keeps what stands in noscript as text.
        assert tongues[code].text("static.script") in survivor.page.content()
        block = static.locator(f'div[lang="{code}"]')
        expect(block).to_contain_text(tongues[code].shared["days"][0])
        expect(block.locator('a[href^="tel:"]').first).to_be_visible()
        expect(survivor.see("exit")).to_contain_text(tongues[code].text("exit"))

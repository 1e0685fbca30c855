"""The desk with everything on it, from all sides; and a long conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desk import at_work, begins, comes, desk_place, knocks, pass_minutes
from tests.browser.fixtures import PHONE, Windows
from tests.browser.look import look
from tests.browser.looks import becomes
from tests.browser.place import Place
from tests.browser.windows import Console

__all__ = ["desk_place"]


SIZES = {
    "wide": {"width": 1280, "height": 900},
    "200% text": {"width": 640, "height": 450},
    "phone": dict(PHONE),
}


@pytest.fixture(scope="module")
def busy(browser: Browser, place: Place) -> Iterator[Console]:
    """A desk with everything on it: the line, marks, an alarm, a silence, a pause offered."""
    windows = Windows(browser, place)
    console = at_work(windows)
    ada, to_ada = begins(windows, console, "Ada")
    _, to_long = begins(windows, console, "A rather long name that somebody gave")
    to_long.said("Hello.")
    knocks(windows, "Vera", tongue="ru")
    knocks(windows, "Bea", about="Something else")
    to_ada.said("Hello.")
    pass_minutes(console, 8)
    ada.said("A long word: " + "wwwwwwwwww" * 12)
    comes(console, console.see("alarms"), after=3)
    console.see("my-day").locator("summary").click()
    console.press("everybody")
    expect(console.see("alarms")).to_be_visible()
    yield console
    windows.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("how", ["en", "ar dark"])
def test_the_desk_fits_and_can_be_seen(size: str, how: str, busy: Console) -> None:
    page = busy.page
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.locator(f'[data-language="{how[:2]}"]').click()
    page.emulate_media(color_scheme="dark" if "dark" in how else "light")
    kinds = ("sideways", "cut", "small", "covered", "faint", "edgeless", "moving")
    becomes(lambda: look(page, *kinds), [])
    page.emulate_media(forced_colors="active")
    becomes(lambda: look(page, "sideways", "cut", "covered"), [])
    page.emulate_media(forced_colors="none")


def test_marks_are_words_and_not_only_colors(busy: Console) -> None:
    busy.page.set_viewport_size({"width": 1280, "height": 900})
    busy.page.locator('[data-language="en"]').click()

    def mark(name: str) -> Locator:
        return busy.see(name).first

    expect(mark("waiting-for-me")).to_contain_text("Waiting for you")
    expect(mark("silent")).to_contain_text("No word for")
    expect(mark("alarm-message")).to_contain_text("has waited for your answer")


def test_of_a_long_conversation_the_end_is_drawn_and_more_for_whoever_goes_back(
    windows: Windows,
) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    survivor.page.evaluate(
        """async () => {
          const box = document.querySelector('[data-test="composer"]');
          const send = document.querySelector('[data-test="send"]');
          for (let i = 1; i <= 130; i += 1) {
            box.value = `word ${i}`;
            send.click();
            await new Promise((done) => setTimeout(done, 15));
          }
        }"""
    )
    talk.hears("word 130")
    drawn = len(talk.texts())
    assert 60 <= drawn < 120
    first = talk.texts()[0]
    expect(talk.panel.get_by_text("word 130")).to_be_in_viewport()
    talk.see("earlier").focus()
    console.page.keyboard.press("Enter")
    expect(talk.see("earlier")).to_have_count(0)
    becomes(lambda: len(talk.texts()), 130)
    # What was read stays in sight, and the focus is not lost.
    expect(talk.panel.get_by_text(first, exact=True)).to_be_in_viewport()
    expect(talk.panel.get_by_role("log")).to_be_focused()

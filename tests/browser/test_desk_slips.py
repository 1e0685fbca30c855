"""Slips at the desk: a key that can do nothing says why, what is over is not offered, what was
looked for with one person is gone with the next, and no slip of the hand turns anybody away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.desk import at_work, desk_place, knocks, pass_minutes
from tests.browser.fixtures import PHONE, Windows
from tests.browser.looks import becomes
from tests.browser.test_desk_room import IN_SIGHT
from tests.browser.windows import hook

__all__ = ["desk_place"]

LAPTOP = ViewportSize(width=1280, height=800)


def test_a_key_that_can_do_nothing_says_why(windows: Windows) -> None:
    console = windows.console().open().unlock()
    page, said = console.page, console.see("key-said")
    expect(console.see("duty")).to_have_attribute("data-duty", "off-duty")
    expect(said).to_have_attribute("role", "status")
    reasons = {
        "n": "Nobody in the line",
        "j": "Nobody waits for your answer",
        "a": "when you are on duty",
        "w": "in a conversation that goes on",
        "x": "in a conversation that goes on",
        "z": "in a conversation that goes on",
        "p": "while you are on duty",
        "h": "No colleague asks",
        "b": "for supervisors",
        "4": "no conversation with this number",
    }
    for key, reason in reasons.items():
        page.keyboard.press(f"Alt+{key}")
        expect(said).to_contain_text(reason)
        # The next key clears it, so that the same words are said again.
        page.keyboard.press("Shift")
        expect(said).to_be_empty()
    page.keyboard.press("Alt+t")
    expect(said).to_be_empty()
    expect(console.see("texts-search")).to_be_focused()


OVER = """([chosen, most]) => {
  const box = document.querySelector('[data-test="until"]');
  const values = [...box.options].slice(1).map((one) => Number(one.value));
  const over = values.filter((one) => one <= Date.now() / 1000);
  // What was chosen is still shown; all else is ahead.
  return Number(box.value) === chosen && over.length === 1 && over[0] === chosen
    && values.length === most;
}"""


def test_no_time_that_is_over_is_offered_as_the_end_of_ones_day(windows: Windows) -> None:
    console = at_work(windows)
    console.see("my-day").locator("summary").click()
    console.see("until").select_option(index=1)
    before = int(console.see("until").input_value())
    pass_minutes(console, 34)
    # At a half hour it is drawn anew a moment later.
    console.page.wait_for_function(OVER, arg=[before, 25])


def test_what_was_looked_for_with_one_person_is_gone_with_the_next(windows: Windows) -> None:
    console = at_work(windows)
    for name in ("Ada", "Bea"):
        knocks(windows, name)
        console.claim(name)
    console.page.keyboard.press("Alt+1")
    console.page.keyboard.press("Alt+t")
    console.page.keyboard.type("bluedoor")
    expect(console.see("texts-search")).to_have_value("bluedoor")
    console.page.keyboard.press("Alt+2")
    expect(console.see("texts-search")).to_have_value("")
    assert "bluedoor" not in console.words()


def test_answering_and_turning_away_lie_far_apart_and_away_is_asked_once_more(
    windows: Windows,
) -> None:
    console = at_work(windows)
    survivor = knocks(windows, "Ada")
    knock = console.knock("Ada")
    expect(knock).to_be_visible()
    # Who has just come has not waited.
    expect(knock).not_to_contain_text("Waiting for")
    for size in (LAPTOP, PHONE):
        console.page.set_viewport_size(size)
        claim = knock.locator(hook("claim")).bounding_box()
        away = knock.locator(hook("away-knock")).bounding_box()
        assert claim is not None
        assert away is not None
        below = away["y"] - (claim["y"] + claim["height"])
        beside = away["x"] - (claim["x"] + claim["width"])
        assert below >= 16
        assert beside > 0
    console.page.set_viewport_size(LAPTOP)
    pass_minutes(console, 2)
    expect(knock).to_contain_text(re.compile("Waiting for [2-5] minutes"))
    # Pressed twice in the same place by a hand that shakes: nobody is turned away.
    box = knock.locator(hook("away-knock")).bounding_box()
    assert box is not None
    console.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(knock.locator(hook("away-knock-confirm"))).to_be_visible()
    knock.locator(hook("away-knock-confirm-no")).click()
    console.claim("Ada")
    survivor.talks_with("Noor")


def test_the_parts_of_the_help_take_two_rows_and_texts_come_soon(windows: Windows) -> None:
    console = at_work(windows)
    console.page.set_viewport_size(LAPTOP)
    tops = {
        round(box["y"])
        for box in (tab.bounding_box() for tab in console.see("help-tab").all())
        if box is not None
    }
    assert len(tops) <= 2
    expect(console.see("texts-use").first).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["a phone", "a laptop"])
def test_in_a_practice_the_place_to_write_is_in_sight_at_once(
    size: ViewportSize, windows: Windows
) -> None:
    console = windows.console(viewport=size)
    console.page.clock.install()
    console.open()
    console.press("practice-open")
    console.page.clock.run_for(1_000)
    console.press("on-duty")
    console.press("practice-come")
    console.page.clock.run_for(4_000)
    console.see("claim").click()
    console.page.clock.run_for(2_000)
    expect(console.see("talk")).to_have_attribute("data-stage", "talking")
    for name in ("composer", "send"):
        expect(console.see(name)).to_be_in_viewport(ratio=1)
        becomes(lambda: console.see(name).evaluate(IN_SIGHT), "")

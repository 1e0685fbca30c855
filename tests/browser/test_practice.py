"""C16: a desk to practice at, with people who are not real. Nobody can take it for a real one, and
nothing of it goes anywhere."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect
from playwright.sync_api import TimeoutError as TooLate

from relay.frames import Ping, decode_client
from tests.browser.fixtures import Windows
from tests.browser.looks import never
from tests.browser.place import Place
from tests.browser.rules import Rules
from tests.browser.test_stories import NOTHING_STORED, STORED
from tests.browser.windows import Console, hook

MARK = "Nobody here is real."


def practice(windows: Windows) -> Console:
    """On the first screen, with nobody's key; its time is in the test's hands."""
    console = windows.console()
    console.page.clock.install()
    console.open()
    console.press("practice-open")
    later(console, 1)
    return console


def later(console: Console, seconds: float) -> None:
    """So much time goes by, with everything that happens in it."""
    console.page.clock.run_for(int(seconds * 1000))


def marked(console: Console) -> None:
    """In words, on the screen and in the window's name."""
    expect(console.see("practice-mark")).to_contain_text(MARK)
    expect(console.see("practice-mark")).to_be_in_viewport()
    expect(console.page.locator("h1")).to_contain_text("Practice")
    expect(console.page).to_have_title(re.compile("^Practice"))


def comes(console: Console, situation: str, language: str = "en") -> None:
    console.see("practice-situation").select_option(situation)
    console.see("practice-language").select_option(language)
    console.press("practice-come")
    later(console, 4)


def on_duty(console: Console) -> None:
    console.press("on-duty")
    later(console, 1)
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")


def test_somebody_who_is_not_real_is_answered_and_no_byte_leaves(windows: Windows) -> None:
    console = practice(windows)
    marked(console)
    on_duty(console)
    comes(console, "home")
    marked(console)
    console.knock("Dee").locator(hook("claim")).click()
    later(console, 2)
    talk = console.talk("Dee")
    talk.stage("talking")
    talk.says("Hello. I am here.")
    later(console, 30)
    talk.hears("hes watching tv")
    talk.says("Are you safe to write, right now?")
    later(console, 40)
    talk.hears("he is in the next room")
    marked(console)
    # Nobody answers her for long, and her page is closed.
    later(console, 300)
    talk.stage("ended")
    marked(console)
    # Nothing is asked to be counted, and there is no way to the numbers or to an administrator.
    for name in ("tally", "numbers-button", "administrator"):
        expect(console.see(name)).to_have_count(0)
    assert console.wire.sent == []
    assert all(one.startswith("http") for one in console.wire.addresses)
    never(lambda: console.page.evaluate(STORED) != NOTHING_STORED)
    console.press("practice-leave")
    expect(console.see("vault-file")).to_be_visible()
    never(lambda: "he is in the next room" in console.page.locator("#app").inner_text())
    expect(console.page).not_to_have_title(re.compile("^Practice"))
    assert console.faults == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_what_marks_it_leaves_the_room_to_the_conversation(
    windows: Windows, width: int, height: int
) -> None:
    console = windows.console(viewport={"width": width, "height": height})
    console.page.clock.install()
    console.open()
    console.press("practice-open")
    later(console, 1)
    on_duty(console)
    comes(console, "home")
    marked(console)
    mark = console.see("practice-mark").bounding_box()
    assert mark is not None
    assert mark["height"] <= height / 8
    # Also where the longer sentence has no place in it, it is said on the same screen.
    expect(console.page.get_by_text("nothing is counted").locator("visible=true")).to_have_count(1)
    # Who comes is one line on a wide screen; on a phone it scrolls away with the header.
    coming = console.page.locator(".practice-coming").bounding_box()
    assert coming is not None
    if width > height:
        assert coming["height"] <= height / 8


def test_several_come_in_the_language_that_was_asked_for(windows: Windows) -> None:
    console = practice(windows)
    on_duty(console)
    comes(console, "several", "ar")
    later(console, 80)
    expect(console.see("knock-item").nth(2)).to_be_visible()
    expect(console.see("knock-item").first).to_contain_text("Arabic")
    for _ in range(12):
        if console.see("practice-come").is_disabled():
            break
        with suppress(TooLate):  # it was the last one, and is drawn so only now
            console.see("practice-come").click(timeout=3_000)
    expect(console.see("practice-come")).to_be_disabled()
    expect(console.see("practice-count")).to_contain_text("Enough people")
    # Locked by the key: nothing of it is left.
    console.page.keyboard.press("Control+Shift+L")
    assert console.faults == []


def test_an_unlocked_console_practices_only_where_nobody_real_waits_for_it(
    windows: Windows, console: Console, place: Place
) -> None:
    expect(console.see("practice-open")).to_have_count(0)
    console.press("off-duty")
    expect(console.see("duty")).to_have_attribute("data-duty", "off-duty")
    sent = len(console.wire.sent)
    console.see("practice-open").scroll_into_view_if_needed()
    console.press("practice-open")
    expect(console.see("practice-who")).to_have_count(0)
    marked(console)
    console.press("on-duty")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    # The relay has heard of no duty: somebody real is told that nobody is there.
    survivor = windows.survivor().open().start(name="Real")
    expect(survivor.page.get_by_text("Nobody is free to answer")).to_be_visible()
    expect(console.see("knock-item")).to_have_count(0)
    # Nothing but the question whether the relay is still there.
    said = [decode_client(raw) for raw in console.wire.sent[sent:]]
    assert [one for one in said if not isinstance(one, Ping)] == []
    console.press("practice-leave")
    expect(console.see("practice-mark")).to_have_count(0)
    console.on_duty()
    console.claim("Real")
    survivor.talks_with("Noor")
    assert console.faults == []


def test_a_real_conversation_ends_a_practice_for_good_and_says_so(windows: Windows) -> None:
    console = windows.console().open().unlock().on_duty()
    survivor = windows.survivor()
    survivor.page.clock.install()
    survivor.open().start(name="Real")
    console.claim("Real")
    survivor.talks_with("Noor")
    survivor.said("He is in the next room.")
    # The browser dies, and whoever starts it again takes it that nobody is there any more.
    with suppress(Error):
        console.page.goto("chrome://crash")
    console = windows.console().open().unlock()
    expect(console.see("duty")).to_have_attribute("data-duty", "off-duty")
    console.press("practice-open")
    marked(console)
    expect(console.see("practice-come")).to_be_visible()
    talk = console.talk("")  # a console that has lost everything knows no name
    survivor.says("Are you gone?")
    for _ in range(40):
        if console.see("practice-ended").is_visible():
            break
        survivor.ahead(10_000)
        survivor.page.wait_for_timeout(300)
    expect(console.see("practice-ended")).to_contain_text("The practice has ended")
    expect(console.see("practice-mark")).to_have_count(0)
    talk.hears("Are you gone?")
    talk.says("I am here.")
    survivor.hears("I am here.")
    # Neither does it come back afterwards.
    talk.ends()
    talk.stage("ended")
    expect(console.see("practice-mark")).to_have_count(0)
    expect(console.see("practice-ended")).to_be_visible()
    console.press("practice-ended-close")
    expect(console.see("practice-ended")).to_have_count(0)
    console.press("practice-open")
    marked(console)
    assert console.faults == []


def test_axe_finds_nothing_in_a_practice(windows: Windows) -> None:
    console = windows.console().open()
    console.press("practice-open")
    expect(console.see("practice-come")).to_be_visible()
    console.press("on-duty")
    console.press("practice-come")
    expect(console.see("knock-item")).to_have_count(1)
    console.see("knock-item").locator(hook("claim")).click()
    expect(console.see("talk")).to_have_attribute("data-stage", "talking")
    assert [one for one in Rules(console).axe() if one.sure] == []

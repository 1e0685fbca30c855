"""Hours at the desk: silence, the end of one's time, care, the code word, alerts elsewhere."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desk import at_work, begins, comes, desk_place, knocks, pass_minutes
from tests.browser.fixtures import Windows
from tests.browser.keys import Keys
from tests.browser.looks import becomes, holds, never

__all__ = ["desk_place"]


def test_a_silence_offers_words_with_one_key_and_closes_gently_marked_as_automatic(
    windows: Windows,
) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    talk.said("Hello.")
    expect(talk.see("idle")).to_have_count(0)
    pass_minutes(console, 10)
    expect(talk.see("idle")).to_contain_text(re.compile("No word for 1[0-2] minutes"))
    expect(talk.item).to_contain_text(re.compile("No word for 1[0-2] minutes"))
    console.page.keyboard.press("Alt+r")
    # In the box, to be changed; nothing is sent by the key.
    expect(talk.see("composer")).to_have_value("Are you still with me?")
    expect(talk.see("composer")).to_be_focused()
    becomes(lambda: survivor.texts(), ["Hello."])
    talk.see("composer").fill("")
    console.page.keyboard.press("Alt+g")
    expect(talk.see("composer")).to_have_value(re.compile("^I have not heard from you"))
    talk.see("composer").fill("")

    comes(console, talk.see("closes"), after=4)
    survivor.hears("Automatic message: Nobody has written for a while.")
    expect(talk.see("closes")).to_contain_text("closes by itself")
    # A word keeps it open.
    survivor.said("I am here, I was on the phone.")
    talk.hears("I am here, I was on the phone.")
    expect(talk.see("closes")).to_have_count(0)
    pass_minutes(console, 20)
    talk.stage("talking")
    expect(talk.see("clock")).to_have_attribute("data-over", "true")
    talk.said("Take your time.")
    comes(console, talk.see("closes"), after=14)
    # So does the person at the desk.
    talk.see("keep-open").click()
    pass_minutes(console, 10)
    talk.stage("talking")
    talk.said("Shall we stop here?")
    comes(console, talk.see("closes"), after=14)
    over = talk.panel.and_(console.page.locator('[data-stage="ended"]'))
    comes(console, over, after=3)
    expect(survivor.see("ended")).to_be_visible()
    assert console.faults == []


def test_the_console_finishes_by_itself_before_the_end_of_my_time(windows: Windows) -> None:
    console = at_work(windows)
    console.see("my-day").locator("summary").click()
    times = console.see("until").locator("option")
    console.see("until").select_option(index=2)
    holds(lambda: times.count() > 10)
    pass_minutes(console, 14)
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    # The second half hour from now ends 30 to 60 minutes from now.
    pass_minutes(console, 35)
    expect(console.see("duty")).to_have_attribute("data-duty", "finishing")
    expect(console.see("finished")).to_have_attribute("data-why", "time")
    # Whoever goes on has decided.
    console.press("on-duty")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    pass_minutes(console, 5)
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    expect(console.see("finished")).to_have_count(0)


def test_after_a_hard_conversation_a_pause_is_offered_and_the_day_is_told_to_me_alone(
    windows: Windows,
) -> None:
    console = at_work(windows)
    _, talk = begins(windows, console, "Ada")
    other, _ = begins(windows, console, "Kim")
    for _ in range(3):
        console.ahead(120_000)
    talk.ends()
    talk.see("hard").click()
    expect(console.see("care")).to_contain_text("Call Mina.")
    Keys(console.page).to(console.see("care-pause")).press("Enter")
    expect(console.see("paused")).to_be_visible()
    expect(console.see("care")).to_have_count(0)
    knocks(windows, "Bea")
    claim = console.knock("Bea").locator('[data-test="claim"]')
    expect(claim).to_be_disabled()
    # Those who are there are not left.
    other.said("Are you still there?")
    console.talk("Kim").said("Yes.")
    console.see("my-day").locator("summary").click()
    expect(console.see("day-talks")).to_have_text("Conversations: 2")
    expect(console.see("day-hard")).to_have_text("Hard ones: 1")
    expect(console.see("day-minutes")).to_have_text(re.compile("On duty today: [6-9] minutes"))
    console.press("pause-end")
    expect(claim).to_be_enabled()
    console.page.keyboard.press("Alt+p")
    expect(claim).to_be_disabled()
    pass_minutes(console, 20)
    expect(claim).to_be_enabled()


def test_a37_a_code_word_is_agreed_on_and_checked_and_never_shown(windows: Windows) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    keys = Keys(console.page)

    def says(word: str) -> None:
        survivor.see("code-word").fill(word)
        survivor.press("code-send")
        expect(survivor.see("code")).to_have_count(0)

    def state(expected: str) -> None:
        expect(talk.see("code-state")).to_have_attribute("data-state", expected)

    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_be_visible()
    keys.press("Alt+w").press("Alt+c")
    expect(talk.see("code-check")).to_have_count(0)
    keys.to(talk.see("code-agree")).press("Enter")
    # Back to where one writes.
    expect(talk.see("composer")).to_be_focused()
    state("asked")
    says("Blue Quzzog")
    state("agreed")
    keys.press("Alt+c").to(talk.see("code-check")).press("Enter")
    says("green quzzog")
    state("no-match")
    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_be_visible()
    keys.press("Alt+c").to(talk.see("code-check")).press("Enter")
    says("blue  quzzog")
    state("match")
    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_have_count(0)
    keys.press("Alt+c").to(talk.see("code-renew")).press("Enter")
    survivor.press("code-no")
    state("declined")
    # Another word, of somebody who has not said the first: the mark stays, whatever matches.
    expect(talk.see("code-anew")).to_have_count(0)
    keys.press("Alt+c")
    expect(talk.see("code-agree")).to_have_count(0)
    keys.to(talk.see("code-renew")).press("Enter")
    says("gray quzzog")
    expect(talk.see("code-anew")).to_be_visible()
    keys.press("Alt+c").to(talk.see("code-check")).press("Enter")
    says("gray quzzog")
    state("match")
    expect(talk.see("code-anew")).to_be_visible()
    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_be_visible()
    assert "uzzog" not in console.words()
    assert console.faults == []


CAPTURED = """
globalThis.told = [];
globalThis.Notification = class {
  static permission = 'default';
  static async requestPermission() { return (Notification.permission = 'granted'); }
  constructor(title, options) { told.push([title, options.body, options.silent]); }
  close() {}
};
document.hasFocus = () => globalThis.here === true;
"""


def test_c12_an_alert_at_another_window_says_nothing_of_anybody(windows: Windows) -> None:
    console = windows.console()
    console.context.add_init_script(CAPTURED)
    console.open().unlock().on_duty()
    survivor = knocks(windows, "Zuhal")
    expect(console.knock("Zuhal")).to_be_visible()
    never(lambda: console.page.evaluate("told"), "not before somebody has wished it")
    console.see("my-day").locator("summary").click()
    expect(console.see("sound")).to_have_attribute("aria-checked", "false")
    console.press("alerts")
    expect(console.see("alerts")).to_have_attribute("aria-checked", "true")
    talk = console.claim("Zuhal")
    survivor.said("My name is Zuhal and I am afraid.")
    talk.hears("My name is Zuhal and I am afraid.")
    console.page.wait_for_function("told.length > 0")
    # Not once more where somebody looks at the page.
    console.page.evaluate("here = true; told.length = 0")
    survivor.said("Another word.")
    talk.hears("Another word.")
    never(lambda: console.page.evaluate("told"))
    console.page.evaluate("here = false")
    survivor.said("And one more.")
    console.page.wait_for_function("told.length > 0")
    becomes(lambda: console.page.evaluate("told[0]"), ["Console", "Something is new.", True])

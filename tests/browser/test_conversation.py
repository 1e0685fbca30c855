"""A survivor and a counselor talk through a blind relay, in two real windows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, holds
from tests.browser.place import PHONE
from tests.browser.windows import Console, Survivor


def test_the_first_screen_says_who_when_and_how_else(survivor: Survivor) -> None:
    survivor.is_offered_a_start()
    expect(survivor.see("desk")).to_have_text("Open now")
    page = survivor.page
    expect(page.get_by_text("Night Line").first).to_be_visible()
    expect(page.get_by_text("Write to us.")).to_be_visible()
    expect(page.get_by_role("link", name=PHONE)).to_have_attribute("href", "tel:+12025550142")
    expect(page.get_by_text("Every day")).to_be_visible()
    expect(page.get_by_text("Times are for")).to_be_visible()
    assert survivor.faults == []


def test_two_people_talk_from_the_first_word_to_the_last(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Zuhal", first="I do not know where to begin.")
    expect(survivor.see("place")).to_have_text("You are next.")
    expect(console.knock("Zuhal").locator('[data-test="first"]')).to_have_text(
        "I do not know where to begin."
    )
    talk = console.claim("Zuhal")

    survivor.talks_with("Noor")
    expect(survivor.see("who")).to_contain_text("Only you and")
    expect(survivor.see("who")).to_contain_text("Noor\u2069 (counselor)")
    expect(survivor.see("who")).to_contain_text("Verified by \u2068Night Line")
    survivor.see("who").locator("summary").click()
    expect(survivor.see("fingerprint")).to_have_text(re.compile(r"^([a-z]{5} ?){4}$"))

    talk.said("Hello, I am here.")
    survivor.hears("Hello, I am here.")
    survivor.writes("It is")
    expect(talk.see("typing")).to_contain_text("Zuhal")
    survivor.said("It is quiet here now.")
    talk.hears("It is quiet here now.")
    expect(talk.see("typing")).to_have_text("")
    # Told in steps of seconds, not with every key (attack 22): so somebody must go on writing.
    talk.see("composer").press_sequentially("Take your time.", delay=300)
    expect(survivor.see("typing")).to_contain_text("Noor")
    talk.said("Good. Take your time.")
    becomes(
        lambda: survivor.texts()[-3:],
        [
            "Hello, I am here.",
            "It is quiet here now.",
            "Good. Take your time.",
        ],
    )
    holds(lambda: talk.texts()[-3:] == survivor.texts()[-3:])

    survivor.ends()
    survivor.is_told_erased()
    talk.stage("ended")
    expect(talk.see("ended")).to_contain_text("other side")
    left = survivor.words()
    for word in ("Zuhal", "Noor", "quiet here", "Take your time", "where to begin"):
        assert word not in left
    talk.forgets()
    left = console.words()
    for word in ("Zuhal", "Take your time", "where to begin"):
        assert word not in left
    assert survivor.faults == []
    assert console.faults == []


def test_the_console_ends_it_and_the_window_is_wiped_at_once_as_announced(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Kim")
    talk = console.claim("Kim")
    talk.said("We have to stop for today.")
    survivor.hears("We have to stop for today.")
    talk.ends()
    expect(survivor.see("ended")).to_be_visible()
    expect(survivor.page.get_by_text("The person you wrote with has ended")).to_be_visible()
    for word in ("We have to stop", "Kim", "Noor"):
        assert word not in survivor.words()
    survivor.press("erase")
    survivor.is_told_erased()
    survivor.press("again")
    survivor.is_offered_a_start()


def test_several_survivors_side_by_side_stay_apart(windows: Windows, console: Console) -> None:
    names = ["Ada", "Bea", "Cleo"]
    people = {name: windows.survivor().open().start(name=name) for name in names}
    expect(console.see("waiting-count")).to_have_text("People waiting: 3")
    expect(people["Cleo"].see("place")).to_have_text("People before you: 2")
    talks = {name: console.claim(name) for name in names}
    console.press("beside")
    for name in names:
        expect(talks[name].panel).to_be_visible()
        talks[name].said(f"For {name} alone.")
        people[name].said(f"{name} answers.")
    for name in names:
        people[name].hears(f"For {name} alone.")
        becomes(lambda: people[name].texts(), [f"For {name} alone.", f"{name} answers."])
        becomes(lambda: talks[name].texts(), [f"For {name} alone.", f"{name} answers."])
    people["Bea"].ends()
    talks["Bea"].stage("ended")
    talks["Ada"].said("Still here.")
    people["Ada"].hears("Still here.")


def test_who_leaves_the_line_is_gone_from_the_desk(survivor: Survivor, console: Console) -> None:
    survivor.start(name="Lou")
    expect(console.knock("Lou")).to_be_visible()
    survivor.press("withdraw")
    survivor.is_offered_a_start()
    expect(console.knock("Lou")).to_have_count(0)


def test_a_window_that_is_closed_ends_its_conversation(windows: Windows, console: Console) -> None:
    # A browser gives a page that closes a moment for its last word, which a busy machine may miss.
    assert any(closes(windows, console, name) for name in ("Ray", "Roy", "Rex"))


def closes(windows: Windows, console: Console, name: str) -> bool:
    """Whether the console is told."""
    survivor = windows.survivor().open().start(name=name)
    talk = console.claim(name)
    survivor.page.close()
    try:
        talk.stage("ended")
    except AssertionError:
        return False
    expect(talk.see("ended")).to_contain_text("left the page")
    return True

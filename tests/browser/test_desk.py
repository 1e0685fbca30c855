"""A day at the desk: who is for me, who waits too long, what is half written, which keys."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desk import at_work, begins, comes, desk_place, knocks, pass_minutes
from tests.browser.fixtures import Windows
from tests.browser.keys import Keys
from tests.browser.looks import becomes, never

__all__ = ["desk_place"]


def test_those_for_me_are_shown_and_the_others_are_one_key_away(windows: Windows) -> None:
    noor, salma = at_work(windows), at_work(windows, "Salma")
    knocks(windows, "Vera", tongue="ru")
    knocks(windows, "Lea", about="Law")
    knocks(windows, "Ada")
    expect(noor.see("waiting-count")).to_have_text("People waiting: 3")
    expect(noor.see("knock-item")).to_have_count(1)
    expect(noor.see("for-others")).to_have_text("Others who wait: 2")
    expect(salma.see("knock-item")).to_have_count(2)
    # The first for me, not the first in the line.
    noor.page.keyboard.press("Alt+a")
    expect(noor.see("knock-item")).to_have_count(3)
    expect(noor.knock("Vera").locator('[data-test="not-mine"]')).to_contain_text("language")
    expect(noor.knock("Lea").locator('[data-test="not-mine"]')).to_contain_text("other training")
    headings = noor.see("knock-item").get_by_role("heading")
    becomes(
        lambda: [one.strip("\u2068\u2069") for one in headings.all_inner_texts()],
        ["Vera", "Lea", "Ada"],
    )
    noor.page.keyboard.press("Alt+n")
    noor.talk("Ada").stage("talking")
    # Who shows everybody can still answer everybody.
    noor.claim("Vera")
    noor.press("everybody")
    expect(noor.see("knock-item")).to_have_count(0)
    salma.page.keyboard.press("Alt+n")
    salma.talk("Lea").stage("talking")


def test_a42_nobody_hoards_a_limit_holds_and_room_comes_back(windows: Windows) -> None:
    console = at_work(windows)
    for _ in range(2):
        console.press("limit-fewer")
    expect(console.see("limit")).to_have_text("Conversations: 1")
    expect(console.see("limit-fewer")).to_be_disabled()
    _, talk = begins(windows, console, "Ada")
    knocks(windows, "Bea")
    claim = console.knock("Bea").locator('[data-test="claim"]')
    expect(claim).to_be_disabled()
    console.page.keyboard.press("Alt+n")
    pass_minutes(console, 4)
    # What cannot be taken does not ring.
    expect(console.see("alarm-knock")).to_have_count(0)
    expect(console.see("talk-item")).to_have_count(1)
    talk.ends()
    expect(claim).to_be_enabled()
    comes(console, console.see("alarm-knock"), after=0)
    # The organisation's own limit.
    for _ in range(3):
        console.press("limit-more")
    expect(console.see("limit-more")).to_be_disabled()
    expect(console.see("limit")).to_have_text("Conversations: 4")


def test_a_knock_and_a_message_that_nobody_answers_raise_an_alarm_by_keyboard(
    windows: Windows,
) -> None:
    console = at_work(windows)
    keys = Keys(console.page)
    expect(console.page).to_have_title("Console")
    survivor = knocks(windows, "Ada")
    expect(console.knock("Ada")).to_be_visible()
    pass_minutes(console, 2)
    expect(console.see("alarms")).to_have_count(0)
    comes(console, console.see("alarm-knock"), after=1)
    expect(console.see("alarm-knock")).to_contain_text(
        re.compile("Ada\u2069 has waited in the line for [3-7] minutes")
    )
    expect(console.page).to_have_title("(!) Console")
    expect(console.see("news")).to_contain_text("has waited in the line")
    keys.to(console.see("alarm-knock")).press("Enter")
    expect(console.see("claim")).to_be_focused()
    keys.press("Enter")
    talk = console.talk("Ada")
    talk.stage("talking")
    expect(console.see("alarms")).to_have_count(0)
    survivor.said("Is anybody there?")
    expect(console.page).to_have_title("(1) Console")
    comes(console, console.see("alarm-message"), after=3)
    expect(console.see("alarm-message")).to_contain_text("for your answer")
    expect(talk.item).to_contain_text(re.compile("Waiting for you: [3-7] minutes"))
    keys.to(console.see("alarm-message"), back=True).press("Enter")
    expect(talk.panel.locator("h3")).to_be_focused()
    keys.press("Alt+w").write("I am here.").press("Control+Enter")
    survivor.hears("I am here.")
    expect(console.see("alarms")).to_have_count(0)
    expect(console.page).to_have_title("Console")


def test_what_is_half_written_stays_with_its_conversation_and_nowhere_else(
    windows: Windows,
) -> None:
    console = at_work(windows)
    ada, to_ada = begins(windows, console, "Ada")
    _, to_bea = begins(windows, console, "Bea")
    keys = Keys(console.page)
    keys.press("Alt+1").press("Alt+w").write("Half a word for Ada")
    keys.press("Alt+2").press("Alt+w").write("And for Bea")
    keys.press("Alt+1")
    expect(to_ada.see("composer")).to_have_value("Half a word for Ada")
    keys.press("Alt+2")
    expect(to_bea.see("composer")).to_have_value("And for Bea")
    console.press("beside")
    expect(to_ada.see("composer")).to_have_value("Half a word for Ada")
    to_ada.see("send").click()
    ada.hears("Half a word for Ada")
    expect(to_ada.see("composer")).to_have_value("")
    ada.ends()
    to_ada.stage("ended")
    # What is over is marked in words, and out of the way.
    expect(console.see("talk-item").last).to_contain_text("Ada")
    expect(console.see("talk-item").last.locator('[data-test="ended-mark"]')).to_be_visible()
    console.press("lock")
    console.press("lock-confirm")
    expect(console.see("vault-file")).to_be_visible()
    assert "for Bea" not in console.words()


def test_who_wishes_it_reads_each_message_once_more_before_it_goes(windows: Windows) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    console.see("my-day").locator("summary").click()
    console.press("rereads")
    expect(console.see("rereads")).to_have_attribute("aria-checked", "true")
    keys = Keys(console.page)
    keys.press("Alt+w").write("It is saef.").press("Control+Enter")
    expect(talk.see("reread-text")).to_contain_text("It is saef.")
    never(lambda: survivor.texts())
    # What is changed is shown again.
    keys.press("Backspace").write("!")
    expect(talk.see("reread-text")).to_have_count(0)
    keys.press("Control+Enter")
    expect(talk.see("reread-text")).to_contain_text("It is saef!")
    keys.press("Control+Enter")
    survivor.hears("It is saef!")
    box = talk.see("composer")
    becomes(
        lambda: (box.get_attribute("spellcheck"), box.get_attribute("autocorrect")),
        ("false", "off"),
    )


def test_everything_is_one_key_away_and_a_menu_tells_the_keys(windows: Windows) -> None:
    console = at_work(windows)
    survivor = knocks(windows, "Ada")
    expect(console.knock("Ada")).to_be_visible()
    keys = Keys(console.page)
    keys.press("Control+k")
    menu = console.see("keys-menu")
    expect(menu.get_by_role("heading")).to_be_focused()
    expect(menu).to_contain_text("Answer who has waited longest")
    keys.press("n")
    expect(menu).to_have_count(0)
    talk = console.talk("Ada")
    talk.stage("talking")
    expect(talk.panel.locator("h3")).to_be_focused()
    keys.press("Alt+w").write("Hello.")
    keys.press("Control+k")
    expect(menu).to_be_visible()
    keys.press("Escape")
    expect(menu).to_have_count(0)
    # Back where one was, and nothing of it was typed.
    expect(talk.see("composer")).to_be_focused()
    keys.press("Control+Enter")
    survivor.hears("Hello.")
    keys.press("Alt+x")
    expect(talk.see("end-confirm")).to_be_visible()
    keys.to(talk.see("end-confirm")).press("Enter")
    talk.stage("ended")
    # The keys are those that the help names.
    keys.press("Alt+t")
    expect(console.page.locator("aside")).to_contain_text("Texts")

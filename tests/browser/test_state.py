"""What the organisation says of its desk, on pages that are open; and the code word in a chat.

A supervisor signs a state and every open page follows it within fifteen seconds. Whoever waits is
told and keeps nothing; whoever talks goes on. The code word goes to who asked and stays nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from orgkeys.machines.actions import AskCode
from orgkeys.machines.code_word import CodeKind, CodeState
from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.looks import never
from tests.browser.memory import strings_with
from tests.browser.place import NOTICE, PHONE, Place
from tests.browser.staff import OnDuty
from tests.browser.windows import Survivor, hook
from tests.orgkeys.office import ADMINISTRATOR

WITHIN = 15.0
"""Seconds from publishing to what stands on an open page."""
PARTNER = "https://partner.example/chat"
FLOOD = "Our office is flooded. Please call us."
TEXTS = f"""\
surge = "Very many people write to us tonight."
partner = "Our partner answers for us tonight."
state-1 = "{FLOOD}"
"""
POLICY = f"""
[policy]
partner-page = "{PARTNER}"
"""
WORD = "Tulpenzwiebel 7421"


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation that has words for every state, and a partner."""
    texts = NOTICE.replace("[texts.en]\n", f"[texts.en]\n{TEXTS}") + POLICY
    place = open_place(notice=texts)
    place.start()
    place.publish()
    return place


@pytest.fixture
def noor(place: Place, friends: Friends) -> Iterator[OnDuty]:
    noor = OnDuty(place, friends)
    yield noor
    noor.goes()


@pytest.fixture(autouse=True)
def opened(place: Place) -> Iterator[None]:
    """The desk is open before and after each story."""
    yield
    place.desk("open")


def says(place: Place, mode: str, text: str = "") -> float:
    """The organisation says it; when."""
    key = ("--text", text) if text else ()
    place.org("state", mode, *key, answers=(ADMINISTRATOR,))
    begun = time.monotonic()
    place.publish()
    return begun


def shows(survivor: Survivor, begun: float, text: str) -> None:
    """This text comes onto the page in time."""
    expect(survivor.see("stated")).to_contain_text(text, timeout=WITHIN * 1000)
    assert time.monotonic() - begun < WITHIN


# --- the desk -----------------------------------------------------------------------------------


def test_an_open_page_follows_the_desk_within_fifteen_seconds(
    place: Place, windows: Windows
) -> None:
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()
    expect(survivor.see("stated")).to_be_empty()

    shows(survivor, says(place, "surge"), "Very many people write to us tonight.")
    survivor.is_offered_a_start()

    shows(survivor, says(place, "partner"), "Our partner answers for us tonight.")
    expect(survivor.see("start")).to_have_count(0)
    link = survivor.see("partner")
    expect(link).to_have_attribute("href", PARTNER)
    expect(link).to_have_attribute("rel", "noreferrer")
    expect(link).to_have_text(PARTNER)

    shows(survivor, says(place, "closed", "state-1"), FLOOD)
    expect(survivor.see("start")).to_have_count(0)
    expect(survivor.see("partner")).to_have_count(0)
    expect(survivor.page.locator(".phones")).to_contain_text(PHONE)

    shows(survivor, says(place, "closed"), "Nobody is here to answer now.")

    begun = says(place, "open")
    expect(survivor.see("start")).to_be_enabled(timeout=WITHIN * 1000)
    assert time.monotonic() - begun < WITHIN
    expect(survivor.see("stated")).to_be_empty()
    assert survivor.faults == []


def test_who_waits_is_told_that_the_desk_closes_and_her_page_keeps_nothing(
    place: Place, windows: Windows
) -> None:
    first = "Zwischenruf an niemanden"
    survivor = windows.survivor().open().start(name="Ada", first=first)
    assert strings_with(survivor, [first]) == {first}, "the control: it was there"
    begun = says(place, "closed", "state-1")
    shows(survivor, begun, FLOOD)
    survivor.problem("desk-closed")
    expect(survivor.page.locator(".phones")).to_contain_text(PHONE)
    assert first not in survivor.words()
    assert strings_with(survivor, [first]) == set()
    # When it opens again, she begins anew.
    says(place, "open")
    survivor.is_asked()
    expect(survivor.see("first")).to_have_value("")
    assert survivor.faults == []


def test_who_waits_while_many_write_is_told_so_and_keeps_her_place(
    place: Place, windows: Windows, noor: OnDuty
) -> None:
    survivor = windows.survivor().open().start(name="Ada")
    shows(survivor, says(place, "surge"), "Very many people write to us tonight.")
    noor.takes(survivor)
    survivor.ends()


def test_a_conversation_goes_on_while_the_desk_is_closed(
    place: Place, windows: Windows, noor: OnDuty
) -> None:
    survivor = windows.survivor().open().start(name="Ada")
    noor.takes(survivor)
    other = windows.survivor().open()
    shows(other, says(place, "closed"), "Nobody is here to answer now.")
    survivor.said("Are you still there?")
    noor.says("I am.")
    survivor.hears("I am.")
    survivor.ends()
    assert survivor.faults == other.faults == []


# --- the code word ------------------------------------------------------------------------------


def asks(noor: OnDuty, survivor: Survivor, kind: CodeKind) -> None:
    noor.friends.do(noor.client.act(AskCode(noor.talk.key, kind)))
    expect(survivor.see("code")).to_be_visible()


def answers(noor: OnDuty, survivor: Survivor, word: str | None, state: CodeState) -> None:
    """She says the word, or not now; and what the console makes of it."""
    if word is None:
        survivor.press("code-no")
    else:
        survivor.see("code-word").fill(word)
        survivor.press("code-send")
    expect(survivor.see("code")).to_have_count(0)
    key = noor.talk.key
    noor.friends.do(noor.client.until(lambda _: noor.client.talk(key).code == state))


def test_a37_a_code_word_is_agreed_on_and_checked_and_stands_nowhere(
    windows: Windows, noor: OnDuty
) -> None:
    survivor = windows.survivor().open().start(name="Ada", first="Hello")
    noor.takes(survivor)
    survivor.said("It is me.")
    before = survivor.texts()
    assert noor.talk.code == "none", "nobody is verified before"

    asks(noor, survivor, "agree")
    expect(survivor.see("code")).to_contain_text("Noor")
    field = survivor.see("code-word")
    expect(field).to_have_attribute("autocomplete", "off")
    expect(field).to_have_attribute("maxlength", "64")
    # The controls: while she writes it, it is in her page; and what a page holds is found.
    field.fill(WORD)
    assert WORD in survivor.words()
    survivor.page.evaluate("() => { globalThis.held = ['Tulpen', 'garten'].join(''); }")
    assert strings_with(survivor, ["Tulpengarten"]) == {"Tulpengarten"}
    answers(noor, survivor, WORD, "agreed")

    asks(noor, survivor, "check")
    answers(noor, survivor, "Zwiebelturm", "no-match")
    asks(noor, survivor, "check")
    answers(noor, survivor, WORD.upper(), "match")
    asks(noor, survivor, "check")
    answers(noor, survivor, None, "declined")
    asks(noor, survivor, "renew")
    answers(noor, survivor, "another one", "agreed")
    asks(noor, survivor, "check")
    answers(noor, survivor, WORD, "no-match")

    # What came of it is no business of whoever sits before her page.
    never(lambda: survivor.texts() != before)
    shown = survivor.page.locator("body").inner_text().lower()
    assert [one for one in ("match", "wrong", "right", "code word") if one in shown] == []
    assert [one for one in (WORD, WORD.upper(), "Zwiebelturm") if one in survivor.words()] == []
    expect(survivor.page.locator(hook("message"))).to_have_count(len(before))
    # Once it was receipted, the page's memory has forgotten it too.
    survivor.said("And now?")
    assert strings_with(survivor, [WORD, "Zwiebelturm"]) == set()
    assert survivor.faults == []


def test_the_code_word_is_asked_for_by_keyboard_alone_and_an_empty_one_is_not_sent(
    windows: Windows, noor: OnDuty
) -> None:
    survivor = windows.survivor().open().start(name="Ada")
    noor.takes(survivor)
    asks(noor, survivor, "agree")
    survivor.see("code-word").focus()
    survivor.page.keyboard.press("Tab")
    expect(survivor.see("code-send")).to_be_focused()
    survivor.page.keyboard.press("Enter")
    expect(survivor.see("code-word")).to_be_focused()
    assert noor.talk.code == "asked"
    survivor.page.keyboard.type(WORD)
    survivor.page.keyboard.press("Tab")
    survivor.page.keyboard.press("Enter")
    expect(survivor.see("code")).to_have_count(0)
    key = noor.talk.key
    noor.friends.do(noor.client.until(lambda _: noor.client.talk(key).code == "agreed"))
    assert survivor.faults == []

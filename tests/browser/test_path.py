"""The way into a chat and out of it: one thing at a time, everything optional, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from orgkeys.client import Counselor
from orgkeys.proquint import proquint
from relay.client_frames import Drop, Knock
from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.looks import becomes, never
from tests.browser.path import (
    ASKING,
    QUESTION,
    RESOURCES,
    RIGHTS,
    SURVEY,
    WHY,
    asks_for,
    in_every_shape,
    same_size,
    sent,
    who_is_seen,
)
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor
from tests.orgkeys.office import ADMINISTRATOR

FIRST_WORDS = {
    "relative": "It is good that you look out for somebody.",
    "witness": "It is good that you do not look away.",
    "professional": "Please write no names",
    "harm": "It takes courage to ask for help to stop.",
}


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Iterator[Place]:
    place = open_place(aliases=("Noor", "Salma"), notice=ASKING).start()
    place.publish()
    yield place
    place.close()


def test_who_is_in_a_hurry_stands_in_the_line_two_taps_after_the_safety(
    survivor: Survivor, console: Console
) -> None:
    survivor.is_offered_a_start()
    survivor.press("start")
    expect(survivor.see("safe")).to_be_visible()
    for tap in ("safe-yes", "hurry"):
        assert sent(survivor, Knock) == 0
        survivor.press(tap)
    survivor.is_in_line()
    knock = console.see("knock-item")
    expect(knock).to_have_count(1)
    expect(knock.locator('[data-test="answers"]')).to_have_count(0)
    knock.locator('[data-test="claim"]').click()
    survivor.talks_with("Noor")


def test_every_step_is_one_screen_that_can_be_left_and_skipping_is_as_easy_as_answering(
    survivor: Survivor,
) -> None:
    survivor.is_offered_a_start()
    in_every_shape(survivor, "start")
    survivor.press("start")
    in_every_shape(survivor, "safe")
    expect(survivor.page.get_by_role("heading", level=1)).to_have_count(1)
    survivor.press("safe-yes")
    in_every_shape(survivor, "rights")
    expect(survivor.page.get_by_text(RIGHTS)).to_be_visible()
    expect(survivor.page.get_by_text("everything here is erased")).to_be_visible()
    more = survivor.see("more")
    more.locator("summary").click()
    expect(more.locator("p")).to_be_visible()
    same_size(survivor.see("go-on"), survivor.see("hurry"))
    survivor.press("go-on")
    in_every_shape(survivor, "questions")
    same_size(survivor.see("knock"), survivor.see("skip"))
    # What was written is not sent by somebody who skips.
    survivor.see("first").fill("Half a thought")
    survivor.press("skip")
    survivor.is_in_line()
    in_every_shape(survivor, "waiting")
    survivor.press("withdraw")
    survivor.is_offered_a_start()
    assert "Half a thought" not in survivor.words()


def test_who_comes_for_another_reason_is_met_with_words_of_their_own(
    windows: Windows, console: Console
) -> None:
    survivor = windows.survivor().open()
    for caller, words in FIRST_WORDS.items():
        survivor.is_offered_a_start()
        survivor.see("others").locator("summary").click()
        survivor.press(f"caller-{caller}")
        expect(survivor.see("safe")).to_contain_text(words)
        survivor.press("safe-yes")
        survivor.press("hurry")
        survivor.is_in_line()
        told = console.see("knock-item").locator('[data-question="caller"]')
        expect(told).to_have_count(1)
        becomes(lambda: len(told.inner_text().splitlines()), 2)
        never(lambda: caller in told.inner_text(), "a word, not a code")
        survivor.press("withdraw")
        expect(console.see("knock-item")).to_have_count(0)


def test_a_question_says_why_it_is_asked_and_its_answer_arrives(
    survivor: Survivor, console: Console
) -> None:
    survivor.is_asked()
    box = survivor.page.get_by_label(QUESTION)
    expect(box).to_have_accessible_description(WHY)
    expect(box).to_have_value("")  # not answered is what stands there
    box.select_option("Under 18")
    survivor.see("question-2").fill("Easy words.")
    survivor.see("name").fill("Noa")
    survivor.press("knock")
    survivor.is_in_line()
    answers = console.knock("Noa").locator('[data-test="answers"]')
    expect(answers).to_contain_text(QUESTION)
    expect(answers).to_contain_text("Under 18")
    talk = console.claim("Noa").show()
    expect(talk.see("answers")).to_contain_text("Easy words.")


def test_the_rights_can_be_read_again_in_the_middle_of_the_chat(
    survivor: Survivor, console: Console
) -> None:
    survivor.hurries()
    console.see("claim").click()
    survivor.talks_with("Noor")
    survivor.writes("Half a sentence")
    again = survivor.see("rights-again")
    expect(again.get_by_text(RIGHTS)).to_be_hidden()
    again.locator("summary").click()
    expect(again.get_by_text(RIGHTS)).to_be_visible()
    in_every_shape(survivor, "talk")
    again.locator("summary").click()
    expect(survivor.see("composer")).to_have_value("Half a sentence")


def test_reading_while_one_waits_keeps_the_place(windows: Windows, console: Console) -> None:
    first = windows.survivor().open().start(name="Ada")
    second = windows.survivor().open().start(name="Bea")
    expect(second.see("place")).to_have_attribute("data-ahead", "1")
    expect(second.see("estimate")).to_have_text("We cannot say yet how long it takes.")
    reading = second.see("resources").get_by_text(RESOURCES)
    reading.scroll_into_view_if_needed()
    expect(reading).to_be_in_viewport()
    first.press("withdraw")
    expect(second.see("place")).to_have_attribute("data-ahead", "0")
    expect(second.see("estimate")).to_have_text("Minutes until your turn, about: 5")
    expect(reading).to_be_in_viewport()
    console.claim("Bea")
    second.talks_with("Noor")


@pytest.mark.parametrize("answers", [True, False])
def test_after_the_end_the_window_is_wiped_and_the_survey_can_be_skipped_as_easily_as_sent(
    answers: bool, survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Kim")
    talk = console.claim("Kim")
    talk.said("We have to stop for today.")
    survivor.hears("We have to stop for today.")
    talk.ends()
    expect(survivor.see("survey")).to_be_visible()
    for word in ("We have to stop", "Kim", "Noor"):
        assert word not in survivor.words()
    same_size(survivor.see("survey-send"), survivor.see("survey-skip"))
    in_every_shape(survivor, "survey")
    survivor.see("survey-2").fill("Shorter waits.")
    if answers:
        survivor.page.get_by_label(SURVEY).select_option("Yes")
    survivor.press("survey-send" if answers else "survey-skip")
    survivor.is_told_erased()
    for _ in range(100):  # the browser tells what has left a moment later
        if sent(survivor, Drop) == int(answers):
            break
        survivor.page.wait_for_timeout(20)
    assert sent(survivor, Drop) == int(answers)
    assert "Shorter waits" not in survivor.words()


def test_who_can_read_this_is_always_shown_and_nobody_joins_without_a_yes(
    place: Place, survivor: Survivor, friends: Friends
) -> None:
    noor, salma = (
        friends.enter(Counselor(place.relay_address, place.device(alias)))
        for alias in ("Noor", "Salma")
    )
    friends.do(noor.on_duty())
    friends.do(salma.on_duty())
    survivor.start(name="Sam", first="Only for Noor.")
    friends.do(noor.claim())
    survivor.talks_with("Noor")
    who = survivor.see("who")
    who.locator("summary").click()
    expect(survivor.see("person")).to_contain_text("Verified by \u2068Night Line")
    hashes = {person.alias: person.fingerprint for person in friends.do(who_is_seen(noor))}
    expect(survivor.see("fingerprint")).to_have_text(proquint(bytes.fromhex(hashes["Noor"])))

    for purpose, answer, reads in ((1, "ask-no", False), (2, "ask-yes-earlier", True)):
        friends.do(asks_for(noor, salma, place.device("Salma").certificate, purpose))
        ask = survivor.see("ask")
        expect(ask).to_contain_text("Salma\u2069 (counselor)")
        expect(ask).to_contain_text("take over" if purpose == 2 else "join")
        expect(ask.get_by_text("read what was written before")).to_be_visible()
        expect(survivor.see("person")).to_have_count(1)
        survivor.press(answer)
        expect(ask).to_have_count(0)
        if reads:
            heard = friends.do(salma.until(lambda view: bool(view.talks))).talks[0]
            friends.do(salma.heard("Only for Noor.", heard.key))
    expect(survivor.see("person")).to_have_count(2)
    joined = survivor.page.locator('[data-test="event"][data-kind="joined"]')
    expect(joined.last).to_contain_text("Salma")
    friends.do(noor.end())
    expect(survivor.see("person")).to_have_count(1)
    expect(survivor.page.locator('[data-kind="left"]')).to_contain_text("Noor")
    survivor.ends()


def test_an_organisation_may_offer_no_other_ways(place: Place, survivor: Survivor) -> None:
    survivor.is_offered_a_start()
    expect(survivor.see("others")).to_be_visible()
    for policy, ways in (('[policy]\ncallers = "none"\n', 0), ("", 1)):
        path = place.folder / "changed.toml"
        path.write_text(ASKING + policy, encoding="utf-8")
        place.org("notice", "set", str(path), answers=(ADMINISTRATOR,))
        place.publish()
        expect(survivor.see("others")).to_have_count(ways)


def test_what_is_smaller_or_cut_is_noticed(survivor: Survivor) -> None:
    survivor.is_offered_a_start()
    for step in ("start", "safe-yes"):
        survivor.press(step)
    with pytest.raises(AssertionError):
        same_size(survivor.see("go-on"), survivor.see("back"))
    survivor.page.evaluate("() => { document.querySelector('h1').style.inlineSize = '50rem'; }")
    with pytest.raises(AssertionError, match="rights"):
        in_every_shape(survivor, "rights")

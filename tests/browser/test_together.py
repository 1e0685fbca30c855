"""Colleagues at one desk: bringing in, handing over, stepping in, quiet help, board and switch.

Nobody comes into a conversation without the survivor's yes, and nobody unseen; what colleagues say
among themselves never holds what a survivor wrote; and what a supervisor says of the desk stands on
open pages within fifteen seconds.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from tests.browser.desk import SLOW, at_work, invites, stage, steps_in
from tests.browser.fixtures import PHONE, WIDE, Windows
from tests.browser.keys import Keys
from tests.browser.look import look
from tests.browser.looks import becomes, holds, never
from tests.browser.place import NOTICE, Place
from tests.browser.rounds import transcript
from tests.browser.spoken import mute, tree
from tests.browser.walk import LAYOUT, LETTERS, SCHEMES, in_letters, languages
from tests.browser.windows import Console, Survivor, Talk, hook

FLOOD = "Our office is flooded. Please call us."
SECRET = "He keeps the key of the blue cellar door in his coat."
CAME = "(from Noor)"
"""Whoever comes in is told no name; what they see is from whom the conversation comes."""

WITHIN = 15.0
"""Seconds in which open pages follow what is said of the desk."""


SCREENS = (ViewportSize(width=1280, height=800), ViewportSize(width=1024, height=768), PHONE)


@dataclass
class Team:
    noor: Console
    salma: Console
    hala: Console

    @property
    def all(self) -> list[Console]:
        return [self.noor, self.salma, self.hala]


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    notice = NOTICE.replace("[texts.en]\n", f'[texts.en]\nstate-1 = "{FLOOD}"\n')
    place = open_place(notice=notice, aliases=("Noor", "Salma"))
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


@pytest.fixture(scope="module")
def _team(browser: Browser, place: Place) -> Iterator[Team]:
    windows = Windows(browser, place)
    yield Team(*(at_work(windows, one) for one in ("Noor", "Salma", "Hala")))
    windows.close()


@pytest.fixture
def team(_team: Team) -> Iterator[Team]:
    yield _team
    for console in _team.all:
        assert console.faults == []
        if console.see("board").count():
            console.press("board-close")
        console.clear()
        hides = console.see("asked-hide")
        for left in range(hides.count(), 0, -1):
            hides.first.click()
            expect(hides).to_have_count(left - 1)


@pytest.fixture
def again(place: Place, team: Team) -> Iterator[None]:
    """All browsers here have one address: whom the relay has turned away, it has to forget."""
    yield
    for console in team.all:
        console.clear()
    place.kill()
    place.start()
    for console in team.all:
        console.connection("connected")
        expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")


def begins(windows: Windows, console: Console, name: str) -> tuple[Survivor, Talk]:
    survivor = windows.survivor().open().start(name=name)
    talk = console.claim(name)
    survivor.talks_with("Noor")
    survivor.said(SECRET)
    talk.says(f"Good evening, {name}.")
    return survivor, talk


def sees(console: Console, alias: str) -> Locator:
    """This colleague stands in the list beside the conversation."""
    console.page.keyboard.press("Alt+q")
    row = console.see("colleague").filter(has_text=alias)
    expect(row).to_have_count(1, timeout=SLOW)
    return row


def test_a_colleague_comes_in_only_when_the_survivor_agrees_and_all_are_told_the_same(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Ada")
    sees(team.noor, "Salma")
    invites(talk, "Salma")
    stage(talk, "asked")
    expect(team.salma.see("asked")).to_contain_text("Noor")
    # It is marked where somebody looks who is at another window.
    expect(team.salma.page).to_have_title("(!) Console")
    team.salma.press("asked-no")
    expect(stage(talk, "declined")).to_contain_text("Salma")
    expect(survivor.see("ask")).to_have_count(0)
    talk.see("talk-ask-hide").click()
    team.salma.press("asked-hide")
    expect(team.salma.see("asked")).to_have_count(0)

    # Another would; she would not, and is not asked again at once.
    invites(talk, "Hala")
    team.hala.press("asked-yes")
    expect(survivor.see("ask")).to_contain_text("Hala")
    stage(talk, "survivor-asked")
    expect(team.hala.see("asked-stage")).to_contain_text("is asked about you")
    survivor.press("ask-no")
    stage(talk, "survivor-no")
    expect(team.hala.see("asked-stage")).to_contain_text("says no")
    never(lambda: team.hala.see("talk-item").count())
    talk.see("talk-ask-hide").click()
    team.hala.press("asked-hide")
    invites(talk, "Hala")
    expect(talk.see("bring").get_by_role("alert")).not_to_be_empty()
    expect(survivor.see("ask")).to_have_count(0)
    team.noor.page.keyboard.press("Escape")
    expect(talk.see("bring")).to_have_count(0)

    # For Salma she would.
    invites(talk, "Salma")
    team.salma.press("asked-yes")
    survivor.press("ask-yes-earlier")
    stage(talk, "joined")
    joined = team.salma.talk(CAME).show()
    joined.stage("talking")
    # The language that Noor was asked for, and not a name.
    expect(joined.panel.locator(".about")).to_contain_text("English")
    joined.hears(SECRET)
    expect(survivor.see("who")).to_contain_text("Salma")
    joined.says("I am Salma.")
    survivor.hears("I am Salma.")
    talk.hears("I am Salma.")
    passed = joined.panel.locator(".passed")
    expect(passed.first).to_contain_text("came through the survivor's browser")
    for one in (talk, joined):
        transcript(team.all, one, "agrees")
    survivor.ends()


def test_a_hand_over_brings_a_note_that_is_read_once_and_the_first_leaves_last(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Bea")
    sees(team.noor, "Salma")
    invites(talk, "Salma", "hand-over")
    team.salma.press("asked-yes")
    stage(talk, "survivor-asked")
    # What she wrote is not for a note.
    talk.see("note").fill(f"She says: {SECRET}")
    talk.see("note-send").click()
    expect(talk.see("note-write")).to_contain_text("own words")
    talk.see("note").fill("Two children. The sister knows.")
    talk.see("note-send").click()
    waits = talk.panel.locator(f'{hook("catch-up")}[data-state="waiting"]')
    expect(waits).to_have_count(1)
    survivor.press("ask-yes")
    joined = team.salma.talk(CAME).show()
    joined.stage("talking")
    never(lambda: SECRET in joined.texts(), "what was said before is the survivor's to show")
    expect(stage(talk, "joined")).to_contain_text("Your part ends")
    talk.stage("talking")
    joined.see("note-open").click()
    expect(joined.see("note-text")).to_have_text("Two children. The sister knows.")
    joined.see("note-close").click()
    expect(joined.see("note-text")).to_have_count(0)
    gone = talk.panel.locator(f'{hook("catch-up")}[data-state="gone"]')
    expect(gone).to_have_count(1)
    assert "The sister knows" not in team.salma.words() + team.noor.words()
    joined.says("I go on with you.")
    survivor.hears("I go on with you.")
    talk.stage("ended")
    survivor.said("Good.")
    joined.hears("Good.")
    survivor.ends()


def test_quiet_help_stands_beside_the_conversation_and_holds_none_of_her_words(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Cleo")
    sees(team.noor, "Salma").locator(hook("quiet-open")).click()
    quiet = team.noor.see("quiet")
    expect(quiet).to_be_visible()
    box = quiet.locator(hook("composer"))
    box.fill(f"What do I say to this: {SECRET.upper()}")
    quiet.locator(hook("send")).click()
    expect(quiet).to_contain_text("own words")
    never(lambda: quiet.locator(hook("message")).count())
    box.fill("Do you know a shelter with a garden?")
    quiet.locator(hook("send")).click()
    expect(box).to_have_value("")
    # Marked for who works elsewhere on the screen, and said to who does not see it.
    tab = team.salma.page.locator("#help-tab-team")
    expect(tab).to_have_text("Colleagues, new: 1", timeout=SLOW)
    expect(team.salma.see("quiet-news")).to_contain_text("Noor")
    sees(team.salma, "Noor").locator(hook("quiet-open")).click()
    theirs = team.salma.see("quiet")
    expect(theirs).to_contain_text("Do you know a shelter with a garden?")
    theirs.locator(hook("composer")).fill("Yes, the third in the list.")
    theirs.locator(hook("send")).click()
    expect(quiet).to_contain_text("Yes, the third in the list.")
    assert "garden" not in survivor.words()
    assert "third" not in survivor.words()
    becomes(lambda: talk.texts(), [SECRET, "Good evening, Cleo."])
    # A question that has no answer yet, and half a word on both sides: closed is gone.
    box.fill("And one with a ramp?")
    quiet.locator(hook("send")).click()
    expect(theirs).to_contain_text("And one with a ramp?")
    box.fill("Half a thought of Noor")
    theirs.locator(hook("composer")).fill("Half a thought of Salma")
    quiet.locator(hook("quiet-close")).click()
    expect(team.noor.see("colleagues")).to_be_visible()
    expect(theirs.locator(hook("quiet-again"))).to_be_visible()
    team.salma.press("quiet-back")
    expect(team.salma.see("colleagues")).to_be_visible()
    for console, other in ((team.noor, "Salma"), (team.salma, "Noor")):
        sees(console, other).locator(hook("quiet-open")).click()
        expect(console.see("quiet")).to_have_attribute("data-stage", "open")
        expect(console.see("quiet").locator(hook("composer"))).to_have_value("")
        never(lambda: console.see("quiet").locator(hook("message")).count())
        for word in ("garden", "third", "ramp", "thought"):
            never(lambda: word in console.page.locator("body").inner_text())
    team.noor.press("quiet-close")
    team.salma.press("quiet-back")
    survivor.ends()


def test_a_supervisor_sees_counts_and_times_alone_and_steps_in_before_everybodys_eyes(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Dora")
    survivor.said("Are you still there?")
    other = windows.survivor().open().start(name="Eva", first="I wait.")
    never(lambda: team.noor.see("board-button").count(), "the board is for supervisors")
    hala = team.hala
    hala.page.keyboard.press("Alt+b")
    board = hala.see("board")
    expect(board.locator(hook("board-waiting"))).to_have_text("1")
    expect(board.locator(hook("board-working"))).to_have_text("3", timeout=SLOW)
    row = board.locator(hook("board-row")).filter(has_text="Noor")
    # Not the one that has just ended, which was answered.
    expect(row.locator(hook("board-waits"))).to_have_count(1, timeout=SLOW)
    expect(row.locator(hook("board-talk"))).to_have_count(1)
    expect(board.locator(hook("board-going"))).to_have_text("1")
    for word in ("Dora", "still there", SECRET):
        never(lambda: word in board.inner_text())
    row.locator(hook("step-in")).click()
    expect(row).to_contain_text("Nobody comes in unseen")
    row.locator(hook("step-no")).click()
    steps_in(hala, row)
    expect(board.locator(hook("asked")).last).to_contain_text("Noor")
    expect(talk.see("comes-in")).to_contain_text("Hala")
    expect(survivor.see("ask")).to_contain_text("Hala")
    survivor.press("ask-yes")
    stage(talk, "joined")
    expect(survivor.see("who")).to_contain_text("Hala")
    hala.press("board-close")
    stepped = hala.talk(CAME).show()
    stepped.stage("talking")
    stepped.says("Good evening, I am Hala.")
    survivor.hears("Good evening, I am Hala.")
    talk.hears("Good evening, I am Hala.")
    survivor.ends()
    other.leaves("https://www.wikipedia.org/")


@pytest.mark.usefixtures("again")
def test_abuse_is_passed_to_a_supervisor_and_whoever_it_is_is_turned_away(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Troll")
    sees(team.noor, "Hala")
    talk.show().see("bring-open").click()
    talk.see("wish").select_option("abuse")
    expect(talk.see("who").locator("option")).to_have_count(1)
    expect(talk.see("who").locator("option")).to_contain_text("Hala")
    talk.see("bring-ask").click()
    expect(team.hala.see("asked")).to_contain_text("abuse")
    assert SECRET not in team.hala.words()
    team.hala.press("asked-no")
    talk.see("away-open").click()
    expect(talk.panel).to_contain_text("No address is kept")
    talk.see("away-confirm-no").click()
    talk.stage("talking")
    team.noor.page.keyboard.press("Alt+z")
    talk.see("away-confirm").click()
    talk.stage("ended")
    expect(talk.panel.locator(f'{hook("turned")}[data-state="done"]')).to_have_count(1)
    survivor.page.reload()
    survivor.is_asked()
    survivor.press("knock")
    expect(survivor.see("problem")).to_be_visible()
    becomes(lambda: team.noor.see("knock-item").count(), 0)


def test_an_emergency_closing_is_seen_before_it_is_said_and_stands_on_open_pages(
    windows: Windows, team: Team
) -> None:
    talking, talk = begins(windows, team.noor, "Fay")
    waiting = windows.survivor().open().start(name="Gea", first="I wait.")
    fresh = windows.survivor().open()
    fresh.is_offered_a_start()
    hala = team.hala
    hala.press("board-button")
    expect(hala.see("state-now")).to_have_attribute("data-mode", "open")
    hala.see("state-mode").select_option("closed")
    expect(hala.see("state-preview")).to_contain_text("Nobody is here to answer now.")
    expect(hala.see("state-preview")).to_contain_text("لا يوجد أحد للرد الآن.")
    hala.see("state-text").select_option("state-1")
    expect(hala.see("state-preview")).to_contain_text(FLOOD)
    hala.see("state-hours").select_option("4")
    hala.press("state-say")
    hala.press("state-confirm-no")
    expect(hala.see("state-now")).to_have_attribute("data-mode", "open")
    for size in SCREENS:
        hala.page.set_viewport_size(size)
        hala.page.evaluate("scrollTo(0, 0)")
        # As by its letter: nothing has scrolled to the button before.
        hala.see("state-say").evaluate("one => one.click()")
        for name in ("state-confirm", "state-confirm-no", "state-said"):
            expect(hala.see(name)).to_be_in_viewport(ratio=1)
        question = hala.see("board").locator(".confirm")
        expect(question.locator("h5")).to_be_focused()
        expect(question.locator("h5")).to_be_in_viewport(ratio=1)
        expect(hala.see("state-said")).to_have_text("Nothing is said yet.")
        hala.press("state-confirm-no")
    hala.page.set_viewport_size(WIDE)
    for console in team.all:
        expect(console.see("stated-here")).to_have_count(0)
    hala.press("state-say")
    begun = time.monotonic()
    hala.press("state-confirm")
    expect(fresh.see("stated")).to_contain_text(FLOOD, timeout=WITHIN * 1000)
    waiting.problem("desk-closed")
    assert time.monotonic() - begun < WITHIN
    becomes(lambda: fresh.see("start").count(), 0)
    expect(hala.see("state-now")).to_have_attribute("data-mode", "closed")
    expect(hala.see("state-words")).to_contain_text(FLOOD)
    expect(hala.see("state-said")).to_have_attribute("data-state", "done")
    # All who work here know it too, and until when; it is said where it comes up.
    for console in (team.noor, team.salma):
        stated = console.see("stated-here")
        expect(stated).to_contain_text(re.compile("Now: Closed, until .*:"), timeout=WITHIN * 1000)
        expect(stated).to_contain_text(FLOOD)
        expect(stated).to_be_visible()
        holds(lambda: stated.evaluate("one => one.closest('[role=status]') !== null"))
    # Who talks goes on talking.
    talking.said("Are you there?")
    talk.says("I am.")
    talking.hears("I am.")
    hala.see("state-mode").select_option("open")
    hala.see("state-text").select_option("")
    hala.press("state-say")
    hala.press("state-confirm")
    expect(fresh.see("start")).to_be_enabled(timeout=WITHIN * 1000)
    expect(hala.see("state-now")).to_have_attribute("data-mode", "open")
    for console in (team.noor, team.salma):
        expect(console.see("stated-here")).to_have_count(0, timeout=WITHIN * 1000)
    hala.press("board-close")
    talking.ends()


@pytest.mark.usefixtures("again")
def test_a_knock_is_turned_away_out_of_the_line(windows: Windows, team: Team) -> None:
    prankster = windows.survivor().open().start(name="Prank", first="Ha ha.")
    knock = team.noor.knock("Prank")
    knock.locator(hook("away-knock")).click()
    expect(knock).to_contain_text("No address is kept")
    knock.locator(hook("away-knock-confirm")).click()
    expect(team.noor.see("knock-item")).to_have_count(0)
    expect(prankster.see("problem")).to_be_visible()


ROWS = """() => {
  const rows = new Map();
  for (const one of document.querySelectorAll('.work-header .row:not(.between) button')) {
    const { top } = one.getBoundingClientRect();
    rows.set(Math.round(top), [...(rows.get(Math.round(top)) ?? []), one.dataset.test]);
  }
  return [...rows.values()];
}"""


def test_a_supervisors_header_holds_together_on_every_screen(team: Team) -> None:
    hala = team.hala
    for size in SCREENS:
        hala.page.set_viewport_size(size)
        becomes(lambda: look(hala.page, "sideways", "cut"), [], size)
        rows = hala.page.evaluate(ROWS)
        assert len(rows) <= {1280: 1, 1024: 2, 360: 4}[size["width"]], rows
        # On a phone the longest has a row of its own; nothing else is left over anywhere.
        assert all(len(row) > 1 for row in rows if size["width"] > 360), rows
    hala.page.set_viewport_size(WIDE)


def test_all_of_it_is_done_by_keyboard_alone_and_fits_a_small_screen_in_both_directions(
    windows: Windows, team: Team
) -> None:
    survivor, talk = begins(windows, team.noor, "Hedi")
    sees(team.noor, "Salma")
    noor, salma, hala = Keys(team.noor.page), Keys(team.salma.page), Keys(team.hala.page)
    noor.press("Alt+1").press("Alt+i")
    expect(talk.see("who").locator("option")).to_have_count(2, timeout=SLOW)
    noor.to(talk.see("wish")).press("ArrowDown")
    # Hala stands before Salma in the list.
    noor.to(talk.see("who")).press("ArrowDown")
    noor.to(talk.see("bring-ask")).press("Enter")
    expect(team.salma.see("asked")).to_have_count(1, timeout=SLOW)
    salma.press("Alt+h")
    expect(team.salma.see("asked-yes")).to_be_focused()
    becomes(lambda: salma.here(), "asked-yes")
    salma.press("Enter")
    stage(talk, "survivor-asked")
    noor.to(talk.see("note"), back=True)
    team.noor.page.keyboard.type("She likes to be called in the morning.")
    noor.to(talk.see("note-send")).press("Enter")
    expect(team.salma.see("catch-up")).to_contain_text("shown once")
    fits(team.noor, "a talk with a request")
    fits(team.salma, "somebody who is asked")
    salma.press("Alt+h")
    expect(team.salma.see("note-open")).to_be_focused()
    becomes(lambda: salma.here(), "note-open")
    salma.press("Enter")
    expect(team.salma.see("note-text")).to_be_visible()
    fits(team.salma, "a note")
    salma.to(team.salma.see("note-close")).press("Enter")
    survivor.press("ask-no")
    stage(talk, "survivor-no")
    hala.press("Alt+b").to(team.hala.see("state-say")).press("Enter")
    expect(team.hala.see("state-confirm")).to_be_visible()
    fits(team.hala, "the board")
    team.hala.see("state-confirm").focus()
    hala.press("Escape")
    expect(team.hala.see("state-confirm")).to_have_count(0)
    expect(team.hala.page.locator("#state-title")).to_be_focused()
    hala.press("Escape")
    expect(team.hala.see("board")).to_have_count(0)
    expect(team.hala.page.locator("#waiting")).to_be_focused()
    becomes(lambda: hala.here(), "waiting")
    hala.press("Alt+q")
    quiet = team.hala.see("colleague").filter(has_text="Noor").locator(hook("quiet-open"))
    hala.to(quiet).press("Enter")
    expect(team.hala.see("quiet")).to_be_visible()
    fits(team.hala, "quiet help")
    hala.to(team.hala.see("quiet-close")).press("Enter")
    survivor.ends()


def fits(console: Console, what: str) -> None:
    """On a phone, in both directions, in large letters, in dark and in light."""
    console.page.set_viewport_size(PHONE)
    for language in languages(console):
        for letters in LETTERS.values():
            with in_letters(console, letters):
                becomes(lambda: look(console.page, *LAYOUT), [], f"{what}, {language}, {letters}")
        for scheme in SCHEMES:
            console.page.emulate_media(color_scheme=scheme)
            becomes(
                lambda: look(console.page, "faint", "edgeless", "moving"), [], f"{what}, {scheme}"
            )
        assert mute(tree(console)) == [], what
    console.page.set_viewport_size(WIDE)

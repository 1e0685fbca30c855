"""Room at the desk: the place to write is in sight whatever stands above it, and a hand-over says
who goes on and what that person cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.desk import (
    SLOW,
    agree,
    at_work,
    comes,
    desk_place,
    invites,
    knocks,
    pass_minutes,
    stage,
)
from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, holds, never
from tests.browser.place import Place
from tests.browser.walk import in_letters
from tests.browser.windows import Console, Survivor, Talk, hook

__all__ = ["desk_place"]

SIZES = {
    "a small laptop": ViewportSize(width=1280, height=800),
    "a smaller one": ViewportSize(width=1280, height=720),
    "200% text": ViewportSize(width=640, height=400),
    "a phone": ViewportSize(width=360, height=740),
}
PARTS = {
    "bring": ("bring-open", "bring"),
    "code": ("code-open", "code-box"),
    "away": ("away-open", "away-confirm"),
    "end": ("end", "end-confirm"),
}

IN_SIGHT = """
(one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) {
    return `out of sight: ${left} ${top} ${right} ${bottom}`;
  }
  const middle = [(left + right) / 2, (top + bottom) / 2];
  const covers = [[left + 4, top + 4], [right - 4, bottom - 4], middle]
    .map(([x, y]) => document.elementFromPoint(x, y))
    .find((found) => found !== one && !one.contains(found));
  return covers === undefined ? '' : `under <${covers?.localName} ${covers?.className}>`;
}
"""
PLACES = """
(talk) => [0, 0.5, 1].map((part) => {
  const { top, height } = talk.getBoundingClientRect();
  const room = height - innerHeight;
  return Math.round(scrollY + top + (room > 0 ? room * part : room));
})
"""


def cannot_write(talk: Talk) -> list[str]:
    """What of the place to write is not in sight, wherever in its conversation one is."""
    page = talk.console.page
    found: list[str] = []
    for y in ["here", *talk.panel.evaluate(PLACES)]:
        if y != "here":
            page.evaluate("(y) => scrollTo(0, y)", y)
        for name in ("composer", "send"):
            fault = talk.see(name).evaluate(IN_SIGHT)
            if fault:
                found.append(f"{name} at {y}: {fault}")
    return found


@dataclass
class Crowd:
    noor: Console
    salma: Console
    survivor: Survivor
    talk: Talk


def team(windows: Windows) -> tuple[Console, Console]:
    noor, salma = at_work(windows), at_work(windows, "Salma")
    noor.page.keyboard.press("Alt+q")
    expect(noor.see("colleague")).to_have_count(1, timeout=SLOW)
    return noor, salma


def talks(windows: Windows, noor: Console, name: str) -> tuple[Survivor, Talk]:
    survivor = knocks(windows, name, about="Something else")
    talk = noor.claim(name)
    survivor.talks_with("Noor")
    survivor.said("Hello. Are you there?")
    return survivor, talk


@pytest.fixture(scope="module")
def crowd(browser: Browser, place: Place) -> Iterator[Crowd]:
    """Everything at once: a strip that rings, somebody let in, a note, marks, words to reread."""
    windows = Windows(browser, place)
    noor, salma = team(windows)
    survivor, talk = talks(windows, noor, "Ada")
    noor.see("my-day").locator("summary").click()
    noor.press("rereads")
    invites(talk, "Salma", "hand-over")
    salma.press("asked-yes")
    stage(talk, "survivor-asked")
    talk.see("note").fill("Two children. The sister knows.")
    survivor.press("ask-yes")
    stage(talk, "joined")
    for name in ("Bea", "Cleo"):
        knocks(windows, name)
    expect(noor.see("knock-item")).to_have_count(2)
    pass_minutes(noor, 5)
    survivor.said("A long story. " * 60)
    comes(noor, noor.see("alarms"), after=5)
    agree(noor, salma)
    yield Crowd(noor, salma, survivor, talk)
    windows.close()


@pytest.mark.parametrize("part", PARTS)
def test_the_place_to_write_is_in_sight_whatever_stands_around_it(part: str, crowd: Crowd) -> None:
    noor, talk = crowd.noor, crowd.talk
    opens, shows = PARTS[part]
    talk.see("composer").fill("A long answer. " * 40)
    talk.see("send").click()
    expect(talk.see("reread-text")).to_be_visible()
    talk.see(opens).click()
    expect(talk.see(shows)).to_be_visible()
    expect(talk.see("reread-text")).to_have_count(0)
    # One at a time: two of them would leave no room for words.
    for other, (_, panel) in PARTS.items():
        holds(lambda: other == part or talk.see(panel).count() == 0)
    faults = {}
    for size, viewport in SIZES.items():
        noor.page.set_viewport_size(viewport)
        talk.panel.locator("h3").evaluate("(one) => one.scrollIntoView()")
        faults[size] = cannot_write(talk)
        if viewport["width"] == 1280:
            grows = "() => document.documentElement.scrollHeight > innerHeight"
            holds(lambda: not noor.page.evaluate(grows), f"{size}: the page itself scrolls")
            # And some of the words are in sight.
            log = talk.panel.get_by_role("log").bounding_box()
            assert log is not None
            assert log["height"] >= 44
            # At its end: where it got less room, with the next drawing.
            noor.page.wait_for_function(
                "(one) => one.scrollHeight - one.scrollTop - one.clientHeight < 4",
                arg=talk.panel.get_by_role("log").element_handle(),
            )
            if part in {"away", "end"}:
                becomes(
                    lambda: talk.see(shows).evaluate(IN_SIGHT),
                    "",
                    f"{size}: no button to answer with",
                )
        if size != "200% text":
            with in_letters(noor, 32):
                talk.panel.locator("h3").evaluate("(one) => one.scrollIntoView()")
                faults[f"{size}, large letters"] = cannot_write(talk)
    noor.page.set_viewport_size(SIZES["a small laptop"])
    noor.page.keyboard.press("Escape")
    expect(talk.see(shows)).to_have_count(0)
    assert {size: found for size, found in faults.items() if found} == {}


def test_the_measure_of_the_place_to_write_sees_what_is_wrong(crowd: Crowd) -> None:
    talk = crowd.talk
    page = crowd.noor.page
    page.set_viewport_size(SIZES["a phone"])
    page.evaluate("() => { document.querySelector('.talk > .writing').style.position = 'static'; }")
    assert cannot_write(talk)
    page.evaluate("() => { document.querySelector('.talk > .writing').style.position = ''; }")
    assert cannot_write(talk) == []
    page.set_viewport_size(SIZES["a small laptop"])


def test_on_a_phone_a_conversation_is_opened_with_its_place_to_write(crowd: Crowd) -> None:
    noor = crowd.noor
    noor.page.set_viewport_size(SIZES["a phone"])
    noor.page.evaluate("() => scrollTo(0, 0)")
    noor.page.keyboard.press("Alt+1")
    expect(crowd.talk.panel.locator("h3")).to_be_in_viewport()
    for name in ("composer", "send"):
        becomes(lambda: crowd.talk.see(name).evaluate(IN_SIGHT), "")
    noor.page.set_viewport_size(SIZES["a small laptop"])


def test_who_is_let_in_takes_one_line_of_the_conversation(crowd: Crowd) -> None:
    talk = crowd.talk
    request = talk.panel.locator(f'{hook("talk-ask")}[data-stage="joined"]')
    # A note that is half written stays open under the hand.
    expect(request.locator(hook("note"))).to_have_value("Two children. The sister knows.")
    talk.see("note-send").click()
    expect(request.locator(hook("note"))).to_have_count(0)
    expect(request.locator("details")).not_to_have_attribute("open", "")
    expect(request).to_contain_text("is in this conversation")
    expect(request.locator(hook("talk-ask-hide"))).to_be_hidden()
    request.locator("summary").click()
    expect(request.locator(hook("talk-ask-hide"))).to_be_visible()
    # Where one is asked to take over, the note that waits is not folded away.
    theirs = Talk(crowd.salma, "")
    theirs.panel = crowd.salma.see("talk")
    expect(theirs.see("talk-ask")).to_contain_text("They said yes.")
    theirs.see("note-open").click()
    expect(theirs.see("note-text")).to_have_text("Two children. The sister knows.")
    theirs.see("note-close").click()
    expect(theirs.see("talk-ask").locator("details")).not_to_have_attribute("open", "")


def test_who_took_over_is_told_who_can_turn_away_and_that_one_still_can(crowd: Crowd) -> None:
    """The relay knows whose a knock was by the connection that answered it, and by nothing else."""
    theirs = Talk(crowd.salma, "")
    theirs.panel = crowd.salma.see("talk")
    theirs.stage("talking")
    theirs.see("away-open").click()
    expect(theirs.see("away-cannot")).to_contain_text("Ask \u2068Noor\u2069")
    never(lambda: theirs.see("away-confirm").count())
    theirs.see("away-team").click()
    expect(crowd.salma.see("colleague")).to_contain_text("Noor")
    theirs.see("away-close").click()
    expect(theirs.see("away-cannot")).to_have_count(0)
    expect(theirs.see("composer")).to_be_focused()
    # By the key as well.
    crowd.salma.page.keyboard.press("Alt+z")
    expect(theirs.see("away-cannot")).to_be_visible()
    crowd.salma.page.keyboard.press("Escape")

    theirs.see("composer").fill("I go on with you.")
    theirs.see("send").click()
    talk = crowd.talk
    talk.stage("ended")
    ended = talk.see("ended")
    expect(ended).to_contain_text("\u2068Salma\u2069 goes on with them. Your part is over.")
    expect(talk.panel.locator(f'{hook("event")}[data-kind="ended"]')).to_contain_text(
        "Handed over to \u2068Salma\u2069."
    )
    over = ("The chat has ended", "You have ended", "Also here", "is in this conversation")
    for words in over:
        expect(talk.panel).not_to_contain_text(words)
    # The survivor's conversation goes on, also after the first counselor has turned her away.
    talk.see("away-after").click()
    expect(ended).to_contain_text("goes on until \u2068Salma\u2069 ends it")
    talk.see("away-after-confirm").click()
    expect(talk.panel.locator(f'{hook("turned")}[data-state="done"]')).to_have_count(1)
    crowd.survivor.said("Good.")
    expect(theirs.panel).to_contain_text("Good.")

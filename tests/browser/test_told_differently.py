"""A survivor's browser that tells colleagues different words is found out by their consoles, within
a round, and both say so until the conversation is put away (attack 14; protocol.md 16.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import variants
from tests.browser.desk import at_work, invites
from tests.browser.fixtures import Windows
from tests.browser.looks import holds
from tests.browser.place import Place
from tests.browser.rounds import Staff, transcript
from tests.browser.test_together import CAME, sees
from tests.browser.windows import Console, Survivor, Talk, hook

TRUE, FALSE = "The shelter opens at eight.", "The shelter opens at nine."
NUMBER = "Call us under 14."
DIFFERS = "Colleagues in this conversation were told different words."
LIES = "([one, other, to]) => { globalThis.lies = [one, other]; globalThis.liesTo = to; }"
HONEST = "() => { globalThis.lies = undefined; }"


@pytest.fixture(scope="module")
def place(
    open_place: Callable[..., Place], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    built = variants.lying(tmp_path_factory.mktemp("lying"))
    place = open_place(built=built, aliases=("Noor", "Salma", "Ines"))
    place.start()
    place.publish()
    yield place
    place.close()


@pytest.fixture(scope="module")
def staff(browser: Browser, place: Place) -> Iterator[Staff]:
    windows = Windows(browser, place)
    yield tuple(at_work(windows, one) for one in ("Noor", "Salma", "Ines"))
    windows.close()


def comes(survivor: Survivor, talk: Talk, guest: Console, alias: str) -> Talk:
    sees(talk.console, alias)
    invites(talk, alias)
    guest.press("asked-yes")
    survivor.press("ask-yes")
    joined = guest.talk(CAME).show()
    joined.stage("talking")
    # The newest request stands with those before it.
    expect(talk.panel.locator(f'{hook("talk-ask")}[data-stage="joined"]').last).to_be_visible()
    return joined


def lied_to(staff: Staff, talk: Talk) -> None:
    """Said where the conversation is, in the list, at the window; and read aloud."""
    console = talk.console
    expect(transcript(staff, talk, "differs")).to_contain_text(DIFFERS)
    alert = talk.panel.get_by_role("alert").filter(has_text=DIFFERS)
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("Compare by phone")
    expect(talk.item.locator(hook("differs-mark"))).to_be_visible()
    expect(console.page).to_have_title(re.compile(r"^\(\d*!\)"))


def test_a14_a_page_that_changes_what_it_passes_on_is_found_out_by_both(
    windows: Windows, staff: Staff
) -> None:
    noor, salma, _ = staff
    survivor = windows.survivor().open().start(name="Ada")
    talk = noor.claim("Ada")
    survivor.talks_with("Noor")
    talk.says("Good evening.")
    joined = comes(survivor, talk, salma, "Salma")
    joined.says("I am Salma.")
    talk.hears("I am Salma.")
    # As long as it tells both the same, both say so.
    for one in (talk, joined):
        transcript(staff, one, "agrees")
        expect(one.item.locator(hook("differs-mark"))).to_have_count(0)
    survivor.page.evaluate(LIES, ["eight", "nine", None])
    joined.says(TRUE)
    talk.hears(FALSE)
    holds(lambda: TRUE in joined.texts())
    # Words of a colleague are marked as what they are, whoever changed them.
    changed = talk.panel.locator(hook("message")).filter(has_text=FALSE)
    expect(changed.locator(".passed")).to_contain_text("came through the survivor's browser")
    for one in (talk, joined):
        lied_to(staff, one)
    # It cannot be taken back by telling the truth from now on.
    survivor.page.evaluate(HONEST)
    for word in ("one", "two", "three", "four", "five", "six"):
        joined.says(f"{word} and so on")
        talk.hears(f"{word} and so on")
    for one in (talk, joined):
        expect(one.see("transcript")).to_have_attribute("data-state", "differs")
    survivor.ends()
    for one in (talk, joined):
        one.stage("ended")
        expect(one.see("transcript")).to_contain_text(DIFFERS)
        one.forgets()
        expect(one.console.page).to_have_title("Console")
        assert one.console.faults == []


def test_a14_who_is_told_the_truth_learns_too_that_a_third_is_not(
    windows: Windows, staff: Staff
) -> None:
    noor, salma, ines = staff
    survivor = windows.survivor().open().start(name="Bea")
    talk = noor.claim("Bea")
    survivor.talks_with("Noor")
    second = comes(survivor, talk, salma, "Salma")
    third = comes(survivor, talk, ines, "Ines")
    # Noor's number is told Salma as it is, and Ines as another.
    survivor.page.evaluate(LIES, ["14", "41", 3])
    talk.says(NUMBER)
    second.hears(NUMBER)
    third.hears("under 41")
    for one in (talk, second, third):
        lied_to(staff, one)
    survivor.ends()
    for one in (talk, second, third):
        one.stage("ended")
        one.forgets()
        assert one.console.faults == []

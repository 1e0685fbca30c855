"""Every screen and state of a console at work, one after the other: real page, relay and people.

The same for the console as states.py is for the survivor's page. What can stand on one screen at
the same time is looked at together, since each look costs seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.counting import PASSPHRASE
from tests.browser.desk import agree, comes, pass_minutes, steps_in
from tests.browser.fixtures import Windows
from tests.browser.help_book import HANDBOOK
from tests.browser.place import Place
from tests.browser.states import ARABIC, LONG, MIXED, State
from tests.browser.states_office import office
from tests.browser.windows import Console, Survivor, Talk, hook
from tests.orgkeys.office import ADMINISTRATOR

SETTINGS = """\
[settings]
talk-minutes = "5"
remind-after = "4"
close-after = "60"
answer-within = "3"
most-hours = "1"
[[cards]]
key = "debrief"
language = "en"
title = "For yourself"
text = "Call Mina. She is there for us."
"""
SLOW = 90_000
"""Milliseconds: consoles call each other every minute at the latest."""
LATER = 9
"""Minutes by which the time of this desk runs ahead."""
NOTICE = Path(__file__).with_name("states_notice.toml")


def town(place: Place) -> Place:
    """People of all roles, a handbook, and a vault for the numbers."""
    place.set_handbook(SETTINGS + HANDBOOK)
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    vault = str(place.folder / "numbers.vault")
    place.org("statistics", "vault", vault, answers=(ADMINISTRATOR, PASSPHRASE, PASSPHRASE))
    place.start().publish()
    return place


def states(windows: Windows) -> Iterator[State]:
    """All of them. Nobody else is on duty at the relay of `windows.place`."""
    locked = windows.console().open()
    expect(locked.see("vault-file")).to_be_visible()
    yield State("console, locked", locked)
    hala, noor = windows.console(), windows.console()
    hala.page.clock.install()
    hala.open().unlock("Hala").on_duty()
    noor.page.clock.install()
    noor.open().unlock("Noor").on_duty()
    ada, talk = begins(windows, hala, "Ada")
    yield from busy(windows, hala, ada, talk)
    # Both, or each would be gone for the other; and again, so that each has called since.
    agree(hala, noor)
    for console in (hala, noor, hala):
        pass_minutes(console, 1)
    yield from helped(hala, talk)
    yield from asked_again(hala, ada, talk)
    yield from together(windows, hala, noor, ada, talk)
    yield from ended(hala, talk)
    yield from office(windows, hala)


def begins(windows: Windows, console: Console, name: str) -> tuple[Survivor, Talk]:
    survivor = windows.survivor().open().start(name=name, first=f"{MIXED} {ARABIC}")
    return survivor, console.claim(name)


def busy(windows: Windows, hala: Console, ada: Survivor, talk: Talk) -> Iterator[State]:
    """Two conversations, two who wait, one of them for somebody else; alarms, marks, a box."""
    talk.says("Hello.")
    begins(windows, hala, LONG[:64])
    other = windows.survivor(locale="ar").open()
    other.start(name="سمر", first=ARABIC)
    windows.survivor().open().start(name="Bea", first=LONG)
    expect(hala.see("knock-item")).to_have_count(2)
    pass_minutes(hala, LATER - 4)
    ada.said(LONG)
    comes(hala, hala.see("alarms"), after=4)
    hala.see("my-day").locator("summary").click()
    talk.show()
    talk.see("code-open").click()
    yield State("console, a busy desk with alarms, marks and the code word", hala)
    talk.see("code-box").locator("button").last.click()
    hala.press("beside")
    hala.page.keyboard.press("Control+k")
    expect(hala.see("keys-menu")).to_be_visible()
    yield State("console, the menu of keys over two conversations", hala, over=True)
    hala.see("keys-menu").get_by_role("heading").focus()
    hala.page.keyboard.press("Escape")
    expect(hala.see("keys-menu")).to_have_count(0)
    hala.press("beside")


def helped(hala: Console, talk: Talk) -> Iterator[State]:
    """Each part of the help pane, beside what else stands in a conversation."""
    talk.show()
    for tab in ("texts", "services", "lists", "crisis", "keys"):
        hala.page.locator(f'{hook("help-tab")}[data-tab="{tab}"]').click()
        if tab == "crisis":
            hala.press("incident")
            expect(hala.see("incident-form")).to_be_visible()
        yield State(f"console, help: {tab}", hala)


def asked_again(hala: Console, ada: Survivor, talk: Talk) -> Iterator[State]:
    """A code word that was not the same, and a message that is shown once more before it goes."""
    for asked, word in (("code-agree", "Blue Quzzog"), ("code-check", "green quzzog")):
        talk.see("code-open").click()
        talk.see(asked).click()
        ada.see("code-word").fill(word)
        ada.press("code-send")
        expect(ada.see("code")).to_have_count(0)
    expect(talk.see("code-state")).to_have_attribute("data-state", "no-match")
    talk.see("code-open").click()
    yield State("console, the code word was not the same", hala)
    talk.see("code-open").click()
    hala.press("rereads")
    talk.see("composer").fill(LONG)
    talk.see("send").click()
    expect(talk.see("reread-text")).to_be_visible()
    yield State("console, a message is shown once more", hala)
    talk.see("composer").fill("")
    hala.press("rereads")


def together(
    windows: Windows, hala: Console, noor: Console, ada: Survivor, talk: Talk
) -> Iterator[State]:
    """Colleagues, a line to one of them, what they ask, a hand-over with its note."""
    theirs = windows.survivor().open().start(name="Kim")
    noor.claim("Kim")
    theirs.talks_with("Noor")
    hala.page.keyboard.press("Alt+q")
    expect(hala.see("colleague")).to_have_count(1, timeout=SLOW)
    talk.show().see("bring-open").click()
    talk.see("wish").select_option("hand-over")
    yield State("console, colleagues, and who is to come", hala)
    talk.see("bring-ask").click()
    hala.press("quiet-open")
    quiet = hala.see("quiet")
    expect(quiet).to_have_attribute("data-stage", "open")
    quiet.locator(hook("composer")).fill("Can you take her?")
    quiet.locator(hook("send")).click()
    noor.press("asked-yes")
    expect(ada.see("ask")).to_be_visible()
    expect(talk.see("note")).to_be_visible()
    yield State("console, a line between colleagues and a note", hala)
    ada.press("ask-no")
    expect(talk.panel.locator(f'{hook("talk-ask")}[data-stage="survivor-no"]')).to_be_visible()
    kims = noor.talk("Kim").show()
    kims.see("bring-open").click()
    kims.see("wish").select_option("abuse")
    expect(kims.see("bring-ask")).to_be_enabled(timeout=SLOW)
    kims.see("bring-ask").click()
    expect(hala.see("asked")).to_have_count(1)
    yield State("console, a colleague asks", hala)
    hala.press("asked-yes")
    expect(kims.see("note")).to_be_visible()
    kims.see("note").fill("He shouts at everybody. Nobody is in danger.")
    kims.see("note-send").click()
    theirs.press("ask-yes-earlier")
    joined = hala.talk("(from Noor)").show()
    joined.stage("talking")
    joined.see("note-open").click()
    expect(joined.see("note-text")).to_be_visible()
    yield State("console, taken over, with the note", hala)
    joined.says("I am Hala. I go on with you.")
    kims.stage("ended")
    # A rule set does not see that what is folded away is out of sight.
    noor.see("my-day").locator("summary").click()
    yield State("console, handed over", noor)
    yield from above(windows, hala, noor)


def above(windows: Windows, hala: Console, noor: Console) -> Iterator[State]:
    """Whoever leads: a step into a conversation, two to be turned away, a state of the desk."""
    hala.page.keyboard.press("Alt+b")
    expect(hala.see("board-row")).to_have_count(2, timeout=SLOW)
    # The conversation that was handed over has to be gone from the board first.
    pass_minutes(noor, 1)
    expect(hala.see("step-in")).to_have_count(0, timeout=SLOW)
    survivor = windows.survivor().open().start(name="Lea")
    talk = noor.claim("Lea")
    # Both know then whether the line between them still stands.
    pass_minutes(noor, 1)
    pass_minutes(hala, 1)
    expect(hala.see("step-in")).to_have_count(1, timeout=SLOW)
    steps_in(hala, hala.see("board"))
    expect(survivor.see("ask")).to_be_visible(timeout=SLOW)
    yield State("talk, may a supervisor step in?", survivor)
    survivor.press("ask-no")
    hala.press("step-in")
    hala.press("state-say")
    yield State("console, the board, stepping in, and the emergency switch", hala)
    talk.show()
    noor.see("away-knock").first.click()
    talk.see("away-open").click()
    yield State("console, turn somebody away?", noor)
    talk.see("away-confirm-no").click()
    noor.press("away-knock-confirm-no")
    hala.press("state-confirm-no")
    hala.press("board-close")
    # Not from this board: its time runs ahead of the relay's.
    windows.place.desk("closed")
    expect(noor.see("stated-here")).to_be_visible()
    yield State("console, closed by somebody who leads", noor)


def ended(hala: Console, talk: Talk) -> Iterator[State]:
    """A hard conversation is over: what is counted, and a pause."""
    talk.show().see("end").click()
    yield State("console, end it?", hala)
    talk.see("end-confirm").click()
    expect(talk.see("tally-form")).to_be_visible()
    talk.see("hard").click()
    expect(hala.see("care")).to_be_visible()
    yield State("console, the count, and care after a hard conversation", hala)
    talk.see("tally-question").select_option("law")
    talk.see("tally-send").click()
    hala.press("care-pause")
    expect(hala.see("paused")).to_be_visible()
    rude = hala.talk(LONG[:64]).show()
    rude.see("away-open").click()
    rude.see("away-confirm").click()
    expect(rude.see("turned")).to_have_attribute("data-state", "done")
    yield State("console, a pause, and somebody is turned away", hala)
    hala.press("off-duty")

"""Everything at the console by keyboard alone: no pointer, and never at nowhere.

After every key it is looked at where the focus is (hands.py). The survivors here have pointers;
their page is walked by keys in test_keyboard.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.counting import counting
from tests.browser.fixtures import Windows
from tests.browser.hands import Hands, answers, ends, enters, forgets, sends, title
from tests.browser.help_book import HANDBOOK
from tests.browser.looks import holds
from tests.browser.place import NOTICE, Place
from tests.browser.windows import Survivor, hook

SETTINGS = """\
[[texts]]
key = "goodbye"
stage = "idle-close"
language = "en"
title = "Goodbye"
text = "Thank you for writing. You can come back at any time."
[[cards]]
key = "debrief"
language = "en"
title = "For yourself"
text = "Call Mina. She is there for us."
"""
FLOOD = "Our office is flooded. Please call us."
CAME = "(from Noor)"
"""Whoever comes in is told no name; what they see is from whom the conversation comes."""
SLOW = 90_000
"""Milliseconds: consoles call each other every minute at the latest."""


@dataclass
class Desk:
    noor: Hands
    hala: Hands


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """A counselor, a supervisor, a handbook, and a vault for the numbers."""
    notice = NOTICE.replace("[texts.en]\n", f'[texts.en]\nstate-1 = "{FLOOD}"\n')
    return counting(open_place(notice=notice, handbook=SETTINGS + HANDBOOK))


@pytest.fixture(scope="module")
def _desk(browser: Browser, place: Place) -> Iterator[Desk]:
    windows = Windows(browser, place)
    yield Desk(enters(windows.console(), "Noor"), enters(windows.console(), "Hala"))
    windows.close()


@pytest.fixture
def desk(_desk: Desk) -> Iterator[Desk]:
    yield _desk
    for hands in (_desk.noor, _desk.hala):
        assert hands.console.faults == []


def knocks(windows: Windows, name: str, first: str = "") -> Survivor:
    return windows.survivor().open().start(name=name, first=first)


def test_two_are_answered_and_helped_with_what_is_ready(windows: Windows, desk: Desk) -> None:
    noor = desk.noor
    console = noor.console
    ada = knocks(windows, "Ada", "Hello?")
    talk = answers(noor, ada, "Ada")
    box = talk.see("composer")
    bea = knocks(windows, "Bea")
    expect(console.knock("Bea")).to_be_visible()
    noor.to(console.knock("Bea").locator(hook("claim")), back=True).press("Enter")
    other = console.talk("Bea")
    other.stage("talking")
    bea.talks_with("Noor")
    noor.at(title(other)).press("Alt+1").at(title(talk)).press("Alt+w").at(box)

    noor.press("Alt+t").at(console.see("texts-search")).press("Escape").at(box)
    noor.press("F4").write("hello").press("Enter").at(box)
    expect(box).to_have_value("Hello. I am here to listen.")
    sends(noor, " I am Noor.")
    ada.hears("Hello. I am here to listen. I am Noor.")
    noor.press("Alt+s").at(console.see("services-search")).write("north").press("ArrowDown")
    noor.at(console.see("services-use")).press("Enter").at(box)
    noor.press("Control+Enter")
    ada.hears("+1 202 555 0110")
    # Of a house that nobody may know, nothing; a colleague is asked instead.
    noor.press("F9").write("lantern").press("Enter")
    noor.at(console.page.locator("#help-team")).press("Escape").at(box)
    expect(box).to_have_value("")

    noor.press("Alt+u").at(console.see("card").first)
    noor.to(console.page.locator('[data-card="violence"]')).press("Enter")
    expect(console.see("card-shown")).to_contain_text("Ask if they are safe.")
    noor.to(console.see("incident")).press("Enter")
    noor.chooses(console.see("incident-question"), "other")
    noor.to(console.see("incident-send")).press("Enter")
    expect(console.see("incident-sent")).to_be_visible()
    noor.press("Escape").at(box).press("Alt+l").to(console.see("tick").first).press("Space")
    expect(console.see("tick").first).to_have_attribute("aria-checked", "true")
    noor.press("Escape").at(box)
    tabs = console.page.locator('[role="tab"][tabindex="0"]')
    noor.to(tabs).press("ArrowRight").press("ArrowRight").press("ArrowRight")
    expect(console.see("help-panel")).to_have_attribute("data-tab", "keys")
    noor.press("Escape").at(box)

    noor.opens("Control+k", console.see("keys-menu"), box).press("2").at(title(other))
    noor.opens("Alt+x", other.see("end-confirm"), other.see("composer"))
    noor.to(other.see("end-confirm-no")).press("Enter").at(other.see("composer"))
    ends(noor, other)
    ends(noor, talk)


def test_a_code_word_is_agreed_checked_and_asked_again(windows: Windows, desk: Desk) -> None:
    noor = desk.noor
    survivor = knocks(windows, "Cleo")
    talk = answers(noor, survivor, "Cleo")
    box = talk.see("composer")
    steps = [
        ("code-agree", "Blue Quzzog", "agreed"),
        ("code-check", "green quzzog", "no-match"),
        ("code-check", "blue quzzog", "match"),
        ("code-renew", "gray quzzog", "agreed"),
    ]
    for asked, word, state in steps:
        noor.opens("Alt+c", talk.see("code-box"), box)
        noor.to(talk.see(asked)).press("Enter").at(box)
        survivor.see("code-word").fill(word)
        survivor.press("code-send")
        expect(talk.see("code-state")).to_have_attribute("data-state", state)
        noor.at(box)
    ends(noor, talk)


def test_a_colleague_is_brought_in_and_then_takes_over_with_a_note(
    windows: Windows, desk: Desk
) -> None:
    noor, hala = desk.noor, desk.hala
    survivor = knocks(windows, "Dora")
    talk = answers(noor, survivor, "Dora")
    box = talk.see("composer")
    sends(noor, "Somebody speaks Arabic here.")
    there(noor, "Hala")
    noor.press("Escape").at(box)
    noor.opens("Alt+i", talk.see("bring"), box)
    noor.to(talk.see("bring-ask")).press("Enter").at(box)
    expect(hala.console.see("asked")).to_have_count(1)
    hala.press("Alt+h").at(hala.console.see("asked-yes"))
    hala.to(hala.console.see("asked-no")).press("Enter")
    asked = talk.see("talk-ask")
    expect(asked).to_have_attribute("data-stage", "declined")
    noor.at(box).to(talk.see("talk-ask-hide"), back=True).press("Enter").at(box)
    hala.to(hala.console.see("asked-hide")).press("Enter")
    expect(hala.console.see("asked")).to_have_count(0)

    noor.press("Alt+i").chooses(talk.see("wish"), "hand-over")
    noor.to(talk.see("bring-ask")).press("Enter").at(box)
    expect(hala.console.see("asked")).to_have_count(1)
    hala.press("Alt+h").press("Enter")
    expect(survivor.see("ask")).to_be_visible()
    noor.to(talk.see("note"), back=True).write("Two children. The sister knows.")
    noor.to(talk.see("note-send")).press("Enter").at(box)
    survivor.press("ask-yes-earlier")
    expect(asked).to_have_attribute("data-stage", "joined")
    noor.at(box)
    joined = hala.console.talk(CAME)
    joined.stage("talking")
    hala.press("Alt+1").at(title(joined))
    hala.to(joined.see("note-open")).press("Enter").at(joined.see("note-text"))
    hala.to(joined.see("note-close")).press("Enter")
    expect(joined.see("note-text")).to_have_count(0)
    hala.press("Alt+w")
    sends(hala, "I go on with you.")
    survivor.hears("I go on with you.")
    talk.stage("ended")
    forgets(noor, talk)
    ends(hala, joined)


def there(hands: Hands, alias: str) -> Locator:
    """This colleague stands in the list; the keys are in it."""
    hands.press("Alt+q").at(hands.page.locator("#help-team"))
    row = hands.console.see("colleague").filter(has_text=alias)
    expect(row).to_have_count(1, timeout=SLOW)
    return row


def test_quiet_help_is_asked_for_and_answered(desk: Desk) -> None:
    noor, hala = desk.noor, desk.hala
    quiet, theirs = noor.console.see("quiet"), hala.console.see("quiet")
    heading = noor.page.locator("#help-team")
    noor.to(there(noor, "Hala").locator(hook("quiet-open"))).press("Enter").at(heading)
    noor.to(quiet.locator(hook("composer")))
    sends(noor, "Do you know a shelter with a garden?").at(quiet.locator(hook("composer")))
    expect(hala.console.page.locator("#help-tab-team")).to_have_text("Colleagues, new: 1")
    hala.to(there(hala, "Noor").locator(hook("quiet-open"))).press("Enter")
    expect(theirs).to_contain_text("garden")
    hala.to(theirs.locator(hook("composer")))
    sends(hala, "The third in the list.").to(hala.console.see("quiet-back")).press("Enter")
    hala.at(hala.page.locator("#help-team"))
    expect(quiet).to_contain_text("The third in the list.")
    noor.to(quiet.locator(hook("quiet-close"))).press("Enter").at(heading)
    expect(noor.console.see("colleagues")).to_be_visible()


def test_a_hard_conversation_is_ended_with_words_counted_and_followed_by_a_pause(
    windows: Windows, desk: Desk
) -> None:
    noor = desk.noor
    console = noor.console
    survivor = knocks(windows, "Eva")
    talk = answers(noor, survivor, "Eva")
    my_day = console.see("my-day")
    noor.to(my_day.locator("summary"), back=True).press("Enter")
    noor.to(console.see("rereads")).press("Space").press("Alt+w")
    noor.press("Alt+g").at(talk.see("composer")).press("Control+Enter")
    expect(talk.see("reread-text")).to_contain_text("You can come back")
    noor.at(talk.see("composer")).press("Control+Enter")
    survivor.hears("You can come back")
    noor.to(console.see("rereads"), back=True).press("Space")
    noor.to(my_day.locator("summary"), back=True).press("Enter")
    noor.press("Alt+w").press("Alt+x").to(talk.see("end-confirm")).press("Enter")
    talk.stage("ended")
    noor.here()
    noor.chooses(talk.see("tally-question"), "law")
    noor.to(talk.see("tally-send")).press("Enter")
    expect(talk.see("tally-sent")).to_be_visible()
    noor.to(talk.see("hard")).press("Enter")
    expect(console.see("care")).to_contain_text("Call Mina.")
    noor.press("Escape")
    expect(console.see("care")).to_have_count(0)
    noor.press("Alt+p")
    expect(console.see("paused")).to_be_visible()
    noor.to(console.see("pause-end"), back=True).press("Enter")
    expect(console.see("paused")).to_have_count(0)
    noor.press("Alt+1")
    forgets(noor, talk)
    # How many at a time, and whether any new ones at all.
    noor.to(console.see("limit-fewer"), back=True).press("Enter")
    noor.to(console.see("limit-more")).press("Enter")
    noor.to(console.see("finish"), back=True).press("Enter")
    expect(console.see("duty")).to_have_attribute("data-duty", "finishing")
    noor.here()
    noor.to(console.see("on-duty"), back=True).press("Enter")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    noor.here()


def test_a_supervisor_steps_in_and_says_what_people_outside_are_told(
    windows: Windows, desk: Desk
) -> None:
    noor, hala = desk.noor, desk.hala
    console = hala.console
    board = console.see("board")
    row = board.locator(hook("board-row")).filter(has_text="Noor")
    # What a colleague has ended may stand here until their console calls again.
    hala.press("Alt+b")
    expect(row).to_be_visible(timeout=SLOW)
    expect(row.locator(hook("board-talk"))).to_have_count(0, timeout=SLOW)
    hala.press("Escape")
    expect(board).to_have_count(0)
    survivor = knocks(windows, "Fay")
    talk = answers(noor, survivor, "Fay")
    outside = windows.survivor().open()
    outside.is_offered_a_start()
    hala.press("Alt+b")
    expect(board).to_be_visible()
    expect(row.locator(hook("board-talk"))).to_have_count(1, timeout=SLOW)
    hala.to(row.locator(hook("step-in"))).press("Enter")
    hala.press("Escape")
    expect(row.locator(hook("step-join"))).to_have_count(0)
    hala.to(row.locator(hook("step-in"))).press("Enter")
    hala.to(row.locator(hook("step-join"))).press("Enter")
    # What is asked stands on the board too, and takes nothing of its room.
    expect(board.locator(hook("asked"))).to_be_visible()
    expect(talk.see("comes-in")).to_contain_text("Hala", timeout=SLOW)
    holds(lambda: board.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1)
    noor.at(talk.see("composer"))
    survivor.press("ask-yes")
    expect(survivor.see("who")).to_contain_text("Hala")

    says(hala, "closed", "state-1")
    expect(outside.see("stated")).to_contain_text(FLOOD)
    expect(noor.console.see("stated-here")).to_contain_text(FLOOD)
    noor.at(talk.see("composer"))
    says(hala, "open", "")
    expect(outside.see("start")).to_be_enabled()
    hala.press("Escape")
    expect(board).to_have_count(0)
    stepped = console.talk(CAME)
    hala.press("Alt+1").at(title(stepped)).press("Alt+w").at(stepped.see("composer"))
    hala.opens("Alt+b", board, stepped.see("composer")).press("Escape")
    sends(hala, "I am Hala.")
    survivor.hears("I am Hala.")
    survivor.ends()
    for hands, one in ((noor, talk), (hala, stepped)):
        one.stage("ended")
        hands.here()
        forgets(hands, one)


def says(hands: Hands, mode: str, text: str) -> None:
    """On the board; and not before it was asked whether."""
    see = hands.console.see
    hands.chooses(see("state-mode"), mode).chooses(see("state-text"), text)
    hands.to(see("state-say")).press("Enter")
    expect(see("state-confirm")).to_be_visible()
    hands.press("Escape").at(hands.page.locator("#state-title"))
    expect(see("board")).to_be_visible()
    hands.to(see("state-say")).press("Enter")
    hands.to(see("state-confirm")).press("Enter").at(hands.page.locator("#state-title"))
    expect(see("state-now")).to_have_attribute("data-mode", mode)
    hands.here()
    # Back to the list above it, for whoever says the next.
    hands.to(see("state-mode"), back=True).press("Shift+Tab")


def test_somebody_is_turned_away_out_of_the_line_and_out_of_a_conversation_and_it_is_locked(
    windows: Windows, desk: Desk
) -> None:
    """Last: whom the relay turns away here, it turns away with everybody of this machine."""
    noor = desk.noor
    console = noor.console
    troll = knocks(windows, "Troll", "Ha ha.")
    talk = answers(noor, troll, "Troll")
    knocks(windows, "Prank")
    line, knock = console.page.locator("#waiting"), console.knock("Prank")
    expect(knock).to_be_visible()
    noor.to(knock.locator(hook("away-knock")), back=True).press("Enter")
    noor.press("Escape").at(line)
    noor.to(knock.locator(hook("away-knock"))).press("Enter")
    noor.to(knock.locator(hook("away-knock-confirm"))).press("Enter").at(line)
    expect(knock).to_have_count(0)
    noor.press("Alt+w").opens("Alt+z", talk.see("away-confirm"), talk.see("composer"))
    noor.to(talk.see("away-confirm")).press("Enter")
    talk.stage("ended")
    expect(talk.see("turned")).to_have_attribute("data-state", "done")
    noor.here()
    forgets(noor, talk)
    noor.to(console.see("lock"), back=True).press("Enter")
    expect(console.see("vault-file")).to_be_visible()
    noor.here()


def test_a_focus_that_is_lost_is_noticed(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<style>:focus { outline: 3px solid blue }</style>"
        "<button onclick='this.remove()'>Gone</button><button>Send</button>"
    )
    hands = Hands.__new__(Hands)
    hands.page = page
    hands.to(page.get_by_text("Gone"))
    with pytest.raises(AssertionError, match="lost"):
        hands.press("Enter")
    page.close()

"""What colleagues call themselves and write is only words on each other's screens: in the list and
on the board, in what is asked, a note, quiet help, and the words for an emergency (attacks 54 to
57).

No office certifies such an alias. Here one does, since a console believes whatever is signed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from orgkeys.office import commands_device
from tests.browser.desk import SLOW, invites, stage
from tests.browser.fixtures import Windows
from tests.browser.leaving import PATIENCE
from tests.browser.looks import becomes, holds
from tests.browser.place import NOTICE, Place
from tests.browser.test_hostile_texts import (
    LINKS,
    OWN,
    SCRIPTS,
    TURNED,
    TURNERS,
    covers_nothing,
    elements,
    nothing_happened,
    only_text,
)
from tests.browser.test_together import CAME, WITHIN, sees
from tests.browser.windows import Console, hook
from tests.orgkeys.office import ADMINISTRATOR

MARKED = "<img src=//evil.example onerror='globalThis.ran=1'>"
TURNING = "\u202eMallory\u2067 Z" + "\u0351\u0306\u0338\u0489" * 8 + " <b>x\u2069\u2069"
"""A counselor's alias, and a supervisor's."""
MARK, TURN = "evil.example", "Mallory"
"""By what each is found on a screen."""
WORDS = [*SCRIPTS, *LINKS, *TURNED.values()]
NOTE = "\n".join([*SCRIPTS[:4], LINKS[1], TURNED["an override that is not closed"]])
STATES = [SCRIPTS[1], SCRIPTS[4], LINKS[1]]
"""Signed words for special times."""
STANDING = ["h1", hook("duty"), hook("lock"), "#talks-title"]
ISOLATED = """([marks, turners]) => {
  const loose = [];
  const look = (where, text) => {
    let rest = text;
    // From the inside out: what begins inside ends inside.
    for (let before = ''; before !== rest; ) {
      before = rest;
      rest = rest.replace(/\\u2068[^\\u2068\\u2069]*\\u2069/g, '');
    }
    if ([...marks, ...turners].some((one) => rest.includes(one))) loose.push(`${where}: ${text}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    const ours = parentElement.closest('script, style, .words') === null;
    if (ours) look(parentElement.localName, data);
  }
  for (const one of document.querySelectorAll('[aria-label]')) {
    look('label', one.getAttribute('aria-label'));
  }
  look('title', document.title);
  return loose;
}"""


@dataclass
class Three:
    noor: Console
    marked: Console
    turning: Console

    @property
    def all(self) -> list[Console]:
        return [self.noor, self.marked, self.turning]


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    states = "".join(f"state-{at} = {word!r}\n" for at, word in enumerate(STATES, 1))
    place = open_place(notice=NOTICE.replace("[texts.en]\n", f"[texts.en]\n{states}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands_device, "check_wanted", lambda *_: None)
        for name, alias, role in (("M", MARKED, "counselor"), ("T", TURNING, "supervisor")):
            place.org(
                *("device", "add", "--alias", alias, "--role", role, "--language", "en"),
                *("--relay", place.relay_address, "--out", str(place.vault(name))),
                answers=(ADMINISTRATOR, place.passphrase, place.passphrase),
            )
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


@pytest.fixture(scope="module")
def three(browser: Browser, place: Place) -> Iterator[Three]:
    windows = Windows(browser, place)
    noor, marked, turning = (windows.console().open().unlock(one) for one in ("Noor", "M", "T"))
    yield Three(noor.on_duty(), marked.on_duty(), turning.on_duty())
    windows.close()


@pytest.fixture
def as_before(three: Three, place: Place) -> Iterator[None]:
    """Whatever was shown: no node of it, no request, and the console's own words stand still."""
    before = [(elements(one), one.page.evaluate(OWN, STANDING)) for one in three.all]
    yield
    for console, was in zip(three.all, before, strict=True):
        console.clear()
        deadline = time.monotonic() + PATIENCE
        # What others' consoles have still to say of it may take a moment to go.
        while (now := (elements(console), console.page.evaluate(OWN, STANDING))) != was:
            assert time.monotonic() < deadline, (now, was)
            console.page.wait_for_timeout(50)
        nothing_happened(console, place)


def isolated(console: Console) -> None:
    """Wherever a colleague's alias stands among the console's own words, it moves none of them."""
    marks = [[MARK, TURN], [one for one in TURNERS if one not in "\u2068\u2069"]]
    becomes(lambda: console.page.evaluate(ISOLATED, marks), [])


def in_its_place(console: Console, *names: str) -> None:
    for name in names:
        for one in console.see(name).locator("p, h3, strong, li, label").all():
            if one.is_visible():
                covers_nothing(one)


@pytest.mark.usefixtures("as_before")
def test_a54_a55_a56_aliases_and_quiet_help_are_only_words(three: Three) -> None:
    noor, marked = three.noor, three.marked
    row = sees(noor, MARK)
    expect(sees(noor, TURN)).to_contain_text("supervisor")
    isolated(noor)
    in_its_place(noor, "colleagues")
    row.locator(hook("quiet-open")).click()
    quiet = noor.see("quiet")
    for words in WORDS:
        quiet.locator(hook("composer")).fill(words)
        quiet.locator(hook("send")).click()
        expect(quiet.locator(hook("composer"))).to_have_value("")
    expect(marked.see("quiet-news")).to_contain_text("Noor", timeout=SLOW)
    sees(marked, "Noor").locator(hook("quiet-open")).click()
    theirs = marked.see("quiet")
    expect(theirs.locator(hook("message"))).to_have_count(len(WORDS))
    theirs.locator(hook("composer")).fill(TURNED["Arabic"])
    theirs.locator(hook("send")).click()
    expect(quiet.locator(hook("message"))).to_have_count(len(WORDS) + 1)
    for console, line in ((noor, quiet), (marked, theirs)):
        only_text(line.locator(hook("text")))
        for message in line.locator(f"{hook('message')} > *").all():
            if message.is_visible():
                covers_nothing(message)
        isolated(console)
    # Word for word, as it was written.
    shown = "all => all.map((one) => one.textContent)"
    holds(lambda: set(WORDS) <= set(theirs.locator(hook("text")).evaluate_all(shown)))
    noor.press("quiet-close")
    marked.press("quiet-back")


@pytest.mark.usefixtures("as_before")
def test_a54_a55_a56_what_is_asked_a_step_in_and_a_note_are_only_words(
    windows: Windows, three: Three
) -> None:
    noor, marked, turning = three.all
    survivor = windows.survivor().open().start(name="Ada")
    talk = noor.claim("Ada")
    survivor.talks_with("Noor")
    talk.says("Good evening.")
    survivor.said("Good.")
    sees(noor, MARK)
    # A supervisor of such a name comes in, before everybody's eyes, by a board of such names.
    turning.page.keyboard.press("Alt+b")
    board = turning.see("board")
    expect(board.locator(hook("board-row"))).to_have_count(3, timeout=SLOW)
    row = board.locator(hook("board-row")).filter(has_text="Noor")
    expect(row.locator(hook("board-waits"))).to_have_count(1, timeout=SLOW)
    row.locator(hook("step-in")).click()
    isolated(turning)
    in_its_place(turning, "board-row")
    row.locator(hook("step-join")).click()
    expect(talk.see("comes-in")).to_contain_text(TURN, timeout=SLOW)
    expect(noor.see("comes-in-mark")).to_contain_text(TURN)
    isolated(noor)
    in_its_place(noor, "talk-ask", "talk-item")
    survivor.press("ask-no")
    stage(talk, "survivor-no")
    talk.see("talk-ask-hide").click()
    turning.press("asked-hide")
    turning.press("board-close")
    # Passed on to the one, which brings a note.
    talk.show().see("bring-open").click()
    option = talk.see("who").locator("option").filter(has_text=TURN)
    expect(option).to_have_count(1, timeout=SLOW)
    isolated(noor)
    noor.page.keyboard.press("Escape")
    invites(talk, MARK, "hand-over")
    marked.see("asked-yes").click(timeout=SLOW)
    stage(talk, "survivor-asked")
    talk.see("note").fill(NOTE)
    talk.see("note-send").click()
    survivor.press("ask-yes")
    joined = marked.talk(CAME).show()
    joined.stage("talking")
    joined.see("note-open").click()
    expect(joined.see("note-text")).to_have_text(NOTE, use_inner_text=False)
    only_text(joined.see("note-text"))
    covers_nothing(joined.see("note-text"))
    for console in (noor, marked):
        isolated(console)
    in_its_place(noor, "talk-ask")
    joined.see("note-close").click()
    # Where it is passed back, it comes from such a name.
    joined.says("I go on with you.")
    talk.stage("ended")
    talk.forgets()
    invites(joined, "Noor")
    expect(noor.see("asked")).to_contain_text(MARK, timeout=SLOW)
    isolated(noor)
    noor.press("asked-yes")
    survivor.press("ask-yes")
    came = noor.talk("(from").show()
    came.stage("talking")
    expect(came.panel.locator("h3").first).to_contain_text(MARK)
    isolated(noor)
    covers_nothing(came.panel.locator("h3").first)
    survivor.ends()
    came.stage("ended")
    isolated(noor)


@pytest.mark.usefixtures("as_before")
def test_a54_a56_the_words_for_an_emergency_are_only_words_for_all_who_work_here(
    three: Three,
) -> None:
    turning = three.turning
    turning.press("board-button")
    turning.see("state-mode").select_option("closed")
    preview = turning.see("state-preview")
    for at, words in enumerate(STATES, 1):
        turning.see("state-text").select_option(f"state-{at}")
        expect(preview.locator(".words").first).to_have_text(words)
        only_text(preview.locator(".words"))
    for at in (1, 2):
        turning.see("state-text").select_option(f"state-{at}")
        turning.press("state-say")
        turning.press("state-confirm")
        for console in three.all:
            stated = console.see("stated-here").locator(".words")
            expect(stated).to_have_text(STATES[at - 1], timeout=WITHIN * 1000)
            only_text(stated)
            isolated(console)
        expect(turning.see("state-said")).to_have_attribute("data-state", "done")
    turning.see("state-mode").select_option("open")
    turning.see("state-text").select_option("")
    turning.press("state-say")
    turning.press("state-confirm")
    for console in three.all:
        expect(console.see("stated-here")).to_have_count(0, timeout=WITHIN * 1000)
    turning.press("board-close")


def test_a55_control_a_loose_name_would_be_found(three: Three) -> None:
    for words in (TURN, f"\u2068Noor\u2069 and {MARK}", "Noor \u202e", "\u2067Noor\u2069"):
        put = "(words) => document.querySelector('#talks-title').append(words)"
        three.noor.page.evaluate(put, words)
        with pytest.raises(AssertionError):
            isolated(three.noor)
        three.noor.page.evaluate("document.querySelector('#talks-title').lastChild.remove()")
    isolated(three.noor)

"""The console locks: by a button, by a key, by itself. What was unlocked is gone afterwards."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from orgkeys.keyring import load_device
from tests.browser.fixtures import Windows
from tests.browser.keys import Keys
from tests.browser.look import look
from tests.browser.looks import becomes
from tests.browser.memory import WATCH, arrays_with, strings_with
from tests.browser.place import Place
from tests.browser.spoken import LISTEN, announced
from tests.browser.windows import Console, Survivor, Talk

MINUTE = 60
LATER = """
const real = Date.now;
globalThis.ahead = 0;
Date.now = () => globalThis.stands ?? real() + globalThis.ahead;
"""
"""A clock that a test can set forward, as if nobody had been there, and let stand."""
STAND = "() => { globalThis.stands = Date.now(); }"
GO = "() => { globalThis.stands = undefined; }"


class Desk:
    """A console whose clock can be moved."""

    def __init__(self, windows: Windows) -> None:
        self.console = windows.console()
        self.console.context.add_init_script(LATER)
        self.console.open().unlock()
        self.moved = 0.0

    def passes(self, seconds: float) -> None:
        self.moved += seconds
        self.console.page.evaluate(f"() => {{ globalThis.ahead = {self.moved * 1000}; }}")

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is done in here takes no time, however much else this machine does."""
        with at_once(self.console):
            yield

    def is_locked(self) -> None:
        expect(self.console.see("vault-file")).to_be_visible()
        expect(self.console.see("duty")).to_have_count(0)

    def is_open(self) -> None:
        # Longer than the machine's own second.
        self.console.page.wait_for_timeout(1500)
        expect(self.console.see("duty")).to_be_visible()


@contextmanager
def at_once(console: Console) -> Iterator[None]:
    console.page.evaluate(STAND)
    yield
    console.page.evaluate(GO)


@pytest.fixture
def desk(windows: Windows) -> Desk:
    return Desk(windows)


def begun(windows: Windows, console: Console, name: str) -> tuple[Survivor, Talk]:
    console.on_duty()
    survivor = windows.survivor().open().start(name=name, first="Words of the first kind.")
    talk = console.claim(name)
    survivor.talks_with("Noor")
    return survivor, talk


# --- by a key ---------------------------------------------------------------------------------


def test_the_key_twice_locks_at_once_also_out_of_the_middle_of_a_message(
    desk: Desk, windows: Windows
) -> None:
    console = desk.console
    survivor, talk = begun(windows, console, "Lina")
    talk.see("composer").click()
    console.page.keyboard.type("Half of a")
    with desk.at_once():
        console.page.keyboard.press("F8")
        expect(console.see("locking")).to_have_attribute("data-locking", "key")
        expect(console.see("locking")).to_contain_text("once more")
        # It writes nothing, and what was being written is still there.
        expect(talk.see("composer")).to_have_value("Half of a")
        console.page.keyboard.press("F8")
    desk.is_locked()
    assert "Half of a" not in console.words()
    expect(survivor.see("ended")).to_be_visible()
    expect(console.see("locked")).to_contain_text("locked")


def test_one_slip_of_the_finger_locks_nothing(desk: Desk) -> None:
    console = desk.console
    with desk.at_once():
        console.page.keyboard.press("F8")
        expect(console.see("locking")).to_have_attribute("data-locking", "key")
    # The word about it goes by itself, and the next press counts from the beginning.
    expect(console.see("locking")).to_have_attribute("data-locking", "no")
    console.page.keyboard.press("F8")
    desk.is_open()
    for other in ("Shift+F8", "Control+F8", "Alt+F8", "F9", "F7"):
        console.page.keyboard.press(other)
        console.page.keyboard.press(other)
    desk.is_open()


def test_the_key_also_leaves_the_administrators_part(windows: Windows) -> None:
    console = windows.console()
    console.context.add_init_script(LATER)
    console.open()
    console.press("administrator")
    console.see("administrator-passphrase").fill("something secret in the making")
    with at_once(console):
        console.page.keyboard.press("F8")
        expect(console.see("administrator-passphrase")).to_be_visible()
        console.page.keyboard.press("F8")
    expect(console.see("vault-file")).to_be_visible()
    assert "something secret" not in console.words()


def test_the_first_press_is_said_aloud_and_the_key_is_shown_beside_the_work(desk: Desk) -> None:
    console = desk.console
    console.page.evaluate(LISTEN)
    with desk.at_once():
        console.page.keyboard.press("F8")
        expect(console.see("locking")).to_have_attribute("data-locking", "key")
        becomes(lambda: announced(console.page, "once more to lock"), ["status"])
    keys = Keys(console.page)
    keys.to(console.see("vault-pane").locator("summary")).press("Enter")
    expect(console.page.get_by_text("Press F8 twice to lock at once")).to_be_visible()


# --- by itself --------------------------------------------------------------------------------


def test_nobody_there_a_warning_first_then_the_lock(desk: Desk) -> None:
    console = desk.console
    console.page.evaluate(LISTEN)
    desk.passes(13 * MINUTE)
    desk.is_open()
    expect(console.see("locking")).to_have_attribute("data-locking", "no")
    desk.passes(1.5 * MINUTE)
    expect(console.see("locking")).to_have_attribute("data-locking", "idle")
    becomes(lambda: announced(console.page, "locks itself in less than a minute"), ["status"])
    becomes(
        lambda: look(console.page, "sideways", "cut", "small", "covered", "faint", "edgeless"), []
    )
    desk.passes(MINUTE)
    desk.is_locked()
    expect(console.see("locked")).to_contain_text("for 15 minutes")


@pytest.mark.parametrize("hand", ["key", "pointer", "button"])
def test_whoever_is_there_keeps_it_open(hand: str, desk: Desk) -> None:
    console = desk.console
    desk.passes(14.5 * MINUTE)
    expect(console.see("locking")).to_have_attribute("data-locking", "idle")
    if hand == "key":
        console.page.keyboard.press("Shift")
    elif hand == "pointer":
        console.page.mouse.click(5, 5)
    else:
        # As a screen reader does it: without a pointer, which alone would be enough.
        console.see("stay").dispatch_event("click")
    expect(console.see("locking")).to_have_attribute("data-locking", "no")
    desk.passes(13 * MINUTE)
    desk.is_open()


def test_a_talk_in_which_somebody_writes_is_not_locked_away(desk: Desk, windows: Windows) -> None:
    console = desk.console
    survivor, talk = begun(windows, console, "Maha")
    desk.passes(10 * MINUTE)
    survivor.said("Are you still there?")
    talk.hears("Are you still there?")
    desk.passes(10 * MINUTE)
    desk.is_open()
    # Half an hour in which nobody says a word: the room is empty.
    desk.passes(19.5 * MINUTE)
    expect(console.see("locking")).to_have_attribute("data-locking", "idle")
    desk.passes(MINUTE)
    desk.is_locked()
    expect(survivor.see("ended")).to_be_visible()


def test_a_computer_that_slept_wakes_up_locked(desk: Desk) -> None:
    desk.passes(8 * 60 * MINUTE)
    desk.console.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    becomes(lambda: desk.console.see("duty").count(), 0)
    desk.is_locked()


# --- what is left -----------------------------------------------------------------------------


def secrets(console: Console, place: Place) -> dict[str, bytes]:
    """What the page of an unlocked device holds, learned from its vault and its storage."""
    (stored,) = console.page.evaluate("() => Object.values({ ...localStorage })")
    device = load_device(place.vault().read_bytes(), place.passphrase, b64decode(stored))
    seeds = {f"sealing seed {at}": seed for at, (_, seed) in enumerate(device.sealing_keys)}
    assert seeds
    return {
        "identity": device.identity,
        "signing seed": device.signing,
        "inbox secret": device.inbox_secret,
        "storage secret": device.storage_secret,
        **seeds,
    }


def test_a46_after_locking_no_key_no_passphrase_and_no_word_is_alive_in_the_page(
    windows: Windows, place: Place
) -> None:
    console = windows.console()
    console.context.add_init_script(WATCH)
    console.open().unlock()
    survivor, talk = begun(windows, console, "Sahar")
    survivor.said("The blue door at the harbor.")
    talk.hears("The blue door at the harbor.")
    talk.said("An answer of quiet words.")
    words = ["The blue door at the harbor.", "An answer of quiet words.", "Sahar"]
    keys = secrets(console, place)
    # The control: all of it is found while the console is unlocked.
    assert strings_with(console, words) == set(words)
    assert arrays_with(console, keys) == set(keys)

    console.press("lock")
    console.press("lock-confirm")
    # (This also gives the patterns with which the test itself looks another text to remember.)
    expect(console.page.locator("h1").filter(has_text="Unlock")).to_be_visible()
    assert strings_with(console, [*words, place.passphrase]) == set()
    assert arrays_with(console, keys) == set()


def test_a46_the_passphrase_is_alive_only_while_it_is_typed(windows: Windows, place: Place) -> None:
    console = windows.console().open()
    console.see("passphrase").fill(place.passphrase)
    console.page.evaluate("() => { globalThis.control = 'a word for the control'; }")
    found = strings_with(console, ["a word for the control"])
    assert found == {"a word for the control"}
    console.see("passphrase").fill("")
    console.unlock()
    assert strings_with(console, [place.passphrase]) == set()

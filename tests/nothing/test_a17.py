"""Attack 17: each cryptographic function throws in turn, in both pages, at each stage of a story.

Whatever fails, no canary leaves either browser, and the screen says that something is wrong and
what to do. Which functions a stage uses is found out by counting, so none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from audit.search import find, make_canary
from tests.browser import variants
from tests.browser.fixtures import Windows
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor, Window, hook

TROUBLE = ", ".join(hook(name) for name in ("problem", "stopped", "refused"))
PRESS_CLAIM = """(name) => [...document.querySelectorAll('[data-test="knock-item"]')]
  .find((one) => one.textContent.includes(name))?.querySelector('[data-test="claim"]')?.click()"""
PRESS_SEND = """() => document.querySelector('[data-test="talk"] [data-test="send"]')?.click()"""
STOPPED = f'{hook("stopped")}, {hook("duty")}[data-duty="refused"]'
# The law says so (protocol.md 5.5): a hello whose first frame does not open is dropped without a
# trace, and the page goes on waiting.
DROPPED = {("the survivor is answered", "xchachaOpen"): hook("place")}


@pytest.fixture(scope="module")
def planted_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Pages whose primitives a test can make throw; all else is as always."""
    folder = tmp_path_factory.mktemp("a17")
    built = variants.build(folder / "variant", variants.throwing())
    place = Place(folder / "place", built=built).found().start()
    try:
        place.publish()
        yield place
    finally:
        place.close()


class Stage:
    """Two windows, brought to one moment of a conversation, and what happens next."""

    def __init__(self, browser: Browser, place: Place) -> None:
        self.windows = Windows(browser, place)
        self.canaries: dict[str, str] = {}
        self._console: Console | None = None
        self.survivor: Survivor

    @property
    def console(self) -> Console:
        """On duty; another one after the last has stopped, as it must."""
        last = self._console
        if last is not None and last.page.locator(STOPPED).count() > 0:
            last.close()
            self._console = None
        if self._console is None:
            self._console = self.windows.console().open().unlock().on_duty()
        return self._console

    def fresh(self) -> None:
        """Nobody waits, no conversation is open."""
        self.canaries = {what: make_canary() for what in ("name", "first", "said", "answered")}
        self.console.page.evaluate("() => { globalThis.plant = undefined; }")
        self.console.clear()
        expect(self.console.see("knock-item")).to_have_count(0)
        self.survivor = self.windows.survivor().open()
        self.survivor.is_offered_a_start()

    def knocking(self) -> None:
        survivor = self.survivor
        survivor.is_asked()
        survivor.see("name").fill(self.canaries["name"])
        survivor.see("first").fill(self.canaries["first"])

    def waiting(self) -> None:
        self.knocking()
        self.survivor.press("knock")
        expect(self.console.knock(self.canaries["name"])).to_be_visible()

    def talking(self) -> None:
        self.waiting()
        talk = self.console.claim(self.canaries["name"])
        self.survivor.talks_with("Noor")
        self.survivor.writes(self.canaries["said"])
        talk.see("composer").fill(self.canaries["answered"])

    def survivor_knocks(self) -> None:
        self.survivor.press("knock")

    def console_claims(self) -> None:
        """If it has not stopped by itself before: what throws does not wait for a hand."""
        assert self._console is not None
        self._console.page.evaluate(PRESS_CLAIM, self.canaries["name"])

    def both_say(self) -> None:
        """So that both seal and both open; one of them may have stopped before."""
        for window in (self.survivor, self.console):
            window.page.evaluate(PRESS_SEND)


CALLED = 90_000
"""Milliseconds: a console calls each minute."""

Act = Callable[[Stage], None]
# name: whose functions throw, how to get there, what happens then, how it goes well.
STAGES: dict[str, tuple[str, Act, Act, str]] = {
    "the survivor knocks": (
        "survivor",
        Stage.knocking,
        Stage.survivor_knocks,
        f"{hook('place')}[data-ahead]",
    ),
    "the console sees the knock": (
        "console",
        Stage.knocking,
        Stage.survivor_knocks,
        f'{hook("knock-item")}[data-state="waiting"]',
    ),
    "the survivor is answered": ("survivor", Stage.waiting, Stage.console_claims, hook("talk")),
    "the console answers": (
        "console",
        Stage.waiting,
        Stage.console_claims,
        f'{hook("talk")}[data-stage="talking"]',
    ),
    "the survivor writes and reads": (
        "survivor",
        Stage.talking,
        Stage.both_say,
        f'{hook("message")}[data-mine="false"]',
    ),
    "the console writes and reads": (
        "console",
        Stage.talking,
        Stage.both_say,
        # What the survivor knocked with stands there before.
        f':nth-match({hook("message")}[data-mine="false"], 2)',
    ),
}


def plant(window: Window, name: str) -> None:
    window.page.evaluate("name => { globalThis.plant = { name }; }", name)


def calls(window: Window) -> dict[str, int]:
    found: dict[str, int] = window.page.evaluate("() => ({ ...globalThis.calls })")
    return found


def leaks(stage: Stage, windows: list[Window]) -> list[str]:
    """Canaries in what has left, frame by frame and all together."""
    found = []
    for window in windows:
        found += find(b"".join(window.wire.sent), stage.canaries, "frames")
        found += find("\n".join(window.wire.addresses).encode(), stage.canaries, "addresses")
    return [f"{one.what} as {one.encoding} in {one.where}" for one in found]


@pytest.mark.parametrize("name", STAGES)
def test_a17_whatever_function_throws_no_canary_leaves_and_the_screen_says_so(
    name: str, browser: Browser, planted_place: Place
) -> None:
    who, get_there, happen, good = STAGES[name]
    stage = Stage(browser, planted_place)
    try:
        # What is used both times: a console calls its colleagues by itself, too.
        first = _used(stage, who, get_there, happen, good)
        again = _used(stage, who, get_there, happen, good)
        used = [function for function in first if function in again]
        assert len(used) >= 3, "inconclusive: nearly nothing is used here"
        for function in used:
            stage.fresh()
            get_there(stage)
            window: Window = stage.survivor if who == "survivor" else stage.console
            other: Window = stage.console if who == "survivor" else stage.survivor
            plant(window, function)
            happen(stage)
            window.page.wait_for_function("() => globalThis.plant.thrown > 0", timeout=CALLED)
            told = window.page.locator(DROPPED.get((name, function), TROUBLE))
            expect(told.first, f"{name}: {function} threw in silence").to_be_visible()
            assert leaks(stage, [window, other]) == [], f"{name}: {function}"
            stage.survivor.close()
    finally:
        stage.windows.close()


def _used(stage: Stage, who: str, get_there: Act, happen: Act, good: str) -> list[str]:
    """Which functions this stage calls when all goes well."""
    stage.fresh()
    get_there(stage)
    window: Window = stage.survivor if who == "survivor" else stage.console
    before = calls(window)
    happen(stage)
    expect(window.page.locator(good).first).to_be_visible()
    after = calls(window)
    stage.survivor.close()
    return [function for function, count in after.items() if count > before.get(function, 0)]


def test_a17_control_pages_that_send_plain_text_are_caught_by_the_same_search(
    browser: Browser, tmp_path: Path
) -> None:
    built = variants.build(tmp_path / "variant", variants.WITHOUT_ENCRYPTION)
    place = Place(tmp_path / "place", built=built).found().start()
    stage = Stage(browser, place)
    try:
        place.publish()
        stage.fresh()
        stage.talking()
        stage.both_say()
        expect(stage.survivor.messages(mine=False)).to_be_visible()
        said = stage.console.page.locator(hook("message")).filter(has_text=stage.canaries["said"])
        expect(said).to_be_visible()
        found = "\n".join(leaks(stage, [stage.survivor, stage.console]))
        for what in stage.canaries:
            assert f"{what} as plain" in found, "inconclusive"
    finally:
        stage.windows.close()
        place.close()

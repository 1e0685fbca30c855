"""What happens in a page at the moment when somebody leaves, told by the page itself.

The page is gone a moment later, so it says everything to the browser's console at once, and the
neutral site is made to answer late.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Route

from tests.browser.place import EXIT_ADDRESS
from tests.browser.windows import Survivor

AT_ONCE = 400
"""Milliseconds. A hundred are meant; the margin is wide: other tests run on the same cores."""
SLOWED = 1000
"""The same where this busy machine plays one that is six times slower."""
TRIES = 3
"""This machine may stand still in the middle of one: how quick a page is shows in the quickest."""
PATIENCE = 30
"""Seconds in which something happens on a machine that is busy."""
MARK = "leaving: "
SCRIPT = """
(() => {
  const tell = (what) => console.debug('%s' + JSON.stringify(what));
  let began;
  // The time at which the browser itself was told of the press.
  const press = (event) => { began = event.timeStamp; };
  for (const name of ['click', 'auxclick', 'keyup']) addEventListener(name, press, true);
  document.addEventListener('noview-leave', () => tell({ wiping: performance.now() - began }));
  const watch = new MutationObserver(() => {
    const cover = document.getElementById('cover');
    if (cover === null || cover.hidden) return;
    watch.disconnect();
    const box = cover.getBoundingClientRect();
    const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    tell({
      covered: performance.now() - began,
      whole: box.left <= 0 && box.top <= 0 && box.right >= innerWidth && box.bottom >= innerHeight,
      on_top: top === cover,
      shown: document.body.innerText.trim(),
      held: ['app', 'who'].map((id) => document.getElementById(id).textContent).join(''),
    });
    // The frame after the next one begins when this one has been painted.
    requestAnimationFrame(() => setTimeout(() => tell({ painted: performance.now() - began })));
  });
  watch.observe(document, { subtree: true, attributes: true, attributeFilter: ['hidden'] });
})();
""".replace("%s", MARK)


@dataclass
class Leaving:
    """What the page has told: milliseconds from the press, and what was to be seen then."""

    told: dict[str, object] = field(default_factory=dict)

    def hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(MARK):
            self.told.update(json.loads(message.text.removeprefix(MARK)))

    def took(self, what: str) -> float:
        value = self.told[what]
        assert isinstance(value, int | float)
        return value


def watched(survivor: Survivor) -> Leaving:
    """Before the page is opened: whoever leaves it is watched."""
    leaving = Leaving()
    survivor.context.add_init_script(SCRIPT)
    survivor.page.on("console", leaving.hear)
    return leaving


class Elsewhere:
    """The neutral site, which does not answer before it is told to."""

    def __init__(self, survivor: Survivor) -> None:
        self._asked: list[Route] = []
        self._answers = False
        survivor.context.route(EXIT_ADDRESS, self._take)

    def _take(self, route: Route) -> None:
        self._asked.append(route)
        if self._answers:
            self.answer()

    def answer(self) -> None:
        """What was asked so far, and from now on."""
        self._answers = True
        for route in self._asked:
            route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")
        self._asked.clear()


def gone(page: Page) -> None:
    """The neutral site has taken the page's place."""
    page.wait_for_url(EXIT_ADDRESS)


def shift(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def slowed(survivor: Survivor, times: int = 6) -> None:
    """The survivor's computer is this many times slower than this one."""
    survivor.wire.session.send("Emulation.setCPUThrottlingRate", {"rate": times})


def frozen(survivor: Survivor) -> None:
    """No time passes on this page any more but what a story lets pass. Its clock was installed."""
    clock = survivor.page.clock
    clock.pause_at(survivor.page.evaluate("() => Date.now()") / 1000 + 1)


def quickest(leaves: Callable[[int], Mapping[str, float]], within: Mapping[str, float]) -> None:
    """Each of what `leaves` measures (milliseconds) is once within its bound; it is given a number
    that is another each time."""
    best: dict[str, float] = {}
    for number in range(TRIES):
        for what, took in leaves(number).items():
            best[what] = min(took, best.get(what, took))
        if all(best[what] < most for what, most in within.items()):
            return
    raise AssertionError(f"the quickest of {TRIES}: {best}, and not {within}")


def left(survivor: Survivor, leaving: Leaving) -> float:
    """The page is covered, empty and silent; the milliseconds until it was painted so."""
    wait_for(lambda: "painted" in leaving.told, survivor)
    assert leaving.told["whole"]
    assert leaving.told["on_top"]
    assert leaving.told["held"] == ""
    assert leaving.told["shown"] == "Loading."
    assert leaving.took("wiping") <= leaving.took("covered") <= leaving.took("painted")
    return leaving.took("painted")


def wait_for(true: Callable[[], bool], survivor: Survivor) -> None:
    """Without asking the page, which is on its way to somewhere else."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {PATIENCE} seconds"
        survivor.page.wait_for_timeout(20)


def press_exit(survivor: Survivor) -> None:
    """With the mouse, as a hand would: it does not wait for what comes of it."""
    survivor.page.mouse.click(*middle(survivor))


def middle(survivor: Survivor) -> tuple[float, float]:
    box = survivor.see("exit").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

"""How long a page's main thread works without a break, told by the browser's own trace.

A press of the exit waits for the task that runs. What counts is the processor time of a task
(`tdur`), so other programs on this machine do not count. It is taken at full speed and multiplied:
Chromium's own slowing down would take what others took for work of the page, too. How fast this
machine is at that time is told by a piece of work that is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.browser.windows import Survivor

SLOWER = 6
WORK = """() => {
  let quickest = Infinity;
  for (let time = 0; time < 20; time += 1) {
    const begun = performance.now();
    let x = 0;
    for (let i = 0; i < 3e6; i += 1) x = (x * 31 + i) | 0;
    globalThis.worked = x;
    quickest = Math.min(quickest, performance.now() - begun);
  }
  return quickest;
}"""
WORKED = 3.2
"""Milliseconds in which the computer does this work once that others are so many times slower
than."""
TASK = "ThreadControllerImpl::RunTask"
CATEGORIES = ["toplevel", "devtools.timeline", "v8"]
SCRIPT = "EvaluateScript"
CALL = "FunctionCall"


@dataclass(frozen=True)
class Task:
    """`took`: milliseconds on a computer six times slower. `inside`: what Chromium did in it."""

    took: float
    inside: frozenset[str]


@dataclass
class Tasks:
    """Every task of the page's main thread, once the block of `traced` is over."""

    all: list[Task] = field(default_factory=list)

    def evaluating(self) -> list[Task]:
        """Those in which a script in the page was read, compiled and run for the first time."""
        return [task for task in self.all if SCRIPT in task.inside]

    def ours(self) -> list[Task]:
        """The others in which the page's script was called, longest first."""
        called = [task for task in self.all if CALL in task.inside and SCRIPT not in task.inside]
        return sorted(called, key=lambda task: -task.took)


@contextmanager
def traced(survivor: Survivor) -> Iterator[Tasks]:
    browser = survivor.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    events: list[dict[str, Any]] = []
    over: list[object] = []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda event: over.append(event))
    config = {"includedCategories": CATEGORIES, "recordMode": "recordContinuously"}
    session.send("Tracing.start", {"traceConfig": config, "transferMode": "ReportEvents"})
    tasks = Tasks()
    try:
        yield tasks
    finally:
        session.send("Tracing.end")
        while not over:
            survivor.page.wait_for_timeout(10)
        session.detach()
    slower = SLOWER * WORKED / float(survivor.page.evaluate(WORK))
    tasks.all = _of(events, survivor.place.survivor, slower)


def _of(events: list[dict[str, Any]], address: str, slower: float) -> list[Task]:
    """The tasks of the thread in which a script of the page at `address` was evaluated."""
    thread = next(
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == SCRIPT and event["args"]["data"].get("url", "").startswith(address)
    )
    mine = [e for e in events if (e["pid"], e["tid"]) == thread and e["ph"] == "X"]
    mine.sort(key=lambda event: (event["ts"], -event["dur"]))
    tasks: list[tuple[dict[str, Any], set[str]]] = []
    for event in mine:
        if event["name"] == TASK and (not tasks or event["ts"] >= _end(tasks[-1][0])):
            tasks.append((event, set()))
        elif tasks and event["ts"] < _end(tasks[-1][0]):
            tasks[-1][1].add(event["name"])
    return [
        Task(event["tdur"] / 1000 * slower, frozenset(inside))
        for event, inside in tasks
        if "tdur" in event
    ]


def _end(event: dict[str, Any]) -> float:
    return float(event["ts"] + event["dur"])

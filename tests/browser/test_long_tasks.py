"""A press of the exit waits for the task that runs, so no piece of the page's work is long."""

from __future__ import annotations

from tests.browser.fixtures import Windows
from tests.browser.tasks import traced
from tests.browser.windows import Console, hook

LONGEST = 100.0
"""Milliseconds on a computer six times slower than this one: twice what they should be."""
EVALUATING = 250.0
"""The same for reading and compiling the page's script, which nobody can cut up."""


def test_a32_from_the_arrival_to_the_end_no_piece_of_work_keeps_the_exit_waiting(
    windows: Windows, console: Console
) -> None:
    survivor = windows.survivor()
    with traced(survivor) as tasks:
        survivor.open().start(name="Mina", first="First words.")
        console.knock("Mina").locator(hook("claim")).click()
        survivor.talks_with("Noor")
        survivor.said("In the middle.")
        console.talk("Mina").said("We are here.")
        survivor.hears("We are here.")
        survivor.ends()
        survivor.is_told_erased()
    ours = [task.took for task in tasks.ours()]
    assert len(ours) > 50
    assert ours[0] < LONGEST, ours[:10]
    assert max(task.took for task in tasks.evaluating()) < EVALUATING


def test_the_measuring_sees_a_task_that_is_long(windows: Windows) -> None:
    survivor = windows.survivor()
    with traced(survivor) as tasks:
        survivor.open().is_offered_a_start()
        survivor.page.evaluate(
            """() => new Promise((done) => setTimeout(() => {
                 const end = performance.now() + 300;
                 while (performance.now() < end);
                 done();
               }))"""
        )
    # Half of it may be another program's time on a busy machine, and does not count.
    assert tasks.ours()[0].took > LONGEST

"""Attacks 4 and 5: real consoles that are served different documents alarm each other by calls.

Every roster here is well signed: the host works together with somebody who holds, or has stolen,
an administrator's key. It can drop what consoles say to one another, but neither read nor forge it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from relay import frames
from relay.documents import Kind
from tests.browser.fixtures import Windows
from tests.browser.windows import Console
from tests.hostile.console_stage import later, until
from tests.hostile.forgeries import newest
from tests.hostile.relay import Passing, Script, Tampered
from tests.hostile.stage import Stage


@pytest.fixture
def windows(browser: Browser, stage: Stage) -> Iterator[Windows]:
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    house = stage.here.house
    if "Ada" not in house.devices:
        house.add("Ada")
    stage.do(stage.here.publish(house.new_roster(), house.new_shift()))
    with stage.lies():
        yield windows
    windows.close()


def another_roster(stage: Stage) -> tuple[bytes, bytes]:
    """One more roster of the next version, made a second before."""
    house = stage.here.house
    before = house.roster
    house.now -= 1
    made = house.new_roster()
    house.published.remove(made)
    house.roster = before
    house.now += 1
    return made


def fooled(from_now_on: int, roster: bytes, *, also: Callable[[frames.Frame], bool]) -> Script:
    """Consoles that connect from now on are served this roster; what is `also` is dropped."""

    def script(passing: Passing) -> Tampered:
        conn, frame = passing.conn, passing.frame
        if conn.path != "/v1/staff" or conn.number < from_now_on or frame is None:
            return None
        if isinstance(frame, frames.Document) and frame.kind == Kind.ROSTER:
            return [frames.Document(frame.ref, frame.kind, [roster], b"")]
        return [] if also(frame) else None

    return script


def alarm(console: Console) -> Locator:
    return console.page.locator('[data-test="warning"][data-warning="documents-disagree"]')


def comes(noor: Console, whose: Console, seconds: float) -> None:
    """The alarm is there some time after so long on the clock of one of them. A console may have
    heard of what is new only after that: it calls every minute, so then it passes once more."""
    for _ in range(3):
        later(whose, seconds)
        with contextlib.suppress(AssertionError):
            expect(alarm(noor)).to_be_visible(timeout=12_000)
            return
    expect(alarm(noor)).to_be_visible(timeout=90_000)


def calls(stage: Stage) -> int:
    return sum(isinstance(frame, frames.Call) for frame in stage.hostile.said())


def test_a05_fork_consoles_that_are_served_two_rosters_of_one_version_raise_the_alarm(
    stage: Stage, windows: Windows
) -> None:
    other = another_roster(stage)
    noor = windows.console().open().unlock().on_duty()
    from_ada_on = len(stage.hostile.conns)
    ada = windows.console().open().unlock("Ada").on_duty()
    stage.hostile.script = fooled(from_ada_on, other[0], also=lambda _: False)
    # Its shift never comes, so both go on with the one that they hold.
    expect(alarm(noor)).to_have_count(0)
    stage.do(stage.here.publish(stage.here.house.new_roster()))
    comes(noor, ada, 35)
    expect(noor.see("duty")).to_have_attribute("data-duty", "on-duty")
    assert noor.faults == ada.faults == []


def test_a05_control_consoles_that_are_served_the_same_are_calm(
    stage: Stage, windows: Windows
) -> None:
    noor = windows.console().open().unlock().on_duty()
    before = calls(stage)
    stage.hostile.faults += 1  # an honest relay
    windows.console().open().unlock("Ada").on_duty()
    until(noor, lambda: calls(stage) > before, within=90)
    noor.page.wait_for_timeout(2000)
    expect(alarm(noor)).to_have_count(0)


def test_a04_freeze_a_console_whose_news_is_withheld_hears_of_it_from_a_colleague(
    stage: Stage, windows: Windows
) -> None:
    old, _ = newest(stage.here.house, Kind.ROSTER)
    stage.hostile.script = fooled(
        len(stage.hostile.conns), old, also=lambda frame: isinstance(frame, frames.Changed)
    )
    noor = windows.console().open().unlock().on_duty()
    withheld = stage.hostile.script
    others = len(stage.hostile.conns)
    stage.hostile.script = lambda passing: (
        withheld(passing) if passing.conn.number < others else None
    )
    ada = windows.console().open().unlock("Ada").on_duty()
    stage.do(stage.here.publish(stage.here.house.new_roster()))
    ada.page.wait_for_timeout(2000)
    later(ada, 35)
    noor.page.wait_for_timeout(2000)
    expect(alarm(noor)).to_have_count(0)  # a newer one may be on its way
    comes(noor, noor, 65)
    assert noor.faults == []

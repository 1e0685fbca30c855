"""Attacks 3 and 41: what a console has seen, it still knows after it was locked.

The heads lie in the console's own storage, wrapped with its vault's secret (protocol.md 11.1).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from relay import frames
from tests.browser.fixtures import Windows
from tests.browser.windows import Console
from tests.hostile.console_stage import until
from tests.hostile.stage import Stage


@pytest.fixture
def windows(browser: Browser, stage: Stage) -> Iterator[Windows]:
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    with stage.lies():
        yield windows
    windows.close()


def serves_by(stage: Stage, raw: bytes) -> bool:
    """Whether a console has been served this very shift, and has gone on duty by it."""
    passed = [one.frame for one in list(stage.hostile.passed) if one.conn.path == "/v1/staff"]
    served = [
        at
        for at, frame in enumerate(passed)
        if isinstance(frame, frames.Document) and raw in frame.envelopes
    ]
    return bool(served) and any(isinstance(one, frames.Duty) for one in passed[served[0] :])


def unlocks(stage: Stage, console: Console) -> Console:
    console.open()
    console.tries(stage.vault(), stage.passphrase)
    return console


def test_a03_rollback_a_console_that_was_locked_refuses_an_old_backup(
    stage: Stage, windows: Windows
) -> None:
    house = stage.here.house
    before = list(house.published)
    console = windows.console().open().unlock().on_duty()
    newer = [house.new_roster(), house.new_shift()]
    stage.do(stage.here.publish(*newer))
    until(console, lambda: serves_by(stage, newer[-1][0]))
    console.on_duty()
    console.open()  # the page is loaded again: nothing is left but the storage
    with stage.old_backup(before):
        unlocks(stage, console)
        console.problem("documents-untrusted")
        expect(console.see("duty")).not_to_have_attribute("data-duty", "on-duty")
        said = stage.hostile.said(stage.hostile.client("staff"))
        assert not any(isinstance(frame, frames.Duty) for frame in said)
        forgetful = windows.console()
        unlocks(stage, forgetful).on_duty()  # control: a browser that has never seen the newer
        forgetful.page.close()
    expect(console.see("problem")).to_have_count(0)
    console.on_duty()
    assert console.faults == []

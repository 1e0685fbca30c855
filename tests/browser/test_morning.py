"""A relay that was restarted in a night without a shift, and the console that starts the day.

Yesterday is lived through by a relay and an administrator whose clocks are behind; today's relay
is another program on the same database, with the clock of the browsers.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, expect

from orgkeys.keyring import fingerprint, keyring_of, wrap
from tests.browser.fixtures import Windows
from tests.browser.place import Place
from tests.orgkeys.office import Office

HOUR = 3600
BEHIND = """\
import runpy, time
real = time.time
time.time = lambda: real() - {seconds}
runpy.run_module("relay", run_name="__main__", alter_sys=True)
"""


@dataclass
class EarlierPlace(Place):
    """All of it is so many seconds behind, until it is today."""

    behind: int = 0

    @property
    def office(self) -> Office:
        return Office(self.folder, now=time.time() - self.behind, built=self.built)

    def live(self, behind: int) -> None:
        self.behind = behind
        self.command = (sys.executable, "-c", BEHIND.format(seconds=behind))


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> EarlierPlace:
    """A shift of 24 hours that began 30 hours ago, and a relay that was stopped in its time."""
    place = EarlierPlace(tmp_path_factory.mktemp("night"))
    place.live(30 * HOUR)
    place.found()
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    remembers(place, "Hala")
    assert place.stop() == 0
    return place


def remembers(place: EarlierPlace, alias: str) -> None:
    """What her console's storage held in the evening: her keys, and which documents she saw."""
    device = place.device(alias)
    kept = replace(keyring_of(device), heads=place.office.believed().heads())
    who = (device.organisation, fingerprint(device), device.storage_secret)
    place.keys(alias).write_bytes(wrap(kept, *who, os.urandom))


def test_after_a_night_and_a_restart_a_supervisors_console_starts_the_day_without_a_terminal(
    browser: Browser, place: EarlierPlace
) -> None:
    place.live(0)
    place.start()
    windows = Windows(browser, place)
    try:
        survivor = windows.survivor().open()
        survivor.problem("shift-expired")
        noor = windows.console().open().unlock("Noor")
        expect(noor.see("stalled")).to_have_attribute("data-problem", "shift-expired")
        hala = windows.console().open().unlock("Hala").on_duty()
        # Whoever was on the last shift is on the next one, and whoever waited is let in.
        noor.on_duty()
        survivor.start(name="Ada", first="Good morning.")
        noor.claim("Ada")
        survivor.talks_with("Noor")
        assert [hala.faults, noor.faults, survivor.faults] == [[], [], []]
    finally:
        windows.close()
        place.close()

"""A device is gone, in the middle of a conversation: what everybody sees, and how soon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from relay.frames import Waiting, decode_relay
from tests.browser.administrator import Administrator
from tests.browser.fixtures import Windows
from tests.browser.place import Place
from tests.browser.windows import Console

BOUND = 60.0
"""Seconds: the longest that a revocation may take to bite with both sides connected."""


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation of its own: a device of it is lost here."""
    place = open_place(aliases=("Noor", "Salma", "Rim"))
    place.start()
    place.publish()
    return place


@pytest.fixture(scope="module")
def office(browser: Browser, place: Place) -> Iterator[Administrator]:
    """The administrator's part, open in a console in which no device is unlocked."""
    windows = Windows(browser, place)
    yield Administrator(windows.console().open()).unlock()
    windows.close()


def knocks(console: Console) -> int:
    """How many knocks the relay has shown to this console."""
    return sum(isinstance(decode_relay(raw), Waiting) for raw in console.wire.received)


def test_a41_a_lost_device_is_shut_out_within_the_bound_and_its_survivor_is_helped_on(
    office: Administrator, windows: Windows
) -> None:
    stolen = windows.console().open().unlock("Salma").on_duty()
    survivor = windows.survivor().open().start(name="Zaid", first="Hello?")
    lost = stolen.claim("Zaid")
    survivor.talks_with("Salma")
    survivor.said("Something that I can only say once.")
    lost.said("I am here.")
    survivor.hears("I am here.")
    # A colleague with a conversation of her own.
    noor = windows.console().open().unlock("Noor").on_duty()
    other = windows.survivor().open().start(name="Ada")
    expect(stolen.knock("Ada")).to_be_visible()
    kept = noor.claim("Ada")
    other.talks_with("Noor")
    # It has heard of her, and that she is not there any more.
    expect(stolen.see("knock-item")).to_have_count(0)
    shown = knocks(stolen)
    assert shown > 0, "before, this console is shown who waits"

    begun = time.monotonic()
    office.revokes("Salma")
    # The survivor is told in words that she understands, and what she can do.
    expect(survivor.see("another")).to_be_visible(timeout=BOUND * 1000)
    expect(survivor.page.get_by_text("may no longer answer here")).to_be_visible()
    expect(survivor.page.locator(".phones")).to_be_visible()
    # The device's console says that it is shut out, and its conversation is over.
    lost.stage("ended")
    stolen.problem("not-on-shift")
    expect(stolen.see("on-duty")).to_have_count(0)
    assert time.monotonic() - begun < BOUND
    expect(lost.panel.get_by_text("may no longer be used")).to_be_visible()
    expect(lost.item.locator('[data-test="ended-mark"]')).to_be_visible()
    expect(lost.see("composer")).to_have_count(0)

    # She asks for somebody else with one tap, and reaches her at once.
    survivor.press("another")
    again = noor.claim("Zaid")
    survivor.talks_with("Noor")
    again.said("I am Noor.")
    survivor.hears("I am Noor.")
    # What was open elsewhere went on.
    kept.said("We go on.")
    other.hears("We go on.")
    # Whoever has the device was shown none of it.
    assert knocks(stolen) == shown
    expect(stolen.see("knock-item")).to_have_count(0)
    assert stolen.faults == survivor.faults == noor.faults == []


def test_a41_a_device_that_was_shut_out_opens_nothing_when_it_comes_back(
    office: Administrator, windows: Windows
) -> None:
    office.revokes("Rim")
    console = windows.console().open().unlock("Rim")
    console.problem("not-on-shift")
    expect(console.see("on-duty")).to_have_count(0)
    windows.survivor().open().start(name="Yara")  # and stands in the line when this returns
    assert knocks(console) == 0

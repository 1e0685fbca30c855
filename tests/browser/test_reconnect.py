"""When the way is cut: both screens say so in words, and nothing is lost or doubled."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor, Talk

NOT_CONNECTED = re.compile("Not connected right now. We keep trying.")


def begin(survivor: Survivor, console: Console, name: str) -> Talk:
    survivor.start(name=name)
    talk = console.claim(name)
    talk.said("One.")
    survivor.said("Two.")
    return talk


def both_lost(survivor: Survivor, console: Console) -> None:
    for window in (survivor, console):
        window.connection("lost")
        expect(window.see("connection")).to_have_text(NOT_CONNECTED)


def both_back(survivor: Survivor, console: Console) -> None:
    survivor.connection("connected")
    console.connection("connected")


def killed(place: Place) -> None:
    place.kill()


def stopped(place: Place) -> None:
    assert place.stop() == 0


@pytest.mark.parametrize("cut", [killed, stopped], ids=["killed", "stopped in order"])
def test_the_relay_goes_away_in_the_middle_and_comes_back(
    cut: Callable[[Place], None], place: Place, survivor: Survivor, console: Console
) -> None:
    name = f"Tam {cut.__name__}"
    talk = begin(survivor, console, name)
    cut(place)
    both_lost(survivor, console)
    # Both go on writing; nothing claims to be delivered.
    talk.says("Three, into the dark.")
    survivor.says("Four, into the dark.")
    for window in (survivor.messages(mine=True), talk.panel.locator('[data-mine="true"]')):
        state = window.last.locator('[data-test="delivery"]')
        expect(state).to_have_attribute("data-delivery", "sending")
    place.start()
    both_back(survivor, console)
    survivor.hears("Three, into the dark.")
    talk.hears("Four, into the dark.")
    survivor.delivered("Four, into the dark.")
    survivor.said("Five.")
    talk.said("Six.")
    talk.hears("Five.")
    survivor.hears("Six.")
    # The survivor's window keeps the order; each text is there once.
    holds(lambda: sorted(survivor.texts()) == sorted(talk.texts()))
    said = ["One.", "Two.", "Three, into the dark.", "Four, into the dark.", "Five.", "Six."]
    becomes(lambda: sorted(survivor.texts()), sorted(said))
    becomes(lambda: survivor.texts()[-2:], ["Five.", "Six."])
    assert survivor.faults == []
    assert console.faults == []


def test_the_survivor_goes_offline_and_comes_back(survivor: Survivor, console: Console) -> None:
    talk = begin(survivor, console, "Ori")
    survivor.context.set_offline(True)
    survivor.connection("lost")
    expect(survivor.see("connection")).to_have_text(NOT_CONNECTED)
    survivor.says("From a tunnel.")
    talk.says("Are you there?")
    survivor.context.set_offline(False)
    survivor.connection("connected")
    survivor.delivered("From a tunnel.")
    survivor.hears("Are you there?")
    talk.hears("From a tunnel.")
    becomes(
        lambda: sorted(survivor.texts()),
        sorted(["One.", "Two.", "From a tunnel.", "Are you there?"]),
    )


def test_the_line_keeps_its_order_over_a_restart(
    place: Place, windows: Windows, console: Console
) -> None:
    first = windows.survivor().open().start(name="Uma")
    # The relay tells a console whole seconds of waiting.
    first.page.wait_for_timeout(2500)
    second = windows.survivor().open().start(name="Vic")
    expect(second.see("place")).to_have_text("People before you: 1")
    place.kill()
    first.connection("lost")
    second.connection("lost")
    place.start()
    expect(second.see("place")).to_have_text("People before you: 1")
    expect(first.see("place")).to_have_text("You are next.")
    first.connection("connected")
    second.connection("connected")
    expect(console.see("knock-item")).to_have_count(2)
    expect(console.see("knock-item").first).to_contain_text("Uma")
    talk = console.claim("Vic")
    talk.said("I am here now.")
    second.hears("I am here now.")


def test_a_desk_without_anyone_serving_says_so_and_keeps_the_place(
    survivor: Survivor, console: Console
) -> None:
    console.press("off-duty")
    survivor.start(name="Wei")
    expect(survivor.page.get_by_text("Nobody is free to answer")).to_be_visible()
    console.on_duty()
    talk = console.claim("Wei")
    talk.said("Now I am.")
    survivor.hears("Now I am.")

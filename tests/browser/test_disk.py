"""The console as one file on a counselor's own disk: everything works as from a website, where the
relay lets it (`null_origin`)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.administrator import Administrator
from tests.browser.fixtures import Windows
from tests.browser.looks import becomes
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console, hook


def open_file(windows: Windows, place: Place, folder: Path) -> Console:
    """From a folder with a blank and letters of elsewhere in its name, as people have them."""
    home = folder / "Noor's desk نور"
    home.mkdir(exist_ok=True)
    copy = home / "console.html"
    shutil.copy(place.pages / "console.html", copy)
    console = windows.console()
    console.page.goto(copy.as_uri())
    becomes(lambda: console.page.evaluate("() => [location.protocol, origin]"), ["file:", "null"])
    return console


def only_the_relay(console: Console, place: Place) -> None:
    """Nothing else was asked for anything."""
    sockets = {one for one in console.wire.addresses if not one.startswith("file:")}
    assert sockets
    assert all(one.startswith(place.relay_address) for one in sockets)


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    place = open_place(more_config="null_origin = true")
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


def test_a_shift_from_a_file(windows: Windows, place: Place, tmp_path: Path) -> None:
    console = open_file(windows, place, tmp_path).unlock("Noor").on_duty()
    survivor = windows.survivor().open().start(name="Ida", first="Is somebody there?")
    talk = console.claim("Ida")
    survivor.talks_with("Noor")
    talk.said("Yes. Take your time.")
    survivor.hears("Yes. Take your time.")
    survivor.said("Thank you.")
    talk.hears("Thank you.")
    # The way is cut, and comes back.
    console.context.set_offline(True)
    console.connection("lost")
    console.context.set_offline(False)
    console.connection("connected")
    talk.said("I was away for a moment.")
    survivor.hears("I was away for a moment.")
    talk.ends()
    talk.forgets()
    # What its storage keeps is there when it is unlocked again, without the file of keys.
    console.press("lock")
    console.see("vault-file").set_input_files([place.vault("Noor")])
    console.see("passphrase").fill(place.passphrase)
    console.press("unlock")
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    console.on_duty()
    only_the_relay(console, place)
    assert console.faults == []


def test_a_supervisor_and_an_administrator_publish_from_a_file(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    console = open_file(windows, place, tmp_path).unlock("Hala").on_duty()
    console.press("renew-shift")
    expect(console.see("shift-renewed")).to_have_attribute("data-done", "true")
    office = Administrator(console).unlock()
    office.press("renew-roster")
    office.done("roster")
    # The settings too: signed, remembered, and the page made again with them.
    office.opens("notice")
    office.unfolds("notice-texts").locator(hook("text-welcome")).fill("Write to us from anywhere.")
    office.signs("notice")
    expect(office.unfolds("history").locator(hook("edition"))).to_have_count(2)
    office.unfolds("page-again")
    office.see("page-file").set_input_files(place.pages / "index.html")
    expect(office.see("page-made")).to_be_visible()
    only_the_relay(console, place)
    assert console.faults == []


def test_somebody_practices_from_a_file(windows: Windows, place: Place, tmp_path: Path) -> None:
    console = open_file(windows, place, tmp_path)
    console.press("practice-open")
    console.press("on-duty")
    console.press("practice-come")
    expect(console.see("knock-item")).to_have_count(1)
    assert {one for one in console.wire.addresses if not one.startswith("file:")} == set()


def test_a_relay_that_does_not_let_it_is_said_in_words(
    windows: Windows, open_place: Callable[..., Place], tmp_path: Path
) -> None:
    strict = open_place().start()
    strict.publish()
    console = windows.console()
    console.place = strict
    console.page.goto((strict.pages / "console.html").as_uri())
    console.unlock("Noor")
    console.problem("relay-unreachable")
    assert not any("/v1/publish" in one for one in console.wire.addresses)

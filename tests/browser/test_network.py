"""Whom the browser speaks to while somebody talks, by its own net log from its start to its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.browser.fixtures import CHROMIUM, FLAGS, Windows
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console

OWN = {
    "accounts.google.com",
    "clients2.google.com",
    "edgedl.me.gvt1.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
}
"""What this Chromium asks its maker also on an empty page."""
ABOUT_FORMS = "content-autofill.googleapis.com"
CONTROL = "https://control.example"
CARELESS = "<!doctype html><title>Careless</title><label>Message <textarea></textarea></label>"
A_WHILE = 2_000
"""Milliseconds in which Chromium asks about a form; it waits a moment for more fields."""


@pytest.fixture
def start(browser: Browser, tmp_path: Path) -> Callable[[str], Logged]:
    return lambda name: Logged(browser.browser_type, tmp_path / f"{name}.json")


class Logged:
    """A Chromium of its own, since the log is written when it ends."""

    def __init__(self, browsers: BrowserType, log: Path) -> None:
        self.log = log
        self._browsers = browsers

    @contextmanager
    def windows(self, place: Place) -> Iterator[Windows]:
        browser = self._browsers.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, f"--log-net-log={self.log}"],
            timeout=UNLOCKING,
        )
        windows = Windows(browser, place)
        try:
            yield windows
        finally:
            windows.close()
            browser.close()

    def mentions(self, host: str) -> bool:
        """Whether what was written so far has this name in it."""
        return host in self.log.read_text(encoding="utf-8", errors="replace")

    def asked(self) -> set[str]:
        """Every address; data: and the browser's own pages ask nobody."""
        text = json.loads(self.log.read_text(encoding="utf-8"))
        addresses = {event.get("params", {}).get("url", "") for event in text["events"]}
        return {one for one in addresses if urlsplit(one).scheme in ("http", "https", "ws", "wss")}

    def hosts(self) -> set[str]:
        return {urlsplit(one).hostname or "" for one in self.asked()}


def test_a26_the_page_speaks_to_two_origins_and_no_other(
    place: Place, console: Console, start: Callable[[str], Logged]
) -> None:
    assert {origin(one) for one in console.wire.addresses} == {
        place.pages_origin,
        place.relay_address,
    }
    logged = start("survivor")
    with logged.windows(place) as windows:
        survivor = windows.survivor().open()
        survivor.is_asked()
        survivor.see("name").press_sequentially("Ines")
        survivor.see("first").press_sequentially("First words.")
        survivor.page.wait_for_timeout(A_WHILE)
        survivor.press("knock")
        survivor.is_in_line()
        console.claim("Ines")
        survivor.talks_with("Noor")
        survivor.see("composer").press_sequentially("Words in the midle.")
        survivor.page.wait_for_timeout(A_WHILE)
        survivor.says("https://links.example/ is only text.")
        survivor.ends()
        survivor.is_told_erased()
        locked = windows.console().open()
        locked.see("passphrase").press_sequentially("not the passphrase")
        locked.page.wait_for_timeout(A_WHILE)
        with survivor.page.expect_event("requestfailed"):
            survivor.page.evaluate(f"() => {{ location.href = '{CONTROL}/'; }}")
    asked = logged.asked()
    assert place.survivor in asked
    assert f"{place.relay_address}/v1/visit" in asked
    pages = {origin(one) for one in asked if urlsplit(one).hostname not in OWN}
    assert CONTROL in pages, "inconclusive"
    assert pages - {CONTROL} == {place.pages_origin, place.relay_address}


def test_a26_control_a_careless_box_makes_chromium_ask_its_maker(
    place: Place, start: Callable[[str], Logged]
) -> None:
    logged = start("careless")
    with logged.windows(place) as windows:
        page = windows.survivor().page
        page.route(f"{CONTROL}/", lambda route: route.fulfill(body=CARELESS))
        page.goto(f"{CONTROL}/")
        page.locator("textarea").press_sequentially("Hello.")
        for _ in range(10):  # it is in no hurry, and neither is whoever writes the log
            page.wait_for_timeout(A_WHILE)
            if logged.mentions(ABOUT_FORMS):
                break
    assert ABOUT_FORMS in logged.hosts()


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

"""What the browser's tests are given: a place, a browser, and windows.

Playwright's loop must not be left running under the asyncio tests of other rooms, so a browser
lives for one file. A relay is started anew for each file too: every window here has the same
address, and would use up its budgets against floods.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, sync_playwright

from tests.browser.friends import Friends
from tests.browser.place import EXIT_ADDRESS, Place
from tests.browser.windows import UNLOCKING, Console, Survivor

CHROMIUM = Path("/usr/bin/chromium")
SHELL = Path("/usr/bin/chromium-headless-shell")
"""The same browser without the windows around its pages, which cost more than most pages do."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)

__all__ = ["Windows", "browser", "console", "open_place", "place", "service", "survivor", "windows"]


class Windows:
    """Opens windows, and closes them all at the end of a test."""

    def __init__(self, browser: Browser, place: Place) -> None:
        self.browser = browser
        self.place = place
        self._open: list[Survivor | Console] = []

    def survivor(self, **options: object) -> Survivor:
        """A survivor's window; `options` are of the browser's context."""
        window = Survivor(self._context(PHONE, options), self.place)
        self._open.append(window)
        return window

    def console(self, **options: object) -> Console:
        """A console's window, not unlocked yet."""
        window = Console(self._context(WIDE, options), self.place)
        self._open.append(window)
        return window

    def _context(self, size: ViewportSize, options: dict[str, object]):  # type: ignore[no-untyped-def]
        settings = {"viewport": size, "locale": "en-US", **options}
        context = self.browser.new_context(**settings)  # type: ignore[arg-type]
        # Where people go when they leave is outside; here it is an empty page.
        context.route(EXIT_ADDRESS, elsewhere)
        return context

    def close(self) -> None:
        for window in self._open:
            window.close()
        self._open.clear()


def elsewhere(route: Route) -> None:
    route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One organisation for all: making keys and locking vaults takes seconds."""
    return Place(tmp_path_factory.mktemp("place"), aliases=("Noor", "Salma")).found()


@pytest.fixture(scope="module")
def place(service: Place) -> Iterator[Place]:
    """The organisation with a relay that has just started and has its documents."""
    service.start()
    try:
        service.publish()
        yield service
    finally:
        service.close()


@pytest.fixture(scope="session")
def open_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Place]]:
    """Makes more places; each is closed at the end."""
    made: list[Place] = []

    def make(**options: object) -> Place:
        place = Place(tmp_path_factory.mktemp("another"), **options)  # type: ignore[arg-type]
        made.append(place)
        return place.found()

    yield make
    for place in made:
        place.close()


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A file that says WHOLE_BROWSER = True looks at what is around a page: history, tabs, disk."""
    program = CHROMIUM if getattr(request.module, "WHOLE_BROWSER", False) else SHELL
    assert os.access(program, os.X_OK), "Chromium is missing: make browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=UNLOCKING)
        yield browser
        browser.close()


@pytest.fixture
def windows(browser: Browser, place: Place) -> Iterator[Windows]:
    windows = Windows(browser, place)
    yield windows
    windows.close()


@pytest.fixture
def friends() -> Iterator[Friends]:
    friends = Friends()
    yield friends
    friends.close()


@pytest.fixture
def survivor(windows: Windows) -> Survivor:
    return windows.survivor().open()


@pytest.fixture(scope="module")
def _unlocked(browser: Browser, place: Place) -> Iterator[Console]:
    """Unlocking takes seconds, so the stories of a file share one console."""
    windows = Windows(browser, place)
    yield windows.console().open().unlock().on_duty()
    windows.close()


@pytest.fixture
def console(_unlocked: Console) -> Iterator[Console]:
    """Noor's console, on duty, with an empty desk."""
    yield _unlocked.on_duty()
    _unlocked.clear()

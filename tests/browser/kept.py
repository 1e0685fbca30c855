"""Browsers whose profile stays on the disk: started, killed and started again by their owner."""

from __future__ import annotations

import os
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol, Self

from playwright.sync_api import Browser, Page, Playwright

from audit.search import Found, find, without_empty_pages
from audit.unpacked import DamagedError, unpacked
from tests.browser.driven import DrivenSurvivor
from tests.browser.driver import WITHIN, Marionette
from tests.browser.place import Place
from tests.browser.real import Chromium, Firefox
from tests.browser.windows import Survivor

CARELESS = "http://careless.example/"
SELECT = """const tab = [...gBrowser.tabs].find((one) => arguments[0] ===
  (SessionStore.getLazyTabValue(one, 'url') || one.linkedBrowser.currentURI.spec));
if (tab === undefined) return false;
gBrowser.selectedTab = tab;
return !tab.linkedBrowser.webProgress?.isLoadingDocument;"""


class Person(Protocol):
    """What a survivor can do in either browser."""

    def open(self) -> Self: ...
    def is_offered_a_start(self) -> None: ...
    def start(self, name: str = "", first: str = "") -> Self: ...
    def talks_with(self, alias: str) -> None: ...
    def said(self, text: str) -> None: ...
    def hears(self, text: str) -> None: ...
    def writes(self, text: str) -> None: ...
    def leaves(self, address: str) -> None: ...
    def words(self) -> str: ...


class Kept(ABC):
    """One browser with one profile. `home` holds everything that it can leave on a disk."""

    def __init__(self, home: Path, place: Place, proxy: int) -> None:
        self.home = home
        self.place = place
        self.proxy = proxy

    @abstractmethod
    def start(self) -> None:
        """As its owner does; what was open when it crashed comes back."""

    @abstractmethod
    def survivor(self) -> Person:
        """A new tab with the survivor's page."""

    @abstractmethod
    def restored(self) -> Person:
        """The tab with the survivor's page that has come back."""

    @abstractmethod
    def types_carelessly(self, text: str) -> None:
        """Into a page that takes no care, in another tab: the control."""

    @abstractmethod
    def goes_back(self) -> str:
        """With the Back button of the newest survivor's tab; the address then."""

    @abstractmethod
    def closes_the_tab(self) -> None:
        """The newest survivor's."""

    @abstractmethod
    def kill(self) -> None:
        """kill -9, now."""

    @abstractmethod
    def quit(self) -> None:
        """From its menu."""

    @abstractmethod
    def history(self) -> set[tuple[str, str]]:
        """Address and title of everything that was visited; it must have quit."""

    def search(self, texts: Mapping[str, str]) -> list[Found]:
        """Where these texts stand in any file of the home, however they are written down."""
        found: list[Found] = []
        for name, data in self.files():
            found += find(data, texts, name)
            for part in parts(data):
                found += find(part, texts, f"{name}, unpacked")
        return found

    def has_saved(self, text: str) -> bool:
        """Whether a text stands in a file, as session files have it: a quick look."""
        ways = (text.encode(), text.encode("utf-16-le"))
        return any(
            way in part
            for _, data in self.files("session")
            for part in (data, *parts(data))
            for way in ways
        )

    def files(self, named: str = "") -> Iterator[tuple[str, bytes]]:
        """Name and bytes of everything that the browser has left, also while it runs; or of what
        has `named` in its name."""
        # Whole folders have short lives too, which the walk of the system takes as they are.
        walk = os.walk(self.home)
        for file in sorted(Path(folder, name) for folder, _, names in walk for name in names):
            if named not in str(file.relative_to(self.home)).lower():
                continue
            with suppress(FileNotFoundError):  # it had a short life
                if file.is_file() and not file.is_symlink():
                    yield str(file.relative_to(self.home)), without_empty_pages(file.read_bytes())


def parts(data: bytes) -> Iterator[bytes]:
    """What stands packed in a file, as far as it was written to its end."""
    with suppress(DamagedError):
        yield from unpacked(data)


class KeptFirefox(Kept):
    """Firefox, by its own line."""

    program: Firefox

    @property
    def driver(self) -> Marionette:
        return self.program.driver

    def start(self) -> None:
        self.program = Firefox(self.home, self.proxy)

    def survivor(self) -> Person:
        self._new_tab()
        return DrivenSurvivor(self.driver, self.place).open()

    def restored(self) -> Person:
        self.to(self.place.survivor)
        return DrivenSurvivor(self.driver, self.place)

    def types_carelessly(self, text: str) -> None:
        self._new_tab()
        self.driver.goto(CARELESS)
        self.driver.keys("#careless", text)

    def goes_back(self) -> str:
        self.driver.back()
        return self.driver.address()

    def closes_the_tab(self) -> None:
        self.driver.do("CloseWindow")
        self.driver.do("SwitchToWindow", handle=self.driver.do("GetWindowHandles")[0])

    def reopens_the_closed_tab(self) -> Person:
        """As with Ctrl+Shift+T."""
        self.driver.chrome("SessionStore.undoCloseTab(window, 0);")
        return self.restored()

    def kill(self) -> None:
        self.program.kill()

    def quit(self) -> None:
        self.program.quit()

    def history(self) -> set[tuple[str, str]]:
        return rows(self.home / "profile" / "places.sqlite", "moz_places")

    def to(self, address: str) -> None:
        """To the tab that shows this address, also one that waits to be loaded again."""
        self.driver.until_chrome(SELECT, address)
        for handle in self.driver.do("GetWindowHandles"):
            self.driver.do("SwitchToWindow", handle=handle)
            if self.driver.address() == address:
                return
        raise AssertionError(f"no tab with {address}")

    def _new_tab(self) -> None:
        made = self.driver.do("NewWindow", type="tab", focus=True)
        self.driver.do("SwitchToWindow", handle=made["handle"])


class KeptChromium(Kept):
    """Chromium, joined by the test library once it runs, with its own settings."""

    program: Chromium
    browser: Browser
    newest: Page

    def __init__(self, home: Path, place: Place, proxy: int, playwright: Playwright) -> None:
        super().__init__(home, place, proxy)
        self.playwright = playwright

    def start(self) -> None:
        self.program = Chromium(self.home, self.proxy)
        self.browser = self.playwright.chromium.connect_over_cdp(self.program.debugger)

    def survivor(self) -> Person:
        survivor = Survivor(self.browser.contexts[0], self.place)
        self.newest = survivor.page
        return survivor.open()

    def restored(self) -> Person:
        context = self.browser.contexts[0]
        deadline = time.monotonic() + WITHIN
        while not (pages := [page for page in context.pages if page.url == self.place.survivor]):
            shown = [page.url for page in context.pages]
            assert time.monotonic() < deadline, f"the tab did not come back: {shown}"
            context.pages[0].wait_for_timeout(50)
        self.newest = pages[-1]
        return Survivor(context, self.place, self.newest)

    def types_carelessly(self, text: str) -> None:
        page = self.browser.contexts[0].new_page()
        page.goto(CARELESS)
        page.locator("#careless").press_sequentially(text)

    def goes_back(self) -> str:
        self.newest.go_back()
        return self.newest.url

    def closes_the_tab(self) -> None:
        self.newest.close()

    def kill(self) -> None:
        self.program.kill()
        self.browser.close()

    def quit(self) -> None:
        session = self.browser.new_browser_cdp_session()
        session.send("Browser.close")
        self.program.wait()
        self.browser.close()

    def history(self) -> set[tuple[str, str]]:
        return rows(self.home / "profile" / "Default" / "History", "urls")


def rows(database: Path, table: str) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as opened:
        return set(opened.execute(f"SELECT url, title FROM {table}").fetchall())

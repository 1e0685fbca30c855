"""The administrator's part of a console, in words of a story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.fixtures import Windows
from tests.browser.looks import holds
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console, hook
from tests.orgkeys.office import ADMINISTRATOR


def vault_of(place: Place) -> Path:
    """The administrator's vault, as the founders keep it."""
    return next(place.folder.glob("organisation/keys/administrator*.vault"))


class Administrator:
    """Somebody who has opened the administrator's part, in a console that is unlocked or not."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.part = console.see("administer")

    def see(self, name: str) -> Locator:
        return self.part.locator(hook(name))

    def press(self, name: str) -> None:
        self.see(name).click()

    def tries(self, vault: Path, passphrase: str = ADMINISTRATOR) -> None:
        if not self.part.is_visible():
            self.console.press("administrator")
        self.see("administrator-file").set_input_files(vault)
        self.see("administrator-passphrase").fill(passphrase)
        self.press("administrator-unlock")

    def unlock(self) -> Administrator:
        self.tries(vault_of(self.console.place))
        self.is_ready(UNLOCKING)
        self.compares()
        return self

    def compares(self) -> None:
        """A browser that remembers nothing asks for a colleague's eyes, once."""
        if self.see("compare-first").is_visible():
            self.press("compared")
            # The button is gone: the keyboard goes on from the heading of the part.
            expect(self.part.get_by_role("heading", level=2).first).to_be_focused()
        expect(self.see("compare-first")).to_have_count(0)

    def is_ready(self, patience: int | None = None) -> None:
        expect(self.part).to_have_attribute("data-stage", "ready", timeout=patience)

    def device(self, alias: str) -> Locator:
        return self.part.locator(f'{hook("device")}[data-alias="{alias}"]')

    def done(self, kind: str) -> None:
        """The relay has taken it, and the screen says so."""
        expect(self.see("done")).to_have_attribute("data-done", kind)
        expect(self.see("failure")).to_have_count(0)
        self.is_ready()

    def refused(self, failure: str) -> None:
        """The screen says why not, and what to do next."""
        told = self.part.locator(f'{hook("failure")}[data-failure="{failure}"]')
        expect(told).to_be_visible()
        for paragraph in told.locator("p").all():
            holds(lambda: len(paragraph.inner_text().strip()) > 10)
        holds(lambda: told.locator("p").count() >= 2)

    def reads(self, request: Path | str) -> str:
        """Takes a request, a file or a text; the number that is then compared by voice."""
        if isinstance(request, Path):
            self.see("request-file").set_input_files(request)
        else:
            self.see("request-text").fill(request)
        self.press("request-read")
        expect(self.see("spoken")).to_be_visible()
        return " ".join(self.see("spoken").inner_text().split())

    def certifies(self, request: Path | str, spoken: str, alias: str = "", role: str = "") -> None:
        """Compares the number as it was read aloud, decides, and lets the device join."""
        assert self.reads(request) == spoken
        self.press("voice-done")
        if alias:
            self.see("device-alias").fill(alias)
        if role:
            self.see("device-role").select_option(role)
        self.press("sign-device")
        self.done("certified")

    def revokes(self, alias: str) -> None:
        self.device(alias).locator(hook("device-revoke")).click()
        self.device(alias).locator(hook("revoke-confirm")).click()
        self.done("revoked")
        expect(self.device(alias)).to_have_count(0)

    # --- the settings -------------------------------------------------------------------------

    def opens(self, which: str) -> Locator:
        """The editor of the notice or of the handbook."""
        button = self.see(f"open-{which}")
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        editor = self.see(f"{which}-editor")
        expect(editor).to_be_visible()
        return editor

    def unfolds(self, part: str) -> Locator:
        """One part of an editor."""
        found = self.see(part)
        if found.get_attribute("open") is None:
            found.locator("summary").first.click()
        return found

    def signs(self, which: str) -> None:
        """What was changed, after the question."""
        self.press(f"{which}-sign")
        self.press(f"{which}-sign-confirm")
        self.done(which)

    def signs_again(self, which: str) -> None:
        """As it stands, without a change."""
        self.press(f"{which}-again")
        expect(self.see("changes").locator("visible=true")).to_have_count(0)
        self.press(f"{which}-sign-confirm")
        self.done(which)


@pytest.fixture(scope="module")
def opened(browser: Browser, place: Place) -> Iterator[Administrator]:
    """Unlocking takes seconds, so the stories of a file share one console."""
    windows = Windows(browser, place)
    yield Administrator(windows.console().open()).unlock()
    windows.close()


@pytest.fixture
def administrator(opened: Administrator) -> Administrator:
    """At work, whatever the story before has left; and now begin the minutes until it locks."""
    opened.part.dispatch_event("pointerdown")
    if opened.part.get_attribute("data-stage") == "locked":
        opened.unlock()
    opened.is_ready()
    return opened

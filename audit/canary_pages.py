"""What a person does in the survivor's page and in the console, through their `data-test` hooks.

Everything waits for as long as `PATIENCE`, and raises AssertionError or playwright's Error. What
those say may hold words of the page: they are never shown to anybody.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any, Final

from playwright.sync_api import CDPSession, Locator, Page, expect

from audit.canary_plan import Lent
from audit.canary_same import Served
from relay import limits

PATIENCE: Final = 30_000
UNLOCKING: Final = 180_000
"""Milliseconds: opening a vault is slow on purpose."""
SLOW: Final = 90_000
"""Consoles call each other every minute at the latest."""
A_MOMENT: Final = 100
"""Milliseconds between two looks."""
MESSAGE: Final = limits.BUCKETS[0]
"""Bytes below which a frame holds no message."""
BINARY: Final = 2
TALKING: Final = re.compile("talking")


def hook(name: str) -> str:
    """A selector for what a page calls so."""
    return f'[data-test="{name}"]'


class Frames:
    """What a page hands to the network, as the browser tells it: messages and addresses."""

    def __init__(self, page: Page) -> None:
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.addresses: list[str] = []
        self.session: CDPSession = page.context.new_cdp_session(page)
        listen = self.session.on
        listen("Network.webSocketFrameSent", lambda event: self._take(event, self.sent))
        listen("Network.webSocketFrameReceived", lambda event: self._take(event, self.received))
        listen("Network.webSocketCreated", lambda event: self.addresses.append(event["url"]))
        listen("Network.requestWillBeSent", self._asked)
        self.session.send("Network.enable")

    def _take(self, event: dict[str, Any], where: list[bytes]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        where.append(b64decode(data) if frame["opcode"] == BINARY else data.encode())

    def _asked(self, event: dict[str, Any]) -> None:
        request = event["request"]
        self.addresses.append(request["url"] + "\n" + request.get("postData", ""))

    def offline(self, gone: bool) -> None:
        """Take this one page off the network, or bring it back."""
        rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.session.send("Network.emulateNetworkConditions", {"offline": gone, **rates})


class Window:
    """One page, and what it says to the network."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        self.frames = Frames(page)
        self.served = Served()

    def goto(self, address: str) -> None:
        """Open it, and keep what of."""
        answer = self.page.goto(address)
        if answer is not None:
            self.served = Served(address, answer.body())

    def see(self, name: str) -> Locator:
        """What the page calls so."""
        return self.page.locator(hook(name))

    def press(self, name: str) -> None:
        """A button."""
        self.see(name).click()


class Survivor(Window):
    """The survivor's page."""

    def open(self, address: str) -> None:
        """Until somebody can begin."""
        self.page.set_viewport_size({"width": 400, "height": 800})
        self.goto(address)
        expect(self.see("start")).to_be_enabled(timeout=PATIENCE)

    def asked(self) -> None:
        """From the first screen to the questions."""
        self.press("start")
        self.press("safe-yes")
        self.press("go-on")
        expect(self.see("first")).to_be_visible(timeout=PATIENCE)

    def questions(self, part: str) -> list[str]:
        """The organisation's own ones that take words, by their keys: "question" or "survey"."""
        found = self.page.locator(f'[data-test^="{part}-"]').evaluate_all(
            "all => all.map((one) => [one.dataset.test, one.tagName])"
        )
        return [name for name, tag in found if tag in ("INPUT", "TEXTAREA")]

    def knock(self) -> None:
        """Into the line."""
        self.press("knock")
        expect(self.see("place").or_(self.see("talk")).first).to_be_visible(timeout=PATIENCE)

    def writes(self, text: str) -> None:
        """Into the box; not sent."""
        self.see("composer").fill(text)

    def says(self, text: str) -> None:
        """Sent; not yet opened on the other side."""
        self.writes(text)
        self.press("send")
        expect(self.see("composer")).to_have_value("", timeout=PATIENCE)

    def sends(self, before: int) -> None:
        """A message is handed to the network, after so many frames."""
        for _ in range(PATIENCE // A_MOMENT):
            if any(len(one) > MESSAGE for one in self.frames.sent[before:]):
                return
            self.page.wait_for_timeout(A_MOMENT)
        raise TimeoutError

    def said(self, text: str) -> None:
        """Sent, and opened on the other side."""
        self.says(text)
        self.delivered(text)

    def delivered(self, text: str) -> None:
        """The other side has opened it."""
        mine = self.page.locator(hook("message") + '[data-mine="true"]').filter(has_text=text)
        expect(mine.locator(hook("delivery")).last).to_have_attribute(
            "data-delivery", "delivered", timeout=PATIENCE
        )

    def hears(self, text: str) -> None:
        """Somebody else has said it."""
        theirs = self.page.locator(hook("message") + '[data-mine="false"]').filter(has_text=text)
        expect(theirs).to_have_count(1, timeout=PATIENCE)


class Talk:
    """One conversation in a console, by what stands above it."""

    def __init__(self, console: Console, name: str) -> None:
        heading = console.page.locator("h3").filter(has_text=name)
        self.console = console
        self.panel = console.page.locator(hook("talk")).filter(has=heading)
        self.item = console.see("talk-item").filter(has_text=name)

    def see(self, name: str) -> Locator:
        """Something in it."""
        return self.panel.locator(hook(name))

    def show(self) -> Talk:
        """Bring it to the front."""
        if not self.panel.is_visible():
            self.item.first.click()
        expect(self.panel).to_be_visible(timeout=PATIENCE)
        return self

    def stage(self, stage: str) -> None:
        """It has come so far."""
        expect(self.panel).to_have_attribute("data-stage", stage, timeout=PATIENCE)

    def says(self, text: str) -> None:
        """Sent."""
        self.show().see("composer").fill(text)
        self.see("send").click()
        expect(self.see("composer")).to_have_value("", timeout=PATIENCE)

    def said(self, text: str) -> None:
        """Sent, and opened on the other side."""
        self.says(text)
        mine = self.panel.locator(hook("message") + '[data-mine="true"]').filter(has_text=text)
        expect(mine.locator(hook("delivery")).last).to_have_attribute(
            "data-delivery", "delivered", timeout=PATIENCE
        )

    def hears(self, text: str) -> None:
        """The other side has said it."""
        theirs = self.panel.locator(hook("message") + '[data-mine="false"]').filter(has_text=text)
        expect(theirs).to_have_count(1, timeout=PATIENCE)

    def ends(self) -> None:
        """Ended by who answers."""
        self.show().see("end").click()
        self.see("end-confirm").click()
        self.stage("ended")

    def forgets(self) -> None:
        """Off the desk."""
        self.show().see("forget").click()
        expect(self.panel).to_have_count(0, timeout=PATIENCE)


class Console(Window):
    """The console with the device that was lent."""

    def open(self, address: str) -> None:
        """Its first screen."""
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.goto(address)
        expect(self.see("unlock")).to_be_enabled(timeout=PATIENCE)

    def unlock(self, lent: Lent) -> None:
        """With the files and the passphrase."""
        self.see("vault-file").set_input_files(list(lent.files))
        self.see("passphrase").fill(lent.passphrase)
        self.press("unlock")
        expect(self.see("duty")).to_be_visible(timeout=UNLOCKING)

    def on_duty(self) -> None:
        """At work."""
        duty = self.see("duty")
        expect(duty).not_to_have_attribute("data-duty", "connecting", timeout=PATIENCE)
        if duty.get_attribute("data-duty") != "on-duty":
            self.press("on-duty")
        expect(duty).to_have_attribute("data-duty", "on-duty", timeout=PATIENCE)

    def knock(self, name: str) -> Locator:
        """Somebody in the line: never anybody else than the auditor's own."""
        own = self.see("knock-item").filter(has_text=name)
        expect(own.or_(self.see("everybody")).first).to_be_visible(timeout=PATIENCE)
        if own.count() == 0:
            self.press("everybody")
        expect(own).to_have_count(1, timeout=PATIENCE)
        return own

    def claim(self, name: str) -> Talk:
        """Answer the auditor's own knock."""
        self.knock(name).locator(hook("claim")).click()
        talk = Talk(self, name)
        expect(talk.panel).to_have_attribute("data-stage", TALKING, timeout=PATIENCE)
        return talk

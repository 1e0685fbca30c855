"""Everything that a window sends and asks for, as the browser itself tells it (CDP)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

BINARY = 2
PING = 17
"""The second byte of the frame by which a page asks whether the relay is there."""


class Wire:
    """Listens to one page from its first request on. `sent` and `received` are whole messages."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.on_sent: Callable[[bytes, float], None] = lambda *_: None
        """Called with each message that leaves, and the browser's time of it in seconds."""
        self.asked = False
        """The page has asked whether the relay is there, and nothing has come since."""
        self.addresses: list[str] = []
        self.not_binary: list[str] = []
        self.handshakes: list[dict[str, str]] = []
        self.session: CDPSession = context.new_cdp_session(page)
        self.session.on("Network.webSocketFrameSent", lambda event: self._frame(event, self.sent))
        self.session.on(
            "Network.webSocketFrameReceived", lambda event: self._frame(event, self.received)
        )
        self.session.on("Network.webSocketCreated", lambda event: self._dials(event["url"]))
        self.session.on(
            "Network.requestWillBeSent",
            lambda event: self.addresses.append(event["request"]["url"]),
        )
        self.session.on(
            "Network.webSocketHandshakeResponseReceived",
            lambda event: self.handshakes.append(event["response"]["headers"]),
        )
        self.session.send("Network.enable")

    def _frame(self, event: dict[str, Any], where: list[bytes]) -> None:
        frame = event["response"]
        if frame["opcode"] == BINARY:
            where.append(b64decode(frame["payloadData"]))
            self.asked = where is self.sent and (self.asked or where[-1][1] == PING)
            if where is self.sent:
                self.on_sent(where[-1], event["timestamp"])
        else:
            self.not_binary.append(frame["payloadData"])

    def _dials(self, address: str) -> None:
        self.addresses.append(address)
        self.asked = False

    @property
    def all(self) -> list[bytes]:
        return [*self.sent, *self.received]

"""A WebSocket client cheap enough to load a server: bytes in and out, no library in the way.

Only for measurements on loopback. Frames are masked with an all-zero key, which the protocol
allows and every server unmasks as usual (RFC 6455, section 5.3).
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
from collections.abc import Callable
from ipaddress import IPv4Address

_clients = itertools.count(int(IPv4Address("10.0.0.1")))


def masked(payload: bytes) -> bytes:
    """One binary message of a client, at most 65,535 bytes, as it stands on the wire."""
    size = len(payload)
    head = bytes([0x82, 0x80 | size]) if size < 126 else b"\x82\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Socket(asyncio.Protocol):
    """One client connection; whole messages go to `on_message`, everything else is ignored."""

    def __init__(self, path: str, port: int) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_message: Callable[[bytes], None] = lambda _: None
        self._buffer = bytearray()
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"X-Forwarded-For: {IPv4Address(next(_clients))}\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n"
        )
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.WriteTransport)  # asyncio promises it
        self._transport = transport
        transport.write(self._request.encode())

    def data_received(self, data: bytes) -> None:
        """Cut the stream into messages."""
        buffer = self._buffer
        buffer += data
        if not self.opened.done():
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in bytes(buffer[:end]).split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError("the server refused the upgrade"))
                return
            del buffer[: end + 4]
            self.opened.set_result(None)
        while len(buffer) >= 2:
            size, start = buffer[1] & 0x7F, 2
            if size == 126:
                size, start = int.from_bytes(buffer[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(buffer[2:10], "big"), 10
            if len(buffer) < start + size:
                return
            message, kind = bytes(buffer[start : start + size]), buffer[0]
            del buffer[: start + size]
            if kind == 0x82:
                self.on_message(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that never opened fails its opener."""
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed before it opened"))

    def send(self, wire: bytes) -> None:
        """Write bytes made by `masked`."""
        if self._transport is not None:
            self._transport.write(wire)

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.abort()


async def connect(path: str, port: int) -> Socket:
    """Open one client connection to 127.0.0.1. Raises ConnectionError when it is refused."""
    _, protocol = await asyncio.get_running_loop().create_connection(
        lambda: Socket(path, port), "127.0.0.1", port
    )
    await protocol.opened
    return protocol

"""A WebSocket of binary messages, over aiohttp.

`Connect` is the seam at which a test stands between a client and its relay.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import aiohttp

from relay import limits

CLOSING = 1.0  # seconds that the other side has to answer a close


class Socket(Protocol):
    """One WebSocket of binary messages."""

    async def send(self, raw: bytes) -> None:
        """Send one message. Raises ConnectionError when the socket is gone."""

    async def receive(self) -> bytes | None:
        """The next message, or None when the socket is closed."""

    async def close(self) -> None:
        """Close it."""


Connect = Callable[[str], Awaitable[Socket]]
"""Opens a socket to a URL. Raises OSError (and TimeoutError) when it cannot."""


class _Aiohttp:
    """A socket of aiohttp, with the session that it needs."""

    def __init__(self, session: aiohttp.ClientSession, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._ws = ws

    async def send(self, raw: bytes) -> None:
        await self._ws.send_bytes(raw)

    async def receive(self) -> bytes | None:
        message = await self._ws.receive()
        # Text is never spoken here, and ends the connection like a close.
        return message.data if message.type is aiohttp.WSMsgType.BINARY else None

    async def close(self) -> None:
        try:
            await self._ws.close()
        finally:
            await self._session.close()


async def connect(url: str, origin: str | None = None, source: str | None = None) -> Socket:
    """Open a socket to a relay, without compression.

    `origin` is for a relay that is configured to let in visitors of certain pages alone. `source`
    is the address of this machine to call from, where it has several.
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(local_addr=None if source is None else (source, 0))
    )
    try:
        ws = await session.ws_connect(
            url,
            origin=origin,
            compress=0,
            max_msg_size=limits.MAX_RELAY_FRAME,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING),
        )
    except aiohttp.ClientError as fault:
        await session.close()
        raise ConnectionError("the relay cannot be reached") from fault
    except BaseException:
        await session.close()
        raise
    return _Aiohttp(session, ws)

"""Conversations of the Python client, in a thread with a loop of its own beside the browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from types import TracebackType
from typing import Final, Self, TypeVar

from orgkeys import sockets
from orgkeys.client import Connect

T = TypeVar("T")
WITHIN: Final = 60.0


class Recorded:
    """A socket that keeps what passes it."""

    def __init__(self, socket: sockets.Socket, kept: list[bytes]) -> None:
        self._socket = socket
        self._kept = kept

    async def send(self, raw: bytes) -> None:
        """Send one message."""
        self._kept.append(raw)
        await self._socket.send(raw)

    async def receive(self) -> bytes | None:
        """The next message, or None at the end."""
        raw = await self._socket.receive()
        if raw is not None:
            self._kept.append(raw)
        return raw

    async def close(self) -> None:
        """Close it."""
        await self._socket.close()


def recorded(kept: list[bytes], origin: str) -> Connect:
    """Opens sockets as a page of that origin would, and keeps all messages."""

    async def connect(url: str) -> sockets.Socket:
        return Recorded(await sockets.connect(url, origin), kept)

    return connect


class Beside:
    """Runs coroutines while the `with` lasts; who was brought in stays until its end."""

    def __init__(self, within: float = WITHIN) -> None:
        self._within = within
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._entered = AsyncExitStack()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._within = WITHIN
        try:
            with suppress(TimeoutError):  # who does not go in time is left behind
                self.do(self._entered.aclose())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(WITHIN)
            self._loop.close()

    def do(self, doing: Coroutine[object, object, T]) -> T:
        """Do this over there, and wait for it. Raises what it raises, and TimeoutError."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(self._within)

    def enter(self, somebody: AbstractAsyncContextManager[T]) -> T:
        """Somebody comes, and stays."""
        return self.do(self._entered.enter_async_context(somebody))

"""Friendly Python clients beside a browser: they live in another thread, with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TypeVar

T = TypeVar("T")
WITHIN = 30.0  # seconds


class Friends:
    """Runs coroutines and keeps what was entered until `close`."""

    def __init__(self) -> None:
        self.entered = AsyncExitStack()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, doing: Coroutine[object, object, T], within: float = WITHIN) -> T:
        """Do this over there, and wait for it."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(within)

    def enter(self, friend: AbstractAsyncContextManager[T]) -> T:
        """Somebody comes, and stays until the end."""
        return self.do(self.entered.enter_async_context(friend))

    def close(self) -> None:
        """Everybody goes home."""
        self.do(self.entered.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

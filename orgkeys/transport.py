"""Keeps one machine connected to one relay, over aiohttp.

The machine decides what is said; here is only the socket: open it, open it again when it is lost,
notice within 10 seconds that nobody is there, and give the machine the time of day. `connect` can
be another one, which is where tests stand between a client and its relay.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final, Generic, Literal, Protocol, TypeVar

from orgkeys.sockets import Connect, Socket, connect
from relay import frames
from relay.errors import Malformed

TICK: Final = 1.0
QUIET: Final = 4.0  # seconds without a frame, before the relay is asked whether it is there
DEADLINE: Final = 4.0  # seconds from that question, or from the first attempt, to "lost"
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
SETTLED: Final = 10.0  # a connection that lasted this long was a good one

V = TypeVar("V", covariant=True)
A = TypeVar("A", contravariant=True)


class Machine(Protocol[V, A]):
    """A machine, as the transport sees it; times are seconds since 1970."""

    def opened(self, now: float) -> None:
        """The socket is open."""

    def lost(self, now: float) -> None:
        """The socket is gone, or could not be opened."""

    def frame(self, raw: bytes, now: float) -> None:
        """A frame arrived. Raises Malformed: the socket is to be dropped."""

    def tick(self, now: float) -> None:
        """About every second."""

    def act(self, action: A, now: float) -> None:
        """A person did something."""

    def drain(self) -> list[bytes]:
        """Frames to send now."""

    def view(self) -> V:
        """What a screen shows."""

    def wants(self) -> Literal["socket", "none"]:
        """Whether a connection is needed."""

    def busy(self) -> bool:
        """Whether `tick` has work to go on with at once."""

    def due(self) -> float | None:
        """When `tick` is wanted next, to the moment; None, or later: about every second."""


class Keeper(Generic[V, A]):
    """Runs a machine on a URL (ws: or wss:, with its path) until `stop`."""

    def __init__(
        self,
        url: str,
        machine: Machine[V, A],
        *,
        connect: Connect = connect,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.machine = machine
        self._url = url
        self._connect = connect
        self._clock = clock
        self._chance = chance
        self._socket: Socket | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._changed = asyncio.Condition()
        self._sending = asyncio.Lock()
        self._heard = 0.0
        self._asked: float | None = None
        self._tries = 0
        self._pause = 0.0

    def start(self) -> None:
        """Begin. Needs a running loop."""
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._beat())]

    async def stop(self) -> None:
        """Close for good, without a word to the machine."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._release()

    async def act(self, action: A) -> None:
        """A person did something; what follows from it is sent."""
        self.machine.act(action, self._clock())
        await self._turned()

    async def until(self, what: Callable[[V], bool], within: float = 30.0) -> V:
        """Wait until the view is so, and return it. Raises TimeoutError, or what broke a task."""
        async with asyncio.timeout(within), self._changed:
            while not what(self.machine.view()):
                for task in self._tasks:
                    if task.done():
                        task.result()
                await self._changed.wait()
        return self.machine.view()

    async def _turned(self) -> None:
        """After each turn of the machine: what it has to send leaves, and whoever waits looks."""
        async with self._sending:
            socket = self._socket
            for raw in self.machine.drain() if socket is not None else ():
                try:
                    if socket is not None:
                        await socket.send(raw)
                except ConnectionError:
                    break  # the reader learns it too, and says so
        async with self._changed:
            self._changed.notify_all()

    # ------------------------------------------------------------------ the socket

    async def _stay(self) -> None:
        try:
            while True:
                if self.machine.wants() == "socket":
                    await self._once()
                    await asyncio.sleep(self._wait())
                else:
                    await asyncio.sleep(TICK / 10)
        finally:
            async with self._changed:
                self._changed.notify_all()

    def _wait(self) -> float:
        wait = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(self._tries, 10)))
        self._tries += 1
        pause, self._pause = self._pause, 0.0
        return max(pause, wait * (0.75 + self._chance() / 2))

    async def _once(self) -> None:
        """One connection, from opening to its end."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(DEADLINE):
                socket = await self._connect(self._url)
        except OSError:
            self.machine.lost(self._clock())
            await self._turned()
            return
        begun = self._heard = loop.time()
        self._socket, self._asked = socket, None
        self.machine.opened(self._clock())
        await self._turned()
        await self._listen(socket)
        await self._release()
        if loop.time() - begun >= SETTLED:
            self._tries = 0
        self.machine.lost(self._clock())
        await self._turned()

    async def _listen(self, socket: Socket) -> None:
        loop = asyncio.get_running_loop()
        while self.machine.wants() == "socket":
            deadline = QUIET if self._asked is None else self._asked + DEADLINE - loop.time()
            try:
                async with asyncio.timeout(max(deadline, 0.0)):
                    raw = await socket.receive()
            except TimeoutError:
                if self._asked is not None:
                    return
                self._asked = loop.time()
                await self._ping(socket)
                continue
            except ConnectionError:
                return
            if raw is None:
                return
            self._asked = None
            self._later(raw)
            try:
                self.machine.frame(raw, self._clock())
            except Malformed:
                return  # nothing that this relay says can be used
            await self._turned()

    async def _ping(self, socket: Socket) -> None:
        async with self._sending:
            try:
                await socket.send(frames.encode(frames.Ping(0)))
            except ConnectionError:
                return  # the reader learns it too

    def _later(self, raw: bytes) -> None:
        """A relay that stops asks its clients to come back at different moments."""
        if len(raw) < 8 and raw[1:2] == bytes([48]):
            frame = frames.decode_relay(raw)
            if isinstance(frame, frames.Later):
                self._pause = min(frame.seconds, LONGEST_WAIT) * (0.5 + self._chance() / 2)

    async def _release(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    # ------------------------------------------------------------------ time

    def _rest(self) -> float:
        due = self.machine.due()
        return TICK if due is None else min(TICK, max(0.0, due - self._clock()))

    async def _beat(self) -> None:
        try:
            while True:
                await asyncio.sleep(0 if self.machine.busy() else self._rest())
                self.machine.tick(self._clock())
                await self._turned()
                if self.machine.wants() == "none":
                    await self._release()
        finally:
            async with self._changed:
                self._changed.notify_all()

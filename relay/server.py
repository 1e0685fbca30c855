"""The adapter between sockets and the switchboard, which holds all the logic.

aiohttp answers plain requests; a WebSocket handshake takes the transport over (`relay/socket.py`).
The clock is read here, once from the wall and then monotonically.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from time import time

from aiohttp import web

from relay import limits
from relay.config import Config
from relay.connection import Path
from relay.door import Door, Taken, log_fault, loop_fault, plain
from relay.effects import Close, Effect, Send
from relay.errors import LocalFault
from relay.flood import Budgets
from relay.keeper import Keeper
from relay.origins import Hashed, address_of, may_come
from relay.pages import Pages
from relay.socket import Socket
from relay.store import Store
from relay.switchboard import Switchboard
from relay.websocket import GOING_AWAY, OUR_FAULT, POLICY, accept_key

log = logging.getLogger("noview.relay")

PATHS = {path.value: path for path in Path}
RENEW, COUNT, PURGE = 10, 60, 600
"""Seconds between renewals of the lease, writes of counts, and purges."""
SWITCHING = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: %s\r\n\r\n"
)


class Relay:
    """A running relay: `await start()`, wait for `unusable` or a signal, `await stop()`."""

    def __init__(self, config: Config, store: Store, budgets: Budgets | None = None) -> None:
        self._config = config
        self._keeper = Keeper(store, config.name)
        self._budgets = budgets
        self.closing = config.deadlines.closing
        """See `Hub.closing`."""
        self._sockets: dict[int, Socket] = {}
        self._open: set[Socket] = set()
        self._empty = asyncio.Event()
        self._idents = count(1)
        self._stopping = False
        self._ended = False
        self._ticks: asyncio.Task[None] | None = None
        self.door = Door(
            config.listen,
            self._answer,
            config.deadlines.headers,
            config.tls,
            shared=bool(config.address_header),
        )
        self.pages: Pages | None = None
        self.unusable: asyncio.Future[None]
        """Done when this relay must not go on: its lease is another's."""

    async def start(self) -> None:
        """Listen. Raises LocalFault in plain words, with nothing left open."""
        try:
            await self._start()
        except LocalFault:
            await self.stop()
            raise

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(loop_fault)
        self._offset = time() - loop.time()
        self.unusable = loop.create_future()
        # Before the lease: who starts a second relay by mistake must not stop the first.
        await self.door.take()
        if self._config.pages is not None:
            self.pages = Pages(self._config.pages, self._config.deadlines, self._config.tls)
            await self.pages.door.take()
        now = self.now()
        self._keeper.begin(now)
        self._hashed = Hashed(os.urandom, now)
        self.switchboard = Switchboard(
            self._config.organisations,
            ticket_key=self._keeper.ticket_key(),
            random=os.urandom,
            term=self._keeper.term,
            budgets=self._budgets,
            max_connections=self._config.max_connections,
        )
        kept = self._keeper.documents(self._config.organisations)
        refused = self.switchboard.restore(kept, now)
        self.switchboard.restore_drops(self._keeper.drops(self._config.organisations))
        if refused:
            log.warning("%d kept documents are not trusted any more", refused)
        if self.pages is not None:
            await self.pages.open()
        await self.door.open()
        self._ticks = loop.create_task(self._tick())

    def now(self) -> float:
        """Seconds since 1970 that never go back."""
        return asyncio.get_running_loop().time() + self._offset

    # --- coming in ----------------------------------------------------------------------------

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.raw_path == "/health" and request.method in ("GET", "HEAD"):
            return plain(503, "stopping") if self._stopping else plain(200, "ok")
        path = PATHS.get(request.raw_path)  # with a query it is another path, and there is none
        if path is None:
            return plain(404)
        return self._handshake(request, path)

    def _handshake(self, request: web.BaseRequest, path: Path) -> web.StreamResponse:
        headers = request.headers
        if request.method != "GET":
            return plain(405)
        upgrade = headers.get("Upgrade", "").lower() == "websocket"
        tokens = {part.strip().lower() for part in headers.get("Connection", "").split(",")}
        accept = accept_key(headers.get("Sec-WebSocket-Key", ""))
        if headers.get("Sec-WebSocket-Version") != "13" or "upgrade" not in tokens:
            return plain(426, "WebSocket only")
        if not upgrade or accept is None or request.can_read_body:
            return plain(400)
        if not may_come(path, headers.getall("Origin", []), self._config):
            return plain(403)
        if self._stopping:
            return plain(503, "stopping")
        named = self._config.address_header
        forwarded = headers.getall(named, []) if named else []
        address = address_of(request.remote or "", forwarded)
        transport = self.door.taken(request)
        if transport is not None:
            transport.write(SWITCHING % accept.encode("ascii"))
            self._welcome(transport, path, address)
        return Taken()

    def _welcome(self, transport: asyncio.Transport, path: Path, address: str) -> None:
        most = limits.MAX_PUBLISH_FRAME if path is Path.PUBLISH else limits.MAX_FRAME
        now = self.now()
        socket = Socket(self, next(self._idents), transport, most)
        self._sockets[socket.ident] = socket
        self._open.add(socket)
        self._empty.clear()
        transport.set_protocol(socket)
        socket.deadline(self._config.deadlines.first_frame)
        effects = self.switchboard.connected(socket.ident, path, self._hashed(address, now), now)
        self.perform(effects, now)

    # --- what sockets report ------------------------------------------------------------------

    def received(self, socket: Socket, raw: bytes, now: float) -> None:
        """See `Hub.received`."""
        try:
            self.perform(self.switchboard.received(socket.ident, raw, now), now, socket)
        except Exception as problem:  # noqa: BLE001 - one connection's fault ends that connection
            log_fault(problem, "taking a frame")
            socket.end(OUR_FAULT)

    def gone(self, socket: Socket) -> None:
        """See `Hub.gone`."""
        if self._sockets.pop(socket.ident, None) is not None:
            now = self.now()
            self.perform(self.switchboard.closed(socket.ident, now), now)

    def lost(self, socket: Socket) -> None:
        """See `Hub.lost`."""
        self._open.discard(socket)
        if not self._open:
            self._empty.set()

    def perform(
        self, effects: Iterable[Effect], now: float, publisher: Socket | None = None
    ) -> None:
        """Do what the switchboard wants, in order.

        A document that cannot be kept is in force all the same, and everybody hears of it but its
        publisher, who must not take it for done.
        """
        sockets = self._sockets
        for effect in effects:
            if isinstance(effect, Send):
                socket = sockets.get(effect.conn)
                if socket is not None:
                    socket.send(effect.raw)
            elif isinstance(effect, Close):
                socket = sockets.get(effect.conn)
                if socket is not None:
                    socket.end(effect.code)
            else:
                try:
                    self._keeper.do(effect, now)
                except LocalFault as fault:
                    log.error("a document or a drop was not kept: %s", fault)
                    if publisher is not None:
                        publisher.end(OUR_FAULT)

    # --- time ---------------------------------------------------------------------------------

    async def _tick(self) -> None:
        deadlines = self._config.deadlines
        shortest = min(deadlines.frame, deadlines.idle, deadlines.slow_reader)
        pause = min(1.0, shortest / 2)
        keeper = self._keeper
        every = {
            self._renew: RENEW, keeper.catch_up: RENEW, self._count: COUNT, keeper.purge: PURGE,
        }  # fmt: skip
        due = dict.fromkeys(every, 0.0)
        for task in due:
            due[task] = self.now() + every[task]
        while True:
            await asyncio.sleep(pause)
            now = self.now()
            try:
                self.perform(self.switchboard.tick(now), now)
                self._sweep(now)
                for task, at in due.items():
                    if now >= at:
                        due[task] = now + every[task]
                        task(now)
            except LocalFault as fault:
                log.error("%s", fault)
            except Exception as problem:  # noqa: BLE001 - time must go on
                log_fault(problem, "keeping time")

    def _sweep(self, now: float) -> None:
        """Close who does not move, by the deadlines of the configuration."""
        deadlines = self._config.deadlines
        idle, frame = now - deadlines.idle, now - deadlines.frame
        quiet = now - deadlines.idle / 2
        slow = now - deadlines.slow_reader
        for socket in list(self._sockets.values()):
            socket.calm()
            if socket.stuck and socket.stuck < slow:
                socket.abort()
            elif socket.heard < idle or (socket.begun and socket.begun < frame):
                socket.end(POLICY)
            elif socket.heard < quiet:
                socket.ask()

    def _renew(self, now: float) -> None:
        if not self._keeper.renew(now) and not self.unusable.done():
            self.unusable.set_result(None)

    def _count(self, _: float) -> None:
        self._keeper.count(self.switchboard.usage.read())

    async def stop(self) -> None:
        """Tell everybody to come back, close every connection and the store."""
        if self._ended:
            return
        self._ended = self._stopping = True
        if self._ticks is not None:
            await self._say_goodbye()
            self._ticks.cancel()
        await self.door.close()
        if self.pages is not None:
            await self.pages.close()
        if self._ticks is not None:
            self._count(self.now())
        self._keeper.end(self.now())

    async def _say_goodbye(self) -> None:
        now = self.now()
        self.perform(self.switchboard.stopping(now), now)
        for socket in list(self._sockets.values()):
            socket.end(GOING_AWAY)
        if self._open:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self.closing + 0.5)

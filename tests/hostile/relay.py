"""A hostile relay: the honest one, and somebody who sits on each of its sockets.

Every message is read with `relay.frames` and shown to `script`, which lets it pass (None) or says
what takes its place: nothing, other frames, or bytes that are none. `Conn.tell` and `Conn.say`
inject. Each interference is counted, and a run without one proves nothing: `proved` says
so at the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from orgkeys.sockets import Socket, connect
from relay import frames
from relay.errors import Malformed

Sent = frames.Frame | bytes
Tampered = Sequence[Sent] | None
NO_FAULT = "no fault was injected: this run proves nothing"


@dataclass(frozen=True)
class Passing:
    """One message on its way; `down` is towards the client. `frame` is None for what is none."""

    conn: Conn
    down: bool
    frame: frames.Frame | None
    raw: bytes


Script = Callable[[Passing], Tampered]


def honest(_: Passing) -> Tampered:
    """Everything passes."""
    return None


@dataclass(eq=False)
class Conn:
    """One client's connection, and what somebody in the middle knows of it."""

    hostile: Hostile
    number: int
    path: str
    loop: asyncio.AbstractEventLoop
    down: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    up: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    opened: dict[int, frames.Open] = field(default_factory=dict)
    next: dict[int, int] = field(default_factory=dict)
    """The number that the client expects next in each of its mailboxes."""
    knock: frames.Knock | None = None
    gone: bool = False

    def tell(self, *told: Sent) -> None:
        """Say this to the client, as if the relay had said it."""
        self.hostile.faults += 1
        for one in told:
            self._put(self.down, _bytes(one))

    def say(self, *said: Sent) -> None:
        """Say this to the relay, as if the client had said it."""
        self.hostile.faults += 1
        for one in said:
            self._put(self.up, _bytes(one))

    def handle(self, mode: int) -> int:
        """The client's newest mailbox of that mode."""
        return max(handle for handle, asked in self.opened.items() if asked.mode == mode)

    def cut(self) -> None:
        """Drop the connection on both sides."""
        self.hostile.faults += 1
        self._put(self.down, None)
        self._put(self.up, None)

    def _put(self, queue: asyncio.Queue[bytes | None], raw: bytes | None) -> None:
        # The browser's tests are in another thread than the sockets.
        self.loop.call_soon_threadsafe(queue.put_nowait, raw)

    def learn(self, frame: frames.Frame | None, down: bool) -> None:
        """Keep what will be needed to forge."""
        match frame:
            case frames.Open():
                self.opened[frame.handle] = frame
                self.next[frame.handle] = max(self.next.get(frame.handle, 0), frame.next)
            case frames.CloseMailbox():
                self.opened.pop(frame.handle, None)
            case frames.Knock():
                self.knock = frame
            case frames.Deliver() if down:
                self.next[frame.handle] = max(self.next.get(frame.handle, 0), frame.number + 1)


class Hostile:
    """`url` is what clients are given; `upstream` is the honest relay, and may change."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.url = ""
        self.script: Script = honest
        self.faults = 0
        self.conns: list[Conn] = []
        self.passed: list[Passing] = []
        self.broken: list[BaseException] = []
        """What went wrong in here: a mistake of the test, not of a client."""

    def proved(self) -> None:
        """At the end of a run: something was injected, and nothing went wrong in here."""
        assert not self.broken, self.broken
        assert self.faults > 0, NO_FAULT

    def client(self, path: str, back: int = 0) -> Conn:
        """The newest connection of "visit" or "staff" that is still there, or one before."""
        there = self.there(path)
        assert len(there) > back, "nobody is connected"
        return there[-1 - back]

    def there(self, path: str) -> list[Conn]:
        """Who is connected on this path now."""
        return [conn for conn in self.conns if conn.path == f"/v1/{path}" and not conn.gone]

    def said(self, conn: Conn | None = None) -> list[frames.Frame]:
        """Everything that clients (or this one) have said, in order."""
        return [
            one.frame
            for one in self.passed
            if not one.down and one.frame is not None and conn in (None, one.conn)
        ]

    def served(self, conn: Conn, raw: bytes) -> bool:
        """Whether this document came for this client."""
        return any(
            isinstance(one.frame, frames.Document) and raw in one.frame.envelopes
            for one in list(self.passed)
            if one.conn is conn
        )

    def carries(self, text: str) -> bool:
        """Whether any message in either direction holds this text as it is."""
        ways = (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode())
        return any(way in one.raw for one in self.passed for way in ways)

    async def meet(self, request: web.Request) -> web.WebSocketResponse:
        """One client, from its handshake to its end."""
        client = web.WebSocketResponse(compress=False, max_msg_size=0, timeout=0.5)
        await client.prepare(request)
        conn = Conn(self, len(self.conns), request.path, asyncio.get_running_loop())
        self.conns.append(conn)
        try:
            relay = await connect(self.upstream + request.path)
        except OSError:
            conn.gone = True
            await client.close()
            return client
        tasks = [
            asyncio.create_task(one)
            for one in (
                self._from_client(conn, client),
                self._from_relay(conn, relay),
                _write(conn.down, client.send_bytes),
                _write(conn.up, relay.send),
            )
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            conn.gone = True
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            quiet = (asyncio.CancelledError, OSError)
            self.broken += [
                end for end in ends if isinstance(end, BaseException) and not isinstance(end, quiet)
            ]
            await relay.close()
            await client.close()
        return client

    async def _from_client(self, conn: Conn, client: web.WebSocketResponse) -> None:
        async for message in client:
            if message.type is not WSMsgType.BINARY:
                return
            self._pass(conn, False, message.data, conn.up)

    async def _from_relay(self, conn: Conn, relay: Socket) -> None:
        while (raw := await relay.receive()) is not None:
            self._pass(conn, True, raw, conn.down)

    def _pass(self, conn: Conn, down: bool, raw: bytes, on: asyncio.Queue[bytes | None]) -> None:
        frame: frames.Frame | None
        try:
            frame = frames.decode_relay(raw) if down else frames.decode_client(raw)
        except Malformed:
            frame = None
        passing = Passing(conn, down, frame, raw)
        self.passed.append(passing)
        if not down:
            conn.learn(frame, down)
        instead = self.script(passing)
        if instead is not None:
            self.faults += 1
        for one in (raw,) if instead is None else instead:
            if down:
                conn.learn(one if isinstance(one, frames.Frame) else frame, down)
            on.put_nowait(_bytes(one))


def _bytes(sent: Sent) -> bytes:
    return sent if isinstance(sent, bytes) else frames.encode(sent)


async def _write(queue: asyncio.Queue[bytes | None], send: Callable[[bytes], object]) -> None:
    while (raw := await queue.get()) is not None:
        sent = send(raw)
        if asyncio.iscoroutine(sent):
            await sent


@asynccontextmanager
async def hostile_relay(upstream: str) -> AsyncIterator[Hostile]:
    """Listen before the honest relay at `upstream` ("ws://…", without a path)."""
    hostile = Hostile(upstream)
    app = web.Application()
    app.router.add_get("/v1/{path}", hostile.meet)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hostile.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield hostile
    finally:
        for conn in hostile.conns:
            conn.down.put_nowait(None)
        await runner.cleanup()

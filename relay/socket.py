"""One WebSocket connection on its transport: as thin as can be, with its own deadlines.

No task and no queue: what comes in is handed on inside `data_received`, and what goes out is
written at once. A client that does not read is disconnected, so memory stays bounded.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from relay.websocket import (
    BINARY,
    CLOSE,
    PING,
    POLICY,
    PONG,
    Broken,
    Reader,
    close_frame,
    echo_of_close,
    header,
)

WRITE_BUFFER = 256 * 1024
"""Bytes that may wait for a slow reader before the next message disconnects it."""
MOST_CONTROLS = 32
"""Control frames in a row without a second between them."""


class Hub(Protocol):
    """What a socket reports to."""

    closing: float
    """Seconds from our close to the end of the connection, if the client does not answer."""

    def now(self) -> float:
        """Seconds since 1970, never going back."""

    def received(self, socket: Socket, raw: bytes, now: float) -> None:
        """A binary message has come in."""

    def gone(self, socket: Socket) -> None:
        """The socket takes and gives no more messages. May be called more than once."""

    def lost(self, socket: Socket) -> None:
        """Its transport is gone too."""


class Socket(asyncio.Protocol):
    """A connection after its handshake."""

    __slots__ = (
        "_closing", "_controls", "_hub", "_reader", "_timer", "asked", "begun", "heard", "ident",
        "stuck", "transport",
    )  # fmt: skip

    def __init__(self, hub: Hub, ident: int, transport: asyncio.Transport, most: int) -> None:
        self._hub = hub
        self._reader: Reader | None = Reader(most)
        self._closing = False
        self._controls = 0
        self._timer: asyncio.TimerHandle | None = None
        self.ident = ident
        self.transport = transport
        self.heard = hub.now()
        """When the last bytes came."""
        self.asked = False
        """Whether a ping has gone out since."""
        self.begun = 0.0
        """Since when a message has been unfinished; 0 while none is."""
        self.stuck = 0.0
        """Since when the client has not read; 0 while it does."""

    def __repr__(self) -> str:
        return f"<Socket {self.ident}>"

    def deadline(self, seconds: float) -> None:
        """Close unless a first message comes within so many seconds."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self.end, POLICY)

    def send(self, raw: bytes) -> None:
        """Write one binary message; nothing when the connection is going."""
        if self._closing:
            return
        if self.stuck and self.transport.get_write_buffer_size() > WRITE_BUFFER:
            self.abort()
            return
        self.transport.write(header(len(raw)) + raw)

    def end(self, code: int) -> None:
        """Say goodbye with this code; be gone when the client has answered, or soon after."""
        if self._closing:
            return
        self._closing = True
        self.transport.write(close_frame(code))
        # Closing at once would reset the connection if the client is still sending, and it might
        # never see the code.
        self._abort_soon()
        self._hub.gone(self)

    def abort(self) -> None:
        """Be gone now, with whatever is unsent."""
        self._closing = True
        self._cancel()
        self.transport.abort()
        self._hub.gone(self)

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if self._reader is None:
            return  # broken: what follows has no meaning
        hub = self._hub
        now = self.heard = hub.now()
        self.asked = False
        try:
            for opcode, payload in self._reader.feed(data):
                if opcode != BINARY:
                    self._control(opcode, payload, now)
                elif not self._closing:
                    if self._timer is not None:
                        self._cancel()
                    hub.received(self, payload, now)
        except Broken as broken:
            self._reader = None
            self.end(broken.close)
            return
        if not self._reader.unfinished:
            self.begun = 0.0
        elif not self.begun:
            self.begun = now

    def _control(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == CLOSE:
            code = echo_of_close(payload)
            if not self._closing:
                self._closing = True
                self.transport.write(close_frame(code))
                # What is unsent still goes, but not for ever: nobody counts this socket any more.
                self._abort_soon()
                self._hub.gone(self)
            self.transport.close()
            return
        self._controls += 1
        if self._controls > MOST_CONTROLS:
            raise Broken(POLICY)
        if opcode == PING and not self._closing and not self.stuck:
            self.transport.write(header(len(payload), PONG) + payload)

    def calm(self) -> None:
        """Call about once a second: control frames are counted anew."""
        self._controls = 0

    def ask(self) -> None:
        """Ask whether the client is there; every browser answers by itself, hidden pages too."""
        if not self._closing and not self.asked:
            self.asked = True
            self.transport.write(header(0, PING))

    def eof_received(self) -> bool:
        """The client has stopped sending: close from our side too."""
        return False

    def pause_writing(self) -> None:
        """The client does not read."""
        self.stuck = self._hub.now()

    def resume_writing(self) -> None:
        """It does again."""
        self.stuck = 0.0

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is gone, for whatever reason."""
        self._closing = True
        self._cancel()
        self._hub.gone(self)
        self._hub.lost(self)

    def _abort_soon(self) -> None:
        self._cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._hub.closing, self.transport.abort)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

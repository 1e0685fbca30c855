"""A listener for HTTP on aiohttp, with what aiohttp leaves open closed.

One request for each connection, a deadline from the first packet to the answer (aiohttp has none),
a bound on connections that have not asked anything yet, no access log, and nothing of a request
ever in a log. A handler gets the request and returns a response, or takes the transport over.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from traceback import extract_tb
from typing import Any

from aiohttp import web

from relay import limits
from relay.config import Address, Tls
from relay.errors import LocalFault
from relay.origins import networks

log = logging.getLogger("noview.relay")
_silent = logging.getLogger("noview.silent")
_silent.disabled = True  # aiohttp's own words name addresses and repeat what came in

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def log_fault(problem: BaseException, doing: str) -> None:
    """Log an unexpected exception by type and place only: its message could hold anything."""
    frames = extract_tb(problem.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error("%s while %s, at %s", type(problem).__name__, doing, place)


def loop_fault(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's handler for what nobody caught. Its own would print the transport."""
    problem = context.get("exception")
    if isinstance(problem, BaseException):
        log_fault(problem, "handling an event")
    else:
        log.error("the event loop met a fault without an exception")


class Taken(web.StreamResponse):
    """Returned by a handler that has taken the transport over: nothing is written any more."""

    async def prepare(self, request: web.BaseRequest) -> None:
        """Nothing to send."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing to send."""


class Wordless(web.RequestHandler):
    """aiohttp's end of a connection; of a request that cannot be read it says so, and no more."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """aiohttp's own would repeat what came in and name its version, and log who sent it."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        response = plain(status)
        response.force_close()
        response.headers["Server"] = "noview"
        return response


class Unasked(web.Server):
    """aiohttp's server, with a deadline for every connection that aiohttp holds.

    One address holds `from_one` of them at most, or it could keep everybody else out with silence.
    """

    def __init__(self, handler: Handler, deadline: float, from_one: int) -> None:
        super().__init__(
            handler,
            logger=_silent,
            access_log=None,
            keepalive_timeout=0,
            lingering_time=0,
            auto_decompress=False,
            max_line_size=2048,
            max_field_size=4096,
            max_headers=64,
        )
        self._deadline = deadline
        self._from_one = from_one
        self._held: Counter[str] = Counter()
        self._peers: dict[web.RequestHandler, tuple[str, ...]] = {}
        self.timers: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def __call__(self) -> web.RequestHandler:
        """The end of one more connection."""
        return Wordless(self, loop=self._loop, **self._kwargs)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Somebody has connected."""
        super().connection_made(handler, transport)
        loop = asyncio.get_running_loop()
        self.timers[handler] = loop.call_later(self._deadline, transport.abort)
        peers = networks(str((transport.get_extra_info("peername") or ("",))[0]))
        self._peers[handler] = peers
        self._held.update(peers)
        # A wider network holds four times as much: half of what the listener has by default.
        if any(self._held[peer] > self._from_one * 4**wide for wide, peer in enumerate(peers)):
            transport.abort()

    def connection_lost(
        self, handler: web.RequestHandler, exc: BaseException | None = None
    ) -> None:
        """The connection is gone, or no longer aiohttp's."""
        timer = self.timers.pop(handler, None)
        if timer is not None:
            timer.cancel()
        for peer in self._peers.pop(handler, ()):
            self._held[peer] -= 1
            if not self._held[peer]:
                del self._held[peer]
        super().connection_lost(handler, exc)


class Door:
    """One listening socket. `await take()`, `await open()`; `await close()` at the end.

    `shared` says that all come from one address, that of a proxy, which has bounds of its own.
    """

    def __init__(
        self,
        address: Address,
        handler: Handler,
        deadline: float,
        tls: Tls | None = None,
        *,
        shared: bool = False,
    ) -> None:
        self._address = address
        self._handler = handler
        self._deadline = deadline
        self._tls = tls
        self._from_one = limits.UNASKED if shared else limits.UNASKED_FROM_ONE
        self._server: asyncio.Server | None = None

    async def take(self) -> None:
        """Take the address without listening yet. Raises LocalFault in plain words."""
        self._http = Unasked(self._answer, self._deadline, self._from_one)
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                self._connection,
                self._address.host,
                self._address.port,
                backlog=1024,
                start_serving=False,
                ssl=None if self._tls is None else tls_context(self._tls),
                ssl_handshake_timeout=None if self._tls is None else self._deadline,
            )
        except OSError as problem:
            raise self._busy(problem) from None

    async def open(self) -> None:
        """Listen, on the address that was taken or is taken now. Raises LocalFault."""
        if self._server is None:
            await self.take()
        if self._server is not None:
            try:
                await self._server.start_serving()
            except OSError as problem:
                raise self._busy(problem) from None
            # uvloop tells nobody when somebody else listened first; its sockets are gone then.
            if not all(self._server.sockets):
                raise LocalFault("listen", f"cannot listen on {self._where}: somebody else does")

    def _busy(self, problem: OSError) -> LocalFault:
        return LocalFault("listen", f"cannot listen on {self._where}: {problem.strerror}")

    @property
    def _where(self) -> str:
        return f"{self._address.host}:{self._address.port}"

    @property
    def port(self) -> int:
        """Where it listens, also when the system chose."""
        if self._server is None:
            raise LocalFault("listen", "the door is not open")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def scheme(self) -> str:
        """ "s" over TLS, else nothing: for http and ws."""
        return "" if self._tls is None else "s"

    def stop_listening(self) -> None:
        """Nobody else comes in."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """Stop listening, and drop who has not been answered yet."""
        self.stop_listening()
        if self._server is not None:
            await self._http.shutdown(0)

    def taken(self, request: web.BaseRequest) -> asyncio.Transport | None:
        """Take the connection away from aiohttp, which forgets it; None when it is gone."""
        protocol = request.protocol
        transport = protocol.transport
        if transport is None or transport.is_closing():
            return None
        protocol.transport = None  # so that aiohttp closes nothing when it is told to forget
        protocol.connection_lost(None)
        return transport

    def _connection(self) -> asyncio.BaseProtocol:
        return Refuse() if len(self._http.timers) >= limits.UNASKED else self._http()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            response = await self._handler(request)
        except Exception as problem:  # noqa: BLE001 - logged by type and place; answered below
            log_fault(problem, "answering a request")
            response = plain(500)
        if not isinstance(response, Taken):
            response.force_close()
            response.headers["Server"] = "noview"
        return response


class Refuse(asyncio.Protocol):
    """For who comes when too many wait already."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close at once."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


def plain(status: int, text: str = "") -> web.Response:
    """A short answer in plain text that nobody keeps."""
    response = web.Response(status=status, text=text)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def tls_context(tls: Tls) -> ssl.SSLContext:
    """TLS 1.2 or newer from two files. Raises LocalFault."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(tls.certificate, tls.key)
    except (OSError, ssl.SSLError):
        raise LocalFault("tls", "cannot use the certificate and key of [tls]") from None
    return context

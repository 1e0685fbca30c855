"""Attack 27: a request hidden in another one, as a proxy and the relay could read it differently.

The relay takes one request from a connection and closes it, so that what stands behind the first is
nobody's: a proxy that reuses a connection finds it closed, and no answer in the place of another.
"""

from __future__ import annotations

import asyncio
import re
from importlib.metadata import version

import pytest
from aiohttp import web

from relay.config import Deadlines
from tests.relay.running import Running, running_relay

HIDDEN = b"GET /health HTTP/1.1\r\nHost: hidden\r\n\r\n"
CHUNK = b"0\r\n\r\n"
TWICE = {
    "one behind the other": b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    "a length of nothing": b"GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "asked to keep the connection": b"GET /health HTTP/1.1\r\nHost: a\r\n"
    b"Connection: keep-alive\r\n\r\n" + HIDDEN,
    "length and chunks": b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + HIDDEN,
    "chunks and length": b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 44\r\n\r\n" + CHUNK + HIDDEN,
    "two lengths": b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
    b"Content-Length: 38\r\n\r\n" + HIDDEN,
    "two lengths in one": b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 38\r\n\r\n"
    + HIDDEN,
    "a length with a sign": b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n"
    + HIDDEN,
    "a blank before the colon": b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\n\r\n"
    + HIDDEN,
    "chunks by another name": b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked"
    b"\r\n\r\n" + HIDDEN,
    "chunks behind a tab": b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked"
    b"\r\n\r\n" + CHUNK + HIDDEN,
    "chunks twice": b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    b"Transfer-Encoding: identity\r\n\r\n" + CHUNK + HIDDEN,
    "a folded line": b"POST /health HTTP/1.1\r\nHost: a\r\nX: y\r\n Content-Length: 38\r\n\r\n"
    + HIDDEN,
    "lines that end with half of an end": b"GET /health HTTP/1.1\nHost: a\n\n" + HIDDEN,
    "HTTP of before": b"GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + HIDDEN,
    "a zero in a name": b"GET /health HTTP/1.1\r\nHost: a\r\nX\0: 1\r\n\r\n" + HIDDEN,
}
UPGRADE = (
    b"GET /v1/visit HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n"
)


async def heard(port: int, said: bytes) -> bytes:
    """Everything that comes back until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    try:
        return await asyncio.wait_for(reader.read(), 30)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def answers(said: bytes) -> list[int]:
    """The status of each answer."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] ([0-9]{3})", said)]


@pytest.mark.parametrize("name", TWICE)
async def test_a27_a_request_behind_another_is_never_answered(name: str) -> None:
    async with running_relay() as relay:
        told = await heard(relay.relay.door.port, TWICE[name])
    assert len(answers(told)) == 1, "a second answer would be taken for somebody else's"
    assert b"hidden" not in told


@pytest.mark.parametrize(
    "more", [b"", b"Content-Length: 38\r\n", b"Transfer-Encoding: chunked\r\n"]
)
async def test_a27_what_stands_behind_an_upgrade_is_never_answered(more: bytes) -> None:
    deadlines = Deadlines(first_frame=0.5, closing=0.2)
    async with running_relay(deadlines=deadlines) as relay:
        told = await heard(relay.relay.door.port, UPGRADE % more + HIDDEN)
    assert answers(told) == [400 if more else 101]


async def test_a27_the_relay_keeps_no_connection_for_a_second_request() -> None:
    async with running_relay() as relay:
        reader, writer = await asyncio.open_connection("127.0.0.1", port(relay))
        writer.write(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        told = await asyncio.wait_for(reader.read(), 30)
        writer.close()
    assert b" 200 " in told
    assert b"connection: close" in told.lower()


def port(relay: Running) -> int:
    return relay.relay.door.port


async def test_a27_control_an_ordinary_server_answers_what_was_hidden() -> None:
    async def health(_: web.BaseRequest) -> web.Response:
        return web.Response(text="ok")

    server = web.Server(health)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    try:
        number = listening.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(TWICE["one behind the other"])
        told = b""
        while len(answers(told)) < 2:
            more = await asyncio.wait_for(reader.read(4096), 30)
            assert more, "inconclusive: an ordinary server has closed, too"
            told += more
        writer.close()
    finally:
        listening.close()
        await server.shutdown(0)


def test_a27_the_library_is_newer_than_its_known_faults() -> None:
    """aiohttp before 3.14.3 could be led to read two requests where a proxy reads one."""
    assert tuple(int(part) for part in version("aiohttp").split(".")[:3]) >= (3, 14, 3)

"""Attack 24: a proxy with an authority that the device trusts opens TLS, and sees all that passes.

A school's or an employer's proxy does. While the page is unchanged it sees what the relay's host
sees; a proxy that changes the page has everything, which SECURITY.md says.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from audit.search import find, make_canary
from orgkeys.client import Counselor, Visitor
from orgkeys.sockets import Connect, Socket, _Aiohttp
from relay import frames
from tests.orgkeys.house import DESK, make_house
from tests.orgkeys.test_client import publish
from tests.relay.running import running_relay
from tests.relay.test_tls import certificate


class Proxy:
    """Ends TLS with a certificate of its own, goes on by itself, and writes everything down."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.seen: list[bytes] = []

    async def __call__(self, request: web.BaseRequest) -> web.WebSocketResponse:
        browser = web.WebSocketResponse(compress=False, max_msg_size=0)
        await browser.prepare(request)
        self.seen.append(f"{request.path_qs} {dict(request.headers)}".encode())
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(self.upstream + request.path, max_msg_size=0) as relay,
        ):

            async def pass_on(
                one: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
                other: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
            ) -> None:
                async for message in one:
                    if message.type is aiohttp.WSMsgType.BINARY:
                        self.seen.append(message.data)
                        await other.send_bytes(message.data)
                await other.close()

            await asyncio.gather(pass_on(browser, relay), pass_on(relay, browser))
        return browser


@asynccontextmanager
async def proxy(upstream: str, folder: Path) -> AsyncIterator[tuple[Proxy, str, ssl.SSLContext]]:
    """The proxy, its address, and the trust of a device that has its authority installed."""
    tls = certificate(folder)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(tls.certificate, tls.key)
    found = Proxy(upstream)
    server = web.Server(found)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0, ssl=own)
    try:
        port = listening.sockets[0].getsockname()[1]
        trust = ssl.create_default_context(cafile=str(tls.certificate))
        yield found, f"wss://127.0.0.1:{port}", trust
    finally:
        listening.close()
        await server.shutdown(0)


def trusting(trust: ssl.SSLContext) -> Connect:
    """A device with that authority."""

    async def connect(url: str) -> Socket:
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))
        try:
            return _Aiohttp(session, await session.ws_connect(url, compress=0, max_msg_size=0))
        except BaseException:
            await session.close()
            raise

    return connect


async def test_a24_a_proxy_that_opens_tls_sees_no_word_while_the_page_is_unchanged(
    tmp_path: Path,
) -> None:
    house = make_house("Noor", now=int(time.time()))
    texts = {what: make_canary() for what in ("name", "first", "said", "answered")}
    async with (
        running_relay([house.organisation]) as relay,
        proxy(relay.url, tmp_path) as (seen, address, trust),
    ):
        await publish(relay.url, house, house.published)
        device = trusting(trust)
        async with (
            Counselor(address, house.devices["Noor"].keys, connect=device) as noor,
            Visitor(address, house.organisation, DESK, connect=device) as visitor,
        ):
            await noor.on_duty()
            await visitor.knock(first=texts["first"], address_as=texts["name"])
            talk = await noor.claim()
            assert talk.address_as == texts["name"]
            await visitor.talking()
            await visitor.say(texts["said"])
            await noor.heard(texts["said"])
            await noor.say(texts["answered"])
            await visitor.heard(texts["answered"])
            await visitor.delivered()
            await noor.delivered()
        conversation = list(seen.seen)
        # The control: somebody whose page was changed so that it seals nothing.
        changed = await device(f"{address}/v1/visit")
        plain = texts["said"].encode().ljust(512, b"\0")
        await changed.send(frames.encode(frames.Join(1, house.organisation)))
        await changed.send(frames.encode(frames.Append(1, bytes(32), 0, plain)))
        while not isinstance(frames.decode_relay(await changed.receive() or b""), frames.Refused):
            pass
        await changed.close()
    assert sum(len(one) for one in conversation) > 20_000, "inconclusive: the proxy saw nothing"
    found = [
        one
        for number, raw in enumerate(conversation)
        for one in find(raw, texts, f"frame {number}")
    ]
    assert found == []
    assert {one.what for one in find(b"".join(seen.seen), texts, "all")} == {"said"}, "inconclusive"


async def test_a24_without_its_authority_on_the_device_the_proxy_is_refused(tmp_path: Path) -> None:
    async with running_relay() as relay, proxy(relay.url, tmp_path) as (seen, address, _):
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await trusting(ssl.create_default_context())(f"{address}/v1/visit")
    assert seen.seen == []

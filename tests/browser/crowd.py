"""A crowd from one address, with what looks like knocks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import aiohttp

from relay.frames import Join, Knock, Open, Queued, Refused, decode_relay, encode
from relay.limits import ASK_SIZE
from tests.browser.place import Place


@contextmanager
def waiting_crowd(place: Place, many: int) -> Iterator[None]:
    """So many places in the line, held until the block ends. In a loop of its own."""
    loop = asyncio.new_event_loop()
    with ThreadPoolExecutor(1) as thread:
        crowd = Crowd()
        try:
            thread.submit(loop.run_until_complete, crowd.come(place, many)).result()
            yield
        finally:
            thread.submit(loop.run_until_complete, crowd.leave()).result()
            loop.close()


class Crowd:
    """One connection with many knocks."""

    async def come(self, place: Place, many: int) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(
            f"{place.relay_address}/v1/visit", origin=place.pages_origin
        )
        settings = place.office.holdings().settings
        await self._socket.send_bytes(encode(Join(1, settings.organisation)))
        for number in range(1, many + 1):
            await self._socket.send_bytes(encode(Open(number, os.urandom(32), 0, 2)))
            sealed = os.urandom(ASK_SIZE)
            knock = Knock(number, settings.desk, number, b"", b"", sealed)
            await self._socket.send_bytes(encode(knock))
        queued = 0
        while queued < many:
            answer = decode_relay(await self._socket.receive_bytes())
            assert not isinstance(answer, Refused), answer
            queued += isinstance(answer, Queued)

    async def leave(self) -> None:
        await self._socket.close()
        await self._session.close()

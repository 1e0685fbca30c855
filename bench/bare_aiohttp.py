"""A bare forwarder on aiohttp with uvloop: the relay's library and nothing of its work."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import WSMsgType, web

waiting: dict[str, web.WebSocketResponse] = {}
other: dict[web.WebSocketResponse, web.WebSocketResponse] = {}


async def forward(request: web.Request) -> web.WebSocketResponse:
    """Forward every binary message to the other socket on the same path."""
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    partner = waiting.pop(request.path, None)
    if partner is None:
        waiting[request.path] = socket
    else:
        other[socket], other[partner] = partner, socket
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            await other[socket].send_bytes(message.data)
    return socket


async def health(_: web.Request) -> web.Response:
    """Say that it listens."""
    return web.Response(text="ok")


async def main(port: int) -> None:
    """Serve until killed."""
    application = web.Application()
    application.router.add_get("/health", health)
    application.router.add_get("/pair/{number}", forward)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))

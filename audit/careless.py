"""A careless page, on this machine for a few seconds: it leaks on purpose, as a control.

What it keeps in the browser and sends over a WebSocket must be found by the search; it holds
nothing but the auditor's own texts.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Final, Self

from aiohttp import WSMsgType, web

from audit.canary_controls import FILLER

READY_WITHIN: Final = 10.0
PAGE: Final = """<!doctype html><meta charset="utf-8"><title>Control</title>
<textarea id="careless"></textarea>
<script>
const done = (word) => { document.body.dataset.done = word; };
(async () => {
  const shelf = await caches.open('control');
  for (const name of NAMES) {
    const answer = await fetch('/kept/' + name, { cache: 'no-store' });
    await shelf.put('/kept/' + name, answer);
  }
  const socket = new WebSocket(SOCKET);
  socket.binaryType = 'arraybuffer';
  await new Promise((ready) => { socket.onopen = ready; });
  for (const name of NAMES) {
    const answer = await fetch('/kept/' + name, { cache: 'no-store' });
    const heard = new Promise((ready) => { socket.onmessage = ready; });
    socket.send(await answer.arrayBuffer());
    await heard;
  }
  done('yes');
})().catch((fault) => done(String(fault)));
</script>
"""


class Careless:
    """Serves the page while the `with` lasts. `port` is where; `socket` may be another port that
    leads here."""

    def __init__(self, controls: Mapping[str, bytes]) -> None:
        self.port = 0
        self.socket = 0
        self._controls = dict(enumerate(controls.values()))
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        """Of the page; this machine's, so that browsers let it keep what it likes."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        started: Future[int] = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        self.port = self.socket = started.result(READY_WITHIN)
        return self

    def __exit__(self, *_: object) -> None:
        if self._runner is not None:
            stopped = asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop)
            stopped.result(READY_WITHIN)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(READY_WITHIN)
        self._loop.close()

    async def _start(self) -> int:
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/kept/{name}", self._kept)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def _page(self, _: web.Request) -> web.Response:
        address = json.dumps(f"ws://127.0.0.1:{self.socket}/socket")
        page = PAGE.replace("NAMES", json.dumps([str(one) for one in self._controls]))
        return web.Response(text=page.replace("SOCKET", address), content_type="text/html")

    async def _kept(self, request: web.Request) -> web.Response:
        data = self._controls.get(int(request.match_info["name"]), b"")
        return web.Response(body=FILLER + data + FILLER, content_type="application/octet-stream")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        answer = web.WebSocketResponse(compress=False)
        await answer.prepare(request)
        async for message in answer:
            if message.type is WSMsgType.BINARY:
                await answer.send_bytes(b"heard")
        return answer

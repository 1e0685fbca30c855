"""Attack 28 in a real browser: a page of another site opens the relay's WebSocket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from relay import frames
from tests.hostile.scene import house_of_today
from tests.relay.running import relay_process

OPEN = """([url, hello]) => new Promise((told) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(new Uint8Array(hello));
  socket.onmessage = ({ data }) => told(`heard ${new Uint8Array(data)[1]}`);
  socket.onclose = () => told('refused');
})"""
HOUSE = house_of_today()


class Blank(BaseHTTPRequestHandler):
    """A page with nothing in it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Blank</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is said."""


@contextmanager
def site() -> Iterator[str]:
    """An origin of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("path", ["visit", "staff"])
def test_a28_a_page_of_another_site_cannot_even_say_hello(path: str, browser: Browser) -> None:
    hello = list(frames.encode(frames.Join(1, HOUSE.organisation)))
    told = []
    with site() as ours, site() as theirs:
        more = f'allowed_origins = ["{ours}"]\nstaff_origins = ["{ours}"]\n'
        with relay_process([HOUSE.organisation], more=more) as relay:
            for origin in (ours, theirs):
                page = browser.new_page()
                page.goto(origin)
                told.append(page.evaluate(OPEN, [f"{relay.url}/v1/{path}", hello]))
                page.close()
    assert told == ["heard 33", "refused"], "our own page is let in, the other one is not"

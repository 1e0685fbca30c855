"""A website on this machine that serves pages as docs/operations.md says, or with a fault."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from relay.config import Tls
from relay.pages import HEADERS, HSTS

Visitor = Mapping[str, str]
"""The headers of a request, by their usual names."""


@dataclass(frozen=True)
class Answer:
    """What a website answers, before it is packed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_body(self, body: bytes) -> Answer:
        return replace(self, body=body)

    def with_header(self, name: str, value: str) -> Answer:
        return replace(self, headers=(*self.headers, (name, value)))

    def without(self, name: str) -> Answer:
        return replace(self, headers=tuple(one for one in self.headers if one[0] != name))


Fault = Callable[[Visitor, Answer], Answer]


def honest(visitor: Visitor, good: Answer) -> Answer:
    """The same page for everybody."""
    return good


@contextmanager
def website(
    pages: Mapping[str, bytes], fault: Fault = honest, tls: Tls | None = None
) -> Iterator[str]:
    """Its origin. `pages` by path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            good = Answer(404, (), b"")
            if self.path in pages:
                headers = {**HEADERS, "Content-Security-Policy": "frame-ancestors 'none'"}
                if tls is not None:
                    headers["Strict-Transport-Security"] = HSTS
                headers["Content-Type"] = "text/html; charset=utf-8"
                good = Answer(200, tuple(headers.items()), pages[self.path])
            self._send(fault(dict(self.headers), good))

        def _send(self, answer: Answer) -> None:
            body = answer.body
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """No log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

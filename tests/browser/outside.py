"""The rest of the world, for browsers that no test library stands in front of.

A proxy on this machine that answers every address with one page, so that nothing leaves, and that
remembers who was asked for. The page has a box that takes no care of what is typed into it.
Addresses of this machine do not come here: browsers ask those themselves.
"""

from __future__ import annotations

import datetime
import ssl
import threading
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ELSEWHERE = b"<!doctype html><title>Elsewhere</title><textarea id=careless></textarea>"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(ELSEWHERE), ELSEWHERE)
)
PATIENCE = 10.0  # seconds


class Outside(ThreadingTCPServer):
    """`asked` grows: every host that a browser wanted to speak to. `folder` is for its key."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: set[str] = set()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(make_certificate(folder))
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self._thread.join(PATIENCE)
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up, or that does not trust the certificate, is no fault here."""


class Asked(StreamRequestHandler):
    """One connection: a request for an address, or for a tunnel to a host."""

    server: Outside
    timeout = PATIENCE

    def handle(self) -> None:
        method, target = self._request()
        if target == "":
            return  # a connection that was opened in case it might be needed
        if method != "CONNECT":
            self.server.asked.add(urlsplit(target).hostname or target)
            self.wfile.write(ANSWER)
            return
        self.server.asked.add(target.rpartition(":")[0])
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with self.server.tls.wrap_socket(self.connection, server_side=True) as tunnel:
            self.rfile = tunnel.makefile("rb")
            self._request()
            tunnel.sendall(ANSWER)

    def _request(self) -> tuple[str, str]:
        """Method and target; the headers are read over."""
        method, target, *_ = (*self.rfile.readline(8192).decode("latin-1").split(), "", "")
        while self.rfile.readline(8192).strip():
            pass
        return method, target


def make_certificate(folder: Path) -> Path:
    """A key and a certificate of no authority, in one file; browsers here are told to take it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "elsewhere.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file

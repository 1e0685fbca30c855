"""One copy of a page over the network: bounded in bytes and time, following nothing.

What was answered is kept as it was answered: every header, also those that stand there twice.
"""

from __future__ import annotations

import errno
import socket
import ssl
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from time import monotonic
from typing import Final, Literal
from urllib.parse import urlsplit

from audit.errors import AuditError, UsageFault
from audit.page_identities import Identity

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a page, packed or not."""
SECONDS: Final = 30.0
"""For one copy, all in all."""
_PIECE: Final = 65_536
_MOST_ADDRESSES: Final = 8
Trouble = Literal["certificate", "no-answer", "no-way", "too-large", "encoding"]
NO_WAY: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EAFNOSUPPORT)


class NoCopy(AuditError):  # noqa: N818 - the name says what it is
    """There is no copy. `trouble` says what kind, `why` in words for a reader."""

    def __init__(self, trouble: Trouble, why: str) -> None:
        super().__init__(trouble, why)
        self.trouble = trouble
        self.why = why


@dataclass(frozen=True)
class Target:
    """A page's address."""

    url: str
    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """As a browser calls it."""
        return f"http{'s' if self.secure else ''}://{self.authority}"


@dataclass(frozen=True)
class Way:
    """How to get there: to this address of the host, from this one of ours, or by a proxy."""

    address: str | None = None
    source: str | None = None
    proxy: tuple[str, int] | None = None

    @property
    def words(self) -> str:
        """For evidence; empty where there is nothing to say."""
        to = f" at {self.address}" if self.address else ""
        return f"{to}{f' from {self.source}' if self.source else ''}"


@dataclass(frozen=True)
class Copy:
    """What one visitor was given. `body` is unpacked."""

    who: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> list[str]:
        """All values of a header, in their order."""
        return [value for key, value in self.headers if key.lower() == name]


def target_of(url: str) -> Target:
    """The address in its parts. Raises UsageFault."""
    said = f"{url!r} is not a page's address; it looks like https://example.org/help.html"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageFault(said) from None
    plain = url.isascii() and all(char.isprintable() and char != " " for char in url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise UsageFault(said)
    if "@" in parts.netloc or parts.fragment or port == 0:
        raise UsageFault(said)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, secure, parts.hostname, port or (443 if secure else 80), path)


def proxy_of(text: str) -> tuple[str, int]:
    """A SOCKS5 proxy, as Tor has one: `socks5://127.0.0.1:9050`. Raises UsageFault."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        port = None
        parts = urlsplit("")
    if parts.scheme not in ("socks5", "socks5h") or not parts.hostname or not port:
        raise UsageFault("a proxy looks like socks5://127.0.0.1:9050")
    return parts.hostname, port


def addresses_of(target: Target) -> list[str]:
    """Every address that the host's name leads to from here. Raises NoCopy."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        raise NoCopy("no-answer", "its name leads nowhere") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))[:_MOST_ADDRESSES]


def fetch(target: Target, identity: Identity, way: Way, trust: ssl.SSLContext, who: str) -> Copy:
    """One copy. Raises NoCopy."""
    ends = monotonic() + SECONDS
    connection = HTTPConnection(target.host, target.port, timeout=SECONDS)
    try:
        with _reached(target, way) as made, _hanging_up(made, ends):
            if way.proxy is not None:
                _through(made, target)
            connection.sock = _secured(made, target, trust)
            _ask(connection, target, identity)
            answer = connection.getresponse()
            body = _body(answer, ends)
            headers = tuple(answer.getheaders())
            return Copy(who, answer.status, headers, _unpacked(body, answer, identity))
    except ssl.SSLCertVerificationError as why:
        raise NoCopy("certificate", why.verify_message or "not valid") from None
    except (OSError, HTTPException, UnicodeError) as why:
        if isinstance(why, TimeoutError) or monotonic() >= ends:
            raise NoCopy("no-answer", "it took too long") from None
        if isinstance(why, ssl.SSLError) and not isinstance(why, ssl.SSLEOFError):
            raise NoCopy("certificate", "no secure connection could be agreed on") from None
        if isinstance(why, OSError) and why.errno in NO_WAY:
            raise NoCopy("no-way", "this machine has no way there") from None
        raise NoCopy("no-answer", f"no whole answer ({type(why).__name__})") from None
    finally:
        connection.close()


def _secured(made: socket.socket, target: Target, trust: ssl.SSLContext) -> socket.socket:
    return trust.wrap_socket(made, server_hostname=target.host) if target.secure else made


def _ask(connection: HTTPConnection, target: Target, identity: Identity) -> None:
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", target.authority)
    for name, value in identity.headers:
        connection.putheader(name, value)
    connection.putheader("Accept-Encoding", "gzip" if identity.packed else "identity")
    connection.putheader("Connection", "close")
    connection.endheaders()


def _reached(target: Target, way: Way) -> socket.socket:
    place = way.proxy or (way.address or target.host, target.port)
    source = None if way.source is None else (way.source, 0)
    return socket.create_connection(place, SECONDS, source)


@contextmanager
def _hanging_up(made: socket.socket, ends: float) -> Iterator[None]:
    """Ends the connection when the time is up: a byte now and then would get past any timeout."""
    with made.dup() as line:
        timer = Timer(max(0.0, ends - monotonic()), _hang_up, (line,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it was over already
        line.shutdown(socket.SHUT_RDWR)


def _through(made: socket.socket, target: Target) -> None:
    """Ask a SOCKS5 proxy (RFC 1928) to go on to the host, whose name the proxy looks up."""
    made.sendall(b"\x05\x01\x00")
    if _exactly(made, 2) != b"\x05\x00":
        raise NoCopy("no-answer", "the proxy wants a password or is none")
    name = target.host.encode("idna")
    made.sendall(b"\x05\x01\x00\x03" + bytes((len(name),)) + name + struct.pack(">H", target.port))
    head = _exactly(made, 4)
    if head[:2] != b"\x05\x00":
        raise NoCopy("no-answer", "the proxy could not reach it")
    rest = {1: 4, 4: 16}.get(head[3])
    _exactly(made, (_exactly(made, 1)[0] if rest is None else rest) + 2)


def _exactly(made: socket.socket, many: int) -> bytes:
    got = b""
    while len(got) < many:
        piece = made.recv(many - len(got))
        if not piece:
            raise NoCopy("no-answer", "the proxy hung up")
        got += piece
    return got


def _body(answer: HTTPResponse, ends: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise NoCopy("too-large", f"more than {LARGEST:,} bytes")
    if monotonic() >= ends:
        raise NoCopy("no-answer", "it took too long")
    if answer.length:
        raise NoCopy("no-answer", f"it broke off {answer.length} bytes before its end")
    return b"".join(pieces)


def _unpacked(body: bytes, answer: HTTPResponse, identity: Identity) -> bytes:
    encodings = [one.strip().lower() for one in answer.headers.get_all("Content-Encoding") or []]
    if encodings in ([], ["identity"]):
        return body
    if encodings != ["gzip"] or not identity.packed:
        raise NoCopy("encoding", "packed in a way that was not asked for")
    unpack = zlib.decompressobj(wbits=31)
    try:
        found = unpack.decompress(body, LARGEST)
    except zlib.error:
        raise NoCopy("encoding", "packed bytes that cannot be unpacked") from None
    if unpack.unconsumed_tail:
        raise NoCopy("too-large", f"more than {LARGEST:,} bytes")
    if not unpack.eof or unpack.unused_data:
        raise NoCopy("encoding", "packed bytes that do not end where they should")
    return found

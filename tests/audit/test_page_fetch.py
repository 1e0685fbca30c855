"""One copy of a page: bounded in bytes and time, through a proxy, and every header as it was."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from audit import page, page_fetch
from audit.errors import UsageFault
from audit.findings import Checked, Notes
from audit.page import Ways, check_page
from audit.page_expected import Expected
from audit.page_fetch import Copy, NoCopy, Target, Way, fetch, proxy_of, target_of
from audit.page_headers import headers_of
from audit.page_identities import IDENTITIES
from audit.page_stamp import Known
from audit.progress import Progress
from relay.pages import HEADERS
from tests.audit.hosting import Answer, Fault, Visitor, honest, website
from tests.audit.scene import evidence
from tests.relay.test_tls import certificate

PACKED, PLAIN = IDENTITIES[0], IDENTITIES[3]
TRUST = ssl.create_default_context()
BODY = b"<html>" + b"page " * 1000
DROPS = 100


@contextmanager
def server(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port of this machine where one connection is handled."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def once() -> None:
            line, _ = listening.accept()
            with line:
                handle(line)

        thread = Thread(target=once, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def got(url: str, way: Way | None = None) -> Copy:
    return fetch(target_of(url), PACKED, way or Way(), TRUST, "somebody")


def test_a_copy_is_unpacked_and_keeps_every_header() -> None:
    twice = {"/": BODY}

    def fault(visitor: Visitor, good: Answer) -> Answer:
        return good.with_header("Set-Cookie", "a=1").with_header("Set-Cookie", "b=2")

    with website(twice, fault) as origin:
        for identity in (PACKED, PLAIN):
            copy = fetch(target_of(f"{origin}/"), identity, Way(), TRUST, "somebody")
            assert (copy.status, copy.body) == (200, BODY)
            assert copy.header("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "no-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx", "encoding"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", "no-answer"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", "no-answer"),
        (b"SSH-2.0-OpenSSH\r\n", "no-answer"),
        (b"", "no-answer"),
    ],
)
def test_what_is_no_answer_is_no_copy(answer: bytes, trouble: str) -> None:
    def handle(line: socket.socket) -> None:
        line.recv(65_536)
        line.sendall(answer)

    with server(handle) as port, pytest.raises(NoCopy) as raised:
        got(f"http://127.0.0.1:{port}/")
    assert raised.value.trouble == trouble


def test_a_byte_now_and_then_does_not_hold_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_fetch, "SECONDS", 0.4)
    dripped: list[int] = []

    def drip(line: socket.socket) -> None:
        line.recv(65_536)
        while len(dripped) < DROPS:
            try:
                dripped.append(line.send(b"H"))
            except OSError:
                return
            sleep(0.05)

    with server(drip) as port, pytest.raises(NoCopy, match="too long"):
        got(f"http://127.0.0.1:{port}/")
    assert len(dripped) < DROPS, "it was hung up on long before the last"


def test_a_proxy_is_told_the_name_and_looks_it_up_itself() -> None:
    """As Tor wants it: this machine never asks for the name."""
    told: list[bytes] = []

    def proxy(line: socket.socket) -> None:
        assert line.recv(3) == b"\x05\x01\x00"
        line.sendall(b"\x05\x00")
        told.append(line.recv(300))
        line.sendall(b"\x05\x00\x00\x01" + bytes(6))
        line.recv(65_536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    with server(proxy) as port:
        way = Way(proxy=proxy_of(f"socks5://127.0.0.1:{port}"))
        assert got("http://page.invalid/help.html", way).body == b"hi"
    assert told == [b"\x05\x01\x00\x03\x0cpage.invalid\x00\x50"]

    def refuses(line: socket.socket) -> None:
        line.recv(3)
        line.sendall(b"\x05\x00")
        line.recv(300)
        line.sendall(b"\x05\x04\x00\x01" + bytes(6))

    with server(refuses) as port, pytest.raises(NoCopy, match="proxy could not reach it"):
        got("http://page.invalid/", Way(proxy=("127.0.0.1", port)))
    for bad in ("http://127.0.0.1:1", "socks5://127.0.0.1", "socks5://:9", "x"):
        with pytest.raises(UsageFault):
            proxy_of(bad)


GOOD = tuple({**HEADERS, "Content-Security-Policy": "frame-ancestors 'none'",
              "Content-Type": "text/html; charset=utf-8"}.items())  # fmt: skip


def faults(*headers: tuple[str, str], but: str = "", secure: bool = False) -> set[str]:
    given = (*(one for one in GOOD if one[0].lower() != but), *headers)
    target = target_of(f"http{'s' if secure else ''}://page.invalid/")
    return {code for code, _ in headers_of(Copy("somebody", 200, given, b""), target)}


def test_every_rule_of_the_headers_is_looked_at() -> None:
    assert faults() == set()
    for name, _ in GOOD:
        wished = name in ("X-DNS-Prefetch-Control", "X-Robots-Tag")
        expected = "page-header-wished" if wished else "page-header"
        assert faults(but=name.lower()) == {expected}, name
    assert faults(("Referrer-Policy", "unsafe-url")) == {"page-header"}, "the last one would count"
    for ancestors in ("'self'", "https://help.example https://www.help.example"):
        policy = ("Content-Security-Policy", f"frame-ancestors {ancestors}")
        assert faults(policy, but="content-security-policy") == set()
    for ancestors in ("*", "https:", "http://help.example", "", "https://*.example"):
        policy = ("Content-Security-Policy", f"frame-ancestors {ancestors}")
        assert faults(policy, but="content-security-policy") == {"page-header"}, ancestors
    permissions = ("Permissions-Policy", "camera=(self), microphone=()")
    assert faults(permissions, but="permissions-policy") == {"page-header"}
    assert faults(secure=True) == {"page-header"}
    assert faults(("Strict-Transport-Security", "max-age=300"), secure=True) == {"page-header"}
    assert faults(("Strict-Transport-Security", "max-age=63072000"), secure=True) == set()
    assert faults(("ETag", '"1"')) == {"page-header-mark"}
    for name in ("NEL", "Report-To", "Refresh", "Accept-CH", "Speculation-Rules"):
        assert faults((name, "x")) == {"page-header-tells"}


def check_both(tmp_path: Path, plain: Fault) -> Checked:
    """A website over TLS, and what answers without it."""
    tls = certificate(tmp_path)
    trust = ssl.create_default_context(cafile=str(tls.certificate))
    expected = Expected(Known(None), 0.0)
    with website({"/": BODY}, honest, tls) as secure, website({"/": BODY}, plain) as origin:
        port = target_of(origin).port
        ways = Ways(trust, times=1, browser=False, http_port=port)
        return check_page([f"{secure}/"], expected, ways, Notes("again"), Progress())


def test_the_same_page_without_encryption_is_named(tmp_path: Path) -> None:
    assert "status 200" in evidence(check_both(tmp_path, honest), "page-plain-http")


def test_who_asks_without_encryption_is_led_to_the_same_page_and_nowhere_else(
    tmp_path: Path,
) -> None:
    def elsewhere(visitor: Visitor, good: Answer) -> Answer:
        return replace(good.with_header("Location", "https://else.example/"), status=301)

    checked = check_both(tmp_path, elsewhere)
    assert "not to the same page" in evidence(checked, "page-redirect")
    gone = check_both(tmp_path, lambda visitor, good: replace(good, status=404))
    assert not evidence(gone, "page-redirect") + evidence(gone, "page-plain-http")


def test_an_address_that_this_machine_does_not_reach_is_only_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The new kind of address of a website, from a network with the old kind alone."""
    reached = page_fetch._reached

    def no_new_kind(target: Target, way: Way) -> socket.socket:
        if way.address == "::1":
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        return reached(target, way)

    monkeypatch.setattr(page_fetch, "_reached", no_new_kind)
    monkeypatch.setattr(page, "addresses_of", lambda target: ["127.0.0.1", "::1"])
    ways = Ways(TRUST, times=1, browser=False)
    with website({"/": BODY}) as origin:
        checked = check_page(
            [f"{origin}/"], Expected(Known(None), 0.0), ways, Notes("again"), Progress()
        )
    assert "at ::1" in evidence(checked, "page-no-way")
    assert not evidence(checked, "page-not-answered")

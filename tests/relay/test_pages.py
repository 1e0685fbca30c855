"""The pages' listener: the header policy, and nothing but the pages."""

from __future__ import annotations

import asyncio
import gzip
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest

from relay.config import Address, Config, PagesConfig, Tls
from relay.pages import HSTS, Pages
from tests.relay.running import LOCAL, Running, running_relay

SCRIPT = "let a = '<b>&amp;' && 1;"
STYLE = "p{color:red}"
META = "default-src &#39;none&#39;; connect-src wss://relay.example; trusted-types 'none'"
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{META}">
<style>{STYLE}</style></head><body><p>Hello</p>
<script type="application/json" id="organisation">{{"a": 1}}</script>
<script>{SCRIPT}</script></body></html>"""


def source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    path = tmp_path / "pages"
    path.mkdir()
    (path / "survivor.html").write_text(PAGE)
    (path / "secret.txt").write_text("secret")
    (path / "embed.html").write_text(PAGE)
    (tmp_path / "outside.html").write_text(PAGE)
    return path


@pytest.fixture
async def relay(directory: Path) -> AsyncIterator[Running]:
    async with running_relay(pages=directory) as relay:
        yield relay


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield session


async def test_every_header_of_the_policy(relay: Running, http: aiohttp.ClientSession) -> None:
    plain = {"Accept-Encoding": "identity"}
    async with http.get(f"{relay.pages_url}/survivor.html", headers=plain) as answer:
        assert (answer.status, await answer.text()) == (200, PAGE)
        headers = answer.headers
    assert headers["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        f"script-src {source(SCRIPT)}",
        f"style-src {source(STYLE)}",
        "img-src data:",
        "connect-src wss://relay.example",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "manifest-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    permissions = headers["Permissions-Policy"]
    for feature in ("camera", "microphone", "geolocation", "clipboard-read", "browsing-topics"):
        assert f"{feature}=()" in permissions.split(", ")
    assert {name: headers[name] for name in headers if name not in (
        "Content-Security-Policy", "Permissions-Policy", "Date", "Content-Length")} == {
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Server": "noview",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "X-DNS-Prefetch-Control": "off",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }  # fmt: skip


async def test_head_says_the_same_without_the_page(
    relay: Running, http: aiohttp.ClientSession
) -> None:
    url = f"{relay.pages_url}/survivor.html"
    async with http.get(url) as full, http.head(url) as head:
        assert await head.read() == b""
        names = set(full.headers) - {"Date"}
        assert {name: head.headers[name] for name in names} == {
            name: full.headers[name] for name in names
        }


@pytest.mark.parametrize(
    "path",
    [
        "/", "/secret.txt", "/absent.html", "/../outside.html", "/%2e%2e/outside.html",
        "//survivor.html", "/survivor.html/", "/survivor.html?a", "/SURVIVOR.html", "/.html",
        "/survivor.html%00", "/v1/visit", "/health", "/embed.html",
    ],
)  # fmt: skip
async def test_nothing_else_is_there(relay: Running, path: str) -> None:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(relay.pages_url.rpartition(":")[2])
    )
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:60]
    assert b"Content-Security-Policy: default-src 'none'" in answer
    assert b"Location" not in answer


async def test_only_get_and_head(relay: Running, http: aiohttp.ClientSession) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        async with http.request(method, f"{relay.pages_url}/survivor.html") as answer:
            assert answer.status == 405


async def test_a23_only_the_public_page_is_compressed_and_always_alike(
    relay: Running, http: aiohttp.ClientSession
) -> None:
    """It holds nothing of the request, so its length tells nothing."""
    seen = set()
    for wanted in ("gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8", "GZIP"):
        given = {"Accept-Encoding": wanted, "Cookie": wanted, "Referer": wanted}
        async with http.get(f"{relay.pages_url}/survivor.html", headers=given) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Vary"] == "Accept-Encoding"
            seen.add(await answer.read())
        async with http.get(f"{relay.pages_url}/absent.html", headers=given) as answer:
            assert "Content-Encoding" not in answer.headers
    assert [gzip.decompress(one).decode() for one in seen] == [PAGE]
    for unwanted in ("identity", "gzip;q=0", "gzip;q=0.0, br", "xgzip", "br"):
        given = {"Accept-Encoding": unwanted}
        async with http.get(f"{relay.pages_url}/survivor.html", headers=given) as answer:
            assert "Content-Encoding" not in answer.headers
            assert await answer.text() == PAGE


async def test_a_page_that_changes_is_read_again_with_its_new_hashes(
    relay: Running, http: aiohttp.ClientSession, directory: Path
) -> None:
    page = directory / "survivor.html"
    page.write_text(PAGE.replace(SCRIPT, "let b = 22;"))
    async with http.get(f"{relay.pages_url}/survivor.html") as answer:
        assert source("let b = 22;") in answer.headers["Content-Security-Policy"]
        assert source(SCRIPT) not in answer.headers["Content-Security-Policy"]
    page.unlink()
    async with http.get(f"{relay.pages_url}/survivor.html") as answer:
        assert answer.status == 404
    (directory / "index.html").write_text(PAGE)
    async with http.get(f"{relay.pages_url}/") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("http-equiv", "name"),
        PAGE.replace("wss://relay.example", "__NOVIEW_RELAY__"),
        PAGE.replace("wss://relay.example", "*"),
        PAGE.replace("connect-src wss://relay.example; ", ""),
        PAGE.replace("wss://relay.example", "wss://a.example, https://b.example"),
    ],
)
async def test_a_page_without_a_policy_for_one_relay_is_not_served(
    relay: Running, http: aiohttp.ClientSession, directory: Path, page: str
) -> None:
    (directory / "bad.html").write_text(page)
    async with http.get(f"{relay.pages_url}/bad.html") as answer:
        assert answer.status == 404
    async with http.get(f"{relay.pages_url}/survivor.html") as answer:
        assert answer.status == 200


async def test_frame_ancestors_as_configured(directory: Path, http: aiohttp.ClientSession) -> None:
    ancestors = ("https://help.example", "https://www.help.example")
    config = Config(pages=PagesConfig(LOCAL, directory, ancestors))
    async with (
        running_relay(pages=directory, config=config) as relay,
        http.get(f"{relay.pages_url}/survivor.html") as answer,
    ):
        policy = answer.headers["Content-Security-Policy"].split("; ")
    assert "frame-ancestors https://help.example https://www.help.example" in policy


def test_hsts_only_over_tls(directory: Path) -> None:
    config = PagesConfig(Address("127.0.0.1", 0), directory)
    plain = Pages(config, Config().deadlines)
    secure = Pages(config, Config().deadlines, Tls(Path("c"), Path("k")))
    assert "Strict-Transport-Security" not in plain._plain(404).headers
    assert secure._plain(404).headers["Strict-Transport-Security"] == HSTS

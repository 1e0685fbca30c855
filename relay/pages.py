"""Serves the pages that `noview-org page` has written, on a listener and origin of their own.

Only `*.html` files of one directory, kept in memory and read again when they change. Every answer
carries the header policy of `docs/operations.md`; the hashes in it are computed from the file, and
the relay to connect to is taken from the file's own policy.

A page is sent compressed to a browser that asks for it: a third of the bytes on a slow network. It
is the same public file for everybody and holds nothing that came with the request, so its length
tells nothing (attack 23). What the relay itself says is never compressed.
"""

from __future__ import annotations

import gzip
import logging
import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser

from aiohttp import web

from relay.config import Deadlines, PagesConfig, Tls
from relay.door import Door, plain
from relay.errors import LocalFault

log = logging.getLogger("noview.relay")

NAME = re.compile(r"/([a-z0-9][a-z0-9_-]{0,63}\.html)?")
RELAYS = re.compile(r"wss?://[A-Za-z0-9.:\[\]_-]+( wss?://[A-Za-z0-9.:\[\]_-]+){0,3}")
# Named, and not refused with a weight of nothing.
GZIP = re.compile(r"(?:^|[,\s])gzip\s*(?:,|$|;\s*q=(?:1|0\.0*[1-9]))", re.IGNORECASE)
# Beside the pages lies what the administrator copies from; it is no page for visitors.
FOR_COPYING = "embed.html"
MOST_BYTES = 4 * 1024 * 1024

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "ambient-light-sensor", "attribution-reporting", "autoplay",
            "bluetooth", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
            "compute-pressure", "cross-origin-isolated", "display-capture", "encrypted-media",
            "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get",
            "idle-detection", "join-ad-interest-group", "keyboard-map", "local-fonts",
            "magnetometer", "microphone", "midi", "otp-credentials", "payment",
            "picture-in-picture", "private-state-token-issuance", "publickey-credentials-create",
            "publickey-credentials-get", "run-ad-auction", "screen-wake-lock", "serial",
            "speaker-selection", "storage-access", "sync-xhr", "unload", "usb", "web-share",
            "window-management", "xr-spatial-tracking",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}  # fmt: skip
HSTS = "max-age=63072000; includeSubDomains"


@dataclass(frozen=True)
class Page:
    """A file in memory, with the policy made for it, and what told that it had not changed."""

    body: bytes
    packed: bytes
    policy: str
    stamp: tuple[int, int, int]


class Pages:
    """The listener. Raises LocalFault when the directory or the address cannot be used."""

    def __init__(self, config: PagesConfig, deadlines: Deadlines, tls: Tls | None = None) -> None:
        self._config = config
        self._tls = tls
        self._pages: dict[str, Page] = {}
        self.door = Door(config.listen, self._answer, deadlines.headers, tls)

    async def open(self) -> None:
        """Read every page and listen."""
        if not self._config.directory.is_dir():
            raise LocalFault("pages", "the directory of [pages] does not exist")
        for path in sorted(self._config.directory.glob("*.html")):
            self._page(path.name)
        await self.door.open()

    async def close(self) -> None:
        """Stop."""
        await self.door.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            return self._plain(405)
        name = NAME.fullmatch(request.raw_path)
        page = None if name is None else self._page(name[1] or "index.html")
        if page is None:
            return self._plain(404)
        headers = {**HEADERS, "Content-Security-Policy": page.policy, "Vary": "Accept-Encoding"}
        body = page.body
        if GZIP.search(request.headers.get("Accept-Encoding", "")):
            headers["Content-Encoding"] = "gzip"
            body = page.packed
        response = web.Response(
            body=body, headers=headers, content_type="text/html", charset="utf-8"
        )
        return self._with_hsts(response)

    def _plain(self, status: int) -> web.Response:
        response = plain(status)
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return self._with_hsts(response)

    def _with_hsts(self, response: web.Response) -> web.Response:
        if self._tls is not None:
            response.headers["Strict-Transport-Security"] = HSTS
        return response

    def _page(self, name: str) -> Page | None:
        """The page as the file is now; None for one that is absent or cannot be served."""
        if name == FOR_COPYING:
            return None
        path = self._config.directory / name
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            held = self._pages.get(name)
            if held is not None and held.stamp == stamp:
                return held
            if status.st_size > MOST_BYTES:
                raise LocalFault("pages", "is too large for a page")
            body = path.read_bytes()
            packed = gzip.compress(body, 9, mtime=0)
            page = Page(body, packed, policy(body, self._config.frame_ancestors), stamp)
        except OSError:
            self._pages.pop(name, None)
            return None
        except LocalFault as fault:
            self._pages.pop(name, None)
            log.error("page %s is not served: it %s", name, fault)
            return None
        self._pages[name] = page
        return page


class Parts(HTMLParser):
    """What of a page its policy speaks of: inline scripts and styles, and the policy in `meta`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(values.get("content", ""))
        elif tag == "style":
            self.styles.append("")
            self._into = self.styles
        # A data block (any other type) is not run, so no policy speaks of it.
        elif tag == "script" and values.get("type", "") in ("", "module", "text/javascript"):
            self.scripts.append("")
            self._into = self.scripts

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag in ("script", "style"):
            self._into = None

    def handle_data(self, data: str) -> None:
        """Text, also of scripts and styles, as it stands."""
        if self._into is not None:
            self._into[-1] += data


def policy(body: bytes, frame_ancestors: tuple[str, ...]) -> str:
    """The Content-Security-Policy header of a page. Raises LocalFault: it "has …"."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise LocalFault("pages", "is not UTF-8") from None
    parts = Parts()
    parts.feed(text)
    parts.close()
    if len(parts.policies) != 1:
        raise LocalFault("pages", "has no policy in a meta element, or more than one")
    connect = ""
    for directive in parts.policies[0].split(";"):
        name, _, value = directive.strip().partition(" ")
        if name == "connect-src":
            connect = value.strip()
    if RELAYS.fullmatch(connect) is None:
        raise LocalFault("pages", "has no relay in its policy; was it written by noview-org page?")
    ancestors = " ".join(frame_ancestors) or "'none'"
    return "; ".join((
        "default-src 'none'",
        f"script-src {hashes(parts.scripts)}",
        f"style-src {hashes(parts.styles)}",
        "img-src data:",
        f"connect-src {connect}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "manifest-src 'none'",
        f"frame-ancestors {ancestors}",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ))  # fmt: skip


def hashes(blocks: list[str]) -> str:
    """The sources that allow exactly these inline blocks."""
    digests = (sha256(block.encode()).digest() for block in blocks)
    return " ".join(f"'sha256-{b64encode(one).decode()}'" for one in digests) or "'none'"

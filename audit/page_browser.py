"""Opens the page in a real browser and writes down whom it asks while it does.

Playwright and Chromium are not needed for the rest of `noview-audit page`: without them there is
nothing to open the page with, and the report says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from audit.browser_start import environment, flags_for
from audit.page_fetch import Target

PROGRAMS: Final = (
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Not the headless shell: it says in every request that nobody sits before it."""
SETTLE_MS: Final = 1500
OPEN_MS: Final = 30_000


@dataclass(frozen=True)
class Opened:
    """What happened: the page's own bytes, and the address of everything that was asked."""

    body: bytes
    asked: tuple[str, ...]


def available(programs: tuple[str, ...] = PROGRAMS) -> str | None:
    """The browser's program, None where there is none or no Playwright."""
    try:
        import playwright.sync_api  # noqa: F401 - it is not there for everybody
    except ImportError:
        return None
    return next((one for one in programs if Path(one).exists()), None)


def open_page(
    target: Target, program: str, *, sandbox: bool = True, proxy: tuple[str, int] | None = None
) -> Opened | None:
    """Open it, wait until it has settled, and close it. None where the browser could not."""
    from playwright.sync_api import Error, ProxySettings, sync_playwright

    asked: list[str] = []
    flags = [*flags_for(program), *([] if sandbox else ["--no-sandbox"])]
    try:
        with sync_playwright() as playwright:
            through = None if proxy is None else f"socks5://{proxy[0]}:{proxy[1]}"
            browser = playwright.chromium.launch(
                executable_path=program,
                args=flags,
                env=environment(os.environ),
                proxy=None if through is None else ProxySettings(server=through),
            )
            try:
                page = browser.new_page()
                page.on("request", lambda request: asked.append(request.url))
                page.on("websocket", lambda socket: asked.append(socket.url))
                answer = page.goto(target.url, timeout=OPEN_MS, wait_until="load")
                body = b"" if answer is None else answer.body()
                page.wait_for_timeout(SETTLE_MS)
            finally:
                browser.close()
    except Error:
        return None
    return Opened(body, tuple(asked))


def strangers(opened: Opened, target: Target, relay: str | None) -> Iterator[str]:
    """The origins that were asked and are neither the page's nor its relay's."""
    for url in dict.fromkeys(opened.asked):
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            continue
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin == relay:
            continue
        if origin != target.origin or (parts.path or "/") != target.path.partition("?")[0]:
            yield f"{origin}{'' if origin != target.origin else ', another path'}"

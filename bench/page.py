"""The survivor's page: how many bytes, and how soon a sealed knock leaves a slow phone."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, WebSocket, sync_playwright

from tools.demo import Demo, draw_passphrase, free_port, organisation, publish, serving, wait_ready

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
KNOCK = 4096
# From the first screen into the line, as somebody does who has no time.
HURRIED = ("start", "safe-yes", "hurry")
SLOWER = 6
TIMES = 5


def seconds_to_knock(browser: Browser, address: str, slower: int) -> float:
    """Seconds from the start of the navigation until the first sealed knock is in a frame."""
    page = browser.new_page(locale="en-US")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    knocks: list[None] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: knocks.append(None) if len(frame) > KNOCK else None)

    page.on("websocket", watch)
    page.goto(address, wait_until="commit")
    for tap in HURRIED:
        page.click(f"[data-test={tap}]")
    page.wait_for_selector("[data-test=place]")
    if not knocks:
        raise RuntimeError("no knock was seen, so nothing was measured")
    # The page's own clock: when the relay's answer to the knock is on the screen.
    taken = page.evaluate("performance.now()") / 1000
    page.close()
    return float(taken)


def measure_page() -> str:
    """Two lines for `make bench`."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port(0)
        demo = Demo(Path(folder), port, free_port(0, taken=[port]), draw_passphrase())
        fingerprint = organisation(demo)
        page = (demo.folder / "pages" / "index.html").read_bytes()
        packed = len(gzip.compress(page, 9))
        with serving(demo, fingerprint) as relay:
            wait_ready(demo, relay)
            publish(demo)
            address = f"{demo.pages}/"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=FLAGS
                )
                usual = median(seconds_to_knock(browser, address, 1) for _ in range(TIMES))
                slow = median(seconds_to_knock(browser, address, SLOWER) for _ in range(TIMES))
                browser.close()
    return (
        f"survivor's page, with the demo's notice inside: {len(page):,} bytes, {packed:,} gzip\n"
        f"from load to a sealed knock in the waiting line: {usual:.2f} s, "
        f"with the CPU {SLOWER} times slower {slow:.2f} s ({slow / usual:.1f} times)"
    )

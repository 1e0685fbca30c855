"""The first minute on a slow phone: the survivor's page beside a chat widget from the npm registry.

    .venv/bin/python -m bench.late

Chromium with its CPU slowed six times, 400 kbit/s and 400 ms (CDP), a cold cache, over the relay's
own listener for pages. The widget is deep-chat (MIT), one version with its hash, installed outside
the project, with its own demonstration of an answer in the place of a server: it needs no vendor.
"""

from __future__ import annotations

import gzip
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench.page import FLAGS, HURRIED, SLOWER
from tools.demo import Demo, draw_passphrase, free_port, organisation, publish, serving, wait_ready

NETWORK = {
    "offline": False, "latency": 400,
    "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8,
}  # fmt: skip
TIMES = 3
TEXT_WITHIN = 3.0
SEALED_WITHIN = 6.0
WIDGET = "deep-chat"
WIDGET_VERSION = "2.4.2"
WIDGET_HASH = (
    "sha512-wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv/"
    "BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ=="
)
SHELL = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Chat</title>
<deep-chat demo="true"></deep-chat><script type="module" src="/widget.js"></script></html>"""
# When text first stood on the screen, by the browser's own clock.
FIRST_TEXT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [first] = list.getEntriesByName('first-contentful-paint');
  if (first) done(first.startTime / 1000);
}).observe({ type: 'paint', buffered: true }))"""


@dataclass(frozen=True)
class Times:
    """Seconds from the start of the navigation, and the bytes that came over the network."""

    text: float
    message: float
    received: float
    answered: float = 0


@contextmanager
def slow_page(browser: Browser) -> Iterator[tuple[Page, list[int]]]:
    """A window with a cold cache on a slow phone and network, and what it receives."""
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    received: list[int] = []
    session.on("Network.loadingFinished", lambda one: received.append(one["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, received
    context.close()


def survivors_times(browser: Browser, address: str) -> Times:
    """Until text stands there, until a knock can be sealed, and until one is answered."""
    with slow_page(browser) as (page, received):
        page.goto(address, wait_until="commit", timeout=60_000)
        text = float(page.evaluate(FIRST_TEXT))
        if not page.locator("#exit").is_visible():
            raise RuntimeError("the text is there before the exit")
        # From here on a message could be sealed: the documents are checked, the line is open.
        page.wait_for_selector("[data-test=start]:enabled", timeout=60_000)
        ready = page.evaluate("performance.now()") / 1000
        for tap in HURRIED:
            page.click(f"[data-test={tap}]")
        page.wait_for_selector("[data-test=place][data-ahead]", timeout=60_000)
        answered = page.evaluate("performance.now()") / 1000
        page.close()
    return Times(text, float(ready), sum(received), float(answered))


def widgets_times(browser: Browser, address: str) -> Times:
    """Until something stands there, and until a message can be written and sent."""
    with slow_page(browser) as (page, received):
        page.goto(address, wait_until="commit", timeout=60_000)
        text = float(page.evaluate(FIRST_TEXT))
        page.wait_for_selector("deep-chat #text-input", timeout=120_000)
        ready = page.evaluate("performance.now()") / 1000
        page.close()
    return Times(text, float(ready), sum(received))


@contextmanager
def widget() -> Iterator[str]:
    """The widget's address: installed into a folder of its own, served compressed as ours is."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(
            [*command, "--prefix", folder, f"{WIDGET}@{WIDGET_VERSION}"],
            check=True, capture_output=True,
        )  # fmt: skip
        if WIDGET_HASH not in (Path(folder) / "package-lock.json").read_text(encoding="utf-8"):
            raise RuntimeError(f"{WIDGET} is not what it was")
        bundle = Path(folder) / "node_modules" / WIDGET / "dist" / "deepChat.bundle.js"
        files = {
            "/": (gzip.compress(SHELL, 9), "text/html"),
            "/widget.js": (gzip.compress(bundle.read_bytes(), 9), "text/javascript"),
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, kind = files.get(urlsplit(self.path).path, (gzip.compress(b""), "text/plain"))
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def middle(all_times: list[Times]) -> Times:
    """The median of each."""
    return Times(
        median(one.text for one in all_times),
        median(one.message for one in all_times),
        median(one.received for one in all_times),
        median(one.answered for one in all_times),
    )


def measure() -> str:
    """A small table, with the bounds and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port(0)
        demo = Demo(Path(folder), port, free_port(0, taken=[port]), draw_passphrase())
        fingerprint = organisation(demo)
        with serving(demo, fingerprint) as relay:
            wait_ready(demo, relay)
            publish(demo)
            with sync_playwright() as playwright, widget() as widgets_address:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=FLAGS
                )
                address = f"{demo.pages}/"
                own = middle([survivors_times(browser, address) for _ in range(TIMES)])
                other = middle([widgets_times(browser, widgets_address) for _ in range(TIMES)])
                browser.close()
    lines = [
        f"CPU {SLOWER} times slower, 400 kbit/s, 400 ms, cold cache; medians of {TIMES}",
        f"{'':<18}{'text s':>8}{'message s':>11}{'KB received':>13}",
    ]
    for name, one in (("survivor's page", own), (f"{WIDGET} {WIDGET_VERSION}", other)):
        lines.append(f"{name:<18}{one.text:>8.2f}{one.message:>11.2f}{one.received / 1000:>13.0f}")
    lines.append(
        f"{'ratio':<18}{own.text / other.text:>8.2f}{own.message / other.message:>11.2f}"
        f"{own.received / other.received:>13.2f}"
    )
    lines.append(f"sealed, sent and answered with a place in the line: {own.answered:.2f} s")
    kept = own.text <= TEXT_WITHIN and own.message <= SEALED_WITHIN
    verdict = "kept" if kept else "NOT KEPT"
    lines.append(f"bounds {TEXT_WITHIN:.0f} s and {SEALED_WITHIN:.0f} s: {verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(measure())

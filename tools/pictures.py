"""`make pictures`: the README's pictures of both screens and of a report, from a real demo
conversation and a real audit.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools import prove
from tools.demo import (
    PEOPLE,
    Demo,
    DemoError,
    draw_passphrase,
    free_port,
    organisation,
    publish,
    serving,
    wait_ready,
)

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ACTIVE = "[data-test=talk][data-active=true] "
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def on_duty(console: Page, demo: Demo) -> None:
    """Unlock the console and begin."""
    console.goto(f"{demo.pages}/console.html")
    console.set_input_files("[data-test=vault-file]", [demo.vault(PEOPLE[0]), demo.keys(PEOPLE[0])])
    console.fill("[data-test=passphrase]", demo.passphrase)
    console.click("[data-test=unlock]")
    console.click("[data-test=on-duty]", timeout=60_000)


def knock(survivor: Page, demo: Demo, name: str, first: str) -> None:
    """Come to the page and ask to talk."""
    survivor.goto(f"{demo.pages}/")
    for step in ("start", "safe-yes", "go-on"):
        survivor.click(f"[data-test={step}]")
    survivor.fill("[data-test=name]", name)
    survivor.fill("[data-test=first]", first)
    survivor.click("[data-test=knock]")
    survivor.wait_for_selector("[data-test=place]")


def say(page: Page, text: str, within: str = "") -> None:
    """Write, send and wait until the other side has it."""
    page.fill(f"{within}[data-test=composer]", text)
    page.click(f"{within}[data-test=send]")
    page.locator(f"{within}[data-test=message]", has_text=text).get_by_text("Delivered").wait_for()


def take(demo: Demo) -> None:
    """Hold a short conversation and take both pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        console = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        phone = browser.new_page(
            viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="en-US"
        )
        other = browser.new_page(locale="ar")
        on_duty(console, demo)
        knock(phone, demo, "Sam", "Is it safe to talk here?")
        knock(other, demo, "", "")
        console.locator("[data-test=claim]").first.click()
        greeting = "Hello Sam, I am Noor. Only you and I can read this. Are you in a safe place?"
        say(console, greeting, ACTIVE)
        say(phone, "Yes. He is at work until five.")
        say(console, "Good. We have time. Tell me as much or as little as you like.", ACTIVE)
        console.screenshot(path=PICTURES / "console.png")
        phone.screenshot(path=PICTURES / "survivor.png")
        browser.close()


def report(folder: Path) -> None:
    """Audit a demo, and take the first page of the report."""
    if prove.main(["--no-open", "--out", str(folder)]) != 0:
        raise DemoError("The audit of the demo found something; see what it said.")
    (html,) = folder.glob("noview-audit-*.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 880, "height": 1180})
        page.goto(html.as_uri())
        end = page.locator("section.details").bounding_box()
        height = 1180 if end is None else int(end["y"])
        page.set_viewport_size({"width": 880, "height": height})
        page.screenshot(path=PICTURES / "report.png")
        browser.close()


def main() -> None:
    """Make everything, take the pictures, throw everything away."""
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        port = free_port(0)
        demo = Demo(Path(folder), port, free_port(0, taken=[port]), draw_passphrase())
        fingerprint = organisation(demo)
        with serving(demo, fingerprint) as relay:
            wait_ready(demo, relay)
            publish(demo)
            take(demo)


if __name__ == "__main__":
    main()

"""Whom the browser speaks to while somebody talks."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.fixtures import CHROMIUM, FLAGS, Windows
from tests.browser.place import Place
from tests.browser.windows import Console, talking


def test_a26_the_page_speaks_to_two_origins_and_no_other(
    place: Place, tmp_path: Path, console: Console
) -> None:
    """By the browser's own net log, from its start to its end."""
    assert {origin(one) for one in console.wire.addresses} == {
        place.pages_origin,
        place.relay_address,
    }
    log = tmp_path / "net.json"
    browser = console.context.browser
    assert browser is not None
    # A browser of its own, since the log is written when it ends.
    other = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, f"--log-net-log={log}"]
    )
    try:
        windows = Windows(other, place)
        survivor = windows.survivor().open()
        talking(survivor, console, "Ines")
        survivor.says("https://links.example/ is only text.")
        survivor.ends()
        survivor.is_told_erased()
        control = windows.survivor().open()
        with control.page.expect_event("requestfailed"):
            control.page.evaluate("() => { location.href = 'https://control.example/'; }")
        windows.close()
    finally:
        other.close()
    asked = in_net_log(log)
    assert place.survivor in asked
    assert f"{place.relay_address}/v1/visit" in asked
    pages = {origin(one) for one in asked if not is_browsers_own(one)}
    assert "https://control.example" in pages, "inconclusive"
    assert pages - {"https://control.example"} == {place.pages_origin, place.relay_address}


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_browsers_own(address: str) -> bool:
    """What Chromium asks its maker on every site, whatever stands in a page.

    One of these is worth knowing: wherever there is a text field, `content-autofill.googleapis.com`
    is asked about the shape of the form, and no attribute of the field prevents it.
    """
    host = f".{urlsplit(address).hostname}"
    return host.endswith((".google.com", ".googleapis.com", ".gvt1.com"))


def in_net_log(log: Path) -> set[str]:
    """Every address that the browser asked for; data: and the browser's own pages ask nobody."""
    text = json.loads(log.read_text(encoding="utf-8"))
    addresses = {event.get("params", {}).get("url", "") for event in text["events"]}
    return {one for one in addresses if urlsplit(one).scheme in ("http", "https", "ws", "wss")}

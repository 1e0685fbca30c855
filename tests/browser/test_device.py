"""Somebody looks at the device, before, during or after: what the page leaves behind is nothing."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import CHROMIUM, FLAGS, Windows
from tests.browser.place import EXIT_ADDRESS, PHONE, Place
from tests.browser.windows import Console, Survivor, Window

QUIET = {
    "autocomplete": "off",
    "autocorrect": "off",
    "spellcheck": "false",
    "writingsuggestions": "false",
    "translate": "no",
    "data-gramm": "false",
    "data-gramm_editor": "false",
    "data-enable-grammarly": "false",
    "data-lt-active": "false",
    "data-ms-editor": "false",
    "data-1p-ignore": "true",
    "data-lpignore": "true",
    "data-bwignore": "true",
    "data-form-type": "other",
}
STORED = """async () => ({
  cookies: document.cookie,
  local: { ...localStorage },
  session: { ...sessionStorage },
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  files: await navigator.storage.getDirectory().then(async (root) => {
    const names = [];
    for await (const name of root.keys()) names.push(name);
    return names;
  }),
})"""
NOTHING = {
    "cookies": "",
    "local": {},
    "session": {},
    "databases": [],
    "caches": [],
    "workers": 0,
    "files": [],
}


def stored(window: Window) -> dict[str, object]:
    """Everything that a page can leave in a browser."""
    found: dict[str, object] = window.page.evaluate(STORED)
    kept = window.context.storage_state(indexed_db=True)
    if kept["cookies"] or kept["origins"]:
        found["kept"] = kept
    return found


def history(page: Page) -> list[tuple[str, str]]:
    """Address and title of every entry of the tab's history."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    session.detach()
    return [(entry["url"], entry["title"]) for entry in entries]


def fields(window: Window) -> list[dict[str, str]]:
    """The attributes of everything that can be written into, as they stand in the document."""
    found: list[dict[str, str]] = window.page.evaluate(
        """() => [...document.querySelectorAll('input, textarea, select, [contenteditable]')].map(
        (one) => Object.fromEntries([...one.attributes].map((a) => [a.name, a.value])))"""
    )
    return found


def check_fields(window: Window, least: int) -> None:
    found = fields(window)
    assert len(found) >= least
    for attributes in found:
        assert {name: attributes.get(name) for name in QUIET} == QUIET


def talking(survivor: Survivor, console: Console, name: str) -> None:
    survivor.start(name=name, first="First words.")
    console.claim(name)
    survivor.talks_with("Noor")
    survivor.said("Words in the middle.")


# --- history ----------------------------------------------------------------------------------


def test_a30_after_the_end_back_shows_an_empty_page(survivor: Survivor, console: Console) -> None:
    talking(survivor, console, "Bahar")
    survivor.ends()
    survivor.is_told_erased()
    survivor.page.goto(EXIT_ADDRESS)
    survivor.page.go_back()
    survivor.is_offered_a_start()
    left = survivor.words()
    for word in ("Bahar", "First words", "Words in the middle", "Noor"):
        assert word not in left


def test_a30_a32_leaving_covers_wipes_and_replaces_the_page_in_the_history(
    survivor: Survivor, console: Console
) -> None:
    talking(survivor, console, "Cyra")
    shown = survivor.page.evaluate(
        """() => {
          const begin = performance.now();
          document.getElementById('exit').click();
          const cover = document.getElementById('cover');
          const box = cover.getBoundingClientRect();
          return {
            took: performance.now() - begin,
            covered: !cover.hidden && box.width === innerWidth && box.height === innerHeight,
            left: ['app', 'who'].map((id) => document.getElementById(id).textContent).join(''),
          };
        }"""
    )
    assert shown["covered"]
    assert shown["left"] == ""
    assert shown["took"] < 100
    survivor.page.wait_for_url(EXIT_ADDRESS)
    # The other side was told, and the tab's history does not know the page any more.
    expect(console.talk("Cyra").see("ended")).to_contain_text("left the page")
    assert [address for address, _ in history(survivor.page)] == ["about:blank", EXIT_ADDRESS]
    survivor.page.go_back()
    assert survivor.page.url == "about:blank"


def test_a32_leaving_works_offline(survivor: Survivor, console: Console) -> None:
    talking(survivor, console, "Dara")
    survivor.context.set_offline(True)
    survivor.press("exit")
    expect(survivor.page.get_by_text("Words in the middle.")).to_have_count(0)
    survivor.context.set_offline(False)
    assert "Words in the middle" not in survivor.words()


def test_a31_title_and_address_tell_nothing_from_beginning_to_end(
    survivor: Survivor, console: Console, place: Place
) -> None:
    expected = [("about:blank", ""), (place.survivor, "Home")]
    survivor.is_offered_a_start()
    assert history(survivor.page) == expected
    talking(survivor, console, "Esme")
    assert history(survivor.page) == expected
    survivor.see("who").locator("summary").click()
    survivor.ends()
    survivor.is_told_erased()
    assert history(survivor.page) == expected
    parts = urlsplit(survivor.page.url)
    assert (parts.query, parts.fragment) == ("", "")
    assert survivor.page.evaluate("() => document.referrer") == ""


# --- what is stored ---------------------------------------------------------------------------


def test_a34_nothing_is_stored_before_during_or_after(survivor: Survivor, console: Console) -> None:
    assert stored(survivor) == NOTHING
    assert stored(console) == NOTHING
    talking(survivor, console, "Fern")
    assert stored(survivor) == NOTHING
    assert stored(console) == NOTHING
    survivor.ends()
    survivor.is_told_erased()
    assert stored(survivor) == NOTHING
    console.talk("Fern").stage("ended")
    assert stored(console) == NOTHING


@pytest.mark.parametrize(
    "trace",
    [
        "() => { document.cookie = 'a=b'; }",
        "() => localStorage.setItem('a', 'b')",
        "() => sessionStorage.setItem('a', 'b')",
        "() => new Promise((done) => { indexedDB.open('a').onsuccess = done; }).then(() => 0)",
        "() => caches.open('a').then(() => 0)",
        "() => navigator.storage.getDirectory().then((root) => root.getFileHandle('a', "
        "{ create: true })).then(() => 0)",
    ],
)
def test_a34_control_every_kind_of_trace_would_be_seen(trace: str, survivor: Survivor) -> None:
    assert stored(survivor) == NOTHING
    survivor.page.evaluate(trace)
    assert stored(survivor) != NOTHING


NOISE = """
window.noises = [];
const hear = (owner, name) => {
  const real = owner?.[name];
  if (real === undefined) return;
  owner[name] = function (...args) { window.noises.push(name); return real.apply(this, args); };
};
hear(window, 'Notification');
hear(window, 'Audio');
hear(window, 'AudioContext');
hear(Navigator.prototype, 'setAppBadge');
hear(Navigator.prototype, 'vibrate');
hear(HTMLMediaElement.prototype, 'play');
hear(ServiceWorkerContainer.prototype, 'register');
hear(window, 'speechSynthesis');
"""


def test_a36_no_push_no_sound_no_badge_no_service_worker(windows: Windows, place: Place) -> None:
    console, survivor = windows.console(), windows.survivor()
    for window in (console, survivor):
        window.context.add_init_script(NOISE)
    console.open().unlock().on_duty()
    survivor.open()
    talking(survivor, console, "Gaia")
    console.talk("Gaia").said("An answer.")
    survivor.hears("An answer.")
    for window in (console, survivor):
        assert window.page.evaluate("() => window.noises") == []
        assert window.page.evaluate("() => document.querySelectorAll('audio, video').length") == 0
    survivor.page.evaluate("() => navigator.vibrate(1)")
    assert survivor.page.evaluate("() => window.noises") == ["vibrate"]  # the control


# --- inputs -----------------------------------------------------------------------------------


def test_a33_every_input_at_every_stage_is_closed_to_helpers_that_read_along(
    windows: Windows, survivor: Survivor
) -> None:
    survivor.is_offered_a_start()
    assert fields(survivor) == []
    survivor.press("start")
    check_fields(survivor, 3)
    survivor.press("back")
    survivor.start(name="Hana")
    assert fields(survivor) == []
    console = windows.console().open()
    check_fields(console, 2)
    console.unlock().on_duty()
    talk = console.claim("Hana")
    check_fields(survivor, 1)
    check_fields(console, 1)
    survivor.said("Hello.")
    talk.said("Hello.")
    check_fields(survivor, 1)
    check_fields(console, 1)
    for window in (survivor, console):
        assert window.page.locator("html").get_attribute("translate") == "no"


# --- the network ------------------------------------------------------------------------------


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


# --- before and without the script ------------------------------------------------------------


def test_without_javascript_the_exit_the_phone_and_the_hours_are_there(windows: Windows) -> None:
    survivor = windows.survivor(java_script_enabled=False).open()
    page = survivor.page
    expect(survivor.see("exit")).to_be_visible()
    expect(survivor.see("exit")).to_have_attribute("href", EXIT_ADDRESS)
    expect(page.get_by_role("link", name=PHONE)).to_be_visible()
    expect(page.get_by_text("Monday 00:00")).to_be_visible()
    survivor.press("exit")
    page.wait_for_url(EXIT_ADDRESS)


def test_the_exit_is_a_link_in_the_page_before_any_script_runs(place: Place) -> None:
    page = place.page()
    assert page.index(f'href="{EXIT_ADDRESS}"') < page.index("<script>")

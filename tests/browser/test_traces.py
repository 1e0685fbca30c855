"""What the pages leave in a browser is nothing, and nobody reads along in what is typed."""

from __future__ import annotations

import pytest

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, never
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor, Window, talking

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
  // WebKitGTK gives pages no such folder.
  files: navigator.storage?.getDirectory === undefined ? [] :
    await navigator.storage.getDirectory().then(async (root) => {
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


def only_wrapped_keys(console: Console) -> bool:
    """A console keeps its sealing keys, wrapped (test_vault.py reads them), and nothing else."""
    found = stored(console)
    kept = found.pop("kept")
    assert isinstance(kept, dict)
    assert kept["cookies"] == []
    (origin,) = kept["origins"]
    (item,) = origin["localStorage"]
    assert item["name"].startswith("noview-keys-")
    # It is wrapped anew whenever something changes: the two looks may see two wrappings.
    assert list(found.pop("local", {})) == [item["name"]]  # type: ignore[call-overload]
    return found == {name: value for name, value in NOTHING.items() if name != "local"}


def test_a34_nothing_is_stored_before_during_or_after(survivor: Survivor, console: Console) -> None:
    assert stored(survivor) == NOTHING
    assert only_wrapped_keys(console)
    talking(survivor, console, "Fern")
    assert stored(survivor) == NOTHING
    assert only_wrapped_keys(console)
    survivor.ends()
    survivor.is_told_erased()
    assert stored(survivor) == NOTHING
    console.talk("Fern").stage("ended")
    assert only_wrapped_keys(console)


def test_a34_a_console_that_was_never_unlocked_stores_nothing(windows: Windows) -> None:
    console = windows.console().open()
    console.press("enroll")
    console.press("draw")
    console.press("back")
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
        never(lambda: window.page.evaluate("() => window.noises"))
        never(lambda: window.page.locator("audio, video").count())
    survivor.page.evaluate("() => navigator.vibrate(1)")
    becomes(lambda: survivor.page.evaluate("() => window.noises"), ["vibrate"])  # the control


def test_a33_every_input_at_every_stage_is_closed_to_helpers_that_read_along(
    windows: Windows, survivor: Survivor
) -> None:
    survivor.is_offered_a_start()
    assert fields(survivor) == []
    survivor.is_asked()
    check_fields(survivor, 3)
    for _ in range(3):
        survivor.press("back")
    survivor.start(name="Hana")
    assert fields(survivor) == []
    console = windows.console().open()
    check_fields(console, 2)
    console.press("enroll")
    check_fields(console, 5)
    console.press("back")
    console.unlock().on_duty()
    talk = console.claim("Hana")
    survivor.talks_with("Noor")
    check_fields(survivor, 1)
    check_fields(console, 1)
    survivor.said("Hello.")
    talk.said("Hello.")
    check_fields(survivor, 1)
    check_fields(console, 1)
    for window in (survivor, console):
        becomes(lambda: window.page.locator("html").get_attribute("translate"), "no")

"""What an unlocked device leaves in its browser, and how its vault gets another passphrase."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from playwright.sync_api import expect

from orgkeys.errors import WrongPassphrase
from orgkeys.keyring import load_device
from orgkeys.vault import unlock
from tests.browser.fixtures import Windows
from tests.browser.joining import WORDS, saves
from tests.browser.keys import Keys
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console, talking

FORBIDDEN = "Storage.prototype.{} = () => {{ throw new DOMException('no', 'SecurityError'); }};"

DROP = """(files) => {
  const held = new DataTransfer();
  for (const [name, text] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    held.items.add(new File([bytes], name));
  }
  const where = document.getElementById('content');
  const more = { dataTransfer: held, bubbles: true, cancelable: true };
  where.dispatchEvent(new DragEvent('drop', more));
}"""


def kept(console: Console) -> dict[str, str]:
    return dict(console.page.evaluate("() => ({ ...localStorage })"))


def told(console: Console, problem: str) -> None:
    expect(console.page.locator(f'[data-problem="{problem}"]')).to_be_visible(timeout=UNLOCKING)


# --- the storage ------------------------------------------------------------------------------


def test_a34_the_storage_holds_one_thing_and_nobody_can_read_it(
    windows: Windows, place: Place
) -> None:
    console = windows.console().open()
    assert kept(console) == {}
    console.unlock().on_duty()
    survivor = windows.survivor().open()
    talking(survivor, console, "Wafa")
    ((name, value),) = kept(console).items()
    device = load_device(place.vault().read_bytes(), place.passphrase, b64decode(value))
    assert name.startswith("noview-keys-")
    secrets = [device.identity, device.signing, device.inbox_secret, device.storage_secret]
    secrets += [part for pair in device.sealing_keys for part in pair]
    raw = b64decode(value)
    words = (b"Wafa", b"Noor", b"counselor", b"Night Line", b"First words", b"127.0.0.1")
    for secret in (*secrets, *words, device.certificate):
        assert secret not in raw
        assert b64encode(secret)[:24].decode() not in value
    assert raw.startswith(b"noview keys\n"), "the search would see what is there"
    assert (len(raw) - len(b"noview keys\n")) > 4096  # padded: the length tells no number of keys


def test_the_keys_file_is_needed_once(windows: Windows, place: Place, tmp_path: Path) -> None:
    console = windows.console().open()
    # Both files are named by their endings, and what is needed the next time is said.
    first = console.see("first-time")
    for words in (".vault", ".keys", "Next time the vault alone is enough"):
        expect(first.get_by_text(words)).to_be_visible()
    console.unlock().on_duty()
    console.press("lock")
    expect(console.see("vault-file")).to_be_visible()
    # Folded then; a colleague who works here for the first time opens it.
    expect(first.get_by_text("Next time")).to_be_hidden()
    first.locator("summary").click()
    expect(first.get_by_text("Next time")).to_be_visible()
    alone = tmp_path / "alone.vault"
    alone.write_bytes(place.vault().read_bytes())
    console.tries(alone, place.passphrase)
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    console.on_duty()


def test_both_files_can_be_dropped_on_the_page(windows: Windows, place: Place) -> None:
    console = windows.console().open()
    files = {
        path.name: b64encode(path.read_bytes()).decode()
        for path in (place.vault(), place.vault().with_suffix(".keys"))
    }
    console.page.evaluate(DROP, files)
    expect(console.page.locator("#vault-file-hint")).to_contain_text("Noor.keys")
    console.see("passphrase").fill(place.passphrase)
    console.press("unlock")
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    console.on_duty()


def test_lost_keys_are_said_and_made_again(windows: Windows, place: Place, tmp_path: Path) -> None:
    alone = tmp_path / "alone.vault"
    alone.write_bytes(place.vault().read_bytes())
    console = windows.console().open()
    console.tries(alone, place.passphrase)
    told(console, "storage-empty")
    ((name, fresh),) = kept(console).items()
    console.press("lock")
    broken = fresh[:2000] + ("A" if fresh[2000] != "A" else "B") + fresh[2001:]
    console.page.evaluate("([name, value]) => localStorage.setItem(name, value)", [name, broken])
    console.tries(alone, place.passphrase)
    told(console, "storage-damaged")
    device = load_device(
        place.vault().read_bytes(), place.passphrase, b64decode(kept(console)[name])
    )
    assert len(device.sealing_keys) == 1, "a new key was made and is kept"


def test_whoever_still_has_the_keys_file_works_at_once_in_an_emptied_browser(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.vault"
    alone.write_bytes(place.vault().read_bytes())
    console = windows.console().open().unlock().on_duty()
    console.press("lock")
    console.page.evaluate("() => localStorage.clear()")
    console.page.reload()
    expect(console.see("first-time").get_by_text("Next time")).to_be_visible()
    console.tries(alone, place.passphrase)
    told(console, "storage-empty")
    expect(console.problem("storage-empty")).to_contain_text("If you were given a keys file")
    expect(console.see("duty")).to_have_attribute("data-duty", "refused")
    console.press("lock")
    console.unlock().on_duty()
    expect(console.page.locator('[data-problem="storage-empty"]')).to_have_count(0)


@pytest.mark.parametrize(
    ("method", "problem"), [("getItem", "storage-unreadable"), ("setItem", "storage-unwritable")]
)
def test_a_browser_that_keeps_nothing_is_said_and_can_still_work(
    method: str, problem: str, windows: Windows
) -> None:
    console = windows.console()
    console.context.add_init_script(FORBIDDEN.format(method))
    if method == "getItem":
        console.context.add_init_script(FORBIDDEN.format("setItem"))
    console.open().unlock().on_duty()
    told(console, problem)
    assert kept(console) == {}


def test_a_keys_file_of_another_device_opens_nothing(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    mixed = tmp_path / "mixed.vault"
    mixed.write_bytes(place.vault("Noor").read_bytes())
    mixed.with_suffix(".keys").write_bytes(place.vault("Salma").with_suffix(".keys").read_bytes())
    console = windows.console().open()
    console.tries(mixed, place.passphrase)
    told(console, "foreign-keys")
    assert kept(console) == {}
    assert console.wire.all == []


# --- another passphrase -----------------------------------------------------------------------


def test_another_passphrase_makes_a_new_vault_and_the_old_file_is_said_to_open_still(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    console = windows.console(accept_downloads=True).open().unlock()
    keys = Keys(console.page)
    keys.to(console.see("vault-pane").locator("summary")).press("Enter")
    keys.to(console.see("change")).press("Enter")
    keys.to(console.see("old-passphrase")).write("not the old one at all")
    keys.to(console.see("new-passphrase")).write(WORDS)
    keys.to(console.see("again-passphrase")).write(WORDS)
    keys.to(console.see("change-make")).press("Enter")
    told(console, "wrong-passphrase")
    expect(console.see("old-passphrase")).to_be_focused()
    console.see("old-passphrase").fill(place.passphrase)
    keys.to(console.see("change-make")).press("Enter")
    expect(console.see("changed")).to_be_visible(timeout=UNLOCKING)
    expect(console.see("changed")).to_contain_text("destroy every copy")
    fresh = saves(console, "save-vault", tmp_path)
    unlock(fresh.read_bytes(), WORDS)
    with pytest.raises(WrongPassphrase):
        unlock(fresh.read_bytes(), place.passphrase)
    unlock(place.vault().read_bytes(), place.passphrase)
    assert WORDS not in console.words()
    assert place.passphrase not in console.words()
    # The new one opens here, and the keys in this browser belong to it.
    console.press("change-close")
    console.press("lock")
    console.tries(fresh, WORDS)
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    console.on_duty()


def test_a_weak_passphrase_changes_nothing(windows: Windows, place: Place) -> None:
    console = windows.console().open().unlock()
    console.see("vault-pane").locator("summary").click()
    console.press("change")
    console.see("old-passphrase").fill(place.passphrase)
    for field in ("new-passphrase", "again-passphrase"):
        console.see(field).fill("password12345678")
    console.press("change-make")
    expect(console.page.locator(".wrong")).to_contain_text("guessed too soon")
    console.press("change-cancel")
    expect(console.see("new-passphrase")).to_have_count(0)

"""Whatever is wrong with a vault, a shift or a clock: the console says which, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import WebSocketRoute, expect

from relay.frames import Gone, decode_relay
from tests.browser.fixtures import Windows
from tests.browser.late import comes_late
from tests.browser.looks import never
from tests.browser.place import Place
from tests.browser.test_survivor_refused import HOUR, clock
from tests.browser.windows import UNLOCKING, Console

WRONG = "not the passphrase of anybody"


@pytest.fixture
def locked(windows: Windows) -> Console:
    """A console that nobody has unlocked yet."""
    return windows.console().open()


def refuses(console: Console, vault: Path, passphrase: str, problem: str) -> None:
    console.tries(vault, passphrase)
    told = console.page.locator(f'[data-test="problem"][data-problem="{problem}"]')
    expect(told).to_be_visible(timeout=UNLOCKING)
    console.problem(problem)
    expect(console.see("duty")).to_have_count(0)
    assert console.wire.all == []


def damaged(vault: Path, folder: Path, at: int) -> Path:
    raw = bytearray(vault.read_bytes())
    raw[at] ^= 1
    (folder / "damaged.vault").write_bytes(raw)
    return folder / "damaged.vault"


def test_a_wrong_passphrase_can_be_tried_again(locked: Console, place: Place) -> None:
    refuses(locked, place.vault(), WRONG, "wrong-passphrase")
    # The file is still chosen.
    locked.see("passphrase").fill(place.passphrase)
    locked.press("unlock")
    expect(locked.see("duty")).to_be_visible(timeout=UNLOCKING)


def test_a_damaged_vault_is_told_from_a_wrong_passphrase(
    locked: Console, place: Place, tmp_path: Path
) -> None:
    refuses(locked, damaged(place.vault(), tmp_path, -1), place.passphrase, "damaged-vault")
    cut = tmp_path / "cut.vault"
    cut.write_bytes(place.vault().read_bytes()[:100])
    refuses(locked, cut, place.passphrase, "damaged-vault")


def test_files_that_are_no_vault_for_this_console(
    locked: Console, place: Place, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(bytes(range(256)) * 20)
    refuses(locked, picture, place.passphrase, "foreign-vault")
    administrator = next(place.folder.glob("organisation/**/administrator*"))
    refuses(locked, administrator, "administrator words, long enough", "foreign-vault")


def test_the_vault_of_another_organisation(
    locked: Console, open_place: Callable[..., Place]
) -> None:
    other = open_place(name="Other House")
    refuses(locked, other.vault(), other.passphrase, "foreign-vault")


def test_nothing_chosen_is_said_beside_the_field(locked: Console) -> None:
    locked.press("unlock")
    expect(locked.page.get_by_text("Please choose a vault file")).to_be_visible()


def test_a_device_that_is_not_on_the_shift(windows: Windows, place: Place) -> None:
    if not place.vault("Late").exists():
        comes_late(place, "Late")
    console = windows.console().open().unlock("Late")
    console.problem("not-on-shift")
    expect(console.see("on-duty")).to_have_count(0)


@pytest.mark.parametrize(
    ("offset", "problem"),
    [
        (25 * HOUR, "shift-expired"),
        (8 * 24 * HOUR, "roster-expired"),
        (-2 * HOUR, "clock-disagrees"),
    ],
)
def test_a04_out_of_its_time_nothing_can_be_served(
    offset: int, problem: str, windows: Windows
) -> None:
    console = windows.console()
    console.context.add_init_script(clock(offset))
    console.open().unlock()
    console.problem(problem)
    expect(console.see("on-duty")).to_have_count(0)


def test_an_unreachable_relay_is_said_after_unlocking(
    windows: Windows, place: Place, open_place: Callable[..., Place]
) -> None:
    other = open_place(name="Third House", visitors_from=(place.pages_origin,))
    console = windows.console()
    console.page.goto(place.serve("other-console.html", other.page("console.html")))
    console.tries(other.vault(), other.passphrase)
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    console.problem("relay-unreachable")
    console.connection("lost")


@pytest.mark.parametrize(
    "lacking",
    [
        "delete window.WebSocket",
        "Object.defineProperty(window, 'crypto', { value: undefined })",
    ],
)
def test_a_browser_that_cannot_keep_it_private(lacking: str, windows: Windows) -> None:
    console = windows.console()
    console.context.add_init_script(lacking)
    console.open()
    console.problem("unsupported-browser")
    expect(console.see("vault-file")).to_have_count(0)


def test_a_colleague_was_quicker(windows: Windows, console: Console, place: Place) -> None:
    """Two consoles see the same person; the one that is too late is told, and nobody is lost."""
    slow = windows.console()

    def hide_gone(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            if not isinstance(decode_relay(message), Gone):
                route.send(message)

        server.on_message(pass_on)

    slow.page.route_web_socket(f"{place.relay_address}/v1/staff", hide_gone)
    slow.open().unlock("Salma").on_duty()
    survivor = windows.survivor().open().start(name="Zaid")
    expect(slow.knock("Zaid")).to_be_visible()
    talk = console.claim("Zaid")
    slow.knock("Zaid").locator('[data-test="claim"]').click()
    slow.problem("someone-else-took-it")
    expect(slow.knock("Zaid")).to_have_count(0)
    survivor.talks_with("Noor")
    talk.said("I am here.")
    survivor.hears("I am here.")
    never(lambda: "Salma" in survivor.see("who").inner_text())


def test_a_locked_console_keeps_nothing(windows: Windows, place: Place) -> None:
    console = windows.console().open().unlock().on_duty()
    survivor = windows.survivor().open().start(name="Yara", first="Before the lock.")
    talk = console.claim("Yara")
    survivor.said("A word before the lock.")
    talk.hears("A word before the lock.")
    console.press("lock")
    console.press("lock-confirm")
    expect(console.see("vault-file")).to_be_visible()
    left = console.words()
    for word in ("Yara", "before the lock", "Before the lock", place.passphrase):
        assert word not in left
    expect(survivor.see("ended")).to_be_visible()

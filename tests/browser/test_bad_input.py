"""Bad input: each says clearly what is wrong and what to do next, and nothing is lost by it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.fixtures import Windows
from tests.browser.leaving import quickest
from tests.browser.looks import becomes, holds
from tests.browser.place import PHONE, Place
from tests.browser.test_survivor_refused import HOUR, clock
from tests.browser.windows import UNLOCKING, Console, Survivor, Window

LONGEST = 4000
NEXT_STEP = re.compile(r"please|call|try|choose|check|ask|use|open|set|wait", re.IGNORECASE)


# --- messages that are too long ---------------------------------------------------------------


def too_long(box: Locator, send: Locator, count: int) -> None:
    """Not sent, not cut, said beside the box; gone when it is short enough."""
    text = "ک" * (LONGEST - 1) + "🫂" * (count - LONGEST + 1)
    box.fill(text)
    send.click()
    wrong = box.page.locator(".wrong:visible")
    expect(wrong).to_have_text(
        f"This message is too long: {count} of {LONGEST} characters."
        " It was not sent. Please make it shorter."
    )
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value(text)
    expect(box).to_be_focused()
    box.fill(text[:LONGEST])
    expect(wrong).to_have_count(0)
    send.click()
    expect(box).to_have_value("")


def test_a_message_that_is_too_long_stays_in_the_box_on_both_sides(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Zuhal")
    talk = console.claim("Zuhal")
    survivor.talks_with("Noor")
    too_long(survivor.see("composer"), survivor.see("send"), LONGEST + 1)
    longest = "ک" * (LONGEST - 1) + "🫂"
    talk.hears(longest)
    too_long(talk.see("composer"), talk.see("send"), LONGEST + 250)
    survivor.hears(longest)
    holds(lambda: survivor.texts() == talk.texts() == [longest, longest])


def test_a_first_message_that_is_too_long_is_said_before_anything_is_sent(
    survivor: Survivor,
) -> None:
    survivor.is_asked()
    # 1,000 bytes is the bound; in Arabic letters that is half as many.
    survivor.see("first").fill("ب" * 501)
    sent = len(survivor.wire.sent)
    survivor.press("knock")
    expect(survivor.page.locator(".wrong")).to_contain_text("a little too long. Please shorten")
    expect(survivor.see("first")).to_be_focused()
    assert len(survivor.wire.sent) == sent
    survivor.see("first").fill("ب" * 500)
    expect(survivor.page.locator(".wrong")).to_have_count(0)
    survivor.press("knock")
    expect(survivor.see("place")).to_be_visible()
    survivor.press("withdraw")


def test_nothing_and_blanks_are_not_sent_and_nothing_is_said_about_it(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Kim")
    talk = console.claim("Kim")
    survivor.talks_with("Noor")
    for text in ("", "   ", "\n\n"):
        survivor.writes(text)
        survivor.press("send")
    survivor.said("A word.")
    talk.hears("A word.")
    becomes(lambda: talk.texts(), ["A word."])
    expect(survivor.page.locator(".wrong")).to_have_count(0)


# --- what was written stays until the person gives it up --------------------------------------


def test_what_was_written_before_the_knock_is_there_after_going_back(survivor: Survivor) -> None:
    survivor.is_asked()
    survivor.see("name").fill("Noa")
    survivor.see("tongue").select_option("ar")
    survivor.see("first").fill("Half a sentence")
    for _ in range(3):
        survivor.press("back")
    survivor.is_asked()
    expect(survivor.see("name")).to_have_value("Noa")
    expect(survivor.see("tongue")).to_have_value("ar")
    expect(survivor.see("first")).to_have_value("Half a sentence")
    # Another language for the page changes none of it.
    survivor.page.locator('[data-language="ar"]').click()
    expect(survivor.see("first")).to_have_value("Half a sentence")
    # Who stops waiting has given it up: the next person at this device finds it nowhere.
    survivor.press("knock")
    expect(survivor.see("place")).to_be_visible()
    survivor.press("withdraw")
    survivor.is_offered_a_start()
    assert "Half a sentence" not in survivor.words()
    survivor.is_asked()
    expect(survivor.see("first")).to_have_value("")
    expect(survivor.see("name")).to_have_value("")


# --- vaults -----------------------------------------------------------------------------------


def with_cost(vault: bytes, old: bytes, new: bytes) -> bytes:
    """The vault with another cost in its header: kind, then iterations, then memory."""
    at = vault.index(b"device") + len(b"device")
    assert vault[at : at + 6].count(old) == 1
    return vault[:at] + vault[at : at + 6].replace(old, new) + vault[at + 6 :]


def refused_at_once(console: Console, vault: Path) -> None:
    """Argon2id was not even begun, so no guess was made cheaper. The quickest of several: this
    machine may be busy with something else for as long as that takes."""

    def refused(_: int) -> dict[str, float]:
        console.tries(vault, console.place.passphrase)
        pressed = time.monotonic()
        console.problem("foreign-vault")
        return {"refused": (time.monotonic() - pressed) * 1000}

    quickest(refused, {"refused": 2000})


def test_a44_a_vault_with_a_lowered_cost_is_refused_before_anything_is_tried(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    """Iterations 3 and 65,536 KiB are `03` and `ce 00 01 00 00` in the header (protocol.md 11)."""
    raw = place.vault().read_bytes()
    console = windows.console().open()
    for name, old, new in (
        ("passes", b"\x03\xce", b"\x01\xce"),
        ("memory", b"\xce\x00\x01\x00\x00", b"\xcd\x40\x00"),
        ("more memory", b"\xce\x00\x01\x00\x00", b"\xce\x00\x02\x00\x00"),
    ):
        changed = tmp_path / f"{name}.vault"
        changed.write_bytes(with_cost(raw, old, new))
        refused_at_once(console, changed)
    console.unlock()


def test_a_file_that_is_far_too_large_for_a_vault_is_not_read(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    film = tmp_path / "film.vault"
    film.write_bytes(place.vault().read_bytes() + bytes(2 * 1024 * 1024))
    refused_at_once(windows.console().open(), film)


@pytest.mark.parametrize("lacking", ["delete window.BigInt", "delete window.TextEncoder"])
def test_a_browser_in_which_the_console_cannot_even_begin_is_told_so(
    lacking: str, windows: Windows
) -> None:
    console = windows.console()
    console.context.add_init_script(lacking)
    console.open()
    expect(console.page.get_by_text("try a newer browser")).to_be_visible()
    # Where it begins, that sentence is gone for good.
    working = windows.console().open()
    expect(working.see("vault-file")).to_be_visible()
    expect(working.page.get_by_text("try a newer browser")).to_have_count(0)


# --- no two faults look alike -----------------------------------------------------------------

Told = dict[str, dict[str, tuple[str, str]]]
"""Language → problem → what is wrong, and what to do next."""


def remember(told: Told, window: Window, problem: str) -> None:
    for language in told:
        button = window.page.locator(f'[data-language="{language}"]')
        if button.count() > 0:
            button.click()
            expect(window.page.locator("html")).to_have_attribute("lang", language)
        elif window.page.locator("html").get_attribute("lang") != language:
            continue
        what, then = window.problem(problem).locator("p").all_inner_texts()
        assert told[language].setdefault(problem, (what, then)) == (what, then)


def test_every_fault_on_the_screen_has_words_and_a_next_step_of_its_own(
    windows: Windows, place: Place, tmp_path: Path, open_place: Callable[..., Place]
) -> None:
    told: Told = {"en": {}, "ar": {}}
    clocks = (("shift-expired", 25), ("roster-expired", 8 * 24), ("clock-disagrees", -2))
    for problem, hours in clocks:
        survivor = windows.survivor()
        survivor.context.add_init_script(clock(hours * HOUR))
        remember(told, survivor.open(), problem)
    survivor = windows.survivor()
    survivor.context.add_init_script("delete window.WebSocket")
    remember(told, survivor.open(), "unsupported-browser")
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()

    console = windows.console().open()
    damaged = tmp_path / "damaged.vault"
    damaged.write_bytes(place.vault().read_bytes()[:-1])
    picture = tmp_path / "picture.png"
    picture.write_bytes(bytes(1000))
    for problem, vault, passphrase in (
        ("wrong-passphrase", place.vault(), "not the passphrase at all"),
        ("damaged-vault", damaged, place.passphrase),
        ("foreign-vault", picture, place.passphrase),
    ):
        console.tries(vault, passphrase)
        expect(console.see("problem")).to_have_attribute("data-problem", problem, timeout=UNLOCKING)
        remember(told, console, problem)

    # Its page is served, its relay was never started.
    other = open_place(name="Third House", visitors_from=(place.pages_origin,))
    survivor = windows.survivor()
    survivor.page.goto(place.serve("third-survivor.html", other.page("index.html")))
    remember(told, survivor, "relay-unreachable")
    # What stands in the page itself is there all the same.
    survivor.page.locator('[data-language="en"]').click()
    for inside in ("Every day", "Times are for", PHONE):
        expect(survivor.page.locator("#app").get_by_text(inside).first).to_be_visible()

    for language, all_told in told.items():
        assert len(all_told) == 8, language
        wrongs = [what for what, _ in all_told.values()]
        assert len(set(wrongs)) == len(wrongs)
        whole = list(all_told.values())
        assert len(set(whole)) == len(whole)
    assert [one for one in told["en"].values() if not NEXT_STEP.search(one[1])] == []
    assert not set(told["en"].values()) & set(told["ar"].values())


def test_a_next_step_is_told_from_none() -> None:
    assert NEXT_STEP.search("Please call, or try again later.")
    assert not NEXT_STEP.search("Nothing was sent.")

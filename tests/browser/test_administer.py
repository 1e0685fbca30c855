"""The administrator's part of the console: who may work, decided without a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.administrator import Administrator, vault_of
from tests.browser.fixtures import PHONE, Windows
from tests.browser.joining import asks, finishes, saves
from tests.browser.keys import Keys
from tests.browser.look import look
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.spoken import mute, tree
from tests.browser.test_survivor_refused import HOUR, clock
from tests.browser.walk import LAYOUT, in_letters, languages
from tests.browser.windows import UNLOCKING, Console, hook
from tests.orgkeys.office import ADMINISTRATOR


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation of its own: its roster and shifts are changed here."""
    place = open_place(aliases=("Noor", "Salma"))
    place.add_device("Hala", "administrator")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


def test_the_part_shows_who_may_work_until_when_and_by_which_number(
    administrator: Administrator,
) -> None:
    for alias in ("Noor", "Salma"):
        device = administrator.device(alias)
        expect(device.locator('[data-test="device-until"]')).to_be_visible()
        holds(lambda: re.search(r"(\d{5} ){5}\d{5}", device.locator("code").inner_text()))
    expect(administrator.see("administer-shift")).to_contain_text("This shift ends")
    expect(administrator.see("administer-roster")).to_contain_text("The list of devices ends")


def test_somebody_joins_from_one_browser_by_the_administrator_in_another(
    administrator: Administrator, windows: Windows, tmp_path: Path
) -> None:
    new = windows.console().open()
    joined = asks(new, "Rim", tmp_path)
    administrator.certifies(joined.request, joined.spoken)
    expect(administrator.see("left-out")).to_have_count(0)
    expect(administrator.see("grant-text")).to_have_value(re.compile(r"^noview:[\w-]+$"))
    grant = saves(administrator.console, "grant-save", tmp_path)
    assert grant.read_bytes().startswith(b"noview grant\n")
    administrator.press("grant-close")
    expect(administrator.device("Rim")).to_be_visible()
    finishes(new, joined, grant, tmp_path / "kept")
    # The shift was sealed to the key that came with the request, so Rim works at once.
    new.on_duty()


def test_a_number_that_is_not_the_same_drops_the_request(
    administrator: Administrator, windows: Windows, tmp_path: Path
) -> None:
    joined = asks(windows.console().open(), "Ida", tmp_path)
    administrator.reads(joined.request)
    # Nothing can be signed before somebody says that it was compared.
    expect(administrator.see("sign-device")).to_have_count(0)
    administrator.press("voice-wrong")
    expect(administrator.see("request-dropped")).to_contain_text("dropped")
    expect(administrator.see("spoken")).to_have_count(0)


def test_a40_a_name_like_a_colleagues_is_refused_with_an_explanation(
    administrator: Administrator, windows: Windows, tmp_path: Path
) -> None:
    joined = asks(windows.console().open(), "Ida", tmp_path)
    administrator.reads(joined.text)
    administrator.press("voice-done")
    for alias, failure in (
        ("Noor", "alias-alike"),
        ("noor", "alias-alike"),
        ("N\u043eor", "alias-mixed"),
        ("", "alias-empty"),
    ):
        administrator.see("device-alias").fill(alias)
        administrator.press("sign-device")
        administrator.refused(failure)
    administrator.press("drop-request")
    administrator.see("request-text").fill("Dear administrator, please")
    administrator.press("request-read")
    administrator.refused("bad-request")
    administrator.see("request-text").fill("")


def test_more_time_a_new_list_and_a_new_shift(administrator: Administrator) -> None:
    device = administrator.device("Salma")
    device.locator('[data-test="device-renew"]').click()
    device.locator('[data-test="lives"]').select_option("30")
    device.locator('[data-test="renew-confirm"]').click()
    administrator.done("renewed")
    administrator.press("grant-close")
    administrator.press("renew-roster")
    administrator.done("roster")
    administrator.press("start-shift")
    administrator.done("shift")
    expect(administrator.see("left-out")).to_have_count(0)


def test_a_device_whose_key_nobody_knows_is_taken_in_by_what_its_console_saves(
    administrator: Administrator, windows: Windows, tmp_path: Path
) -> None:
    late = windows.console().open()
    joined = asks(late, "Late", tmp_path)
    # A line of text is too short for a key, and there is no supervisor's console to hear her call.
    administrator.certifies(joined.text, joined.spoken)
    expect(administrator.see("left-out")).to_contain_text("Late")
    grant = saves(administrator.console, "grant-save", tmp_path)
    administrator.press("grant-close")
    finishes(late, joined, grant, tmp_path / "kept")
    expect(late.page.locator('[data-warning="waiting-for-shift"]')).to_be_visible()
    request = saves(late, "ask-again", tmp_path)
    administrator.see("request-file").set_input_files(request)
    administrator.press("request-read")
    expect(administrator.see("known")).to_contain_text("Late")
    administrator.press("take-in")
    administrator.done("shift")
    expect(administrator.see("left-out")).to_have_count(0)
    expect(administrator.see("known")).to_have_count(0)
    late.on_duty()


def test_what_is_public_can_be_taken_away(administrator: Administrator, tmp_path: Path) -> None:
    exported = saves(administrator.console, "export", tmp_path).read_bytes()
    assert exported.startswith(b"noview organisation\n")
    assert b"Night Line" in exported
    assert b"Noor" not in exported


def test_a44_a_wrong_passphrase_or_vault_opens_nothing(windows: Windows, place: Place) -> None:
    console = windows.console().open()
    somebody = Administrator(console)
    somebody.tries(vault_of(place), "not the passphrase of anybody")
    told = somebody.part.locator('[data-test="problem"][data-problem="wrong-passphrase"]')
    expect(told).to_be_visible(timeout=UNLOCKING)
    somebody.tries(place.vault(), place.passphrase)
    told = somebody.part.locator('[data-test="problem"][data-problem="foreign-vault"]')
    expect(told).to_be_visible(timeout=UNLOCKING)
    expect(somebody.see("device")).to_have_count(0)
    assert console.wire.all == []


def test_where_no_server_answers_nothing_is_said_to_be_missing(
    windows: Windows, place: Place, open_place: Callable[..., Place]
) -> None:
    other = open_place(name="Third House", visitors_from=(place.pages_origin,))
    console = windows.console()
    console.page.goto(place.serve("other-office.html", other.page("console.html")))
    somebody = Administrator(console)
    somebody.tries(vault_of(other))
    told = somebody.part.locator('[data-test="problem"][data-problem="relay-unreachable"]')
    expect(told).to_contain_text("The server does not answer this page.", timeout=UNLOCKING)
    for line in ("administer-shift", "administer-roster"):
        expect(somebody.see(line)).to_contain_text("has not been read from the server yet")


def test_it_locks_by_hand_and_when_left_and_nothing_stays_in_the_page(
    administrator: Administrator,
) -> None:
    console = administrator.console
    administrator.press("administer-lock")
    expect(administrator.see("administer-locked")).not_to_be_empty()
    for word in ("Salma", ADMINISTRATOR):
        assert word not in console.words()
    administrator.unlock()
    administrator.press("administer-close")
    expect(console.see("vault-file")).to_be_visible()
    for word in ("Salma", ADMINISTRATOR):
        assert word not in console.words()
    console.press("administrator")
    expect(administrator.part).to_have_attribute("data-stage", "locked")


def test_conversations_go_on_beside_it_and_it_locks_with_the_console(windows: Windows) -> None:
    console = windows.console().open().unlock("Noor").on_duty()
    survivor = windows.survivor().open().start(name="Ada")
    talk = console.claim("Ada")
    survivor.talks_with("Noor")
    talk.see("composer").fill("Half of a")
    somebody = Administrator(console).unlock()
    survivor.said("Are you still there?")
    expect(console.page).to_have_title(re.compile(r"\(1\)"))
    # It is not read, since nobody looks at it; and what was half written is still there.
    expect(talk.item.locator('[data-test="unread"]')).to_have_count(1)
    somebody.press("administer-close")
    expect(somebody.part).to_have_count(0)
    expect(talk.see("composer")).to_have_value("Half of a")
    talk.hears("Are you still there?")
    talk.said("Yes.")
    somebody.unlock()
    console.press("lock")
    console.press("lock-confirm")
    expect(console.see("vault-file")).to_be_visible()
    for word in ("Salma", ADMINISTRATOR):
        assert word not in console.words()
    console.press("administrator")
    expect(somebody.part).to_have_attribute("data-stage", "locked")


def test_an_administrators_console_leads_there_above_and_everybody_elses_in_the_help(
    windows: Windows,
) -> None:
    for alias, above in (("Hala", True), ("Noor", False)):
        console = windows.console().open().unlock(alias)
        expect(console.see("duty")).not_to_have_attribute("data-duty", "connecting")
        header = console.page.locator("header").locator(hook("administrator"))
        expect(header).to_have_count(1 if above else 0)
        expect(console.see("administer-entry")).to_have_count(0 if above else 1)
        console.press("administrator")
        expect(console.see("administrator-file")).to_be_visible()


def test_a46_left_alone_for_five_minutes_it_locks_itself(windows: Windows) -> None:
    console = windows.console()
    console.page.clock.install()
    somebody = Administrator(console.open()).unlock()
    # The time that this machine takes goes by as well.
    console.ahead("04:20")
    somebody.is_ready()
    console.ahead("00:50")
    expect(somebody.part).to_have_attribute("data-stage", "locked")
    expect(somebody.see("device")).to_have_count(0)


def test_after_a_night_without_a_shift_an_administrator_starts_the_next(
    windows: Windows,
) -> None:
    console = windows.console()
    console.context.add_init_script(clock(25 * HOUR))
    somebody = Administrator(console.open()).unlock()
    expect(somebody.see("administer-shift")).to_contain_text("no shift")
    expect(somebody.device("Noor")).to_be_visible()


def test_all_of_it_by_keys_alone(administrator: Administrator) -> None:
    keys = Keys(administrator.console.page)
    administrator.see("administer-close").focus()
    keys.to(administrator.see("request-text"))
    device = administrator.device("Noor")
    keys.to(device.locator('[data-test="device-revoke"]')).press("Enter")
    expect(device.locator('[data-test="revoke-confirm"]')).to_be_visible()
    keys.press("Escape")
    expect(device.locator('[data-test="revoke-confirm"]')).to_have_count(0)
    keys.to(administrator.see("renew-roster")).press("Enter")
    administrator.done("roster")


def test_it_can_be_read_on_a_small_screen_in_large_letters_and_from_right_to_left(
    administrator: Administrator, windows: Windows, tmp_path: Path
) -> None:
    joined = asks(windows.console().open(), "Ida", tmp_path)
    console: Console = administrator.console
    administrator.device("Noor").locator('[data-test="device-revoke"]').click()
    administrator.reads(joined.text)
    size = console.page.viewport_size
    assert size is not None
    console.page.set_viewport_size(PHONE)
    for _ in languages(console):
        for letters in (16, 32):
            with in_letters(console, letters):
                becomes(lambda: look(console.page, *LAYOUT), [])
        becomes(lambda: look(console.page, "faint", "edgeless", "moving"), [])
        assert mute(tree(console)) == []
    console.page.set_viewport_size(size)
    administrator.press("voice-done")
    becomes(lambda: look(console.page, *LAYOUT), [])
    administrator.press("drop-request")
    administrator.press("revoke-confirm-no")

"""The parts of the console behind the desk by keyboard alone: numbers, settings, practice.

As in test_keyboard_console.py, it is looked at after every key where the focus is (hands.py).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.administrator import vault_of as administrators_vault
from tests.browser.counting import PASSPHRASE, counted, counting, leave
from tests.browser.counting import vault_of as numbers_vault
from tests.browser.fixtures import Windows
from tests.browser.hands import Hands, enters, sends
from tests.browser.help_book import HANDBOOK
from tests.browser.ledgers import saved
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, hook
from tests.orgkeys.office import ADMINISTRATOR


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    return counting(open_place(handbook=HANDBOOK))


def test_the_numbers_are_unlocked_read_and_handed_on(windows: Windows, place: Place) -> None:
    hala = enters(windows.console(), "Hala")
    see = hala.console.see
    leave(place, [counted(place, ("need", "law")) for _ in range(6)])
    hala.to(see("numbers-button"), back=True).press("Enter")
    hala.to(see("numbers-file")).choose(numbers_vault(place))
    hala.to(see("numbers-passphrase")).write(PASSPHRASE)
    hala.to(see("numbers-unlock")).press("Space")
    expect(see("numbers")).to_have_attribute("data-stage", "open", timeout=UNLOCKING)
    hala.here()
    hala.to(see("numbers-collect")).press("Enter")
    expect(see("numbers-talks")).to_be_visible()
    hala.here()
    hala.chooses(see("numbers-period"), "year").chooses(see("numbers-step"), "month")
    expect(see("numbers-tally-need").locator("tbody tr").first).to_contain_text("Law")
    hala.to(see("numbers-open")).choose(saved(place, {("tally", "", ""): 9}))
    expect(see("numbers-kept")).to_contain_text("Added")
    hala.to(see("numbers-csv"), back=True)
    with hala.page.expect_download() as waiting:
        hala.press("Enter")
    assert waiting.value.suggested_filename == "numbers.csv"
    hala.to(see("numbers-lock"), back=True).press("Enter")
    expect(see("numbers")).to_have_attribute("data-stage", "locked")
    hala.to(see("numbers-close"), back=True).press("Enter")
    expect(see("numbers")).to_have_count(0)
    hala.here()


def test_settings_are_changed_seen_beforehand_and_signed(windows: Windows, place: Place) -> None:
    console = windows.console().open()
    hands, see = Hands(console), console.see
    hands.to(see("administrator")).press("Enter")
    hands.to(see("administrator-file")).choose(administrators_vault(place))
    hands.to(see("administrator-passphrase")).write(ADMINISTRATOR).press("Enter")
    expect(see("administer")).to_have_attribute("data-stage", "ready", timeout=UNLOCKING)
    hands.here()
    hands.to(see("compared")).press("Enter")
    expect(see("compare-first")).to_have_count(0)
    hands.to(see("open-notice")).press("Enter")
    hands.to(see("notice-texts").locator("summary").first).press("Enter")
    hands.to(see("text-welcome")).press("Control+a").write("Day and night.")
    expect(see("preview")).to_contain_text("Day and night.")
    hands.to(see("notice-phones").locator("summary").first).press("Enter")
    hands.to(see("phones-add")).press("Enter").at(see("phone-number")).write("112")
    hands.chooses(see("preview-screen"), "rights").chooses(see("preview-screen"), "start", True)
    hands.to(see("notice-sign")).press("Enter")
    expect(see("changes").first).to_be_visible()
    hands.press("Escape").at(see("notice-sign")).press("Enter")
    hands.to(see("notice-sign-confirm")).press("Enter")
    expect(see("done")).to_have_attribute("data-done", "notice")
    hands.here()
    expect(see("notice-editor")).to_have_attribute("data-version", "2")
    hands.to(see("history").locator("summary")).press("Enter")
    expect(see("edition")).to_have_count(2)
    noor = console.page.locator(f'{hook("device")}[data-alias="Noor"]')
    hands.to(noor.locator(hook("device-renew")), back=True)
    hands.press("Enter").at(noor.locator("select")).press("Escape").at(noor.locator("h4"))
    hands.to(noor.locator(hook("device-revoke"))).press("Enter")
    expect(noor.locator(hook("revoke-confirm"))).to_be_visible()
    hands.press("Escape").at(noor.locator("h4"))
    expect(noor.locator(hook("revoke-confirm"))).to_have_count(0)
    hands.to(see("administer-lock"), back=True).press("Enter")
    expect(see("administer")).to_have_attribute("data-stage", "locked")
    hands.to(see("administer-close"), back=True).press("Enter")
    expect(see("vault-file")).to_be_visible()
    assert console.faults == []


def test_a_practice_is_entered_from_the_first_screen_and_left(windows: Windows) -> None:
    console = windows.console().open()
    hands, see = Hands(console), console.see
    hands.to(see("practice-open")).press("Enter")
    expect(see("practice-come")).to_be_visible()
    hands.here()
    hands.to(see("on-duty")).press("Enter")
    hands.chooses(see("practice-situation"), "home", True)
    hands.to(see("practice-come")).press("Enter")
    expect(see("claim")).to_be_visible()
    hands.press("Alt+n")
    expect(see("talk")).to_have_attribute("data-stage", "talking")
    sends(hands.press("Alt+w").at(see("composer")), "Hello.")
    hands.to(see("practice-leave"), back=True).press("Enter")
    expect(see("vault-file")).to_be_visible()
    hands.here()
    assert console.faults == []

"""The organisation's settings in the console: changed, seen beforehand, signed, read by people."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.administrator import Administrator
from tests.browser.fixtures import Windows
from tests.browser.joining import saves
from tests.browser.look import look
from tests.browser.looks import becomes, holds, never
from tests.browser.place import PHONE, Place
from tests.browser.rules import Rules
from tests.browser.windows import hook
from tests.orgkeys.office import ADMINISTRATOR

NEW = "+1 202 555 0199"
FORGED = "+1 202 555 0666"
WELCOME = "You can write to us, day and night."


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation of its own: its notice and its handbook are changed here."""
    place = open_place(aliases=("Noor", "Salma"))
    place.start()
    place.publish()
    return place


def test_a_changed_notice_is_seen_beforehand_signed_and_read_on_an_open_page(
    administrator: Administrator, windows: Windows, place: Place, tmp_path: Path
) -> None:
    survivor = windows.survivor().open()
    expect(survivor.page.get_by_text(PHONE).first).to_be_visible()
    editor = administrator.opens("notice")
    expect(editor).to_have_attribute("data-version", "1")
    preview = administrator.see("preview")
    expect(preview).to_contain_text(PHONE)

    phones = administrator.unfolds("notice-phones")
    phones.locator(hook("phones-entry")).first.click()
    phones.locator(hook("phone-number")).fill(NEW)
    texts = administrator.unfolds("notice-texts")
    texts.locator(hook("text-welcome")).fill(WELCOME)
    days = administrator.unfolds("notice-days")
    days.locator(hook("days-add")).click()
    days.locator(hook("day-date")).fill("2031-12-24")
    days.locator(hook("days-add")).click()
    days.locator(hook("day-date")).fill("2031-12-31")
    days.locator(hook("day-times")).fill("09:00-12:00")

    expect(preview).to_contain_text(re.compile("2031.*2031.*09:00"))
    expect(preview).to_contain_text(NEW)
    expect(preview).to_contain_text(WELCOME)
    expect(preview).not_to_contain_text(PHONE)
    # Nothing has left yet, and nothing on the preview can be pressed or reached by keys.
    expect(survivor.page.get_by_text(PHONE).first).to_be_visible()
    holds(
        lambda: preview.evaluate("(host) => host.inert && host.shadowRoot.activeElement === null")
    )
    preview_screen = administrator.see("preview-screen")
    preview_screen.select_option("rights")
    expect(preview).not_to_contain_text(WELCOME)
    preview_screen.select_option("start")
    administrator.see("notice-language").select_option("ar")
    expect(preview).to_contain_text("اكتب إلينا.")
    administrator.see("notice-language").select_option("en")

    administrator.press("notice-sign")
    changes = administrator.see("changes").first
    expect(changes.locator("li")).to_have_count(4)
    administrator.press("notice-sign-confirm")
    administrator.done("notice")
    expect(editor).to_have_attribute("data-version", "2")

    expect(survivor.page.get_by_text(NEW).first).to_be_visible()
    expect(survivor.page.get_by_text(WELCOME)).to_be_visible()
    # What was stamped into the page stays in it, for a day without script; nobody sees it now.
    expect(survivor.page.get_by_text(PHONE).locator("visible=true")).to_have_count(0)
    history = administrator.unfolds("history")
    expect(history.locator(hook("edition"))).to_have_count(2)
    # Tomorrow too: this browser keeps what was signed, and checks it again.
    administrator.press("administer-lock")
    administrator.unlock()
    administrator.opens("notice")
    history = administrator.unfolds("history")
    expect(history.locator(hook("edition"))).to_have_count(2)
    expect(history.locator(hook("edition")).first.locator("li")).to_have_count(4)

    # The page file, made again here, is what noview-org writes for the same notice.
    administrator.unfolds("page-again")
    administrator.see("page-file").set_input_files(place.pages / "index.html")
    expect(administrator.see("page-made")).to_be_visible()
    expect(administrator.see("page-title")).to_have_text("Home")
    made = saves(administrator.console, "page-save", tmp_path)
    place.org("pull", place.relay_address, answers=(ADMINISTRATOR,))
    place.write_pages(tmp_path / "pages", place.relay_address)
    assert made.read_bytes() == (tmp_path / "pages" / "index.html").read_bytes()
    assert NEW.encode() in made.read_bytes()
    assert made.name == "index.html"


def test_a20_a_page_that_the_host_has_changed_is_not_made_again(
    administrator: Administrator, place: Place, tmp_path: Path
) -> None:
    administrator.opens("notice")
    administrator.unfolds("page-again")
    page = place.page()
    evil = "wss://evil.example"
    for name, changed in (
        ("relay", page.replace(place.relay_address, evil)),
        ("policy", page.replace(f"connect-src {place.relay_address}", f"connect-src {evil}")),
        ("number", page.replace(PHONE, FORGED)),
        ("script", page.replace("</body>", "<b>x</b></body>")),
    ):
        assert changed != page
        file = tmp_path / f"{name}.html"
        file.write_text(changed, encoding="utf-8")
        administrator.see("page-file").set_input_files(file)
        expect(administrator.see("page-again").locator(".wrong")).to_be_visible()
        expect(administrator.see("page-made")).to_have_count(0)


def test_what_the_pages_would_not_understand_is_said_beside_its_field_and_not_signed(
    administrator: Administrator,
) -> None:
    administrator.opens("notice")
    places = administrator.unfolds("notice-places")
    exit_address = places.locator(hook("exit-address"))
    exit_address.fill("javascript:alert(1)")
    expect(places.locator(".wrong")).to_contain_text("plain address")
    expect(exit_address).to_have_attribute("aria-invalid", "true")
    expect(administrator.see("notice-sign")).to_be_disabled()
    exit_address.fill("https://www.example.org/")
    expect(places.locator(".wrong")).to_have_count(0)
    expect(administrator.see("notice-sign")).to_be_enabled()
    administrator.press("notice-discard")
    administrator.unfolds("notice-places")
    expect(exit_address).to_have_value("https://www.wikipedia.org/")
    expect(administrator.see("notice-discard")).to_have_count(0)


def test_a_list_is_made_ordered_and_thinned_out_by_keys_alone(administrator: Administrator) -> None:
    administrator.opens("notice")
    administrator.unfolds("notice-phones")
    page = administrator.console.page
    entries = administrator.see("phones-entry")
    expect(entries).to_have_count(1)
    administrator.see("phones-add").focus()
    page.keyboard.press("Enter")
    expect(administrator.see("phone-number")).to_be_focused()
    page.keyboard.type("112")
    expect(entries.nth(1)).to_contain_text("112")
    page.keyboard.press("Alt+ArrowUp")
    expect(entries.nth(0)).to_contain_text("112")
    expect(entries.nth(0)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(entries.nth(0)).to_contain_text("112")
    page.keyboard.press("Alt+ArrowDown")
    expect(entries.nth(1)).to_be_focused()
    page.keyboard.press("Alt+Delete")
    expect(entries).to_have_count(1)
    expect(entries.first).to_be_focused()
    administrator.press("notice-discard")


def test_the_handbook_is_written_signed_and_never_holds_the_address_of_a_confidential_place(
    administrator: Administrator,
) -> None:
    editor = administrator.opens("handbook")
    services = administrator.unfolds("handbook-services")
    services.locator(hook("book-services-add")).click()
    expect(administrator.see("handbook-sign")).to_be_disabled()
    services.locator(hook("field-name")).fill("House by the river")
    services.locator(hook("field-address")).fill("1 Street, Town")
    expect(administrator.see("handbook-sign")).to_be_enabled()
    services.locator(hook("field-confidential")).select_option("yes")
    expect(services.locator(hook("field-address"))).to_have_count(0)
    services.locator(hook("field-confidential")).select_option("no")
    expect(services.locator(hook("field-address"))).to_have_value("")
    services.locator(hook("field-confidential")).select_option("yes")
    minutes = administrator.unfolds("handbook-settings").locator(hook("setting-talk-minutes"))
    minutes.fill("often")
    expect(administrator.see("handbook-sign")).to_be_disabled()
    minutes.fill("45")
    before = int(editor.get_attribute("data-version") or "0")
    administrator.signs("handbook")
    expect(editor).to_have_attribute("data-version", str(before + 1))
    administrator.unfolds("handbook-services")
    expect(services.locator(hook("book-services-entry"))).to_have_count(1)


def test_a_text_and_a_service_reach_the_staff_at_once_and_nobody_on_the_way(
    administrator: Administrator, windows: Windows, place: Place
) -> None:
    console = windows.console().open().unlock("Noor").on_duty()
    windows.survivor().open().start(name="Ada")
    talk = console.claim("Ada")
    expect(console.see("emoji")).to_have_count(0)
    administrator.opens("handbook")
    texts = administrator.unfolds("handbook-texts")
    texts.locator(hook("book-texts-add")).click()
    texts.locator(hook("field-title")).fill("After a long silence")
    texts.locator(hook("field-text")).fill("Take your time. I am still here.")
    services = administrator.unfolds("handbook-services")
    services.locator(hook("book-services-add")).click()
    services.locator(hook("field-name")).last.fill("Harbor Law")
    services.locator(hook("field-phone")).last.fill("+1 202 555 0131")
    administrator.unfolds("handbook-settings").locator(hook("setting-emoji")).select_option("1")
    administrator.signs("handbook")
    console.page.keyboard.press("F4")
    text = console.see("texts-item").filter(has_text="After a long silence")
    expect(text).to_contain_text("I am still here")
    # A few emoji, since the organisation wants them now: put in, and not sent.
    console.see("emoji-use").first.click()
    expect(talk.see("composer")).to_have_value("\U0001f642")
    never(lambda: talk.texts())
    console.page.keyboard.press("F9")
    expect(console.see("services-item").filter(has_text="Harbor Law")).to_have_count(1)
    # She stays on duty meanwhile, and what the relay keeps of it is sealed.
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    kept = place.database.read_bytes()
    for words in (b"I am still here", b"Harbor Law"):
        assert words not in kept
    assert console.faults == []


def test_what_the_page_does_is_seen_beforehand_and_read_by_people(
    administrator: Administrator, windows: Windows
) -> None:
    administrator.opens("notice")
    preview = administrator.see("preview")
    switches = administrator.unfolds("notice-switches")
    expect(preview).to_contain_text("I am here for another reason")
    for caller in ("relative", "witness", "professional", "harm"):
        switches.locator(hook(f"caller-{caller}")).select_option("no")
    expect(preview).not_to_contain_text("I am here for another reason")
    switches.locator(hook("switch-idle-close")).fill("3")
    switches.locator(hook("switch-idle-warn")).fill("soon")
    expect(administrator.see("notice-sign")).to_be_disabled()
    switches.locator(hook("switch-idle-warn")).fill("1")
    switches.locator(hook("switch-quiet")).select_option("on")
    administrator.see("preview-screen").select_option("idle")
    expect(preview).to_contain_text("ended")
    administrator.see("preview-screen").select_option("start")
    administrator.signs("notice")
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()
    expect(survivor.see("others")).to_have_count(0)


def test_what_is_folded_away_is_not_there_for_those_who_hear_the_page(
    administrator: Administrator,
) -> None:
    administrator.press("administer-lock")
    administrator.unlock()
    editor = administrator.opens("notice")
    expect(editor.locator("input, textarea")).to_have_count(0)
    found = [one for one in Rules(administrator.console).ibm() if one.sure]
    assert [one.rule for one in found if one.rule.startswith("input_label")] == []


def test_nothing_can_be_signed_before_something_has_changed_and_the_screen_says_so(
    administrator: Administrator,
) -> None:
    for which in ("notice", "handbook"):
        editor = administrator.opens(which)
        sign = administrator.see(f"{which}-sign")
        expect(sign).to_be_disabled()
        expect(sign).to_have_accessible_description(re.compile("Nothing has changed"))
        expect(administrator.see(f"{which}-discard")).to_have_count(0)
        if editor.get_attribute("data-version") == "0":
            expect(administrator.see(f"{which}-again")).to_have_count(0)
    # Before a year is over it is signed again as it is; nothing is said to change then.
    editor = administrator.opens("notice")
    before = int(editor.get_attribute("data-version") or "0")
    administrator.signs_again("notice")
    expect(editor).to_have_attribute("data-version", str(before + 1))
    newest = administrator.unfolds("history").locator(hook("edition")).first
    expect(newest.locator("li")).to_have_count(0)


def test_what_is_changed_after_a_signature_is_kept_when_the_editor_is_closed_and_opened(
    administrator: Administrator,
) -> None:
    administrator.opens("handbook")
    minutes = administrator.unfolds("handbook-settings").locator(hook("setting-talk-minutes"))
    minutes.fill("40")
    administrator.signs("handbook")
    minutes = administrator.unfolds("handbook-settings").locator(hook("setting-talk-minutes"))
    minutes.fill("55")
    administrator.opens("notice")
    administrator.opens("handbook")
    minutes = administrator.unfolds("handbook-settings").locator(hook("setting-talk-minutes"))
    expect(minutes).to_have_value("55")
    administrator.press("handbook-sign")
    expect(administrator.see("changes").first).to_have_text("Changed: How the console works")
    administrator.press("handbook-sign-confirm-no")
    administrator.press("handbook-discard")
    administrator.unfolds("handbook-settings")
    expect(minutes).to_have_value("40")


def test_the_links_above_lead_to_each_part_by_keys(administrator: Administrator) -> None:
    page = administrator.console.page
    links = administrator.see("administer-contents").get_by_role("link")
    for name in ("Settings", "Devices"):
        links.filter(has_text=name).focus()
        page.keyboard.press("Enter")
        heading = administrator.part.get_by_role("heading", name=name, exact=True)
        expect(heading).to_be_focused()
        expect(heading).to_be_in_viewport()
    assert page.url == administrator.console.place.console


def test_a41_whoever_shuts_somebody_out_is_told_to_sign_the_handbook_again(
    administrator: Administrator,
) -> None:
    """Until then whoever has left can prove counts that nobody made."""
    administrator.opens("handbook")
    minutes = administrator.unfolds("handbook-settings").locator(hook("setting-talk-minutes"))
    minutes.fill("46")
    administrator.signs("handbook")
    expect(administrator.see("revoked-handbook")).to_have_count(0)
    administrator.revokes("Salma")
    expect(administrator.see("revoked-handbook")).to_contain_text("sign the handbook again")
    administrator.signs_again("handbook")
    expect(administrator.see("revoked-handbook")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_the_editors_can_be_seen_and_pressed_at_every_width(
    administrator: Administrator, width: int, height: int
) -> None:
    page = administrator.console.page
    page.set_viewport_size({"width": width, "height": height})
    administrator.opens("notice")
    for part in ("notice-texts", "notice-phones", "notice-hours", "notice-switches"):
        administrator.unfolds(part)
    becomes(lambda: "\n".join(look(page, *LAYOUT)), "")
    administrator.opens("handbook")
    administrator.unfolds("handbook-services")
    becomes(lambda: "\n".join(look(page, *LAYOUT)), "")
    page.set_viewport_size({"width": 1280, "height": 900})


LAYOUT = ("sideways", "cut", "small", "edgeless")


def test_a02_what_the_relays_host_writes_into_the_notice_is_not_shown(
    administrator: Administrator, windows: Windows, place: Place
) -> None:
    """The host changes the number in what the relay keeps; last, since it spoils the relay."""
    administrator.is_ready()
    place.stop()
    changed = 0
    with sqlite3.connect(place.database) as database:
        named = "select name from sqlite_master where type = 'table'"
        for (table,) in database.execute(named).fetchall():
            for column in [row[1] for row in database.execute(f"pragma table_info({table})")]:
                for (value,) in database.execute(f"select {column} from {table}").fetchall():
                    if isinstance(value, bytes) and NEW.encode() in value:
                        forged = value.replace(NEW.encode(), FORGED.encode())
                        change = f"update {table} set {column} = ? where {column} = ?"
                        database.execute(change, (forged, value))
                        changed += 1
    assert changed > 0, "the notice lies in the relay's database as it was signed"
    place.start()
    survivor = windows.survivor().open()
    expect(survivor.page.get_by_text(PHONE).first).to_be_visible()
    expect(survivor.page.get_by_text(FORGED)).to_have_count(0)
    assert FORGED not in survivor.words()

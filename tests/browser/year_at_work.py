"""Scenes of a year among the staff: they join, work, lose a device, and come back from holidays."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.administrator import Administrator
from tests.browser.joining import saves
from tests.browser.place import NOTICE
from tests.browser.windows import UNLOCKING
from tests.browser.year_outsiders import (
    LostDevice,
    OldDeskKey,
    Outsider,
    can_still_do_everything,
)
from tests.browser.year_people import Year, in_a_vault, on_paper
from tests.browser.year_town import DAY, HOUR
from tests.orgkeys.founders import Holder
from tests.orgkeys.office import ADMINISTRATOR


def it_is_founded(year: Year) -> None:
    """Two of three root holders sign; keys on two papers and in one vault, on four machines."""
    town, homes = year.town, year.folder / "homes"
    year.holders = {name: on_paper(homes, name) for name in ("Amira", "Basel")}
    year.holders["Chen"] = in_a_vault(homes, "Chen")
    notice = town.folder / "source.toml"
    notice.write_text(NOTICE, encoding="utf-8")
    dana = Holder("Dana", more={"assphrase": ADMINISTRATOR})
    town.office.done(
        dana,
        *("init", "--name", town.name, "--notice", str(notice)),
        *("--administrator", "Dana", "--threshold", "2"),
        *("--card", *(holder.card for holder in year.holders.values())),
    )
    year.enact(town.office.folder / "charter.draft", "Amira", "Chen")
    town.administers("state", "open")
    town.write_pages(town.pages, town.relay_address)
    year.first_page = town.page()
    town.start()


def five_people_join(year: Year) -> None:
    """Their keys are made in their browsers. Four are certified at a terminal, one in a browser."""
    town, grants = year.town, year.folder / "grants"
    grants.mkdir()
    people = {"Hala": "supervisor", "Noor": "counselor", "Ines": "interpreter", "Tom": "trainee"}
    asked = {alias: year.asks_to_join(alias, role) for alias, role in people.items()}
    for alias, joined in asked.items():
        town.administers(
            *("device", "certify", str(joined.request), "--fingerprint", joined.spoken),
            *("--out", str(grants / alias)),
        )
    town.administers("shift", "new", "--hours", "24")
    town.publish()
    for alias in people:
        year.is_let_in(asked[alias], grants / alias)
    joined = year.asks_to_join("Salma")
    office = administrators_part(year)
    office.certifies(joined.request, joined.spoken)
    year.is_let_in(joined, saves(office.console, "grant-save", grants))
    year.time.goes(office.console)
    year.everybody_serves()
    assert [one.alias for one in year.at_work()] == [*people, "Salma"]


def shifts_renew_by_themselves(year: Year) -> None:
    """Two weeks in which nobody sits at a terminal; once a week the administrator looks in."""
    town, hala = year.town, year.staff["Hala"]
    first = {alias: one.everything().sealing_keys for alias, one in year.staff.items()}
    hala.console.see("shift-hours").select_option("24")
    for day in range(1, 16):
        before = town.shift()[0].version
        year.time.passes(23 * HOUR)
        year.a_new_shift(before)
        year.everybody_serves()
        if day % 6 == 5:
            renews_the_list_of_devices(year)
    # Everybody's sealing keys are others by now, and what could open the first days is destroyed.
    year.time.passes(2 * HOUR)
    year.everybody_serves()
    for alias, one in year.staff.items():
        kept = {seed for _, seed in one.everything().sealing_keys}
        assert kept
        assert not kept & {seed for _, seed in first[alias]}, alias


def administrators_part(year: Year) -> Administrator:
    """Somebody opens it with the vault and the words of the administrator of these days."""
    office = Administrator(year.time.console().open())
    vault = year.town.machine / "organisation/keys/administrator.vault"
    office.tries(vault, year.town.passphrase_of_administrator)
    office.is_ready(UNLOCKING)
    # A browser that was never here asks to compare the list with a colleague's.
    roster = year.town.believed().roster
    assert roster is not None
    expect(office.see("compare-first")).to_contain_text(f"list of devices {roster.payload.version}")
    office.press("compared")
    return office


def renews_the_list_of_devices(year: Year) -> None:
    """In the administrator's part of a console, with the administrator's vault."""
    office = administrators_part(year)
    office.press("renew-roster")
    office.done("roster")
    year.time.goes(office.console)


def a_device_is_stolen(year: Year) -> None:
    """In the middle of a conversation, by somebody who also knows the passphrase."""
    town, salma = year.town, year.staff["Salma"]
    survivor, talk = year.survivor_with("Salma", "Zaid")
    survivor.said("Something that I can only say once.")
    keys = salma.everything()
    thief = LostDevice(keys)
    shut_out: list[Outsider] = [thief, OldDeskKey(thief.content(town).desk_seed)]
    for one in shut_out:
        can_still_do_everything(one, town)
    # Her own window has noticed that there is another.
    salma.console.problem("taken-over")
    office = administrators_part(year)
    office.revokes("Salma")
    year.time.goes(office.console)
    # The survivor is told, and one tap brings her to somebody else.
    expect(survivor.see("another")).to_be_visible(timeout=60_000)
    talk.stage("ended")
    expect(talk.panel.get_by_text("may no longer be used")).to_be_visible()
    assert not salma.wants_duty()
    survivor.press("another")
    again = year.staff["Noor"].console.claim("Zaid")
    survivor.talks_with("Noor")
    again.said("I am Noor.")
    survivor.hears("I am Noor.")
    again.ends()
    again.forgets()
    year.time.goes(survivor)
    year.time.goes(salma.console)
    del year.staff["Salma"]
    year.outsiders += shut_out


def somebody_comes_back_from_a_holiday(year: Year) -> None:
    """Three weeks, longer than any sealing key lives. A colleague's console lets her in."""
    noor = year.staff["Noor"]
    before = {seed for _, seed in noor.everything().sealing_keys}
    noor.locks()
    for _ in range(3):
        version = year.town.shift()[0].version
        year.time.passes(6.5 * DAY)
        year.a_new_shift(version)
        year.everybody_serves()
        renews_the_list_of_devices(year)
    noor.unlocks()
    year.everybody_serves()
    assert not before & {seed for _, seed in noor.everything().sealing_keys}

"""Scenes of a year around its keys: administrators come and go, root keys change, a host lies."""

from __future__ import annotations

from contextlib import chdir

from playwright.sync_api import expect

from orgkeys.primitives import ed25519_public
from orgkeys.vault import AuthorityKeys, unlock
from tests.browser.year_outsiders import FormerAdministrator, RootKeys, can_still_do_everything
from tests.browser.year_people import Member, Year, on_paper
from tests.browser.year_town import DAY
from tests.orgkeys.founders import OTHER, Holder, Machine
from tests.orgkeys.office import ADMINISTRATOR, DEVICE


def there_is_a_second_administrator(year: Year) -> None:
    """Elif makes her key on her own machine; two root holders add it; a folder of her own."""
    town, elif_ = year.town, Machine(year.folder / "elif", now=year.town.now())
    elif_.path.mkdir()
    public = [str(year.folder / f"{when}.public") for when in ("before", "after")]
    town.administers("pull", town.relay_address)
    town.org("export", public[0], "--relay", town.relay_address)
    vault, card = elif_.file("elif.vault"), elif_.file("elif.card")
    elif_.done(
        Holder("Elif", more={"assphrase": OTHER}),
        *("administrator", "new", "--name", "Elif", "--vault", vault, "--card", card),
        *("--organisation-file", public[0]),
    )
    year.enact(year.drafts("charter", "administrator", "add", card), "Amira", "Basel")
    town.administers("shift", "new", "--hours", "24")
    town.publish()
    town.org("export", public[1], "--relay", town.relay_address)
    fingerprint = town.fingerprint
    # From here on, she does the work.
    town.machine, town.passphrase_of_administrator = elif_.path, OTHER
    town.administers("import", public[1], "--administrator", vault, "--fingerprint", fingerprint)
    town.administers("pull", town.relay_address)
    own = elif_.path / "Elif-device.vault"
    town.org(
        *("device", "add", "--alias", "Elif", "--role", "administrator", "--language", "en"),
        *("--relay", town.relay_address, "--out", str(own)),
        answers=(OTHER, DEVICE, DEVICE),
    )
    town.administers("shift", "new", "--hours", "24")
    town.publish()
    year.staff["Elif"] = Member("Elif", year.time.console().open(), own, DEVICE)
    year.everybody_serves()


def an_administrator_leaves(year: Year) -> None:
    """Dana, in anger, with her vault and her folder. Nobody else has to do anything."""
    year.weeks_pass(10)
    town = year.town
    vault = (town.folder / "organisation/keys/administrator.vault").read_bytes()
    keys = unlock(vault, ADMINISTRATOR)
    assert isinstance(keys, AuthorityKeys)
    dana = FormerAdministrator(keys)
    can_still_do_everything(dana, town)
    survivor, talk = year.survivor_with("Noor", "Ada")
    number = ed25519_public(keys.seed).hex()
    year.enact(year.drafts("charter", "administrator", "remove", number), "Basel", "Chen")
    town.publish()
    year.everybody_serves()
    for words in ("We go on.", "As if nothing had been."):
        talk.said(words)
        survivor.hears(words)
    survivor.said("Thank you.")
    survivor.ends()
    talk.forgets()
    year.time.goes(survivor)
    expect(year.staff["Hala"].console.see("auto-shift")).to_have_attribute("data-on", "true")
    year.outsiders.append(dana)


def the_root_is_rotated(year: Year) -> None:
    """Two of three root holders go, two others come. Those who went could sign until today."""
    year.weeks_pass(12)
    town, homes = year.town, year.folder / "homes"
    gone = RootKeys([year.holders[name].seed for name in ("Basel", "Chen")])
    can_still_do_everything(gone, town)
    new = {name: on_paper(homes, name) for name in ("Dora", "Emil")}
    year.holders |= new
    draft = year.drafts(
        *("charter", "rotate", "--threshold", "2", "--keep", year.holders["Amira"].number),
        *("--card", *(holder.card for holder in new.values())),
    )
    year.enact(draft, "Basel", "Chen", "Dora", "Emil")
    town.publish()
    year.everybody_serves()
    year.outsiders.append(gone)


def a_paper_burns(year: Year) -> None:
    """Amira's; and nobody knows who had seen it. The two others put a new key in its place."""
    year.weeks_pass(10)
    town, lost = year.town, year.holders["Amira"]
    # Whoever finds a copy, and bribes one of the two others.
    found = RootKeys([lost.seed, year.holders["Dora"].seed])
    can_still_do_everything(found, town)
    town.copies("backup.db")
    year.holders["Amira"] = on_paper(year.folder / "new homes", "Amira")
    draft = year.drafts("recover", "--lost", lost.number, "--card", year.holders["Amira"].card)
    year.enact(draft, "Dora", "Emil")
    town.administers("shift", "new", "--hours", "24")
    town.publish()
    year.everybody_serves()
    year.outsiders.append(found)


def an_old_backup_is_restored(year: Year) -> None:
    """The host puts back the database of an hour ago, in which the burnt paper still counts."""
    town, hala = year.town, year.staff["Hala"]
    waiting = year.time.survivor()
    waiting.is_offered_a_start()
    hala.console.press("auto-shift-change")  # or it would mend the relay
    good = town.copies("good.db")
    town.restores(town.folder / "backup.db")
    for one in year.at_work():
        year.time.until(one.disagrees, f"{one.alias} refuses")
        assert not one.is_on_duty()
    waiting.problem("documents-untrusted")
    town.restores(good)
    year.everybody_serves()
    waiting.is_offered_a_start()
    year.time.goes(waiting)
    hala.console.press("auto-shift-change")


def what_runs_out_is_renewed(year: Year) -> None:
    """Certificates, notice, state and charter, before the first year ends."""
    year.weeks_pass(9)
    town = year.town
    with chdir(town.machine):
        town.administers("device", "renew", "--all")
    notice = town.folder / "source.toml"
    town.administers("notice", "set", str(notice))
    town.administers("state", "open")
    town.administers("shift", "new", "--hours", "24")
    year.enact(year.drafts("charter", "renew"), "Amira", "Emil")
    town.publish()
    year.everybody_serves()


def a_year_is_over(year: Year) -> None:
    """The page of the first day is as it was, and an auditor reads what became of the root."""
    year.weeks_pass(9)
    town = year.town
    assert town.ahead > 365 * DAY
    assert year.first_page == town.page()
    transcript = year.folder / "transcript.txt"
    town.administers("transcript", "--out", str(transcript))
    auditor = Machine(year.folder / "auditor", now=town.now())
    auditor.path.mkdir()
    said = auditor.done(Holder("auditor"), "transcript", "check", str(transcript))
    assert town.fingerprint in said
    told = " ".join(transcript.read_text(encoding="utf-8").split())
    for line in ("NO LONGER an administrator", "NEW as a root holder: Dora"):
        assert line in told

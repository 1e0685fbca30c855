"""What staff count, at the administrator's desk: a vault for supervisors, and drops that are left
for a console (protocol.md 11, 15.7)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import tally, vault
from orgkeys.errors import Unsendable
from orgkeys.office import handbooks, statistics_given
from orgkeys.primitives import xwing_public
from orgkeys.survey import DAY, Told, open_drop, statistics_key
from orgkeys.tally import make_tally, proved
from orgkeys.vault import StatisticsKeys
from relay.store.memory import MemoryStore
from tests.builders import filler
from tests.orgkeys.office import ADMINISTRATOR, Office, refused
from tests.orgkeys.test_drops import fetched, leave, rows, sealed
from tests.orgkeys.test_drops import office as office
from tests.orgkeys.test_drops import relay as relay
from tests.orgkeys.test_drops import store as store
from tests.orgkeys.test_drops import template as template
from tests.relay.running import Running

PASSPHRASE = "statistics words, long enough"
PLACE = (filler("organisation"), filler("desk", 16))
SECRET = filler("handbook")
NONCE = filler("nonce", 8)
HANDBOOK = """\
[[tally]]
key = "need"
where = "end"
label.en = "Need"
[[tally.choices]]
key = "legal"
label.en = "Legal"
"""


def counted(office: Office, secret: bytes, kind: str = "tally") -> bytes:
    """What a console on duty makes."""
    held = office.holdings()
    key = statistics_key(held.charter.payload)
    assert key is not None
    place = (held.settings.organisation, held.settings.desk)
    told = Told(int(office.now // DAY), kind, (("need", "legal"),))
    return make_tally(place, key, secret, told, filler(f"nonce {office.now}", 8))


def write_vault(office: Office, name: str = "numbers.vault") -> Path:
    out = office.path / name
    office.must("statistics", "vault", str(out), answers=(ADMINISTRATOR, PASSPHRASE, PASSPHRASE))
    return out


def test_a_statistics_vault_opens_the_numbers_and_nothing_else(office: Office) -> None:
    raw = write_vault(office).read_bytes()
    content = vault.unlock(raw, PASSPHRASE)
    held = office.holdings()
    assert isinstance(content, StatisticsKeys)
    assert content.organisation == held.settings.organisation
    assert [xwing_public(seed) for seed, _ in content.seeds] == [
        statistics_key(held.charter.payload)
    ]
    told = open_drop(
        held.settings.organisation,
        held.settings.desk,
        content.seeds[0][0],
        counted(office, SECRET),
    )
    assert told.kind == "tally"
    assert content.seeds[0][0].hex() not in repr(content)
    assert (office.path / "numbers.vault").stat().st_mode & 0o077 == 0
    # It is no administrator's key: nothing of the office takes it for one.
    (office.folder / "keys" / "administrator.vault").write_bytes(raw)
    assert "not the administrator key" in refused(office, "shift", "new", answers=(PASSPHRASE,)).err


def test_a_vault_is_not_written_over_and_not_with_a_short_passphrase(office: Office) -> None:
    out = office.path / "numbers.vault"
    short = ("statistics", "vault", str(out))
    assert refused(office, *short, answers=(ADMINISTRATOR, "short", "short")).err
    assert not out.exists()
    write_vault(office)
    assert "exists already" in refused(office, *short).err


async def test_survivors_answers_are_counted_and_tallies_wait_for_the_console(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    answers = [sealed(office, ("survey-1", "Yes")) for _ in range(6)]
    staff = [counted(office, SECRET, kind) for kind in tally.KINDS]
    await leave(relay, office, [*answers, *staff])
    result = await fetched(office, relay)
    assert result.code == 0, result.err
    assert rows(office)[:2] == [["answered after the chat", "", "6"], ["Did it help?", "Yes", "6"]]
    assert "for the console" in result.out
    left = {drop.sealed for drop in store.drops(organisation)}
    assert left == set(staff), "the relay keeps what a supervisor will collect"


async def test_forgetting_what_is_unreadable_spares_what_staff_proved(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    source = office.path / "handbook.toml"
    source.write_text(HANDBOOK)
    office.must("handbook", "set", str(source), answers=(ADMINISTRATOR,))
    known = handbooks.best(
        office.holdings(), [(office.folder / "handbook").read_bytes()], office.now
    )
    assert known is not None
    secret = known.signed.payload.secrets[0][0]
    organisation = office.holdings().settings.organisation
    good, forged = counted(office, secret), counted(office, filler("nobody's"))
    await leave(relay, office, [good, forged])
    result = await fetched(office, relay, more=("--forget-unreadable",))
    assert result.code == 0, result.err
    assert {drop.sealed for drop in store.drops(organisation)} == {good}


async def test_without_a_handbook_nothing_of_the_staffs_is_forgotten(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    some = counted(office, SECRET)
    await leave(relay, office, [some])
    await fetched(office, relay, more=("--forget-unreadable",))
    assert {drop.sealed for drop in store.drops(organisation)} == {some}


entries = st.lists(
    st.tuples(st.text(max_size=12), st.text(max_size=12)),
    max_size=6,
    unique_by=lambda entry: entry[0],
).map(tuple)


@given(st.sampled_from(tally.KINDS), st.integers(0, 60_000), entries)
def test_a_proof_holds_for_these_words_on_this_day_and_for_nothing_else(
    kind: str, day: int, answers: tuple[tuple[str, str], ...]
) -> None:
    seed = filler("statistics")
    drop = make_tally(PLACE, xwing_public(seed), SECRET, Told(day, kind, answers), NONCE)
    told = open_drop(*PLACE, seed, drop)
    assert proved(PLACE, [filler("older"), SECRET], told) == Told(day, kind, answers)
    assert proved(PLACE, [filler("older")], told) is None
    assert proved(PLACE, [], told) is None
    others = [one for one in tally.KINDS if one != kind]
    more = (("need", "x" * 13), *told.answers)
    for bent in (
        Told(day + 1, kind, told.answers),
        Told(day, others[0], told.answers),
        Told(day, kind, more),
        Told(day, kind, told.answers[:-1]),
        Told(day, "survey", told.answers),
    ):
        assert proved(PLACE, [SECRET], bent) is None
    assert proved((filler("another"), PLACE[1]), [SECRET], told) is None


@given(entries.filter(bool), st.data())
def test_whoever_says_a_key_twice_proves_nothing(
    answers: tuple[tuple[str, str], ...], data: st.DataObject
) -> None:
    seed, key = filler("statistics"), data.draw(st.sampled_from(answers))[0]
    for more, counts in (((), True), (((key, "again"),), False)):
        told = Told(20_000, "tally", (*answers, *more))
        drop = make_tally(PLACE, xwing_public(seed), SECRET, told, NONCE)
        said = proved(PLACE, [SECRET], open_drop(*PLACE, seed, drop))
        assert (said is not None) is counts


def test_what_does_not_fit_is_refused() -> None:
    key = xwing_public(filler("statistics"))
    much = tuple((f"question-{n}", "x" * 60) for n in range(16))
    with pytest.raises(Unsendable):
        make_tally(PLACE, key, SECRET, Told(1, "tally", much), NONCE)


async def test_once_a_vault_was_written_answers_are_the_consoles_and_count_in_no_report(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    answers = [sealed(office, ("survey-1", "Yes")) for _ in range(6)]
    await leave(relay, office, answers)
    await asyncio.to_thread(write_vault, office)
    result = await fetched(office, relay, more=("--forget-unreadable",))
    assert result.code == 0, result.err
    assert "counted in the console" in result.out
    assert not (office.path / "answers.csv").exists()
    left = {drop.sealed for drop in store.drops(organisation)}
    assert left == set(answers), "nothing of them is forgotten"
    (office.folder / statistics_given.NAME).write_bytes(b"\xff")
    damaged = await fetched(office, relay)
    assert damaged.code == 1
    assert "damaged" in damaged.err


async def test_a_folder_that_has_lost_whether_a_vault_was_written_counts_nothing_by_itself(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    note = office.folder / statistics_given.NAME
    assert note.is_file(), "it is there from the first seed on"
    await leave(relay, office, [sealed(office, ("survey-1", "Yes")) for _ in range(6)])
    note.unlink()
    lost = await fetched(office, relay, more=("--forget-unreadable",))
    assert lost.code == 1
    assert "missing" in lost.err
    assert "--no-vault-written" in lost.err
    assert len(store.drops(organisation)) == 6
    # Another key in the same folder answers nothing about the one before.
    office.must(
        *("charter", "renew", "--statistics", "--out", str(office.path / "renewed.draft")),
        answers=(ADMINISTRATOR,),
    )
    assert not note.exists()
    assert (await fetched(office, relay)).code == 1
    # The administrator says so once, and the folder knows it from then on.
    counted = await fetched(office, relay, more=("--no-vault-written",))
    assert counted.code == 0, counted.err
    assert rows(office)[0] == ["answered after the chat", "", "6"]
    assert note.is_file()


async def test_saying_that_there_was_no_vault_does_not_unsay_one(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    await leave(relay, office, [sealed(office, ("survey-1", "Yes")) for _ in range(6)])
    await asyncio.to_thread(write_vault, office)
    result = await fetched(office, relay, more=("--no-vault-written",))
    assert "counted in the console" in result.out
    assert len(store.drops(organisation)) == 6

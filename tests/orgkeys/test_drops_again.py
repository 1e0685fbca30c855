"""Drops that are no answers, and drops that come again: neither silences a survey nor shows what
one person said (protocol.md 15.6)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office import commands_drops, drops
from orgkeys.office.counted_names import (
    DAYS,
    MOST,
    NAME,
    counted_file,
    read_counted,
    taken,
)
from orgkeys.office.directory import Directory
from orgkeys.office.drops import read
from orgkeys.office.statistics import Seed
from orgkeys.office.terminal import Refused
from orgkeys.primitives import xwing_public
from orgkeys.survey import DAY, make_drop
from relay.frames import drop_name
from relay.store.memory import MemoryStore
from tests.orgkeys.office import ADMINISTRATOR, Office, Result, refused
from tests.orgkeys.test_drops import FETCH, fetched, leave, rows, sealed
from tests.orgkeys.test_drops import office as office
from tests.orgkeys.test_drops import relay as relay
from tests.orgkeys.test_drops import store as store
from tests.orgkeys.test_drops import template as template
from tests.relay.running import Running

JUNK = [bytes([n]) * 2048 for n in range(6)]
FORGET = "--forget-unreadable"


def left(office: Office, store: MemoryStore) -> list[bytes]:
    return [drop.sealed for drop in store.drops(office.holdings().settings.organisation)]


def answers(office: Office, number: int) -> list[bytes]:
    return [sealed(office, ("survey-1", "Yes")) for _ in range(number)]


# --- what does not open -------------------------------------------------------------------------


async def test_junk_that_fills_a_desk_is_named_and_forgotten_when_that_is_asked_for(
    office: Office, relay: Running, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.limits.DESK_DROPS", 13)  # 10 of them for everybody
    few = answers(office, 4)
    await leave(relay, office, [*JUNK, *few])
    with pytest.raises(AssertionError):
        await leave(relay, office, answers(office, 1))  # There is no place for the fifth.
    result = await fetched(office, relay)
    assert "do not open    6" in result.out
    assert FORGET in result.out
    assert len(left(office, store)) == 10, "never silently: another's key may open them"
    result = await fetched(office, relay, more=(FORGET,))
    assert result.code == 0, result.err
    assert "has forgotten what does not open" in result.out
    assert sorted(left(office, store)) == sorted(few), "what opens waits for more"
    await leave(relay, office, answers(office, 1))
    await fetched(office, relay)
    assert rows(office)[0][2] == "5"


async def test_beside_a_report_what_does_not_open_stays_unless_it_is_said(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    await leave(relay, office, [*answers(office, 5), *JUNK])
    assert "do not open    6" in (await fetched(office, relay)).out
    assert rows(office)[0] == ["answered after the chat", "", "5"]
    assert sorted(left(office, store)) == JUNK
    await leave(relay, office, answers(office, 5))
    await fetched(office, relay, "second.csv", (FORGET,))
    assert rows(office, "second.csv")[0][2] == "5"
    assert left(office, store) == []


# --- what comes again ---------------------------------------------------------------------------


async def last_times_and_one_more(office: Office, relay: Running) -> Result:
    """The host keeps copies of what was collected, and gives them again with a new one."""
    first = answers(office, 5)
    await leave(relay, office, first)
    assert (await fetched(office, relay, "first.csv")).code == 0
    await leave(relay, office, [*first, sealed(office, ("survey-1", "No"))])
    return await fetched(office, relay, "second.csv")


async def test_what_was_collected_does_not_count_again_with_one_more(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    result = await last_times_and_one_more(office, relay)
    assert result.code == 0, result.err
    assert "counted before 5" in result.out
    assert "Fewer than 5 new answers" in result.out
    assert not (office.path / "second.csv").exists()
    assert len(left(office, store)) == 1, "the new one waits, the others are forgotten again"
    await leave(relay, office, answers(office, 4))
    await fetched(office, relay, "third.csv")
    assert rows(office, "third.csv")[0][2] == "5"


async def test_a_folder_that_does_not_remember_would_show_it(
    office: Office, relay: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the file the two reports differ by one person."""
    monkeypatch.setattr(commands_drops, "read_counted", lambda *_: {})
    await last_times_and_one_more(office, relay)
    assert [rows(office, name)[0][2] for name in ("first.csv", "second.csv")] == ["5", "6"]


ORGANISATION, DESK, SEED = b"o" * 32, b"d" * 16, Seed(b"s" * 32)
TODAY = 20_000


def said_on(days: Sequence[int]) -> list[bytes]:
    key, what = xwing_public(SEED.seed), (("survey-1", "Yes"),)
    return [make_drop(ORGANISATION, DESK, key, what, day * DAY) for day in days]


def test_only_days_that_a_relay_may_still_have_count() -> None:
    good, bad = (TODAY - 30, TODAY, TODAY + 1), (TODAY - 31, TODAY + 2, 0)
    place = drops.Office(ORGANISATION, DESK, b"a" * 32)
    found = read(place, (SEED,), said_on((*good, *bad)), (), TODAY)
    assert tuple(told.day for told in found.told) == good
    assert (len(found.names), len(found.odd), found.closed) == (3, 3, [])


def test_a_drop_whose_name_is_forgotten_is_refused_by_its_day(tmp_path: Path) -> None:
    here, place = Directory(tmp_path), drops.Office(ORGANISATION, DESK, b"a" * 32)
    (ahead,) = said_on([TODAY + 1])
    here.write([counted_file({}, [drop_name(ahead)], TODAY)])
    for later in range(2 * DAYS):
        today = TODAY + later
        held = read_counted(here, today)
        assert bool(held) == (later <= DAYS)
        assert read(place, (SEED,), [ahead], held, today).told == []
    assert len(read(place, (SEED,), [ahead], (), TODAY).told) == 1, "the control"


@given(st.integers(-1, 40), st.integers(0, 80))
def test_while_a_day_is_taken_the_name_of_a_counted_drop_is_kept(ahead: int, later: int) -> None:
    """Whatever day a drop says that was counted once, it is never counted twice."""
    day = TODAY + 1 - ahead
    if not taken(day, TODAY) or not taken(day, TODAY + later):
        return
    assert later <= DAYS


# --- the file of names --------------------------------------------------------------------------


def test_names_are_kept_for_31_days_without_order_and_without_answers(tmp_path: Path) -> None:
    here = Directory(tmp_path)
    assert read_counted(here, TODAY) == {}
    one, two, three = (bytes([n]) * 16 for n in (1, 2, 3))
    here.write([counted_file({}, (two, one), TODAY)])
    before = read_counted(here, TODAY + DAYS)
    assert before == {one: TODAY, two: TODAY}
    assert counted_file({}, (one, two), TODAY) == counted_file({}, (two, one), TODAY)
    here.write([counted_file(before, (three, one), TODAY + 5)])
    assert read_counted(here, TODAY + 5) == {one: TODAY, two: TODAY, three: TODAY + 5}
    assert read_counted(here, TODAY + DAYS + 1) == {three: TODAY + 5}
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    assert len((tmp_path / NAME).read_bytes()) < 3 * 18 + 16
    many = {number.to_bytes(16, "big"): TODAY for number in range(MOST)}
    assert len(counted_file(many, (), TODAY).data) < 4 * 1024 * 1024, "it can be read again"
    with pytest.raises(Refused):
        counted_file(many, (one,), TODAY)


def test_a_damaged_file_of_names_stops_the_counting(office: Office) -> None:
    for bad in (b"", b"\x92\x02\x90", b"\x92\x01\x91\x92\x01\x91\xc4\x01a"):
        (office.folder / NAME).write_bytes(bad)
        result = refused(office, *FETCH, answers=(ADMINISTRATOR,))
        assert "counted is damaged" in result.err

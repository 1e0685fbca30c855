"""Rows that stand for nobody: only their maker knows them, and only they give way (3.15)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.ceremony import DAY
from orgkeys.office import rosters
from orgkeys.office.rosters import (
    ROSTER_STEP,
    SPARES_MOST,
    Standing,
    make_roster,
    spare_row,
    spare_rows,
)
from relay.documents import Roster
from tests.builders import filler

NOW = 1_800_000_000
ORGANISATION = filler("organisation")
OURS, THEIRS = filler("our office"), filler("their office")


def people(count: int, what: str = "person") -> dict[bytes, Standing]:
    return {filler(f"{what} {n}"): Standing(NOW + 300 * DAY, False) for n in range(count)}


def made(
    standings: dict[bytes, Standing], before: Roster | None, seed: bytes = OURS, now: int = NOW
) -> Roster:
    return make_roster(ORGANISATION, standings, before, now, seed)


def hashes(roster: Roster) -> set[bytes]:
    return {row[0] for row in roster.rows}


def own(roster: Roster, seed: bytes) -> set[bytes]:
    return hashes(roster) & set(spare_rows(ORGANISATION, seed))


def test_the_first_roster_is_our_own_spares_alone() -> None:
    first = made({}, None)
    assert own(first, OURS) == hashes(first)
    assert own(first, THEIRS) == set()
    assert spare_row(ORGANISATION, OURS, 0) in hashes(first)
    assert spare_row(filler("another"), OURS, 0) not in hashes(first)


def test_a_colleagues_rows_stay_since_nobody_can_tell_what_they_are() -> None:
    """Perhaps people of whom no directory has told, perhaps spares: only the colleague knows."""
    theirs = made(people(3), None, THEIRS)
    ours = made(people(1, "newcomer"), theirs)
    assert hashes(theirs) < hashes(ours)
    assert len(ours.rows) == 2 * ROSTER_STEP
    assert len(own(ours, OURS)) == ROSTER_STEP - 1
    again = made(people(1, "newcomer") | people(1, "next"), ours)
    assert len(again.rows) == 2 * ROSTER_STEP
    assert hashes(theirs) < hashes(again)


def test_the_roster_grows_by_sixteen_of_our_own() -> None:
    full = made(people(ROSTER_STEP), made({}, None))
    assert own(full, OURS) == set()
    grown = made(people(ROSTER_STEP + 1), full)
    assert len(grown.rows) == 2 * ROSTER_STEP
    spares = own(grown, OURS)
    assert len(spares) == ROSTER_STEP - 1
    # None of them was ever a row before: one that came back would tell that it is nobody.
    assert spares.isdisjoint(hashes(made({}, None)))


def test_a41_whoever_is_shut_out_stays_shut_out_until_the_row_runs_out() -> None:
    """Also somebody of whom this folder has no record, however many newcomers there are."""
    gone = {filler("gone"): Standing(NOW + 100 * DAY, revoked=True)}
    before = made(people(2) | gone, None, THEIRS)
    row = (filler("gone"), NOW + 100 * DAY, True)
    for count in (0, 1, 14, 40):
        assert row in made(people(count, "newcomer"), before).rows
    assert row not in made({}, before, now=NOW + 101 * DAY).rows


def test_a_spare_that_was_shut_out_with_everybody_does_not_give_way() -> None:
    """Revocation is for ever, also of a row that stands for nobody."""
    first = made({}, None)
    all_gone = {row[0]: Standing(row[1], revoked=True) for row in first.rows}
    closed = made(all_gone, first)
    after = made(people(1), closed)
    assert {row for row in after.rows if row[2]} == set(closed.rows)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=5))
def test_nobody_is_ever_lost_whoever_makes_the_rosters(history: list[tuple[int, bool]]) -> None:
    """Two administrators by turns, who know only the people that they added themselves."""
    before: Roster | None = None
    known: dict[bool, dict[bytes, Standing]] = {True: {}, False: {}}
    for turn, (count, ours) in enumerate(history):
        known[ours] |= people(count, f"turn {turn}")
        before = made(known[ours], before, OURS if ours else THEIRS)
        assert set(known[True]) | set(known[False]) <= hashes(before)
        assert len(before.rows) % ROSTER_STEP == 0
        assert len(hashes(before)) == len(before.rows)


def test_the_control_a_maker_that_takes_any_row_loses_somebody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted fault: every row that the maker has no record of gives way, as it once did."""
    theirs = made(people(3), None, THEIRS)
    unknown = {key: n for n, key in enumerate(sorted(hashes(theirs)))}
    monkeypatch.setattr(rosters, "spare_rows", lambda *_: unknown)
    wrong = made(people(ROSTER_STEP, "newcomer"), theirs)
    assert not set(people(3)) <= hashes(wrong)
    monkeypatch.undo()
    assert set(people(3)) <= hashes(made(people(ROSTER_STEP, "newcomer"), theirs))
    assert SPARES_MOST > 2048

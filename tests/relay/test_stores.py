"""One suite for every store: what a relay keeps for good, whatever keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.effects import Drop, Record
from relay.limits import DROP_DAYS, USAGE_DAYS
from relay.store import Counted, Store, sqlite
from relay.store.memory import MemoryStore
from relay.store.sqlite import SqliteStore

DAY = 86_400
NOW = 20_000 * DAY
OURS, THEIRS = b"o" * 32, b"t" * 32
DESK = b"d" * 16
Opener = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
def openings(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Opener:
    """Opens the same store again, as another relay or thread would."""
    memory = MemoryStore()
    # Several write at once here, on a disk that may be slow: nobody is to give up waiting.
    monkeypatch.setattr(sqlite, "PATIENCE", 60.0)

    def open_again() -> Store:
        return memory if request.param == "memory" else SqliteStore(tmp_path / "relay.db")

    return open_again


@pytest.fixture
def store(openings: Opener) -> Iterator[Store]:
    store = openings()
    yield store
    store.close()


def record(version: int, kind: int = 5, desk: bytes = DESK, organisation: bytes = OURS) -> Record:
    envelope = f"{kind} version {version}".encode()
    return Record(organisation, kind, desk, version, envelope, b"packet" if kind == 4 else b"")


# --- documents ----------------------------------------------------------------------------------


def test_a_newer_document_takes_the_place_of_an_older_one(store: Store) -> None:
    assert store.put(record(1), NOW)
    assert store.put(record(3), NOW)
    assert store.documents(OURS) == [record(3)]


def test_a03_an_older_or_equal_document_changes_nothing(store: Store) -> None:
    store.put(record(3), NOW)
    assert not store.put(record(2), NOW)
    assert not store.put(record(3)._replace(envelope=b"twin"), NOW)
    assert store.documents(OURS) == [record(3)]


def test_every_charter_is_kept_in_order(store: Store) -> None:
    for version in (2, 1, 10, 3):
        assert store.put(record(version, 1, b""), NOW)
    assert not store.put(record(2, 1, b"")._replace(envelope=b"twin"), NOW)
    assert [kept.version for kept in store.documents(OURS)] == [1, 2, 3, 10]


def test_desks_kinds_and_organisations_do_not_touch(store: Store) -> None:
    kept = [record(1, 2, b""), record(1, 4), record(1, 4, b"e" * 16), record(1, 5)]
    for one in kept:
        assert store.put(one, NOW)
    assert store.put(record(9, organisation=THEIRS), NOW)
    assert store.documents(OURS) == kept
    assert store.documents(b"n" * 32) == []


def test_what_is_no_longer_trusted_goes_in_the_same_step(store: Store) -> None:
    store.put(record(2**53 - 1, 2, b""), NOW)
    store.put(record(7, 4), NOW)
    store.put(record(1, 1, b""), NOW)
    forget = [(2, b""), (4, DESK)]
    assert not store.put(record(1, 1, b""), NOW, forget), "old news forget nothing"
    assert len(store.documents(OURS)) == 3
    assert store.put(record(2, 1, b""), NOW, forget)
    assert [kept.kind for kept in store.documents(OURS)] == [1, 1]
    assert store.put(record(2, 2, b""), NOW), "the version may be low again"


def test_a_document_can_take_the_place_of_what_it_makes_forgotten(store: Store) -> None:
    store.put(record(9, 2, b""), NOW)
    assert store.put(record(2, 2, b""), NOW, [(2, b"")])
    assert [kept.version for kept in store.documents(OURS)] == [2]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(versions=st.lists(st.integers(1, 2**53 - 1), min_size=1, max_size=8))
def test_whatever_comes_the_highest_version_stays(store: Store, versions: list[int]) -> None:
    desk = repr(versions).encode()[:16].ljust(16)
    before = [kept for kept in store.documents(OURS) if kept.desk == desk]
    for version in versions:
        store.put(record(version, desk=desk), NOW)
    kept = [kept.version for kept in store.documents(OURS) if kept.desk == desk]
    assert kept == [max([*versions, *(one.version for one in before)])]


def test_writers_at_once_leave_the_newest(openings: Opener, store: Store) -> None:
    start = Barrier(4, timeout=120)

    def write(first: int) -> int:
        own = openings()
        start.wait()
        won = sum(own.put(record(version), NOW) for version in range(first, 100, 4))
        own.close()
        return won

    with ThreadPoolExecutor(4) as pool:
        won = sum(pool.map(write, range(4)))
    assert [kept.version for kept in store.documents(OURS)] == [99]
    assert won >= 25


# --- sealed answers -----------------------------------------------------------------------------


def drop(name: str, day: int = NOW // DAY, organisation: bytes = OURS, desk: bytes = DESK) -> Drop:
    return Drop(organisation, desk, name.encode().ljust(16), day, f"sealed {name}".encode())


def test_drops_are_kept_once_in_the_order_of_their_names_until_they_are_forgotten(
    store: Store,
) -> None:
    one, two, other = drop("one"), drop("two"), drop("one", desk=b"a" * 16, organisation=THEIRS)
    assert store.drops(OURS, [two, one]) == store.drops(OURS, [two._replace(day=0)]) == []
    assert store.drops(THEIRS, [other]) == []
    assert store.drops(OURS) == [one, two]
    store.drops(OURS, [], [two.name, b"n" * 16])
    assert store.drops(OURS) == [one]
    assert store.drops(THEIRS) == [other], "another organisation's of the same name stays"


def test_a_drop_lasts_as_long_as_the_backend(openings: Opener) -> None:
    first = openings()
    first.drops(OURS, [drop("one")])
    assert openings().drops(OURS) == [drop("one")]


def test_a62_a_drop_that_nobody_collects_is_gone_after_thirty_days(store: Store) -> None:
    store.drops(OURS, [drop("one"), drop("two", NOW // DAY + 1)])
    assert store.purge(NOW + DROP_DAYS * DAY) == 0
    assert store.purge(NOW + (DROP_DAYS + 1) * DAY) == 1
    assert store.drops(OURS) == [drop("two", NOW // DAY + 1)]


# --- leases -------------------------------------------------------------------------------------


def test_a_lease_has_one_owner_until_its_time_is_over(store: Store) -> None:
    assert store.lease("desk", "a", NOW, NOW + 30) == 1
    assert store.lease("desk", "b", NOW + 29, NOW + 60) is None
    assert store.lease("desk", "b", NOW + 30, NOW + 60) == 2
    assert store.lease("desk", "a", NOW + 31, NOW + 60, held=1) is None
    assert store.lease("other", "a", NOW, NOW + 30) == 1


def test_renewing_keeps_the_term(store: Store) -> None:
    term = store.lease("desk", "a", NOW, NOW + 30)
    assert term == 1
    assert store.lease("desk", "a", NOW + 20, NOW + 50, held=term) == term
    assert store.lease("desk", "a", NOW + 70, NOW + 90, held=term) == term, "late, nobody came"


def test_who_comes_back_after_a_crash_gets_a_higher_term_at_once(store: Store) -> None:
    before = store.lease("desk", "a", NOW, NOW + 30)
    after = store.lease("desk", "a", NOW + 1, NOW + 31)
    assert before is not None
    assert after == before + 1
    assert store.lease("desk", "a", NOW + 2, NOW + 32, held=before) is None, "fenced out"
    assert store.lease("desk", "a", NOW + 2, NOW + 32, held=after) == after


def test_a_lease_given_back_is_free_and_terms_still_rise(store: Store) -> None:
    assert store.lease("desk", "a", NOW, NOW + 30) == 1
    store.lease("desk", "b", -1, 0, held=1)
    store.lease("desk", "a", -1, 0, held=7)
    assert store.lease("desk", "b", NOW, NOW + 30) is None
    store.lease("desk", "a", -1, 0, held=1)
    assert store.lease("desk", "b", NOW, NOW + 30) == 2


def test_of_many_that_race_for_a_lease_one_gets_it_each_time(openings: Opener) -> None:
    start = Barrier(8, timeout=120)

    def take(owner: int) -> list[int | None]:
        store = openings()
        start.wait()
        terms = [store.lease("desk", f"relay {owner}", n, n + 1) for n in range(20)]
        store.close()
        return terms

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(take, range(8)))
    won = sorted(term for terms in results for term in terms if term is not None)
    assert len(won) == len(set(won)), "no term was given twice"
    assert won == list(range(1, len(won) + 1))


# --- secrets, counts, purging -------------------------------------------------------------------


def test_a_secret_is_made_once(openings: Opener) -> None:
    one, two = openings(), openings()
    assert len(one.secret("ticket")) == 32
    assert one.secret("ticket") == two.secret("ticket")
    assert one.secret("ticket") != one.secret("another")
    one.close()
    two.close()


def test_counts_add_up_per_day(store: Store) -> None:
    day = NOW // DAY
    store.count([Counted(OURS, day, "knocks", 2), Counted(THEIRS, day, "knocks", 1)])
    totals = store.count([Counted(OURS, day, "knocks", 3), Counted(OURS, day, "refused", 1)])
    assert totals == [
        Counted(OURS, day, "knocks", 5),
        Counted(OURS, day, "refused", 1),
        Counted(THEIRS, day, "knocks", 1),
    ]
    assert store.count([]) == totals


def test_a_purge_drops_what_has_expired_and_keeps_charters(store: Store) -> None:
    store.put(record(1, 1, b""), NOW - 5)
    store.put(record(1, 2, b""), NOW)
    store.put(record(1, 4), NOW + 1)
    old, kept = NOW // DAY - USAGE_DAYS, NOW // DAY - USAGE_DAYS + 1
    store.count([Counted(OURS, old, "knocks", 1), Counted(OURS, kept, "knocks", 1)])
    assert store.purge(NOW) == 2
    assert [one.kind for one in store.documents(OURS)] == [1, 4]
    assert store.count([]) == [Counted(OURS, kept, "knocks", 1)]
    assert store.purge(NOW) == 0


def test_a_purge_does_not_let_terms_fall(store: Store) -> None:
    assert store.lease("desk", "a", NOW, NOW + 1) == 1
    store.purge(NOW + 400 * DAY)
    assert store.lease("desk", "b", NOW + 400 * DAY, NOW + 401 * DAY) == 2

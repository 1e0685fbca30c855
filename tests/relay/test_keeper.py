"""What lies between the switchboard and the store."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from relay.effects import Drop, ForgetDrops, KeepDrop, Record
from relay.errors import LocalFault
from relay.keeper import LEASE_SECONDS, Keeper
from relay.store import Counted
from relay.store.memory import MemoryStore
from relay.usage import Usage
from tests.builders import DAY, NOW, Organisation, make_organisation, packet_hash, public


def record(here: Organisation, kind: int, version: int, raw: bytes) -> Record:
    desk = here.desk if kind in (3, 4, 5) else b""
    return Record(here.fingerprint, kind, desk, version, raw, here.packet if kind == 4 else b"")


def kept(here: Organisation, store: MemoryStore) -> list[tuple[int, int]]:
    return [(one.kind, one.version) for one in store.documents(here.fingerprint)]


def keeper_of(here: Organisation, store: MemoryStore) -> Keeper:
    """A keeper that has kept everything the organisation published."""
    keeper = Keeper(store, "relay")
    keeper.begin(NOW)
    numbers = {"charter": 1, "roster": 2, "notice": 3, "shift": 4, "state": 5}
    for kind, raw in here.documents():
        keeper.keep(record(here, numbers[kind], 1, raw), NOW)
    return keeper


def test_everything_is_kept_until_it_expires_and_roster_and_shift_two_weeks_more() -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    assert kept(here, store) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]
    keeper.purge(NOW + 15 * DAY - 1)
    assert kept(here, store) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]
    keeper.purge(NOW + 15 * DAY)
    assert kept(here, store) == [(1, 1), (2, 1), (3, 1), (5, 1)], "the shift ended two weeks ago"
    keeper.purge(NOW + 21 * DAY)
    assert kept(here, store) == [(1, 1), (3, 1), (5, 1)], "the roster ended two weeks ago"
    keeper.purge(NOW + 30 * DAY)
    assert kept(here, store) == [(1, 1), (3, 1)], "the state has just ended"
    keeper.purge(NOW + 400 * DAY)
    assert kept(here, store) == [(1, 1)]


def test_a_roster_of_the_morning_leaves_the_shift_of_last_night_where_it_is() -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    here.now = NOW + 2 * DAY
    keeper.keep(record(here, 2, 2, here.sign_roster(version=2)), here.now)
    assert kept(here, store) == [(1, 1), (2, 2), (3, 1), (4, 1), (5, 1)]


@pytest.mark.parametrize("expires", [NOW + 90 * DAY, NOW + DAY + 60])
def test_a41_a_roster_that_shuts_its_device_out_takes_last_nights_shift_along(expires: int) -> None:
    """Revoked, or with a certificate that ended after the shift did."""
    here, store = make_organisation(), MemoryStore()
    robin = here.devices[0]
    here.shift = here.sign_shift(
        robin.signing, [here.sign_warrant(robin)], packet_hash=packet_hash(here.packet)
    )
    keeper = keeper_of(here, store)
    here.now = NOW + 2 * DAY
    keeper.keep(record(here, 3, 2, here.sign_notice(version=2)), here.now)
    assert (4, 1) in kept(here, store), "control: nothing has shut it out yet"
    rows = here.pad_rows([(robin.certificate_hash, expires, expires > here.now)])
    keeper.keep(record(here, 2, 2, here.sign_roster(version=2, rows=rows)), here.now)
    assert kept(here, store) == [(1, 1), (2, 2), (3, 2), (5, 1)]


def test_a41_what_a_revoked_device_signed_leaves_the_store_with_the_roster_that_says_so() -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    robin = here.devices[0]
    by_robin = here.sign_state(robin.signing, [here.sign_warrant(robin)], version=2**53 - 1)
    keeper.keep(record(here, 5, 2**53 - 1, by_robin), NOW)
    rows = here.pad_rows([(robin.certificate_hash, NOW + DAY, True)])
    keeper.keep(record(here, 2, 2, here.sign_roster(version=2, rows=rows)), NOW)
    assert kept(here, store) == [(1, 1), (2, 2), (3, 1), (4, 1)]
    keeper.keep(record(here, 5, 2, here.sign_state(version=2)), NOW)


def test_an_older_document_is_a_fault() -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    with pytest.raises(LocalFault):
        keeper.keep(record(here, 5, 1, here.state), NOW)


def test_what_could_not_be_kept_is_kept_later_in_its_order() -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    broken = LocalFault("store-broken", "the database failed")
    put, store.put = store.put, Mock(side_effect=broken)  # type: ignore[method-assign]
    charter = here.sign_charter(administrator_keys=(public(here.administrators[1]),))
    by_the_new = here.sign_roster(here.administrators[1], version=2)
    states = [here.sign_state(here.administrators[1], version=n) for n in (2, 3)]
    for kind, version, raw in (
        (1, 2, charter), (2, 2, by_the_new), (5, 2, states[0]), (5, 3, states[1]),
    ):  # fmt: skip
        with pytest.raises(LocalFault):
            keeper.keep(record(here, kind, version, raw), NOW)
    assert (1, 2) not in kept(here, store), "control: nothing was kept"
    store.put = put  # type: ignore[method-assign]
    keeper.catch_up(NOW)
    assert kept(here, store) == [(1, 1), (1, 2), (2, 2), (5, 3)]
    store.put = Mock(side_effect=broken)  # type: ignore[method-assign]
    keeper.catch_up(NOW)
    assert store.put.call_count == 0, "once is enough"


@pytest.mark.parametrize(
    ("late", "stay"), [(7, [(2, 2), (5, 2)]), (20, [(2, 2), (5, 2)]), (21, [(5, 2)]), (30, [])]
)
def test_what_nobody_needs_any_more_when_it_could_be_kept_is_given_up(
    late: int, stay: list[tuple[int, int]]
) -> None:
    here, store = make_organisation(), MemoryStore()
    keeper = keeper_of(here, store)
    put, store.put = store.put, Mock(side_effect=LocalFault("x", "x"))  # type: ignore[method-assign]
    with pytest.raises(LocalFault):
        keeper.keep(record(here, 2, 2, here.sign_roster(version=2)), NOW)
    with pytest.raises(LocalFault):
        keeper.keep(record(here, 5, 2, here.sign_state(version=2)), NOW)
    store.put = put  # type: ignore[method-assign]
    keeper.catch_up(NOW + late * DAY)
    assert [one for one in kept(here, store) if one[1] == 2] == stay


def test_a_drop_that_could_not_be_kept_or_forgotten_is_so_as_soon_as_it_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, ours = MemoryStore(), b"o" * 32
    keeper = Keeper(store, "relay")
    keeper.begin(NOW)
    one, two = (Drop(ours, b"d" * 16, name * 16, 9, b"sealed") for name in (b"1", b"2"))
    keeper.do(KeepDrop(one), NOW)
    assert store.drops(ours) == [one]
    broken = Mock(side_effect=LocalFault("store-broken"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "drops", broken)
        for effect in (KeepDrop(two), ForgetDrops(ours, (one.name,)), KeepDrop(two)):
            with pytest.raises(LocalFault):
                keeper.do(effect, NOW)
    assert store.drops(ours) == [one]
    keeper.catch_up(NOW)
    assert store.drops(ours) == keeper.drops((ours,)) == [two]


def test_a_lease_is_renewed_until_somebody_else_has_it() -> None:
    store = MemoryStore()
    keeper = Keeper(store, "one")
    keeper.begin(NOW)
    assert keeper.renew(NOW + 10)
    with pytest.raises(LocalFault, match="another relay"):
        Keeper(store, "two").begin(NOW + 11)
    late = NOW + 11 + LEASE_SECONDS
    Keeper(store, "two").begin(late)
    assert not keeper.renew(late + 1)


def test_a58_a_relay_that_stops_purges_once_more() -> None:
    """So what came since the last purge lies in an order that says nothing."""
    here, store, later = make_organisation(), MemoryStore(), NOW + 15 * DAY
    keeper_of(here, store).end(later)
    assert (4, 1) not in kept(here, store), "the shift ended two weeks before"
    Keeper(store, "next").begin(later)


def test_a_relay_that_lost_its_lease_leaves_the_store_alone() -> None:
    store, later = Mock(wraps=MemoryStore()), NOW + LEASE_SECONDS
    before, other = Keeper(store, "relay"), Keeper(store, "another")
    before.begin(NOW)
    other.begin(later)
    purges = store.purge.call_count
    before.end(later + 1)
    assert store.purge.call_count == purges
    assert other.renew(later + 2), "its lease was not given back"


def test_a_store_is_given_back_and_closed_though_it_cannot_be_purged() -> None:
    store = Mock(wraps=MemoryStore())
    keeper = Keeper(store, "relay")
    keeper.begin(NOW)
    store.purge.side_effect = LocalFault("store-broken", "the database failed")
    with pytest.raises(LocalFault):
        keeper.end(NOW + 1)
    store.close.assert_called_once()
    store.purge.side_effect = None
    Keeper(store, "next").begin(NOW + 2)


def test_counts_are_written_once_however_often_they_are_read() -> None:
    store, usage = MemoryStore(), Usage()
    keeper = Keeper(store, "relay")
    organisation, day = b"o" * 32, NOW // DAY
    usage.count(organisation, "knocks", NOW)
    keeper.count(usage.read())
    keeper.count(usage.read())
    usage.count(organisation, "knocks", NOW)
    usage.count(organisation, "refused", NOW)
    keeper.count(usage.read())
    assert store.count([]) == [
        Counted(organisation, day, "knocks", 2),
        Counted(organisation, day, "refused", 1),
    ]

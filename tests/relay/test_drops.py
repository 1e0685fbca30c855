"""Drops: answers sealed to the organisation, kept blind until an administrator has them (15)."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from relay import limits
from relay.documents import envelope_hash
from relay.drops import Drops as Kept
from relay.errors import ClientFault
from relay.flood import UNLIMITED
from relay.frames import (
    Collect,
    Collected,
    Done,
    Drop,
    Drops,
    Refusal,
    Refused,
    collect_proof_input,
    drop_name,
)
from tests.builders import DAY, DESK, NOW, filler, key, make_organisation, public
from tests.relay.world import PUBLISH, STAFF, Client, World

OTHER = b"another desk, 16"


def answers(name: str) -> bytes:
    """What looks like sealed answers."""
    return filler(f"answers {name}", limits.DROP_SIZE)


def leave(client: Client, name: str = "one", desk: bytes = DESK) -> int:
    """Leave a drop; the code with which it is refused, or 0."""
    return client.code(Drop(7, desk, answers(name)))


def proof(
    client: Client, signer: SigningKey, desk: bytes = DESK, warrant: bytes = b""
) -> tuple[bytes, bytes, bytes]:
    signed = collect_proof_input(client.organisation.fingerprint, desk, client.challenge)
    return public(signer), signer.sign(signed).signature, warrant


def collect(client: Client, after: bytes = b"", desk: bytes = DESK) -> Drops:
    who = proof(client, client.organisation.administrators[0], desk)
    answer = client.send(Collect(8, desk, after, *who))[-1]
    assert isinstance(answer, Drops), answer
    return answer


def have(client: Client, *names: bytes, desk: bytes = DESK) -> int:
    who = proof(client, client.organisation.administrators[0], desk)
    return client.code(Collected(9, desk, list(names), *who))


# --- who leaves and who collects ----------------------------------------------------------------


def test_answers_wait_for_the_administrator_and_are_forgotten_when_they_were_collected() -> None:
    world = World()
    assert leave(world.client(), "one") == leave(world.client(), "two") == 0
    office = world.client(PUBLISH)
    found = collect(office)
    assert {sealed for _, sealed in found.drops} == {answers("one"), answers("two")}
    assert not found.more
    assert have(office, drop_name(answers("one"))) == 0
    assert [sealed for _, sealed in collect(office).drops] == [answers("two")]
    assert len(world.drops) == 1, "and so does the store"


def test_a60_all_that_is_known_of_when_is_the_day_and_names_give_no_order() -> None:
    world = World()
    names = [f"answer {number}" for number in range(20)]
    for name in names:
        leave(world.client(), name)
        world.pass_time(60)
    kept = list(world.drops.values())
    assert {drop.day for drop in kept} <= {int(NOW // DAY), int(world.now // DAY)}
    told = [sealed for _, sealed in collect(world.client(PUBLISH)).drops]
    assert told == sorted(told, key=drop_name)
    assert told != [answers(name) for name in names]
    assert "sealed" not in repr(kept[0])
    assert all(answers(name).hex()[:16] not in repr(kept) for name in names)


def test_the_same_answers_sent_again_after_a_lost_connection_are_one_drop() -> None:
    world = World()
    assert leave(world.client()) == 0
    assert leave(world.client()) == 0
    assert len(collect(world.client(PUBLISH)).drops) == len(world.drops) == 1


def test_where_nobody_asks_nothing_is_taken() -> None:
    who = make_organisation()
    world = World([who])
    assert leave(world.client(), desk=OTHER) == Refusal.ABSENT, "no notice for that desk"
    without = make_organisation(seed="no key")
    without.charters = []
    without.charters.append(without.sign_charter(purpose_keys=()))
    without.fingerprint = envelope_hash(without.charters[0])
    silent = World([without], publish=False)
    assert Done(2) in silent.publish(without, [*without.charters, without.sign_notice()])
    assert leave(silent.client()) == Refusal.ABSENT
    assert leave(world.client()) == 0, "control"


def test_a_closed_desk_takes_answers_still() -> None:
    who = make_organisation()
    world = World([who])
    world.publish(who, [who.sign_state(version=2, mode=1)])
    assert leave(world.client()) == 0


# --- proofs -------------------------------------------------------------------------------------


def test_a01_only_an_administrator_of_the_charter_collects_or_makes_forget() -> None:
    world = World()
    leave(world.client())
    office = world.client(PUBLISH)
    administrator = world.organisations[0].administrators[0]
    elsewhere = world.client(PUBLISH)
    name = drop_name(answers("one"))
    bad = [
        proof(office, key("nobody")),
        proof(office, world.organisations[0].roots[0]),
        proof(office, administrator, OTHER),
        proof(elsewhere, administrator),
        (public(administrator), bytes(64), b""),
        (public(administrator), proof(office, key("nobody"))[1], b""),
    ]
    for who in bad:
        assert office.code(Collect(8, DESK, b"", *who)) == Refusal.BAD_PROOF
        assert office.code(Collected(9, DESK, [name], *who)) == Refusal.BAD_PROOF
    assert len(world.drops) == 1
    assert len(collect(office).drops) == 1, "control"


@pytest.mark.parametrize("path", [STAFF, PUBLISH])
@pytest.mark.parametrize("power", ["shift", "state"])
def test_a_supervisors_device_collects_by_its_warrant(path: str, power: str) -> None:
    who = make_organisation()
    device = who.devices[0]
    world = World([who])
    leave(world.client())
    desk = world.client(path)
    by = proof(desk, device.signing, warrant=who.sign_warrant(device, powers=(power,)))
    answer = desk.send(Collect(8, DESK, b"", *by))[-1]
    assert isinstance(answer, Drops)
    assert [sealed for _, sealed in answer.drops] == [answers("one")]
    assert desk.code(Collected(9, DESK, [drop_name(answers("one"))], *by)) == 0
    again = desk.send(Collect(8, DESK, b"", *by))[-1]
    assert isinstance(again, Drops)
    assert again.drops == []


def test_a01_a_warrant_that_is_not_good_now_collects_nothing() -> None:
    who, other = make_organisation(), make_organisation(seed="other")
    device, colleague = who.devices[0], who.add_device("not on the roster")
    world = World([who])
    leave(world.client())
    desk = world.client(STAFF)
    good = who.sign_warrant(device)
    bad = [
        proof(desk, device.signing),
        proof(desk, device.signing, warrant=b"x"),
        proof(desk, device.signing, warrant=who.sign_warrant(device, powers=())),
        proof(desk, device.signing, warrant=who.sign_warrant(device, signer=device.signing)),
        proof(desk, device.signing, warrant=other.sign_warrant(device)),
        proof(desk, device.signing, warrant=who.sign_warrant(device, expires=NOW - 1, issued=1)),
        proof(desk, colleague.signing, warrant=good),
        proof(desk, colleague.signing, warrant=who.sign_warrant(colleague)),
        proof(desk, device.signing, OTHER, good),
        proof(world.client(STAFF), device.signing, warrant=good),
    ]
    for by in bad:
        assert desk.code(Collect(8, DESK, b"", *by)) == Refusal.BAD_PROOF
        assert desk.code(Collected(9, DESK, [drop_name(answers("one"))], *by)) == Refusal.BAD_PROOF
    assert len(world.drops) == 1
    assert desk.code(Collect(8, DESK, b"", *proof(desk, device.signing, warrant=good))) == 0


def test_a41_a_device_that_was_revoked_collects_no_more() -> None:
    who = make_organisation()
    device = who.devices[0]
    world = World([who])
    desk = world.client(STAFF)
    by = proof(desk, device.signing, warrant=who.sign_warrant(device))
    assert desk.code(Collect(8, DESK, b"", *by)) == 0
    rows = [(one.certificate_hash, who.now + 90 * DAY, one is device) for one in who.devices]
    roster = who.sign_roster(version=2, rows=who.pad_rows(rows))
    world.publish(who, [roster])
    assert desk.code(Collect(8, DESK, b"", *by)) == Refusal.BAD_PROOF


def test_a_console_leaves_drops_and_a_team_on_duty_behind_one_address_has_room() -> None:
    world = World()
    off, on = (world.client(STAFF, origin=name) for name in (b"o" * 16, b"d" * 16))
    on.duty(0)
    for console, most in ((off, 24), (on, 96)):
        codes = [leave(console, f"{most} {number}") for number in range(most + 5)]
        assert codes[:most] == [0] * most
        assert set(codes[most:]) == {Refusal.SLOW_DOWN}


def test_one_organisation_never_sees_or_forgets_anothers() -> None:
    ours, theirs = make_organisation(), make_organisation(seed="theirs")
    world = World([ours, theirs])
    leave(world.client(organisation=ours))
    office = world.client(PUBLISH, theirs)
    assert collect(office).drops == []
    assert have(office, drop_name(answers("one"))) == 0
    assert len(collect(world.client(PUBLISH, ours)).drops) == 1


# --- bounds and time ----------------------------------------------------------------------------


def test_a49_a_full_desk_takes_no_more_until_somebody_collects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "DESK_DROPS", 4)
    world = World()
    assert [leave(world.client(), name) for name in "abcd"] == [0, 0, 0, Refusal.FULL]
    assert leave(world.client(), "a") == 0, "what is there already is there"
    office = world.client(PUBLISH)
    have(office, drop_name(answers("a")))
    assert leave(world.client(), "d") == 0


def test_a49_the_desks_of_an_organisation_share_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ORGANISATION_DROPS", 3)
    kept = Kept(b"o" * 32)
    for desk, name in ((DESK, "a"), (OTHER, "b")):
        assert kept.add(desk, answers(name), NOW) is not None
    with pytest.raises(ClientFault) as caught:
        kept.add(OTHER, answers("c"), NOW)
    assert caught.value.wire == Refusal.FULL
    assert len(kept) == 2


def test_a47_one_address_cannot_fill_a_desk() -> None:
    world = World()
    flooder = world.client(origin=b"one address only")
    codes = [leave(flooder, str(number)) for number in range(40)]
    assert codes[:24] == [0] * 24
    assert set(codes[24:]) == {Refusal.SLOW_DOWN}
    assert leave(world.client(), "somebody else") == 0
    free = World(budgets=UNLIMITED)
    control = free.client(origin=b"one address only")
    assert all(leave(control, str(number)) == 0 for number in range(40))


def test_a62_what_nobody_collects_is_forgotten_after_thirty_days_everywhere() -> None:
    world = World()
    leave(world.client())
    world.pass_time(limits.DROP_DAYS * DAY, step=DAY)
    assert len(world.drops) == 1
    world.pass_time(2 * DAY, step=DAY)
    assert world.drops == {}
    assert collect(world.client(PUBLISH)).drops == []


def test_a60_what_was_collected_is_gone_from_memory() -> None:
    world = World()
    leave(world.client())
    office = world.client(PUBLISH)
    have(office, drop_name(answers("one")))
    office.heard.clear()
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, tuple) and answers("one") in one]
    assert held == []


def test_after_a_restart_the_store_gives_back_what_was_kept() -> None:
    world = World()
    leave(world.client(), "one")
    leave(world.client(), "two")
    have(world.client(PUBLISH), drop_name(answers("two")))
    world.restart()
    assert [sealed for _, sealed in collect(world.client(PUBLISH)).drops] == [answers("one")]


@given(st.integers(0, 30), st.integers(1, 7))
def test_pages_give_every_drop_once(count: int, size: int) -> None:
    kept = Kept(b"o" * 32)
    for number in range(count):
        kept.add(DESK, answers(str(number)), NOW)
    most, limits.DROPS_AT_ONCE = limits.DROPS_AT_ONCE, size
    try:
        seen: list[bytes] = []
        after, more = b"", True
        while more:
            page, more = kept.page(DESK, after)
            seen += [drop.sealed for drop in page]
            after = page[-1].name if page else after
    finally:
        limits.DROPS_AT_ONCE = most
    assert sorted(seen) == sorted(answers(str(number)) for number in range(count))


def test_done_is_said_under_the_ref_of_the_question() -> None:
    client = World().client()
    assert client.send(Drop(70, DESK, answers("one"))) == [Done(70)]
    assert client.send(Drop(71, OTHER, answers("one"))) == [Refused(71, Refusal.ABSENT, 0)]

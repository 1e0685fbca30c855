"""What neither a stranger nor a warrant can do to the drops of others (15.2, 15.3)."""

from __future__ import annotations

import pytest

from relay import limits
from relay.drops import Drops as Kept
from relay.errors import ClientFault
from relay.frames import Collect, Collected, Drops, Refusal, drop_name
from tests.builders import DAY, DESK, NOW, make_organisation
from tests.relay.test_drops import OTHER, answers, collect, have, leave, proof
from tests.relay.world import PUBLISH, STAFF, World


def test_a43_a_warrant_cannot_erase_what_it_cannot_read() -> None:
    """A supervisor without the key names everything as collected; an administrator sees it still,
    for three days, and what an administrator has is gone at once."""
    who = make_organisation()
    device = who.devices[0]
    world = World([who])
    for name in ("one", "two", "three"):
        leave(world.client(), name)
    desk = world.client(STAFF)
    by = proof(desk, device.signing, warrant=who.sign_warrant(device))
    names = [drop_name(answers(name)) for name in ("one", "two")]
    for _ in range(2):
        assert desk.code(Collected(9, DESK, [*names, b"n" * 16], *by)) == 0
    shown = desk.send(Collect(8, DESK, b"", *by))[-1]
    assert isinstance(shown, Drops)
    assert [sealed for _, sealed in shown.drops] == [answers("three")]
    assert len(collect(world.client(PUBLISH)).drops) == len(world.drops) == 3
    have(world.client(PUBLISH), names[0])
    assert len(world.drops) == 2
    world.pass_time(limits.NAMED_DAYS * DAY)
    assert len(world.drops) == 2, "not before the third day is over"
    world.pass_time(DAY)
    assert [drop.sealed for drop in world.drops.values()] == [answers("three")]


def test_what_a_warrant_named_is_shown_again_after_a_restart_and_named_again() -> None:
    kept = Kept(b"o" * 32)
    drop = kept.add(DESK, answers("one"), NOW)
    assert drop is not None
    kept.name(DESK, [drop.name], NOW)
    assert kept.page(DESK, b"", named=False) == ([], False)
    restarted = Kept(b"o" * 32)
    restarted.restore(drop)
    assert restarted.page(DESK, b"", named=False) == ([drop], False)
    restarted.name(DESK, [drop.name], NOW + 2 * DAY)
    assert restarted.sweep(NOW + 5 * DAY) == ()
    assert restarted.sweep(NOW + 6 * DAY) == (drop.name,)
    assert len(restarted) == 0


def test_a49_strangers_cannot_stop_the_numbers_of_those_on_duty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "DESK_DROPS", 10)
    world = World()
    desk = world.client(STAFF)
    codes = [leave(world.client(), f"junk {number}") for number in range(12)]
    assert codes == [0] * 8 + [Refusal.FULL] * 4
    assert leave(desk, "tally") == Refusal.FULL, "whoever is off duty is a stranger"
    desk.duty(0)
    assert [leave(desk, f"tally {number}") for number in range(3)] == [0, 0, Refusal.FULL]
    assert leave(world.client(), "another") == Refusal.FULL


def test_a49_nor_by_way_of_another_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ORGANISATION_DROPS", 5)
    kept = Kept(b"o" * 32)
    for number in range(4):
        kept.add(OTHER, answers(str(number)), NOW)
    with pytest.raises(ClientFault):
        kept.add(DESK, answers("junk"), NOW)
    assert kept.add(DESK, answers("tally"), NOW, proven=True) is not None
    with pytest.raises(ClientFault):
        kept.add(DESK, answers("more"), NOW, proven=True)

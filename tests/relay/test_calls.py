"""Calls: a device's sealed word to the consoles on duty, handed on and forgotten (10.8).

A device that is not on the shift can prove nothing, so anybody can call; what a desk hears of such
callers is bounded for each network address and in all, and what consoles say to one another is not
slowed down by it.
"""

from __future__ import annotations

import gc

import pytest

from relay import limits, strangers
from relay.callroom import PROVEN_COST
from relay.flood import UNLIMITED, Budgets, Rate
from relay.frames import Call, Called, Done, Off, Place, Queued, Refusal, Refused
from tests.builders import DAY, filler, key, make_organisation, packet_hash, public
from tests.relay.world import STAFF, Client, World, sealed

ONE = b"one address only"


def call(client: Client, name: str = "call", ref: int = 8) -> int:
    """Call at the client's desk; the code with which it is refused, or 0."""
    answers = client.send(Call(ref, client.organisation.desk, sealed(name)))
    own = [answer for answer in answers if isinstance(answer, Done | Refused)]
    assert len(own) == 1
    assert own[0].ref == ref
    return own[0].code if isinstance(own[0], Refused) else 0


def heard(console: Client) -> list[tuple[bool, bytes]]:
    return [(called.proven, called.sealed) for called in console.take(Called)]


def new_shift(world: World, version: int = 2, name: str = "new desk") -> None:
    """A shift with another desk key, as a revocation brings one."""
    who = world.organisations[0]
    who.desk_signing = key(name)
    who.packet = public(key(name))
    who.shift = who.sign_shift(version=version, packet_hash=packet_hash(who.packet))
    assert Done(2) in world.publish(who, [who.shift])


# --- who hears ----------------------------------------------------------------------------------


def test_a_call_reaches_everybody_on_duty_but_its_sender_once() -> None:
    world = World()
    one, two, idle = world.console(), world.console(), world.console(capacity=0)
    not_on_duty, visitor = world.client(STAFF), world.client()
    assert call(one) == 0
    assert heard(two) == heard(idle) == [(True, sealed("call"))]
    assert heard(one) == heard(not_on_duty) == heard(visitor) == []


def test_whoever_is_not_on_duty_may_call_and_is_not_proven() -> None:
    world = World()
    console, locked_out = world.console(), world.client(STAFF)
    assert call(locked_out) == 0
    assert heard(console) == [(False, sealed("call"))]
    assert heard(locked_out) == []
    locked_out.duty()
    assert call(locked_out) == 0
    assert heard(console) == [(True, sealed("call"))]
    locked_out.send(Off(1, locked_out.organisation.desk))
    world.pass_time(limits.CALL_EVERY)
    assert call(locked_out) == 0
    assert heard(console) == [(False, sealed("call"))], "off duty again"


def test_a_call_that_nobody_hears_is_told_so_and_not_kept() -> None:
    world = World()
    alone = world.console()
    assert call(alone) == Refusal.ABSENT
    assert call(world.client(STAFF)) == 0, "control: the one on duty hears it"
    later = world.console()
    world.pass_time(5)
    assert heard(later) == [], "what was called before is gone"


def test_a_call_at_a_desk_that_never_was_is_absent() -> None:
    world = World()
    world.console()
    stranger = world.client(STAFF)
    assert stranger.code(Call(1, bytes(16), sealed("x"))) == Refusal.ABSENT


def test_a_call_does_not_cross_to_another_organisation_with_the_same_desk() -> None:
    world = World([make_organisation(), make_organisation(seed="other")])
    one, other = world.organisations
    assert one.desk == other.desk, "control: only the organisation differs"
    ours, ours_too = world.console(), world.console()
    theirs = world.console(organisation=other)
    assert call(ours) == 0
    assert len(heard(ours_too)) == 1
    assert heard(theirs) == []


def test_an_expired_shift_hears_no_calls_even_before_its_duties_are_ended() -> None:
    world = World()
    one, other = world.console(), world.console()
    world.now += DAY
    assert call(one) == Refusal.ABSENT
    assert heard(other) == []


def test_a41_a_device_whose_duty_a_new_shift_has_ended_is_proven_no_more_nor_hears() -> None:
    world = World()
    revoked, colleague = world.console(), world.console()
    assert call(revoked) == 0
    assert heard(colleague) == [(True, sealed("call"))], "control: before"
    new_shift(world)
    assert colleague.duty() == [Done(3)]
    assert call(revoked) == 0
    assert heard(colleague) == [(False, sealed("call"))]
    assert call(colleague) == Refusal.ABSENT, "nobody else has proved the new key"
    assert heard(revoked) == []


def test_a_relay_keeps_no_call() -> None:
    world = World()
    one, other = world.console(), world.console()
    name = f"kept nowhere {world.now}"
    assert call(one, name) == 0
    assert call(world.client(STAFF), name) == 0
    assert len(heard(other)) == 2
    one.heard.clear()
    text = sealed(name)
    gc.collect()
    kept = [found for found in gc.get_referrers(text) if isinstance(found, dict | list | tuple)]
    assert kept == []
    assert not reaches(world.board, text)
    console = world.client()
    console.queued("v", text=name)
    assert reaches(world.board, text), "control: a knock is kept, and found"


def reaches(root: object, wanted: bytes) -> bool:
    """Whether these bytes hang on an object anywhere."""
    seen: set[int] = set()
    todo: list[object] = [root]
    while todo:
        here = todo.pop()
        if isinstance(here, bytes) and wanted in here:
            return True
        if id(here) not in seen and not isinstance(here, type(gc) | type):
            seen.add(id(here))
            todo.extend(gc.get_referents(here))
    return False


# --- capacity -----------------------------------------------------------------------------------


def test_a_console_that_takes_nobody_hears_calls_and_does_not_make_the_desk_look_served() -> None:
    world = World()
    watching = world.console(capacity=0)
    visitor = world.client()
    assert visitor.queued("v").serving is False
    world.pass_time(2)
    assert visitor.take(Place) == []
    assert call(world.client(STAFF)) == 0
    assert len(heard(watching)) == 1
    serving = world.console(capacity=1)
    world.pass_time(2)
    assert visitor.take(Place) == [Place(1, 0, True)], "control: somebody takes conversations"
    serving.vanish()
    world.pass_time(2)
    assert visitor.take(Place) == [Place(1, 0, False)]


def test_who_waits_is_told_when_the_last_console_stops_taking_conversations() -> None:
    world = World()
    console, visitor = world.console(capacity=2), world.client()
    assert visitor.queued("v").serving is True
    console.duty(capacity=0)
    world.pass_time(1)
    assert visitor.take(Place) == [Place(1, 0, False)]
    console.duty(capacity=2)
    world.pass_time(1)
    assert visitor.take(Place) == [Place(1, 0, True)]
    console.duty(capacity=1)
    world.pass_time(1)
    assert visitor.take(Place) == [], "nothing that concerns whoever waits"


# --- floods -------------------------------------------------------------------------------------


def flood(world: World, addresses: int, seconds: int, each: int = 3) -> int:
    """Strangers call as fast as they can; how many calls were let through."""
    callers = [world.client(STAFF, origin=filler(f"stranger {n}", 16)) for n in range(addresses)]
    through = 0
    for _ in range(seconds):
        for caller in callers:
            through += sum(call(caller, f"flood {n}") == 0 for n in range(each))
            caller.heard.clear()
        world.pass_time(1)
    return through


def test_a47_strangers_who_flood_a_desk_are_heard_once_each_and_then_once_in_two_seconds() -> None:
    world = World(budgets=UNLIMITED)
    console = world.console()
    through = flood(world, addresses=40, seconds=60)
    assert len(heard(console)) == through
    assert 40 + 25 <= through <= 40 + 1 + 60 / limits.CALL_EVERY


def test_a47_control_without_that_bound_the_consoles_hear_the_whole_flood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strangers, "Rate", lambda *_: Rate(1e9, 1e9))
    world = World(budgets=UNLIMITED)
    world.console()
    assert flood(world, addresses=40, seconds=60) > 1000


def test_a47_a_flood_of_strangers_does_not_slow_what_consoles_say_to_one_another() -> None:
    world = World()
    one, other = world.console(), world.console()
    flood(world, addresses=40, seconds=20)
    one.heard.clear()
    other.heard.clear()
    assert [call(one, f"{n}") for n in range(20)] == [0] * 20
    assert heard(other) == [(True, sealed(f"{n}")) for n in range(20)]


def test_a47_one_address_cannot_keep_a_locked_out_device_from_being_heard() -> None:
    """The address has its own share; what is left over is for everybody else."""
    world = World()
    console = world.console()
    stranger = world.client(STAFF, origin=ONE)
    for _ in range(120):
        call(stranger, "noise")
        world.pass_time(1)
    console.heard.clear()
    device = world.client(STAFF, origin=b"another address!")
    tried = 0
    while call(device, "let me in") != 0:
        tried += 1
        call(stranger, "noise")
        world.pass_time(1)
    assert tried <= 2
    assert (False, sealed("let me in")) in heard(console)


def few_take_turns(world: World) -> int:
    """Five addresses take the desk's every free moment; how often a device is refused meanwhile."""
    world.console()
    few = [world.client(STAFF, origin=filler(f"stranger {n}", 16)) for n in range(5)]
    device = world.client(STAFF, origin=b"another address!")
    for seconds in range(60):
        for one in few:
            call(one, "noise")
        if seconds >= 30 and call(device, "let me in") == 0:
            return seconds - 30
        world.pass_time(1)
    return 30


def test_a47_a_few_addresses_that_take_turns_cannot_keep_a_device_out() -> None:
    assert few_take_turns(World(budgets=Budgets(calls=Rate(1e9, 1e9)))) == 0


def test_a47_control_without_turns_a_few_addresses_keep_a_device_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CALL_ORIGINS", 0)  # then nobody is new
    assert few_take_turns(World(budgets=Budgets(calls=Rate(1e9, 1e9)))) == 30


def test_a47_a_console_that_calls_without_end_is_told_to_slow_down() -> None:
    world = World()
    one, other = world.console(), world.console()
    codes = [call(one, f"{n}") for n in range(400)]
    assert set(codes) == {0, Refusal.SLOW_DOWN}
    assert codes.count(0) == len(heard(other)) <= Budgets().opens.burst / PROVEN_COST
    assert one.closed_with is None, "the conversations on this connection go on"
    world.now += 2
    assert call(one) == 0


def test_sixty_consoles_of_one_house_call_every_minute_and_all_are_heard() -> None:
    world = World()
    consoles = [world.client(STAFF, origin=ONE) for _ in range(60)]
    assert all(one.duty() == [Done(3)] for one in consoles)
    for minute in range(5):
        codes = []
        for number, one in enumerate(consoles):
            codes.append(call(one, f"{minute} {number}"))
            world.pass_time(1)
        assert set(codes) == {0}
    assert len(heard(consoles[0])) == 5 * 59


def test_a_refused_call_says_how_long_to_wait() -> None:
    world = World()
    world.console()
    stranger = world.client(STAFF)
    assert [call(stranger), call(stranger)] == [0, 0], "once as new, once as one of many"
    answer = stranger.send(Call(4, stranger.organisation.desk, sealed("again")))
    assert answer == [Refused(4, Refusal.SLOW_DOWN, limits.CALL_EVERY)]


def test_a_call_costs_nobody_his_place_in_line() -> None:
    world = World()
    visitor = world.client()
    ticket = visitor.queued("v").ticket
    world.console()
    flood(world, addresses=5, seconds=5)
    again = visitor.knock("v", ticket=ticket)[-1]
    assert isinstance(again, Queued)
    assert again.ahead == 0

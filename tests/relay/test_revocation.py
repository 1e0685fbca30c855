"""Revocation at the relay: publishing it shuts a device out at once, whatever it has stolen.

A revocation is a roster that says so and a shift with another desk key, sealed without the device
(protocol.md 10.4, 10.9). The relay is told in that order, by anybody.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay import docroom, frames
from relay.desk import Desk
from relay.flood import Budgets, Rate
from relay.frames import (
    Accept,
    Call,
    Changed,
    Claim,
    Claimed,
    Deliver,
    Done,
    Duty,
    Fetch,
    Gone,
    Off,
    Publish,
    Queued,
    Refusal,
    Refused,
    Release,
    TurnAway,
    Waiting,
    desk_proof_input,
)
from tests.builders import DAY, NOW, Organisation, StaffDevice, filler, key, packet_hash
from tests.relay.world import PUBLISH, STAFF, Client, World, sealed

ENDED = Refused(0, Refusal.NOT_ON_DUTY, 0)


def roster_without(who: Organisation, device: StaffDevice, version: int = 2) -> bytes:
    """The next roster, in which this device is revoked."""
    rows = [(one.certificate_hash, NOW + 90 * DAY, one is device) for one in who.devices]
    return who.sign_roster(version=version, rows=who.pad_rows(rows))


def shift_after(who: Organisation, version: int, name: str) -> bytes:
    """A shift on the roster of now, with keys of its own; the organisation knows the newest."""
    who.desk_signing = key(f"desk {name}")
    who.packet = filler(f"packet {name}", 4096)
    who.shift = who.sign_shift(version=version, packet_hash=packet_hash(who.packet))
    return who.shift


def revoke(world: World, device: int = 0, version: int = 2) -> list[bytes]:
    """Publish a revocation as an administrator's command does; the two documents."""
    who = world.organisations[0]
    who.roster = roster_without(who, who.devices[device], version)
    made = [who.roster, shift_after(who, version, f"revocation {version}")]
    answers = world.publish(who, made)
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    return made


def prove_with(console: Client, name: str) -> int:
    """Go on duty with a desk key of that name, on this connection; the refusal's code, or 0."""
    who = console.organisation
    proof = desk_proof_input(who.fingerprint, who.desk, console.challenge)
    return console.code(Duty(3, who.desk, 4, key(name).sign(proof).signature))


def line_of(world: World) -> list[bytes]:
    """Who waits, in order: what they said."""
    who = world.organisations[0]
    desk = world.board._organisations[who.fingerprint].desks[who.desk]
    return [knock.offer.sealed for knock in desk.line]


# --- at once --------------------------------------------------------------------------------------


def test_a41_a_revocation_ends_every_duty_at_once_until_the_new_key_is_proved() -> None:
    world = World()
    consoles = [world.console() for _ in range(3)]
    for console in consoles:
        console.heard.clear()
    revoke(world)
    who = world.organisations[0]
    for console in consoles:
        assert console.heard == [Changed(2, b""), ENDED, Changed(4, who.desk)]
        assert console.closed_with is None, "it may fetch, and finish what it is in"
    stranger, colleague = consoles[0], consoles[1]
    assert prove_with(stranger, f"{who.seed} desk") == Refusal.BAD_PROOF
    assert colleague.duty() == [Done(3)], "control: who is on the new shift goes on"
    visitor = world.client()
    visitor.queued("after")
    assert [one.sealed for one in colleague.waiting()] == [sealed("after")]
    assert stranger.waiting() == consoles[2].waiting() == []


def test_a41_the_claim_in_flight_of_a_revoked_device_is_worth_nothing() -> None:
    world = World()
    revoked, colleague = world.console(), world.console()
    first, second = world.client(), world.client()
    first.queued("first")
    second.queued("second")
    shown = revoked.waiting()[0]
    fence = revoked.claimed(shown.knock)
    colleague.heard.clear()
    revoke(world)
    assert line_of(world) == [sealed("first"), sealed("second")], "the knock has its old place"
    assert revoked.accept(shown.knock, fence)[-1] == Refused(5, Refusal.NOT_ON_DUTY, 0)
    assert first.delivered() == []
    colleague.duty()
    again = colleague.waiting()
    assert again[0].knock == shown.knock
    newer = colleague.claimed(shown.knock)
    assert newer > fence
    assert revoked.accept(shown.knock, newer)[-1] == Refused(5, Refusal.NOT_ON_DUTY, 0)
    assert colleague.accept(shown.knock, newer, "of the colleague") == [Done(5)]
    assert first.delivered() == [(0, filler("answer of the colleague", 4096))]


def test_a41_control_an_accept_that_comes_before_the_revocation_stands() -> None:
    """The order of arrival decides; the survivor's page then sees to it that the line ends."""
    world = World()
    revoked, visitor = world.console(), world.client()
    visitor.queued("v")
    shown = revoked.waiting()[0]
    assert revoked.accept(shown.knock, revoked.claimed(shown.knock)) == [Done(5)]
    revoke(world)
    assert len(visitor.delivered()) == 1


def test_a41_a_device_that_claims_again_with_a_stolen_key_does_not_get_its_fence_back() -> None:
    """Even a revoked device that could prove the new key finds its old claim gone."""
    world = World()
    revoked, visitor = world.console(), world.client()
    visitor.queued("v")
    shown = revoked.waiting()[0]
    fence = revoked.claimed(shown.knock)
    revoke(world)
    revoked.duty()
    assert revoked.accept(shown.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)
    assert visitor.delivered() == []


def test_a41_a_shift_that_the_revoked_device_has_signed_ends_with_the_roster_alone() -> None:
    world = World()
    who = world.organisations[0]
    supervisor = who.devices[0]
    warrant = who.sign_warrant(supervisor)
    who.desk_signing = key("desk of the supervisor")
    shift = who.sign_shift(
        supervisor.signing, [warrant], version=2, packet_hash=packet_hash(who.packet)
    )
    publisher = world.client(PUBLISH)
    assert Done(1) in publisher.send(Publish(1, shift, who.packet))
    console = world.console()
    console.heard.clear()
    world.publish(who, [roster_without(who, supervisor)])
    assert console.heard == [ENDED, Changed(2, b"")]
    assert world.client().knock("v")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)


def test_a41_a_revoked_supervisor_publishes_nothing_any_more() -> None:
    world = World()
    who = world.organisations[0]
    supervisor = who.devices[0]
    warrant = who.sign_warrant(supervisor)
    publisher = world.client(PUBLISH)
    state = who.sign_state(supervisor.signing, [warrant], version=2, mode=2)
    assert Done(1) in publisher.send(Publish(1, state, b"")), "control: while it stands"
    revoke(world)
    kept = list(world.stored)
    closing = who.sign_state(supervisor.signing, [warrant], version=3, mode=1)
    who.desk_signing = key("desk of the revoked")
    shift = who.sign_shift(
        supervisor.signing, [warrant], version=9, packet_hash=packet_hash(who.packet)
    )
    for raw, packet in ((closing, b""), (shift, who.packet)):
        assert publisher.send(Publish(2, raw, packet)) == [Refused(2, Refusal.UNTRUSTED, 0)]
    assert world.stored == kept
    assert isinstance(world.client().knock("v")[-1], Queued)


def test_a41_a_revocation_reaches_a_device_that_came_back_before_its_documents_did() -> None:
    """A proof is looked at with the shift of now, not with that of the handshake."""
    world = World()
    late = world.client(STAFF)
    who = world.organisations[0]
    old = f"{who.seed} desk"
    revoke(world)
    assert prove_with(late, old) == Refusal.BAD_PROOF
    assert late.send(Fetch(1, 4, who.desk))[0] == frames.Document(1, 4, [who.shift], who.packet)


# --- everybody at one address -------------------------------------------------------------------


def a_crowd_fetches(visitors: int, consoles: int) -> set[int]:
    """A revocation, of which people behind one address fetch what they need; the refusals."""
    world = World()
    who, town = world.organisations[0], b"one address only"
    crowd = [world.client(origin=town) for _ in range(visitors)]
    crowd += [world.client(STAFF, origin=town) for _ in range(consoles)]
    for one in crowd[:30]:
        for kind in (1, 2, 3, 4, 5):  # those who have just come
            one.send(Fetch(1, kind, b"" if kind < 3 else who.desk))
    revoke(world)
    codes = set()
    for one in crowd:
        codes |= {one.code(Fetch(1, 2, b"")), one.code(Fetch(2, 4, who.desk))}
    return codes


def test_a41_a_revocation_reaches_a_whole_town_behind_one_address_at_once() -> None:
    assert a_crowd_fetches(visitors=150, consoles=15) == {0}


def test_a41_control_out_of_their_budget_they_would_have_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(docroom, "OWED", dict.fromkeys(range(1, 6), ()))
    assert Refusal.SLOW_DOWN in a_crowd_fetches(visitors=150, consoles=15)


def test_a47_what_has_changed_is_fetched_for_nothing_once_and_by_those_who_are_there() -> None:
    world = World(budgets=Budgets(fetches=Rate(1, 0.001)))
    who, town = world.organisations[0], b"one address only"
    visitor, console = world.client(origin=town), world.client(STAFF, origin=b"another address!")
    revoke(world)
    assert [visitor.code(Fetch(1, 4, who.desk)) for _ in range(3)] == [0, 10, 10]
    assert [visitor.code(Fetch(1, 2, b"")) for _ in range(4)] == [0, 0, 10, 10]
    assert world.client(origin=town).code(Fetch(1, 2, b"")) == Refusal.SLOW_DOWN
    assert console.code(Fetch(1, 4, who.desk)) == Refusal.SLOW_DOWN, "a packet is never owed"


# --- whatever it does ---------------------------------------------------------------------------

Act = Callable[[Client, bytes, int], frames.ClientFrame]
ACTS: dict[str, Act] = {
    "claim": lambda one, knock, _: Claim(1, one.organisation.desk, knock),
    "accept": lambda one, knock, fence: Accept(
        2, one.organisation.desk, knock, fence, filler("answer of the revoked", 4096)
    ),
    "release": lambda one, knock, fence: Release(3, one.organisation.desk, knock, fence),
    "turn away": lambda one, knock, fence: TurnAway(4, one.organisation.desk, knock, fence),
    "off": lambda one, *_: Off(5, one.organisation.desk),
    "call": lambda one, *_: Call(6, one.organisation.desk, bytes(4096)),
    "duty": lambda one, *_: Duty(
        7,
        one.organisation.desk,
        4,
        key("harbor desk")
        .sign(desk_proof_input(one.organisation.fingerprint, one.organisation.desk, one.challenge))
        .signature,
    ),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(-1, 3)), max_size=12
)


def whatever_it_does(before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]) -> None:
    """A device acts in any order until it is revoked, and in any order afterwards."""
    world = World()
    visitors = [world.client() for _ in range(3)]
    for n, visitor in enumerate(visitors):
        visitor.queued(f"v{n}")
    revoked, colleague = world.console(), world.console(capacity=3)
    knocks = [one.knock for one in revoked.waiting()]
    fences = [0]

    def act(steps: list[tuple[str, int, int]]) -> None:
        for name, which, guess in steps:
            for answer in revoked.send(ACTS[name](revoked, knocks[which], fences[-1] + guess)):
                if isinstance(answer, Claimed):
                    fences.append(answer.fence)
        world.pass_time(1)

    act(before)
    revoke(world)
    line = line_of(world)
    told = [len(visitor.take(Deliver)) for visitor in visitors]
    for client in (revoked, *visitors):
        client.heard.clear()
    act(after)
    assert line_of(world) == line, "the line is as it was"
    assert [visitor.take(Deliver) for visitor in visitors] == [[], [], []]
    assert [visitor.take(Refused) for visitor in visitors] == [[], [], []]
    assert not any(isinstance(one, Waiting | Gone | Claimed) for one in revoked.heard)
    colleague.heard.clear()
    colleague.duty(capacity=3)
    shown = colleague.waiting()
    assert [one.sealed for one in shown] == line, "all of it can be served, in its old order"
    for one in shown:
        assert Done(5) in colleague.accept(one.knock, colleague.claimed(one.knock), "of ours")
    for visitor, before_it in zip(visitors, told, strict=True):
        answers = [body for _, body in visitor.delivered()]
        assert answers in ([], [filler("answer of ours", 4096)])
        assert len(answers) + before_it <= 1


@settings(max_examples=150)
@given(STEPS, STEPS)
def test_a41_whatever_a_revoked_device_says_nobody_who_waits_hears_of_it(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    whatever_it_does(before, after)


CLAIM_IN_FLIGHT = ([("claim", 0, 0)], [("accept", 0, 0)])


def test_a41_control_the_story_can_be_told_with_a_claim_in_flight() -> None:
    whatever_it_does(*CLAIM_IN_FLIGHT)


def test_a41_control_a_relay_that_lets_duties_run_on_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Desk, "only", lambda *_: None)
    with pytest.raises(AssertionError):
        whatever_it_does(*CLAIM_IN_FLIGHT)


# --- stolen keys ----------------------------------------------------------------------------------


def test_a41_a_stolen_desk_key_of_yesterday_serves_nobody() -> None:
    world = World()
    who = world.organisations[0]
    stolen = f"{who.seed} desk"
    thief = world.client(STAFF)
    assert prove_with(thief, stolen) == 0, "control: today it would"
    thief.vanish()
    world.now += DAY / 2
    who.now += DAY // 2
    assert Done(2) in world.publish(who, [shift_after(who, 2, "tomorrow")])
    for _ in range(2):
        assert prove_with(world.client(STAFF), stolen) == Refusal.BAD_PROOF
        world.restart()
    world.now += DAY
    assert prove_with(world.client(STAFF), stolen) == Refusal.EXPIRED
    assert prove_with(world.client(STAFF), "desk tomorrow") == Refusal.EXPIRED
    assert world.client().knock("v")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)


def test_a41_a_proof_that_somebody_has_recorded_is_for_one_connection() -> None:
    world = World()
    who = world.organisations[0]
    honest, thief = world.client(STAFF), world.client(STAFF)
    proof = desk_proof_input(who.fingerprint, who.desk, honest.challenge)
    frame = Duty(3, who.desk, 4, who.desk_signing.sign(proof).signature)
    assert honest.code(frame) == 0
    assert thief.code(frame) == Refusal.BAD_PROOF
    honest.vanish()
    assert thief.code(frame) == Refusal.BAD_PROOF


# --- an old backup of the database --------------------------------------------------------------


def test_a03_a_relay_from_an_old_backup_is_healed_by_publishing_again() -> None:
    """What it serves meanwhile is old, and whoever has seen newer refuses it (tests/hostile)."""
    world = World()
    who = world.organisations[0]
    old, backup = f"{who.seed} desk", list(world.stored)
    newer = revoke(world)
    world.stored = backup
    world.restart()
    revoked, visitor = world.client(STAFF), world.client()
    assert prove_with(revoked, old) == 0, "such a relay takes the old key again"
    visitor.queued("v")
    shown = revoked.waiting()[0]
    fence = revoked.claimed(shown.knock)
    revoked.heard.clear()
    packets = [b"", who.packet]
    publisher = world.client(PUBLISH)
    for raw, packet in zip(newer, packets, strict=True):
        assert publisher.send(Publish(1, raw, packet))[0] == Done(1)
    assert revoked.take(Refused) == [ENDED]
    assert revoked.accept(shown.knock, fence)[-1] == Refused(5, Refusal.NOT_ON_DUTY, 0)
    assert prove_with(revoked, old) == Refusal.BAD_PROOF
    assert world.console().waiting()[0].knock == shown.knock


@pytest.mark.parametrize("late", [0, DAY, 7 * DAY])
def test_a04_what_an_old_backup_brings_back_ends_with_its_own_time(late: int) -> None:
    """What has ended is served, to make the next one from, and nobody works by it."""
    world = World()
    who = world.organisations[0]
    world.board = world.start(term=2)
    world.clients.clear()
    world.now += late
    assert world.board.restore(world.stored, world.now) == 0
    answer = world.client().knock("v")[-1]
    assert isinstance(answer, Refused if late else Queued)
    served = prove_with(world.client(STAFF), f"{who.seed} desk")
    assert served == (Refusal.EXPIRED if late else 0)


def test_a_fence_from_before_the_backup_was_taken_opens_nothing_afterwards() -> None:
    """The term goes back with the backup, so a fence may come again; the knock does not."""
    world = World()
    console, visitor = world.console(), world.client()
    visitor.queued("v")
    shown = console.waiting()[0]
    fence = console.claimed(shown.knock)
    world.restart(term=1)
    again, back = world.console(), world.client()
    back.queued("v")
    fresh = again.waiting()[0]
    assert fresh.knock != shown.knock
    assert again.claimed(fresh.knock) == fence, "the number is the same"
    assert again.accept(shown.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)
    assert back.delivered() == []


# --- fast-forward ---------------------------------------------------------------------------------


def test_a06_fast_forward_by_a_stolen_administrator_key_has_a_way_back_at_the_relay() -> None:
    """Versions pushed to the highest number: a charter without that key brings them down again."""
    world = World()
    who = world.organisations[0]
    thief = who.administrators[1]
    highest = 2**53 - 1
    who.roster = who.sign_roster(thief, version=highest, previous=filler("whatever"))
    far = [who.roster, who.sign_state(thief, version=highest, mode=1)]
    who.desk_signing = key("desk of the thief")
    who.shift = who.sign_shift(thief, version=highest, packet_hash=packet_hash(who.packet))
    answers = world.publish(who, [*far, who.shift])
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    thiefs = world.console()
    publisher = world.client(PUBLISH)
    good = who.sign_roster(version=NOW, previous=b"x" * 32)
    assert publisher.code(Publish(1, good, b"")) == Refusal.OLD_VERSION, "nobody gets past it"
    who.administrators = who.administrators[:1]
    charter = who.sign_charter()
    who.charters.append(charter)
    thiefs.heard.clear()
    assert publisher.send(Publish(2, charter, b""))[0] == Done(2)
    assert thiefs.heard[0] == ENDED, "what the thief had signed is gone at once"
    assert publisher.send(Publish(3, good, b""))[0] == Done(3)
    who.roster = good
    shift = shift_after(who, 2, "after the thief")
    assert publisher.send(Publish(4, shift, who.packet))[0] == Done(4)
    assert world.console().duty() == [Done(3)]
    assert isinstance(world.client().knock("v")[-1], Queued)
    for raw in far:
        assert publisher.code(Publish(5, raw, b"")) in (Refusal.UNTRUSTED, Refusal.OLD_VERSION)

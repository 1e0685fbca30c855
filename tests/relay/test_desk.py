"""The desk: first come, first served; one owner at a time; nobody loses a place by a lost line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay import limits
from relay.accepted import Accepted
from relay.frames import (
    Changed,
    Claimed,
    CloseMailbox,
    Deliver,
    Done,
    Gone,
    Knock,
    Off,
    Place,
    Queued,
    Refusal,
    Refused,
    Release,
    Taken,
    TurnAway,
    Waiting,
    Withdraw,
)
from tests.builders import DAY, filler, key, make_organisation, packet_hash, public
from tests.relay.world import STAFF, Client, World, sealed, writer


def desk_of(client: Client) -> bytes:
    return client.organisation.desk


# --- waiting ------------------------------------------------------------------------------------


def test_knocks_wait_in_the_order_in_which_they_came() -> None:
    world = World()
    visitors = [world.client() for _ in range(3)]
    assert [visitor.queued(f"v{n}").ahead for n, visitor in enumerate(visitors)] == [0, 1, 2]
    console = world.console()
    assert [waiting.sealed for waiting in console.waiting()] == [sealed(f"v{n}") for n in range(3)]


def test_a_console_learns_how_long_somebody_has_waited() -> None:
    world = World()
    world.client().queued("v")
    world.pass_time(75.5)
    assert [waiting.waited for waiting in world.console().waiting()] == [75]


def test_places_are_told_when_they_change_and_only_then() -> None:
    world = World()
    first, second = world.client(), world.client()
    first.queued("first")
    second.queued("second", handle=6)
    world.pass_time(5)
    assert second.take(Place) == []
    first.send(Withdraw(1, 1))
    world.pass_time(1)
    assert second.take(Place) == [Place(6, 0, False)]
    console = world.console()
    world.pass_time(1)
    assert second.take(Place) == [Place(6, 0, True)]
    console.send(Off(1, desk_of(console)))
    world.pass_time(5)
    assert second.take(Place) == [Place(6, 0, False)]


def test_a_ticket_keeps_the_place_for_fresh_keys() -> None:
    world = World()
    first, second = world.client(), world.client()
    ticket = first.queued("first").ticket
    second.queued("second")
    console = world.console()
    old = console.waiting()[0]
    again = first.queued("first", ticket=ticket, text="fresh keys")
    assert (again.ahead, again.ticket) == (0, ticket)
    assert console.take(Gone) == [Gone(desk_of(first), old.knock)]
    (fresh,) = console.waiting()
    assert fresh.sealed == sealed("fresh keys")
    assert fresh.knock != old.knock
    assert console.claim(old.knock)[-1] == Refused(4, Refusal.ABSENT, 0)


def test_a_second_knock_on_the_same_handle_replaces_the_first() -> None:
    world = World()
    visitor, other = world.client(), world.client()
    visitor.queued("v")
    other.queued("other")
    assert visitor.queued("v", text="second").ahead == 0
    assert world.console().waiting()[0].sealed == sealed("second")
    assert world.client().queued("third").ahead == 2


def test_a_ticket_is_bound_and_a_wrong_one_is_as_good_as_none() -> None:
    world = World()
    visitor = world.client()
    ticket = visitor.queued("v").ticket
    world.client().queued("other")
    world.now += 1
    for at in (0, 7, 8, 15, 16, 31):
        forged = bytearray(ticket)
        forged[at] ^= 1
        assert world.client().queued(f"forger {at}", ticket=bytes(forged)).ahead >= 2
    early = bytes(8) + ticket[8:]
    assert world.client().queued("early", ticket=early).ahead >= 2


def test_a_lost_connection_keeps_its_place_for_a_minute_and_its_ticket_for_longer() -> None:
    world = World()
    first, second = world.client(), world.client()
    ticket = first.queued("first").ticket
    second.queued("second")
    console = world.console()
    console.waiting()
    first.vanish()
    world.pass_time(limits.KNOCK_GRACE - 1)
    assert console.take(Gone) == []
    back = world.client()
    assert back.queued("first", ticket=ticket).ahead == 0
    assert console.waiting() == [], "the same bytes are the same knock"
    back.vanish()
    world.pass_time(limits.KNOCK_GRACE + 1)
    assert len(console.take(Gone)) == 1
    assert second.take(Place)[-1].ahead == 0
    assert world.client().queued("first", ticket=ticket).ahead == 0
    world.pass_time(1)
    assert second.take(Place)[-1].ahead == 1


def test_a_ticket_ends_when_its_time_is_over() -> None:
    world = World()
    first, second = world.client(), world.client()
    ticket = first.queued("first").ticket
    second.queued("second")
    first.vanish()
    world.pass_time(limits.KNOCK_GRACE + limits.TICKET_GRACE + 1)
    assert world.client().queued("first", ticket=ticket).ahead == 1


def test_a_ticket_from_before_a_restart_is_honored_for_a_while() -> None:
    world = World()
    first, second = world.client(), world.client()
    ticket = first.queued("first").ticket
    other = second.queued("second").ticket
    world.restart()
    world.now += 2
    newcomer = world.client()
    assert newcomer.queued("new").ahead == 0
    assert world.client().queued("second", ticket=other).ahead == 0
    assert world.client().queued("first", ticket=ticket).ahead == 0
    world.pass_time(1)
    assert newcomer.take(Place)[-1].ahead == 2


def test_a_ticket_from_long_before_a_restart_is_as_good_as_none() -> None:
    world = World()
    ticket = world.client().queued("first").ticket
    world.now += limits.TICKET_AGE + 1
    world.restart()
    world.client().queued("new")
    assert world.client().queued("first", ticket=ticket).ahead == 1


def test_withdrawing_and_closing_leave_the_line_for_good() -> None:
    world = World()
    console = world.console()
    visitor = world.client()
    ticket = visitor.queued("v").ticket
    assert visitor.send(Withdraw(8, 1))[-1] == Done(8)
    assert visitor.code(Withdraw(8, 1)) == Refusal.ABSENT
    visitor.queued("v")
    visitor.send(CloseMailbox(1))
    assert len(console.take(Gone)) == 2
    world.client().queued("other")
    assert world.client().queued("late", ticket=ticket).ahead == 1


def test_a_knock_needs_a_mailbox_for_its_answer() -> None:
    world = World()
    visitor = world.client()
    frame = Knock(1, desk_of(visitor), 1, b"", b"", sealed("v"))
    assert visitor.code(frame) == Refusal.ABSENT
    visitor.open(1, filler("a line"))
    assert visitor.code(frame) == Refusal.ABSENT


def test_a_knock_on_a_mailbox_in_which_the_answer_lies_is_refused() -> None:
    world = World()
    console, visitor = world.console(), world.client()
    visitor.queued("v")
    (waiting,) = console.waiting()
    fence = console.claimed(waiting.knock)
    console.accept(waiting.knock, fence)
    assert visitor.knock("v")[-1] == Refused(9, Refusal.TAKEN, 0)


# --- a desk that is closed ----------------------------------------------------------------------


def test_a_desk_takes_knocks_only_with_a_shift_that_holds_and_no_state_that_closes_it() -> None:
    world = World(publish=False)
    who = world.organisations[0]
    visitor = world.client()
    assert visitor.knock("v")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)
    world.publish(who, [raw for _, raw in who.documents()])
    visitor.queued("v")
    world.publish(who, [who.sign_state(version=2, mode=1)])
    assert world.client().knock("w")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)
    world.publish(who, [who.sign_state(version=3, mode=2)])
    world.client().queued("x")
    world.now += DAY
    assert world.client().knock("y")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)


def test_an_expired_shift_ends_every_duty() -> None:
    world = World()
    console = world.console()
    world.client().queued("v")
    (waiting,) = console.waiting()
    world.now += DAY
    assert console.claim(waiting.knock)[-1] == Refused(4, Refusal.EXPIRED, 0)
    world.pass_time(1)
    assert console.heard[-1] == Refused(0, Refusal.NOT_ON_DUTY, 0)
    assert console.duty()[-1] == Refused(3, Refusal.EXPIRED, 0)


# --- duty ---------------------------------------------------------------------------------------


def test_duty_needs_a_proof_made_for_this_connection_and_desk() -> None:
    world = World()
    who = world.organisations[0]
    console, other = world.client(STAFF), world.client(STAFF)
    console.challenge, own = other.challenge, console.challenge
    assert console.duty()[-1] == Refused(3, Refusal.BAD_PROOF, 0)
    console.challenge = own
    assert console.duty(organisation=make_organisation(seed="other"))[-1].__class__ is Refused
    assert console.duty() == [Done(3)], "control: the right proof"
    who.desk = bytes(16)
    assert other.duty()[-1] == Refused(3, Refusal.DESK_CLOSED, 0)


def test_without_duty_nothing_is_shown_and_nothing_can_be_claimed() -> None:
    world = World()
    console = world.client(STAFF)
    world.client().queued("v")
    assert console.heard == []
    shown = world.console().waiting()[0]
    for frames in (
        console.claim(shown.knock),
        console.accept(shown.knock, 1),
        console.send(Release(5, desk_of(console), shown.knock, 1)),
        console.send(TurnAway(5, desk_of(console), shown.knock, 1)),
        console.send(Off(5, desk_of(console))),
    ):
        assert isinstance(frames[-1], Refused)
        assert frames[-1].code == Refusal.NOT_ON_DUTY


def test_a_new_desk_key_ends_the_duties_that_were_proved_with_the_old_one() -> None:
    world = World()
    who = world.organisations[0]
    console, visitor = world.console(), world.client()
    visitor.queued("v")
    (waiting,) = console.waiting()
    console.claimed(waiting.knock)
    who.desk_signing = key("new desk")
    packet = public(key("new desk"))
    who.packet = packet
    who.shift = who.sign_shift(version=2, packet_hash=packet_hash(packet))
    world.publish(who, [who.shift])
    assert console.heard[-2:] == [Refused(0, Refusal.NOT_ON_DUTY, 0), Changed(4, who.desk)]
    assert console.claim(waiting.knock)[-1] == Refused(4, Refusal.NOT_ON_DUTY, 0)
    fresh = world.console()
    assert [one.knock for one in fresh.waiting()] == [waiting.knock]


def test_a_new_shift_with_the_same_desk_key_ends_nothing() -> None:
    world = World()
    who = world.organisations[0]
    console = world.console()
    who.shift = who.sign_shift(version=2, packet_hash=packet_hash(who.packet))
    world.publish(who, [who.shift])
    assert console.take(Refused) == []
    world.client().queued("v")
    assert len(console.waiting()) == 1


# --- claims -------------------------------------------------------------------------------------


def claimed_by(world: World, console: Client) -> tuple[Client, Waiting, int]:
    visitor = world.client()
    visitor.queued(f"v{visitor.conn}")
    waiting = console.waiting()[-1]
    return visitor, waiting, console.claimed(waiting.knock)


def test_one_console_owns_a_knock_and_the_others_see_it_go() -> None:
    world = World()
    one, other = world.console(), world.console()
    _, waiting, _ = claimed_by(world, one)
    assert other.waiting() == [waiting]
    assert other.take(Gone) == [Gone(desk_of(one), waiting.knock)]
    assert other.claim(waiting.knock)[-1] == Refused(4, Refusal.TAKEN, 0)
    assert one.take(Gone) == []


def test_every_fence_is_greater_than_the_one_before_also_after_a_restart() -> None:
    world = World()
    fences = []
    for term in (2, 3):
        console = world.console()
        for _ in range(3):
            _, waiting, fence = claimed_by(world, console)
            fences.append(fence)
            console.send(Release(1, desk_of(console), waiting.knock, fence))
        world.restart(term)
    assert fences == sorted(set(fences))
    assert fences[0] == (1 << 32) + 1
    assert fences[3] == (2 << 32) + 1


def test_accepting_puts_the_answer_in_the_knocks_mailbox_and_takes_it_off_the_desk() -> None:
    world = World()
    console = world.console()
    visitor, waiting, fence = claimed_by(world, console)
    assert console.accept(waiting.knock, fence) == [Done(5)]
    assert visitor.delivered() == [(0, filler("answer hello", 4096))]
    assert console.accept(waiting.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)
    assert console.claim(waiting.knock)[-1] == Refused(4, Refusal.ABSENT, 0)
    assert world.board.usage.read()[console.organisation.fingerprint].popitem()[1].knocks == 1


def test_a32_closing_the_mailbox_of_an_answer_tells_who_gave_it_and_who_is_on_duty() -> None:
    world = World()
    one, other, off = world.console(), world.console(), world.console()
    visitor, waiting, fence = claimed_by(world, one)
    one.accept(waiting.knock, fence)
    for console in (one, off):
        console.send(Off(1, desk_of(console)))
    for console in (one, other, off):
        console.take(Gone)
    visitor.send(CloseMailbox(1))
    gone = Gone(desk_of(one), waiting.knock)
    assert [console.take(Gone) for console in (one, other, off)] == [[gone], [gone], []]


def test_nobody_else_can_append_to_a_knocks_mailbox() -> None:
    world = World()
    console = world.console()
    visitor, waiting, fence = claimed_by(world, console)
    w = writer(filler(f"knock box v{visitor.conn}"))
    assert console.append(w, 0) == [Refused(0, Refusal.ABSENT, 0)]
    console.accept(waiting.knock, fence)
    assert len(visitor.delivered()) == 1


@pytest.mark.parametrize("wrong", ["fence", "owner", "released"])
def test_only_the_current_fence_of_the_owner_accepts(wrong: str) -> None:
    world = World()
    one, other = world.console(), world.console()
    visitor, waiting, fence = claimed_by(world, one)
    who = other if wrong == "owner" else one
    if wrong == "released":
        one.send(Release(1, desk_of(one), waiting.knock, fence))
        other.claimed(waiting.knock)
    used = fence + 1 if wrong == "fence" else fence
    for answer in (
        who.accept(waiting.knock, used),
        who.send(Release(5, desk_of(one), waiting.knock, used)),
        who.send(TurnAway(5, desk_of(one), waiting.knock, used)),
    ):
        assert answer[-1] == Refused(5, Refusal.STALE, 0)
    assert visitor.delivered() == []


def test_a_claim_that_is_not_accepted_in_time_goes_back_to_its_old_place() -> None:
    world = World()
    one, other = world.console(), world.console()
    _, waiting, fence = claimed_by(world, one)
    world.client().queued("later")
    other.heard.clear()
    world.pass_time(limits.CLAIM_DEADLINE)
    assert [again.knock for again in other.waiting()] == [waiting.knock]
    assert one.accept(waiting.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)
    assert world.console().waiting()[0].knock == waiting.knock


def test_a_lost_owner_gives_the_knock_back_at_once() -> None:
    world = World()
    one, other = world.console(), world.console()
    visitor, waiting, _ = claimed_by(world, one)
    other.heard.clear()
    one.vanish()
    assert [again.knock for again in other.waiting()] == [waiting.knock]
    fence = other.claimed(waiting.knock)
    other.accept(waiting.knock, fence)
    assert len(visitor.delivered()) == 1


def test_going_off_duty_gives_claims_back() -> None:
    world = World()
    one, other = world.console(), world.console()
    _, waiting, _ = claimed_by(world, one)
    other.heard.clear()
    assert one.send(Off(6, desk_of(one)))[-1] == Done(6)
    assert [again.knock for again in other.waiting()] == [waiting.knock]


def test_a_console_claims_no_more_than_its_capacity() -> None:
    world = World()
    console = world.console(capacity=1)
    _, waiting, fence = claimed_by(world, console)
    world.client().queued("second")
    second = console.waiting()[-1]
    assert console.claim(second.knock)[-1] == Refused(4, Refusal.TOO_MANY, 0)
    console.accept(waiting.knock, fence)
    assert isinstance(console.claim(second.knock)[-1], Claimed)
    console.duty(capacity=2)
    world.client().queued("third")
    assert isinstance(console.claim(console.waiting()[-1].knock)[-1], Claimed)


def test_the_same_knock_from_a_new_connection_keeps_its_claim() -> None:
    world = World()
    console = world.console()
    visitor = world.client()
    ticket = visitor.queued("v").ticket
    (waiting,) = console.waiting()
    fence = console.claimed(waiting.knock)
    back = world.client()
    assert back.queued("v", handle=8, ticket=ticket).ahead == 0
    assert visitor.take(Taken) == [Taken(1)]
    visitor.vanish()
    assert console.take(Gone) == []
    assert console.accept(waiting.knock, fence)[-1] == Done(5)
    assert back.take(Deliver)[0].handle == 8


def test_fresh_keys_end_the_claim_that_was_made_for_the_old_ones() -> None:
    world = World()
    one, other = world.console(), world.console()
    visitor = world.client()
    ticket = visitor.queued("v").ticket
    (waiting,) = one.waiting()
    fence = one.claimed(waiting.knock)
    one.heard.clear()
    other.heard.clear()
    visitor.queued("v", ticket=ticket, text="fresh")
    assert one.heard[0] == Gone(desk_of(one), waiting.knock)
    assert one.accept(waiting.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)
    assert visitor.delivered() == []
    (fresh,) = other.waiting()
    other.claimed(fresh.knock)


def test_an_answer_for_somebody_who_is_gone_for_a_moment_waits_in_the_mailbox() -> None:
    world = World()
    console = world.console()
    visitor, waiting, fence = claimed_by(world, console)
    visitor.vanish()
    assert console.accept(waiting.knock, fence) == [Done(5)]
    back = world.client()
    back.open(3, filler(f"knock box v{visitor.conn}"), mode=2)
    assert len(back.delivered()) == 1


def test_an_answer_for_a_mailbox_that_is_closed_is_refused() -> None:
    world = World()
    console = world.console()
    visitor, waiting, fence = claimed_by(world, console)
    visitor.send(CloseMailbox(1))
    assert console.heard[-1] == Gone(desk_of(console), waiting.knock)
    assert console.accept(waiting.knock, fence)[-1] == Refused(5, Refusal.STALE, 0)


def test_somebody_lost_after_acceptance_comes_back_to_the_old_place_a_few_times() -> None:
    world = World()
    console = world.console()
    visitor, other = world.client(), world.client()
    ticket = visitor.queued("v0", handle=0).ticket
    other.queued("other")
    for turn in range(1, limits.TICKET_RETURNS + 2):
        waiting = console.waiting()[0 if turn == 1 else -1]
        console.accept(waiting.knock, console.claimed(waiting.knock))
        answer = visitor.queued(f"v{turn}", handle=turn, ticket=ticket)
        assert answer.ahead == (0 if turn <= limits.TICKET_RETURNS else 1)


def test_turning_away_refuses_that_origin_for_an_hour_and_tells_the_page() -> None:
    world = World()
    console = world.console()
    visitor = world.client(origin=b"one address 1234")
    visitor.queued("v")
    (waiting,) = console.waiting()
    fence = console.claimed(waiting.knock)
    assert console.send(TurnAway(6, desk_of(console), waiting.knock, fence))[0] == Done(6)
    assert visitor.heard[-1] == Refused(9, Refusal.SLOW_DOWN, limits.TURNED_AWAY)
    again = world.client(origin=b"one address 1234").knock("w")[-1]
    assert isinstance(again, Refused)
    assert again.code == Refusal.SLOW_DOWN
    assert 0 < again.detail <= limits.TURNED_AWAY + 1
    world.client(origin=b"another address!").queued("x")
    world.pass_time(limits.TURNED_AWAY, step=60)
    world.client(origin=b"one address 1234").queued("w")


def accepted(world: World, console: Client) -> tuple[Waiting, int]:
    visitor = world.client(origin=b"one address 1234")
    visitor.queued("troll")
    waiting = console.waiting()[-1]
    fence = console.claimed(waiting.knock)
    assert Done(5) in console.accept(waiting.knock, fence)
    return waiting, fence


def test_somebody_can_still_be_turned_away_after_the_conversation_has_begun() -> None:
    world = World()
    console = world.console()
    waiting, fence = accepted(world, console)
    world.pass_time(limits.TURNED_AWAY - 10, step=60)
    turn = TurnAway(6, desk_of(console), waiting.knock, fence)
    assert console.send(turn) == [Done(6)]
    again = world.client(origin=b"one address 1234")
    assert again.code(Knock(9, desk_of(again), 1, b"", b"", sealed("again"))) == Refusal.ABSENT
    refused = again.knock("again")[-1]
    assert isinstance(refused, Refused)
    assert refused.code == Refusal.SLOW_DOWN
    assert console.code(turn) == Refusal.STALE, "once"
    world.client(origin=b"another address!").queued("x")


def test_nobody_but_who_accepted_turns_away_and_only_while_on_duty_and_within_an_hour() -> None:
    world = World()
    console, colleague = world.console(), world.console()
    waiting, fence = accepted(world, console)
    turn = TurnAway(6, desk_of(console), waiting.knock, fence)
    assert colleague.code(turn) == Refusal.STALE
    wrong = TurnAway(6, desk_of(console), waiting.knock, fence + 1)
    assert console.code(wrong) == Refusal.STALE
    console.send(Off(1, desk_of(console)))
    assert console.code(turn) == Refusal.NOT_ON_DUTY
    console.duty(0)
    world.pass_time(limits.TURNED_AWAY, step=60)
    assert console.code(turn) == Refusal.STALE
    world.client(origin=b"one address 1234").queued("welcome")


def test_a60_whose_a_knock_was_is_forgotten_with_the_connection_that_accepted_it() -> None:
    world = World()
    console = world.console()
    accepted(world, console)
    here = world.board._organisations[console.organisation.fingerprint].accepted
    assert len(here) == 1
    assert "address" not in repr(next(iter(here._taken.values())))
    console.vanish()
    assert len(here) == 0


def test_a49_the_table_of_accepted_knocks_is_bounded_and_empties_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "ACCEPTED_KEPT", 2)
    kept = Accepted()
    for number in range(3):
        kept.add(b"desk", bytes([number]), 1, number, b"origin", number)
    assert len(kept) == 2
    assert kept.take(b"desk", b"\0", 1, 0, 5) is None
    assert kept.take(b"desk", b"\2", 1, 2, 5) == b"origin"
    kept.sweep(1 + limits.TURNED_AWAY)
    assert len(kept) == 0


@given(
    st.lists(st.tuples(st.sampled_from("alts"), st.integers(0, 5), st.integers(0, 2)), max_size=40)
)
def test_what_was_accepted_is_taken_once_and_goes_with_its_connection(
    steps: list[tuple[str, int, int]],
) -> None:
    kept, model = Accepted(), dict[int, tuple[int, float]]()
    for now, (what, knock, conn) in enumerate(steps):
        if what == "a" and knock not in model:
            kept.add(b"desk", bytes([knock]), conn, knock, b"origin", now * 600.0)
            model[knock] = (conn, now * 600.0)
        elif what == "l":
            kept.lost(conn)
            model = {one: of for one, of in model.items() if of[0] != conn}
        elif what == "t":
            mine = knock in model and model[knock][0] == conn
            fresh = mine and now * 600 < model[knock][1] + limits.TURNED_AWAY
            found = kept.take(b"desk", bytes([knock]), conn, knock, now * 600.0)
            assert (found == b"origin") is fresh
            if fresh:
                del model[knock]
        elif what == "s":
            kept.sweep(now * 600.0)
            model = {k: of for k, of in model.items() if now * 600 < of[1] + limits.TURNED_AWAY}
        assert len(kept) == len(model)


@pytest.mark.parametrize("mode", [0, 1, 2, 3])
def test_nobody_knocks_at_a_desk_that_is_closed_or_handed_to_a_partner(mode: int) -> None:
    who = make_organisation()
    world = World([who])
    waits = world.client()
    waits.queued("before")
    world.publish(who, [who.sign_state(version=2, mode=mode)])
    answer = world.client().knock("v")[-1]
    if mode in (1, 3):
        assert answer == Refused(9, Refusal.DESK_CLOSED, 0)
    else:
        assert isinstance(answer, Queued)


def test_the_consoles_see_the_oldest_and_the_next_when_one_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LOAD_LINE", 10**6)
    monkeypatch.setattr(limits, "LOAD_KNOCKS_PER_MINUTE", 10**6)
    world = World()
    console = world.console()
    for n in range(limits.LINE_SHOWN + 2):
        assert isinstance(world.client().knock(f"v{n}")[-1], Queued)
    waiting = console.waiting()
    assert [one.sealed for one in waiting] == [sealed(f"v{n}") for n in range(limits.LINE_SHOWN)]
    console.accept(waiting[5].knock, console.claimed(waiting[5].knock))
    assert [one.sealed for one in console.waiting()] == [sealed(f"v{limits.LINE_SHOWN}")]

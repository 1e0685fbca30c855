"""A relay that drops, changes, repeats or invents: the line ends visibly and is made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orgkeys.machines.actions import Admit, Claim, Knock, OnDuty, Say, TalkSay
from orgkeys.machines.duty import Duty
from relay import frames
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street, kinds, texts
from tests.orgkeys.test_machines import HELLO, open_street, talking_street

Altered = Callable[[frames.Deliver], bytes | None]


def flip(frame: frames.Deliver) -> bytes:
    changed = frame.ciphertext[:-1] + bytes([frame.ciphertext[-1] ^ 1])
    return frames.encode(frames.Deliver(frame.handle, frame.number, changed))


def drop(_: frames.Deliver) -> None:
    return None


def alter_next(street: Street, name: str, how: Altered) -> list[int]:
    """Alter the next delivery to somebody; the list is filled when it has happened."""
    done: list[int] = []

    def tamper(member: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if member == name and isinstance(frame, frames.Deliver) and not done:
            done.append(frame.number)
            return how(frame)
        return raw

    street.tamper = tamper
    return done


@pytest.mark.parametrize("victim", ["visitor", "Noor"])
@pytest.mark.parametrize("how", [drop, flip], ids=["dropped", "changed"])
def test_a10_a_gap_or_a_forgery_is_seen_and_the_line_is_made_again(
    victim: str, how: Altered
) -> None:
    street = talking_street()
    talk = street.duty().talks[0].key
    street.act("visitor", Say("one"))
    street.act("Noor", TalkSay(talk, "two"))
    done = alter_next(street, victim, how)
    street.act("visitor", Say("three"))
    street.act("Noor", TalkSay(talk, "four"))
    street.act("visitor", Say("five"))
    street.until(lambda: len(texts(street.visit().notes)) == 6)
    street.pass_time(5)
    assert done
    said = texts(street.visit().notes)
    assert sorted(said) == sorted([HELLO.first, "one", "two", "three", "four", "five"])
    assert [text for text in said if text in ("one", "three", "five")] == ["one", "three", "five"]
    assert texts(street.duty().talks[0].notes) == said
    assert kinds(street.visit().notes) == ["joined", "gap", "remade"]
    assert "remade" in kinds(street.duty().talks[0].notes)
    assert len(street.duty().talks) == 1
    assert len(street.visit().people) == 1
    mine = [*street.visit().notes, *street.duty().talks[0].notes]
    assert {note.delivery for note in mine if note.mine} == {"delivered"}


def test_what_is_said_while_a_line_is_made_again_comes_after_what_was_said_before() -> None:
    street = talking_street()
    talk = street.duty().talks[0].key
    noor = street.members["Noor"].machine
    assert isinstance(noor, Duty)
    said_between: list[str] = []

    def tamper(member: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if not isinstance(frame, frames.Deliver):
            return raw
        if member == "visitor" and not dropped:
            dropped.append(frame.number)
            return None
        if member == "Noor" and "gap" in kinds(street.visit().notes) and len(said_between) < 4:
            # Before the invitation is read, and again before the answer on the new line is.
            said_between.append(f"between {len(said_between)}")
            noor.act(TalkSay(talk, said_between[-1]), street.now)
        return raw

    dropped: list[int] = []
    street.tamper = tamper
    street.act("Noor", TalkSay(talk, "one"))
    street.act("Noor", TalkSay(talk, "two"))
    street.until(lambda: "remade" in kinds(street.duty().talks[0].notes))
    street.tamper = lambda _, raw: raw
    street.pass_time(5)
    expected = [HELLO.first, "one", "two", *said_between]
    assert said_between
    assert texts(street.visit().notes) == expected
    assert texts(street.duty().talks[0].notes) == expected
    assert kinds(street.visit().notes) == ["joined", "gap", "remade"]


def test_a11_what_the_relay_keeps_for_itself_is_never_delivered() -> None:
    street = talking_street()
    street.tamper = lambda member, raw: (
        None if isinstance(frames.decode_relay(raw), frames.Deliver) else raw
    )
    street.act("visitor", Say("into the void"))
    assert street.visit().notes[-1].delivery == "sending"
    street.pass_time(40)
    assert [n.delivery for n in street.visit().notes if n.text == "into the void"] == [
        "not-delivered"
    ]


def test_a08_a12_what_is_delivered_twice_or_reflected_is_shown_once() -> None:
    street = talking_street()
    seen: list[tuple[str, bytes]] = []

    def twice(member: str, raw: bytes) -> bytes | None:
        seen.append((member, raw))
        return raw

    street.tamper = twice
    street.act("visitor", Say("once"))
    for member, raw in list(seen):
        if isinstance(frames.decode_relay(raw), frames.Deliver):
            street.members[member].machine.frame(raw, street.now)
    street.pump()
    street.pass_time(3)
    assert texts(street.duty().talks[0].notes) == [HELLO.first, "once"]
    assert kinds(street.visit().notes) == ["joined"]


def test_a_hello_that_fails_is_dropped_and_waiting_goes_on() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    done = alter_next(street, "visitor", flip)
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert done
    assert street.visit().stage == "waiting"
    assert street.visit().people == ()
    # The relay has taken the knock off the desk, so it is made again, with the same ticket.
    street.until(lambda: len(street.duty().knocks) == 1)
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert street.visit().stage == "talking"


def test_a_good_hello_right_behind_a_bad_one_is_taken() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    visitor = street.members["visitor"].machine

    def precede(member: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if member == "visitor" and isinstance(frame, frames.Deliver):
            street.tamper = lambda _, raw: raw
            visitor.frame(flip(frame), street.now)
        return raw

    street.tamper = precede
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert street.visit().stage == "talking"


def test_a_relay_that_comes_back_while_one_side_is_away_loses_nothing() -> None:
    street = talking_street()
    talk = street.duty().talks[0].key
    street.members["visitor"].held = True
    street.restart()
    street.pass_time(2)
    street.act("Noor", TalkSay(talk, "are you there?"))
    street.pass_time(45)
    street.members["visitor"].held = False
    street.pass_time(10)
    assert texts(street.visit().notes)[-1] == "are you there?"
    assert kinds(street.visit().notes) == ["joined"]


def test_a_console_that_stays_away_is_invited_in_vain_and_the_knock_is_made_again() -> None:
    street = Street(make_house("Noor", "Robin"))
    for name in ("Noor", "Robin"):
        street.counselor(name)
        street.act(name, OnDuty())
    street.visitor()
    street.act("visitor", HELLO)
    street.act("Noor", Claim(street.duty().knocks[0].key))
    street.members["Noor"].held = True
    street.restart()
    street.pass_time(2)
    street.act("visitor", Say("hello?"))
    street.until(lambda: street.visit().stage == "waiting")
    assert kinds(street.visit().notes) == ["joined", "gap", "left"]
    street.act("Robin", Claim(street.duty("Robin").knocks[0].key))
    assert [person.alias for person in street.visit().people] == ["Robin"]
    street.act("visitor", Say("is somebody there?"))
    assert texts(street.duty("Robin").talks[0].notes)[-1] == "is somebody there?"
    assert "hello?" not in texts(street.duty("Robin").talks[0].notes)


@pytest.mark.parametrize("yes", [True, False])
def test_who_comes_after_a_console_died_reads_what_was_said_only_with_a_yes(yes: bool) -> None:
    street = talking_street("Noor", "Robin")
    street.act("visitor", Say("he has my papers"))
    street.act("Noor", TalkSay(street.duty().talks[0].key, "all of them?"))
    assert street.visit().asks == (), "whoever was chosen from the line is nobody's question"
    street.members["Noor"].held = True
    street.restart()
    street.until(lambda: street.visit().stage == "waiting")
    street.act("Robin", Claim(street.duty("Robin").knocks[0].key))
    street.act("visitor", Say("is somebody there?"))
    street.act("Robin", TalkSay(street.duty("Robin").talks[0].key, "I am Robin"))
    after = ["is somebody there?", "I am Robin"]
    assert texts(street.duty("Robin").talks[0].notes) == [HELLO.first, *after]
    (ask,) = street.visit().asks
    assert (ask.colleague.alias, ask.purpose) == ("Robin", "earlier")
    street.act("visitor", Admit(ask.request, yes, yes))
    street.act("visitor", Say("go on"))
    before = [HELLO.first, "he has my papers", "all of them?"] if yes else [HELLO.first]
    talk = street.duty("Robin").talks[0]
    assert texts(talk.notes) == [*before, *after, "go on"]
    assert "gap" not in kinds(talk.notes)
    assert street.visit().asks == ()


def test_who_has_gone_again_is_not_asked_about() -> None:
    street = talking_street("Noor", "Robin", "Ada")
    for name, following in (("Noor", "Robin"), ("Robin", "Ada")):
        street.members[name].held = True
        street.restart()
        street.act("visitor", Say("hello?"))
        street.until(lambda: street.visit().stage == "waiting")
        assert street.visit().asks == ()
        street.act(following, Claim(street.duty(following).knocks[0].key))
        assert [ask.colleague.alias for ask in street.visit().asks] == [following]


def test_a_console_that_was_closed_and_opened_again_is_reached_through_its_inbox() -> None:
    street = talking_street()
    street.act("visitor", Say("before"))
    street.leaves("Noor")
    street.act("visitor", Say("while you were gone"))
    street.counselor("Noor")
    street.act("Noor", OnDuty())
    street.until(lambda: bool(street.duty().talks), 300)
    street.pass_time(3)
    talk = street.duty().talks[0]
    assert (talk.by, talk.stage) == ("again", "talking")
    assert texts(talk.notes) == ["while you were gone"]
    assert kinds(street.visit().notes) == ["joined", "gap", "remade"]
    street.act("Noor", TalkSay(talk.key, "I am back"))
    assert texts(street.visit().notes)[-1] == "I am back"


def test_an_invitation_that_is_replayed_is_answered_once() -> None:
    street = talking_street()
    invitations: list[bytes] = []

    def keep(member: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if member == "Noor" and isinstance(frame, frames.Deliver) and len(frame.ciphertext) == 4096:
            invitations.append(raw)
        return raw

    alter_next(street, "visitor", drop)
    street.act("Noor", TalkSay(street.duty().talks[0].key, "lost"))
    street.tamper = keep
    street.act("Noor", TalkSay(street.duty().talks[0].key, "found"))
    street.pass_time(5)
    assert len(invitations) == 2, "the invitation, and the answer on the new line"
    again = frames.decode_relay(invitations[0])
    assert isinstance(again, frames.Deliver)
    for number in (0, 1, 2):
        raw = frames.encode(frames.Deliver(again.handle, number, again.ciphertext))
        street.members["Noor"].machine.frame(raw, street.now)
    street.pump()
    street.act("visitor", Say("still here"))
    assert len(street.duty().talks) == 1
    assert texts(street.duty().talks[0].notes)[-3:] == ["lost", "found", "still here"]


def test_a_line_that_keeps_breaking_is_given_up_and_said_so() -> None:
    street = talking_street()
    talk = street.duty().talks[0].key

    def every(member: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if member != "visitor" or not isinstance(frame, frames.Deliver):
            return raw
        return flip(frame) if len(frame.ciphertext) == 512 else raw

    street.tamper = every
    street.act("Noor", TalkSay(talk, "hello"))
    street.pass_time(60)
    assert street.visit().stage == "waiting"
    assert kinds(street.visit().notes).count("gap") <= 6


def test_knocking_again_keeps_the_place() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.visitor("second")
    street.act("second", Knock("en", "Ada", "me too"))
    street.pass_time(2)
    place = street.visit("second").place
    assert place is not None
    assert place.ahead == 1
    street.restart()
    street.until(lambda: len(street.duty().knocks) == 2)
    assert [knock.address_as for knock in street.duty().knocks] == ["Sam", "Ada"]

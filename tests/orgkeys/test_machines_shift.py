"""Documents that change, expire, or are not to be believed, in the middle of everything."""

from __future__ import annotations

import pytest

from orgkeys import ceremony
from orgkeys.errors import Unsendable
from orgkeys.machines.actions import (
    Claim,
    EndTalk,
    Finish,
    Forget,
    Knock,
    Lock,
    OffDuty,
    OnDuty,
    Say,
    SetLimit,
    TalkSay,
)
from orgkeys.machines.follow import STATE_TEXTS
from orgkeys.machines.visit import Visit
from relay import frames
from tests.orgkeys.house import DAY, DESK, make_house
from tests.orgkeys.street import VISIT, Member, Street, texts
from tests.orgkeys.test_machines import HELLO, open_street, talking_street


def test_a_shift_that_changes_while_somebody_waits_needs_fresh_keys_and_keeps_the_place() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.visitor("second")
    street.act("second", Knock("en", "Ada", "me too"))
    before = [knock.key for knock in street.duty().knocks]
    street.publish(street.house.new_shift())
    street.until(lambda: street.duty().stage == "on-duty" and len(street.duty().knocks) == 2)
    assert [knock.address_as for knock in street.duty().knocks] == ["Sam", "Ada"]
    assert all(knock.state == "waiting" for knock in street.duty().knocks)
    assert len(before) == 2
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert street.visit().stage == "talking"


def test_a_conversation_goes_on_over_a_change_of_shift_and_can_still_be_made_again() -> None:
    street = talking_street()
    street.publish(street.house.new_shift())
    street.pass_time(3)
    assert street.duty().stage == "on-duty"
    talk = street.duty().talks[0].key
    street.act("visitor", Say("still here"))
    assert texts(street.duty().talks[0].notes)[-1] == "still here"
    street.leaves("Noor")
    street.counselor("Noor")
    street.act("Noor", OnDuty())
    street.act("visitor", Say("and now?"))
    street.until(lambda: bool(street.duty().talks), 300)
    street.pass_time(2)
    assert texts(street.duty().talks[0].notes) == ["and now?"]
    assert talk == "t1"


def test_who_is_not_on_the_new_shift_takes_no_more_knocks_but_finishes_talking() -> None:
    street = talking_street("Noor", "Robin")
    street.publish(street.house.new_shift(but=("Noor",)))
    street.pass_time(3)
    view = street.duty("Noor")
    assert (view.stage, view.problem) == ("off-duty", "not-on-shift")
    assert street.duty("Robin").stage == "on-duty"
    street.act("Noor", TalkSay(view.talks[0].key, "I stay with you"))
    assert texts(street.visit().notes)[-1] == "I stay with you"


def test_a41_a_revoked_device_is_shut_out_at_once_on_both_sides() -> None:
    street = talking_street("Noor", "Robin")
    street.house.revoked.add("Noor")
    street.publish(street.house.new_roster())
    view = street.visit()
    assert view.ended is not None
    assert (view.ended.reason, view.ended.by_me) == ("revoked", False)
    console = street.duty("Noor")
    assert (console.stage, console.problem) == ("refused", "not-on-shift")
    assert [talk.stage for talk in console.talks] == ["ended"]
    assert street.duty("Robin").stage == "on-duty"


def test_a04_with_an_old_roster_every_line_ends() -> None:
    street = talking_street()
    street.now += 7 * DAY
    street.pass_time(1)
    ended = street.visit().ended
    assert ended is not None
    assert ended.reason == "closed"
    assert street.visit().problem == "roster-expired"
    assert [talk.stage for talk in street.duty().talks] == ["ended"]


def test_a04_an_expired_shift_opens_nothing_new() -> None:
    street = open_street()
    street.now += DAY + 60
    street.pass_time(2)
    view = street.visit()
    assert (view.desk, view.problem) == ("closed", "shift-expired")
    street.act("visitor", HELLO)
    assert street.visit().stage == "ready"
    assert street.visit().problem == "shift-expired"
    assert (street.duty().stage, street.duty().problem) == ("off-duty", "shift-expired")
    asked = street.frames
    street.pass_time(60)
    assert street.frames - asked < 20, "nobody hammers at the relay"
    street.house.now = int(street.now)
    street.publish(street.house.new_shift())
    street.pass_time(2)
    assert street.visit().desk == "open"
    assert (street.duty().stage, street.duty().problem) == ("on-duty", None)


def test_a_desk_that_is_closed_by_its_state_takes_no_knock() -> None:
    street = open_street()
    street.publish(street.house.new_state("closed"))
    assert street.visit().desk == "closed"
    street.act("visitor", HELLO)
    assert (street.visit().stage, street.visit().problem) == ("ready", "desk-closed")
    street.publish(street.house.new_state("surge"))
    street.act("visitor", HELLO)
    assert street.visit().stage == "waiting"


@pytest.mark.parametrize(
    ("mode", "text", "said"),
    [
        ("open", "", ""),
        ("open", "state-1", "state-1"),
        ("closed", "", "closed"),
        ("surge", "state-4", "state-4"),
        ("partner", "closed", "closed"),
        ("open", "welcome", ""),
        ("closed", "rights", "closed"),
        ("surge", "state-5", "surge"),
        ("partner", "state-1\n", "partner"),
    ],
)
def test_a_state_shows_a_text_that_is_for_states_and_no_other(
    mode: str, text: str, said: str
) -> None:
    assert ceremony.STATE_TEXTS == STATE_TEXTS, "who signs and who reads agree"
    street = open_street()
    assert street.visit().said == ""
    street.publish(street.house.new_state(mode, text))
    assert street.visit().said == said


@pytest.mark.parametrize("mode", ["closed", "partner"])
def test_who_waits_when_the_desk_closes_is_told_and_keeps_nothing(mode: str) -> None:
    street = open_street()
    street.act("visitor", HELLO)
    assert street.visit().stage == "waiting"
    street.publish(street.house.new_state(mode))
    view = street.visit()
    assert (view.stage, view.problem, view.notes) == ("ready", "desk-closed", ())
    assert street.duty().knocks == ()
    street.publish(street.house.new_state("open"))
    assert (street.visit().desk, street.visit().problem) == ("open", None)


def test_who_talks_when_the_desk_closes_goes_on() -> None:
    street = talking_street()
    street.publish(street.house.new_state("closed"))
    assert street.visit().stage == "talking"
    street.act("visitor", Say("still here"))
    assert "still here" in texts(street.duty().talks[0].notes)


def test_a02_an_organisation_that_the_relay_does_not_have_is_refused() -> None:
    street = Street(make_house())
    elsewhere = make_house(seed=2)
    street.members["lost"] = Member("lost", Visit(elsewhere.organisation, DESK, bytes), VISIT)
    street.pass_time(2)
    assert (street.visit("lost").stage, street.visit("lost").problem) == (
        "refused",
        "unknown-organisation",
    )


def test_a02_another_organisations_documents_under_our_fingerprint_are_refused() -> None:
    street = Street(make_house())
    charter, _ = make_house(seed=2).published[0]

    def swap(_: str, raw: bytes) -> bytes | None:
        frame = frames.decode_relay(raw)
        if isinstance(frame, frames.Document) and frame.kind == 1:
            return frames.encode(frames.Document(frame.ref, 1, [charter], b""))
        return raw

    street.visitor("before")
    assert street.visit("before").stage == "ready"
    street.tamper = swap
    street.visitor()
    assert (street.visit().stage, street.visit().problem) == ("refused", "wrong-fingerprint")
    with pytest.raises(Unsendable):
        street.act("visitor", HELLO)


def test_a_clock_that_is_slow_is_told_from_a_shift_that_is_over() -> None:
    house = make_house()
    street = Street(house)
    street.visitor("right")
    assert street.visit("right").problem is None
    late = Visit(house.organisation, DESK, bytes)
    assert street.visit("right").desk == "open"
    # Only this page's clock is wrong; the relay has another one.
    member = Member("slow", late, VISIT)
    street.members["slow"] = member
    slow = SlowClock(late, 7200.0)
    member.machine = slow  # type: ignore[assignment]
    street.pass_time(2)
    assert late.view().problem == "clock-disagrees"
    assert late.view().desk == "closed"


class SlowClock:
    """A machine whose device lives in the past."""

    def __init__(self, machine: Visit, behind: float) -> None:
        self.machine, self.behind = machine, behind
        self.drain, self.wants, self.view = machine.drain, machine.wants, machine.view

    def opened(self, now: float) -> None:
        self.machine.opened(now - self.behind)

    def lost(self, now: float) -> None:
        self.machine.lost(now - self.behind)

    def frame(self, raw: bytes, now: float) -> None:
        self.machine.frame(raw, now - self.behind)

    def tick(self, now: float) -> None:
        self.machine.tick(now - self.behind)


def test_the_limit_holds_and_is_told_to_the_relay() -> None:
    street = Street(make_house())
    street.counselor("Noor", limit=1)
    street.act("Noor", OnDuty())
    for name in ("one", "two"):
        street.visitor(name)
        street.act(name, HELLO)
    street.act("Noor", Claim(street.duty().knocks[0].key))
    street.pass_time(2)
    place = street.visit("two").place
    assert place is not None
    assert not place.serving, "nobody has room now"
    with pytest.raises(Unsendable):
        street.act("Noor", Claim(street.duty().knocks[0].key))
    street.act("Noor", SetLimit(2))
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert [talk.stage for talk in street.duty().talks] == ["talking", "talking"]


def test_finishing_takes_no_more_knocks_and_ends_with_the_last_talk() -> None:
    street = talking_street()
    street.act("Noor", Finish())
    assert street.duty().stage == "finishing"
    street.visitor("late")
    street.act("late", HELLO)
    assert street.duty().knocks == ()
    street.act("Noor", TalkSay(street.duty().talks[0].key, "good night"))
    assert texts(street.visit().notes)[-1] == "good night"
    street.act("Noor", EndTalk(street.duty().talks[0].key))
    assert street.duty().stage == "off-duty"
    street.act("Noor", Forget(street.duty().talks[0].key))
    assert street.duty().talks == ()


def test_off_duty_and_on_duty_again() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.act("Noor", OffDuty())
    assert street.duty().knocks == ()
    street.pass_time(2)
    place = street.visit().place
    assert place is not None
    assert not place.serving
    street.act("Noor", OnDuty())
    assert len(street.duty().knocks) == 1


def test_locking_says_goodbye_and_leaves_nothing() -> None:
    street = talking_street()
    street.act("Noor", Lock())
    view = street.duty()
    assert (view.stage, view.talks, view.knocks) == ("refused", (), ())
    assert street.members["Noor"].machine.wants() == "none"
    ended = street.visit().ended
    assert ended is not None
    assert ended.reason == "left"


def test_the_same_device_in_two_consoles_is_said() -> None:
    street = open_street()
    first = street.members.pop("Noor")
    street.members["first"] = first
    street.counselor("Noor")
    street.act("Noor", OnDuty())
    street.pass_time(2)
    assert street.duty("first").problem == "taken-over"
    assert street.duty("first").stage == "off-duty"
    assert street.duty("Noor").stage == "on-duty"


def test_a_knock_that_no_key_opens_is_shown_as_unreadable() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    raw = frames.encode(frames.Waiting(DESK, bytes(16), 5, bytes(4096)))
    street.members["Noor"].machine.frame(raw, street.now)
    states = {knock.key: knock.state for knock in street.duty().knocks}
    assert states[bytes(16).hex()] == "unreadable"
    with pytest.raises(Unsendable):
        street.act("Noor", Claim(bytes(16).hex()))


@pytest.mark.parametrize(("late", "stage"), [(600, "talking"), (DAY, "waiting")])
def test_a04_a_hello_that_is_kept_until_its_shift_is_over_is_of_no_use(
    late: int, stage: str
) -> None:
    street = open_street()
    street.act("visitor", HELLO)
    kept: list[bytes] = []

    def keep(member: str, raw: bytes) -> bytes | None:
        if member == "visitor" and isinstance(frames.decode_relay(raw), frames.Deliver):
            kept.append(raw)
            return None
        return raw

    street.tamper = keep
    street.act("Noor", Claim(street.duty().knocks[0].key))
    (hello,) = kept
    street.members["visitor"].machine.frame(hello, street.now + late)
    assert street.visit().stage == stage

"""A survivor's page and a console talk through a relay in memory, from first to last frame."""

from __future__ import annotations

import pytest

from orgkeys.errors import Unsendable
from orgkeys.machines.actions import (
    Admit,
    Claim,
    End,
    EndTalk,
    Knock,
    Leave,
    OnDuty,
    Say,
    TalkSay,
    Withdraw,
)
from relay.frames import Deliver, decode_relay
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street, kinds, texts

HELLO = Knock("en", "Sam", "I need to talk")


def open_street(*aliases: str) -> Street:
    """Counselors on duty, and one visitor who has loaded the page."""
    street = Street(make_house(*aliases))
    for alias in aliases or ("Noor",):
        street.counselor(alias)
        street.act(alias, OnDuty())
        assert street.duty(alias).stage == "on-duty"
    street.visitor()
    return street


def talking_street(*aliases: str) -> Street:
    street = open_street(*aliases)
    name = aliases[0] if aliases else "Noor"
    street.act("visitor", HELLO)
    street.act(name, Claim(street.duty(name).knocks[0].key))
    assert street.visit().stage == "talking"
    return street


def test_a_page_that_loads_shows_the_notice_and_that_the_desk_is_open() -> None:
    street = open_street()
    view = street.visit()
    assert (view.stage, view.connection, view.desk, view.problem) == (
        "ready",
        "connected",
        "open",
        None,
    )
    assert view.notice is not None
    assert view.notice.organisation == "Night Line"
    assert view.notice.text("de", "welcome") == "Schreib."
    assert view.notice.text("fr", "welcome") == "Write to us."
    assert view.notice.phones("de")[0].label == "Unser Telefon"


def test_a_whole_conversation() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    assert street.visit().stage == "waiting"
    place = street.visit().place
    assert place is not None
    assert (place.ahead, place.serving) == (0, True)
    assert texts(street.visit().notes) == ["I need to talk"]
    assert street.visit().notes[0].delivery == "sending"

    knock = street.duty().knocks[0]
    assert (knock.language, knock.address_as, knock.first) == ("en", "Sam", "I need to talk")
    assert knock.state == "waiting"
    street.act("Noor", Claim(knock.key))

    assert street.visit().stage == "talking"
    assert [person.alias for person in street.visit().people] == ["Noor"]
    talk = street.duty().talks[0]
    assert (talk.stage, talk.by, talk.address_as) == ("talking", "knock", "Sam")
    assert street.duty().knocks == ()

    street.act("Noor", TalkSay(talk.key, "I am here"))
    street.act("visitor", Say("thank you"))
    street.pass_time(2)
    said = ["I need to talk", "I am here", "thank you"]
    assert texts(street.visit().notes) == said
    assert texts(street.duty().talks[0].notes) == said
    mine = [note for note in street.visit().notes if note.mine]
    assert [note.delivery for note in mine] == ["delivered", "delivered"]
    assert [n.delivery for n in street.duty().talks[0].notes if n.mine] == ["delivered"]
    assert street.duty().talks[0].waiting_for_me

    street.act("Noor", EndTalk(talk.key))
    ended = street.visit().ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("finished", False)
    assert street.duty().talks[0].stage == "ended"
    street.pass_time(2)
    assert street.members["visitor"].conn is None, "nothing is left to wait for"


def test_the_survivor_ends() -> None:
    street = talking_street()
    street.act("visitor", End())
    ended = street.visit().ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("finished", True)
    talk = street.duty().talks[0]
    assert talk.ended is not None
    assert (talk.stage, talk.ended.reason, talk.ended.by_me) == ("ended", "finished", False)


def test_a32_leaving_wipes_everything_at_once_and_says_so_if_it_can() -> None:
    street = talking_street()
    street.act("visitor", Say("a secret"))
    street.members["visitor"].machine.act(Leave(), street.now)  # type: ignore[arg-type]
    view = street.visit()
    assert (view.stage, view.notes, view.people) == ("ended", (), ())
    assert street.members["visitor"].machine.wants() == "none"
    street.pump()
    talk = street.duty().talks[0]
    assert talk.ended is not None
    assert talk.ended.reason == "left"


def test_withdrawing_takes_the_knock_out_of_the_line() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    assert len(street.duty().knocks) == 1
    street.act("visitor", Withdraw())
    assert street.visit().stage == "ready"
    assert street.duty().knocks == ()
    street.act("visitor", HELLO)
    assert len(street.duty().knocks) == 1


def test_nothing_can_be_said_before_the_answer_has_opened() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.cut("visitor")
    street.members["visitor"].held = True
    street.act("Noor", Claim(street.duty().knocks[0].key))
    talk = street.duty().talks[0]
    assert talk.stage == "unverified"
    with pytest.raises(Unsendable):
        street.act("Noor", TalkSay(talk.key, "hello?"))
    street.members["visitor"].held = False
    street.pass_time(2)
    assert street.duty().talks[0].stage == "talking"
    street.act("Noor", TalkSay(talk.key, "hello"))
    assert texts(street.visit().notes)[-1] == "hello"


@pytest.mark.parametrize("silent", [False, True])
def test_a32_who_leaves_before_the_answer_does_not_keep_the_console_waiting(silent: bool) -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.tamper = lambda name, raw: (
        None if name == "visitor" and isinstance(decode_relay(raw), Deliver) else raw
    )
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert street.duty().talks[0].stage == "unverified"
    if not silent:
        street.act("visitor", Leave())
    street.pass_time(15)
    assert street.duty().talks[0].stage == "unverified", "an answer may still be on its way"
    street.pass_time(660 if silent else 6)
    talk = street.duty().talks[0]
    assert talk.ended is not None
    assert (talk.stage, talk.ended.reason, talk.ended.by_me) == ("ended", "left", False)


def test_an_answer_is_waited_for_anew_where_the_console_was_cut_off_meanwhile() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    street.tamper = lambda name, raw: (
        None if name == "visitor" and isinstance(decode_relay(raw), Deliver) else raw
    )
    street.act("Noor", Claim(street.duty().knocks[0].key))
    street.act("visitor", Leave())
    street.pass_time(15)
    street.cut("Noor")
    street.pass_time(15)
    assert street.duty().talks[0].stage == "unverified", "it could not have come before"
    street.pass_time(8)
    assert street.duty().talks[0].stage == "ended"


def test_actions_out_of_turn_are_refused_and_change_nothing() -> None:
    street = open_street()
    before = street.visit()
    for action in (Say("x"), Withdraw(), Admit(1, True, False)):
        with pytest.raises(Unsendable):
            street.act("visitor", action)
    assert street.visit() == before
    with pytest.raises(Unsendable):
        street.act("visitor", Knock("en", "", "x" * 1001))
    assert street.visit().stage == "ready"
    with pytest.raises(Unsendable):
        street.act("Noor", TalkSay("t9", "x"))
    with pytest.raises(Unsendable):
        street.act("Noor", Claim("00"))


def test_a_text_that_is_none_is_refused() -> None:
    street = talking_street()
    for text in ("", "\0", "x" * 4001):
        with pytest.raises(Unsendable):
            street.act("visitor", Say(text))
        with pytest.raises(Unsendable):
            street.act("Noor", TalkSay(street.duty().talks[0].key, text))
    assert kinds(street.visit().notes) == ["joined"]


def test_please_do_not_write_to_me_again_ends_every_line_and_the_counselor_sees_it() -> None:
    street = talking_street()
    talk = street.duty().talks[0].key
    street.act("visitor", End(unwanted=True))
    ended = street.visit().ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("unwanted", True)
    street.pass_time(2)
    told = street.duty().talks[0].ended
    assert told is not None
    assert (told.reason, told.by_me) == ("unwanted", False)
    with pytest.raises(Unsendable):
        street.act("Noor", TalkSay(talk, "one more thing"))


def test_what_a_survivor_answered_is_in_the_line_and_in_the_talk() -> None:
    street = open_street()
    answers = (("caller", "relative"), ("question-1", "Since last winter 🌊"))
    street.act("visitor", Knock("en", "Sam", "", answers))
    [knock] = street.duty("Noor").knocks
    assert knock.answers == answers
    street.act("Noor", Claim(knock.key))
    [talk] = street.duty("Noor").talks
    assert talk.answers == answers
    assert "winter" not in repr(knock) + repr(talk)


def test_who_answers_nothing_says_nothing() -> None:
    street = open_street()
    street.act("visitor", HELLO)
    assert street.duty("Noor").knocks[0].answers == ()

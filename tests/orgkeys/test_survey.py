"""Answers to the organisation after the end: the drop, and the survivor's machine (15)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import ceremony
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.machines.actions import Claim, End, EndTalk, Knock, Leave, OnDuty, Survey
from orgkeys.primitives import xwing_public
from orgkeys.survey import make_drop, open_drop, statistics_key
from relay import frames
from relay.limits import DROP_SIZE
from tests.orgkeys.house import DAY, DESK, NOW, make_house
from tests.orgkeys.street import Street

ORGANISATION = b"o" * 32
SEED = b"s" * 32
KEY = xwing_public(SEED)
ANSWERS = (("survey-1", "Yes"), ("survey-2", "canary: you were kind"))


# --- the drop -----------------------------------------------------------------------------------


def test_a_drop_has_one_size_and_opens_for_its_organisation_and_desk_alone() -> None:
    drop = make_drop(ORGANISATION, DESK, KEY, ANSWERS, NOW)
    assert len(drop) == DROP_SIZE
    told = open_drop(ORGANISATION, DESK, SEED, drop)
    assert (told.day, told.kind, told.answers) == (NOW // DAY, "survey", ANSWERS)
    assert "canary" not in repr(told)
    for place in (
        (b"x" * 32, DESK, SEED),
        (ORGANISATION, b"x" * 16, SEED),
        (ORGANISATION, DESK, KEY[:32]),
    ):
        with pytest.raises(CannotOpen):
            open_drop(*place, drop)


@given(
    st.lists(st.tuples(st.text(max_size=8), st.text(max_size=30)), min_size=1, max_size=4),
)
def test_whatever_fits_comes_back_and_hides_its_length(answers: list[tuple[str, str]]) -> None:
    drop = make_drop(ORGANISATION, DESK, KEY, answers, NOW)
    assert len(drop) == DROP_SIZE
    assert list(open_drop(ORGANISATION, DESK, SEED, drop).answers) == answers


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (("survey-1", "a" * 257),),
        (("s" * 33, "a"),),
        tuple((f"survey-{number}", "a") for number in range(9)),
        tuple((f"survey-{number}", "\u0436" * 256) for number in range(4)),
    ],
)
def test_what_does_not_fit_is_not_sent(answers: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Unsendable):
        make_drop(ORGANISATION, DESK, KEY, answers, NOW)


def test_a_key_that_is_none_is_no_key() -> None:
    house = make_house()
    assert statistics_key(house.charter) is None
    house.ask()
    assert statistics_key(house.charter) == xwing_public(house.statistics)
    later = ceremony.make_charter(
        name="N", threshold=1, roots=house.charter.root_keys,
        administrators=house.charter.administrator_keys, now=NOW, before=house.charter,
        organisation=house.organisation,
    )  # fmt: skip
    assert statistics_key(later) == xwing_public(house.statistics), "it stays in the next charter"


# --- the machine --------------------------------------------------------------------------------


def asked(question: str = "Did it help?") -> Street:
    """A conversation has begun at an organisation that asks."""
    house = make_house()
    house.ask(question)
    street = Street(house)
    street.counselor()
    street.act("Noor", OnDuty())
    street.visitor()
    street.act("visitor", Knock("en", "Sam", ""))
    street.act("Noor", Claim(street.duty().knocks[0].key))
    assert street.visit().stage == "talking"
    return street


def opened(street: Street) -> list[tuple[tuple[str, str], ...]]:
    house = street.house
    return [
        open_drop(house.organisation, DESK, house.statistics, drop.sealed).answers
        for drop in street.drops.values()
    ]


def test_after_the_counselor_has_ended_it_answers_reach_the_organisation_alone() -> None:
    street = asked()
    street.act("Noor", EndTalk(street.duty().talks[0].key))
    street.until(lambda: street.visit().stage == "ended")
    assert street.visit().survey == "asked"
    assert street.members["visitor"].machine.wants() == "socket"
    street.act("visitor", Survey(ANSWERS))
    assert street.visit().survey == "sent"
    assert opened(street) == [ANSWERS]
    assert street.members["visitor"].machine.wants() == "none"
    assert "canary" not in repr(street.duty())


def test_whoever_ends_it_herself_is_asked_and_whoever_leaves_is_not() -> None:
    street = asked()
    street.act("visitor", End())
    assert street.visit().survey == "asked"
    street.act("visitor", Leave())
    assert street.visit().survey is None
    assert street.members["visitor"].machine.wants() == "none"
    for action in (Leave(), End(unwanted=True)):
        street = asked()
        street.act("visitor", action)
        assert street.visit().survey is None
        street.act("visitor", Survey(ANSWERS))
        assert street.drops == {}


def test_no_answer_no_drop_and_after_ten_minutes_nobody_waits() -> None:
    street = asked()
    street.act("visitor", End())
    street.act("visitor", Survey((("survey-1", " "),)))
    assert street.visit().survey is None
    assert street.drops == {}
    late = asked()
    late.act("visitor", End())
    late.pass_time(599)
    assert late.visit().survey == "asked"
    late.pass_time(2)
    assert late.visit().survey is None
    assert late.members["visitor"].machine.wants() == "none"


def test_without_a_question_nobody_is_asked() -> None:
    street = asked(question="")
    street.act("visitor", End())
    assert street.visit().survey is None


def test_answers_whose_connection_is_lost_come_once() -> None:
    street = asked()
    street.act("visitor", End())
    street.tamper = lambda _, raw: (
        None if isinstance(frames.decode_relay(raw), frames.Done) else raw
    )
    street.act("visitor", Survey(ANSWERS))
    assert street.members["visitor"].machine.wants() == "socket"
    street.cut("visitor")
    street.tamper = lambda _, raw: raw
    street.until(lambda: street.members["visitor"].machine.wants() == "none")
    assert opened(street) == [ANSWERS]
    assert street.visit().survey == "sent"


def test_what_does_not_fit_can_be_sent_shorter() -> None:
    street = asked()
    street.act("visitor", End())
    with pytest.raises(Unsendable):
        street.act("visitor", Survey((("survey-1", "a" * 300),)))
    assert street.visit().survey == "asked"
    street.act("visitor", Survey(ANSWERS))
    assert opened(street) == [ANSWERS]

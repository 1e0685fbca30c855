"""The star with a survivor and three staff: who hears what, in which order, and how often."""

from __future__ import annotations

import random as chance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys.conversation import Entry, Point, start_hash, step_hash
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.messages import (
    Admit,
    Admitted,
    Contact,
    Member,
    Passed,
    People,
    Placed,
    Text,
    Typing,
    Unknown,
)
from tests.builders import filler
from tests.orgkeys.stars import NAMES, ORGANISATION, Star, who


@pytest.fixture
def star() -> Star:
    return Star()


def test_everybody_hears_everything_in_the_same_order(star: Star) -> None:
    robin, sam, toni = (star.join(name) for name in NAMES)
    star.center_says("hello")
    star.says(robin, "I am here")
    star.says(sam, "me too")
    star.says(toni, "and I")
    star.center_says("thank you")
    everything = ["hello", "I am here", "me too", "and I", "thank you"]
    assert [entry.text for entry in star.center.transcript] == everything
    for person in (robin, sam, toni):
        assert star.said(person) == everything
        assert star.points[person].hash == star.center.hash
        assert star.points[person].waiting == ()


def test_what_was_passed_on_says_so(star: Star) -> None:
    robin, sam = star.join("Robin"), star.join("Sam")
    star.says(robin, "mine")
    assert star.heard[robin][-1] == Placed(1, 1)
    assert star.heard[sam][-1] == Passed(1, robin, False, "mine")
    star.center_says("hers")
    assert star.heard[sam][-1] == star.heard[robin][-1] == Text(2, "hers")


def test_nothing_goes_to_a_line_before_it_is_one_and_people_come_first(star: Star) -> None:
    robin = star.join("Robin")
    star.center_says("only for Robin")
    sam = star.join("Sam")
    assert [type(message) for message in star.heard[sam]] == [People]
    assert [type(message) for message in star.heard[robin]] == [People, Text, People]
    star.center_says("for both")
    assert star.said(sam) == ["for both"]
    assert star.said(robin) == ["only for Robin", "for both"]
    # Sam did not hear the beginning, so Sam cannot say what the transcript is.
    assert star.points[sam].hash is None
    assert star.points[robin].hash == star.center.hash


def test_what_was_said_before_goes_there_only_when_the_survivor_allows_it(star: Star) -> None:
    robin = star.join("Robin")
    star.center_says("one")
    star.says(robin, "two")
    sam = star.join("Sam", earlier=True)
    star.center_says("three")
    assert star.said(sam) == ["one", "two", "three"]
    assert [entry.earlier for entry in star.points[sam].transcript] == [True, True, False]
    assert star.points[sam].hash == star.points[robin].hash == star.center.hash
    toni = star.join("Toni")
    assert star.said(toni) == []


@given(st.integers(0, 4), st.integers(1, 4), st.booleans())
def test_what_is_shown_only_later_stands_in_its_place_and_the_hash_is_that_of_all(
    before: int, since: int, everybody_is_here: bool
) -> None:
    star = Star()
    robin = star.join("Robin")
    for at in range(before):
        star.center_says(f"before {at}")
        star.says(robin, f"yes {at}")
    if not everybody_is_here:
        star.leave(robin)
    said = len(star.center.transcript)
    sam = star.join("Sam")
    for at in range(since):
        star.says(sam, f"since {at}")
    for _ in range(2):
        star.carry(star.center.earlier(sam, said))
    star.center_says("and then")
    told = star.points[sam]
    assert star.said(sam) == [entry.text for entry in star.center.transcript]
    assert [entry.earlier for entry in told.transcript] == [True] * said + [False] * (since + 1)
    assert told.gaps == 0
    # Whoever was gone when Sam came is a number without a name: nobody can say who wrote that.
    assert told.hash == (star.center.hash if everybody_is_here or before == 0 else None)


def test_what_says_that_it_is_from_before_comes_in_order_once_and_below_what_is_known() -> None:
    point = Point(bytes(32), bytes(32))
    point.receive(Text(5, "five"))
    for place, earlier, news in [
        *[(2, False, False), (1, True, True), (1, True, False), (2, True, True)],
        *[(5, True, False), (4, True, True), (3, True, False)],
    ]:
        entry = point.receive(Passed(place, 0, earlier, str(place)))
        assert (entry is not None) == news, place
    assert [entry.place for entry in point.transcript] == [1, 2, 4, 5]
    assert (point.gaps, point.hash) == (1, None), "place 3 is missing"


def test_who_has_left_hears_nothing_more(star: Star) -> None:
    robin, sam = star.join("Robin"), star.join("Sam")
    star.leave(robin)
    heard = len(star.heard[robin])
    star.center_says("only for Sam")
    star.says(sam, "yes")
    assert len(star.heard[robin]) == heard
    assert [member.person for member in star.points[sam].people] == [sam]
    assert star.center.leave(robin) == []
    with pytest.raises(OutOfPlace):
        star.center.receive(robin, Text(1, "still here"))


def test_a_hand_over_leaves_the_numbers_as_they_were(star: Star) -> None:
    robin = star.join("Robin")
    star.says(robin, "I have to go, Sam will take over")
    sam = star.join("Sam", earlier=True)
    star.leave(robin)
    star.says(sam, "hello, I am Sam")
    assert (robin, sam) == (1, 2)
    assert [entry.person for entry in star.center.transcript] == [1, 2]
    assert [member.alias for member in star.center.people] == ["Sam"]
    again = star.join("Robin")
    assert again == 3


def test_the_list_of_people_is_the_list_of_lines(star: Star) -> None:
    assert not star.center.people
    robin, sam = star.join("Robin"), star.join("Sam")
    told: tuple[Member, ...] = star.points[robin].people
    assert told == star.points[sam].people == star.center.people
    assert [(one.person, one.alias, one.certificate_hash) for one in told] == [
        (robin, "Robin", filler("certificate Robin")),
        (sam, "Sam", filler("certificate Sam")),
    ]
    assert star.points[sam].number == sam


def test_a_line_made_again_shows_everything_once(star: Star) -> None:
    robin, sam = star.join("Robin"), star.join("Sam")
    star.says(robin, "one")
    star.cut[robin] = []
    star.center_says("two")
    star.says(robin, "three")
    star.says(sam, "four")
    assert star.said(robin) == ["one"]
    star.made_again(robin)
    everything = ["one", "two", "four", "three"]
    assert star.said(robin) == star.said(sam) == everything
    assert star.points[robin].hash == star.points[sam].hash == star.center.hash
    # Sent once more, because the receipts were lost: nothing is repeated.
    before = star.center.hash
    for message in star.heard[robin]:
        assert star.points[robin].receive(message) is None
    sends = star.center.receive(robin, Text(2, "three"))
    assert sends == [(robin, Placed(2, 4))]
    assert star.center.hash == before
    assert star.said(robin) == everything


def test_a_place_that_was_skipped_is_a_gap_that_is_seen() -> None:
    point = Point(ORGANISATION, filler("me"))
    point.receive(Text(1, "one"))
    point.receive(Text(3, "three"))
    assert point.gaps == 1
    assert point.hash is None


def test_the_hash_names_place_author_and_words() -> None:
    start = start_hash(ORGANISATION)
    author = filler("author")
    made = {
        step_hash(start, 1, author, "words"),
        step_hash(start, 2, author, "words"),
        step_hash(start, 1, b"", "words"),
        step_hash(start, 1, author, "word"),
        step_hash(start_hash(filler("other")), 1, author, "words"),
    }
    assert len(made) == 5


def test_a_center_that_tells_two_stories_is_found_by_the_hash() -> None:
    honest, misled = Point(ORGANISATION, filler("a")), Point(ORGANISATION, filler("b"))
    honest.receive(Text(1, "she said yes"))
    misled.receive(Text(1, "she said no"))
    assert honest.hash != misled.hash


def test_messages_that_only_the_other_side_says_are_refused(star: Star) -> None:
    robin = star.join("Robin")
    for message in (Placed(1, 1), Passed(1, 1, False, "x"), People(()), Admitted(1, True)):
        with pytest.raises(OutOfPlace):
            star.center.receive(robin, message)
    point = star.points[robin]
    envelope = b"envelope"
    for said in (
        Contact(filler("w"), envelope),
        Admit(1, envelope, envelope, filler("w"), 1),
        Placed(1, 1),  # nothing of ours has that number
    ):
        with pytest.raises(OutOfPlace):
            point.receive(said)
    for other in (Typing(True), Unknown(18)):
        assert star.center.receive(robin, other) == []
        assert point.receive(other) is None


def test_what_is_no_text_is_not_said(star: Star) -> None:
    robin = star.join("Robin")
    for text in ("", "x" * 4001, "a\0b"):
        with pytest.raises(Unsendable):
            star.center.say(text)
        with pytest.raises(Unsendable):
            star.points[robin].say(text)
    assert star.center.transcript == ()
    assert star.points[robin].waiting == ()


def test_so_many_people_and_no_more(star: Star) -> None:
    for number in range(32):
        star.join(f"person {number}")
    with pytest.raises(Unsendable):
        star.center.join(who("one more"))
    assert len(star.center.people) == 32


def test_no_word_and_no_name_is_in_a_representation() -> None:
    shown = repr(Entry(1, 1, 1, "canary")) + repr(who("canary"))
    assert "canary" not in shown


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_three_staff_in_any_order_of_events_hear_one_transcript(seed: int) -> None:
    play = chance.Random(seed)
    star = Star()
    everyone = [star.join(name) for name in NAMES]
    for count in range(60):
        person = play.choice(everyone)
        match play.randrange(5):
            case 0:
                star.center_says(f"center {count}")
            case 1 | 2:
                star.says(person, f"{person} {count}")
            case 3 if person not in star.cut:
                star.cut[person] = []
            case _ if person in star.cut:
                star.made_again(person)
    for person in list(star.cut):
        star.made_again(person)
    told = [entry.text for entry in star.center.transcript]
    assert len(told) == len(set(told))
    for person in everyone:
        assert star.said(person) == told
        assert star.points[person].hash == star.center.hash
        assert star.points[person].gaps == 0

"""Sockets that are cut and relays that are replaced, at every single frame of a conversation.

Nothing is lost, nothing is doubled, order is kept, and "delivered" is said by receipt alone.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orgkeys.machines.actions import Claim, Knock, OnDuty, Say, TalkSay
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street, kinds, texts

HOUSE = make_house("Noor")
FROM_VISITOR = [f"visitor {n}" for n in range(4)]
FROM_NOOR = [f"noor {n}" for n in range(4)]

Fault = Callable[[Street], None]
FAULTS: dict[str, Fault] = {
    "the visitor is cut off": lambda street: street.cut("visitor"),
    "the counselor is cut off": lambda street: street.cut("Noor"),
    "both are cut off": lambda street: street.cut("visitor", "Noor"),
    "the relay is replaced": lambda street: street.restart(),
}


class Story:
    """A conversation in which each side does the next thing as soon as it can."""

    def __init__(self, fault: Fault | None = None, at: int = -1) -> None:
        self.street = Street(HOUSE)
        self.street.counselor("Noor")
        self.street.visitor()
        self.street.frames = 0
        self.to_say = list(FROM_VISITOR)
        self.to_answer = list(FROM_NOOR)
        if fault is not None:
            self.street.fault_at, self.street.fault = at, lambda: fault(self.street)

    def step(self) -> None:
        street = self.street
        visit, duty = street.visit(), street.duty()
        if duty.stage == "off-duty":
            street.act("Noor", OnDuty())
        if visit.stage == "ready":
            street.act("visitor", Knock("en", "Sam", "first"))
        if duty.knocks and duty.knocks[0].state == "waiting" and duty.stage == "on-duty":
            street.act("Noor", Claim(duty.knocks[0].key))
        if visit.stage == "talking" and self.to_say:
            street.act("visitor", Say(self.to_say.pop(0)))
        talks = [talk for talk in street.duty().talks if talk.stage == "talking"]
        if talks and self.to_answer:
            street.act("Noor", TalkSay(talks[-1].key, self.to_answer.pop(0)))

    def over(self) -> bool:
        street = self.street
        talks = [talk for talk in street.duty().talks if talk.stage == "talking"]
        mine = [note for note in street.visit().notes if note.mine]
        answers = [note for talk in talks for note in talk.notes if note.mine]
        delivered = all(note.delivery == "delivered" for note in mine + answers)
        said = not self.to_say and not self.to_answer
        return said and delivered and len(mine) == 5 and len(answers) == 4

    def tell(self) -> Street:
        for _ in range(200):
            if self.over():
                return self.street
            self.step()
            self.street.pass_time(1.0)
        raise AssertionError("the story did not come to its end")


def check(street: Street) -> None:
    """Both show the same words, each once, and each side's in its order."""
    talks = street.duty().talks
    shown = texts(street.visit().notes)
    assert len(talks) == 1
    assert texts(talks[0].notes) == shown
    assert sorted(shown) == sorted(["first", *FROM_VISITOR, *FROM_NOOR])
    assert [text for text in shown if text in FROM_VISITOR] == FROM_VISITOR
    assert [text for text in shown if text in FROM_NOOR] == FROM_NOOR
    assert shown[0] == "first"
    assert kinds(street.visit().notes) == ["joined"], "no gap and nothing made again"


def test_without_a_fault_the_story_is_told() -> None:
    check(Story().tell())


@pytest.mark.parametrize("name", FAULTS)
def test_a08_a09_whatever_frame_is_the_last_before(name: str) -> None:
    plain = Story()
    plain.tell()
    struck = 0
    for at in range(plain.street.frames):
        story = Story(FAULTS[name], at)
        street = story.tell()
        struck += street.frames > at
        try:
            check(street)
        except AssertionError as error:
            raise AssertionError(f"fault at frame {at}: {error}") from error
    assert struck == plain.street.frames, "a run without a fault proves nothing"


class Many(Story):
    """The same story with several faults, each so many frames after the one before."""

    def __init__(self, faults: list[tuple[str, int]]) -> None:
        super().__init__()
        self.left = list(faults)
        self.struck = 0
        self.street.fault = self.strike
        self.arm()

    def arm(self) -> None:
        if self.left:
            self.street.fault_at = self.street.frames + self.left[0][1]

    def strike(self) -> None:
        name, _ = self.left.pop(0)
        self.struck += 1
        FAULTS[name](self.street)
        self.arm()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(FAULTS)), st.integers(1, 60)), max_size=8))
@example([("the relay is replaced", 1)] * 8)
@example([("both are cut off", 17)] * 8)
@example([("both are cut off", after) for after in (22, 1, 18, 19, 20)])
def test_a08_a09_however_many_faults_there_are(faults: list[tuple[str, int]]) -> None:
    story = Many(faults)
    check(story.tell())
    assert story.struck == len(faults) - len(story.left)


def test_nothing_shows_as_delivered_that_the_other_side_has_not_shown() -> None:
    """At every frame: whatever one side calls delivered stands on the other side's screen."""
    plain = Story()
    plain.tell()
    for at in range(0, plain.street.frames, 3):
        story = Story(lambda street: street.cut("visitor", "Noor"), at)
        street = story.street

        def honest(street: Street = street) -> None:
            visit, talks = street.visit(), street.duty().talks
            there = texts(talks[-1].notes) if talks else []
            for note in visit.notes:
                assert note.delivery != "delivered" or note.text in there
            for note in talks[-1].notes if talks else ():
                assert note.delivery != "delivered" or note.text in texts(visit.notes)

        for _ in range(60):
            if story.over():
                break
            story.step()
            honest()
            street.pass_time(1.0, honest)
        assert story.over()

"""Quiet lines: who watches sizes and times learns nothing, and nobody loses a word by it (6.5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys.machines.actions import Claim, End, Knock, OnDuty, Say, TalkSay, Typing
from orgkeys.quiet import FITS, QUIET_BUCKET, SLOT, Beat, pieces
from relay import frames
from relay.errors import Malformed
from relay.flood import Budgets, Flood
from relay.frames import Append
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street, kinds, texts


@dataclass(frozen=True)
class Seen:
    """A frame of a line, as the relay sees it."""

    at: float
    w: bytes
    number: int
    size: int


class WatchedStreet(Street):
    """A street whose relay notes the size and time of every frame of a line."""

    seen: list[Seen]

    def watch(self) -> None:
        self.seen = []
        received = self.board.received

        def watched(conn: int, raw: bytes, now: float) -> object:
            try:
                frame = frames.decode_client(raw)
            except Malformed:
                frame = None
            if isinstance(frame, Append):
                self.seen.append(Seen(now, frame.w, frame.number, len(frame.ciphertext)))
            return received(conn, raw, now)

        self.board.received = watched  # type: ignore[assignment]

    def directions(self) -> list[list[Seen]]:
        found: dict[bytes, list[Seen]] = defaultdict(list)
        for one in self.seen:
            found[one.w].append(one)
        return list(found.values())


def chat(*, quiet: bool = True) -> WatchedStreet:
    house = make_house()
    street = WatchedStreet(house)
    if quiet:
        street.publish(house.new_notice(2, policy=(("quiet", "on"),)))
    street.watch()
    street.counselor()
    street.act("Noor", OnDuty())
    street.visitor()
    street.act("visitor", Knock("en", "Sam", "hello?"))
    street.act("Noor", Claim(street.duty().knocks[0].key))
    return street


def reply(street: Street, text: str) -> None:
    street.act("Noor", TalkSay(street.duty().talks[0].key, text))


def test_talking_or_silent_each_side_sends_one_frame_of_4096_bytes_every_two_seconds() -> None:
    street = chat()
    for second in range(120):
        if second > 40 and second % 7 == 0:
            street.act("visitor", Say(f"mine {second}"))
        if second > 40 and second % 11 == 0:
            reply(street, f"yours {second}")
        if second > 20:
            street.act("visitor", Typing(second % 2 == 0))
        street.pass_time(1)
    street.pass_time(10)
    assert len(street.directions()) == 2
    for direction in street.directions():
        assert {one.size for one in direction} == {QUIET_BUCKET}
        assert {after.at - before.at for before, after in pairwise(direction)} == {SLOT}
        assert direction[-1].at > street.now - SLOT
    said = texts(street.visit().notes)
    assert len(said) > 15
    assert texts(street.duty().talks[0].notes) == said


def watched(*, quiet: bool, talking: bool, cuts: bool = False) -> list[tuple[float, int, int, int]]:
    street = chat(quiet=quiet)
    begun = street.now
    for second in range(90):
        # At a different moment of what went before, each time.
        if cuts and second % 29 == 12:
            street.cut("visitor")
        if cuts and second % 37 == 20:
            street.cut("Noor")
        if talking and second % (3 if cuts else 5) == 0:
            street.act("visitor", Say("x" * (20 * second + 1)))
            reply(street, "y" * (3 * second + 1))
        if talking:
            street.act("visitor", Typing(True))
        street.pass_time(1)
    names = list(dict.fromkeys(one.w for one in street.seen))
    return [(one.at - begun, names.index(one.w), one.number, one.size) for one in street.seen]


def test_a22_who_sees_every_size_and_time_cannot_tell_talking_from_silence() -> None:
    assert watched(quiet=True, talking=True) == watched(quiet=True, talking=False)


def test_a22_a_host_that_cuts_connections_learns_nothing_from_what_is_sent_again() -> None:
    assert watched(quiet=True, talking=True, cuts=True) == watched(
        quiet=True, talking=False, cuts=True
    )


def test_a22_without_the_policy_they_can() -> None:
    assert watched(quiet=False, talking=True) != watched(quiet=False, talking=False)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mine"), st.integers(1, 4000)),
        st.tuples(st.just("yours"), st.integers(1, 4000)),
        st.tuples(st.just("typing"), st.integers(0, 1)),
        st.tuples(st.sampled_from(["visitor", "Noor"]), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.integers(1, 25)),
    ),
    max_size=25,
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_any_interleaving_each_slot_once_nothing_lost_or_doubled(
    steps: list[tuple[str, int]],
) -> None:
    street = chat()
    mine: list[str] = ["hello?"]
    yours: list[str] = []
    for what, much in steps:
        text = f"{what} {len(mine)} {len(yours)} " + "word " * (much // 5) + "x" * (much % 5)
        match what:
            case "mine" if len(text) <= 4000:
                mine.append(text)
                street.act("visitor", Say(text))
            case "yours" if len(text) <= 4000:
                yours.append(text)
                reply(street, text)
            case "typing":
                street.act("visitor", Typing(much == 1))
            case "visitor" | "Noor":
                street.cut(what)
                street.pass_time(much)
            case _:
                street.pass_time(much)
    street.pass_time(20 + 8 * len(steps))
    visit, talk = street.visit(), street.duty().talks[0]
    own = "".join(note.text for note in visit.notes if note.kind == "text" and note.mine)
    assert own == "".join(mine)
    theirs = "".join(note.text for note in visit.notes if note.kind == "text" and not note.mine)
    assert theirs == "".join(yours)
    assert texts(talk.notes) == texts(visit.notes)
    assert "gap" not in kinds(visit.notes) + kinds(talk.notes)
    assert all(note.delivery != "sending" for note in (*visit.notes, *talk.notes))
    for direction in street.directions():
        assert {one.size for one in direction} == {QUIET_BUCKET}
        slots = [(one.at - direction[0].at) // SLOT for one in direction]
        assert len(set(slots)) == len(slots), "two frames in one slot"


def test_what_was_said_just_before_the_end_arrives_and_nothing_leaves_after_it() -> None:
    street = chat()
    street.pass_time(9)
    street.act("visitor", Say("thank you"))
    street.act("visitor", End())
    street.pass_time(1)
    talk = street.duty().talks[0]
    assert "thank you" in texts(talk.notes)
    assert talk.ended is not None
    assert talk.ended.reason == "finished"
    before = len(street.seen)
    street.pass_time(40)
    assert len(street.seen) == before


def test_who_hears_nothing_for_long_stops_sending_and_goes_on_when_the_other_is_back() -> None:
    street = chat()
    street.pass_time(10)
    street.cut("visitor")
    street.members["visitor"].held = True
    street.pass_time(200)
    before = len(street.seen)
    street.pass_time(60)
    assert len(street.seen) == before
    reply(street, "are you there?")
    street.members["visitor"].held = False
    street.pass_time(20)
    assert "are you there?" in texts(street.visit().notes)


def test_one_address_has_room_for_two_hundred_quiet_lines() -> None:
    """Of each a frame and an `ack` every two seconds, for an hour."""
    origin = Flood(Budgets()).origin(bytes(16), 0.0)
    lines = 200
    refused = 0
    for second in range(3600):
        refused += sum(origin.frames.spend(float(second)) > 0 for _ in range(lines))
    assert refused == 0
    # The control: of six hundred some would be refused.
    assert any(origin.frames.spend(4000.0 + second // 600) for second in range(600 * 60))


@given(st.text(alphabet=st.sampled_from("ab \n\u00e9\u0645\u5b57\U0001f33b"), max_size=4000))
def test_pieces_fit_and_are_the_text_again(text: str) -> None:
    parts = pieces(text)
    assert "".join(parts) == text
    assert all(len(part.encode()) <= FITS for part in parts)
    assert all(part[-1] in " \n" or not set(part) & set(" \n") for part in parts[:-1])
    if len(text.encode()) <= FITS:
        assert parts == [text]


@given(st.lists(st.floats(-50, 50, allow_nan=False), max_size=50))
def test_a_beat_fills_each_slot_once_whatever_the_clock_does(steps: list[float]) -> None:
    beat, now = Beat(), 1000.0
    assert beat.due(now)
    for step in steps:
        now += step
        beat.due(now)
        assert beat.next is not None
        # A clock that went back by less than a millisecond does not begin anew.
        assert now < beat.next <= now + SLOT + 0.002
        assert not beat.due(now), "twice in one slot"

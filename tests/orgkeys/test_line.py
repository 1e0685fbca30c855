"""Two ends of a line: everything arrives once, in order, or the line ends visibly."""

from __future__ import annotations

import random as chance
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import line as lines
from orgkeys.errors import LineBroken, Unsendable
from orgkeys.line import Outgoing
from orgkeys.messages import (
    Text,
)
from tests.orgkeys.lines import Pair, make_world, say, words


@pytest.fixture
def pair() -> Pair:
    made = make_world().pair()
    made.settle()
    return made


def test_words_arrive_in_order_in_both_directions(pair: Pair) -> None:
    there = say(pair, pair.inviter, "one", "two")
    back = say(pair, pair.responder, "three")
    assert words(pair.deliver(pair.responder, there)) == ["one", "two"]
    assert words(pair.deliver(pair.inviter, back)) == ["three"]


def test_a08_what_was_seen_is_dropped_without_a_word(pair: Pair) -> None:
    frames = say(pair, pair.inviter, "one", "two")
    pair.deliver(pair.responder, frames)
    assert pair.deliver(pair.responder, [*frames, *frames]) == [None] * 4
    assert not pair.responder.dead
    assert words(pair.deliver(pair.responder, say(pair, pair.inviter, "three"))) == ["three"]


def test_a08_a_frame_is_good_for_one_number_only(pair: Pair) -> None:
    (frame,) = say(pair, pair.inviter, "one")
    pair.deliver(pair.responder, [frame])
    with pytest.raises(LineBroken):
        pair.responder.receive(frame.number + 1, frame.frame)


def test_a08_a_frame_of_an_earlier_line_does_not_open_in_a_later_one(pair: Pair) -> None:
    later = make_world("later").pair()
    later.settle()
    (frame,) = say(pair, pair.inviter, "one")
    with pytest.raises(LineBroken) as caught:
        later.responder.receive(later.responder.expected, frame.frame)
    assert caught.value.code == "forged"


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)))
def test_a09_any_other_order_is_a_gap_that_is_seen(order: list[int]) -> None:
    pair = make_world().pair()
    pair.settle()
    frames = say(pair, pair.inviter, *"abcdef")
    heard: list[str] = []
    broken = ""
    for at in order:
        try:
            heard += words(pair.deliver(pair.responder, [frames[at]]))
        except LineBroken as fault:
            broken = fault.code
            break
    assert heard == list("abcdef")[: len(heard)]
    assert broken == ("" if order == sorted(order) else "gap")
    assert pair.responder.dead == bool(broken)


def test_a10_a_frame_left_out_is_a_gap_that_is_seen(pair: Pair) -> None:
    one, _, three = say(pair, pair.inviter, "one", "two", "three")
    pair.deliver(pair.responder, [one])
    with pytest.raises(LineBroken) as caught:
        pair.deliver(pair.responder, [three])
    assert caught.value.code == "gap"
    assert pair.responder.dead
    assert pair.responder.due(pair.now, pair.random) == []
    with pytest.raises(Unsendable):
        pair.responder.send(Text(1, "more"), pair.now, pair.random)


def test_a11_a_tail_that_is_dropped_is_never_delivered(pair: Pair) -> None:
    frames = say(pair, pair.inviter, "one", "two", "three")
    pair.deliver(pair.responder, frames[:1])
    pair.deliver(pair.inviter, pair.responder.due(pair.now, pair.random))
    assert pair.inviter.receipted_upto == frames[0].number + 1
    assert pair.inviter.unreceipted() == frames[1:]
    # The same bytes again; then it is delivered.
    pair.deliver(pair.responder, pair.inviter.unreceipted())
    pair.settle()
    assert pair.inviter.receipted_upto == frames[2].number + 1


def test_a12_a_frame_that_comes_back_is_refused(pair: Pair) -> None:
    while pair.inviter.number < pair.inviter.expected:
        pair.deliver(pair.responder, say(pair, pair.inviter, "evening up"))
    while pair.inviter.expected < pair.inviter.number:
        pair.deliver(pair.inviter, say(pair, pair.responder, "evening up"))
    (own,) = say(pair, pair.inviter, "mine")
    with pytest.raises(LineBroken) as caught:
        pair.inviter.receive(own.number, own.frame)
    assert caught.value.code == "forged"


def test_a13_a_frame_from_another_conversation_is_refused(pair: Pair) -> None:
    other = make_world("other").pair()
    other.settle()
    (mine,) = say(pair, pair.inviter, "mine")
    (theirs,) = say(other, other.inviter, "theirs")
    assert mine.number == theirs.number
    assert len(mine.frame) == len(theirs.frame)
    with pytest.raises(LineBroken):
        pair.responder.receive(mine.number, theirs.frame)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 512 * 8 - 1))
def test_any_flipped_bit_ends_the_line_and_wipes_it(bit: int) -> None:
    pair = make_world().pair()
    (frame,) = pair.responder.due(pair.now, pair.random)[:1]
    pair.deliver(pair.inviter, [frame])
    (sent,) = pair.inviter.due(pair.now, pair.random)
    flipped = bytearray(sent.frame)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(LineBroken):
        pair.responder.receive(sent.number, bytes(flipped))
    assert pair.responder.dead
    assert pair.responder.held_keys == ()
    assert pair.responder.unreceipted() == []
    with pytest.raises(Unsendable):
        pair.responder.receive(sent.number, sent.frame)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_any_interleaving_without_loss_delivers_everything_once_and_in_order(seed: int) -> None:
    """Random sends, deliveries, repeats, reconnects and hours going by."""
    play = chance.Random(seed)
    pair = make_world().pair()
    ends = (pair.inviter, pair.responder)
    roads: tuple[deque[Outgoing], deque[Outgoing]] = (deque(), deque())  # towards each end
    said: tuple[list[str], list[str]] = ([], [])
    heard: tuple[list[str], list[str]] = ([], [])
    for _ in range(150):
        who = play.randrange(2)
        line, there = ends[who], ends[1 - who]
        match play.randrange(6):
            case 0 | 1:
                text = f"{who} {len(said[who])}" + "x" * play.choice((0, 500, 3900))
                said[who].append(text)
                number = len(said[who])
                roads[1 - who].extend(line.send(Text(number, text), pair.now, pair.random))
            case 2:
                roads[1 - who].extend(line.due(pair.now, pair.random))
            case 3:
                roads[1 - who].clear()  # the connection is made again: the same bytes
                roads[1 - who].extend(line.unreceipted())
            case 4:
                pair.now += play.choice((1, 60, 400))
            case _:
                for _ in range(play.randrange(8)):
                    if roads[1 - who]:
                        sent = roads[1 - who].popleft()
                        heard[who].extend(words(pair.deliver(there, [sent])))
        for end in ends:
            assert len(end.held_keys) <= 2
            assert len(end.unreceipted()) <= lines.OUTBOX_MOST
    for who in range(2):
        heard[who].extend(words(pair.deliver(ends[1 - who], ends[who].unreceipted())))
    pair.settle()
    assert heard == said
    for end in ends:
        left = end.unreceipted()
        assert end.receipted_upto >= end.number - len(left)
        assert len(left) <= 16  # only receipts may be without receipt

"""Receipts, the bounded outbox, and a line that fails closed."""

from __future__ import annotations

import pytest

from orgkeys import line as lines
from orgkeys import messages
from orgkeys.errors import LineBroken, OutboxFull, Unsendable
from orgkeys.line import Line, Outgoing
from orgkeys.messages import (
    Answer,
    Cover,
    Known,
    Ready,
    Receipt,
    Refresh,
    Text,
    Typing,
    Unknown,
)
from tests.builders import filler
from tests.orgkeys.lines import Pair, make_world, say, words


@pytest.fixture
def pair() -> Pair:
    made = make_world().pair()
    made.settle()
    return made


def test_two_silent_sides_do_not_answer_each_others_receipts(pair: Pair) -> None:
    pair.deliver(pair.responder, say(pair, pair.inviter, "one"))
    frames = sum(len(pair.settle()) for _ in range(5))
    assert frames == 1
    for _ in range(60):
        pair.now += 120
        assert pair.settle() == []


def test_a_receipt_says_up_to_where_and_typing_asks_for_none(pair: Pair) -> None:
    pair.deliver(pair.responder, pair.inviter.send(Typing(True), pair.now, pair.random))
    pair.deliver(pair.responder, pair.inviter.send(Cover(), pair.now, pair.random))
    assert pair.responder.due(pair.now, pair.random) == []
    for _ in range(16):
        pair.deliver(pair.responder, pair.inviter.send(Typing(True), pair.now, pair.random))
    heard = pair.deliver(pair.inviter, pair.responder.due(pair.now, pair.random))
    assert Receipt(pair.responder.expected) in heard


def test_a_receipt_for_what_was_never_sent_breaks_the_line(pair: Pair) -> None:
    forged = Receipt(pair.responder.number + 1)
    sent = append(pair, pair.inviter, forged)
    with pytest.raises(LineBroken) as caught:
        pair.deliver(pair.responder, sent)
    assert caught.value.code == "unexpected"


def append(pair: Pair, line: Line, message: Known) -> list[Outgoing]:
    """What a hostile but certified peer could send: any message, well encrypted."""
    before = line.number
    line._append(messages.encode(message), pair.random)
    return [sent for sent in line.unreceipted() if sent.number >= before]


@pytest.mark.parametrize(
    "message", [Ready(), Answer(filler("w"), 0, filler("s", 1168), 1, filler("k", 1216))]
)
def test_ready_and_answer_stand_in_frame_0_only(pair: Pair, message: Known) -> None:
    for end, other in ((pair.inviter, pair.responder), (pair.responder, pair.inviter)):
        with pytest.raises(LineBroken):
            pair.deliver(other, append(pair, end, message))


def test_the_line_alone_sends_what_is_its_own(pair: Pair) -> None:
    own = (Ready(), Receipt(0), Refresh(0, filler("s", 1168), 0, b""))
    for message in own:
        with pytest.raises(Unsendable):
            pair.inviter.send(message, pair.now, pair.random)
    for refused in (Text(1, "x" * 4001), Text(1, "\0")):
        with pytest.raises(Unsendable):
            pair.inviter.send(refused, pair.now, pair.random)
    with pytest.raises(Unsendable):
        pair.inviter.answer(filler("w"), pair.now, pair.random)
    assert words(pair.deliver(pair.responder, say(pair, pair.inviter, "fine"))) == ["fine"]


def test_a_later_type_is_receipted(pair: Pair) -> None:
    before = pair.inviter.number
    pair.inviter._append(b"\x92\x12\x01", pair.random)
    assert pair.deliver(pair.responder, pair.inviter.unreceipted()[-1:]) == [Unknown(18)]
    pair.settle()
    assert pair.inviter.receipted_upto > before


def test_the_outbox_is_bounded_and_two_full_sides_get_free_again(pair: Pair) -> None:
    for line in (pair.inviter, pair.responder):
        with pytest.raises(OutboxFull):
            say(pair, line, *["waiting"] * 300)
        assert line.wants_room
        assert not line.dead
        assert len(line.unreceipted()) <= lines.OUTBOX_FOR_MESSAGES
    # Each hears the other frame by frame and wants to send a receipt after every one.
    roads = (pair.inviter.unreceipted(), pair.responder.unreceipted())
    for frame, back in zip(*roads, strict=False):
        pair.deliver(pair.responder, [frame])
        pair.responder.due(pair.now, pair.random)
        pair.deliver(pair.inviter, [back])
        pair.inviter.due(pair.now, pair.random)
        for line in (pair.inviter, pair.responder):
            assert len(line.unreceipted()) <= lines.OUTBOX_MOST
    for _ in range(4):
        pair.deliver(pair.responder, pair.inviter.unreceipted())
        pair.deliver(pair.inviter, pair.responder.unreceipted())
        pair.settle()
    assert not pair.inviter.wants_room
    assert not pair.responder.wants_room
    assert words(pair.deliver(pair.responder, say(pair, pair.inviter, "free"))) == ["free"]


@pytest.mark.parametrize("broken", ["make_frame", "messages", "random"])
def test_a17_a_cryptographic_failure_ends_the_line_and_nothing_leaves(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object) -> bytes:
        raise RuntimeError("planted")

    if broken == "make_frame":
        monkeypatch.setattr(lines, "make_frame", fails)
    draw = fails if broken == "random" else pair.random
    if broken == "messages":
        # Positive control: a bad call is not a failure, and the line lives.
        with pytest.raises(Unsendable):
            pair.inviter.send(Text(1, "\0"), pair.now, draw)
        assert not pair.inviter.dead
        return
    with pytest.raises(LineBroken) as caught:
        pair.inviter.send(Text(1, "canary"), pair.now, draw)
    assert caught.value.code == "encryption-failed"
    assert pair.inviter.dead
    assert pair.inviter.unreceipted() == []


def test_a17_a_failure_while_opening_ends_the_line(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    (frame,) = say(pair, pair.inviter, "one")

    def fails(*_: object) -> bytes:
        raise RuntimeError("planted")

    monkeypatch.setattr(lines, "open_frame", fails)
    with pytest.raises(LineBroken) as caught:
        pair.deliver(pair.responder, [frame])
    assert caught.value.code == "encryption-failed"
    assert pair.responder.dead


def test_a_closed_line_has_no_keys_left(pair: Pair) -> None:
    pair.inviter.close()
    assert pair.inviter.held_keys == ()
    assert all(
        not chain._key for chain in (pair.inviter._keys.sending, pair.inviter._keys.receiving)
    )
    assert repr(pair.inviter) == "<Line role=0 dead>"
    with pytest.raises(Unsendable):
        pair.inviter.send(Text(1, "x"), pair.now, pair.random)

"""Refresh: forward secrecy, healing, and never more than two private keys."""

from __future__ import annotations

import pytest

from orgkeys import messages
from orgkeys.chain import Chain, Where, open_frame
from orgkeys.errors import CannotOpen, LineBroken
from orgkeys.handshake import accept_hello
from orgkeys.line import Line, Outgoing
from orgkeys.messages import Refresh, Text
from orgkeys.primitives import seal, xwing_public
from orgkeys.refresh import RefreshKeys
from tests.builders import filler
from tests.orgkeys.lines import Pair, make_world


@pytest.fixture
def pair() -> Pair:
    made = make_world().pair()
    made.settle()
    return made


def thief(line: Line) -> Chain:
    """Somebody who copies the receiving chain of this moment, and nothing else."""
    return Chain(bytes(line._keys.receiving._key), line._keys.organisation)


def reads(chain: Chain, line: Line, sent: Outgoing) -> bool:
    """Whether the thief opens a frame that the line sent."""
    step = chain.step()
    where = Where(line._keys.organisation, line.line_id, line.role, sent.number)
    try:
        open_frame(step.message_key, where, sent.frame)
    except CannotOpen:
        return False
    chain.move(step)
    return True


def round_of_talk(pair: Pair, seconds: float) -> list[Outgoing]:
    """The inviter speaks after some time, and everything settles."""
    pair.now += seconds
    sent = pair.inviter.send(Text(1, "hello"), pair.now, pair.random)
    pair.deliver(pair.responder, sent)
    pair.settle()
    return sent


def test_the_answer_and_the_first_words_after_it_are_renewed() -> None:
    world = make_world()
    ask = world.knock()
    append, responder = world.hello(ask)
    inviter, _, _ = accept_hello(ask, append, world.check)
    stolen = thief(responder)  # everything from before the answer
    answer = inviter.answer(filler("w"), world.now, world.random)
    assert reads(stolen, inviter, answer)  # positive control: the thief does hold the keys
    responder.receive(answer.number, answer.frame)
    heard = [type(inviter.receive(s.number, s.frame)) for s in responder.due(0.0, world.random)]
    assert heard == [Refresh, messages.Receipt]
    sent = inviter.send(Text(1, "hello"), world.now, world.random)
    assert not any(reads(stolen, inviter, one) for one in sent)
    assert len(sent) == 1
    assert inviter.held_keys == (1,)


def test_forward_secrecy_old_frames_do_not_open_with_the_keys_of_now(pair: Pair) -> None:
    old = pair.inviter.send(Text(1, "secret"), pair.now, pair.random)
    pair.deliver(pair.responder, old)
    now = thief(pair.responder)
    assert not any(reads(now, pair.inviter, one) for one in old)
    new = pair.inviter.send(Text(2, "open"), pair.now, pair.random)
    assert all(reads(now, pair.inviter, one) for one in new)  # positive control


def test_healing_after_a_refresh_a_stolen_chain_opens_nothing_more(pair: Pair) -> None:
    stolen = thief(pair.responder)
    before = round_of_talk(pair, 1)
    assert all(reads(stolen, pair.inviter, one) for one in before)
    refreshed = round_of_talk(pair, 301)
    assert len(refreshed) == 2
    assert reads(stolen, pair.inviter, refreshed[0])  # the refresh itself stands under the old
    assert not reads(stolen, pair.inviter, refreshed[1])


def test_a_refresh_comes_with_the_next_message_after_twenty_frames_or_five_minutes(
    pair: Pair,
) -> None:
    counts = [len(pair.inviter.send(Text(n, "x"), pair.now, pair.random)) for n in range(1, 60)]
    assert counts.count(2) >= 2
    assert counts.index(2) <= 20
    pair.deliver(pair.responder, pair.inviter.unreceipted())
    pair.settle()
    assert len(round_of_talk(pair, 299)) == 1 or pair.inviter.number > 60
    assert len(round_of_talk(pair, 301)) == 2
    assert len(round_of_talk(pair, 1)) == 1
    assert len(round_of_talk(pair, -9999)) == 2  # a clock that was set back


def test_each_side_holds_two_private_keys_at_most_and_moves_on(pair: Pair) -> None:
    seen = set()
    for _ in range(12):
        round_of_talk(pair, 301)
        seen |= set(pair.inviter.held_keys)
        for line in (pair.inviter, pair.responder):
            assert 1 <= len(line.held_keys) <= 2
    assert min(pair.inviter.held_keys) > 3
    assert len(seen) > 4


def test_keys_are_not_announced_while_one_lies_unused(pair: Pair) -> None:
    for _ in range(5):  # the responder hears nothing, so it uses none of them
        pair.now += 301
        pair.inviter.send(Text(1, "x"), pair.now, pair.random)
    assert len(pair.inviter.held_keys) <= 2
    told = [
        message
        for message in pair.deliver(pair.responder, pair.inviter.unreceipted())
        if isinstance(message, Refresh)
    ]
    assert sum(1 for message in told if message.new_key) <= 1
    assert len(told) == 5


def test_a_used_key_destroys_those_before_it() -> None:
    ours = RefreshKeys(filler("u_c"), xwing_public(filler("u_s")))
    theirs = RefreshKeys(None, xwing_public(filler("u_c")))
    where = Where(filler("organisation"), filler("line"), 0, 0)

    def draw(size: int) -> bytes:
        return filler(f"draw {size} {theirs.held}", size)

    first = theirs.make(where, draw)
    theirs.made(first)
    assert ours.open(where, first.message) == first.secret
    ours.opened(first.message)
    second = ours.make(where, draw)
    ours.made(second)
    assert set(ours.held) == {0, 1}
    theirs.opened(second.message)
    third = theirs.make(where, draw)
    assert third.message.index == 1
    ours.opened(third.message)
    assert set(ours.held) == {1}
    with pytest.raises(CannotOpen):
        ours.open(where, first.message)


def hostile(pair: Pair, message: Refresh) -> list[Outgoing]:
    pair.inviter._append(messages.encode(message), pair.random)
    return pair.inviter.unreceipted()[-1:]


@pytest.mark.parametrize("what", ["index", "secret", "order", "early", "short", "box"])
def test_a_refresh_that_does_not_fit_breaks_the_line(pair: Pair, what: str) -> None:
    line, keys = pair.inviter, pair.inviter._keys.refresh
    where = line._where(line.role, line.number)
    good = keys.make(where, pair.random)
    message = good.message
    index = message.index
    match what:
        case "index":
            message = Refresh(index + 1, message.sealed, message.new_index, message.new_key)
        case "secret":  # sealed for another frame
            elsewhere = line._where(line.role, line.number + 1)
            message = keys.make(elsewhere, pair.random).message
        case "order":
            message = Refresh(index, message.sealed, 9, filler("key", 1216))
        case "early":  # a third key before the second was used
            keys.made(good)
            next_index = keys._newest + 1
            message = Refresh(index, message.sealed, next_index + 7, xwing_public(filler("x")))
        case "box":
            message = Refresh(index, filler("sealed", 1168), 0, b"")
        case _:
            info = where.bound("noview/1 refresh", index.to_bytes(8, "big"))
            sealed = seal(keys._theirs[1], info, filler("secret"))
            message = Refresh(index, sealed[:-1] + b"\0", 0, b"")
    with pytest.raises(LineBroken) as caught:
        pair.deliver(pair.responder, hostile(pair, message))
    assert caught.value.code == "refresh"
    assert pair.responder.dead


def test_a_refresh_that_fits_moves_the_line_on(pair: Pair) -> None:
    sent = round_of_talk(pair, 301)
    assert len(sent) == 2
    assert not pair.responder.dead


def test_a15_a_refresh_without_its_sealed_secret_is_refused(pair: Pair) -> None:
    pair.inviter._append(b"\x95\x02\x00\xc4\x00\x00\xc4\x00", pair.random)
    with pytest.raises(LineBroken) as caught:
        pair.deliver(pair.responder, pair.inviter.unreceipted()[-1:])
    assert caught.value.code == "malformed"

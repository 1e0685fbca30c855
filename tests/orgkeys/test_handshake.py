"""Knock, invitation, hello: who can answer, and what a bad answer leaves behind (nothing)."""

from __future__ import annotations

import copy
import pickle

import pytest

from orgkeys import handshake
from orgkeys.asks import Believed, InvitationText, KnockText
from orgkeys.errors import BadHello, CannotOpen, LineBroken, Unsendable
from orgkeys.messages import Text
from orgkeys.primitives import seal
from relay.documents import Certificate
from relay.errors import Untrusted
from relay.limits import ASK_SIZE
from tests.builders import filler
from tests.orgkeys.lines import World, make_world, talk


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_knock_answered_becomes_a_line(world: World) -> None:
    text = KnockText("en", "Kim", "I need to talk", (("safe now?", "yes"),))
    ask = world.knock(text)
    assert len(ask.sealed) == ASK_SIZE
    opened = world.opened(ask)
    assert opened.knock == text
    append, responder = world.hello(ask)
    assert len(append) == ASK_SIZE
    inviter, certificate, w_c = handshake.accept_hello(ask, append, world.check)
    assert (certificate.alias, w_c) == ("Robin", filler("w_c"))
    assert inviter.line_id == responder.line_id
    assert ask.spent
    talk(world, inviter, responder)


def test_one_hello_is_accepted_for_an_ask(world: World) -> None:
    ask = world.knock()
    append, _ = world.hello(ask)
    second, _ = world.hello(ask, world.devices[1])
    handshake.accept_hello(ask, append, world.check)
    for again in (append, second):
        with pytest.raises(BadHello) as caught:
            handshake.accept_hello(ask, again, world.check)
        assert caught.value.code == "spent"


def test_the_responder_sends_nothing_before_the_answer(world: World) -> None:
    ask = world.knock()
    _, responder = world.hello(ask)
    assert responder.write is None
    assert responder.due(world.now + 9999, world.random) == []
    with pytest.raises(Unsendable):
        responder.send(Text(1, "hello"), world.now, world.random)
    assert not responder.dead


@pytest.mark.parametrize("staff", [False, True], ids=["by a survivor", "between staff"])
def test_an_invitation_is_for_exactly_one_device(world: World, staff: bool) -> None:
    robin, sam, toni = world.devices
    before = filler("line before")
    ask = world.invitation(sam, robin if staff else None, "please join", before)
    assert len(ask.sealed) == ASK_SIZE
    with pytest.raises(CannotOpen):
        world.open_invitation(toni, ask)
    opened = world.open_invitation(sam, ask)
    assert opened.invitation.note == "please join"
    assert opened.invitation.line_id_before == before
    assert (opened.inviter is not None) == staff
    believed = world.believed
    # Toni got hold of the opened invitation: the certificate is not the one invited.
    stolen, _ = handshake.make_hello(
        believed, toni.identity, toni.certificate, opened, filler("w_c"), world.random
    )
    with pytest.raises(BadHello) as caught:
        handshake.accept_hello(ask, stolen, world.check)
    assert caught.value.code == "another-device"
    # … and Sam's certificate without Sam's key opens nothing.
    posed, _ = handshake.make_hello(
        believed, toni.identity, sam.certificate, opened, filler("w_c"), world.random
    )
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, posed, world.check)
    append, responder = handshake.make_hello(
        believed, sam.identity, sam.certificate, opened, filler("w_c"), world.random
    )
    inviter, certificate, _ = handshake.accept_hello(ask, append, world.check)
    assert certificate.alias == "Sam"
    talk(world, inviter, responder)


def test_an_invitation_with_anothers_certificate_makes_no_line(world: World) -> None:
    robin, sam, toni = world.devices
    text = InvitationText(filler("w"), b"", 1, robin.certificate, "")
    ask = handshake.make_invitation(
        world.believed, sam.sealing_key, sam.hash, text, world.random, toni.identity
    )
    opened = world.open_invitation(sam, ask)
    append, _ = handshake.make_hello(
        world.believed, sam.identity, sam.certificate, opened, filler("w_c"), world.random
    )
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, append, world.check)


def test_an_inviter_whose_certificate_is_not_good_is_refused(world: World) -> None:
    robin, sam, _ = world.devices
    ask = world.invitation(sam, robin)

    def revoked(raw: bytes) -> Certificate:
        raise Untrusted("revoked")

    with pytest.raises(Untrusted):
        handshake.open_invitation(world.believed, sam.sealing_seed, sam.hash, ask.sealed, revoked)
    text = InvitationText(filler("w"), b"", 1, robin.certificate, "")
    with pytest.raises(Unsendable):
        handshake.make_invitation(world.believed, sam.sealing_key, sam.hash, text, world.random)


@pytest.mark.parametrize("field", ["organisation", "shift_hash", "roster_hash"])
def test_sides_that_believe_differently_share_nothing(world: World, field: str) -> None:
    ask = world.knock()
    values = {
        name: getattr(world.believed, name)
        for name in ("organisation", "shift_hash", "roster_hash")
    }
    other = Believed(**{**values, field: filler("other")})
    with pytest.raises(CannotOpen):
        handshake.open_knock(other, world.team_seed, ask.sealed)
    robin = world.devices[0]
    with pytest.raises(CannotOpen):
        handshake.make_hello(
            other, robin.identity, robin.certificate, world.opened(ask), filler("w"), world.random
        )


@pytest.mark.parametrize(
    "text",
    [
        KnockText("x" * 17),
        KnockText(address_as="x" * 65),
        KnockText(first="x" * 1001),
        KnockText(first="ä" * 501),
        KnockText(answers=(("q", "a"),) * 9),
        KnockText(answers=(("q", "a" * 257),)),
    ],
)
def test_a_knock_that_says_too_much_is_not_made(world: World, text: KnockText) -> None:
    with pytest.raises(Unsendable):
        world.knock(text)
    longest = KnockText("x" * 16, "ä" * 64, "x" * 1000, (("question", "answer"),) * 8)
    assert world.opened(world.knock(longest)).knock == longest


def test_a16_what_is_sealed_as_one_ask_opens_as_no_other(world: World) -> None:
    # One key for everything, which no honest device has: only the label keeps them apart.
    sam = world.devices[1]
    believed = world.believed
    knock = handshake.make_knock(believed, sam.sealing_key, KnockText(), world.random)
    invitation = world.invitation(sam)
    handshake.open_knock(believed, sam.sealing_seed, knock.sealed)
    world.open_invitation(sam, invitation)
    with pytest.raises(CannotOpen):
        world.open_invitation(sam, knock)
    with pytest.raises(CannotOpen):
        handshake.open_knock(believed, sam.sealing_seed, invitation.sealed)
    plain = seal(sam.sealing_key, b"", bytes(2960))
    with pytest.raises(CannotOpen):
        handshake.open_knock(believed, sam.sealing_seed, plain)


def test_secrets_are_not_copied_and_not_shown(world: World) -> None:
    ask = world.knock()
    append, responder = world.hello(ask)
    inviter, _, _ = handshake.accept_hello(ask, append, world.check)
    for secret in (ask, responder, inviter):
        for leak in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError):
                leak(secret)
    assert repr(ask) == "<Ask shape=0 spent>"
    assert repr(responder) == "<Line role=1 not answered>"
    shown = repr(world.opened(world.knock(KnockText("en", "Kim", "canary"))))
    assert "canary" not in shown
    assert "Kim" not in shown


def test_what_was_accepted_leaves_no_secret_in_the_ask(world: World) -> None:
    ask = world.knock()
    secrets = ask.secrets()
    append, _ = world.hello(ask)
    handshake.accept_hello(ask, append, world.check)
    assert all(secret == bytes(len(secret)) for secret in secrets)
    with pytest.raises(BadHello):
        ask.secrets()


def test_inbox_capabilities_differ_by_device_and_by_shift(world: World) -> None:
    believed = world.believed
    later = Believed(believed.organisation, filler("later"), believed.roster_hash)
    made = {
        handshake.inbox_capability(secret, belief)
        for secret in (filler("one"), filler("two"))
        for belief in (believed, later)
    }
    assert len(made) == 4


def test_a_line_that_was_never_answered_takes_nothing_but_an_answer(world: World) -> None:
    first, second = world.knock(), world.knock()
    append, responder = world.hello(first)
    inviter, _, _ = handshake.accept_hello(first, append, world.check)
    other, _ = world.hello(second)
    stranger, _, _ = handshake.accept_hello(second, other, world.check)
    foreign = stranger.answer(filler("w"), world.now, world.random)
    with pytest.raises(LineBroken):
        responder.receive(0, foreign.frame)
    assert responder.dead
    assert inviter.answer(filler("w"), world.now, world.random).number == 0

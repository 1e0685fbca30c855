"""Knock, invitation, hello: who can answer, and what a bad answer leaves behind (nothing)."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import handshake, labels
from orgkeys.asks import Ask, Believed, InvitationText, KnockText
from orgkeys.encoding import decode, encode
from orgkeys.errors import BadHello, CannotOpen, LineBroken, Unsendable
from orgkeys.line import Line
from orgkeys.messages import Answer, Text
from orgkeys.primitives import bind, seal, x25519_public, xwing_public
from orgkeys.sealing import open_padded, seal_padded
from relay.documents import Certificate, decode_envelope, encode_envelope
from relay.errors import RemoteFault, Untrusted
from relay.limits import ASK_SIZE, HELLO_SIZE
from tests.builders import filler
from tests.orgkeys.lines import Device, World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


def talk(world: World, inviter: Line, responder: Line) -> None:
    """Answer, and words both ways: the positive control of every attack below."""
    answer = inviter.answer(filler("w new"), world.now, world.random)
    assert isinstance(responder.receive(answer.number, answer.frame), Answer)
    assert responder.write == filler("w new")
    for one, other in ((responder, inviter), (inviter, responder)):
        heard = [
            other.receive(sent.number, sent.frame)
            for sent in one.send(Text(1, "hello"), world.now, world.random)
        ]
        assert heard[-1] == Text(1, "hello")


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


# --------------------------------------------------------------------- attacks on the knock


def reseal(world: World, ask: Ask, position: int, value: object) -> bytes:
    """The knock opened by a holder of the team key, one field changed, and sealed again."""
    info = world.believed.bound(labels.KNOCK)
    plain, _ = open_padded(world.team_seed, info, ask.sealed, ASK_SIZE)
    fields = decode(plain)
    assert isinstance(fields, list)
    fields[position] = value  # type: ignore[call-overload]
    return seal_padded(xwing_public(world.team_seed), info, encode(fields), ASK_SIZE)[0]


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (1, x25519_public(filler("theirs"))),
        (2, xwing_public(filler("theirs"))),
        (2, xwing_public(filler("theirs"))[:1184] + bytes(31) + b"\x09"),
    ],
    ids=["e_s", "u_s", "half of u_s"],
)
def test_a1_a2_a_key_swapped_in_a_knock_gives_no_line(
    world: World, position: int, value: bytes
) -> None:
    ask = world.knock()
    changed = reseal(world, ask, position, value)
    opened = handshake.open_knock(world.believed, world.team_seed, changed)
    robin = world.devices[0]
    append, responder = handshake.make_hello(
        world.believed, robin.identity, robin.certificate, opened, filler("w_c"), world.random
    )
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, append, world.check)
    # Whoever swapped it holds no identity key of staff, so staff's own frame tells nothing.
    with pytest.raises(Unsendable):
        responder.send(Text(1, "hello"), world.now, world.random)
    append, responder = world.hello(ask)
    inviter, _, _ = handshake.accept_hello(ask, append, world.check)
    talk(world, inviter, responder)


def test_a_key_of_zeros_in_a_knock_is_refused(world: World) -> None:
    ask = world.knock()
    opened = handshake.open_knock(world.believed, world.team_seed, reseal(world, ask, 1, bytes(32)))
    robin = world.devices[0]
    with pytest.raises(CannotOpen):
        handshake.make_hello(
            world.believed, robin.identity, robin.certificate, opened, filler("w"), world.random
        )


@pytest.mark.parametrize(
    ("position", "value"),
    [(0, 0), (0, 2), (2, b""), (2, filler("only half", 1184)), (2, filler("32"))],
    ids=["version 0", "version 2", "no u_s", "no X25519 half", "no post-quantum half"],
)
def test_a15_a_knock_without_its_version_or_a_half_of_its_key_is_refused(
    world: World, position: int, value: object
) -> None:
    ask = world.knock()
    with pytest.raises(CannotOpen):
        handshake.open_knock(world.believed, world.team_seed, reseal(world, ask, position, value))
    assert world.opened(ask).knock == KnockText("en", "Kim", "hello?")
    same = reseal(world, ask, 0, 1)  # positive control: unchanged and sealed again, it opens
    handshake.open_knock(world.believed, world.team_seed, same)


@settings(max_examples=60)
@given(st.integers(0, ASK_SIZE * 8 - 1))
def test_a_knock_with_a_flipped_bit_does_not_open(bit: int) -> None:
    flipped = bytearray(WORLD_ASK.sealed)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        handshake.open_knock(WORLD.believed, WORLD.team_seed, bytes(flipped))


WORLD = make_world()
WORLD_ASK = WORLD.knock()


# --------------------------------------------------------------------- attacks on the hello


def change_hello(
    world: World, ask: Ask, append: bytes, change: Callable[[list[object]], None]
) -> bytes:
    """The hello opened (by who knows everything), changed, and sealed again."""
    info = bind(labels.HELLO, world.believed.organisation, handshake.ask_hash(ask.sealed))
    _, u_s, _ = ask.secrets()
    plain, _ = open_padded(bytes(u_s), info, append[:HELLO_SIZE], HELLO_SIZE)
    fields = decode(plain)
    assert isinstance(fields, list)
    change(fields)  # type: ignore[arg-type]
    public = xwing_public(u_s)
    return seal_padded(public, info, encode(fields), HELLO_SIZE)[0] + append[HELLO_SIZE:]


def put(position: int, value: object) -> Callable[[list[object]], None]:
    def change(fields: list[object]) -> None:
        fields[position] = value

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cs", put(1, filler("theirs"))),
        ("e_c", put(2, x25519_public(filler("theirs")))),
        ("e_c of zeros", put(2, bytes(32))),
        ("u_c", put(3, xwing_public(filler("theirs")))),
        ("w_c", put(4, filler("theirs"))),
        ("certificate of a colleague", put(5, make_world().devices[1].certificate)),
        ("no certificate", put(5, b"")),
        ("sealed again, unchanged", put(0, 1)),
    ],
)
def test_a1_a2_a_hello_with_any_field_swapped_is_dropped(
    world: World, name: str, change: Callable[[list[object]], None]
) -> None:
    ask = world.knock()
    append, responder = world.hello(ask)
    with pytest.raises(RemoteFault):
        handshake.accept_hello(ask, change_hello(world, ask, append, change), world.check)
    assert not ask.spent, name
    inviter, _, _ = handshake.accept_hello(ask, append, world.check)
    talk(world, inviter, responder)


def test_a1_a_device_that_the_organisation_never_signed_is_refused(world: World) -> None:
    ask = world.knock()
    stranger = make_world("stranger")
    outsider = stranger.devices[0]
    append, _ = handshake.make_hello(
        world.believed,
        outsider.identity,
        stranger.organisation.sign_certificate(
            "Robin", stranger.organisation.roots[0], identity=x25519_public(outsider.identity)
        ),
        world.opened(ask),
        filler("w_c"),
        world.random,
    )
    with pytest.raises(Untrusted):
        handshake.accept_hello(ask, append, world.check)
    assert not ask.spent


def test_a2_a_colleagues_certificate_cannot_be_presented(world: World) -> None:
    # A holder of the team key answers with Sam's good certificate and an identity key of their own.
    ask = world.knock()
    append, _ = handshake.make_hello(
        world.believed,
        filler("another identity"),
        world.devices[1].certificate,
        world.opened(ask),
        filler("w_c"),
        world.random,
    )
    with pytest.raises(BadHello) as caught:
        handshake.accept_hello(ask, append, world.check)
    assert caught.value.code in ("commit", "forged")
    assert not ask.spent


@pytest.mark.parametrize(("position", "value"), [(0, 0), (0, 2), (3, filler("x", 1184)), (3, b"")])
def test_a15_a_hello_without_its_version_or_half_of_its_key_is_refused(
    world: World, position: int, value: object
) -> None:
    ask = world.knock()
    append, _ = world.hello(ask)
    changed = change_hello(world, ask, append, put(position, value))
    with pytest.raises(BadHello) as caught:
        handshake.accept_hello(ask, changed, world.check)
    assert caught.value.code == "malformed"
    handshake.accept_hello(ask, append, world.check)


@pytest.mark.parametrize("size", [0, 512, HELLO_SIZE, ASK_SIZE - 1, ASK_SIZE + 1])
def test_a_hello_of_another_size_is_dropped(world: World, size: int) -> None:
    ask = world.knock()
    append, _ = world.hello(ask)
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, (append + b"\0")[:size], world.check)
    handshake.accept_hello(ask, append, world.check)


@settings(max_examples=60)
@given(st.integers(0, ASK_SIZE * 8 - 1))
def test_a_hello_with_a_flipped_bit_is_dropped_and_the_ask_stays(bit: int) -> None:
    append, _ = WORLD.hello(WORLD_ASK)
    flipped = bytearray(append)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadHello):
        handshake.accept_hello(WORLD_ASK, bytes(flipped), WORLD.check)
    assert not WORLD_ASK.spent


def test_a8_a_hello_for_another_ask_is_dropped(world: World) -> None:
    first, second = world.knock(), world.knock()
    append, _ = world.hello(first)
    with pytest.raises(BadHello):
        handshake.accept_hello(second, append, world.check)
    handshake.accept_hello(first, append, world.check)


def test_a13_frame_0_of_another_hello_is_dropped(world: World) -> None:
    ask = world.knock()
    one, _ = world.hello(ask)
    two, _ = world.hello(ask)
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, one[:HELLO_SIZE] + two[HELLO_SIZE:], world.check)
    handshake.accept_hello(ask, one, world.check)


def test_a_revoked_device_is_not_accepted(world: World) -> None:
    ask = world.knock()
    append, _ = world.hello(ask)

    def revoked(raw: bytes) -> Certificate:
        raise Untrusted("revoked")

    with pytest.raises(Untrusted):
        handshake.accept_hello(ask, append, revoked)
    assert not ask.spent


def test_a_certificate_signed_twice_over_is_not_mistaken(world: World) -> None:
    # The envelope around the same payload may differ; the line is bound to the bytes as sent.
    ask = world.knock()
    robin = world.devices[0]
    envelope = decode_envelope(robin.certificate)
    assert encode_envelope(envelope) == robin.certificate
    append, _ = world.hello(ask, Device("Robin", robin.identity, b"", robin.certificate))
    _, certificate, _ = handshake.accept_hello(ask, append, world.check, robin.hash)
    assert certificate.alias == "Robin"
    ask = world.knock()
    append, _ = world.hello(ask)
    with pytest.raises(BadHello):
        handshake.accept_hello(ask, append, world.check, world.devices[1].hash)


# --------------------------------------------------------------------- bounds and secrets


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

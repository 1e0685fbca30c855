"""Attacks on knock and hello: whatever is swapped, cut or replayed, no line comes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import handshake, labels
from orgkeys.asks import Ask, KnockText
from orgkeys.encoding import decode, encode
from orgkeys.errors import BadHello, CannotOpen, LineBroken, Unsendable
from orgkeys.messages import Text
from orgkeys.primitives import bind, x25519_public, xwing_public
from orgkeys.sealing import open_padded, seal_padded
from relay.documents import Certificate, decode_envelope, encode_envelope
from relay.errors import RemoteFault, Untrusted
from relay.limits import ASK_SIZE, HELLO_SIZE
from tests.builders import filler
from tests.orgkeys.lines import Device, World, make_world, talk


@pytest.fixture
def world() -> World:
    return make_world()


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
def test_a01_a02_a_key_swapped_in_a_knock_gives_no_line(
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
def test_a01_a02_a_hello_with_any_field_swapped_is_dropped(
    world: World, name: str, change: Callable[[list[object]], None]
) -> None:
    ask = world.knock()
    append, responder = world.hello(ask)
    with pytest.raises(RemoteFault):
        handshake.accept_hello(ask, change_hello(world, ask, append, change), world.check)
    assert not ask.spent, name
    inviter, _, _ = handshake.accept_hello(ask, append, world.check)
    talk(world, inviter, responder)


def test_a01_a_device_that_the_organisation_never_signed_is_refused(world: World) -> None:
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


def test_a02_a_colleagues_certificate_cannot_be_presented(world: World) -> None:
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


def test_a08_a_hello_for_another_ask_is_dropped(world: World) -> None:
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


def test_a43_whoever_read_the_knock_and_has_every_byte_opens_nothing_of_a_colleagues_line(
    world: World,
) -> None:
    """Sam is on the same shift: she has the team key, her own keys, and all that the relay saw."""
    ask = world.knock()
    robin, sam = world.devices[0], world.devices[1]
    assert world.opened(ask).knock == KnockText("en", "Kim", "hello?"), "the knock is for everybody"
    append, responder = world.hello(ask, robin)
    inviter, _, _ = handshake.accept_hello(ask, append, world.check)
    answer = inviter.answer(filler("w new"), world.now, world.random)
    responder.receive(answer.number, answer.frame)
    (said,) = inviter.send(Text(1, "for Robin alone"), world.now, world.random)
    info = bind(labels.HELLO, world.believed.organisation, handshake.ask_hash(ask.sealed))
    for seed in (world.team_seed, sam.sealing_seed, robin.sealing_seed):
        with pytest.raises(CannotOpen):
            open_padded(seed, info, append[:HELLO_SIZE], HELLO_SIZE)
    # Her own answer to the same knock gives her a line of her own, on which none of it opens.
    for outgoing in (answer, said):
        _, hers = world.hello(ask, sam)
        with pytest.raises(LineBroken):
            hers.receive(0, outgoing.frame)
    assert responder.receive(said.number, said.frame) == Text(1, "for Robin alone")  # the control


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

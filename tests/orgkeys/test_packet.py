"""The staff packet: for everyone on the shift, for nobody else, and for that shift only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import encoding, sealing
from orgkeys.errors import CannotOpen, NotOnShift
from orgkeys.primitives import xwing_public
from orgkeys.sealing import PacketContent, make_packet, open_packet, packet_hash
from tests.builders import filler
from tests.orgkeys.lines import seeded

ORGANISATION, DESK, VERSION = filler("organisation"), filler("desk", 16), 7
SEEDS = [filler(f"sealing {number}") for number in range(20)]
CONTENT = PacketContent(filler("team"), filler("desk seed"), (b"certificate one", b"two"))


def packet(count: int = 3, content: PacketContent = CONTENT) -> bytes:
    keys = [xwing_public(seed) for seed in SEEDS[:count]]
    return make_packet(ORGANISATION, DESK, VERSION, keys, content, seeded("packet"))


PACKET = packet()


def test_everyone_on_the_shift_opens_it_and_nobody_else() -> None:
    for seed in SEEDS[:3]:
        assert open_packet(ORGANISATION, DESK, VERSION, [seed], PACKET) == CONTENT
    # An older key that is still held does not get in the way.
    assert open_packet(ORGANISATION, DESK, VERSION, [SEEDS[9], SEEDS[1]], PACKET) == CONTENT
    for seeds in ([], [SEEDS[3]], [filler("stranger")]):
        with pytest.raises(NotOnShift):
            open_packet(ORGANISATION, DESK, VERSION, seeds, PACKET)


@pytest.mark.parametrize(("count", "slots"), [(1, 16), (3, 16), (16, 16), (17, 32), (0, 16)])
def test_the_number_of_slots_does_not_say_how_many_serve(count: int, slots: int) -> None:
    value = encoding.decode(packet(count))
    assert isinstance(value, list)
    listed = value[1]
    assert isinstance(listed, list)
    assert len(listed) == slots
    assert listed == sorted(listed, key=lambda slot: slot[0])  # type: ignore[index]
    assert all(len(slot[1]) == 1168 for slot in listed)  # type: ignore[index, arg-type]
    # A decoy looks like a key's: the point of Curve25519 has no high bit set.
    assert all(slot[1][1119] < 128 for slot in listed)  # type: ignore[index, operator]


def test_the_body_has_a_size_that_says_little() -> None:
    sizes = set()
    for number in range(0, 3000, 500):
        content = PacketContent(filler("team"), filler("desk seed"), (bytes(number),))
        raw = packet(1, content)
        assert open_packet(ORGANISATION, DESK, VERSION, SEEDS[:1], raw) == content
        sizes.add(len(raw))
    assert len(sizes) == 1


def test_a_packet_is_for_its_own_organisation_desk_and_shift() -> None:
    for where in (
        (filler("other"), DESK, VERSION),
        (ORGANISATION, filler("other", 16), VERSION),
        (ORGANISATION, DESK, VERSION + 1),
    ):
        with pytest.raises((CannotOpen, NotOnShift)):
            open_packet(*where, SEEDS[:3], PACKET)


def test_a18_a_body_under_another_packet_key_is_refused() -> None:
    value = encoding.decode(PACKET)
    assert isinstance(value, list)
    other = encoding.decode(
        make_packet(
            ORGANISATION,
            DESK,
            VERSION,
            [xwing_public(SEEDS[0])],
            PacketContent(filler("their team"), filler("desk seed"), ()),
            seeded("other"),
        )
    )
    assert isinstance(other, list)
    spliced = encoding.encode([*value[:2], *other[2:]])
    with pytest.raises(CannotOpen) as caught:
        open_packet(ORGANISATION, DESK, VERSION, SEEDS[:1], spliced)
    assert caught.value.code == "commit"


@settings(max_examples=80)
@given(st.integers(0, len(PACKET) * 8 - 1))
def test_a_flipped_bit_is_noticed_by_the_hash_that_the_shift_carries(bit: int) -> None:
    flipped = bytearray(PACKET)
    flipped[bit // 8] ^= 1 << bit % 8
    assert packet_hash(bytes(flipped)) != packet_hash(PACKET)
    try:
        assert open_packet(ORGANISATION, DESK, VERSION, SEEDS[:1], bytes(flipped)) == CONTENT
    except (CannotOpen, NotOnShift):
        return
    # It still opened, so the bit was in a slot of somebody else; ours is untouched.
    value, before = encoding.decode(bytes(flipped)), encoding.decode(PACKET)
    assert isinstance(value, list)
    assert isinstance(before, list)
    assert value[2:] == before[2:]


@pytest.mark.parametrize(
    "raw", [b"", b"\x90", PACKET[:-1], PACKET + b"\0", b"\x94\x02" + PACKET[2:]]
)
def test_what_is_no_packet_is_refused(raw: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_packet(ORGANISATION, DESK, VERSION, SEEDS[:1], raw)


def test_no_seed_is_in_a_representation() -> None:
    assert repr(CONTENT) == "PacketContent()"
    assert sealing.PACKET_STEP == 16

"""The staff packet: for everyone on the shift, for nobody else, and for that shift only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import encoding, packet
from orgkeys.errors import CannotOpen, NotOnShift, Unsendable
from orgkeys.packet import (
    Directory,
    Entry,
    PacketContent,
    make_packet,
    open_directory,
    open_packet,
    packet_hash,
    packet_slot,
)
from orgkeys.primitives import xwing_public
from tests.builders import filler
from tests.orgkeys.lines import seeded

ORGANISATION, DESK, VERSION = filler("organisation"), filler("desk", 16), 7
WHERE = (ORGANISATION, DESK, VERSION)
SEEDS = [filler(f"sealing {number}") for number in range(20)]
OFFICE, OTHER_OFFICE = filler("office"), filler("other office")
LISTED = Directory(
    (Entry(b"certificate one", b"key one", b"warrant"), Entry(b"two", b"", b"")), (b"office key",)
)
CONTENT = PacketContent(filler("team"), filler("desk seed"), LISTED)


def made(
    count: int = 3,
    content: PacketContent = CONTENT,
    directory: Directory = LISTED,
    offices: tuple[bytes, ...] = (OFFICE,),
    random: str = "packet",
) -> bytes:
    keys = [xwing_public(seed) for seed in SEEDS[:count]]
    publics = [xwing_public(seed) for seed in offices]
    return make_packet(*WHERE, content, directory, keys, publics, seeded(random))


PACKET = made()


def parts(raw: bytes) -> list[encoding.Value]:
    value = encoding.decode(raw)
    assert isinstance(value, list)
    return value


def test_everyone_on_the_shift_opens_it_and_nobody_else() -> None:
    for seed in SEEDS[:3]:
        assert open_packet(*WHERE, [seed], PACKET) == CONTENT
    # An older key that is still held does not get in the way.
    assert open_packet(*WHERE, [SEEDS[9], SEEDS[1]], PACKET) == CONTENT
    for seeds in ([], [SEEDS[3]], [filler("stranger")]):
        with pytest.raises(NotOnShift):
            open_packet(*WHERE, seeds, PACKET)


def test_an_administrator_reads_who_the_staff_are_and_no_key_of_the_team() -> None:
    assert open_directory(*WHERE, OFFICE, PACKET) == LISTED
    for stranger in (OTHER_OFFICE, filler("stranger")):
        with pytest.raises(NotOnShift):
            open_directory(*WHERE, stranger, PACKET)
    # The office key has a slot, but what lies in it opens nothing of the team.
    with pytest.raises(CannotOpen):
        open_packet(*WHERE, [OFFICE], PACKET)
    # And a device's key opens the packet, not the office's slot.
    with pytest.raises(CannotOpen):
        open_directory(*WHERE, SEEDS[0], PACKET)


def test_a16_an_office_slot_in_the_place_of_a_device_slot_is_refused() -> None:
    """What was sealed to be the one is not opened as the other, even for the same key."""
    both = make_packet(
        *WHERE, CONTENT, LISTED, [], [xwing_public(SEEDS[0])], seeded("only an office")
    )
    with pytest.raises(CannotOpen):
        open_packet(*WHERE, SEEDS[:1], both)
    assert open_directory(*WHERE, SEEDS[0], both) == LISTED, "the control"


@pytest.mark.parametrize(
    ("count", "offices", "slots"), [(1, 0, 16), (3, 1, 16), (16, 0, 16), (15, 2, 32), (0, 0, 16)]
)
def test_the_number_of_slots_does_not_say_how_many_serve(
    count: int, offices: int, slots: int
) -> None:
    listed = parts(made(count, offices=(OFFICE, OTHER_OFFICE)[:offices]))[1]
    assert isinstance(listed, list)
    assert len(listed) == slots
    assert listed == sorted(listed, key=lambda slot: slot[0])  # type: ignore[index]
    assert all(len(slot[1]) == 1168 for slot in listed)  # type: ignore[index, arg-type]
    # A decoy looks like a key's: the point of Curve25519 has no high bit set.
    assert all(slot[1][1119] < 128 for slot in listed)  # type: ignore[index, operator]


def test_body_and_directory_have_sizes_that_say_little() -> None:
    sizes = set()
    for number in range(1, 3000, 500):
        directory = Directory((Entry(bytes(number), b"", b""),))
        raw = made(1, directory=directory)
        assert open_packet(*WHERE, SEEDS[:1], raw).directory == directory
        sizes.add((len(raw), len(parts(raw)[3])))  # type: ignore[arg-type]
    assert sizes == {(next(iter(sizes))[0], 32 + 128 + 16)}


def test_a_directory_has_an_end() -> None:
    with pytest.raises(Unsendable):
        made(directory=Directory((Entry(b"c", b"", b""),) * 1025))
    with pytest.raises(Unsendable):
        made(directory=Directory((), (b"o",) * 33))
    full = Directory((Entry(b"c", b"", b""),) * 1024, (b"o",) * 32)
    assert open_directory(*WHERE, OFFICE, made(directory=full)) == full


def test_an_envelope_in_a_directory_is_there_and_no_longer_than_any_is() -> None:
    longest = Directory((Entry(bytes(16_384), bytes(16_384), bytes(16_384)),), (bytes(16_384),))
    assert open_directory(*WHERE, OFFICE, made(directory=longest)) == longest
    for device, office in (
        (Entry(b"", b"", b""), b"o"),
        (Entry(b"c", b"", b""), b""),
        (Entry(bytes(16_385), b"", b""), b"o"),
        (Entry(b"c", bytes(16_385), b""), b"o"),
        (Entry(b"c", b"", bytes(16_385)), b"o"),
        (Entry(b"c", b"", b""), bytes(16_385)),
    ):
        with pytest.raises(CannotOpen):
            open_directory(*WHERE, OFFICE, made(directory=Directory((device,), (office,))))


def test_a_packet_is_for_its_own_organisation_desk_and_shift() -> None:
    for where in (
        (filler("other"), DESK, VERSION),
        (ORGANISATION, filler("other", 16), VERSION),
        (ORGANISATION, DESK, VERSION + 1),
    ):
        with pytest.raises((CannotOpen, NotOnShift)):
            open_packet(*where, SEEDS[:3], PACKET)
        with pytest.raises((CannotOpen, NotOnShift)):
            open_directory(*where, OFFICE, PACKET)


@pytest.mark.parametrize("taken", [(2, 3), (3,), (4, 5), (5,)])
def test_a18_mix_and_match_of_two_packets_is_refused(taken: tuple[int, ...]) -> None:
    """Body or directory of another packet for the same shift: another key, so another commit."""
    other = parts(made(content=PacketContent(filler("their team"), bytes(32)), random="other"))
    spliced = encoding.encode(
        [other[place] if place in taken else part for place, part in enumerate(parts(PACKET))]
    )
    with pytest.raises(CannotOpen) as caught:
        open_packet(*WHERE, SEEDS[:1], spliced)
    assert caught.value.code == "commit"
    again = encoding.encode(parts(PACKET))
    assert open_packet(*WHERE, SEEDS[:1], again) == CONTENT, "the control"


@settings(max_examples=80)
@given(st.integers(0, len(PACKET) * 8 - 1))
def test_a_flipped_bit_is_noticed_by_the_hash_that_the_shift_carries(bit: int) -> None:
    flipped = bytearray(PACKET)
    flipped[bit // 8] ^= 1 << bit % 8
    assert packet_hash(bytes(flipped)) != packet_hash(PACKET)
    try:
        assert open_packet(*WHERE, SEEDS[:1], bytes(flipped)) == CONTENT
    except (CannotOpen, NotOnShift):
        return
    # It still opened, so the bit was in a slot of somebody else; ours is untouched.
    assert parts(bytes(flipped))[2:] == parts(PACKET)[2:]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x90", PACKET[:-1], PACKET + b"\0", b"\x96\x01" + PACKET[2:], b"\x96\x03" + PACKET[2:]],
)
def test_what_is_no_packet_of_this_format_is_refused(raw: bytes) -> None:
    assert PACKET[:2] == b"\x96\x02"
    with pytest.raises(CannotOpen):
        open_packet(*WHERE, SEEDS[:1], raw)
    with pytest.raises(CannotOpen):
        open_directory(*WHERE, OFFICE, raw)


def test_two_slots_for_one_key_are_no_way_around_the_commit() -> None:
    """A slot put before ours for the same key gives another packet key, which opens nothing."""
    slots = parts(PACKET)[1]
    assert isinstance(slots, list)
    mine = packet_slot(ORGANISATION, xwing_public(SEEDS[0]))
    theirs = parts(made(random="other"))[1]
    assert isinstance(theirs, list)
    stolen = [slot for slot in theirs if slot[0] == mine]  # type: ignore[index]
    raw = encoding.encode([2, [*stolen, *slots], *parts(PACKET)[2:]])
    with pytest.raises(CannotOpen):
        open_packet(*WHERE, SEEDS[:1], raw)


def test_no_seed_is_in_a_representation() -> None:
    assert repr(CONTENT) == "PacketContent(directory=Directory())"
    assert packet.PACKET_STEP == 16

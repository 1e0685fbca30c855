"""What looks random and what does not, with the bound that the auditor states."""

from __future__ import annotations

import base64
import math
import os
import random
import zlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.chance import (
    ALPHA,
    EXPECTED,
    LEGIBLE,
    MANY_LEGIBLE,
    READABLE,
    REPEATED,
    TEN_TIMES,
    Pool,
    coefficients,
    differences,
    likelihood_ratio,
    not_random,
    threshold,
    uneven,
)
from audit.errors import Unreadable
from audit.sealed import packet_pieces, sealed_pieces
from orgkeys.primitives import seal, xwing_public
from tests.orgkeys.house import make_house

ENGLISH = "She said that nobody would ever read this, and I want to believe her. "
RUSSIAN = "Она сказала, что этого никто никогда не прочитает. "
ARABIC = "قالت إن أحدا لن يقرأ هذا أبدا. "


@pytest.mark.parametrize(
    "plain",
    [
        ENGLISH.encode() * 8,
        ENGLISH.encode("utf-16-le") * 4,
        RUSSIAN.encode() * 6,
        ARABIC.encode() * 6,
        os.urandom(300).hex().encode(),
        base64.b64encode(os.urandom(400)),
        bytes(500),
        bytes(range(64)) * 8,
        bytes(byte ^ 0x5A for byte in ENGLISH.encode() * 8),
        os.urandom(700) + RUSSIAN.encode() * 3 + os.urandom(700),
        os.urandom(900) + bytes(11) + os.urandom(900),
    ],
)
def test_what_is_not_encrypted_is_told_from_noise(plain: bytes) -> None:
    assert not_random(plain)


def test_noise_is_noise_whatever_its_length() -> None:
    dice = random.Random(3)
    pool = Pool()
    for _ in range(2000):
        assert pool.add("bytes", dice.randbytes(dice.randrange(1, 2048))) == ""
    assert pool.uneven() == []
    assert pool.false_alarm < 1e-6


def test_what_a_survivors_page_seals_is_noise_in_each_part() -> None:
    """Also all together, where a coefficient of ML-KEM has its own, known, uneven spread."""
    public, pool = xwing_public(bytes(32)), Pool()
    for _ in range(600):
        for model, data in sealed_pieces(seal(public, b"", bytes(912))):
            assert pool.add(model, data) == ""
    assert pool.uneven() == []
    counts = pool.counts["ML-KEM u"]
    even = likelihood_ratio((counts[i] for i in range(1024)), (1 / 1024,) * 1024)
    assert even > threshold(1024), "the control: taken for even, it would be a false alarm"


def test_a_bias_too_small_for_one_record_shows_in_all_together() -> None:
    dice, pool = random.Random(5), Pool()
    for _ in range(400):
        data = bytes(byte & 0xFE if dice.random() < 0.1 else byte for byte in dice.randbytes(2048))
        assert pool.add("bytes", data) == ""
    assert pool.uneven() == ["bytes"]


def test_what_is_compressed_looks_random_and_that_is_said() -> None:
    """The honest limit: this test is about what can be read as it stands."""
    dice = random.Random(1)
    packed = zlib.compress(" ".join(str(dice.random()) for _ in range(200)).encode())[2:]
    assert not_random(packed[:256]) == ""


@given(st.sampled_from([16, 256, 1024]), st.floats(1e-30, 1e-3))
def test_the_threshold_is_the_bound_of_the_source(bins: int, alpha: float) -> None:
    free, value = bins - 1, threshold(bins, alpha)
    assert value > free
    assert free - value + free * math.log(value / free) == pytest.approx(math.log(alpha), rel=1e-6)


def test_the_bound_holds_where_it_can_be_counted() -> None:
    """With a bound of one in ten, at most one in ten is suspected."""
    dice, bins = random.Random(9), 16
    limit = threshold(bins, 0.1)
    suspected = 0
    for _ in range(3000):
        counts = [0] * bins
        for byte in dice.randbytes(40):
            counts[byte % 16] += 1
        suspected += likelihood_ratio(counts, (1 / bins,) * bins) > limit
    assert suspected <= 300


def test_what_is_expected_adds_up() -> None:
    for expected in EXPECTED.values():
        assert sum(expected) == pytest.approx(1)
    assert ALPHA <= 1e-12


@given(st.binary(max_size=3000))
def test_what_is_no_sealed_value_or_packet_is_refused_and_never_crashes(data: bytes) -> None:
    for split in (sealed_pieces, packet_pieces):
        try:
            pieces = list(split(data))
        except Unreadable:
            continue
        assert sum(len(piece) for _, piece in pieces) <= len(data)


def test_a_real_staff_packet_is_taken_apart_and_a_changed_one_is_refused() -> None:
    packets = [packet for _, packet in make_house("Noor", "Hala").published if packet]
    assert packets
    for packet in packets:
        assert sum(len(data) for _, data in packet_pieces(packet)) > 16 * 1168
        assert all(not_random(data) == "" for _, data in packet_pieces(packet))
        for changed in (packet[:-1], packet + b"\0", b"\x95" + packet[1:]):
            with pytest.raises(Unreadable):
                packet_pieces(changed)


@given(st.one_of(st.binary(max_size=700), st.text(max_size=300).map(str.encode)))
def test_what_is_looked_for_first_misses_nothing(data: bytes) -> None:
    """The quick looks only say where the slow ones need not look."""
    for one in (data, data + b"a" * 39, data + b"a" * 40 + data, data + data[-1:] * 11, bytes(11)):
        if READABLE.search(one):
            assert MANY_LEGIBLE in one.translate(LEGIBLE)
        if REPEATED.search(one):
            assert TEN_TIMES in differences(one)


@given(st.binary(max_size=300))
def test_ten_bits_at_a_time_are_what_they_are_one_by_one(data: bytes) -> None:
    naive = []
    for at in range(0, len(data) - 4, 5):
        five = int.from_bytes(data[at : at + 5], "little")
        naive += [five >> shift & 1023 for shift in (0, 10, 20, 30)]
    assert sorted(coefficients(data)) == sorted(naive)


@given(
    st.one_of(
        st.binary(max_size=256), st.sampled_from(list(b"aZ\x00")).map(lambda b: bytes([b]) * 200)
    )
)
def test_half_bytes_are_counted_as_the_statistic_says(data: bytes) -> None:
    counts = Counter(data.hex())
    statistic = likelihood_ratio(counts.values(), (1 / 16,) * len(counts))
    assert uneven(data) == (statistic > threshold(16))

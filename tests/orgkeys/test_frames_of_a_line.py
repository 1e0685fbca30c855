"""One frame: its buckets, its binding to a place, and its commitment to one key."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys.chain import OVERHEAD, Chain, Where, bucket, make_frame, open_frame
from orgkeys.errors import CannotOpen, CryptoFailed, Unsendable
from orgkeys.primitives import expand, pad, xchacha_open, xchacha_seal
from relay.limits import BUCKETS
from tests.builders import filler

KEY, NONCE = filler("message key"), filler("nonce", 24)
WHERE = Where(filler("organisation"), filler("line"), 0, 5)
FRAME = make_frame(KEY, WHERE, b"words", NONCE)


@given(st.binary(max_size=BUCKETS[-1] - OVERHEAD - 1))
def test_a_frame_has_the_size_of_the_smallest_bucket_that_fits(message: bytes) -> None:
    frame = make_frame(KEY, WHERE, message, NONCE)
    assert len(frame) == min(size for size in BUCKETS if len(message) + 1 + OVERHEAD <= size)
    assert open_frame(KEY, WHERE, frame) == message


def test_what_fits_no_bucket_is_not_sent() -> None:
    assert bucket(BUCKETS[-1] - OVERHEAD - 1) == BUCKETS[-1]
    with pytest.raises(Unsendable):
        bucket(BUCKETS[-1] - OVERHEAD)


@settings(max_examples=200)
@given(st.integers(0, len(FRAME) * 8 - 1))
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    flipped = bytearray(FRAME)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        open_frame(KEY, WHERE, bytes(flipped))
    assert open_frame(KEY, WHERE, FRAME) == b"words"


@pytest.mark.parametrize("size", [0, 1, 31, 72, 511, 513, 600, 1024, 16385])
def test_a_length_that_is_no_bucket_is_refused(size: int) -> None:
    with pytest.raises(CannotOpen):
        open_frame(KEY, WHERE, (FRAME * 40)[:size])


def test_a12_a13_a_frame_opens_at_its_own_place_only() -> None:
    elsewhere = (
        dataclasses.replace(WHERE, direction=1),  # reflected
        dataclasses.replace(WHERE, number=6),  # moved
        dataclasses.replace(WHERE, line_id=filler("other line")),  # spliced
    )
    for where in elsewhere:
        with pytest.raises(CannotOpen) as caught:
            open_frame(KEY, where, FRAME)
        assert caught.value.code == "forged"
    assert open_frame(KEY, WHERE, FRAME) == b"words"
    with pytest.raises(CannotOpen):
        open_frame(filler("other key"), WHERE, FRAME)
    with pytest.raises(CannotOpen):
        open_frame(KEY, dataclasses.replace(WHERE, organisation=filler("other")), FRAME)


def test_a18_a_frame_that_opens_under_another_key_is_refused_by_its_commitment() -> None:
    # An attacker who knows two keys finds one ciphertext that opens under both. Here the box is
    # honestly good under the second key; what stops it is that the commitment names the first.
    second = filler("second key")
    frame_key = expand(second, "noview/1 frame key", WHERE.organisation)
    associated = WHERE.bound("noview/1 frame")
    box = xchacha_seal(frame_key, NONCE, associated, pad(b"other words", 512 - OVERHEAD))
    commit = expand(KEY, "noview/1 commit", WHERE.organisation)
    double = commit + NONCE + box
    for key in (KEY, second):
        with pytest.raises(CannotOpen):
            open_frame(key, WHERE, double)
    # Positive control: without the commitment the box opens, and with its own it does too.
    assert xchacha_open(frame_key, NONCE, associated, box).startswith(b"other words")
    own = expand(second, "noview/1 commit", WHERE.organisation)
    assert open_frame(second, WHERE, own + NONCE + box) == b"other words"


def test_a_box_without_padding_is_refused() -> None:
    frame_key = expand(KEY, "noview/1 frame key", WHERE.organisation)
    commit = expand(KEY, "noview/1 commit", WHERE.organisation)
    box = xchacha_seal(frame_key, NONCE, WHERE.bound("noview/1 frame"), bytes(512 - OVERHEAD))
    with pytest.raises(CannotOpen) as caught:
        open_frame(KEY, WHERE, commit + NONCE + box)
    assert caught.value.code == "padding"


def test_a_chain_moves_only_when_told_and_never_back() -> None:
    chain = Chain(filler("chain"), WHERE.organisation)
    first = chain.step()
    assert chain.step() == first
    chain.move(first)
    second = chain.step()
    assert second.message_key != first.message_key
    chain.move(second, filler("refresh secret"))
    assert chain.step().message_key not in (first.message_key, second.message_key)
    assert first.following not in vars(chain).values()


def test_a_wiped_chain_makes_no_keys() -> None:
    chain = Chain(filler("chain"), WHERE.organisation)
    chain.wipe()
    with pytest.raises(CryptoFailed):
        chain.step()

"""The words of a number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orgkeys.proquint import proquint

EIGHT = st.binary(min_size=8, max_size=8)


def test_a_number_is_four_words_the_same_ones_as_in_the_page() -> None:
    # 127.0.0.1 and 63.84.220.193 are the published examples of the alphabet.
    assert proquint(bytes.fromhex("7f0000013f54dcc1") + bytes(24)) == "lusab babad gutih tugad"
    assert proquint(b"\xff" * 32) == "zuzuz zuzuz zuzuz zuzuz"


@given(EIGHT, EIGHT)
def test_two_numbers_never_share_their_words(one: bytes, other: bytes) -> None:
    assert (proquint(one) == proquint(other)) is (one == other)


@given(EIGHT, st.binary(max_size=24))
def test_what_comes_after_the_first_eight_bytes_is_not_told(number: bytes, more: bytes) -> None:
    assert proquint(number + more) == proquint(number)

"""The WebSocket reader: whole, byte by byte, with what follows, and every way to break it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.websocket import (
    BINARY,
    CLOSE,
    PING,
    Broken,
    Reader,
    accept_key,
    close_frame,
    echo_of_close,
    header,
    unmask,
)

MASK = b"\x12\x34\x56\x78"
MOST = 70_000


def masked(payload: bytes, first: int = 0x80 | BINARY) -> bytes:
    head = header(len(payload))
    return bytes((first, head[1] | 0x80)) + head[2:] + MASK + unmask(MASK, payload)


def code_of(raw: bytes, most: int = MOST) -> int:
    with pytest.raises(Broken) as caught:
        Reader(most).feed(raw)
    return caught.value.close


def test_the_handshake_of_the_rfc() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize("key", ["", "x", "dGhlIHNhbXBsZSBub25jZQ", "AAAA", "é" * 24, "A" * 88])
def test_what_is_no_key_gets_no_answer(key: str) -> None:
    assert accept_key(key) is None


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.sampled_from([0, 1, 125, 126, 127, 512, 65_535, 65_536]), max_size=4),
    cuts=st.lists(st.integers(0, 200_000), max_size=8),
)
def test_however_it_is_cut_the_same_messages_come_out(sizes: list[int], cuts: list[int]) -> None:
    messages = [bytes(n % 251 for n in range(size)) for size in sizes]
    stream = b"".join(masked(message) for message in messages)
    assert Reader(MOST).feed(stream) == [(BINARY, message) for message in messages]
    reader = Reader(MOST)
    places = sorted({0, *(min(cut, len(stream)) for cut in cuts), len(stream)})
    out = [one for a, b in pairwise(places) for one in reader.feed(stream[a:b])]
    assert out == [(BINARY, message) for message in messages]
    assert not reader.unfinished


def test_byte_by_byte_with_control_frames_between_fragments() -> None:
    stream = (
        masked(b"one ", 0x02)
        + masked(b"?", 0x80 | PING)
        + masked(b"", 0x00)
        + masked(b"message", 0x80)
        + masked(b"\x03\xe8", 0x80 | CLOSE)
    )
    reader = Reader(MOST)
    out = [one for at in range(len(stream)) for one in reader.feed(stream[at : at + 1])]
    assert out == [(PING, b"?"), (BINARY, b"one message"), (CLOSE, b"\x03\xe8")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x82\x01x", 1002),  # not masked
        (masked(b"x", 0xC2), 1002),  # a reserved bit: compression
        (masked(b"x", 0x81), 1003),  # text
        (masked(b"x", 0x83), 1002),  # an unknown opcode
        (masked(b"x", 0x8B), 1002),
        (masked(b"x", 0x80), 1002),  # a continuation of nothing
        (masked(b"a", 0x02) + masked(b"b", 0x82), 1002),  # a message inside a message
        (masked(b"x", 0x09), 1002),  # a ping in pieces
        (b"\x89\xfe\x00\x7e" + MASK, 1002),  # a long ping
        (b"\x82\xfe\x00\x7d" + MASK, 1002),  # a length that is not in its shortest form
        (b"\x82\xff" + (65_535).to_bytes(8, "big") + MASK, 1002),
        (b"\x82\xff" + (MOST + 1).to_bytes(8, "big"), 1009),
        (b"\x82\xff" + b"\xff" * 8, 1009),
        (masked(bytes(MOST), 0x02) + masked(b"x", 0x80), 1009),
        (masked(b"", 0x02) + masked(b"", 0x00) * 64, 1009),
    ],
)
def test_a49_what_breaks_the_rules_or_bounds_is_told_by_its_code(raw: bytes, code: int) -> None:
    assert code_of(raw) == code


def test_a49_what_is_too_long_is_refused_by_its_header_before_it_is_kept() -> None:
    reader = Reader(512)
    with pytest.raises(Broken):
        reader.feed(b"\x82\xfe\x02\x01")
    assert Reader(513).feed(b"\x82\xfe\x02\x01") == []


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_break_it(raw: bytes) -> None:
    codes, out = [0], []
    try:
        out = Reader(256).feed(raw)
    except Broken as broken:
        codes = [broken.close]
    assert codes[0] in (0, 1002, 1003, 1009)
    assert sum(len(payload) for _, payload in out) <= len(raw)


def test_closing_codes_are_checked_and_answered() -> None:
    assert echo_of_close(b"") == 1000
    assert echo_of_close(b"\x03\xe9why") == 1001
    assert close_frame(1009) == b"\x88\x02\x03\xf1"
    for bad in (b"\x03", b"\x03\xed", b"\x00\x00", b"\x07\xd0"):
        with pytest.raises(Broken):
            echo_of_close(bad)

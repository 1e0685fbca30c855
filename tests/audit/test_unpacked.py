"""The readers of packed files, by examples written by hand from the formats' descriptions."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.unpacked import TABLE, DamagedError, lz4, snappy, unpacked

LONG = b"0123456789abcdefghij"


def numbered(value: int) -> bytes:
    """A number of seven bits a byte."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def mozilla(block: bytes, size: int) -> bytes:
    return b"mozLz40\0" + size.to_bytes(4, "little") + block


def table(*blocks: tuple[bytes, int]) -> bytes:
    """A LevelDB table of these blocks, each with its kind (0 as it is, 1 Snappy)."""
    data, index = bytearray(), bytearray()
    for block, kind in blocks:
        handle = numbered(len(data)) + numbered(len(block))
        index += numbered(0) + numbered(1) + numbered(len(handle)) + b"k" + handle
        data += block + bytes([kind]) + bytes(4)
    index += bytes(4) + (1).to_bytes(4, "little")
    at = numbered(len(data)) + numbered(len(index))
    data += index + bytes(5)
    return bytes(data) + (numbered(0) + numbered(0) + at).ljust(40, b"\0") + TABLE


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (b"\x50Hello", b"Hello"),
        (b"\xf0\x05" + LONG, LONG),
        # Three letters, then nine that begin three before, then one more.
        (b"\x35abc\x03\x00\x10d", b"abcabcabcabcd"),
        # A copy of nineteen and more: its length goes on.
        (b"\x1fa\x01\x00\x02\x10b", b"a" + b"a" * 21 + b"b"),
    ],
)
def test_an_lz4_block_is_read(block: bytes, text: bytes) -> None:
    assert lz4(block, len(text)) == text
    assert list(unpacked(mozilla(block, len(text)))) == [text]


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (b"\x05\x10Hello", b"Hello"),
        (b"\x14\xf0\x13" + LONG, LONG),
        (b"\x07\x08abc\x01\x03", b"abcabca"),
        (b"\x09\x08abc\x16\x03\x00", b"abcabcabc"),
        (b"\x09\x08abc\x17\x03\x00\x00\x00", b"abcabcabc"),
    ],
)
def test_a_snappy_stream_is_read(stream: bytes, text: bytes) -> None:
    assert snappy(stream) == text


def test_every_block_of_a_table_is_read() -> None:
    whole = table((b"as it is", 0), (b"\x05\x10Hello", 1))
    assert list(unpacked(whole))[1:] == [b"as it is", b"Hello"]


@given(data=st.binary(max_size=300), size=st.integers(0, 1000))
def test_nonsense_is_damaged_and_nothing_worse(data: bytes, size: int) -> None:
    for packed in (mozilla(data, size), data + bytes(40) + TABLE, data + TABLE):
        try:
            parts = list(unpacked(packed))
        except DamagedError:
            continue
        assert all(isinstance(part, bytes) for part in parts)


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        # A copy of sixty megabytes after a few bytes; a size of four; a number without an end.
        (mozilla(b"\x1fA\x01\x00" + b"\xff" * (1 << 18) + bytes(9), 1 << 20), "more than"),
        (mozilla(b"\x50Hello", (1 << 32) - 1), "larger"),
        (table((b"\xff" * (1 << 20), 1)), "without an end"),
        (table((numbered(1 << 40) + b"\x10Hello", 1)), "larger"),
        (table((b"\x08\x08abc\x16\x03\x00", 1)), "more than"),
        (table((b"packed by Zstandard", 2)), "not known"),
    ],
)
def test_what_would_become_too_much_or_cannot_be_read_is_said_at_once(
    packed: bytes, why: str
) -> None:
    tracemalloc.start()
    with pytest.raises(DamagedError, match=why):
        list(unpacked(packed))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * len(packed) + 1_000_000


def test_a_block_is_made_only_once_however_often_the_index_names_it() -> None:
    block, index = bytes(1000), bytearray()
    handle = numbered(0) + numbered(len(block))
    for _ in range(3):
        index += numbered(0) + numbered(1) + numbered(len(handle)) + b"k" + handle
    index += bytes(4) + (1).to_bytes(4, "little")
    at = numbered(len(block) + 5) + numbered(len(index))
    foot = (numbered(0) + numbered(0) + at).ljust(40, b"\0") + TABLE
    with pytest.raises(DamagedError, match="over each other"):
        list(unpacked(block + bytes(5) + bytes(index) + bytes(5) + foot))


def test_what_is_not_packed_has_no_parts() -> None:
    assert list(unpacked(b"plain")) == []

"""Frames: what is written is read, nothing else is, and an error tells nothing of what came in."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgpack  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay import client_frames, limits, relay_frames
from relay.errors import LocalFault, Malformed
from relay.frames import (
    Append,
    Frame,
    Knock,
    Open,
    Ping,
    Publish,
    Refusal,
    Refused,
    bind,
    decode_client,
    decode_relay,
    digest,
    encode,
    mailbox_address,
    write_capability,
)

BUCKET = st.sampled_from(limits.BUCKETS).map(bytes)


ROWS = {
    "names": st.lists(st.binary(min_size=16, max_size=16), max_size=4),
    "drops": st.lists(
        st.tuples(st.integers(0, limits.MAX_INTEGER), st.just(bytes(limits.DROP_SIZE))), max_size=2
    ),
}


def values(field: msgspec.inspect.Field) -> st.SearchStrategy[Any]:
    """Any value that stands within the bounds of a field."""
    kind = field.type
    if field.name == "ciphertext" and getattr(kind, "min_length", None) != limits.ASK_SIZE:
        return BUCKET
    if field.name in ROWS:
        return ROWS[field.name]
    match kind:
        case msgspec.inspect.IntType(ge=low, le=high):
            return st.integers(low, high)
        case msgspec.inspect.BytesType(min_length=None, max_length=size) if size and size <= 32:
            return st.sampled_from((b"", bytes(size)))
        case msgspec.inspect.BytesType(min_length=low, max_length=high):
            return st.binary(min_size=low or 0, max_size=max(low or 0, min(high or 0, 300)))
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.ListType():
            return st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=4)
    raise AssertionError(kind)


def frames(union: Any) -> st.SearchStrategy[Frame]:
    def build(shape: type[Frame]) -> st.SearchStrategy[Frame]:
        info = msgspec.inspect.type_info(shape)
        assert isinstance(info, msgspec.inspect.StructType)
        return st.builds(shape, *(values(field) for field in info.fields))

    return st.one_of([build(shape) for shape in union.__args__])


@given(frames(client_frames.ClientFrame))
def test_what_a_client_writes_is_what_is_read(frame: Frame) -> None:
    assert decode_client(encode(frame)) == frame
    assert msgpack.unpackb(encode(frame))[1:] == list(msgspec.structs.astuple(frame))
    with pytest.raises(Malformed):
        decode_relay(encode(frame))


@given(frames(relay_frames.RelayFrame))
def test_what_a_relay_writes_is_what_is_read(frame: Frame) -> None:
    assert decode_relay(encode(frame)) == frame
    with pytest.raises(Malformed):
        decode_client(encode(frame))


@given(st.binary(max_size=200))
def test_a52_any_bytes_are_one_frame_or_none(raw: bytes) -> None:
    for decode in (decode_client, decode_relay):
        try:
            frame = decode(raw)
        except Malformed:
            continue
        assert encode(frame) == raw


@given(frames(client_frames.ClientFrame), st.data())
def test_a52_a_changed_byte_is_another_frame_or_none(frame: Frame, data: st.DataObject) -> None:
    raw = bytearray(encode(frame))
    at = data.draw(st.integers(0, min(len(raw), 60) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        other = decode_client(bytes(raw))
    except Malformed:
        return
    assert other != frame
    assert encode(other) == bytes(raw)


def test_a49_a_frame_above_its_most_is_refused_before_it_is_read() -> None:
    largest = Publish(0, bytes(limits.MAX_ENVELOPE), bytes(limits.MAX_PACKET))
    assert decode_client(encode(largest)) == largest
    with pytest.raises(Malformed):
        decode_client(bytes(limits.MAX_PUBLISH_FRAME + 1))
    with pytest.raises(Malformed):
        decode_client(encode(Publish(0, bytes(limits.MAX_ENVELOPE + 1), b"")))
    with pytest.raises(Malformed):
        decode_relay(bytes(limits.MAX_RELAY_FRAME + 1))


def test_a49_every_frame_but_publish_fits_the_small_bound() -> None:
    append = Append(limits.MAX_REF, bytes(32), limits.MAX_INTEGER, bytes(limits.LARGEST_BUCKET))
    knock = Knock(limits.MAX_REF, bytes(16), 1, bytes(32), bytes(8), bytes(limits.ASK_SIZE))
    assert max(len(encode(append)), len(encode(knock))) <= limits.MAX_FRAME


def quickest(what: Callable[[], None]) -> float:
    """Seconds of the processor; the least of three, since machines are busy."""

    def seconds() -> float:
        began = time.process_time()
        what()
        return time.process_time() - began

    return min(seconds() for _ in range(3))


def test_a51_bombs_cost_nothing() -> None:
    """A few kilobytes make neither time nor memory, whatever they declare."""
    bombs = [
        b"\x91" * 20_000,
        b"\xdd\xff\xff\xff\xff" * 4_000,
        b"\xdf\xff\xff\xff\xff" * 4_000,
        b"\xdc\x4e\x20" + b"\x80" * 20_000,
        b"\x92\x11" + b"\x91" * 20_000,
        b"\x95\x22\x01\x01\xdd\x7f\xff\xff\xff" + b"\xc4\x01x" * 1000,
    ]
    tracemalloc.start()

    def all_of_them() -> None:
        for bomb in bombs:
            for decode in (decode_client, decode_relay):
                with pytest.raises(Malformed):
                    decode(bomb)

    assert quickest(all_of_them) < 0.5
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a53_no_key_that_a_client_chooses_is_hashed_into_a_table_by_the_reader() -> None:
    """A map of colliding keys is refused at its first byte, so its size does not matter."""
    spread = [msgpack.packb({n << 48: 0 for n in range(size)}) for size in (1, 2000)]
    took = []
    for raw in spread:

        def often(raw: bytes = raw) -> None:
            for _ in range(200):
                with pytest.raises(Malformed):
                    decode_client(raw)

        took.append(quickest(often))
    assert took[1] < took[0] * 20 + 0.05


def test_an_error_and_a_representation_show_no_byte_of_a_frame() -> None:
    canary = b"canary-7319"
    for raw in (
        msgpack.packb([17, canary.decode()]),
        msgpack.packb([3, 0, canary, 0, 0]),
        msgpack.packb({canary: 1}),
    ):
        with pytest.raises(Malformed) as caught:
            decode_client(raw)
        shown = f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
        assert "canary" not in shown
        assert caught.value.__cause__ is None
    secret = Open(0, canary.ljust(32, b"."), 0, 0)
    assert repr(secret) == "<Open>"
    assert "canary" not in f"{secret} {[secret]}"


def test_a_frame_cannot_be_made_with_a_ciphertext_that_is_no_bucket() -> None:
    with pytest.raises(ValueError, match="bucket"):
        Append(0, bytes(32), 0, bytes(500))


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_bind_has_one_reading(left: list[bytes], right: list[bytes]) -> None:
    one, other = bind("noview/1 test", *left), bind("noview/1 test", *right)
    assert (one == other) == (left == right)


def test_bind_is_laid_out_as_the_protocol_says() -> None:
    assert bind("noview/1 x", b"ab", b"") == b"\x0anoview/1 x\0\0\0\x02ab\0\0\0\0"
    for label in ("", "other/1 x", "noview/1 \u00e9", "noview/1 " + "x" * 250):
        with pytest.raises(LocalFault):
            bind(label)


def test_capabilities_follow_one_from_the_other() -> None:
    r = bytes(range(32))
    w = write_capability(r)
    assert w == digest("noview/1 mailbox write", r)
    assert mailbox_address(w) == digest("noview/1 mailbox address", w)
    assert len({r, w, mailbox_address(w)}) == 3
    with pytest.raises(LocalFault):
        mailbox_address(w[:31])


def test_a_refusal_has_room_for_every_code() -> None:
    for code in Refusal:
        frame = Refused(1, code, limits.MAX_INTEGER)
        assert decode_relay(encode(frame)) == frame
    assert decode_client(encode(Ping(limits.MAX_REF))) == Ping(limits.MAX_REF)

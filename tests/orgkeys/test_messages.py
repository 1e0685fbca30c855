"""Values and messages: one strict reading."""

from __future__ import annotations

import msgpack  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import encoding, messages
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.messages import (
    Admit,
    Admitted,
    Answer,
    Code,
    CodeAsk,
    Contact,
    Cover,
    End,
    Known,
    Member,
    Passed,
    People,
    Placed,
    Ready,
    Receipt,
    Refresh,
    Text,
    Typing,
    Unknown,
)
from tests.builders import filler

B32, SEALED, KEY = filler("32"), filler("sealed", 1168), filler("key", 1216)
EXAMPLES: tuple[Known, ...] = (
    Ready(),
    Answer(B32, 0, SEALED, 1, KEY),
    Refresh(3, SEALED, 4, KEY),
    Refresh(3, SEALED, 0, b""),
    Receipt(7),
    Typing(True),
    Text(1, "hello"),
    Text(2**53 - 1, "\U0001f33b" * 4000),
    Placed(1, 2),
    Passed(2, 1, False, "hello"),
    People((Member(1, B32, "Robin", "counselor"),)),
    People(()),
    Contact(B32, b"envelope"),
    End(4),
    Admit(1, b"certificate", b"key", B32, 2),
    Admitted(1, True),
    Cover(),
    CodeAsk(1, 3),
    Code(1, "Blue tulip"),
    Code(1, ""),
)
VALUES = st.recursive(
    st.integers(0, 2**53 - 1) | st.booleans() | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_a_second_reader_agrees_on_every_value(value: encoding.Value) -> None:
    try:
        raw = encoding.encode(value)
    except Unsendable:
        assert nesting(value) > encoding.DEEPEST
        return
    assert raw == msgpack.packb(value)
    assert encoding.decode(raw) == value == msgpack.unpackb(raw)


def nesting(value: object) -> int:
    if not isinstance(value, list):
        return 0
    return 1 + max((nesting(part) for part in value), default=0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xcc\x01",  # an integer that is not in its shortest form
        b"\xd9\x01a",  # nor a string
        b"\xdc\x00\x01\x01",  # nor an array
        b"\x01\x01",  # something follows
        b"\xff",  # negative
        b"\x80",  # a map
        b"\xc0",  # nil
        b"\xcb" + bytes(8),  # a float
        b"\xd4\x00\x00",  # an extension
        b"\xcf\x00\x20" + bytes(6),  # 2^53
        b"\xa1\xff",  # not UTF-8
        b"\xa3\xed\xa0\x80",  # a lone surrogate
        b"\x91" * 9 + b"\x01",  # too deep
        b"\x91" * 100_000,  # far too deep
        b"\xdd\xff\xff\xff\xff",  # a length that is not there
        b"\xc6\xff\xff\xff\xff",
    ],
)
def test_a_value_with_a_second_reading_is_refused(raw: bytes) -> None:
    with pytest.raises(CannotOpen):
        encoding.decode(raw)
    with pytest.raises(CannotOpen):
        messages.decode(raw)
    assert encoding.decode(b"\x91" * 8 + b"\x01")


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_every_message_is_read_as_it_was_written(message: Known) -> None:
    raw = messages.encode(message)
    assert messages.decode(raw) == message
    for damaged in (raw + b"\0", raw[:-1], bytes([raw[0] + 1]) + raw[1:]):
        with pytest.raises(CannotOpen):
            messages.decode(damaged)


@pytest.mark.parametrize(
    "message",
    [
        Answer(B32[:31], 0, SEALED, 1, KEY),
        Answer(B32, 0, SEALED, 0, KEY),
        Answer(B32, 0, SEALED, 1, b""),
        Refresh(0, SEALED[:-1], 0, b""),
        Refresh(0, SEALED, 1, b""),
        Refresh(0, SEALED, 0, KEY),
        Refresh(0, SEALED, 1, KEY[:-1]),
        Receipt(2**53),
        Text(-1, "hello"),
        Text(1, "x" * 4001),
        Text(1, "a\0b"),
        Passed(1, 1, True, "\0"),
        People((Member(0, B32, "center", ""),)),
        People(tuple(Member(1, B32, "x", "y") for _ in range(33))),
        End(7),
        CodeAsk(1, 0),
        CodeAsk(1, 4),
        Code(1, "x" * 65),
        Admit(1, b"", b"key", B32, 1),
        Admit(1, b"c", b"key", B32, 0),
        Contact(B32, bytes(4097)),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_out_of_shape_is_neither_sent_nor_read(message: Known) -> None:
    with pytest.raises(Unsendable):
        messages.encode(message)
    if not isinstance(message, Receipt | Text):
        with pytest.raises(CannotOpen):
            messages.decode(encoding.encode(_plain(message)))


def _plain(message: Known) -> object:
    return msgpack.unpackb(_raw(message))


def _raw(message: Known) -> bytes:
    return msgspec.msgpack.encode(message)


def test_a_later_type_is_unknown_and_a_reserved_one_is_refused() -> None:
    assert messages.decode(encoding.encode([18, "news", [1, [2]]])) == Unknown(18)
    assert messages.decode(encoding.encode([2**40])) == Unknown(2**40)
    for value in ([14], [15], [], [True], ["text"], [[5]], 5):
        with pytest.raises(CannotOpen):
            messages.decode(encoding.encode(value))


def test_only_receipt_typing_and_cover_want_no_receipt() -> None:
    silent = [type(message) for message in EXAMPLES if not messages.wants_receipt(message)]
    assert silent == [Receipt, Typing, Cover]
    assert messages.wants_receipt(Unknown(18))


def test_no_word_of_a_message_is_in_its_representation() -> None:
    for message in EXAMPLES:
        assert repr(message) == f"<{type(message).__name__}>"

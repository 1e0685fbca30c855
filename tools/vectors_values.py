"""Vectors of what has one right answer: padding, values, messages."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import encoding, messages, primitives
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
)
from tools.vectors_case import Case, case, filler, message_value, value

ORGANISATION = filler("organisation")


def padding() -> Iterator[Case]:
    """1.4."""
    for size, length in ((1, 0), (16, 0), (16, 15), (440, 5), (512, 500), (2960, 2000)):
        data = filler(f"padding {length}", length)
        padded = primitives.pad(data, size)
        yield case(f"pad-{length}-to-{size}", data=data, size=size, padded=padded)
    inner = b"\x80\x00words\x80\x00\x00"
    yield case("pad-what-looks-padded", data=inner, size=32, padded=primitives.pad(inner, 32))
    for name, raw in (
        ("empty", b""),
        ("only-zeros", bytes(64)),
        ("no-mark", b"words"),
        ("other-mark", b"words\x01" + bytes(10)),
        ("mark-with-more-bits", b"words\x81" + bytes(10)),
        ("zeros-cut-and-mark-gone", b"words\x00"),
    ):
        yield case(f"unpad-{name}", "refused", padded=raw)


def encodings() -> Iterator[Case]:
    """1.1."""
    good: dict[str, encoding.Value] = {
        "zero": 0,
        "largest-fixint": 127,
        "smallest-uint8": 128,
        "uint8": 255,
        "uint16": 256,
        "uint32": 65536,
        "uint64": 2**32,
        "largest": 2**53 - 1,
        "true": True,
        "false": False,
        "empty-text": "",
        "text-31": "x" * 31,
        "text-32": "x" * 32,
        "text-256": "x" * 256,
        "text-of-many-scripts": "a\u00e9\u0628\u4e2d\U0001f33b\u202e\u0301",
        "empty-binary": b"",
        "binary-255": filler("b", 255),
        "binary-256": filler("b", 256),
        "binary-65536": bytes(65536),
        "empty-array": [],
        "array-15": [1] * 15,
        "array-16": [1] * 16,
        "nested-8": [[[[[[[[1]]]]]]]],
        "mixed": [1, "two", b"\x03", [True, [b""]], ""],
    }
    for name, one in good.items():
        yield case(f"ok-{name}", hex=encoding.encode(one), value=value(one))
    bad = {
        "nothing": b"",
        "uint8-too-long": b"\xcc\x7f",
        "uint16-too-long": b"\xcd\x00\xff",
        "uint32-too-long": b"\xce\x00\x00\xff\xff",
        "uint64-too-long": b"\xcf\x00\x00\x00\x00\xff\xff\xff\xff",
        "str8-too-long": b"\xd9\x01a",
        "str16-too-long": b"\xda\x00\x01a",
        "bin16-too-long": b"\xc5\x00\x01a",
        "array16-too-long": b"\xdc\x00\x01\x01",
        "array32-too-long": b"\xdd\x00\x00\x00\x01\x01",
        "two-to-the-53": b"\xcf\x00\x20\x00\x00\x00\x00\x00\x00",
        "two-to-the-64-less-1": b"\xcf" + b"\xff" * 8,
        "negative": b"\xff",
        "int8": b"\xd0\x01",
        "nil": b"\xc0",
        "never-used": b"\xc1",
        "map": b"\x81\x01\x02",
        "empty-map": b"\x80",
        "map16": b"\xde\x00\x01\x01\x02",
        "float32": b"\xca\x3f\x80\x00\x00",
        "float64": b"\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00",
        "fixext": b"\xd4\x01\x00",
        "ext8": b"\xc7\x01\x01\x00",
        "timestamp": b"\xd6\xff\x00\x00\x00\x00",
        "trailing": b"\x01\x00",
        "array-cut": b"\x92\x01",
        "text-cut": b"\xa5abc",
        "length-not-there": b"\xdd\xff\xff\xff\xff",
        "binary-length-not-there": b"\xc6\xff\xff\xff\xff",
        "utf8-broken": b"\xa1\xff",
        "utf8-overlong": b"\xa2\xc0\x80",
        "utf8-surrogate": b"\xa3\xed\xa0\x80",
        "utf8-too-high": b"\xa4\xf4\x90\x80\x80",
        "nested-9": b"\x91" * 9 + b"\x01",
        "nested-bomb": b"\x91" * 5000,
    }
    for name, raw in bad.items():
        yield case(f"no-{name}", "refused", hex=raw)


def _examples() -> dict[str, Known]:
    w, sealed, key = filler("w"), filler("sealed", 1168), filler("key", 1216)
    return {
        "ready": Ready(),
        "answer": Answer(w, 0, sealed, 1, key),
        "refresh": Refresh(3, sealed, 4, key),
        "refresh-no-key": Refresh(300, sealed, 0, b""),
        "receipt": Receipt(70000),
        "typing": Typing(True),
        "text": Text(1, "hello \u0628 \U0001f33b"),
        "text-empty": Text(0, ""),
        "text-longest": Text(2**53 - 1, "\U0001f33b" * 4000),
        "placed": Placed(1, 2),
        "passed": Passed(2, 0, True, "hello"),
        "people": People((Member(1, w, "Robin", "counselor"), Member(3, key[:32], "", ""))),
        "people-none": People(()),
        "contact": Contact(w, filler("envelope", 1400)),
        "end": End(4),
        "end-idle": End(5),
        "end-unwanted": End(6),
        "admit": Admit(1, b"certificate", b"sealing key", w, 2),
        "admitted": Admitted(1, False),
        "cover": Cover(),
        "codeAsk": CodeAsk(1, 1),
        "codeAsk-check": CodeAsk(2, 2),
        "codeAsk-renew": CodeAsk(2**53 - 1, 3),
        "code": Code(2, "\u0628 Blue  tulip"),
        "code-not-now": Code(3, ""),
        "code-longest": Code(3, "\U0001f33b" * 64),
    }


def all_messages() -> Iterator[Case]:
    """8."""
    for name, message in _examples().items():
        told = name.split("-")[0]
        raw = messages.encode(message)
        yield case(f"ok-{name}", type=told, hex=raw, value=message_value(message))
        yield case(f"no-{name}-trailing", "refused", hex=raw + b"\x00")
        longer = bytes([raw[0] + 1]) + raw[1:] + b"\x00"
        yield case(f"no-{name}-extra-field", "refused", hex=longer)
        if raw[0] > 0x91:
            yield case(f"no-{name}-field-less", "refused", hex=bytes([raw[0] - 1]) + raw[1:])
    for name, later in (("18", [18]), ("fields", [19, "news", [b"x"]]), ("far", [2**53 - 1])):
        later_raw = encoding.encode(later)
        yield case(f"ok-unknown-{name}", type="unknown", hex=later_raw, number=later[0])
    w, sealed, key = filler("w"), filler("sealed", 1168), filler("key", 1216)
    bad: dict[str, encoding.Value] = {
        "reserved-14": [14],
        "reserved-15": [15, 1],
        "empty": [],
        "type-text": ["text", 1],
        "type-bool": [True],
        "not-an-array": 5,
        "answer-no-key": [1, w, 0, sealed, 1, b""],
        "answer-index-0": [1, w, 0, sealed, 0, key],
        "answer-short-w": [1, w[:31], 0, sealed, 1, key],
        "refresh-key-without-index": [2, 0, sealed, 0, key],
        "refresh-index-without-key": [2, 0, sealed, 1, b""],
        "refresh-short-key": [2, 0, sealed, 1, key[:1184]],
        "refresh-short-secret": [2, 0, sealed[1:], 1, key],
        "typing-number": [4, 1],
        "text-4001": [5, 1, "x" * 4001],
        "text-nul": [5, 1, "a\x00b"],
        "text-binary": [5, 1, b"hello"],
        "passed-nul": [7, 1, 1, False, "\x00"],
        "people-center": [8, [[0, w, "center", ""]]],
        "people-33": [8, [[1, w, "a", "b"]] * 33],
        "people-alias-65": [8, [[1, w, "x" * 65, "b"]]],
        "people-role-33": [8, [[1, w, "x", "b" * 33]]],
        "contact-empty": [9, w, b""],
        "contact-4097": [9, w, bytes(4097)],
        "end-7": [10, 7],
        "admit-purpose-0": [11, 1, b"c", b"k", w, 0],
        "admit-purpose-3": [11, 1, b"c", b"k", w, 3],
        "admitted-number": [12, 1, 1],
        "code-ask-0": [16, 1, 0],
        "code-ask-4": [16, 1, 4],
        "code-65": [17, 1, "x" * 65],
        "code-binary": [17, 1, b"word"],
    }
    for name, one in bad.items():
        yield case(f"no-{name}", "refused", hex=encoding.encode(one))

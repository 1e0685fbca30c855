"""Bytes that are nearly MessagePack, taken apart where they can be: for mutations that know where
a value begins and ends. Lenient on purpose; nothing here decides what the protocol accepts.
"""

from __future__ import annotations

import random
from typing import Final, NamedTuple

MOST_SPANS: Final = 4000
_FIXED: Final = {0xC2: 0, 0xC3: 0, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIZED: Final = {0xC4: ("bin", 1), 0xC5: ("bin", 2), 0xC6: ("bin", 4),
                 0xD9: ("str", 1), 0xDA: ("str", 2), 0xDB: ("str", 4),
                 0xDC: ("array", 2), 0xDD: ("array", 4)}  # fmt: skip


class Span(NamedTuple):
    """A value: where it and its content begin, where it ends, and in which other span it stands.

    `kind` is int, bool, bin, str, array, or nested: a bin that itself holds a value.
    """

    kind: str
    start: int
    content: int
    end: int
    parent: int
    size: int


class OddError(Exception):
    """Not taken apart: an unknown byte, or an end too early."""


def _head(raw: bytes, at: int) -> tuple[str, int, int]:
    """Kind, where the content begins, and its length or count."""
    first = raw[at]
    if first < 0x80:
        return "int", at + 1, 0
    if 0x90 <= first <= 0x9F:
        return "array", at + 1, first & 15
    if 0xA0 <= first <= 0xBF:
        return "str", at + 1, first & 31
    if first in _FIXED:
        return ("bool" if first < 0xCC else "int"), at + 1, _FIXED[first]
    if first not in _SIZED:
        raise OddError
    kind, width = _SIZED[first]
    begins = at + 1 + width
    return kind, begins, int.from_bytes(raw[at + 1 : begins], "big")


def _take(raw: bytes, at: int, end: int, parent: int, depth: int, out: list[Span]) -> int:
    if at >= end or depth > 12 or len(out) >= MOST_SPANS:
        raise OddError
    kind, content, size = _head(raw, at)
    place = len(out)
    out.append(Span(kind, at, content, content, parent, size))
    if kind == "array":
        stop = content
        for _ in range(size):
            stop = _take(raw, stop, end, place, depth + 1, out)
    else:
        stop = content + size
        if stop > end:
            raise OddError
        if kind == "bin" and size and (0x91 <= raw[content] <= 0x9F or raw[content] == 0xDC):
            kind = _nested(raw, content, stop, place, depth, out)
    out[place] = Span(kind, at, content, stop, parent, size)
    return stop


def _nested(raw: bytes, at: int, end: int, place: int, depth: int, out: list[Span]) -> str:
    """A binary that is itself one value is taken apart too."""
    before = len(out)
    try:
        if _take(raw, at, end, place, depth + 1, out) == end:
            return "nested"
    except (OddError, IndexError):
        pass
    del out[before:]
    return "bin"


def spans(raw: bytes, at: int = 0) -> list[Span]:
    """The values of what begins at `at`, outermost first; empty where it is none."""
    out: list[Span] = []
    try:
        _take(raw, at, len(raw), -1, 0, out)
    except (OddError, IndexError):
        return []
    return out


def sized(kind: str, size: int, wide: int = 0) -> bytes:
    """The header of a bin, str or array of this length; `wide` 1 to 4 forces a longer form."""
    forms = {"bin": (0xC4, 0xC5, 0xC6), "str": (0xD9, 0xDA, 0xDB), "array": (0, 0xDC, 0xDD)}[kind]
    short = {"bin": 0, "str": 32, "array": 16}[kind]
    if size < short and not wide:
        return bytes([(0xA0 if kind == "str" else 0x90) | size])
    least = 1 if kind == "array" else 0
    form = max(least, wide - 1, 0 if size < 256 else 1 if size < 65_536 else 2)
    return bytes([forms[min(form, 2)]]) + size.to_bytes((1, 2, 4)[min(form, 2)], "big")


def integer(number: int, wide: int = 0) -> bytes:
    """An integer; `wide` 1 to 4 forces a longer form than it needs."""
    if number < 0x80 and not wide:
        return bytes([number])
    form = max(
        wide - 1, 0 if number < 2**8 else 1 if number < 2**16 else 2 if number < 2**32 else 3
    )
    return bytes([0xCC + form]) + number.to_bytes((1, 2, 4, 8)[form], "big")


EDGES: Final = (
    *(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 24, 25, 31, 32, 33, 50),
    *(63, 64, 65, 127, 128, 255, 256, 1440, 1441, 65_535, 65_536, 2**31, 2**32 - 1, 2**32),
    *(1_799_999_700, 1_800_000_000, 1_800_000_300, 2**40, 2**53 - 1, 2**53, 2**53 + 1, 2**64 - 1),
)
TEXTS: Final = (
    *("", "a", "x" * 16, "x" * 17, "x" * 32, "x" * 33, "x" * 64, "x" * 65, "x" * 256, "x" * 257),
    *(
        "\0",
        "a\0b",
        "\ufeff",
        "\ufeffa",
        "\u202e",
        "e\u0301",
        "\U0001f600" * 16,
        "ß" * 32,
        "\uffff",
    ),
    *("x" * 4000, "x" * 4001, "\U0001f600" * 4000, "survey", "shift", "__proto__", "constructor"),
)
NOT_UTF8: Final = (
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"a\xe2\x82",
    b"\x80",
)
LENGTHS: Final = (0, 1, 4, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 512, 1168, 1216, 1217, 4096, 4097)
FOREIGN: Final = (
    *(
        b"\xc0",
        b"\xc1",
        b"\x80",
        b"\x81\x01\x02",
        b"\xff",
        b"\xe0",
        b"\xd0\x01",
        b"\xd3" + b"\0" * 8,
    ),
    *(b"\xca\0\0\0\0", b"\xcb?\xf0" + b"\0" * 6, b"\xd4\x01\0", b"\xc7\x01\x01\0", b"\xde\0\0"),
    *(
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * 9 + b"\0",
    ),
    *(b"\x90" * 1, b"\x91" * 40, b"\xdc\xff\xff", b"\xdf\xff\xff\xff\xff"),
)
CANARY: Final = "zqCANARYqz7"


def leaf(chance: random.Random) -> bytes:
    """Some value that is not an array, often at an edge."""
    what = chance.random()
    if what < 0.35:
        return integer(chance.choice(EDGES), chance.choice((0, 0, 0, 0, 1, 2, 3, 4)))
    if what < 0.55:
        size = chance.choice(LENGTHS)
        return sized("bin", size, chance.choice((0, 0, 0, 0, 0, 2, 3))) + chance.randbytes(size)
    if what < 0.85:
        text = chance.choice(TEXTS).encode() if chance.random() < 0.8 else CANARY.encode()
        if chance.random() < 0.1:
            text = chance.choice(NOT_UTF8)
        return sized("str", len(text), chance.choice((0, 0, 0, 0, 0, 1, 2, 3))) + text
    if what < 0.93:
        return bytes([chance.choice((0xC2, 0xC3))])
    return chance.choice(FOREIGN)


def tree(chance: random.Random, depth: int = 0) -> bytes:
    """Some value, up to ten arrays deep."""
    if depth > 9 or chance.random() < (0.1 if depth == 0 else 0.75):
        return leaf(chance)
    count = chance.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 8, 16))
    parts = b"".join(tree(chance, depth + 1) for _ in range(count))
    return sized("array", count, chance.choice((0, 0, 0, 0, 0, 0, 2, 3))) + parts

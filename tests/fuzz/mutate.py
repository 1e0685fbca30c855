"""Inputs for the decoders: changed vectors, invented values, noise. The same seed, the same inputs.

Most are vectors with one or two changes that know the structure, so that they come far: the same
kind of value at an edge, one element more or less, a longer form of the same number, a text that
is no UTF-8, and that also within binaries that hold values (payloads in envelopes).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tests.fuzz.values import (
    EDGES,
    FOREIGN,
    NOT_UTF8,
    TEXTS,
    Span,
    integer,
    leaf,
    sized,
    spans,
    tree,
)

LARGEST = 80_000


def begins_at(raw: bytes, prefix: int) -> int:
    """Where the value of an input begins: behind a fixed prefix, or a file's first line."""
    if raw.startswith(b"noview "):
        return raw.find(b"\n") + 1
    return prefix


@lru_cache(maxsize=4096)
def _parsed(raw: bytes, prefix: int) -> list[Span]:
    return spans(raw, begins_at(raw, prefix))


def changed(raw: bytes, chance: random.Random, prefix: int = 0) -> bytes:
    """The bytes with one change that knows their structure, where they have any."""
    found = _parsed(raw, prefix)
    if not found:
        return spoiled(raw, chance)
    place = chance.randrange(len(found))
    span = found[place]
    old = raw[span.start : span.end]
    new = _other(raw, found, place, chance)
    if new == old:
        new = leaf(chance)
    return _with(raw, found, place, new)


def _other(raw: bytes, found: list[Span], place: int, chance: random.Random) -> bytes:
    """Something else in the place of a span."""
    span = found[place]
    content = raw[span.content : span.end]
    what = chance.random()
    if what < 0.08:
        return leaf(chance)
    if what < 0.12:
        return chance.choice(FOREIGN)
    if span.kind in ("int", "bool"):
        return _number(raw, span, chance)
    if span.kind in ("array", "nested"):
        return _row(raw, found, place, chance)
    if span.kind == "str":
        return _text(content, chance)
    return _binary(content, chance)


def _number(raw: bytes, span: Span, chance: random.Random) -> bytes:
    if span.kind == "bool":
        return chance.choice((b"\xc2", b"\xc3", b"\x00", b"\x01", b"\xc0"))
    held = raw[span.start] if span.content == span.end else 0
    number = int.from_bytes(raw[span.content : span.end], "big") or held
    what = chance.random()
    if what < 0.35:
        return integer(min(2**64 - 1, max(0, number + chance.choice((-2, -1, 1, 2)))))
    if what < 0.5:
        return integer(number, chance.choice((1, 2, 3, 4)))
    return integer(chance.choice(EDGES))


def _text(content: bytes, chance: random.Random) -> bytes:
    what = chance.random()
    if what < 0.5:
        content = chance.choice(TEXTS).encode()
    elif what < 0.6:
        content = content + chance.choice(NOT_UTF8)
    elif what < 0.75:
        content = content + chance.choice(TEXTS).encode()
    elif what < 0.85:
        content = content[:-1]
    wide = chance.choice((0, 0, 0, 1, 2, 3))
    return sized("str" if chance.random() < 0.95 else "bin", len(content), wide) + content


def _binary(content: bytes, chance: random.Random) -> bytes:
    what = chance.random()
    if what < 0.2 and content:
        content = content[:-1]
    elif what < 0.4:
        content = content + b"\0"
    elif what < 0.5:
        content = b""
    elif what < 0.7:
        content = chance.randbytes(chance.choice((len(content), 16, 32, 64)))
    elif what < 0.8:
        content = bytes(len(content))
    wide = chance.choice((0, 0, 0, 0, 2, 3))
    return sized("bin" if chance.random() < 0.93 else "str", len(content), wide) + content


def _row(raw: bytes, found: list[Span], place: int, chance: random.Random) -> bytes:
    """An array with other elements, or in a longer form; a binary with a value, as another."""
    span = found[place]
    if span.kind == "nested":
        content = spoiled(raw[span.content : span.end], chance)
        return sized("bin", len(content)) + content
    parts = [raw[one.start : one.end] for one in found if one.parent == place]
    what, wide = chance.random(), 0
    at = chance.randrange(len(parts) + 1)
    if what < 0.25 and parts:
        del parts[at % len(parts)]
    elif what < 0.5:
        parts.insert(at, leaf(chance))
    elif what < 0.65 and parts:
        parts.insert(at, parts[at % len(parts)])
    elif what < 0.75 and len(parts) > 1:
        other = chance.randrange(len(parts))
        parts[at % len(parts)], parts[other] = parts[other], parts[at % len(parts)]
    elif what < 0.82 and parts:
        parts = parts * chance.choice((2, 3, 8, 16))
    elif what < 0.88:
        parts = []
    elif what < 0.94:
        parts.append(tree(chance, 1))
    else:
        wide = chance.choice((2, 3))
    return sized("array", len(parts), wide) + b"".join(parts)


def _with(raw: bytes, found: list[Span], place: int, new: bytes) -> bytes:
    """The bytes with a span replaced; the lengths of binaries around it are put right."""
    start, end = found[place].start, found[place].end
    parent = found[place].parent
    while parent >= 0:
        around = found[parent]
        if around.kind == "nested":
            new = raw[around.content : start] + new + raw[end : around.end]
            new = sized("bin", len(new)) + new
            start, end = around.start, around.end
        parent = around.parent
    return raw[:start] + new + raw[end:]


def spoiled(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with one change that knows nothing."""
    at = chance.randrange(len(raw) + 1)
    what = chance.random()
    if what < 0.35 and raw:
        at %= len(raw)
        return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
    if what < 0.5:
        return raw[:at]
    if what < 0.65:
        return raw[:at] + raw[at + chance.choice((1, 1, 2, 4)) :]
    if what < 0.8:
        return raw[:at] + chance.randbytes(chance.choice((1, 1, 2, 4))) + raw[at:]
    if what < 0.9:
        return raw + chance.choice((b"\0", b"\xc0", raw[:8]))
    return raw[:at] + chance.choice(FOREIGN) + raw[at + 1 :]


def made(seeds: Sequence[bytes], chance: random.Random, prefix: int = 0) -> bytes:
    """One input for a target with these seeds."""
    what = chance.random()
    if what < 0.03 or not seeds:
        return chance.randbytes(chance.choice((0, 1, 2, 3, 8, 40, 200)))
    raw = chance.choice(seeds)
    if what < 0.05:
        return raw
    if what < 0.12:
        return raw[:prefix] + tree(chance)
    if what < 0.25:
        return spoiled(raw, chance)
    raw = changed(raw, chance, prefix)
    if chance.random() < 0.25:
        raw = changed(raw, chance, prefix)
    return raw[:LARGEST]


def inputs(seeds: Sequence[bytes], seed: str, count: int, prefix: int = 0) -> Iterator[bytes]:
    """So many inputs, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield made(seeds, chance, prefix)

"""Inputs for readers of files that are not ours: changes that know numbers, sizes and words."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fuzz.mutate import spoiled

WIDTHS = (1, 1, 2, 2, 4, 4, 8)
BORDERS = (512, 4096)


def _place(raw: bytes, chance: random.Random) -> int:
    """Often near the beginning of the file, or of one of its pages: there sizes stand."""
    what, most = chance.random(), max(1, len(raw))
    if what < 0.4:
        return chance.randrange(min(most, 128))
    if what < 0.7:
        border = chance.choice(BORDERS)
        return min(chance.randrange(most) // border * border + chance.randrange(24), most - 1)
    return chance.randrange(most)


def _number(raw: bytes, chance: random.Random) -> bytes:
    at, width = _place(raw, chance), chance.choice(WIDTHS)
    order = "big" if chance.random() < 0.5 else "little"
    held = int.from_bytes(raw[at : at + width], order)  # type: ignore[arg-type]
    most = (1 << 8 * width) - 1
    value = chance.choice(
        (0, 1, most, most >> 1, (most >> 1) + 1, held + 1, held - 1, held * 2, len(raw), at)
    )
    told = (value & most).to_bytes(width, order)  # type: ignore[arg-type]
    return raw[:at] + told + raw[at + width :]


def _run(raw: bytes, chance: random.Random) -> bytes:
    at, size = _place(raw, chance), chance.choice((2, 8, 40, 300))
    return raw[:at] + chance.choice((b"\0", b"\xff", b"\x80", b"[", b"a")) * size + raw[at + size :]


def _block(raw: bytes, chance: random.Random) -> bytes:
    """A piece of it once more, in the place of another or between."""
    here, there, size = _place(raw, chance), _place(raw, chance), chance.choice((4, 16, 64, 512))
    over = size if chance.random() < 0.5 else 0
    return raw[:here] + raw[there : there + size] + raw[here + over :]


def altered(raw: bytes, chance: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """The bytes with one to three changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        what = chance.random()
        if words and what < 0.35:
            at, word = chance.randrange(len(raw) + 1), chance.choice(words)
            raw = raw[:at] + word * chance.choice((1, 1, 2, 30)) + raw[at:]
        elif what < 0.65:
            raw = _number(raw, chance)
        elif what < 0.75:
            raw = _run(raw, chance)
        elif what < 0.85:
            raw = _block(raw, chance)
        else:
            raw = spoiled(raw, chance)
    return raw


def made(seeds: Sequence[bytes], chance: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """One input for a target with these seeds."""
    if chance.random() < 0.04:
        return chance.randbytes(chance.choice((0, 1, 2, 3, 8, 40, 200)))
    return altered(chance.choice(seeds), chance, words)

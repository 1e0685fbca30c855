"""A number as words that can be read aloud in many languages (docs/decisions/0020)."""

from __future__ import annotations

from typing import Final

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_LENGTH: Final = 8


def proquint(number: bytes) -> str:
    """The first 8 bytes as four words of five letters; `client_js/src/core/proquint.ts` too."""
    pairs = (int.from_bytes(number[at : at + 2], "big") for at in range(0, _LENGTH, 2))
    return " ".join(_word(pair) for pair in pairs)


def _word(bits: int) -> str:
    shifts = ((_CONSONANTS, 12), (_VOWELS, 10), (_CONSONANTS, 6), (_VOWELS, 4), (_CONSONANTS, 0))
    return "".join(letters[(bits >> shift) % len(letters)] for letters, shift in shifts)

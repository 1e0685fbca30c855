"""A root key on paper: 24 words of the English list of BIP39, the last of which checks the others.

The words are the 32 bytes of the Ed25519 seed themselves, with eight bits of checksum; no other
derivation of BIP39 is used, since there is no wallet here. Pure: nothing is shown or read.
Refusals name the number of a word, never a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from mnemonic import Mnemonic

from orgkeys.ceremony import Random
from orgkeys.office.terminal import Refused

COUNT: Final = 24
PER_LINE: Final = 4
READ_BACK: Final = 5
# The list is made so that no two words share their first four letters.
_LEAST_LETTERS: Final = 4


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


def to_words(seed: bytes) -> tuple[str, ...]:
    """The 24 words of a seed (32 bytes)."""
    if len(seed) != 32:
        raise ValueError("a root key has 32 bytes")
    return tuple(_list().to_mnemonic(seed).split(" "))


def numbered(words: Sequence[str]) -> list[str]:
    """The words in six lines of four, each with its number, as they are copied to paper."""
    cells = [f"{number:>2} {word:<10}" for number, word in enumerate(words, 1)]
    return ["".join(cells[at : at + PER_LINE]).rstrip() for at in range(0, len(cells), PER_LINE)]


def recognize(typed: str) -> str | None:
    """The word of the list that was meant: in any case, and at least its first four letters."""
    plain = typed.strip().lower()
    known = _list().wordlist
    if plain in known:
        return plain
    found = [word for word in known if word.startswith(plain)]
    return found[0] if len(plain) >= _LEAST_LETTERS and len(found) == 1 else None


def unknown(typed: Sequence[str], first: int = 1) -> list[int]:
    """The numbers of the words that are not on the list, where the first one has this number."""
    return [number for number, word in enumerate(typed, first) if recognize(word) is None]


def to_seed(typed: Sequence[str]) -> bytes:
    """The seed (32 bytes) behind 24 typed words. Raises Refused, saying what to look for."""
    if len(typed) != COUNT:
        raise Refused(
            f"A key on paper has {COUNT} words, and {len(typed)} were typed.",
            "Count the words on the paper, and type them in their order.",
        )
    bad = unknown(typed)
    if bad:
        raise Refused(
            f"{say_numbers(bad)} not on the list of words.",
            "Look for a letter that was misread. The first four letters of a word are enough.",
        )
    try:
        return bytes(_list().to_entropy([recognize(word) or "" for word in typed]))
    except ValueError:
        raise Refused(
            "Each word is on the list, but together they are no key.",
            "Look for two words in each other's place, a line that was left out or typed twice, "
            "or a word that was taken for one like it.",
        ) from None


def say_numbers(numbers: Sequence[int]) -> str:
    """`Word 7 is` or `Words 3, 7 and 9 are`."""
    if len(numbers) == 1:
        return f"Word {numbers[0]} is"
    head = ", ".join(str(number) for number in numbers[:-1])
    return f"Words {head} and {numbers[-1]} are"


def draw_numbers(random: Random, count: int = READ_BACK) -> list[int]:
    """Which words (1 to 24, rising) are asked for, so that nobody can copy out only those.

    One of each stretch of the paper, so that a line that was forgotten is found.
    """
    bounds = [COUNT * step // count for step in range(count + 1)]
    drawn = []
    for low, high in pairwise(bounds):
        drawn.append(low + 1 + int.from_bytes(random(4), "big") % (high - low))
    return drawn

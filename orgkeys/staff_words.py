"""What two consoles say to each other on a staff line, besides words (protocol.md 16.3).

On a line these are types that `orgkeys.messages` calls unknown, so a device that serves no staff
lines receipts them and shows that it did not understand.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from orgkeys import encoding
from orgkeys.encoding import Bin32, Number, Row
from orgkeys.errors import CannotOpen, Unsendable

CATCH_UP_MOST = 1000
KINDS = range(32, 39)

Place: TypeAlias = Annotated[int, Meta(ge=1, le=encoding.BIGGEST)]
Purpose: TypeAlias = Literal[1, 2]


class Ask(Row, frozen=True, array_like=True, tag=32):
    """Will you come into a conversation of mine: 1 to join, 2 to take it over."""

    request: Number
    purpose: Purpose
    why: Literal[0, 1]
    language: Annotated[str, Meta(max_length=16)]


class Asked(Row, frozen=True, array_like=True, tag=33):
    """Yes, and where exactly this invitation is to be left; or no, and an empty `w`."""

    request: Number
    yes: bool
    w: Annotated[bytes, Meta(max_length=32)]


class StepIn(Row, frozen=True, array_like=True, tag=34):
    """A supervisor comes into the talk of this name (16.1) if the survivor says yes."""

    request: Number
    talk: Annotated[bytes, Meta(min_length=4, max_length=4)]
    purpose: Purpose
    w: Bin32


class CatchUp(Row, frozen=True, array_like=True, tag=35):
    """A note for who takes over; an empty one back says that it was read and is gone."""

    request: Number
    text: Annotated[str, Meta(max_length=CATCH_UP_MOST)]


class Outcome(Row, frozen=True, array_like=True, tag=36):
    """0 the survivor is asked, 1 said no, 2 they have joined, 3 it is over."""

    request: Number
    outcome: Literal[0, 1, 2, 3]


class Transcript(Row, frozen=True, array_like=True, tag=37):
    """The hash of what somebody was told from `first` to `last` (16.5)."""

    request: Number
    first: Place
    last: Place
    hash: Bin32


class Compared(Row, frozen=True, array_like=True, tag=38):
    """Whether that is what this side was told."""

    request: Number
    first: Place
    last: Place
    agrees: bool


StaffWord: TypeAlias = Ask | Asked | StepIn | CatchUp | Outcome | Transcript | Compared


def _whole(word: StaffWord) -> bool:
    if isinstance(word, Asked):
        return len(word.w) == (32 if word.yes else 0)
    if isinstance(word, CatchUp):
        return "\0" not in word.text
    if isinstance(word, Transcript | Compared):
        return word.first <= word.last
    return True


def encode(word: StaffWord) -> bytes:
    """The bytes; Unsendable where a field is out of its bounds."""
    raw = encoding.encode(word)
    try:
        decode(raw)
    except CannotOpen:
        raise Unsendable("malformed") from None
    return raw


def decode(raw: bytes) -> StaffWord:
    """The word; CannotOpen if the bytes are not exactly one of types 32 to 38."""
    word: StaffWord = encoding.decode_as(raw, StaffWord)  # type: ignore[arg-type]
    if not _whole(word):
        raise CannotOpen("malformed")
    return word

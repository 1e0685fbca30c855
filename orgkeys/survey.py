"""Answers to an organisation's own questions, sealed to it alone (protocol.md 15.1).

A survivor's page makes a drop after the end; the organisation opens it with the seed of its
statistics key. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import labels
from orgkeys.encoding import Number, Row, decode_as, encode
from orgkeys.errors import CannotOpen, CryptoFailed, Unsendable
from orgkeys.primitives import bind
from orgkeys.sealing import open_padded, seal_padded
from relay.documents import Charter
from relay.limits import DROP_SIZE

PURPOSE: Final = "statistics"
KEY_SIZE: Final = 1216
KIND: Final = "survey"
MOST: Final = 8
"""Answers of a survivor; what staff count (orgkeys/tally.py) has up to 24."""
DAY: Final = 86_400

Question = Annotated[str, Meta(max_length=32)]
Answer = Annotated[str, Meta(max_length=256)]
Answers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """What one person answered, on one day since 1970 (UTC): (key of the question, answer)."""

    day: int
    kind: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)


class _Drop(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    kind: Annotated[str, Meta(max_length=16)]
    day: Number
    answers: Annotated[tuple[tuple[Question, Answer], ...], Meta(min_length=1, max_length=24)]


def statistics_key(charter: Charter) -> bytes | None:
    """The key (X-Wing, 1216 bytes) to which drops are sealed, or None where nobody asks."""
    key = dict(charter.purpose_keys).get(PURPOSE)
    return key if key is not None and len(key) == KEY_SIZE else None


def make_drop(organisation: bytes, desk: bytes, key: bytes, answers: Answers, now: float) -> bytes:
    """The 2048 bytes that leave. Unsendable where the answers do not fit, or there are none."""
    rows = [list(one) for one in answers]
    plain = encode([1, KIND, int(now // DAY), rows])
    if not 1 <= len(rows) <= MOST or any(len(one) > 32 or len(two) > 256 for one, two in answers):
        raise Unsendable("too-long")
    info = bind(labels.DROP, organisation, desk)
    try:
        return seal_padded(key, info, plain, DROP_SIZE)[0]
    except CryptoFailed:
        raise Unsendable("too-long") from None


def open_drop(organisation: bytes, desk: bytes, seed: bytes, sealed: bytes) -> Told:
    """What a drop says. CannotOpen for what is none, or sealed to another key or desk."""
    plain, _ = open_padded(seed, bind(labels.DROP, organisation, desk), sealed, DROP_SIZE)
    told = decode_as(plain, _Drop)
    if told.kind == KIND and len(told.answers) > MOST:
        raise CannotOpen("malformed")
    return Told(told.day, told.kind, told.answers)

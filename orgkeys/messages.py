"""What a frame says: the messages of a line, as frozen typed values (protocol.md 8).

`encode` and `decode` are strict in both directions. Nothing here knows whether a message is in
its place; the line and the conversation do.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from orgkeys import encoding
from orgkeys.encoding import Bin32, Number, Row, SealingPublic
from orgkeys.errors import CannotOpen, Unsendable

TEXT_LONGEST = 4000
KNOWN = range(18)  # 14 and 15 are not given out: refused, while 18 and above are "not understood"

Sealed: TypeAlias = Annotated[bytes, Meta(min_length=1168, max_length=1168)]
Envelope: TypeAlias = Annotated[bytes, Meta(min_length=1, max_length=4096)]
Words: TypeAlias = Annotated[str, Meta(max_length=TEXT_LONGEST)]


class Ready(Row, frozen=True, array_like=True, tag=0):
    """The responder's frame 0: it holds the certified device key."""


class Answer(Row, frozen=True, array_like=True, tag=1):
    """The inviter's frame 0: where the responder appends from now on, and the first refresh."""

    w: Bin32
    index: Number
    sealed: Sealed
    new_index: Number
    new_key: SealingPublic


class Refresh(Row, frozen=True, array_like=True, tag=2):
    """A fresh secret for the sender's own direction, perhaps with a new key (7.1, 7.2)."""

    index: Number
    sealed: Sealed
    new_index: Number
    new_key: Annotated[bytes, Meta(max_length=1216)]


class Receipt(Row, frozen=True, array_like=True, tag=3):
    """Every frame of the other direction with a number below `upto` was opened (6.4)."""

    upto: Number


class Typing(Row, frozen=True, array_like=True, tag=4):
    """Whether somebody is writing."""

    on: bool


class Text(Row, frozen=True, array_like=True, tag=5):
    """Words. `id`: from a point its own rising count, from the center the place."""

    id: Number
    text: Words


class Placed(Row, frozen=True, array_like=True, tag=6):
    """Where the center put the point's text."""

    id: Number
    place: Number


class Passed(Row, frozen=True, array_like=True, tag=7):
    """What another person wrote, by way of the center."""

    place: Number
    person: Number
    earlier: bool
    text: Words


class Member(Row, frozen=True, array_like=True):
    """One person of the list in `people`."""

    person: Annotated[int, Meta(ge=1, le=encoding.BIGGEST)]
    certificate_hash: Bin32
    alias: Annotated[str, Meta(max_length=64)]
    role: Annotated[str, Meta(max_length=32)]


class People(Row, frozen=True, array_like=True, tag=8):
    """Everyone on a line now; the center is not listed."""

    people: Annotated[tuple[Member, ...], Meta(max_length=32)]


class Contact(Row, frozen=True, array_like=True, tag=9):
    """How to reach this device when its lines are lost (5.7)."""

    w: Bin32
    sealing_key: Envelope


class End(Row, frozen=True, array_like=True, tag=10):
    """The line is over: 0 finished, 1 left, 2 broken, 3 closed by the organisation, 4 revoked,
    5 idle for too long, 6 the survivor asks not to be written to again."""

    reason: Annotated[int, Meta(ge=0, le=6)]


class Admit(Row, frozen=True, array_like=True, tag=11):
    """A point asks that a colleague may join (1) or take over (2)."""

    request: Number
    certificate: Envelope
    sealing_key: Envelope
    w: Bin32
    purpose: Annotated[int, Meta(ge=1, le=2)]


class Admitted(Row, frozen=True, array_like=True, tag=12):
    """What the survivor said to it."""

    request: Number
    yes: bool


class Cover(Row, frozen=True, array_like=True, tag=13):
    """Nothing, so that a silence is not seen."""


class CodeAsk(Row, frozen=True, array_like=True, tag=16):
    """A point asks for the code word: 1 agree on one, 2 check it, 3 agree on another."""

    request: Number
    kind: Annotated[int, Meta(ge=1, le=3)]


class Code(Row, frozen=True, array_like=True, tag=17):
    """What the survivor says to it; empty where she does not want to."""

    request: Number
    word: Annotated[str, Meta(max_length=64)]


class Unknown(Row, frozen=True, array_like=True):
    """A type of a later version (18 and above): receipted and shown as "not understood"."""

    type: Number


Known: TypeAlias = (
    Ready | Answer | Refresh | Receipt | Typing | Text | Placed | Passed | People | Contact | End
    | Admit | Admitted | Cover | CodeAsk | Code
)  # fmt: skip
Message: TypeAlias = Known | Unknown

UNRECEIPTED = (Receipt, Typing, Cover)  # these want no receipt


def _in_order(message: Known) -> bool:
    """The rules of shape that types cannot say."""
    match message:
        case Refresh():
            return (len(message.new_key), message.new_index > 0) in ((0, False), (1216, True))
        case Answer():
            return message.new_index > 0
        case Text() | Passed():
            return "\x00" not in message.text
        case _:
            return True


def encode(message: Known) -> bytes:
    """The bytes of a message; Unsendable if it breaks its own shape."""
    raw = encoding.encode(message)
    try:
        decode(raw)
    except CannotOpen as fault:
        raise Unsendable("malformed") from fault
    return raw


def decode(raw: bytes) -> Message:
    """The message; CannotOpen if the bytes are not exactly one."""
    value = encoding.decode(raw)
    if not isinstance(value, list) or not value:
        raise CannotOpen("malformed")
    kind = value[0]
    if isinstance(kind, bool) or not isinstance(kind, int):
        raise CannotOpen("malformed")
    if kind not in KNOWN:
        return Unknown(kind)
    message: Known = encoding.decode_as(raw, Known)  # type: ignore[arg-type]
    if not _in_order(message):
        raise CannotOpen("malformed")
    return message


def wants_receipt(message: Message) -> bool:
    """Whether opening this message asks for a receipt (6.4)."""
    return not isinstance(message, UNRECEIPTED)

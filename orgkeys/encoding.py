"""Values as bytes, in exactly one way (protocol.md 1.1): strict MessagePack.

A typed decode followed by encoding again, which must give the same bytes, so that nothing is read
that another reader would read differently.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeVar

import msgspec

from orgkeys.errors import CannotOpen, Unsendable

BIGGEST = 2**53 - 1
DEEPEST = 8

# What plain values may be; recursive, so checked by `checked`.
Value: TypeAlias = "int | bool | str | bytes | list[Value]"

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=BIGGEST)]
Bin32: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
SealingPublic: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=1216, max_length=1216)]

T = TypeVar("T")


class Row(msgspec.Struct, frozen=True, array_like=True):
    """Base of all shapes of this room. Its representation shows no field: most hold secrets."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


_encoder = msgspec.msgpack.Encoder()


def encode(value: object) -> bytes:
    """The bytes of a value; Unsendable if it is outside the restricted MessagePack."""
    try:
        raw = _encoder.encode(value)
        checked(msgspec.msgpack.decode(raw))
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError, CannotOpen):
        raise Unsendable("malformed") from None
    return raw


def decode(raw: bytes) -> Value:
    """Any value of 1.1; CannotOpen if the bytes are not the one encoding of one."""
    try:
        value = checked(msgspec.msgpack.decode(raw))
        again = _encoder.encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise CannotOpen("malformed") from None
    if again != raw:
        raise CannotOpen("malformed")
    return value


def decode_as(raw: bytes, shape: type[T]) -> T:
    """A value of the given shape (array-like structs); CannotOpen if it is anything else."""
    try:
        value = msgspec.msgpack.decode(raw, type=shape)
        again = _encoder.encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise CannotOpen("malformed") from None
    if again != raw:
        raise CannotOpen("malformed")
    return value


# Behind the first byte: how many bytes of content or of a length, by protocol.md 1.1.
_PLAIN = {0xC2: 0, 0xC3: 0, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_COUNTED = {0xDC: 2, 0xDD: 4}


def length_of_first(raw: bytes) -> int:
    """How long the value is that these bytes begin with; CannotOpen where they begin with none.

    It walks over headers alone, so `decode_as` has still to say whether it is a value of 1.1.
    """
    at, wanted = 0, 1
    while wanted:
        if at >= len(raw):
            raise CannotOpen("malformed")
        head, at = raw[at], at + 1
        wanted -= 1
        if 0x90 <= head <= 0x9F:
            wanted += head & 15
        elif 0xA0 <= head <= 0xBF:
            at += head & 31
        elif head in _COUNTED:
            wanted += int.from_bytes(raw[at : at + _COUNTED[head]], "big")
            at += _COUNTED[head]
        elif head in _SIZED:
            at += _SIZED[head] + int.from_bytes(raw[at : at + _SIZED[head]], "big")
        elif head >= 0x80:
            if head not in _PLAIN:
                raise CannotOpen("malformed")
            at += _PLAIN[head]
    if at > len(raw):
        raise CannotOpen("malformed")
    return at


def checked(value: object, depth: int = 0) -> Value:
    """The same value, if it is made of nothing but what 1.1 allows; else CannotOpen."""
    if isinstance(value, bool | str | bytes):
        return value
    if isinstance(value, int) and 0 <= value <= BIGGEST:
        return value
    if isinstance(value, list) and depth < DEEPEST:
        for part in value:
            checked(part, depth + 1)
        return value
    raise CannotOpen("malformed")

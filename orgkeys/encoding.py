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

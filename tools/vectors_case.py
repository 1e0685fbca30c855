"""What the tools that write vectors share: cases, values as JSON, bytes and randomness by name."""

from __future__ import annotations

from typing import Any

import msgspec

from orgkeys.encoding import decode
from orgkeys.messages import Known
from tests.builders import filler
from tests.orgkeys.lines import seeded

__all__ = [
    "Case",
    "case",
    "fields_of",
    "filler",
    "flip",
    "message_value",
    "seeded",
    "shown",
    "value",
]

# One vector: `name`, `expect`, and the fields of its family. Binary stands as hex.
Case = dict[str, Any]


def case(name: str, expect: str = "ok", /, **fields: Any) -> Case:
    """A case; bytes among the fields become hex."""
    return {"name": name, "expect": expect, **{key: shown(one) for key, one in fields.items()}}


def shown(field: Any) -> Any:
    """A field as JSON: bytes as hex, also inside lists and objects."""
    if isinstance(field, bytes | bytearray):
        return field.hex()
    if isinstance(field, list | tuple):
        return [shown(one) for one in field]
    if isinstance(field, dict):
        return {key: shown(one) for key, one in field.items()}
    return field


def value(one: Any) -> Any:
    """A value of protocol.md 1.1 as JSON, where binary must be told from text: {"hex": …}."""
    if isinstance(one, bytes):
        return {"hex": one.hex()}
    if isinstance(one, list | tuple):
        return [value(part) for part in one]
    return one


def message_value(message: Known) -> Any:
    """A message as its array (protocol.md 8), in JSON."""
    return value(msgspec.msgpack.decode(msgspec.msgpack.encode(message)))


def fields_of(raw: bytes) -> list[Any]:
    """The array in these bytes, to change a field of it."""
    array = decode(raw)
    if not isinstance(array, list):
        raise TypeError("no array")
    return array


def flip(raw: bytes, at: int) -> bytes:
    """The same bytes with the lowest bit of one of them turned."""
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)

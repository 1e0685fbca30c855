"""What a target is: bytes in, a value or one of the project's own errors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from relay.errors import NoviewError, Untrusted

encode: Final = msgspec.msgpack.Encoder().encode

ANSWER: Final = 9
"""Bytes of an answer: `+` and what was read, `-` and why not, `!` and what went wrong."""


@dataclass(frozen=True)
class Target:
    """A decoder as a fuzzer drives it.

    `read` takes the bytes; `again` gives the bytes of what it returned, where the format has one
    form only; `told` says what was read in the words that both languages share; `codes` are the
    refusals that both name alike (empty: only that it was refused). `covers` are the functions
    that are decoders by tests/fuzz/complete.py. A `foreign` format is not ours, so that inputs are
    made without its structure, with its `words`; `swollen` are inputs of any size of its own that
    could take long, and `rounds` how many inputs the short run makes.
    """

    name: str
    covers: tuple[str, ...]
    read: Callable[[bytes], Any]
    again: Callable[[Any], bytes] | None = None
    told: Callable[[Any], tuple[str, Sequence[Any]]] | None = None
    codes: bool = False
    prefix: int = 0
    weight: int = 3
    most: int = 80_000
    own: bool = False
    foreign: bool = False
    words: tuple[bytes, ...] = ()
    swollen: tuple[Callable[[int], bytes], ...] = ()
    rounds: int = 600


def fields(value: Any, *, tagged: bool = True) -> tuple[str, list[Any]]:
    """A struct as its name, the names of its fields, and their values."""
    names = [name for name in value.__struct_fields__ if name != "format"]
    label = ",".join(name.replace("_", "") for name in names)
    kind = (
        type(value).__name__.lower().strip("_").replace("closemailbox", "close") if tagged else ""
    )
    return f"{kind}:{label}", [getattr(value, name) for name in names]


def code_of(fault: NoviewError) -> str:
    """Why it was refused, in a word that both languages have."""
    return fault.rule if isinstance(fault, Untrusted) else fault.code.split("-")[0]


def accepted(label: str, values: Sequence[Any]) -> bytes:
    """The answer to what was read."""
    return b"+" + sha256(b"".join(map(encode, (label, *values)))).digest()[: ANSWER - 1]


def refused(target: Target, fault: NoviewError) -> bytes:
    """The answer to what was not."""
    word = code_of(fault) if target.codes else "refused"
    return b"-" + word.encode()[: ANSWER - 1].ljust(ANSWER - 1, b" ")


def answer(target: Target, raw: bytes) -> bytes:
    """What this language says to an input; anything but the project's errors goes through."""
    try:
        value = target.read(raw)
    except NoviewError as fault:
        return refused(target, fault)
    if target.told is None:
        raise TypeError(target.name)
    return accepted(*target.told(value))

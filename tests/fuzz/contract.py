"""What holds for every decoder, whatever it is given.

Any bytes give a value or one of the project's own errors with a code; no message repeats what came
in; what was accepted is written again as the very same bytes and reads the same; the time grows no
faster than the input; and no input takes more than its time and memory (tests/fuzz/bounds.py).
"""

from __future__ import annotations

import random
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any, Final

from relay.errors import NoviewError
from tests.fuzz.binary import made
from tests.fuzz.bounds import timed
from tests.fuzz.mutate import inputs
from tests.fuzz.target import Target
from tests.fuzz.values import CANARY

STEEPEST: Final = 4.0
"""How many times slower than linear a decoder may look: machines are busy, and small is quick."""
GRAIN: Final = 0.004
"""Seconds below which no ratio says anything."""
SMALL, LARGE = 4_096, 65_536
TOLD = tuple(
    form.lower()
    for form in (
        CANARY,
        CANARY.encode().hex(),
        b64encode(CANARY.encode()).decode()[:12],
        CANARY.encode("utf-16-le").hex(),
    )
)


class BrokenContractError(AssertionError):
    """A decoder did what none may do; says which and how, and nothing of the input."""


def hold(target: Target, raw: bytes) -> bool:
    """Give a decoder some bytes; whether it took them. Raises BrokenContractError."""
    try:
        with timed():
            value = target.read(raw)
    except NoviewError as fault:
        _quiet(target, fault)
        return False
    except Exception as fault:
        raise BrokenContractError(f"{target.name}: {type(fault).__name__}") from fault
    if target.again is not None and target.again(value) != raw[target.prefix :]:
        raise BrokenContractError(f"{target.name}: another form of what it took")
    if target.told is not None and target.told(target.read(raw)) != target.told(value):
        raise BrokenContractError(f"{target.name}: reads the same bytes in two ways")
    return True


def _quiet(target: Target, fault: NoviewError) -> None:
    """Code and words are fixed; where the file is the person's own, its fields may be named."""
    if not fault.code or len(fault.code) > 40:
        raise BrokenContractError(f"{target.name}: no code")
    said = f"{fault} {fault!r} {fault.args!r} {vars(fault)!r}".lower()
    if not target.own and any(form in said for form in TOLD):
        raise BrokenContractError(f"{target.name}: repeats what came in")


def swollen(target: Target, seeds: list[bytes]) -> Iterator[Callable[[int], bytes]]:
    """Inputs of any size that would take long where a decoder goes back and forth."""
    head = min(seeds, key=len)[: target.prefix] if target.prefix and seeds else b""
    yield from target.swollen
    yield lambda size: head + b"\xdd" + (size // 2).to_bytes(4, "big") + b"\x91\x01" * (size // 2)
    yield lambda size: head + b"\x91" * size
    yield lambda size: head + b"\xdb" + size.to_bytes(4, "big") + b"a" * size
    yield lambda size: head + b"\xc6" + size.to_bytes(4, "big") + bytes(size)
    yield (lambda size: head + b"\xde" + b"\xff\xff" + b"\xa1a\x01" * (size // 3))
    yield lambda size: bytes(size)
    for raw in sorted(seeds, key=len)[-1:]:
        yield lambda size, raw=raw: raw + raw[-64:] * (size // 64)  # type: ignore[misc]


def made_for(target: Target, seeds: list[bytes], seed: str) -> Iterator[bytes]:
    """The inputs of a short run; the same for the same seed."""
    if not target.foreign:
        yield from inputs(seeds, seed, target.rounds, target.prefix)
        return
    chance = random.Random(seed)
    for _ in range(target.rounds):
        yield made(seeds, chance, target.words)[: target.most]


def linear(target: Target, seeds: list[bytes]) -> None:
    """Sixteen times the input takes about sixteen times as long. Raises BrokenContractError."""
    for make in swollen(target, seeds):
        small, large = make(SMALL), make(LARGE)
        bound = STEEPEST * len(large) / len(small)
        # Three tries: a machine that was busy meanwhile is no fault of the decoder.
        for _ in range(3):
            slow = _spent(target, large)
            if slow <= GRAIN * LARGE / SMALL or slow <= bound * _spent(target, small):
                break
        else:
            raise BrokenContractError(f"{target.name}: time grows faster than the input")


def _spent(target: Target, raw: bytes) -> float:
    began = time.process_time()
    hold(target, raw)
    return max(time.process_time() - began, 1e-6)


__all__: list[Any] = ["BrokenContractError", "hold", "linear", "made_for", "swollen"]

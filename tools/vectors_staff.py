"""Vectors of what consoles say to each other on staff lines (16.3)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import encoding, staff_words
from orgkeys.staff_words import (
    Ask,
    Asked,
    CatchUp,
    Compared,
    Outcome,
    StaffWord,
    StepIn,
    Transcript,
)
from tools.vectors_case import Case, case, filler, value

W, NAME = filler("w"), filler("talk", 4)


def _examples() -> dict[str, tuple[str, StaffWord]]:
    return {
        "ask-join": ("ask", Ask(2, 1, 0, "ar")),
        "ask-abuse": ("ask", Ask(2**53 - 1, 2, 1, "")),
        "asked-yes": ("asked", Asked(2, True, W)),
        "asked-no": ("asked", Asked(3, False, b"")),
        "step-in": ("stepIn", StepIn(4, NAME, 1, W)),
        "catch-up": ("catchUp", CatchUp(5, "she waits for a call at nine \U0001f30a")),
        "catch-up-longest": ("catchUp", CatchUp(5, "\U0001f30a" * 1000)),
        "catch-up-gone": ("catchUp", CatchUp(5, "")),
        "outcome": ("outcome", Outcome(6, 3)),
        "transcript": ("transcript", Transcript(0, 1, 2**53 - 1, W)),
        "compared-agrees": ("compared", Compared(7, 3, 3, True)),
        "compared-differs": ("compared", Compared(7, 3, 9, False)),
    }


def staff() -> Iterator[Case]:
    """Strict both ways; any other type below 14 or above 15 is for `messages`."""
    for name, (told, word) in _examples().items():
        raw = staff_words.encode(word)
        yield case(f"ok-{name}", type=told, hex=raw, value=value(encoding.decode(raw)))
        yield case(f"no-{name}-trailing", "refused", hex=raw + b"\x00")
        longer = bytes([raw[0] + 1]) + raw[1:] + b"\x00"
        yield case(f"no-{name}-extra-field", "refused", hex=longer)
        yield case(f"no-{name}-field-less", "refused", hex=bytes([raw[0] - 1]) + raw[1:])
    bad: dict[str, encoding.Value] = {
        "ask-purpose-0": [32, 1, 0, 0, "en"],
        "ask-purpose-3": [32, 1, 3, 0, "en"],
        "ask-why-2": [32, 1, 1, 2, "en"],
        "ask-long-language": [32, 1, 1, 0, "x" * 17],
        "asked-yes-nowhere": [33, 1, True, b""],
        "asked-no-somewhere": [33, 1, False, W],
        "asked-short-w": [33, 1, True, W[:31]],
        "step-in-long-name": [34, 1, NAME + b"x", 1, W],
        "step-in-no-w": [34, 1, NAME, 1, b""],
        "catch-up-1001": [35, 1, "x" * 1001],
        "catch-up-nul": [35, 1, "a\x00b"],
        "outcome-4": [36, 1, 4],
        "transcript-backwards": [37, 1, 5, 4, W],
        "transcript-place-0": [37, 1, 0, 4, W],
        "transcript-short-hash": [37, 1, 1, 4, W[:31]],
        "compared-number": [38, 1, 1, 4, 1],
        "compared-backwards": [38, 1, 5, 4, True],
    }
    for name, one in bad.items():
        yield case(f"no-{name}", "refused", hex=encoding.encode(one))

"""Aliases that deceive the eye (attack 40): look-alikes, mixed scripts, hidden signs.

Two aliases look alike when their skeletons (Unicode's UTS 39) share a form, with capitals folded
and marks over letters left out. The table is made by `tools/confusables.py`; the console reads the
same one (`client_js/src/core/confusables.ts`), and both pass the cases in tests/vectors/aliases.
Pure; nothing is asked for or written.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

LONGEST: Final = 64
MOST_MARKS: Final = 2  # in a row: Arabic, Hebrew and Vietnamese need two; more hides letters
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

Code = Literal["empty", "long", "hidden", "form", "sign", "spaces", "marks", "mixed", "alike"]


@dataclass(frozen=True)
class Problem:
    """Why an alias is refused. `other`: the alias it looks like. `signs`: what is wrong in it."""

    code: Code
    other: str = ""
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    scripts: tuple[tuple[str, frozenset[int]], ...]
    marks: frozenset[int]
    digits: frozenset[int]
    between: frozenset[int]
    blank: frozenset[int]
    folds: dict[str, str]
    shapes: dict[str, str]

    def script(self, char: str) -> str:
        """The script of a letter; empty where it has none that we know."""
        return next((name for name, codes in self.scripts if ord(char) in codes), "")


def tidy(alias: str) -> str:
    """The alias as it is signed: composed (NFC), which looks the same."""
    return unicodedata.normalize("NFC", alias)


def check_alias(alias: str, others: Iterable[str]) -> Problem | None:
    """What is wrong with an alias beside those in use, or None. Both languages decide the same."""
    alias = tidy(alias)
    if not alias.strip(" "):
        return Problem("empty")
    if len(alias) > LONGEST:
        return Problem("long")
    table = _table()
    hidden = [c for c in alias if unicodedata.category(c) in _HIDDEN or ord(c) in table.blank]
    if hidden:
        return Problem("hidden", signs=(hidden[0],))
    if odd := [c for c in alias if unicodedata.normalize("NFKC", c) != c]:
        return Problem("form", signs=(odd[0],))
    return _letters(alias, table) or _alike(alias, others)


def skeletons(alias: str) -> frozenset[str]:
    """The forms under which an alias is compared: as it is written, and in small letters."""
    table = _table()
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", alias))
    kept = [c for c in parts if ord(c) not in table.marks and ord(c) not in table.between]
    small = "".join(table.folds.get(c, c) for c in kept)
    return frozenset(
        "".join(table.shapes.get(c, c) for c in form) for form in ("".join(kept), small)
    )


def _letters(alias: str, table: _Table) -> Problem | None:
    first: tuple[str, str] | None = None
    marks, before = 0, " "
    for char in alias:
        code = ord(char)
        if code in table.marks:
            marks += 1
            if marks > MOST_MARKS or ord(before) in table.between:
                return Problem("marks", signs=(char,))
            continue
        script = table.script(char)
        if char == " " == before:
            return Problem("spaces")
        if not script and code not in table.digits and code not in table.between:
            return Problem("sign", signs=(char,))
        if script and first and first[0] != script:
            return Problem("mixed", signs=(first[1], char))
        if script and not first:
            first = (script, char)
        marks, before = 0, char
    if before == " ":
        return Problem("spaces")
    if not first and not any(ord(char) in table.digits for char in alias):
        return Problem("empty")
    return None


def _alike(alias: str, others: Iterable[str]) -> Problem | None:
    ours = skeletons(alias)
    for other in others:
        if ours & skeletons(other):
            return Problem("alike", other=other, signs=_differing(alias, tidy(other)))
    return None


def _differing(alias: str, other: str) -> tuple[str, ...]:
    """The first letters that are not the same, for the explanation; nothing where all are."""
    for ours, theirs in zip(alias, other, strict=False):
        if ours != theirs:
            return (ours, theirs)
    return ()


def script_of(char: str) -> str:
    """The name of a letter's script, for an explanation."""
    return _table().script(char)


@cache
def _table() -> _Table:
    told = json.loads((files("orgkeys.office") / "confusables.json").read_text(encoding="utf-8"))
    return _Table(
        scripts=tuple((name, _codes(text)) for name, text in told["scripts"].items()),
        marks=_codes(told["marks"]),
        digits=_codes(told["digits"]),
        between=_codes(told["between"]),
        blank=_codes(told["blank"]),
        folds=_map(told["folds"]),
        shapes=_map(told["shapes"]),
    )


def _codes(text: str) -> frozenset[int]:
    found: set[int] = set()
    for span in text.split():
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def _map(text: str) -> dict[str, str]:
    pairs = (pair.split("=") for pair in text.split())
    return {
        chr(int(letter, 16)): "".join(chr(int(code, 16)) for code in to.split("."))
        for letter, to in pairs
    }

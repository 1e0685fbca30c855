"""The vectors of the check of aliases: one alias a case, beside those in use, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tools.vectors_case import Case, case

# Letters of other scripts are written out: nobody should have to see what cannot be seen.
CYRILLIC_O, GREEK_O, CYRILLIC_A = "\u043e", "\u03bf", "\u0430"
NUR, AHMAD = "\u0646\u0648\u0631", "\u0623\u062d\u0645\u062f"
IN_USE: Final = (
    "Noor",
    "Sam",
    "Jim",
    "Pepe",
    "Ida",
    "Olga",
    NUR,
    AHMAD,
    "\u05d3\u05e0\u05d4",
    "Anna Lee",
)

GOOD: Final = {
    "another-name": "Robin",
    "shorter": "Sa",
    "with-a-number": "Robin 2",
    "only-digits": "77",
    "accents": "Zoë",
    "typed-in-parts": "Zoe\u0308",
    "vietnamese": "Th\u01b0\u01a1ng",
    "two-marks": "\u1ecd\u0300m\u1ecd",
    "cyrillic": "\u041b\u044e\u0434\u043c\u0438\u043b\u0430",
    "greek": "\u039c\u03b1\u03c1\u03af\u03b1",
    "arabic": "\u0633\u0627\u0631\u0629",
    "arabic-with-vowels": "\u0645\u064f\u0646\u064e\u0649",
    "hebrew": "\u05e0\u05d5\u05e2\u05d4",
    "hindi": "\u0938\u0940\u0924\u093e",
    "japanese": "\u5c71\u7530\u306f\u306a",
    "korean": "\ubbfc\uc9c0",
    "hyphen-and-apostrophe": "Mary-Jo O\u2019Neil",
}
ALIKE: Final = {
    "the-same": ("Noor", "Noor"),
    "small-letters": ("noor", "Noor"),
    "capitals": ("NOOR", "Noor"),
    "an-accent": ("Noór", "Noor"),
    "a-dot-below": ("Noo\u0323r", "Noor"),
    "zero-for-o": ("N00r", "Noor"),
    "zero-for-capital-o": ("0lga", "Olga"),
    "m-as-rn": ("Jirn", "Jim"),
    "small-l-for-capital-i": ("lda", "Ida"),
    "one-for-capital-i": ("1da", "Ida"),
    "d-as-cl": ("Icla", "Ida"),
    "a-space-left-out": ("AnnaLee", "Anna Lee"),
    "a-hyphen-for-a-space": ("Anna-Lee", "Anna Lee"),
    "whole-word-in-cyrillic": ("\u0420\u0435\u0440\u0435", "Pepe"),
    "arabic-without-hamza": ("\u0627\u062d\u0645\u062f", AHMAD),
    "arabic-hamza-below": ("\u0625\u062d\u0645\u062f", AHMAD),
    "arabic-with-vowels": ("\u0646\u064f\u0648\u0631", NUR),
    "hebrew-with-points": ("\u05d3\u05bc\u05e0\u05d4", "\u05d3\u05e0\u05d4"),
}
REFUSED: Final = {
    "empty": ("", "empty"),
    "spaces-only": ("   ", "empty"),
    "no-letter": ("-.-", "empty"),
    "too-long": ("R" * 65, "long"),
    "zero-width-space": ("Ro\u200bbin", "hidden"),
    "right-to-left-override": ("\u202enibor", "hidden"),
    "soft-hyphen": ("Ro\u00adbin", "hidden"),
    "bell": ("Ro\u0007bin", "hidden"),
    "byte-order-mark": ("Robin\ufeff", "hidden"),
    "hangul-filler": ("Robin\u3164", "hidden"),
    "variation-selector": ("Robin\ufe0f", "hidden"),
    "full-width": ("\uff32\uff4f\uff42\uff49\uff4e", "form"),
    "mathematical-bold": ("\U0001d411obin", "form"),
    "ligature": ("\ufb01nn", "form"),
    "no-break-space": ("Robin\u00a0Lee", "form"),
    "arabic-presentation-form": ("\ufee7\ufeee\ufead", "form"),
    "emoji": ("Robin \U0001f600", "sign"),
    "underscore": ("Robin_1", "sign"),
    "slash": ("R/L", "sign"),
    "script-we-do-not-know": ("\u13a0\u13a1", "sign"),
    "space-in-front": (" Robin", "spaces"),
    "space-behind": ("Robin ", "spaces"),
    "two-spaces": ("Robin  Lee", "spaces"),
    "four-marks": ("Ro\u0323\u0300\u0302\u0304bin", "marks"),
    "mark-without-a-letter": ("Robin \u0301", "marks"),
    "one-cyrillic-letter": (f"N{CYRILLIC_O}{CYRILLIC_O}r", "mixed"),
    "one-greek-letter": (f"N{GREEK_O}{GREEK_O}r", "mixed"),
    "cyrillic-a-in-sam": (f"S{CYRILLIC_A}m", "mixed"),
    "latin-and-arabic": (f"Noor {NUR}", "mixed"),
    "latin-and-hebrew": ("D\u05e0", "mixed"),
}


def aliases() -> Iterator[Case]:
    """Every case: `alias`, `others` (in use), `other` (the one it looks like, or empty)."""
    for name, alias in GOOD.items():
        yield case(f"ok-{name}", alias=alias, others=IN_USE, other="")
    for name, (alias, other) in ALIKE.items():
        yield case(f"no-{name}", "alike", alias=alias, others=IN_USE, other=other)
    for name, (alias, code) in REFUSED.items():
        yield case(f"no-{name}", code, alias=alias, others=IN_USE, other="")

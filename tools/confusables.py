"""Which letters look alike, for the check of aliases: writes one table in two files.

    .venv/bin/python -m tools.confusables PATH/confusables.txt

reads Unicode's own data (https://www.unicode.org/Public/security/, the Unicode License) and writes
`orgkeys/office/confusables.json` and `client_js/src/core/confusables_table.ts`, which hold the same
bytes. What a letter looks like is UTS 39's skeleton with capitals folded, so that it can be applied
letter by letter. Only letters are listed that an alias may have: those of the scripts below that
Unicode 14 knows, which every Python and browser we support knows too.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
JSON: Final = ROOT / "orgkeys/office/confusables.json"
TYPESCRIPT: Final = ROOT / "client_js/src/core/confusables_table.ts"
NEWEST: Final = "14.0.0"

# Blocks of each script that people write names in. Han and kana stand together in Japanese.
SCRIPTS: Final = {
    "Latin": [(0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF)],
    "Greek": [(0x370, 0x3FF), (0x1F00, 0x1FFF)],
    "Cyrillic": [(0x400, 0x52F)],
    "Armenian": [(0x531, 0x587)],
    "Hebrew": [(0x5D0, 0x5F2)],
    "Arabic": [(0x620, 0x64A), (0x660, 0x669), (0x66E, 0x6D5), (0x6EE, 0x6FF), (0x750, 0x77F)],
    "Thaana": [(0x780, 0x7BF)],
    "Devanagari": [(0x900, 0x97F)],
    "Bengali": [(0x980, 0x9FF)],
    "Gurmukhi": [(0xA00, 0xA7F)],
    "Gujarati": [(0xA80, 0xAFF)],
    "Oriya": [(0xB00, 0xB7F)],
    "Tamil": [(0xB80, 0xBFF)],
    "Telugu": [(0xC00, 0xC7F)],
    "Kannada": [(0xC80, 0xCFF)],
    "Malayalam": [(0xD00, 0xD7F)],
    "Sinhala": [(0xD80, 0xDFF)],
    "Thai": [(0xE00, 0xE7F)],
    "Lao": [(0xE80, 0xEFF)],
    "Tibetan": [(0xF00, 0xFBC)],
    "Myanmar": [(0x1000, 0x109F)],
    "Georgian": [(0x10D0, 0x10FF), (0x1C90, 0x1CBF)],
    "Ethiopic": [(0x1200, 0x137F)],
    "Khmer": [(0x1780, 0x17B3), (0x17B6, 0x17FF)],
    "Hangul": [(0xAC00, 0xD7A3)],
    "Han": [(0x3005, 0x3007), (0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFC)],
}
# Marks over and under letters that do not change whom a reader takes it for.
MARKS: Final = [
    *((0x300, 0x36F), (0x483, 0x487), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F)),
    *((0x670, 0x670), (0x6D6, 0x6ED)),
]
DIGITS: Final = [(0x30, 0x39)]
# What may stand between letters; it is not compared.
BETWEEN: Final = " '-.\u00b7\u05f3\u05f4\u2019"
# Letters that have no shape of their own, beside what Unicode's categories say.
BLANK: Final = [
    *((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800)),
    *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0)),
]
# Alike in a hurry or in a narrow typeface, and (Arabic) with dots that many do not write.
ALSO: Final = {"w": "vv", "d": "cl", "\u064a": "\u0649", "\u0629": "\u0647"}


def read(text: str) -> dict[str, str]:
    """Unicode's lines `source ; target ; MA` as a map from a letter to what it looks like."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        parts = line.split("#")[0].removeprefix("\ufeff").split(";")
        if len(parts) >= 3:
            found[_letters(parts[0])] = _letters(parts[1])
    return found | ALSO


def _letters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def shape(letter: str, alike: dict[str, str]) -> str:
    """What is compared in the place of a letter: looked up and folded until nothing changes."""
    seen: list[str] = []
    now = letter
    while now not in seen:
        seen.append(now)
        looked = unicodedata.normalize("NFD", "".join(alike.get(c, c) for c in now))
        now = unicodedata.normalize("NFD", looked.casefold())
    # A sign that is itself a mark, as in Devanagari, tells names apart: only others' are dropped.
    return "".join(c for c in now if not _within(ord(c), MARKS)) or now


def _within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _known(ranges: Iterable[tuple[int, int]], categories: str) -> list[tuple[int, int]]:
    """The parts of the ranges whose characters have one of these categories."""
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        for code in range(first, last + 1):
            char = chr(code)
            if unicodedata.category(char)[0] not in categories:
                continue
            if unicodedata.normalize("NFKC", char) != char:
                continue  # such a letter is written in another way, which is the one that counts
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return found


def _written(ranges: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in ranges)


def _map(pairs: dict[str, str]) -> str:
    rows = sorted(pairs.items())
    return " ".join(f"{ord(a):x}={'.'.join(f'{ord(c):x}' for c in b)}" for a, b in rows)


def table(alike: dict[str, str]) -> str:
    """The table as JSON on one line per part."""
    scripts = {name: _known(ranges, "LMN") for name, ranges in SCRIPTS.items()}
    scripts = {n: [r for r in known if not _within(r[0], MARKS)] for n, known in scripts.items()}
    # Aliases are compared in parts (NFD), and those parts need not be letters of an alias.
    letters = {
        part
        for ranges in [*scripts.values(), DIGITS]
        for first, last in ranges
        if last - first < 3000  # Han and Hangul have no case and hardly a look-alike
        for code in range(first, last + 1)
        for part in unicodedata.normalize("NFD", chr(code))
    }
    letters |= {c for c in alike if len(c) == 1 and _within(ord(c), scripts["Han"])}
    letters = {c for c in letters if not _within(ord(c), MARKS)}
    folded = {c: c.casefold() for c in letters if c.casefold() != c}
    shapes = {c: shape(c, alike) for c in letters | set("".join(folded.values()))}
    return json.dumps(
        {
            "scripts": {name: _written(ranges) for name, ranges in scripts.items()},
            "marks": _written(_known(MARKS, "M")),
            "digits": _written(DIGITS),
            "between": _written((ord(c), ord(c)) for c in BETWEEN),
            "blank": _written(BLANK),
            "folds": _map(folded),
            "shapes": _map({c: s for c, s in shapes.items() if s != c}),
        },
        indent=0,
    )


def main(arguments: list[str]) -> int:
    """Write both files; the exit code."""
    if len(arguments) != 1 or unicodedata.unidata_version != NEWEST:
        print(f"usage: python -m tools.confusables confusables.txt (Unicode {NEWEST} in Python)")
        return 2
    text = Path(arguments[0]).read_text(encoding="utf-8")
    version = next(line for line in text.splitlines() if line.startswith("# Version:"))
    made = table(read(text))
    JSON.write_text(made + "\n", encoding="utf-8")
    TYPESCRIPT.write_text(
        f"// Made by tools/confusables.py from Unicode's confusables.txt ({version[2:]}),\n"
        "// © Unicode, Inc., under the Unicode License. Not to be edited by hand.\n\n"
        f"export const TABLE = `{made}`;\n",
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Holds docs/attacks.md to the tests, and writes its lists of further files.

python -m tools.attacks             # what is wrong in the table, if anything
python -m tools.attacks --write     # puts files whose tests carry a number into its row ("also")
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
PAGE: Final = ROOT / "docs" / "attacks.md"
ATTACKS, PROMISES = 64, 15
CALL = re.compile(r"\btest\(\s*(['\"`])(?P<name>.*?)\1\s*,", re.DOTALL)
NUMBERS = re.compile(r"(?:test_)?(?P<all>(?:a\d{1,2}(?:, |[_: ]))+)")
RANGE = re.compile(r"test_a(\d\d)_to_a(\d\d)_")
NAMED = re.compile(r"`(?P<file>[\w/]+(?:\.py|\.test\.ts))(?:::(?P<name>[^`]+))?`")


class Row(NamedTuple):
    """One attack or promise; the cells behind its number."""

    number: str
    cells: list[str]


def rows(text: str) -> Iterator[Row]:
    """Lines of a table that begin with a number."""
    for line in text.splitlines():
        if re.match(r"\| \d", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            yield Row(cells[0], cells[1:])


def parts(text: str) -> tuple[list[Row], list[Row]]:
    """The attacks, and what is promised of delivery."""
    first, second = text.split("\n## Delivery\n")
    return list(rows(first)), list(rows(second))


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of a file's tests; none where it is not there."""
    path = TESTS / file
    if not path.is_file():
        return frozenset()
    source = path.read_text(encoding="utf-8")
    if file.endswith(".ts"):
        return frozenset(found["name"] for found in CALL.finditer(source))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, functions) and node.name.startswith("test_")
    )


@cache
def every_file() -> tuple[str, ...]:
    """All files with tests, by their place in tests/."""
    found = [*TESTS.rglob("test_*.py"), *TESTS.rglob("*.test.ts")]
    return tuple(sorted(str(path.relative_to(TESTS)) for path in found))


@cache
def numbers_of_files() -> dict[str, set[int]]:
    """Which attacks the tests of each file are about."""
    return {
        file: {number for name in names_in(file) for number in carried(name)}
        for file in every_file()
    }


def carried(name: str) -> set[int]:
    """The numbers with which a test's name begins: test_a01_a02_…, 'a3: …', test_a08_to_a18_…"""
    if found := RANGE.match(name):
        return set(range(int(found[1]), int(found[2]) + 1))
    found = NUMBERS.match(name)
    return {int(one) for one in re.findall(r"a(\d+)", found["all"])} if found else set()


def out_of_count(text: str) -> list[str]:
    """Numbers that are missing, there twice, or none of ours."""
    attacks, promises = parts(text)
    told = [[row.number for row in table] for table in (attacks, promises)]
    wanted = [[str(n) for n in range(1, most + 1)] for most in (ATTACKS, PROMISES)]
    return [
        f"{number}: {table.count(number)} times"
        for table, all_of_it in zip(told, wanted, strict=True)
        for number in sorted({*table, *all_of_it})
        if table.count(number) != 1 or number not in all_of_it
    ]


def empty(text: str) -> list[str]:
    """Cells that say nothing: fewer than three letters in a row."""
    return [
        f"{row.number}: cell {place}"
        for table in parts(text)
        for row in table
        for place in range(4)
        if len(row.cells) != 4 or not re.search(r"[a-zA-Z]{3}", row.cells[place])
    ]


def without_a_test(text: str) -> list[str]:
    """Rows that name no test, or one that is not there."""
    faults = []
    for table in parts(text):
        for row in table:
            found = list(NAMED.finditer(row.cells[2]))
            faults += [] if any(one["name"] for one in found) else [f"{row.number}: no test"]
            faults += [
                f"{row.number}: {one['file']}::{one['name'] or ''}"
                for one in found
                if not names_in(one["file"])
                or (one["name"] or next(iter(names_in(one["file"])))) not in names_in(one["file"])
            ]
    return faults


def of_another(text: str) -> list[str]:
    """Rows whose first test is of another attack: what shows a row is found by its number."""
    faults = []
    for row in parts(text)[0]:
        named = [one["name"] for one in NAMED.finditer(row.cells[2]) if one["name"]]
        if named and int(row.number) not in carried(named[0]):
            faults.append(f"{row.number}: {named[0]}")
    return faults


def left_out(text: str) -> list[str]:
    """Files with tests that carry a number and are not in its row, and rows that name such a file
    in vain."""
    faults = []
    numbered = numbers_of_files()
    for row in parts(text)[0]:
        number = int(row.number)
        found = list(NAMED.finditer(row.cells[2]))
        files = {one["file"] for one in found}
        faults += [
            f"{number}: {file} carries it"
            for file, numbers in numbered.items()
            if number in numbers and file not in files
        ]
        faults += [
            f"{number}: {one['file']} does not carry it"
            for one in found
            if not one["name"] and number not in numbered.get(one["file"], set())
        ]
    most = max(number for numbers in numbered.values() for number in numbers)
    return [*faults, *([f"{most}: no such attack"] if most > ATTACKS else [])]


def headings(file: str) -> set[str]:
    """The anchors of a page's headings, as they are made on the web."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    titles = [line.lstrip("#").strip().lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-") for title in titles}


def dead_links(text: str) -> list[str]:
    """Links to pages or headings that are not there."""
    return [
        target
        for target in re.findall(r"\]\(([^)]+)\)", text)
        for file, _, anchor in [target.partition("#")]
        if not (ROOT / "docs" / file).is_file()
        or (anchor and anchor not in headings(f"docs/{file}"))
    ]


def nowhere(text: str) -> list[str]:
    """Files and folders that are not there, in any row; and sections that the protocol lacks."""
    protocol = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^(?:## |\*\*)(\d+(?:\.\d+)?)[. *]", protocol, re.MULTILINE))
    faults = []
    for table in parts(text):
        for row in table:
            said = " ".join((row.cells[1], row.cells[3]))
            inside = [one for one in re.findall(r"`([\w./-]+)`", said) if "/" in one]
            inside += re.findall(r"\b(docs/[\w/.-]*\w)", said)
            faults += [f"{row.number}: {one}" for one in inside if not there(one)]
            # "protocol.md 3.6, 5.5": and whatever number stands behind a semicolon or a colon
            for run in re.findall(r"protocol\.md ((?:\d+(?:\.\d+)?(?:, | to )?)+)", said):
                wanted = re.findall(r"\d+(?:\.\d+)?", run)
                faults += [f"{row.number}: {one}" for one in wanted if one not in sections]
    return faults


def there(path: str) -> bool:
    """A file or folder; a decision goes by its number."""
    if found := re.fullmatch(r"docs/decisions/(\d{4})", path):
        return any((ROOT / "docs" / "decisions").glob(f"{found[1]}-*.md"))
    return (ROOT / path).exists()


CHECKS: Final[tuple[Callable[[str], list[str]], ...]] = (
    out_of_count,
    empty,
    without_a_test,
    of_another,
    left_out,
    dead_links,
    nowhere,
)


def written(text: str) -> str:
    """The page, with all files in their rows whose tests carry the row's number."""
    numbered = numbers_of_files()
    for row in parts(text)[0]:
        shown = row.cells[2]
        told, _, _ = shown.partition("; also ")
        named = {one["file"] for one in NAMED.finditer(told)}
        more = [
            f"`{file}`"
            for file, numbers in numbered.items()
            if int(row.number) in numbers and file not in named
        ]
        text = text.replace(shown, "; also ".join((told, ", ".join(more))) if more else told, 1)
    return text


def main() -> int:
    """Say what is wrong. 0 where nothing is."""
    text = PAGE.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--write"]:
        text = written(text)
        PAGE.write_text(text, encoding="utf-8")
    faults = [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(text)]
    print("\n".join(faults or ["docs/attacks.md: nothing is wrong"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

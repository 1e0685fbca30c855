"""What docs/walkthrough.md says is there: every row, every test, every picture, every word of the
screens. A row that promises what is not there is found (each check has a planted control)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.states_named import OF_CONSOLE, OF_SURVIVOR

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8")
SURVIVOR_ROWS = {f"S{number}" for number in range(1, 27)}
CONSOLE_ROWS = {
    *(f"C{number}" for number in range(1, 17)),
    *(f"A{number}" for number in (*range(1, 7), 10, 11)),
    *("S18", "S19"),
}
FILE = re.compile(r"(?:(?P<folder>(?:js/)?[a-z]+)/)?(?P<name>[\w/]+(?:\.py|\.test\.ts))")
NAMED = re.compile(r"`(?P<said>[a-z]\w+)(?:…)?`")


class Row(NamedTuple):
    key: str
    cells: list[str]


def rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "row":
            yield Row(cells[0].split()[0], cells)


def parts(text: str) -> tuple[list[Row], list[Row]]:
    """The rows of the survivor's page, and of the console."""
    first, second = text.split("\n## The console\n")
    return list(rows(first)), list(rows(second))


def missing_tests(text: str) -> list[str]:
    """Files that are not there, and names that none of their functions begins with."""
    faults = []
    for key, cells in rows(text):
        folder, file = "", None
        for found in re.finditer(f"{FILE.pattern}|{NAMED.pattern}", cells[-1]):
            if found["name"]:
                folder = found["folder"] or folder
                file = ROOT / "tests" / folder / found["name"]
                if not file.is_file():
                    faults.append(f"{key}: {folder}/{found['name']}")
            elif not any(name.startswith(found["said"]) for name in functions(file)):
                faults.append(f"{key}: {found['said']}")
    return faults


def functions(file: Path | None) -> list[str]:
    """Of a file of tests, and of what it tells its story with."""
    if file is None or not file.is_file():
        return []
    own = file.read_text(encoding="utf-8")
    beside = [file.parent / f"{name}.py" for name in re.findall(r"import (\w+) as", own)]
    all_of_it = [own, *(one.read_text(encoding="utf-8") for one in beside if one.is_file())]
    return re.findall(r"^def (?:test_)?(\w+)", "\n".join(all_of_it), re.MULTILINE)


def missing_pictures(text: str) -> list[str]:
    """Of the console's rows: none named, or one that nobody takes."""
    taken = {*OF_CONSOLE, *OF_SURVIVOR}
    return [
        f"{key}: {picture}"
        for key, cells in parts(text)[1]
        for picture in cells[2].split("; ")
        if picture not in taken
    ]


def unsaid(text: str) -> list[str]:
    """Words that are said to stand on the console and do not."""
    folder = ROOT / "client_js" / "words" / "en"
    catalogs = "".join(one.read_text(encoding="utf-8") for one in sorted(folder.glob("*.po")))
    said = catalogs.replace('"\n"', "").lower()
    return [
        f"{key}: {words}"
        for key, cells in parts(text)[1]
        for words in re.findall(r"\*([^*]+)\*", cells[1])
        if words.rstrip(" …").lower() not in said
    ]


def test_every_row_has_its_place() -> None:
    survivor, console = parts(TEXT)
    assert {row.key for row in survivor} == SURVIVOR_ROWS
    assert {row.key for row in console} == CONSOLE_ROWS
    assert {len(row.cells) for row in console} == {4}


def test_every_test_that_is_named_is_there() -> None:
    assert missing_tests(TEXT) == []


def test_every_row_of_the_console_has_a_picture_that_is_taken() -> None:
    assert missing_pictures(TEXT) == []


def test_the_words_of_the_console_are_those_on_the_screen() -> None:
    assert unsaid(TEXT) == []


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (missing_tests, "test_help.py `the_crisis_card…`", "test_help.py `the_crisis_cart…`"),
        (missing_tests, "test_night.py `a_laptop_dies`", "test_night.py `a_laptop_lives`"),
        (missing_tests, "js/core/suppress.test.ts", "js/core/suppressed.test.ts"),
        (missing_tests, "test_disk.py", "test_disks.py"),
        (missing_pictures, "| console, practice |", "| console, practise |"),
        (missing_pictures, "| console, help: crisis |", "|  |"),
        (unsaid, "*Step in*", "*Step inside*"),
    ],
)
def test_what_is_not_there_is_found(check: object, good: str, bad: str) -> None:
    assert good in TEXT
    assert callable(check)
    assert check(TEXT.replace(good, bad)) != []

"""docs/attacks.md has every attack once, no empty cell, and names nothing that is not there: tests,
files, sections of the protocol, headings of SECURITY.md. Whatever test carries an attack's number
is in its row (`python -m tools.attacks --write` puts it there). Each check has a control."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tools.attacks import (
    CHECKS,
    NAMED,
    PAGE,
    carried,
    dead_links,
    empty,
    left_out,
    nowhere,
    of_another,
    out_of_count,
    without_a_test,
    written,
)

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_the_table_of_attacks_is_true(check: Callable[[str], list[str]]) -> None:
    assert check(TEXT) == [], "python -m tools.attacks --write puts new files into their rows"


def test_the_numbers_of_a_test_are_read() -> None:
    assert carried("test_a08_to_a18_whole") == set(range(8, 19))
    assert carried("test_a01_a02_a15_nobody") == {1, 2, 15}
    assert carried("a51, a53: a megabyte") == {51, 53}
    assert carried("a54 a56 a57 what is put") == {54, 56, 57}
    assert carried("a6_fast_forward: pushed up") == {6}
    assert carried("test_a_knock_is_made") == carried("a person writes") == set()


def line(number: int) -> str:
    return next(one for one in TEXT.splitlines() if one.startswith(f"| {number} |"))


FIRST = next(iter(NAMED.finditer(line(7))))
SHOWN = next(one for one in NAMED.finditer(line(37)) if one["name"])
ALSO = re.search(r"also `([^`]+)`(?:, )?", line(41))
assert ALSO is not None


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (out_of_count, line(17), ""),
        (out_of_count, line(17), line(18)),
        (out_of_count, "| 64 |", "| 65 |"),
        (empty, line(7).split(" | ")[1], " "),
        (empty, line(7).split(" | ")[-1], "… |"),
        (empty, line(7).split(" | ")[2], "-"),
        (without_a_test, line(7).split(" | ")[3], "none yet"),
        (without_a_test, FIRST["name"], f"{FIRST['name']}_at_all"),
        (without_a_test, f"`{FIRST['file']}::", "`hostile/test_backups.py::"),
        (without_a_test, "a8: one hello is accepted", "a8: two hellos are accepted"),
        (
            of_another,
            SHOWN[0],
            "`relay/test_origins.py::test_an_address_has_one_key_for_a_day_and_another_tomorrow`",
        ),
        (left_out, ALSO[0], ""),
        (left_out, ALSO[0], f"{ALSO[0]}`relay/test_tls.py`, "),
        (dead_links, "#staff)", "#stuff)"),
        (dead_links, "(../SECURITY.md)", "(../SECURE.md)"),
        (nowhere, "`relay/flood.py`", "`relay/floods.py`"),
        (nowhere, "docs/decisions/0016", "docs/decisions/0916"),
        (nowhere, "protocol.md 6.4", "protocol.md 6.9"),
    ],
)
def test_what_is_wrong_in_the_table_is_found(
    check: Callable[[str], list[str]], good: str, bad: str
) -> None:
    assert good in TEXT
    assert check(TEXT.replace(good, bad)) != []


def test_what_was_left_out_is_put_into_its_row() -> None:
    assert ALSO is not None
    assert written(TEXT) == TEXT
    assert written(TEXT.replace(ALSO[0], "also ")) == TEXT

"""No test of a page asserts on a single look: how fast a machine draws would decide.

`becomes` and `holds` look until a page shows what it should, and `never` says that a look is meant
to be one alone (tests/browser/looks.py)."""

from __future__ import annotations

import ast

import pytest

from tools.walls import ROOT

ROOMS = ("tests/browser", "tests/hostile", "tests/nothing")
# Of Playwright and of our own windows: what comes back at once, whatever the page is about to do.
METHODS = {
    "all_inner_texts",
    "all_text_contents",
    "count",
    "evaluate",
    "evaluate_all",
    "get_attribute",
    "here",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
    "texts",
}
FUNCTIONS = {"announced", "elements", "in_sight", "look"}


def single_looks(source: str) -> list[int]:
    """The lines with an assertion on what one look at a page saw."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assert) and any(is_look(one) for one in ast.walk(node.test))
    ]


def is_look(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in FUNCTIONS
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in METHODS:
        return False
    # A list is asked for one of its own; nobody asks a locator so.
    return not (node.func.attr == "count" and node.args)


def test_no_test_asserts_on_a_single_look() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        for line in single_looks(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'assert survivor.texts()[-1:] == ["Hello."]',
        'assert keys.here() == "composer"',
        'assert console.see("duty").count() == 0',
        'assert "Kim" not in page.locator("body").inner_text(), "a name"',
        "def f():\n  for one in all:\n    assert one.evaluate(SIZE) > 44",
        "assert look(page) == []",
        "assert [one.get_attribute('lang') for one in all] == ['en']",
    ],
)
def test_a_single_look_is_found(planted: str) -> None:
    assert single_looks(planted) != []


@pytest.mark.parametrize(
    "fine",
    [
        'becomes(lambda: survivor.texts(), ["Hello."])',
        'never(lambda: "Kim" in body.inner_text())',
        "assert said.count(text) == 1",
        "assert faults == []",
    ],
)
def test_what_waits_or_says_so_is_left_alone(fine: str) -> None:
    assert single_looks(fine) == []

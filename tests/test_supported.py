"""The lint of the survivor's page against MDN's compatibility data finds what is too new."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "orgkeys" / "built" / "survivor.html"

SCRIPTS = {
    "[1, 2].values().map(String)": ".values().map",
    "Promise.try(() => 1)": "Promise.try",
    "new Set([1]).isSubsetOf(new Set())": ".isSubsetOf",
    "Object.groupBy([], String)": "Object.groupBy",
    "new URLPattern()": "URLPattern",
    "document.startViewTransition()": "document.startViewTransition",
    "/(?i:a)b/.test('Ab')": "regular_expressions.modifier",
    "navigator.vibrate(9)": "navigator.vibrate",
}
STYLES = {
    "p { field-sizing: content }": "field-sizing",
    "p { color: light-dark(#000, #fff) }": "light-dark()",
    "p { text-wrap: pretty }": "text-wrap: pretty",
    "@starting-style { p { color: red } }": "@starting-style",
    "p:has-slotted { color: red }": ":has-slotted",
}
FALLBACK = "p { color: red; color: light-dark(#000, #fff) }"


def faults(page: str) -> list[str]:
    """What the lint says of a page."""
    script = (
        'import { faults } from "./client_js/supported.mjs";'
        'import { readFileSync } from "node:fs";'
        "console.log(JSON.stringify(faults(readFileSync(0, 'utf8'))))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=ROOT, input=page, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def page() -> str:
    return BUILT.read_text(encoding="utf-8")


def test_the_built_page_works_in_browsers_of_three_years_ago(page: str) -> None:
    assert faults(page) == []


def test_what_is_too_new_in_a_script_is_noticed(page: str) -> None:
    planted = page.replace("</body>", f"<script>{';'.join(SCRIPTS)}</script></body>")
    found = faults(planted)
    for name in SCRIPTS.values():
        assert any(f"too new: {name}" in one or f".{name}:" in one for one in found), (name, found)
    assert len(found) == len(SCRIPTS)


def test_what_is_too_new_in_a_style_is_noticed_and_a_fallback_is_enough(page: str) -> None:
    found = faults(page.replace("</head>", f"<style>{' '.join(STYLES)}</style></head>"))
    for name in STYLES.values():
        assert any(name in one for one in found), (name, found)
    assert faults(page.replace("</head>", f"<style>{FALLBACK}</style></head>")) == []


def test_an_excuse_for_what_is_not_there_is_noticed(page: str) -> None:
    without = page.replace("resize:vertical", "")
    assert without != page
    assert [one for one in faults(without) if "not used" in one and "resize" in one]


def test_the_oldest_versions_follow_from_the_data_alone() -> None:
    """Three years before the data's own day, whatever day it is here."""
    script = (
        'import { oldest, later, data } from "./client_js/supported.mjs";'
        "const told = (year) => oldest({ ...data, __meta: { timestamp: `${year}-07-01` } });"
        "console.log(JSON.stringify([told(2023), told(2025), later('17.10', '17.9')]))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    early, late, higher = json.loads(done.stdout)
    assert (early["chrome"], early["firefox"], early["safari"]) == ("83", "78", "13.1")
    assert (late["chrome"], late["firefox"], late["safari"]) == ("103", "102", "15.5")
    assert higher

"""Both languages refuse the same notices: the shared vectors, as Python reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgkeys.office import notice_rules
from tools.vectors_notice import CODES, notices

HERE = Path(__file__).parents[1] / "vectors" / "notice"
CASES = {one["name"]: one for one in notices()}


def test_every_notice_is_decided_as_its_vector_says() -> None:
    files = {path.stem: json.loads(path.read_bytes()) for path in HERE.glob("*.json")}
    assert files == json.loads(json.dumps(CASES))


def test_each_rule_has_a_notice_that_breaks_it_and_one_that_does_not() -> None:
    told = {one["expect"] for one in CASES.values()}
    assert told == {"ok", *CODES.values()}


def test_a_rule_that_is_lost_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the vectors are not decided by the vectors."""
    monkeypatch.setitem(notice_rules._POLICY, "days", lambda where, setting: None)
    again = {one["name"]: one["expect"] for one in notices()}
    assert again["days-order"] == "ok" != CASES["days-order"]["expect"]

"""The ProVerif models and the record of what came out belong together.

ProVerif itself does not run here: no package registry has it. So what is checked is that nobody
changes a model and keeps the old result, and that what was recorded is what the models expect.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tools.formal_proverif import (
    FORMAL,
    RECORD,
    ModelError,
    differences,
    results,
    scenario,
    scenarios,
)


def test_every_result_is_recorded_of_the_models_as_they_are() -> None:
    assert differences() == []


def test_the_record_says_with_what_and_when() -> None:
    for name, came in json.loads(RECORD.read_text(encoding="utf-8")).items():
        assert re.fullmatch(r"ProVerif \d+\.\d+\S*", came["tool"]), name
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", came["date"]), name


def test_every_planted_fault_is_found_and_every_model_runs() -> None:
    for one in scenarios():
        if one.name.startswith("planted-"):
            assert set(one.expected) <= {"false", "unproved"}, one.name
    # A model that does nothing keeps every secret: each library has a scenario that shows it runs.
    reached = {
        library
        for one in scenarios()
        for library in one.libraries
        if "(The model runs" in (FORMAL / one.name).read_text(encoding="utf-8")
        or one.name.startswith("planted-")
    }
    assert reached == {path.name for path in FORMAL.glob("*.pvl")}


def test_the_readme_names_every_scenario_and_library() -> None:
    readme = (FORMAL / "README.md").read_text(encoding="utf-8")
    for path in (*FORMAL.glob("*.pv"), *FORMAL.glob("*.pvl"), *FORMAL.glob("*.pml")):
        assert f"`{path.name}`" in readme, path.name


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMAL, tmp_path / "formal"))


def test_a_library_that_changed_since_is_noticed(copy: Path) -> None:
    with (copy / "line.pvl").open("a", encoding="utf-8") as file:
        file.write("\n(* one word *)\n")
    stale = differences(copy / "results.json", copy)
    assert "knock.pv: changed since it was run" in stale
    assert not any("documents.pv" in one for one in stale)


def test_another_expectation_and_a_scenario_that_never_ran_are_noticed(copy: Path) -> None:
    record = json.loads((copy / "results.json").read_text(encoding="utf-8"))
    record["knock.pv"]["results"][0] = "false"
    del record["documents.pv"]
    (copy / "results.json").write_text(json.dumps(record), encoding="utf-8")
    (copy / "old-pin.pv").unlink()
    wrong = differences(copy / "results.json", copy)
    assert len(wrong) == 3
    assert any(one.startswith("knock.pv: expected") for one in wrong)
    assert "documents.pv: never run" in wrong
    assert "old-pin.pv: recorded, not there" in wrong


BROKEN = [
    ("no library", "libs:", "lips:"),
    ("no expectation", "expected: true", "hoped: true"),
    ("an unknown one", "expected: true", "expected: maybe"),
    ("an open bracket", "process", "process ("),
    ("an open comment", "process", "(* process"),
]


@pytest.mark.parametrize("how", BROKEN, ids=lambda how: how[0])
def test_a_scenario_in_another_form_is_refused(copy: Path, how: tuple[str, str, str]) -> None:
    path = copy / "knock.pv"
    path.write_text(path.read_text(encoding="utf-8").replace(how[1], how[2], 1), encoding="utf-8")
    with pytest.raises(ModelError):
        scenario(path)


def test_results_are_read_as_they_are() -> None:
    said = (
        "RESULT not attacker(s[]) is true.\n"
        "RESULT inj-event(A) ==> inj-event(B) is false.\n"
        "RESULT (even event(A) ==> event(B) is false.)\n"
        "RESULT Observational equivalence cannot be proved.\n"
    )
    assert results(said) == ("true", "false", "unproved")
    with pytest.raises(ModelError):
        results("RESULT something is likely.\n")

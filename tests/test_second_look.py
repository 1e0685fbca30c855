"""A second look forgives a machine that was slow for once, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.walls import ROOT

CONFTEST = "from tests.conftest import pytest_collection_modifyitems\n"
ONCE = """
from pathlib import Path

def test_{name}(request):
    mark = Path(__file__).with_suffix(".{name}")
    first = not mark.exists()
    mark.touch()
    assert not first, "slow for once"
"""
ALWAYS = """
def test_always():
    raise AssertionError("a fault")
"""
FOUND = """
from hypothesis import given, strategies
from pathlib import Path

@given(strategies.integers())
def test_found(number):
    mark = Path(__file__).with_suffix(".found")
    first = not mark.exists()
    mark.touch()
    assert not first, "a fault that was found"
"""


@dataclass
class Told:
    passed: bool
    words: str


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    """A tree of tests of its own, under the rules of this one."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "conftest.py").write_text(CONFTEST)
    return tmp_path


def run(tree: Path, where: str, text: str, *options: str) -> Told:
    file = tree / where
    file.parent.mkdir(parents=True)
    file.write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "."]
    done = subprocess.run(
        command,
        cwd=tree,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Told(done.returncode == 0, done.stdout)


def once(*names: str) -> str:
    return "".join(ONCE.format(name=name) for name in names)


def test_what_was_slow_once_is_forgiven_and_told(tests: Path) -> None:
    told = run(tests, "tests/browser/test_a.py", once("a"))
    assert told.passed
    assert "1 passed, 1 rerun" in told.words
    assert "slow for once" in told.words, "with its traceback"


def test_a_fault_is_a_fault_at_the_second_look(tests: Path) -> None:
    told = run(tests, "tests/browser/test_a.py", ALWAYS)
    assert not told.passed
    assert "1 failed, 1 rerun" in told.words


def test_nothing_is_forgiven_where_no_machines_are(tests: Path) -> None:
    assert not run(tests, "tests/relay/test_a.py", once("a")).passed


def test_nothing_is_forgiven_that_hypothesis_found(tests: Path) -> None:
    told = run(tests, "tests/browser/test_a.py", FOUND)
    assert not told.passed
    assert "rerun" not in told.words.splitlines()[-1]


def test_the_fourth_in_a_run_is_not_forgiven_whichever_worker_it_is(tests: Path) -> None:
    told = run(tests, "tests/browser/test_a.py", once("a", "b", "c", "d"), "-n", "2")
    assert not told.passed
    assert "1 failed, 3 passed, 3 rerun" in told.words


def test_whoever_wants_no_forgiveness_gets_none(tests: Path) -> None:
    assert not run(tests, "tests/browser/test_a.py", once("a"), "--fail-on-flaky").passed

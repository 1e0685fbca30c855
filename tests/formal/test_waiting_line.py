"""The model of the waiting line: every state is good, and what is planted is found.

docs/formal/README.md says what the model stands for. The checker is Debian's spin; where it cannot
be had, these tests fail.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tools import formal_spin
from tools.formal_spin import MODEL, ROOT, CheckerError, read, search

BOUNDS = [
    {"PAGES": 2, "CONSOLES": 2, "FAULTS": 1},
    {"PAGES": 1, "CONSOLES": 2, "FAULTS": 3},
    {"PAGES": 1, "CONSOLES": 3, "FAULTS": 1},
]
SMALL = {"PAGES": 2, "CONSOLES": 2, "FAULTS": 1}

# Each planted fault, and a piece of the promise that it breaks.
LOST = "page[k]"
TWO_OWNERS = "owner[c_page[c]]==99"
PLANTED = {
    "RACE": TWO_OWNERS,
    "EARLY": LOST,
    "NO_FENCE": "fence[c_page[c]]==c_fence[c]",
    "NO_RETURN": LOST,
    "NOT_TOLD": LOST,
    "NO_AGAIN": LOST,
}


@pytest.fixture(scope="module", autouse=True)
def spin() -> None:
    done = subprocess.run([ROOT / "tools" / "need-spin.sh"], text=True, check=False)
    assert done.returncode == 0, "spin and gcc are needed; see the words of need-spin.sh"


@pytest.mark.parametrize("bounds", BOUNDS, ids=lambda bounds: "-".join(map(str, bounds.values())))
def test_one_console_gets_a_request_and_nobody_is_lost(bounds: dict[str, int]) -> None:
    found = search(bounds)
    assert found.violated == ""
    assert found.states > 30_000


def test_every_step_of_the_model_is_taken_in_some_run() -> None:
    # A guard that can never be true would prove nothing.
    assert search({"PAGES": 1, "CONSOLES": 2, "FAULTS": 2}).unreached == ()


@pytest.mark.parametrize(
    "bounds", [SMALL, {"PAGES": 1, "CONSOLES": 2, "FAULTS": 2}], ids=["two pages", "two faults"]
)
def test_no_run_goes_on_for_ever(bounds: dict[str, int]) -> None:
    # Every run ends, and at every end `Watch` has looked: so whoever waits is served or told.
    assert search(bounds, cycles=True).violated == ""


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(planted: str) -> None:
    assert PLANTED[planted] in search({**SMALL, planted: 1}).violated


def test_a_race_is_found_without_any_other_fault() -> None:
    # Two consoles look at one knock at the same time: nothing else has to go wrong.
    alone = {"PAGES": 1, "CONSOLES": 2, "FAULTS": 0}
    assert search(alone).violated == ""
    assert TWO_OWNERS in search({**alone, "RACE": 1}).violated


def test_every_planted_fault_of_the_model_is_tried() -> None:
    text = MODEL.read_text(encoding="utf-8")
    names = set(re.findall(r"^#ifn?def (\w+)$", text, re.M)) - {"PAGES", "CONSOLES", "FAULTS"}
    assert names == set(PLANTED)


CUT_OFF = """\
error: max search depth too small
State-vector 136 byte, depth reached 9, errors: 0
   17 states, stored
"""


@pytest.mark.parametrize("words", ["", CUT_OFF, CUT_OFF.splitlines()[1]])
def test_a_search_that_did_not_see_everything_is_no_proof(words: str) -> None:
    with pytest.raises(CheckerError):
        read(words)


@pytest.mark.parametrize(("asked", "code"), [("--help", 0), ("--anything", 2)])
def test_who_asks_for_help_does_not_start_the_long_search(
    asked: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formal_spin, "LONG", ({"NOTHING": 0},))
    monkeypatch.setattr(formal_spin, "search", lambda *_, **__: pytest.fail("it searches"))
    with pytest.raises(SystemExit) as ended:
        formal_spin.main([asked])
    assert ended.value.code == code

"""What a verdict is: looking at nothing is never a pass."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.findings import EVIDENCE_MOST, Checked, Finding, Notes
from audit.plain import counted, odds, printable, render
from audit.progress import Progress
from audit.words import WORDS


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=8), st.integers(0, 3))
def test_a_verdict_is_as_grave_as_its_gravest_finding(found: list[str], seen: int) -> None:
    notes = Notes("again")
    for code in found:
        notes.find(code, "there")
    notes.saw("records", seen)
    checked = notes.done("storage", "all")
    grades = {WORDS[code][0] for code in found}
    if "fail" in grades:
        assert checked.verdict == "fail"
    elif "inconclusive" in grades or not seen:
        assert checked.verdict == "inconclusive"
    else:
        assert checked.verdict == "pass"
    assert {one.code for one in checked.findings} >= set(found)


def test_nothing_looked_at_is_inconclusive_also_without_a_word() -> None:
    assert Checked("storage", "", {}, ()).verdict == "inconclusive"
    assert Checked("storage", "", {"records": 0}, ()).verdict == "inconclusive"
    assert Checked("storage", "", {"records": 1}, ()).verdict == "pass"


def test_only_those_who_look_at_a_disk_speak_of_it() -> None:
    for name, code in (("storage", "nothing-read"), ("page", "nothing-shown")):
        assert [one.code for one in Notes("").done(name, "").findings] == [code]
    notes = Notes("")
    notes.find("page-not-answered", "there")
    done = notes.done("page", "")
    assert [one.code for one in done.findings] == ["page-not-answered"], "that says why"
    assert "stands above" in render(done)


def test_a_number_of_one_has_words_for_one() -> None:
    assert counted("log lines", 1) == "1 log line"
    assert counted("log lines", 1200) == "1,200 log lines"


@pytest.mark.parametrize(
    ("chance", "said"),
    [(4e-10, "one in 2,000 million"), (0.004, "one in 200"), (0.3, "one in 3"), (0.0, "million")],
)
def test_a_chance_is_said_so_that_people_can_read_it(chance: float, said: str) -> None:
    assert odds(chance).endswith(said)


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Notes("again").find("no-such-code", "there")


def test_evidence_is_bounded_and_counted() -> None:
    notes = Notes("again")
    for number in range(1000):
        notes.find("damaged", f"page {number}")
    (found,) = (one for one in notes.done("x", "y").findings if one.code == "damaged")
    assert len(found.evidence) == EVIDENCE_MOST + 1
    assert found.evidence[-1] == f"and {1000 - EVIDENCE_MOST} more"
    assert notes.count("damaged") == 1000


def test_a_result_is_told_in_plain_words_and_as_json() -> None:
    notes = Notes("noview-audit storage relay.db")
    notes.saw("records", 1200)
    notes.find("address", "relay.db, table counted, page 8")
    checked = notes.done("storage", "All of it.")
    told = render(checked)
    assert "FAIL: A network or e-mail address is kept [address]" in told
    assert "1,200 records" in told
    assert "again: noview-audit storage relay.db" in told
    assert json.loads(json.dumps(checked.as_json()))["findings"][0]["code"] == "address"


def test_a57_a_file_name_cannot_move_the_cursor() -> None:
    finding = Finding("x", "note", "T", "M.", ("a\x1b[2Jb\r\u202ec",), "again \x07")
    told = render(Checked("storage", "", {"records": 1}, (finding,)))
    assert not set(told) & {"\x1b", "\r", "\u202e", "\x07"}
    assert printable("a\nb") == "a\\u000ab"


class Screen:
    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal
        self.said = ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> None:
        self.said += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("terminal", [True, False])
def test_what_takes_long_says_how_far_it_is(terminal: bool) -> None:
    now, screen = [0.0], Screen(terminal)
    progress = Progress(screen, lambda: now[0])  # type: ignore[arg-type]
    for page in range(1000):
        now[0] += 0.01
        progress.at("relay.db", page, 1000)
    progress.end()
    assert ("49 %" in screen.said) == terminal
    assert screen.said.count("relay.db") in (range(40, 51) if terminal else [1])
    quick = Screen(terminal)
    Progress(quick, lambda: 0.0).at("relay.db", 1, 2)  # type: ignore[arg-type]
    assert quick.said == ""

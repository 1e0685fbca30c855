"""What a report makes of results: no promise holds that was not shown."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.disclosed import entries
from audit.findings import Checked, Notes
from audit.report import make_report, worst
from audit.report_form import FORM, Report, from_json, schema, to_json
from audit.report_promises import (
    ALSO_UNSHOWN,
    ANSWERS,
    CONCERNS,
    LEFT_OUT,
    PROMISES,
    UNSHOWN,
)
from audit.report_words import CHECKS
from audit.words import WORDS
from audit.words_documents import DOCUMENTS
from audit.words_page import PAGE
from audit.words_release import RELEASE
from tests.relay.running import ROOT

LATER = {"canary-on-the-device"}
NOW = 1_795_359_600.0  # 22 November 2026


def looked(name: str, *codes: str) -> Checked:
    notes = Notes(f"noview-audit {name}")
    notes.saw("records", 3)
    for code in codes:
        notes.find(code, f"{name}, page 1")
    return notes.done(name, "")


def report(*results: Checked) -> Report:
    return make_report(results, NOW, auditor="0.1.0")


def everything(**codes: tuple[str, ...]) -> list[Checked]:
    return [looked(name, *codes.get(name, ())) for name in CHECKS]


def states(made: Report) -> dict[str, str]:
    return {one.name: one.state for one in made.promises}


def test_all_is_well_only_where_all_was_looked_at() -> None:
    made = report(*everything())
    assert made.verdict == "pass"
    assert set(states(made).values()) == {"held"}
    assert made.answer == ANSWERS["held"]
    assert (made.date, made.form) == ("2026-11-22", FORM)


@pytest.mark.parametrize("missing", CHECKS)
def test_a_check_that_was_not_done_holds_no_promise_up(missing: str) -> None:
    results = [one for one in everything() if one.name != missing]
    blank = Checked(missing, "", {}, ())
    for made in (report(*results), report(*results, blank)):
        for one in made.promises:
            assert (one.state == "held") == (missing not in one.checks)
    assert report(*results, blank).verdict == "inconclusive"


def test_nothing_at_all_holds_nothing_up() -> None:
    made = report()
    assert made.verdict == "inconclusive"
    assert set(states(made).values()) == {"not shown"}


@given(st.sampled_from([*CHECKS]), st.sampled_from(sorted(WORDS)))
def test_whatever_is_found_bears_on_a_promise(check: str, code: str) -> None:
    made = report(*everything(**{check: (code,)}))
    grade = WORDS[code][0]
    if grade == "fail":
        assert "broken" in states(made).values()
        assert made.answer != ANSWERS["held"]
    elif grade == "inconclusive":
        assert "not shown" in states(made).values()
        assert made.answer != ANSWERS["held"]
    elif code in UNSHOWN:
        assert {name for name, state in states(made).items() if state != "held"} == {*UNSHOWN[code]}
        assert (made.verdict, made.answer) == (
            "inconclusive",
            f"{ANSWERS['held']} {ALSO_UNSHOWN}",
        )
        return
    else:
        assert set(states(made).values()) == {"held"}
    assert made.verdict == {"fail": "fail", "inconclusive": "inconclusive"}.get(grade, "pass")


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("address", {"who"}),
        ("kept-too-long", {"gone"}),
        ("readable-text", {"read", "who"}),
        ("remains-in-page", {"gone"}),
    ],
)
def test_a_finding_breaks_its_own_promise_and_no_other(code: str, broken: set[str]) -> None:
    made = report(*everything(storage=(code,)))
    assert {name for name, state in states(made).items() if state == "broken"} == broken
    assert {state for name, state in states(made).items() if name not in broken} == {"held"}


NO_WORD_READ = {"page-header", "page-cookie"}
"""What may be wrong with a page or with signed lists, and tells nobody a word."""
BREAKS_READ = sorted(
    code for code, row in {**PAGE, **RELEASE, **DOCUMENTS}.items() if row[0] == "fail"
)


@pytest.mark.parametrize("check", ["page", "documents"])
@pytest.mark.parametrize("code", BREAKS_READ)
def test_who_changes_the_page_or_the_list_may_read(check: str, code: str) -> None:
    """The page makes the sealing, and the lists say for whom: nothing is sealed without them."""
    made = report(*everything(**{check: (code,)}))
    assert states(made)["read"] == ("held" if code in NO_WORD_READ else "broken")
    assert made.answer.startswith(ANSWERS["held"]) == (code in NO_WORD_READ)


def test_what_nobody_compared_is_not_said_to_be_unreadable() -> None:
    assert states(report(*everything(page=("release-not-given",))))["read"] == "not shown"
    assert states(report(*everything(documents=("not-pinned",))))["read"] == "not shown"
    made = report(looked("storage"), looked("canary"))
    assert states(made)["read"] == "not shown"
    assert made.answer == ANSWERS["not shown"]


def test_a_log_that_was_not_given_is_not_held_to_hold_no_address() -> None:
    made = report(*everything(storage=("no-log-given",)))
    assert states(made)["who"] == "not shown"
    assert "no-log-given" in LEFT_OUT, "the first page says it"


def test_the_answer_is_never_better_than_its_promise() -> None:
    assert report(*everything(storage=("not-random",))).answer.startswith(ANSWERS["broken"])
    assert report(*everything(storage=("address",))).answer.startswith(ANSWERS["held"])
    assert "Another promise is broken" in report(*everything(storage=("address",))).answer
    assert report(*everything()[1:]).answer == ANSWERS["not shown"]


def test_every_code_that_the_mapping_names_is_one_of_ours() -> None:
    assert set(CONCERNS) - LATER <= set(WORDS)
    assert set(WORDS) >= LEFT_OUT | set(UNSHOWN)
    names = {one.name for one in PROMISES}
    assert all(set(of) <= names and of for of in CONCERNS.values())
    assert {check for one in PROMISES for check in one.checks} == set(CHECKS)


def test_the_gravest_comes_first_and_nothing_is_lost() -> None:
    codes = ("log-remembers", "backup", "damaged", "address", "newer-store")
    (part,) = (one for one in report(looked("storage", *codes)).checks if one.name == "storage")
    grades = [one.severity for one in part.findings]
    assert grades == ["fail", "fail", "inconclusive", "warn", "note"]
    assert {one.code for one in part.findings} == set(codes)
    assert all(one.repeat == "noview-audit storage" for one in part.findings)


def test_all_that_could_be_handed_over_is_in_it_with_what_was_counted() -> None:
    made = make_report([], NOW, auditor="0", here={"dropped.sealed": 3})
    assert [(one.place, one.name) for one in made.could_hand_over] == [
        (one.place, one.name) for one in entries()
    ]
    here = {one.name: one.here for one in made.could_hand_over}
    assert here["dropped.sealed"] == 3
    assert here["Socket"] is None


def test_worst_of_nothing_is_inconclusive() -> None:
    assert worst([]) == "inconclusive"


# --- the JSON file ------------------------------------------------------------------------------


def test_a_report_is_read_again_as_it_was_written() -> None:
    made = report(*everything(storage=("address",), canary=("nothing-read",)))
    raw = to_json(made)
    assert from_json(raw) == made
    assert json.loads(raw)["form"] == FORM


@pytest.mark.parametrize("change", ["more", "less", "form"])
def test_a_report_of_another_form_is_not_taken_for_one(change: str) -> None:
    values = json.loads(to_json(report(*everything())))
    if change == "more":
        values["comment"] = ""
    elif change == "less":
        del values["answer"]
    else:
        values["form"] = "noview-audit-report/2"
    with pytest.raises(msgspec.ValidationError):
        from_json(json.dumps(values).encode())


def test_the_schema_in_the_documentation_is_the_form() -> None:
    kept = json.loads((ROOT / "docs" / "audit-report.schema.json").read_text(encoding="utf-8"))
    assert kept == schema(), "write it again: python -m audit.report_form"
    assert Path(ROOT / "docs" / "audit.md").read_text(encoding="utf-8").count(FORM) >= 1

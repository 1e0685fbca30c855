"""Every check with what is given for it: nothing that was left out is ever a pass."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from audit import all as whole
from audit.__main__ import main
from audit.all import ORDER, RUNS, STOPPED, Audit, Part, check_all
from audit.all_given import given, read
from audit.errors import LocalFault
from audit.findings import Checked, Notes
from audit.plans import DisclosePlan, StoragePlan
from audit.report import UNDONE, day
from audit.report_form import from_json
from audit.report_words import CHECKS


def audited(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["all", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def written(folder: Path, text: str) -> Path:
    path = folder / "audit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def good(name: str) -> Checked:
    notes = Notes("")
    notes.saw("records")
    return notes.done(name, "")


# --- the parts ----------------------------------------------------------------------------------


def test_every_check_of_the_report_has_its_turn_and_a_plan() -> None:
    assert set(ORDER) == set(CHECKS)
    assert set(RUNS) <= set(ORDER)


def test_what_was_not_given_is_inconclusive_and_named() -> None:
    results = check_all([], Audit(0.0))
    assert [one.name for one in results] == [*ORDER]
    for one in results:
        assert one.verdict == "inconclusive"
        assert [found.code for found in one.findings] == [UNDONE]
        assert one.findings[0].repeat == f"noview-audit {one.name} --help"


def test_what_an_unfinished_plan_lacks_is_said() -> None:
    (one,) = (x for x in check_all([Part("page", None, ("urls",))], Audit(0)) if x.name == "page")
    assert one.findings[0].evidence == ("it needs: urls",)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(LocalFault("no right to read x"), "no right to read x"), (OSError(13, "Denied"), "Denied")],
)
def test_a_check_that_stops_does_not_stop_the_others(
    fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(_: Any, __: Audit) -> Checked:
        raise fault

    runs = {
        "storage": (StoragePlan, stops),
        "disclose": (DisclosePlan, lambda *_: good("disclose")),
    }
    monkeypatch.setattr(whole, "RUNS", runs)
    results = {
        one.name: one for one in check_all([Part("storage", 1), Part("disclose", 1)], Audit(0))
    }
    assert results["disclose"].verdict == "pass"
    assert results["storage"].verdict == "inconclusive"
    (found,) = results["storage"].findings
    assert (found.code, found.evidence) == (STOPPED, (said,))


def test_a_mistake_of_ours_is_not_taken_for_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Any, __: Audit) -> Checked:
        raise KeyError("ours")

    monkeypatch.setattr(whole, "RUNS", {"storage": (StoragePlan, breaks)})
    with pytest.raises(KeyError):
        check_all([Part("storage", 1)], Audit(0))


# --- what is given ------------------------------------------------------------------------------


def test_a_file_gives_plans_with_paths_from_where_it_is(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'organisation = "Night Line"\n[storage]\npaths = ["data", "/srv/logs"]\n'
        'at = 2026-11-22T10:00:00Z\n[disclose]\npaths = ["data"]\nout = "export"\n',
    )
    done = given(read(path), {}, tmp_path)
    plans = {one.name: one.plan for one in done.parts}
    assert done.organisation == "Night Line"
    assert plans["storage"].paths == (str(tmp_path / "data"), "/srv/logs")
    assert plans["storage"].again() == ("--at", "@1795341600")
    assert plans["storage"].moment(5.0) == 1_795_341_600
    assert plans["disclose"].out == tmp_path / "export"
    assert plans["disclose"].moment(5.0) == 5.0


def test_options_stand_above_the_file(tmp_path: Path) -> None:
    said: dict[str, dict[str, Any]] = {
        "storage": {"paths": None, "at": None},
        "": {"by": "me", "organisation": None},
    }
    done = given({"by": "you", "storage": {"paths": ["a"]}}, said, tmp_path)
    assert done.by == "me"
    plans = {one.name: one.plan for one in done.parts}
    assert plans["storage"].paths == (str(tmp_path / "a"),)
    assert plans["disclose"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("storage = 1\n", "is a section"),
        ("[storag]\n", "nothing takes 'storag'"),
        ("[storage]\n", "needs paths"),
        ("[storage]\npath = ['x']\n", "has no 'path'"),
        ("[storage]\npaths = 'x'\n", "Expected `array`"),
        ("[storage]\npaths = [1]\n", "a path is a text"),
        ("by = 7\n", "are texts"),
        ("[[[\n", "is not TOML"),
    ],
)
def test_what_nothing_takes_is_refused_before_anything_is_done(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = audited(capsys, "--config", written(tmp_path, text), "--out", tmp_path / "out")
    assert code == 2
    assert said in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [(), ("--config", "/nowhere/audit.toml"), ("--by", "me")])
def test_nothing_to_look_at_is_wrong_use(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(capsys, *arguments)[0] == 2


# --- the command --------------------------------------------------------------------------------


def test_a_report_is_written_for_its_owner_alone_and_never_over_another(
    host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "reports"
    options = ("--storage", host, "--out", out, "--organisation", "Night Line", "--by", "A <b>")
    code, told, _ = audited(capsys, *options)
    assert code == 3, "not everything was looked at"
    assert "NOT SHOWN  Nobody who runs the server can read what people write." in told
    assert "HELD       What is deleted is gone." in told
    assert "canary: This was not looked at [not-looked-at]" in told
    name = f"noview-audit-{day(time.time())}"
    assert sorted(path.name for path in out.iterdir()) == [f"{name}.html", f"{name}.json"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.iterdir())
    before = (out / f"{name}.html").read_bytes()
    assert b"A &lt;b&gt;" in before
    assert audited(capsys, *options)[0] == 2
    assert (out / f"{name}.html").read_bytes() == before
    code, raw, _ = audited(capsys, *options, "--overwrite", "--json", "--by", "B")
    assert code == 3
    report = from_json(raw.encode())
    assert report == from_json((out / f"{name}.json").read_bytes())
    assert report.by == "B"
    assert b"A &lt;b&gt;" not in (out / f"{name}.html").read_bytes()
    here = {one.name: one.here for one in report.could_hand_over}
    assert here["dropped.sealed"] == 1


def test_the_moment_of_a_copy_is_given_to_both_checks(
    host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five weeks later, the answer in it would be kept too long."""
    later = f"@{int(time.time()) + 35 * 86_400}"
    options = ("--storage", host, "--out", tmp_path, "--json", "--at", later)
    code, raw, _ = audited(capsys, *options)
    assert code == 1
    (part,) = (one for one in json.loads(raw)["checks"] if one["name"] == "storage")
    assert "kept-too-long" in {one["code"] for one in part["findings"]}
    assert all(f"--at {later}" in one["repeat"] for one in part["findings"])


def test_a_folder_in_which_nothing_can_be_written_is_said_before_anything_long(
    host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = audited(capsys, "--storage", host, "--out", tmp_path / "file" / "reports")
    assert code == 2
    assert "cannot make" in err


def test_a_place_that_is_not_there_leaves_the_rest_of_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = audited(capsys, "--storage", tmp_path / "none", "--out", tmp_path)
    assert code == 3
    assert "storage: A check could not be finished [check-stopped]" in told

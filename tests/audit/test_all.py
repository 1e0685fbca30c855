"""Every check with what is given for it: nothing that was left out is ever a pass."""

from __future__ import annotations

import json
import re
import stat
import time
import tomllib
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from audit import all as whole
from audit import all_given
from audit import command_storage as module
from audit.__main__ import main
from audit.all import ORDER, RUNS, STOPPED, UNCHECKED, Audit, Part, check_all
from audit.all_given import given, read
from audit.all_ready import NAMED
from audit.errors import LocalFault, UsageFault
from audit.findings import Checked, Notes
from audit.report import UNDONE, day
from audit.report_form import from_json
from audit.report_words import CHECKS
from tests.relay.running import ROOT


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


def test_every_check_of_the_report_has_its_turn_and_a_command() -> None:
    assert set(ORDER) == set(CHECKS)
    assert set(RUNS) <= set(ORDER)


def test_what_was_not_given_is_inconclusive_and_named() -> None:
    results = check_all([], Audit(0.0))
    assert [one.name for one in results] == [*ORDER]
    for one in results:
        assert one.verdict == "inconclusive"
        assert [found.code for found in one.findings] == [UNDONE]
        assert one.findings[0].evidence == (CHECKS[one.name].missing,)
        assert one.findings[0].repeat == f"noview-audit {one.name} --help"


@pytest.mark.parametrize(
    ("fault", "said"),
    [(LocalFault("no right to read x"), "no right to read x"), (OSError(13, "Denied"), "Denied")],
)
def test_a_check_that_stops_does_not_stop_the_others(
    fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: object) -> Checked:
        raise fault

    runs = {"storage": (module, stops), "disclose": (module, lambda *_: good("disclose"))}
    monkeypatch.setattr(whole, "RUNS", runs)
    parts = [Part("storage", Namespace(), "again"), Part("disclose", Namespace())]
    results = {one.name: one for one in check_all(parts, Audit(0))}
    assert results["disclose"].verdict == "pass"
    assert results["storage"].verdict == "inconclusive"
    (found,) = results["storage"].findings
    assert (found.code, found.evidence, found.repeat) == (STOPPED, (said,), "again")


@pytest.mark.parametrize("kind", [KeyError, MemoryError, RecursionError, AssertionError])
def test_a_mistake_of_ours_is_no_result_and_takes_no_other_with_it(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was given may be made for it. Its text may hold what was read, so it is not told."""

    def breaks(*_: object) -> Checked:
        raise kind("Maria Lopez")

    runs = {"storage": (module, breaks), "disclose": (module, lambda *_: good("disclose"))}
    monkeypatch.setattr(whole, "RUNS", runs)
    parts = [Part("storage", Namespace(), "again"), Part("disclose", Namespace())]
    results = {one.name: one for one in check_all(parts, Audit(0))}
    assert results["disclose"].verdict == "pass"
    (found,) = results["storage"].findings
    assert (found.code, results["storage"].verdict) == (STOPPED, "inconclusive")
    assert re.fullmatch(rf"{kind.__name__} in test_all\.py, line \d+", found.evidence[0])


def test_a_mistake_of_ours_ends_with_2_and_never_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 would say that a promise is broken."""

    def breaks(*_: object) -> Checked:
        raise MemoryError("Maria Lopez")

    monkeypatch.setattr(module, "check_storage", breaks)
    assert main(["storage", "/nowhere"]) == 2
    told = capsys.readouterr()
    assert re.search(r"a mistake in this program: MemoryError in test_all\.py, line \d+", told.err)
    assert "Maria" not in told.out + told.err


# --- a console that nobody compared gets no passphrase ------------------------------------------

CONSOLE = "https://chat.example/console.html"


def conversation(
    monkeypatch: pytest.MonkeyPatch,
    *codes: str,
    urls: Sequence[str] = (CONSOLE,),
    published: Sequence[str] = (),
    unchecked_pages: bool = False,
) -> Checked:
    """The canary's result where the pages were found so; it passes wherever it is held."""

    def seen(*_: object) -> Checked:
        notes = Notes("")
        notes.saw("copies")
        for code in codes:
            notes.find(code, "somewhere")
        return notes.done("page", "")

    runs = {"page": (module, seen), "canary": (module, lambda *_: good("canary"))}
    monkeypatch.setattr(whole, "RUNS", runs)
    page = Part("page", Namespace(urls=urls, published=published))
    canary = Part("canary", Namespace(console=CONSOLE), "again")
    parts = [canary, page] if urls else [canary]
    audit = Audit(0, unchecked_pages=unchecked_pages)
    return next(one for one in check_all(parts, audit) if one.name == "canary")


def test_a_conversation_is_held_in_a_console_that_is_the_published_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert conversation(monkeypatch).verdict == "pass"
    assert conversation(monkeypatch, "page-header", "page-is", "page-no-browser").verdict == "pass"
    own = conversation(monkeypatch, "release-not-given", published=("index.html",))
    assert own.verdict == "pass", "the organisation says itself which page it wrote"


FAULTS = [
    (("page-changed",), (CONSOLE,), "page-changed"),
    (("page-header", "page-differs"), (CONSOLE,), "page-differs"),
    (("release-not-given",), (CONSOLE,), "release-not-given"),
    (("page-not-answered",), (CONSOLE,), "page-not-answered"),
    ((), ("https://chat.example/",), "not among the pages"),
    ((), ("https://chat.example/console.html?x",), "not among the pages"),
    ((), (), "not among the pages"),
]


@pytest.mark.parametrize(("codes", "urls", "why"), FAULTS)
def test_a20_no_passphrase_is_typed_into_a_console_that_nobody_vouches_for(
    codes: Sequence[str], urls: Sequence[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = conversation(monkeypatch, *codes, urls=urls)
    (found,) = done.findings
    assert (done.verdict, found.code, found.repeat) == ("inconclusive", UNCHECKED, "again")
    assert why in found.evidence[0]
    held = conversation(monkeypatch, *codes, urls=urls, unchecked_pages=True)
    assert held.verdict == "pass", "for who says so"


def test_a_page_that_the_organisation_did_not_write_gets_no_passphrase_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = conversation(monkeypatch, "page-not-published", published=("index.html",))
    assert done.findings[0].code == UNCHECKED


# --- what is given ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "origin"),
    [
        ('[page]\nurls = ["https://help.example/x", "https://b.example/"]', "https://help.example"),
        ('[page]\nurls = "http://127.0.0.1:8751/console.html"', "http://127.0.0.1:8751"),
        (
            'origin = "https://other.example"\n[page]\nurls = "https://a.example"',
            "https://other.example",
        ),
        ('[page]\nurls = "no address"', None),
        ('[page]\nurls = "https://[help.example"', None),
        ("", None),
    ],
)
def test_a_relay_is_asked_as_from_the_page_that_was_named(
    more: str, origin: str | None, tmp_path: Path
) -> None:
    path = written(tmp_path, f'[documents]\ntargets = "wss://relay.example"\n{more}\n')
    (part,) = (one for one in given(read(path), {}).parts if one.name == "documents")
    assert options(part, "origin") == [origin]
    assert (f"--origin={origin}" in part.again) == (origin is not None)


def test_copies_alone_need_no_website() -> None:
    (part,) = (
        one
        for one in given({}, {"page": {"urls": ["https://a.example"]}, "documents": {}}).parts
        if one.name == "documents"
    )
    assert part.options is None


def test_a_section_is_the_same_as_a_command_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'organisation = "Night Line"\n[storage]\npaths = ["data", "/srv/my logs"]\n'
        'at = 2026-11-22T10:00:00Z\n[disclose]\npaths = "data"\nout = "export"\nlist = false\n'
        '[documents]\ntargets = "wss://relay.example"\ndesk = ["a", "b"]\nseen = "seen.json"\n',
    )
    done = given(read(path), {})
    parts = {one.name: one for one in done.parts}
    assert done.organisation == "Night Line"
    assert options(parts["storage"], "paths", "at") == [["data", "/srv/my logs"], 1_795_341_600]
    assert parts["storage"].again == (
        "noview-audit storage data '/srv/my logs' --at=2026-11-22T10:00:00+00:00"
    )
    assert options(parts["disclose"], "paths", "out", "list") == [["data"], Path("export"), False]
    assert options(parts["documents"], "desk", "seen") == [["a", "b"], Path("seen.json")]


def options(part: Part, *names: str) -> list[object]:
    return [getattr(part.options, name) for name in names]


def test_options_stand_above_the_file() -> None:
    said: dict[str, dict[str, Any]] = {
        "storage": {"paths": None, "at": None},
        "disclose": {"at": "@1"},
        "": {"by": "me", "organisation": None},
    }
    done = given({"by": "you", "storage": {"paths": ["a"]}}, said)
    assert done.by == "me"
    parts = {one.name: one for one in done.parts}
    assert options(parts["storage"], "paths", "at") == [["a"], None]


def test_what_options_begin_and_do_not_finish_is_not_done_and_says_what_it_needs() -> None:
    done = given({}, {"storage": {"at": "@1"}})
    (one,) = (x for x in check_all(done.parts, Audit(0)) if x.name == "storage")
    assert one.findings[0].evidence == ("the following arguments are required: PATH",)


class Loud:
    """A command with every kind of option."""

    @staticmethod
    def add(commands: Any) -> None:
        parser = commands.add_parser("storage")
        parser.add_argument("--many", nargs="+")
        parser.add_argument("--maybe", nargs="?", const="any", default="")
        parser.add_argument("--yes", action="store_true")
        parser.add_argument("--pid", type=int, action="append")
        parser.add_argument("paths", nargs="*")


def test_every_kind_of_option_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_given, "RUNS", {"storage": (Loud, None)})
    section = {"yes": True, "many": ["a", "b"], "maybe": True, "pid": [1, 2], "paths": ["x", "y"]}
    (one,) = given({"storage": section}, {}).parts
    assert options(one, "yes", "many", "maybe", "pid", "paths") == [
        True, ["a", "b"], "any", [1, 2], ["x", "y"],
    ]  # fmt: skip
    (one,) = given({"storage": {"yes": False, "maybe": "-eth0", "pid": 7}}, {}).parts
    assert options(one, "yes", "maybe", "pid") == [False, "-eth0", [7]]
    for wrong in ({"yes": 1}, {"many": True}, {"pid": "x"}, {"pid": [True]}, {"paths": [1.5]}):
        with pytest.raises(UsageFault):
            given({"storage": wrong}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("storage = 1\n", "is a section"),
        ("[storag]\n", "nothing takes 'storag'"),
        ("[storage]\n", "required: PATH"),
        ("[storage]\npath = ['x']\n", "has no 'path'"),
        ("[storage]\npaths = ['x']\njson = true\n", "has no 'json'"),
        ("[storage]\npaths = ['x']\nat = 'noon'\n", "a time looks like"),
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
    words = ("--storage", host, "--out", out, "--organisation", "Night Line", "--by", "A <b>")
    code, told, _ = audited(capsys, *words)
    assert code == 3, "not everything was looked at"
    assert "NOT SHOWN  Nobody who runs the server can read what people write." in told
    assert "HELD       What is deleted is gone." in told
    assert "canary: This was not looked at [not-looked-at]" in told
    name = f"noview-audit-{day(time.time())}"
    assert sorted(path.name for path in out.iterdir()) == [f"{name}.html", f"{name}.json"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.iterdir())
    before = (out / f"{name}.html").read_bytes()
    assert b"A &lt;b&gt;" in before
    assert audited(capsys, *words)[0] == 2
    assert (out / f"{name}.html").read_bytes() == before
    code, raw, _ = audited(capsys, *words, "--overwrite", "--json", "--by", "B")
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
    words = ("--storage", host, "--out", tmp_path, "--json", "--at", later)
    code, raw, _ = audited(capsys, *words)
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


def test_a_place_that_breaks_a_check_leaves_the_rest_of_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there at the start, and is gone when its turn comes."""
    monkeypatch.setattr("audit.command_all.check_ready", lambda _: None)
    code, told, _ = audited(capsys, "--storage", tmp_path / "none", "--out", tmp_path)
    assert code == 3
    assert "storage: A check could not be finished [check-stopped]" in told


READY = """
[canary]
relay = "wss://relay.example"
page = "https://chat.example/"
console = "https://chat.example/console.html"
vault = "{0}/none.vault"
passphrase-file = "{0}/words"
data = "{0}/none"
log = "{0}/host"
core = "{0}/made-meanwhile"
pid = 99999999
[page]
urls = "https://chat.example/"
release = "{0}/rell"
trust = "{0}/root.1.json"
older = "{0}/empty"
seen = "{0}/not-yet.json"
[documents]
targets = "wss://relay.example"
export = "{0}/none.organisation"
[storage]
paths = [3, "{0}/host", "redis://127.0.0.1:1"]
[disclose]
paths = "{0}/host"
out = "{0}/export"
"""


def test_what_can_be_known_at_once_is_said_at_once_and_nothing_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.command_all.check_all", lambda *_: pytest.fail("it begins"))
    for folder in ("host", "export", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "words").write_text("words", encoding="utf-8")
    path = written(tmp_path, READY.format(tmp_path))
    code, out, err = audited(capsys, "--config", path, "--out", tmp_path)
    assert (code, out) == (2, "")
    told = " ".join(err.split()).replace(f"{tmp_path}/", "")
    assert told.partition("[")[2].split("; [") == [
        "canary] there is no none.vault",
        "canary] there is no none",
        "canary] there is no process 99999999",
        "page] there is no rell",
        "page] empty is no release: there is no manifest.json in it",
        "page] there is no root.1.json",
        "documents] there is no none.organisation",
        "storage] there is no 3",
        "disclose] export is there already; name a new folder",
    ]
    assert not [one for one in tmp_path.iterdir() if one.suffix in (".html", ".json")]


def test_every_option_that_must_be_there_is_one_of_its_command() -> None:
    tables = {name: all_given.Parser(allow_abbrev=False).add_subparsers() for name in RUNS}
    for name, commands in tables.items():
        RUNS[name][0].add(commands)
        known = {one.dest for one in commands.choices[name]._actions}
        assert set(NAMED[name]) <= known


def test_the_configuration_in_the_documentation_is_one() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    done = given(tomllib.loads(block), {})
    assert {part.name for part in done.parts} == set(CHECKS)
    assert all(part.options is not None for part in done.parts)
    assert done.organisation == "Night Line"
    # With it every promise can be shown: documents learn of a desk, and the console is compared.
    parts = {part.name: vars(part.options or Namespace()) for part in done.parts}
    assert parts["documents"]["export"] or parts["documents"]["desk"]
    assert parts["canary"]["console"] in parts["page"]["urls"]
    for name in ("release", "trust", "organisation", "organisation_file"):
        assert parts["page"][name], name

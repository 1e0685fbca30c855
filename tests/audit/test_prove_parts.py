"""What `make audit` is made of, without a browser."""

from __future__ import annotations

import os
import time
import tomllib
import webbrowser
from pathlib import Path

import pytest

from audit.all_given import given
from audit.release import read_release
from tools import prove
from tools.demo import Demo
from tools.prove_release import commit, demo_release, number

DEMO = Demo(Path("/nowhere"), 8750, 8751, "passphrase")


def test_what_is_given_is_a_configuration_that_every_check_takes() -> None:
    texts = {
        "organisation": 'Night "Line" \\ (demo)',
        "by": "us",
        "release": "0",
        "remark": prove.REMARK,
    }
    sections = prove.sections(DEMO, "ab" * 32, 4711)
    read = tomllib.loads(prove.toml(texts, sections))
    assert read == {**texts, **sections}
    done = given(read, {})
    (documents,) = (one for one in done.parts if one.name == "documents")
    assert f"--origin={DEMO.pages}" in documents.again
    assert done.remark.startswith("This is a demonstration.")
    assert all(part.options is not None for part in done.parts)
    assert {part.name for part in done.parts} == set(sections)
    assert "passphrase" not in str([sections[name] for name in ("page", "documents", "storage")])


@pytest.mark.parametrize(("root", "looks"), [(0, True), (1000, False)])
def test_only_root_is_asked_to_look_into_another_process(
    root: int, looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: root)
    sections = prove.sections(DEMO, "ab" * 32, 4711)
    assert ("pid" in sections["canary"]) == looks
    assert sections["page"]["no-sandbox"] == looks


def test_the_release_of_a_demo_is_believed_from_its_own_root_and_no_other(tmp_path: Path) -> None:
    built = tmp_path / "built"
    built.mkdir()
    (built / "survivor.html").write_bytes(b"a page")
    (built / ".stamp").touch()
    now = int(time.time())
    for name in ("ours", "theirs"):
        demo_release(built, tmp_path / name, now)
    release = read_release(tmp_path / "ours", tmp_path / "ours" / "root.1.json", None, now)
    assert release.file("survivor.html") == b"a page"
    assert [one.name for one in release.manifest.artifacts] == ["survivor.html"]
    with pytest.raises(Exception, match="release-"):
        read_release(tmp_path / "ours", tmp_path / "theirs" / "root.1.json", None, now)


def test_outside_of_a_checkout_the_release_names_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path) == "0" * 40
    assert number(tmp_path) == 1
    assert number(Path(__file__).parent) >= 1
    assert len(commit(Path(__file__).parent)) == 40


@pytest.mark.parametrize("display", ["", ":0"])
def test_the_report_opens_where_there_is_a_display(
    display: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    class Browser:
        def open(self, address: str) -> None:
            opened.append(address)

    monkeypatch.setattr(webbrowser, "get", Browser)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    prove.show(tmp_path / "report.html")
    assert opened == ([(tmp_path / "report.html").as_uri()] if display else [])


def test_without_built_pages_it_says_what_to_do_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prove, "BUILT", tmp_path / "nothing")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert prove.main(["--no-open", "--out", str(tmp_path / "out")]) == 1
    assert "make pages" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

"""Two builds of a little project: what depends on nothing is the same, and what does is named.

The real one is built twice by `make release-quick`, which `make test` runs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from audit.release_documents import Manifest, read
from orgkeys.primitives import sha256
from tools.locks import ROOT, python_packages
from tools.release import REQUIREMENTS, manifest_of, release, twice
from tools.release_clone import Stopped

PROJECT = """\
[build-system]
requires = ["setuptools>=80"]
build-backend = "setuptools.build_meta"
[project]
name = "noview"
version = "0.1.0"
description = "A little project"
license = "AGPL-3.0-or-later"
[tool.setuptools]
packages = ["orgkeys"]
[tool.setuptools.package-data]
orgkeys = ["built/*"]
"""
HONEST = "'the same'"
WRITES = """\
import {{ mkdirSync, statSync, writeFileSync }} from 'node:fs';
const out = process.argv[3];
mkdirSync(out, {{ recursive: true }});
for (const name of ['survivor.html', 'console.html', 'words.json', 'build.json'])
  writeFileSync(`${{out}}/${{name}}`, name === '{name}' ? String({value}) : 'the same');
"""
MOMENT = 1_800_000_000


def project(root: Path, name: str, value: str, more: str = "") -> str:
    """A repository whose build writes this into one of the pages; its commit."""
    (root / "orgkeys").mkdir(parents=True)
    (root / "orgkeys" / "__init__.py").write_text("")
    (root / "tools").mkdir()
    (root / "tools" / "release_build.py").write_text(
        (ROOT / "tools" / "release_build.py").read_text(encoding="utf-8")
    )
    (root / "pyproject.toml").write_text(PROJECT + more)
    (root / ".gitignore").write_text("node_modules/\n/build/\n")
    shutil.copytree(ROOT / "requirements", root / "requirements")
    client = root / "client_js"
    (client / "node_modules").mkdir(parents=True)
    shutil.copyfile(ROOT / "client_js" / "package-lock.json", client / "package-lock.json")
    (client / "build.mjs").write_text(WRITES.format(name=name, value=value))
    for args in (("init", "-q"), ("add", "."), ("commit", "-qm", "a")):
        who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
        subprocess.run(["git", *who, *args], cwd=root, check=True)
    head = ["git", "rev-parse", "HEAD"]
    return subprocess.run(head, cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def build(tmp_path: Path, name: str = "survivor.html", value: str = HONEST) -> dict[str, bytes]:
    root, work = tmp_path / "project", tmp_path / "work"
    work.mkdir()
    return twice(root, project(root, name, value), MOMENT, work, quick=True)


def test_a63_two_builds_of_what_depends_on_nothing_are_the_same(tmp_path: Path) -> None:
    """Though folders, masks, zones, languages, dates of files and clocks are not."""
    files = build(tmp_path)
    assert files["survivor.html"] == b"the same"
    assert {name.rpartition(".")[2] for name in files} == {"whl", "html", "json", "txt"}


def test_a63_a_release_brings_what_is_installed_with_it_pinned_by_hashes(tmp_path: Path) -> None:
    """So that `pip install --require-hashes` works with nothing but the release's folder."""
    files = build(tmp_path)
    raw = manifest_of(files, "0.1.0", 1, "c0" * 20, MOMENT)
    signed = {one.name: one for one in read(raw, Manifest, "manifest.json").artifacts}
    for name, lock in REQUIREMENTS.items():
        assert files[name] == (ROOT / "requirements" / lock).read_bytes()
        assert signed[name].sha256 == sha256(files[name]).hex()
    packages = {one.name for one in python_packages(files["requirements-audit.txt"].decode())}
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*extra["dependencies"], *extra["optional-dependencies"]["audit"]]
    assert {re.split(r"[>=;\[ ]", one)[0] for one in wanted} <= packages


def test_a_signed_release_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "manifest.json.0a.sig").write_text("signed", encoding="utf-8")
    with pytest.raises(Stopped, match="Move it away"):
        release(ROOT, tmp_path, None, quick=True)
    assert (tmp_path / "manifest.json.0a.sig").exists()


@pytest.mark.parametrize("target", ["wheel", "clean"])
def test_no_target_removes_a_release_with_its_signatures(tmp_path: Path, target: str) -> None:
    """They cannot be made again. What make would remove is removed, in a folder of its own."""
    listed = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    removals = [line for line in listed.splitlines() if line.startswith("rm ")]
    signature = tmp_path / "dist" / "release" / "manifest.json.0a.sig"
    signature.parent.mkdir(parents=True)
    for path in (signature, tmp_path / "dist" / "old.whl"):
        path.write_text("", encoding="utf-8")
    for line in removals:
        subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True)
    assert removals
    assert signature.exists()
    assert not (tmp_path / "dist" / "old.whl").exists()


FAULTS = [
    ("the folder", "process.cwd()"),
    ("the zone", "new Date(1e12).getHours()"),
    ("the language", "process.env.LC_ALL"),
    ("the home", "process.env.HOME"),
    ("the age of files", "statSync('pyproject.toml').mtimeMs"),
    ("the time", "Date.now()"),
]


@pytest.mark.parametrize(("what", "value"), FAULTS, ids=[what for what, _ in FAULTS])
def test_a63_control_a_build_that_depends_on_something_is_named(
    tmp_path: Path, what: str, value: str
) -> None:
    with pytest.raises(Stopped, match="not the same") as raised:
        build(tmp_path, "words.json", value)
    told = str(raised.value).splitlines()
    assert any(line.startswith("words.json differs") for line in told)
    assert any("in it: orgkeys/built/words.json" in line for line in told)
    assert not any("survivor.html" in line for line in told)

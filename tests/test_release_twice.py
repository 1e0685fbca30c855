"""Two builds of a little project: what depends on nothing is the same, and what does is named.

The real one is built twice by `make release-quick`, which `make test` runs.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.locks import ROOT
from tools.release import twice
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
    assert {name.rpartition(".")[2] for name in files} == {"whl", "html", "json"}


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

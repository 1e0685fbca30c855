"""Attack 63: nothing is installed but what is pinned by its hash, and nothing runs while it is.

That two builds are the same bytes is looked at by `make verify-build` and `make release`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools.locks import PYTHON, ROOT, node_packages, python_packages, unpinned

CLIENT = ("package.json", "package-lock.json", ".npmrc")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    """The files that say what is installed, to break."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "client_js").mkdir()
    for name in PYTHON:
        shutil.copyfile(ROOT / "requirements" / name, tmp_path / "requirements" / name)
    for name in CLIENT:
        shutil.copyfile(ROOT / "client_js" / name, tmp_path / "client_js" / name)
    return tmp_path


def test_a63_everything_that_is_installed_is_pinned_by_its_hash() -> None:
    assert unpinned() == []
    assert len(python_packages(read("requirements/dev.txt"))) > 30
    assert len(node_packages(read("client_js/package-lock.json"))) > 50


def test_a63_everything_python_is_locked_that_is_asked_for() -> None:
    asked = re.findall(r'^    "([a-z-]+)>=', read("pyproject.toml"), re.MULTILINE)
    locked = {one.name for name in PYTHON for one in python_packages(read(f"requirements/{name}"))}
    assert len(asked) > 5
    assert set(asked) <= locked


def test_a63_no_program_of_a_package_runs_while_it_is_installed() -> None:
    assert "ignore-scripts=true" in read("client_js/.npmrc").splitlines()
    make = read("Makefile")
    assert "--require-hashes -r requirements/dev.txt" in make
    assert re.search(r"^\t\$\(NPM\) ci ", make, re.MULTILINE), "by the lock, and nothing newer"
    installs = re.findall(r"pip install (.*)", make)
    # What is not by the lock is this project itself, or a tool of one version.
    loose = [one for one in installs if "--require-hashes" not in one and "--no-deps" not in one]
    assert [one for one in loose if not re.search(r" [a-z]+==\S+$", one.split(";")[0])] == []


RUNTIME, DEV, LOCK = "requirements/runtime.txt", "requirements/dev.txt", CLIENT[1]
LOOSE = [
    (RUNTIME, r"    --hash=sha256:\S+(?: \\\n)?", "", "not pinned by SHA-256"),
    (RUNTIME, r"aiohttp==", "aiohttp>=", "not pinned to one version"),
    (RUNTIME, r"\naiohttp==", "\nleft-pad==1.0\naiohttp==", "not pinned by SHA-256: left-pad"),
    (RUNTIME, r"\naiohttp==", "\n--extra-index-url x\naiohttp==", "not pinned"),
    (DEV, r"--hash=sha256:", "--hash=md5:", "not pinned by SHA-256"),
    (DEV, r"\A", "thing @ https://else.example/thing.whl\n", "not pinned"),
    (f"client_js/{LOCK}", r'\n +"integrity": "[^"]+",', "", "not pinned by SHA-512"),
    (f"client_js/{LOCK}", r'"integrity": "sha512-', '"integrity": "sha1-', "SHA-512"),
    (f"client_js/{LOCK}", r'"integrity"', '"resolved": "https://x.example", "integrity"', "place"),
    ("client_js/.npmrc", r"ignore-scripts=true", "ignore-scripts=false", "install scripts"),
    ("client_js/package.json", r'"preact": "', '"preact": "^', "preact is not one version"),
]


@pytest.mark.parametrize(("name", "pattern", "instead", "said"), LOOSE)
def test_a63_control_what_is_loose_is_found(
    locks: Path, name: str, pattern: str, instead: str, said: str
) -> None:
    assert unpinned(locks) == []
    text = (locks / name).read_text(encoding="utf-8")
    changed = re.sub(pattern, instead, text)
    assert changed != text
    (locks / name).write_text(changed, encoding="utf-8")
    (wrong,) = unpinned(locks)
    assert wrong.startswith(name)
    assert said in wrong

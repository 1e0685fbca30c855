"""Attack 63: nothing is installed but what is pinned by its hash, and nothing runs while it is.

That two builds are the same bytes is looked at by `make verify-build` and `make release`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ;\\]+( ; [^\\]+)?")


def python_faults(text: str) -> list[str]:
    """Requirements that are not one version, or have no hash."""
    joined = text.replace("\\\n", "")
    lines = [line.strip() for line in joined.splitlines() if not line.lstrip().startswith("#")]
    return [
        line.split(" --hash")[0]
        for line in lines
        if line
        and not (PINNED.fullmatch(line.split("--hash")[0].strip()) and "--hash=sha256:" in line)
    ]


def node_faults(text: str) -> list[str]:
    """Packages without a hash, or that come from somewhere of their own."""
    packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    return [
        name
        for name, one in packages.items()
        if name
        and not (str(one.get("integrity", "")).startswith("sha512-") and "resolved" not in one)
    ]


def manifest_faults(text: str) -> list[str]:
    """What is asked for by a range of versions."""
    asked: dict[str, Any] = json.loads(text)
    both = {**asked["dependencies"], **asked["devDependencies"]}
    return [name for name, version in both.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


FILES: list[tuple[Callable[[str], list[str]], str]] = [
    (python_faults, "requirements/runtime.txt"),
    (python_faults, "requirements/audit.txt"),
    (python_faults, "requirements/dev.txt"),
    (node_faults, "client_js/package-lock.json"),
    (manifest_faults, "client_js/package.json"),
]


@pytest.mark.parametrize(("look", "name"), FILES, ids=[name for _, name in FILES])
def test_a63_everything_that_is_installed_is_pinned_by_its_hash(
    look: Callable[[str], list[str]], name: str
) -> None:
    assert look(read(name)) == []


def test_a63_everything_python_is_locked_that_is_asked_for() -> None:
    asked = re.findall(r'^    "([a-z-]+)>=', read("pyproject.toml"), re.MULTILINE)
    locked = re.findall(r"^([a-z0-9-]+)==", read("requirements/dev.txt"), re.MULTILINE)
    assert len(asked) > 5
    assert set(asked) <= set(locked)


def test_a63_no_program_of_a_package_runs_while_it_is_installed() -> None:
    assert "ignore-scripts=true" in read("client_js/.npmrc").splitlines()
    make = read("Makefile")
    assert "--require-hashes -r requirements/dev.txt" in make
    assert re.search(r"^\t\$\(NPM\) ci ", make, re.MULTILINE), "by the lock, and nothing newer"
    installs = re.findall(r"pip install (.*)", make)
    # What is not by the lock is this project itself, or a tool of one version.
    loose = [one for one in installs if "--require-hashes" not in one and "--no-deps" not in one]
    assert [one for one in loose if not re.search(r" [a-z]+==\S+$", one.split(";")[0])] == []


@pytest.mark.parametrize(
    ("look", "name", "good", "bad"),
    [
        (python_faults, "requirements/runtime.txt", "aiohttp==", "aiohttp>="),
        (python_faults, "requirements/runtime.txt", "\naiohttp==3", "\nleft-pad==1.0\naiohttp==3"),
        (python_faults, "requirements/runtime.txt", "aiohttp==", "--extra-index-url x\naiohttp=="),
        (node_faults, "client_js/package-lock.json", '"integrity": "sha512-', '"shasum": "'),
        (
            node_faults,
            "client_js/package-lock.json",
            '"integrity"',
            '"resolved": "https://registry.example/x.tgz", "integrity"',
        ),
        (manifest_faults, "client_js/package.json", '"preact": "', '"preact": "^'),
    ],
)
def test_a63_control_what_is_loose_is_found(
    look: Callable[[str], list[str]], name: str, good: str, bad: str
) -> None:
    text = read(name)
    assert good in text
    assert look(text.replace(good, bad, 1)) != []

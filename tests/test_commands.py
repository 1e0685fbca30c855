"""Commands in the documentation work as they stand, in a checkout after `make`.

What needs our packages is called with the Python that has them, `.venv/bin/python`: the system's
has none, and a reader would see an error about a library that nobody has told them of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "NEWS.md")),
    *(ROOT / "docs").rglob("*.md"),
]
SAYING = [
    *(ROOT / "audit").glob("*.py"),
    *(ROOT / "tools" / f"{name}.py" for name in ("release", "release_keys")),
]
"""Programs that tell a person which command comes next."""
CALLED = re.compile(r"(?P<python>[\w./]*\bpython3?(?:\.\d+)?) -m (?P<module>[a-z_]\w*(?:\.\w+)*)")
MADE = re.compile(
    r"`make(?P<inline>(?: [a-z][a-z-]*)+)|^(?: {4})?make (?P<line>[a-z][a-z-]*)(?=$| *#| [A-Z]+=)",
    re.M,
)
SYSTEMS = ("venv", "zipfile", "http")
"""Modules that every Python brings."""


def wrong_commands(text: str) -> Iterator[str]:
    """Calls of modules by a Python that has not what they need, or of modules not there."""
    for call in CALLED.finditer(text):
        path = ROOT / call["module"].replace(".", "/")
        ours = path.with_suffix(".py").exists() or (path / "__main__.py").exists()
        if call["module"].split(".")[0] in SYSTEMS:
            continue
        if not call["python"].endswith(".venv/bin/python"):
            yield f"{call[0]}: not by .venv/bin/python"
        elif not ours and call["module"] not in ("pytest", "pip"):
            yield f"{call[0]}: no such module"


def wrong_targets(text: str, targets: set[str]) -> Iterator[str]:
    """What the Makefile does not have."""
    for call in MADE.finditer(text):
        for name in (call["inline"] or call["line"]).split():
            if name not in targets:
                yield f"make {name}"


def targets() -> set[str]:
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", make, re.MULTILINE))


@pytest.mark.parametrize("path", [*PAGES, *SAYING], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_told_works_as_it_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(wrong_commands(text)) == []
    if path.suffix == ".md":
        assert list(wrong_targets(text, targets())) == []


def test_control_commands_that_do_not_work_are_found() -> None:
    assert list(wrong_commands("`python -m tools.release_keys sign`")) == [
        "python -m tools.release_keys: not by .venv/bin/python"
    ]
    assert list(wrong_commands("    python3 -m bench.audit")) != []
    assert list(wrong_commands(".venv/bin/python -m tools.nothing")) != []
    good = "python3 -m venv noview\n.venv/bin/python -m tools.walls; .venv/bin/python -m bench"
    assert list(wrong_commands(good)) == []
    assert list(wrong_targets("`make fuzzy`\n    make nothing\n", targets())) == [
        "make fuzzy",
        "make nothing",
    ]
    assert list(wrong_targets("make test # all\n`make audit COUNT=1` and `make`", targets())) == []


def test_nobody_is_told_to_install_what_a_stranger_put_under_our_name() -> None:
    """Nothing called noview was ever published: pip takes the wheel's file, never the name."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in [*PAGES, *SAYING])
    by_name = re.compile(r"pip install(?: -\S+)* ['\"]?noview(?![\w.-])")
    assert len(re.findall("pip install", told)) > 5
    assert by_name.findall(told) == []
    assert by_name.findall("pip install 'noview[audit]'\npip install -q noview\n") != []

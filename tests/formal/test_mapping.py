"""What docs/formal/README.md says a model stands for is there, under that name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.formal_proverif import FORMAL, ROOT

PYTHON = [*(ROOT / "relay").rglob("*.py"), *(ROOT / "orgkeys").rglob("*.py")]
TYPESCRIPT = sorted((ROOT / "client_js" / "src" / "core").rglob("*.ts"))
MODELS = [*FORMAL.glob("*.pvl"), *FORMAL.glob("*.pml")]

DEFINED = [
    r"^\s*(?:async )?(?:def|class) (\w+)",
    r"^(?:export )?(?:abstract )?(?:function\*?|class|interface|const|type) (\w+)",
    r"^  (?:private |readonly |protected |get |async )*\*?(\w+)(?:<[^>]*>)?\(",
    r"^(?:inline|letfun|let|fun|proctype|#define) (\w+)",
    r"^  (\w+)\(.*\) = m\.$",
    r"; (\w+)\(.*\) = m\.$",
]
TESTS = r"`(tests/[\w/]+\.py)`"


def defined(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {name for form in DEFINED for name in re.findall(form, text, re.M)}


def section(readme: str) -> str:
    return readme.split("## From model to code")[1].split("\n## ")[0]


def unknown(words: str) -> list[str]:
    """Names in backticks that nothing in the tree has."""
    names = {path: defined(path) for path in (*PYTHON, *TYPESCRIPT, *MODELS)}
    missing = []
    for token in re.findall(r"`([^`]+)`", words):
        if token.startswith("tests/"):
            continue
        if re.search(r"\.(py|ts|pvl|pml)$", token):
            if not any(str(path).endswith("/" + token) for path in names):
                missing.append(token)
            continue
        *owner, name = token.split(".")
        found = [path for path, all_names in names.items() if name in all_names]
        if owner:
            found = [path for path in found if path.stem == owner[0] or owner[0] in names[path]]
        if not found:
            missing.append(token)
    return missing


def test_every_name_in_the_mapping_is_there() -> None:
    readme = (FORMAL / "README.md").read_text(encoding="utf-8")
    assert unknown(section(readme)) == []
    assert all((ROOT / path).exists() for path in re.findall(TESTS, readme))


@pytest.mark.parametrize(
    "renamed", ["Desk._give_it_back", "relay/desks.py", "make_a_claim", "Line.claim", "chains.ts"]
)
def test_a_name_that_is_not_there_is_found(renamed: str) -> None:
    assert unknown(f"`Desk.claim` and `{renamed}`") == [renamed]

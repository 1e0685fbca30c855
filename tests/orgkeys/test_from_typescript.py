"""What TypeScript made, Python reads: the cases of tests/vectors/from_ts/, each of its family.

They are written by `node client_js/vectors.mjs`; tests/js/core reads them too. An unknown family
fails.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.orgkeys.vector_replays import READERS
from tests.relay.test_documents_vectors import decide
from tools import vectors

FILES = sorted((vectors.HERE / "from_ts").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_python_decides_as_the_vector_from_typescript_says(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    assert case["name"] == path.stem
    if case["family"] == "documents":
        decide(case)
    else:
        READERS[case["family"]](case)


def test_lines_vaults_and_what_an_office_makes_are_among_them() -> None:
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
    good = {case["family"] for case in cases if case["expect"] == "ok"}
    bad = {case["family"] for case in cases if case["expect"] != "ok"}
    assert good == {
        *("knock", "hello", "frames_line", "vault", "conversation"),
        *("documents", "packet", "directory", "keys", "request", "call", "drop", "tally"),
    }
    assert bad == good - {"conversation"}

"""The shared vectors of the protocol, as the TypeScript readers also read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgkeys.errors import CryptoFailed
from tests.orgkeys.vector_replays import READERS
from tools import vectors

FILES = [path for family in READERS for path in sorted((vectors.HERE / family).glob("*.json"))]
# Read in tests/relay, test_from_typescript.py, test_notice_vectors.py and test_page_vectors.py.
ELSEWHERE = {"documents", "frames", "from_ts", "notice", "page"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_is_decided_as_it_says(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    assert case["name"] == path.stem
    READERS[path.parent.name](case)


def test_every_family_has_a_reader_and_both_outcomes() -> None:
    families = {path.name for path in vectors.HERE.iterdir() if path.is_dir()}
    assert families - ELSEWHERE == set(READERS) == set(vectors.FAMILIES) - ELSEWHERE
    for family in READERS:
        outcomes = {
            json.loads(path.read_text(encoding="utf-8"))["expect"] == "ok"
            for path in (vectors.HERE / family).glob("*.json")
        }
        always_good = family in ("chain", "handshake", "conversation", "device")
        assert outcomes == ({True} if always_good else {True, False}), family


@pytest.mark.parametrize("family", vectors.FAMILIES)
def test_the_tool_changes_nothing_that_stands_here(family: str) -> None:
    directory = vectors.HERE / family
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    assert vectors.write_family(family, directory, again=False) == (0, [])
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before


def test_the_tool_says_what_would_change(tmp_path: Path) -> None:
    written, differ = vectors.write_family("padding", tmp_path, again=False)
    assert written == len(list(tmp_path.iterdir()))
    assert differ == []
    spoiled = next(tmp_path.iterdir())
    spoiled.write_text("{}\n", encoding="utf-8")
    assert vectors.write_family("padding", tmp_path, again=False) == (
        0,
        [f"padding/{spoiled.name}"],
    )
    assert spoiled.read_text(encoding="utf-8") == "{}\n"
    assert vectors.write_family("padding", tmp_path, again=True)[0] == written
    assert spoiled.read_text(encoding="utf-8") != "{}\n"


@pytest.mark.parametrize(
    "family", ["sealing", "hello", "frames_line", "derivation", "vault", "keys"]
)
def test_a_reader_notices_a_case_that_is_wrong(family: str) -> None:
    first = {"derivation": "bind-no-parts"}.get(family, "ok-*")
    path = next(iter(sorted((vectors.HERE / family).glob(f"{first}.json"))))
    good = json.loads(path.read_text(encoding="utf-8"))
    READERS[family](good)
    for wrong in (
        {**good, "expect": "refused" if good["expect"] == "ok" else "ok"},
        {
            **good,
            **dict.fromkeys(
                ("output", "plaintext", "message", "line_id", "salt", "nonce"), "00" * 16
            ),
        },
    ):
        with pytest.raises((AssertionError, KeyError, IndexError, CryptoFailed)):
            READERS[family](wrong)

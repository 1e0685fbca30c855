"""A slice of the differential run: both languages read the same, and a kind decoder is found out.

The million: `make differential` (tests/fuzz/differential.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import differential
from tests.fuzz.differential import bundle, compare
from tests.fuzz.seeds import CORPUS
from tests.fuzz.targets import named
from tests.fuzz.targets_shared import SHARED

COUNT = 20_000


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bundle("serve", str(tmp_path_factory.mktemp("serve")))


def test_a52_both_languages_read_the_same(serve: str) -> None:
    result = compare(serve, COUNT)
    assert result.differences == []
    assert result.count == COUNT
    assert set(result.by_target) == {target.name for target in SHARED}
    assert all(result.taken[target.name] for target in SHARED), "a target that takes nothing"


def test_a52_a_decoder_that_takes_a_longer_form_is_found(tmp_path: Path) -> None:
    lenient = bundle("serve-lenient", str(tmp_path))
    result = compare(lenient, 600, targets=[named("value"), named("message")])
    found = {(one.python[:1], one.typescript[:1]) for one in result.differences}
    assert found == {(b"-", b"+")}


def test_another_exception_in_typescript_is_no_agreement(serve: str) -> None:
    odd = named("value")
    result = compare(serve, 50, targets=[odd])
    assert not result.differences
    crashed = differential.Compared()
    both = [b"!TypeErro"]
    differential._note(crashed, [odd], [(0, b"\x01")], both, both)
    assert len(crashed.differences) == 1


def test_the_corpus_is_small_and_belongs_to_targets() -> None:
    from tests.fuzz.targets import TARGETS

    folders = {path.name for path in CORPUS.iterdir() if path.is_dir()}
    assert folders <= {target.name.replace(" ", "-") for target in TARGETS}
    assert sum(path.stat().st_size for path in CORPUS.rglob("*.bin")) < 500_000

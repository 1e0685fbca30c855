"""No decoder is forgotten: each is fuzzed, or stands in the exceptions with a reason."""

from __future__ import annotations

import pytest

from tests.fuzz.complete import decoders, every
from tests.fuzz.exceptions import REASONS
from tests.fuzz.seeds import ROOT, seeds
from tests.fuzz.targets import TARGETS

COVERED = frozenset(place for target in TARGETS for place in target.covers)


def forgotten(found: list[str]) -> list[str]:
    return [place for place in found if place not in COVERED and place not in REASONS]


def test_every_decoder_is_fuzzed_or_has_a_reason() -> None:
    found = every(ROOT)
    assert forgotten(found) == []
    assert set(REASONS) <= set(found), "a reason for what is not there any more"
    assert not set(REASONS) & COVERED, "a reason for what is fuzzed"
    assert all(len(reason) > 10 for reason in REASONS.values())
    assert set(found) >= COVERED, "a target for what is no decoder any more"


@pytest.mark.parametrize(
    "planted",
    [
        "def read_wish(raw: bytes) -> None: ...",
        "def understand(raw: bytes) -> object:\n    return decode_as(raw, Wish)",
        "class Room:\n    def take(self, raw: bytes) -> object:\n        return _peeled(raw)\n"
        "def _peeled(raw: bytes) -> object:\n    return json.loads(raw)",
        "def pages_of(file: BinaryIO) -> object:\n    return struct.unpack('>I', file.read(4))",
        "def told(text: str | None) -> bytes:\n    return bytes.fromhex(text or '')",
    ],
)
def test_a_planted_decoder_that_is_not_listed_is_found(planted: str) -> None:
    found = decoders(planted, "orgkeys.planted")
    assert len(found) == 1
    assert forgotten(found) == found


def test_what_reads_nothing_is_no_decoder() -> None:
    for plain in (
        "def make_wish(seed: bytes) -> bytes:\n    return sign(seed)",
        "def _read(raw: bytes) -> None: ...",
        "def read_clock(now: float) -> None: ...",
    ):
        assert decoders(plain, "orgkeys.plain") == []


def test_every_target_has_a_name_of_its_own_and_something_to_begin_with() -> None:
    names = [target.name for target in TARGETS]
    assert len(set(names)) == len(names)
    assert set(seeds()) >= set(names)
    assert all(seeds()[name] for name in names)

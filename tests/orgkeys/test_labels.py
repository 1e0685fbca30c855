"""Attack 16: what is made for one purpose is worth nothing for any other."""

from __future__ import annotations

import re
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import labels, primitives
from orgkeys.errors import CannotOpen
from tests.builders import filler

LAW = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
PARTS = st.lists(st.binary(max_size=40), max_size=4)


def test_every_label_of_the_law_is_here_and_no_other() -> None:
    section = LAW.read_text(encoding="utf-8").split("\n## 12.")[1].split("\n## ")[0]
    listed = re.findall(r"`([a-z ]+)`", section.split("followed by:")[1])
    assert sorted(f"noview/1 {name}" for name in listed) == sorted(labels.ALL)
    assert len(set(labels.ALL)) == len(labels.ALL) > 30


@given(st.sampled_from(labels.ALL), PARTS, st.sampled_from(labels.ALL), PARTS)
def test_a16_bind_is_injective(one: str, parts: list[bytes], other: str, more: list[bytes]) -> None:
    same = (one, parts) == (other, more)
    assert (primitives.bind(one, *parts) == primitives.bind(other, *more)) == same


def test_a16_no_derivation_equals_another() -> None:
    key, organisation = filler("key"), filler("organisation")
    for one, other in combinations(labels.ALL, 2):
        assert primitives.digest(one, key) != primitives.digest(other, key)
        assert primitives.expand(key, one, organisation) != primitives.expand(
            key, other, organisation
        )


def test_a16_no_signature_holds_under_another_label() -> None:
    seed, payload = filler("seed"), filler("payload", 100)
    public = primitives.ed25519_public(seed)
    signed = {label: primitives.sign(seed, primitives.bind(label, payload)) for label in labels.ALL}
    for label, signature in signed.items():
        primitives.verify(public, primitives.bind(label, payload), signature)
    for made, used in permutations(labels.ALL, 2):
        with pytest.raises(CannotOpen):
            primitives.verify(public, primitives.bind(used, payload), signed[made])


def test_a16_nothing_sealed_opens_under_another_label() -> None:
    seed, place = filler("seed"), filler("organisation")
    public = primitives.xwing_public(seed)
    sealed = {
        label: primitives.seal(public, primitives.bind(label, place), b"words")
        for label in labels.ALL
    }
    for label, raw in sealed.items():
        assert primitives.open_sealed(seed, primitives.bind(label, place), raw) == b"words"
    for made, used in permutations(labels.ALL, 2):
        with pytest.raises(CannotOpen):
            primitives.open_sealed(seed, primitives.bind(used, place), sealed[made])


def test_a16_nothing_encrypted_opens_under_another_label() -> None:
    key, nonce = filler("key"), filler("nonce", 24)
    boxes = {
        label: primitives.xchacha_seal(key, nonce, primitives.bind(label), b"words")
        for label in labels.ALL
    }
    for made, used in permutations(labels.ALL, 2):
        with pytest.raises(CannotOpen):
            primitives.xchacha_open(key, nonce, primitives.bind(used), boxes[made])
    for label, box in boxes.items():
        assert primitives.xchacha_open(key, nonce, primitives.bind(label), box) == b"words"

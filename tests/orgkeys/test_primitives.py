"""The primitives against published answers, and padding as a round trip."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import primitives
from orgkeys.errors import CannotOpen, CryptoFailed
from tests.builders import filler

# Small-order points of Curve25519 (RFC 7748 section 6.1 asks for the check of the result).
SMALL_ORDER = (
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
)


def test_x25519_gives_the_answer_of_rfc_7748() -> None:
    scalar = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    point = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    expected = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert primitives.x25519(scalar, point).hex() == expected


@pytest.mark.parametrize("point", SMALL_ORDER, ids=lambda point: point.hex()[:8])
def test_x25519_refuses_a_result_of_zeros(point: bytes) -> None:
    with pytest.raises(CannotOpen):
        primitives.x25519(filler("scalar"), point)
    assert primitives.x25519(filler("scalar"), primitives.x25519_public(filler("good")))


def test_hkdf_gives_the_answer_of_rfc_5869() -> None:
    prk = primitives.extract(bytes(range(13)), b"\x0b" * 22)
    assert prk.hex() == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    okm = primitives.hkdf_expand(prk, bytes(range(0xF0, 0xFA)))
    assert okm.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_ed25519_gives_the_answer_of_rfc_8032() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = primitives.ed25519_public(seed)
    assert public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = primitives.sign(seed, b"")
    assert signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522")
    primitives.verify(public, b"", signature)
    with pytest.raises(CannotOpen):
        primitives.verify(public, b"x", signature)


def test_ed25519_is_strict() -> None:
    seed, order = filler("seed"), 2**252 + 27742317777372353535851937790883648493
    public, signature = primitives.ed25519_public(seed), primitives.sign(seed, b"m")
    grown = int.from_bytes(signature[32:], "little") + order
    twin = signature[:32] + grown.to_bytes(32, "little")
    with pytest.raises(CannotOpen):
        primitives.verify(public, b"m", twin)
    # With a key of small order one signature would hold for every message.
    small = b"\x01" + bytes(31)
    with pytest.raises(CannotOpen):
        primitives.verify(small, b"m", small + bytes(32))


def test_an_x_wing_key_is_what_the_draft_says_of_its_seed() -> None:
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = primitives.xwing_public(seed)
    assert len(public) == primitives.SEALING_PUBLIC
    assert public.hex().startswith("e2236b35a8c24b39b10aa1323a96a919a2ced884")
    classical = hashlib.shake_256(seed).digest(96)[64:]
    assert public[1184:] == primitives.x25519_public(classical)


def test_what_is_sealed_opens_once_with_its_key_and_info() -> None:
    seed = filler("key")
    sealed = primitives.seal(primitives.xwing_public(seed), b"info", b"words")
    assert len(sealed) == 5 + primitives.SEAL_OVERHEAD
    assert primitives.open_sealed(seed, b"info", sealed) == b"words"
    for wrong_seed, info, raw in (
        (filler("other"), b"info", sealed),
        (seed, b"inf", sealed),
        (seed, b"info", sealed[:-1]),
        (seed, b"info", b""),
    ):
        with pytest.raises(CannotOpen):
            primitives.open_sealed(wrong_seed, info, raw)


def test_a15_either_half_of_a_sealing_key_replaced_gives_nothing() -> None:
    seed, other = filler("key"), primitives.xwing_public(filler("other"))
    public = primitives.xwing_public(seed)
    for mixed in (public[:1184] + other[1184:], other[:1184] + public[1184:]):
        with pytest.raises(CannotOpen):
            primitives.open_sealed(seed, b"", primitives.seal(mixed, b"", b"words"))
    # A stripped or empty half is not even sealed to.
    for broken in (public[1184:], public[:1184], public[:1184] + bytes(32), b"\xff" * 1216):
        with pytest.raises(CannotOpen):
            primitives.seal(broken, b"", b"words")


def test_xchacha_gives_the_answer_of_the_draft() -> None:
    key = bytes(range(0x80, 0xA0))
    nonce = bytes.fromhex("404142434445464748494a4b4c4d4e4f5051525354555657")
    associated = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    plain = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
        b"the future, sunscreen would be it."
    )
    sealed = primitives.xchacha_seal(key, nonce, associated, plain)
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert primitives.xchacha_open(key, nonce, associated, sealed) == plain
    with pytest.raises(CannotOpen):
        primitives.xchacha_open(key, nonce, associated + b"\0", sealed)


def test_argon2id_is_deterministic_and_has_its_cost_inside() -> None:
    once = primitives.argon2id(b"passphrase", bytes(16), 1, 1024)
    assert once == primitives.argon2id(b"passphrase", bytes(16), 1, 1024)
    assert once != primitives.argon2id(b"passphrase", bytes(16), 2, 1024)
    assert once != primitives.argon2id(b"passphrase", bytes(16), 1, 2048)


@given(st.binary(max_size=300), st.integers(1, 400))
def test_padding_is_taken_off_as_it_was_put_on(data: bytes, more: int) -> None:
    padded = primitives.pad(data, len(data) + more)
    assert len(padded) == len(data) + more
    assert primitives.unpad(padded) == data


def test_padding_without_its_mark_is_refused() -> None:
    for raw in (b"", bytes(16), b"words", b"words\x81" + bytes(4)):
        with pytest.raises(CannotOpen):
            primitives.unpad(raw)
    with pytest.raises(CryptoFailed):
        primitives.pad(b"1234", 4)


def test_a_wiped_secret_is_zeros() -> None:
    secret = bytearray(b"secret")
    primitives.wipe(secret)
    assert secret == bytes(6)

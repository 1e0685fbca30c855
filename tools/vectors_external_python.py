"""The primitives of the Python side, by the names that the cases use.

What orgkeys/primitives.py has is called there. ML-KEM and the hashes within X-Wing it uses through
the libraries that it imports, so those are called as it calls them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey

from orgkeys import primitives
from orgkeys.errors import CannotOpen
from tools.vectors_external_files import Case


def _int(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _verify(public: bytes, message: bytes, signature: bytes) -> bytes:
    primitives.verify(public, message, signature)
    return b"\x01"


def _hkdf(secret: bytes, salt: bytes, info: bytes, size: bytes) -> bytes:
    # The first block is all that the protocol uses.
    return primitives.hkdf_expand(primitives.extract(salt, secret), info)[: _int(size)]


def _hmac_not(key: bytes, message: bytes, tag: bytes) -> bytes:
    if primitives.equal(primitives.extract(key, message), tag):
        return b"\x01"
    raise CannotOpen("tag")


def _argon2id(phrase: bytes, salt: bytes, iterations: bytes, memory: bytes) -> bytes:
    return primitives.argon2id(phrase, salt, _int(iterations), _int(memory))


def _mlkem_public(seed: bytes) -> bytes:
    return MLKEM768PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def _mlkem_open(seed: bytes, sealed: bytes) -> bytes:
    return MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(sealed)


def _mlkem_seal(public: bytes, message: bytes) -> bytes:
    """This library draws its own message, so of a good key only that it is taken can be said."""
    MLKEM768PublicKey.from_public_bytes(public).encapsulate()
    return b""


PYTHON: Final[dict[str, Callable[..., bytes]]] = {
    "sha256": lambda message, _: primitives.sha256(message),
    "sha512": lambda message, _: hashlib.sha512(message).digest(),
    "sha3_256": lambda message, _: hashlib.sha3_256(message).digest(),
    "shake256": lambda message, size: hashlib.shake_256(message).digest(_int(size)),
    "hmac": primitives.extract,
    "hmac_not": _hmac_not,
    "hkdf": _hkdf,
    "x25519": primitives.x25519,
    "ed25519_sign": primitives.sign,
    "ed25519_verify": _verify,
    "xchacha_open": primitives.xchacha_open,
    "argon2id": _argon2id,
    "mlkem_public": _mlkem_public,
    "mlkem_open": _mlkem_open,
    "mlkem_seal": _mlkem_seal,
    "xwing_public": primitives.xwing_public,
}
"""Without what only TypeScript has to put together itself: ChaCha20-Poly1305 and HPKE's steps."""
FIRST_BLOCK: Final = 32


def passes(case: Case, table: dict[str, Callable[..., bytes]] = PYTHON) -> bool | None:
    """Whether it came out as it must; None for a function that this side has not."""
    function = table.get(case.function)
    if function is None:
        return None
    try:
        out: bytes | None = function(*case.inputs)
    except (CannotOpen, ValueError, TypeError):
        out = None
    if case.expect is None or out is None:
        return out is case.expect
    if case.function == "mlkem_seal":
        return True
    return out == (case.expect[:FIRST_BLOCK] if case.function == "hkdf" else case.expect)

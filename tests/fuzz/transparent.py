"""Cryptography that lets everything through, so that what is inside is fuzzed and not a MAC.

Sealed texts open to their own bytes (without the 1120 in front and the tag behind), a commit is
not compared, every signature of the right length holds, and keys are cheap. tests/js/fuzz/open.ts
does the very same, so that both languages read the same plaintext. Only for the process of a
fuzzer: `through()` puts everything back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from types import FunctionType
from typing import Any

from orgkeys import primitives, sealing
from orgkeys.errors import CannotOpen
from relay import document_rules
from relay.documents import Kind
from relay.errors import Untrusted

ENC, TAG = 1120, 16


def open_sealed(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """What stands between the encapsulation and the tag."""
    if len(sealed) < ENC + TAG:
        raise CannotOpen("forged")
    return sealed[ENC:-TAG]


def xchacha_open(key: bytes, nonce: bytes, associated: bytes, ciphertext: bytes) -> bytes:
    """What stands before the tag."""
    if len(nonce) != 24 or len(ciphertext) < TAG:
        raise CannotOpen("forged")
    return ciphertext[:-TAG]


def unlock(commit: bytes, key: bytes, associated: bytes, locked: bytes) -> bytes:
    """What stands between commit and nonce, and the tag."""
    return xchacha_open(key, locked[32:56], associated, locked[56:])


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """A signature holds by its length."""
    if len(public) != 32 or len(signature) != 64:
        raise CannotOpen("signature")


def check_signature(
    kind: Kind, organisation: bytes, payload: bytes, key: bytes, signature: bytes
) -> None:
    """The rulebook's own check, by the same lengths."""
    if len(key) != 32 or len(signature) != 64:
        raise Untrusted("signature")


def x25519(private: bytes, public: bytes) -> bytes:
    """Some 32 bytes that both languages agree on."""
    if len(public) != 32:
        raise CannotOpen("key")
    return sha256(bytes(private) + public).digest()


def xwing_public(seed: bytes) -> bytes:
    """1216 bytes that cost nothing."""
    return bytes(seed) * 38


def argon2id(passphrase: bytes, salt: bytes, iterations: int, memory_kib: int) -> bytes:
    """A vault key that costs nothing."""
    return bytes(32)


def commits(one: bytes, other: bytes) -> bool:
    """In place of the vault's comparison of its commit."""
    return len(one) == len(other)


def ed25519_public(seed: bytes) -> bytes:
    """A public key that is its seed."""
    return bytes(seed)


REPLACED: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
    (primitives, "open_sealed", open_sealed),
    (primitives, "xchacha_open", xchacha_open),
    (primitives, "verify", verify),
    (primitives, "x25519", x25519),
    (primitives, "xwing_public", xwing_public),
    (primitives, "argon2id", argon2id),
    (primitives, "ed25519_public", ed25519_public),
    (sealing, "unlock", unlock),
    (document_rules, "check_signature", check_signature),
)
ROOMS = ("audit", "orgkeys", "relay")


@contextmanager
def through() -> Iterator[None]:
    """Everywhere in `audit`, `orgkeys` and `relay`, under whatever name it was imported."""
    import orgkeys.vault as vault

    put_back: list[tuple[Any, str, object]] = [(vault, "equal", vars(vault)["equal"])]
    for home, name, replacement in REPLACED:
        original = getattr(home, name)
        if not isinstance(original, FunctionType):  # a name that has moved would fuzz nothing
            raise TypeError(name)
        for module in [m for n, m in sys.modules.items() if n.split(".")[0] in ROOMS]:
            for attribute, value in list(vars(module).items()):
                if value is original:
                    put_back.append((module, attribute, value))
                    setattr(module, attribute, replacement)
    setattr(vault, "equal", commits)  # noqa: B010 - it is imported there, not exported
    try:
        yield
    finally:
        for module, attribute, value in put_back:
            setattr(module, attribute, value)

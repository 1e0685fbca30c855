"""Sealing with padding, and encryption that commits to its key.

Sources: protocol.md 4 (sealing), 6.2 (commit ‖ nonce ‖ ciphertext).
"""

from __future__ import annotations

from collections.abc import Callable

from orgkeys.errors import CannotOpen, CryptoFailed
from orgkeys.primitives import (
    SEAL_OVERHEAD,
    Bytes,
    equal,
    open_sealed,
    pad,
    seal,
    unpad,
    xchacha_open,
    xchacha_seal,
)

Random = Callable[[int], bytes]

COMMIT = 32
NONCE = 24
TAG = 16


def seal_padded(public: bytes, info: bytes, plaintext: bytes, size: int) -> tuple[bytes, bytes]:
    """Seal to `size` bytes; returns (sealed, padded plaintext), CryptoFailed if it is too long."""
    padded = pad(plaintext, size - SEAL_OVERHEAD)
    return seal(public, info, padded), padded


def open_padded(seed: Bytes, info: bytes, sealed: bytes, size: int) -> tuple[bytes, bytes]:
    """Open what `seal_padded` made; returns (plaintext, padded plaintext), else CannotOpen."""
    if len(sealed) != size:
        raise CannotOpen("size")
    padded = open_sealed(seed, info, sealed)
    return unpad(padded), padded


def lock(commit: bytes, key: bytes, nonce: bytes, associated: bytes, padded: bytes) -> bytes:
    """`commit(32) ‖ nonce(24) ‖ XChaCha20-Poly1305`; 72 bytes longer than the padded plaintext."""
    if len(commit) != COMMIT or len(nonce) != NONCE:
        raise CryptoFailed("key")
    return commit + nonce + xchacha_seal(key, nonce, associated, padded)


def is_whole(locked: bytes, step: int) -> bool:
    """Whether that is as long as something locked that was padded to a multiple of `step`."""
    size = len(locked) - COMMIT - NONCE - TAG
    return size > 0 and size % step == 0


def unlock(commit: bytes, key: bytes, associated: bytes, locked: bytes) -> bytes:
    """The padded plaintext. The commit is compared first, or one ciphertext could open twice."""
    if not equal(locked[:COMMIT], commit):
        raise CannotOpen("commit")
    nonce = locked[COMMIT : COMMIT + NONCE]
    return xchacha_open(key, nonce, associated, locked[COMMIT + NONCE :])

"""The only file of this room that touches cryptographic libraries (protocol.md 1.3, 4).

Standard functions by short names. Keys and results are bytes; sizes are in the docstrings.
Failures of what came from outside are CannotOpen; failures on our own input are CryptoFailed.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from orgkeys.errors import CannotOpen, CryptoFailed
from relay.frames import bind as bind
from relay.frames import digest as digest

Bytes = bytes | bytearray

SEALING_PUBLIC: Final = 1216  # ML-KEM-768 public key 1184, X25519 public key 32
SEAL_OVERHEAD: Final = 1136  # enc 1120, tag 16
ML_KEM_PUBLIC: Final = 1184
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def u64(number: int) -> bytes:
    """A number as 8 bytes, big-endian."""
    return number.to_bytes(8, "big")


def sha256(data: Bytes) -> bytes:
    """Plain SHA-256, 32 bytes. Within the protocol use `digest`, which has a label."""
    return hashlib.sha256(data).digest()


def extract(salt: Bytes, secret: Bytes) -> bytes:
    """HKDF-Extract with SHA-256 (RFC 5869): 32 bytes."""
    return hmac.digest(salt, secret, "sha256")


def hkdf_expand(prk: Bytes, info: bytes) -> bytes:
    """The first 32 bytes of HKDF-Expand with SHA-256 (RFC 5869), which are its first block."""
    return hmac.digest(prk, info + b"\x01", "sha256")


def expand(prk: Bytes, label: str, organisation: bytes) -> bytes:
    """`Expand(k, label)` of protocol.md 1.3: 32 bytes, bound to the label and the organisation."""
    return hkdf_expand(prk, bind(label, organisation))


def equal(one: Bytes, other: Bytes) -> bool:
    """Whether two byte strings are the same, in time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)


def wipe(secret: bytearray) -> None:
    """Overwrite a secret with zeros, as far as Python allows (protocol.md 13.5)."""
    secret[:] = bytes(len(secret))


def x25519_public(private: Bytes) -> bytes:
    """The X25519 public key (32 bytes) of a private key (32 bytes)."""
    return bindings.crypto_scalarmult_base(bytes(private))


def x25519(private: Bytes, public: bytes) -> bytes:
    """X25519 (RFC 7748), 32 bytes; CannotOpen if the result is all zero (a useless public key)."""
    try:
        shared = bindings.crypto_scalarmult(bytes(private), public)
    except (CryptoError, ValueError, TypeError):
        raise CannotOpen("key") from None
    if equal(shared, bytes(32)):
        raise CannotOpen("key")
    return shared


def ed25519_public(seed: Bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a seed (32 bytes)."""
    return bytes(SigningKey(bytes(seed)).verify_key)


def sign(seed: Bytes, message: bytes) -> bytes:
    """An Ed25519 signature (64 bytes). The message is always a `bind` with its own label."""
    return SigningKey(bytes(seed)).sign(message).signature


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if the signature is good by strict verification; CannotOpen otherwise."""
    try:
        VerifyKey(public).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        raise CannotOpen("signature") from None


def xchacha_seal(key: Bytes, nonce: bytes, associated: bytes, plaintext: Bytes) -> bytes:
    """XChaCha20-Poly1305: key 32, nonce 24; the result is 16 bytes longer than the plaintext."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            bytes(plaintext), associated, nonce, bytes(key)
        )
    except (CryptoError, ValueError, TypeError):
        raise CryptoFailed("encryption-failed") from None


def xchacha_open(key: Bytes, nonce: bytes, associated: bytes, ciphertext: bytes) -> bytes:
    """The plaintext, or CannotOpen. XChaCha20-Poly1305 does not commit: compare a commit first."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            ciphertext, associated, nonce, bytes(key)
        )
    except (CryptoError, ValueError, TypeError):
        raise CannotOpen("forged") from None


def _xwing(seed: Bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Both halves of an X-Wing key from its 32-byte seed."""
    if len(seed) != 32:
        raise CryptoFailed("key")
    stream = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(stream[:64]),
        X25519PrivateKey.from_private_bytes(stream[64:]),
    )


def xwing_public(seed: Bytes) -> bytes:
    """The X-Wing public key (1216 bytes) of a 32-byte seed: ML-KEM-768 first, then X25519."""
    post_quantum, classical = _xwing(seed)
    return post_quantum.public_key().public_bytes_raw() + classical.public_key().public_bytes_raw()


def seal(public: bytes, info: bytes, plaintext: Bytes) -> bytes:
    """HPKE base mode with X-Wing (protocol.md 4): 1136 bytes longer; CannotOpen on a bad key."""
    if len(public) != SEALING_PUBLIC:
        raise CannotOpen("key")
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:ML_KEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[ML_KEM_PUBLIC:]),
        )
        return _SUITE.encrypt(bytes(plaintext), key, info=info)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CannotOpen("key") from None


def open_sealed(seed: Bytes, info: bytes, sealed: bytes) -> bytes:
    """The plaintext of what was sealed to this seed's key under this info, or CannotOpen."""
    try:
        return _SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(*_xwing(seed)), info=info)
    except (InvalidTag, ValueError, TypeError, UnsupportedAlgorithm):
        raise CannotOpen("forged") from None


def argon2id(passphrase: bytes, salt: bytes, iterations: int, memory_kib: int) -> bytes:
    """Argon2id (RFC 9106, version 1.3), one lane: 32 bytes. The salt has 16 bytes.

    CryptoFailed for parameters or memory that cannot be had.
    """
    try:
        return bindings.crypto_pwhash_alg(
            32,
            passphrase,
            salt,
            iterations,
            memory_kib * 1024,
            bindings.crypto_pwhash_ALG_ARGON2ID13,
        )
    except (CryptoError, ValueError, TypeError):
        raise CryptoFailed("argon2id") from None


def pad(data: Bytes, size: int) -> bytes:
    """`data ‖ 80 ‖ 00…`, `size` bytes long (protocol.md 1.4); CryptoFailed if it does not fit."""
    if len(data) >= size:
        raise CryptoFailed("too-long")
    return bytes(data) + b"\x80" + bytes(size - len(data) - 1)


def unpad(padded: bytes) -> bytes:
    """What was padded; CannotOpen if no 80 stands before the zeros."""
    data = padded.rstrip(b"\x00")
    if not data.endswith(b"\x80"):
        raise CannotOpen("padding")
    return data[:-1]

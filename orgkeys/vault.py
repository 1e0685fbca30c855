"""A passphrase-locked file with the keys of one person (protocol.md 11).

`lock` and `unlock` are pure but slow: Argon2id takes 64 MiB and a good part of a second, on
purpose. Kinds: `root` holds an Ed25519 seed, `administrator` one and the seed of the office key,
`device` a staff device's keys, `statistics` the seeds of the statistics key. Sealing keys are in
none: they stand in the keys file (`orgkeys/keyring.py`), so that they can be renewed and destroyed
without the passphrase.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta

from orgkeys import labels
from orgkeys.encoding import Bin32, Number, Row, decode, decode_as, encode, length_of_first
from orgkeys.errors import (
    CannotOpen,
    CryptoFailed,
    DamagedVault,
    ForeignVault,
    UnsupportedVault,
    WeakPassphrase,
    WrongPassphrase,
)
from orgkeys.primitives import argon2id, bind, equal, hkdf_expand, pad, unpad, xchacha_open
from orgkeys.sealing import COMMIT, NONCE, Random, is_whole
from orgkeys.sealing import lock as lock_bytes

MAGIC: Final = b"noview vault\n"
ITERATIONS: Final = 3
MEMORY_KIB: Final = 65536
PASSPHRASE_LEAST: Final = 14
STEP: Final = 512
LARGEST: Final = 65536
ENVELOPE_MOST: Final = 16_384

AuthorityKind = Literal["root", "administrator"]
Kind = Literal["root", "administrator", "device", "statistics"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FORMATS: Final[Mapping[Kind, int]] = {
    "root": 1,
    "administrator": 2,
    "device": 2,
    "statistics": 1,
}


@dataclass(frozen=True)
class AuthorityKeys:
    """Kind `root` or `administrator`: an Ed25519 seed. The organisation is empty before init.

    An administrator has the seed of the office key too (X-Wing, 32 bytes); a root has none.
    """

    kind: AuthorityKind
    organisation: bytes
    seed: bytes = field(repr=False)
    office_seed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class DeviceKeys:
    """Kind `device`: everything a staff device is. Secrets have 32 bytes each.

    `certificate` and `warrant` are envelopes, empty until there is one. `sealing_keys` are
    (envelope, seed) pairs, the newest last; they are no part of the vault.
    """

    organisation: bytes
    relay: str
    desk: bytes
    identity: bytes = field(repr=False)
    signing: bytes = field(repr=False)
    inbox_secret: bytes = field(repr=False)
    storage_secret: bytes = field(repr=False)
    certificate: bytes = field(default=b"", repr=False)
    warrant: bytes = field(default=b"", repr=False)
    sealing_keys: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    kind: Literal["device"] = "device"

    def with_sealing_keys(self, sealing_keys: tuple[tuple[bytes, bytes], ...]) -> DeviceKeys:
        """The same device with other sealing keys."""
        return replace(self, sealing_keys=sealing_keys)


@dataclass(frozen=True)
class StatisticsKeys:
    """Kind `statistics`: what opens the organisation's numbers, and nothing else of it.

    `seeds` are (X-Wing seed, until) pairs as in the statistics keys file, oldest first; 1 to 8.
    """

    organisation: bytes
    seeds: tuple[tuple[bytes, int], ...] = field(repr=False)
    kind: Literal["statistics"] = "statistics"


Vault = AuthorityKeys | DeviceKeys | StatisticsKeys


class _Header(Row, frozen=True, array_like=True):
    version: Number
    kind: Annotated[str, Meta(max_length=64)]
    iterations: Number
    memory_kib: Number
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]


class _Root(Row, frozen=True, array_like=True):
    format: Number
    organisation: Annotated[bytes, Meta(max_length=32)]
    seed: Bin32


class _Administrator(Row, frozen=True, array_like=True):
    format: Number
    organisation: Annotated[bytes, Meta(max_length=32)]
    seed: Bin32
    office_seed: Bin32


class _Device(Row, frozen=True, array_like=True):
    format: Number
    organisation: Bin32
    relay: Annotated[str, Meta(max_length=2048)]
    desk: Annotated[bytes, Meta(min_length=16, max_length=16)]
    identity: Bin32
    signing: Bin32
    inbox: Bin32
    storage: Bin32
    certificate: Annotated[bytes, Meta(max_length=ENVELOPE_MOST)]
    warrant: Annotated[bytes, Meta(max_length=ENVELOPE_MOST)]


class _Seed(Row, frozen=True, array_like=True):
    seed: Bin32
    until: Number


class _Statistics(Row, frozen=True, array_like=True):
    format: Number
    organisation: Bin32
    seeds: Annotated[tuple[_Seed, ...], Meta(min_length=1, max_length=8)]


def lock(content: Vault, passphrase: str, random: Random) -> bytes:
    """The bytes of a vault; WeakPassphrase below 14 characters.

    Of a device everything but its sealing keys. CryptoFailed("key") for an administrator without
    an office key, or a root with one.
    """
    if len(unicodedata.normalize("NFKC", passphrase)) < PASSPHRASE_LEAST:
        raise WeakPassphrase("weak-passphrase")
    salt = random(16)
    header = MAGIC + encode([1, content.kind, ITERATIONS, MEMORY_KIB, salt])
    commit, key = _keys(passphrase, salt)
    plain = encode(_fields(content))
    padded = pad(plain, -(-(len(plain) + 1) // STEP) * STEP)
    return header + lock_bytes(commit, key, random(NONCE), header, padded)


def unlock(raw: bytes, passphrase: str) -> Vault:
    """What the vault holds.

    Raises ForeignVault (no vault of ours), UnsupportedVault (version, kind, cost, or the format of
    what is inside), WrongPassphrase, DamagedVault. A damaged salt or commit looks like a
    wrong passphrase.
    """
    if not raw.startswith(MAGIC):
        raise ForeignVault("foreign-vault")
    if len(raw) > LARGEST:
        raise DamagedVault("damaged-vault")
    header, size = _header(raw)
    if (header.version, header.iterations, header.memory_kib) != (1, ITERATIONS, MEMORY_KIB):
        raise UnsupportedVault("unsupported-vault")
    kind = _kind(header.kind)
    associated, locked = raw[:size], raw[size:]
    if not is_whole(locked, STEP):
        raise DamagedVault("damaged-vault")
    commit, key = _keys(passphrase, header.salt)
    if not equal(locked[:COMMIT], commit):
        raise WrongPassphrase("wrong-passphrase")
    nonce = locked[COMMIT : COMMIT + NONCE]
    try:
        padded = xchacha_open(key, nonce, associated, locked[COMMIT + NONCE :])
        return _content(kind, unpad(padded))
    except CannotOpen:
        raise DamagedVault("damaged-vault") from None


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """Commit and key of the vault (32 bytes each)."""
    secret = unicodedata.normalize("NFKC", passphrase).encode()
    vault_key = argon2id(secret, salt, ITERATIONS, MEMORY_KIB)
    return (
        hkdf_expand(vault_key, bind(labels.VAULT_COMMIT)),
        hkdf_expand(vault_key, bind(labels.VAULT_KEY)),
    )


def _header(raw: bytes) -> tuple[_Header, int]:
    """The header and where it ends."""
    body = raw[len(MAGIC) :]
    try:
        size = length_of_first(body)
        return decode_as(body[:size], _Header), len(MAGIC) + size
    except CannotOpen:
        raise DamagedVault("damaged-vault") from None


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name:
            return kind
    raise UnsupportedVault("unsupported-vault")


def _fields(content: Vault) -> list[object]:
    head: list[object] = [FORMATS[content.kind], content.organisation]
    if isinstance(content, AuthorityKeys):
        if len(content.office_seed) != (32 if content.kind == "administrator" else 0):
            raise CryptoFailed("key")
        office = [content.office_seed] if content.kind == "administrator" else []
        return [*head, content.seed, *office]
    if isinstance(content, StatisticsKeys):
        return [*head, [list(one) for one in content.seeds]]
    secrets = [content.identity, content.signing, content.inbox_secret, content.storage_secret]
    documents = [content.certificate, content.warrant]
    return [*head, content.relay, content.desk, *secrets, *documents]


def _content(kind: Kind, plain: bytes) -> Vault:
    match decode(plain):
        case [int(number), *_] if not isinstance(number, bool) and number != FORMATS[kind]:
            raise UnsupportedVault("unsupported-vault")
        case _:
            pass  # the typed decode below says whether it is right
    if kind == "device":
        told = decode_as(plain, _Device)
        return DeviceKeys(
            told.organisation,
            told.relay,
            told.desk,
            told.identity,
            told.signing,
            told.inbox,
            told.storage,
            told.certificate,
            told.warrant,
        )
    if kind == "statistics":
        numbers = decode_as(plain, _Statistics)
        seeds = tuple((one.seed, one.until) for one in numbers.seeds)
        return StatisticsKeys(numbers.organisation, seeds)
    signer: _Root | _Administrator
    if kind == "root":
        signer = decode_as(plain, _Root)
        office = b""
    else:
        signer = decode_as(plain, _Administrator)
        office = signer.office_seed
    if len(signer.organisation) not in (0, 32):
        raise CannotOpen("malformed")
    return AuthorityKeys(kind, signer.organisation, signer.seed, office)

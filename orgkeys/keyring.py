"""A device's sealing keys outside its vault: made, renewed and destroyed (protocol.md 11.1).

The keys file is wrapped with the vault's storage secret, so that a console can renew its keys
while it is unlocked, without the passphrase. Pure: time and randomness are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.device import device_of
from orgkeys.encoding import Bin32, Number, Row
from orgkeys.errors import CannotOpen, CryptoFailed, DamagedVault, ForeignVault, UnsupportedVault
from orgkeys.primitives import ed25519_public, expand, pad, sign, unpad, xwing_public
from orgkeys.sealing import NONCE, Random, is_whole, lock, unlock
from orgkeys.vault import DeviceKeys
from orgkeys.vault import unlock as unlock_vault
from relay.documents import (
    Certificate,
    Envelope,
    HeadSeen,
    Kind,
    SealingKey,
    Warrant,
    decode_envelope,
    decode_payload,
    encode_envelope,
    encode_payload,
    in_time,
    sign_input,
)
from relay.errors import Untrusted

MAGIC: Final = b"noview keys\n"
STEP: Final = 4096
LARGEST: Final = 65536
KEYS_MOST: Final = 8
HEADS_MOST: Final = 128
ENVELOPE_MOST: Final = 16_384

DAY: Final = 86_400
LIFE: Final = 8 * DAY
RENEWED_AT: Final = 5 * DAY
AFTER_NEWER: Final = 3_600
"""Seconds that an older key is kept after a packet sealed to a newer one was opened."""
AFTER_EXPIRY: Final = DAY
"""Seconds that a key is kept after it expired: as long as a shift sealed to it can be alive."""


@dataclass(frozen=True)
class KeptKey:
    """One sealing key: its envelope, its seed (32 bytes), and when it is destroyed (seconds)."""

    envelope: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    until: int

    @property
    def document(self) -> SealingKey:
        """What the envelope says; it is our own."""
        return decode_payload(decode_envelope(self.envelope, Kind.SEALING_KEY).payload, SealingKey)


@dataclass(frozen=True)
class Keyring:
    """What a keys file holds. Keys are in the order in which they were made.

    `certificate` and `warrant` are those that came after the vault was written, or empty.
    """

    certificate: bytes = field(default=b"", repr=False)
    warrant: bytes = field(default=b"", repr=False)
    keys: tuple[KeptKey, ...] = ()
    heads: tuple[HeadSeen, ...] = field(default=(), repr=False)


class _Header(Row, frozen=True, array_like=True):
    format: Number
    device: Bin32


Kept = Annotated[bytes, Meta(max_length=ENVELOPE_MOST)]


class _Key(Row, frozen=True, array_like=True):
    envelope: Kept
    seed: Bin32
    until: Number


class _Plain(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    certificate: Kept
    warrant: Kept
    keys: Annotated[tuple[_Key, ...], Meta(max_length=KEYS_MOST)]
    heads: Annotated[
        tuple[tuple[Number, bytes, Number, bytes, bytes, bytes], ...], Meta(max_length=HEADS_MOST)
    ]


# ---------------------------------------------------------------------- the file


def wrap(
    keyring: Keyring, organisation: bytes, device: bytes, storage_secret: bytes, random: Random
) -> bytes:
    """The bytes of a keys file for this device (its fingerprint, 32 bytes).

    CryptoFailed("too-many") for more keys or heads than it may hold.
    """
    if len(keyring.keys) > KEYS_MOST or len(keyring.heads) > HEADS_MOST:
        raise CryptoFailed("too-many")
    header = MAGIC + encoding.encode([1, device])
    keys = [[key.envelope, key.seed, key.until] for key in keyring.keys]
    heads = [list(head) for head in keyring.heads]
    plain = encoding.encode([1, keyring.certificate, keyring.warrant, keys, heads])
    commit, key = _keys(storage_secret, organisation)
    padded = pad(plain, -(-(len(plain) + 1) // STEP) * STEP)
    return header + lock(commit, key, random(NONCE), header, padded)


def unwrap(raw: bytes, organisation: bytes, device: bytes, storage_secret: bytes) -> Keyring:
    """What the keys file holds.

    Raises ForeignVault("foreign-keys") for no keys file, or another device's;
    UnsupportedVault("unsupported-keys") for another format; DamagedVault("damaged-keys").
    """
    if not raw.startswith(MAGIC):
        raise ForeignVault("foreign-keys")
    if len(raw) > LARGEST:
        raise DamagedVault("damaged-keys")
    body = raw[len(MAGIC) :]
    try:
        size = encoding.length_of_first(body)
        header = encoding.decode_as(body[:size], _Header)
        if header.format != 1:
            raise UnsupportedVault("unsupported-keys")
        if header.device != device:
            raise ForeignVault("foreign-keys")
        if not is_whole(body[size:], STEP):
            raise CannotOpen("size")
        commit, key = _keys(storage_secret, organisation)
        bound = MAGIC + body[:size]
        told = encoding.decode_as(unpad(unlock(commit, key, bound, body[size:])), _Plain)
        heads = tuple(HeadSeen(*head) for head in told.heads)
        if not _belong_together(heads):
            raise CannotOpen("malformed")
    except CannotOpen:
        raise DamagedVault("damaged-keys") from None
    keys = tuple(KeptKey(one.envelope, one.seed, one.until) for one in told.keys)
    return Keyring(told.certificate, told.warrant, keys, heads)


def _keys(storage_secret: bytes, organisation: bytes) -> tuple[bytes, bytes]:
    return (
        expand(storage_secret, labels.KEYS_COMMIT, organisation),
        expand(storage_secret, labels.KEYS_KEY, organisation),
    )


def _belong_together(heads: tuple[HeadSeen, ...]) -> bool:
    """Whether a reader would remember them: each good, none twice, none without a charter's."""
    places = {(head.kind, head.desk, head.administrator, head.certificate) for head in heads}
    whole = not heads or any(head.kind == Kind.CHARTER for head in heads)
    return whole and len(places) == len(heads) and all(head.good for head in heads)


# ---------------------------------------------------------------------- the life of the keys


def newest(keyring: Keyring, now: float) -> KeptKey | None:
    """The key to announce and to be sealed to: the newest that is in its time."""
    good = [key for key in keyring.keys if in_time(key.document, now)]
    return max(good, key=lambda key: key.document.issued, default=None)


def due(keyring: Keyring, now: float) -> bool:
    """Whether a new key is to be made: there is none, or the newest is five days old."""
    key = newest(keyring, now)
    return key is None or now >= key.document.issued + RENEWED_AT


def with_new_key(
    keyring: Keyring, organisation: bytes, device: bytes, signing: bytes, now: int, random: Random
) -> Keyring:
    """The keyring with one more key, signed by the device's signing seed; the oldest makes room.

    Its version is the time, so that it goes up even after a keys file was lost.
    """
    seed = random(32)
    version = max([now, *(key.document.version + 1 for key in keyring.keys)])
    document = SealingKey(
        format=1,
        organisation=organisation,
        version=version,
        issued=now,
        expires=now + LIFE,
        device=device,
        key=xwing_public(seed),
    )
    payload = encode_payload(document)
    signature = sign(signing, sign_input(Kind.SEALING_KEY, organisation, payload))
    signatures = ((ed25519_public(signing), signature),)
    raw = encode_envelope(Envelope(Kind.SEALING_KEY, payload, signatures, ()))
    made = KeptKey(raw, seed, now + LIFE + AFTER_EXPIRY)
    return replace(keyring, keys=(*keyring.keys, made)[-KEYS_MOST:])


def opened_with(keyring: Keyring, seed: bytes, now: int) -> Keyring:
    """A packet sealed to this key was opened: older keys are kept for an hour more at most."""
    used = next((key for key in keyring.keys if key.seed == seed), None)
    if used is None:
        return keyring
    issued = used.document.issued
    keys = tuple(
        replace(key, until=min(key.until, now + AFTER_NEWER))
        if key.document.issued < issued
        else key
        for key in keyring.keys
    )
    return replace(keyring, keys=keys)


def pruned(keyring: Keyring, now: float) -> Keyring:
    """The keyring without the keys whose time is over."""
    return replace(keyring, keys=tuple(key for key in keyring.keys if now < key.until))


# ---------------------------------------------------------------------- with a vault


def later(one: bytes, other: bytes) -> bytes:
    """Of two certificate or warrant envelopes of one device the one issued later.

    Either may be empty. Nothing is verified here: both were when they were taken.
    """
    return other if _issued(other) > _issued(one) else one


def _issued(raw: bytes) -> int:
    if not raw:
        return -1
    try:
        envelope = decode_envelope(raw)
        if envelope.kind == Kind.WARRANT:
            return decode_payload(envelope.payload, Warrant).issued
        return decode_payload(envelope.payload, Certificate).issued
    except Untrusted:
        return -1


def load_device(vault: bytes, passphrase: str, keys: bytes | None) -> DeviceKeys:
    """A device from its vault and, if there is one, its keys file.

    Certificate and warrant are the later ones. Raises what `unlock` of the vault and `unwrap`
    raise, and UnsupportedVault for a vault of another kind.
    """
    device = unlock_vault(vault, passphrase)
    if not isinstance(device, DeviceKeys):
        raise UnsupportedVault("unsupported-vault")
    if keys is None:
        return device
    keyring = unwrap(keys, device.organisation, fingerprint(device), device.storage_secret)
    return replace(
        device,
        certificate=later(device.certificate, keyring.certificate),
        warrant=later(device.warrant, keyring.warrant),
        sealing_keys=tuple((key.envelope, key.seed) for key in keyring.keys),
    )


def keyring_of(device: DeviceKeys) -> Keyring:
    """The keyring of a device as it stands in memory, without heads."""
    keys = []
    for envelope, seed in device.sealing_keys:
        expires = KeptKey(envelope, seed, 0).document.expires
        keys.append(KeptKey(envelope, seed, expires + AFTER_EXPIRY))
    return Keyring(keys=tuple(keys))


def keys_file(device: DeviceKeys, random: Random) -> bytes:
    """The keys file that goes with the device's vault."""
    return wrap(
        keyring_of(device), device.organisation, fingerprint(device), device.storage_secret, random
    )


def fingerprint(device: DeviceKeys) -> bytes:
    """The fingerprint of a device (32 bytes, protocol.md 2.1)."""
    return device_of(device.organisation, device.identity, device.signing)

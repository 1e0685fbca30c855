"""A device as the folder keeps it: its certificate, sealing keys and warrant. No secret is in it.

A device is its keys (protocol.md 2.1). A certificate that is renewed for the same keys is another
record of the same device; both stand until the older one runs out, so that open lines go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from orgkeys import encoding
from orgkeys.device import device_hash
from orgkeys.errors import CannotOpen
from orgkeys.office.terminal import Refused
from relay.documents import (
    Certificate,
    Charter,
    Kind,
    Notice,
    OfficeKey,
    Roster,
    SealingKey,
    Shift,
    State,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    document_hash,
)
from relay.errors import Untrusted

T = TypeVar("T", Charter, Roster, Notice, Shift, State, Certificate, SealingKey, OfficeKey)

KEYS_MOST: Final = 8
_FORMAT: Final = 2


@dataclass(frozen=True)
class Device:
    """One record: certificate, sealing key and warrant envelopes, and what the first one says."""

    certificate: Certificate
    hash: bytes
    raw: bytes
    sealing_keys: tuple[bytes, ...]
    warrant: bytes = b""

    @property
    def fingerprint(self) -> bytes:
        """The device itself (32 bytes): the same for every certificate of its keys."""
        told = self.certificate
        return device_hash(told.organisation, told.identity, told.signing)

    def record(self) -> bytes:
        """The bytes of its file in the folder."""
        return encoding.encode([_FORMAT, self.raw, list(self.sealing_keys), self.warrant])

    def with_sealing_key(self, raw: bytes, now: float) -> Device:
        """The record with one more sealing key, in order, and without those that have run out."""
        kept = [key for key in self.sealing_keys if key != raw and sealing_key(key).expires > now]
        ordered = sorted([*kept, raw], key=lambda key: issued_last(sealing_key(key)))
        return replace(self, sealing_keys=tuple(ordered[-KEYS_MOST:]))


def read_device(raw: bytes) -> Device:
    """A device from the bytes of its file. Nothing in it is believed yet. Raises Refused."""
    try:
        value = encoding.decode(raw)
    except CannotOpen as error:
        raise _damaged() from error
    match value:
        case [2, bytes(certificate), list(keys), bytes(warrant)] if all(
            isinstance(key, bytes) for key in keys
        ):
            sealing_keys = tuple(key for key in keys if isinstance(key, bytes))
            return device_from(certificate, sealing_keys, warrant)
    raise _damaged()


def device_from(
    certificate: bytes, sealing_keys: tuple[bytes, ...] = (), warrant: bytes = b""
) -> Device:
    """A device from its envelopes. Raises Refused for bytes that are none."""
    payload = peek("certificate", certificate, Kind.CERTIFICATE, Certificate)
    for key in sealing_keys:
        peek("sealing key", key, Kind.SEALING_KEY, SealingKey)
    hashed = document_hash(Kind.CERTIFICATE, decode_envelope(certificate).payload)
    return Device(payload, hashed, certificate, sealing_keys, warrant)


def good_warrant(device: Device, raw: bytes, trusted: TrustedDocuments, now: float) -> bytes:
    """`raw` if it is the warrant of this certificate and good now, else nothing."""
    if not raw:
        return b""
    try:
        trusted.check_warrant(raw, device.certificate, now)
    except Untrusted:  # carried no further: nobody could start a shift with it
        return b""
    return raw


def sealing_key(raw: bytes) -> SealingKey:
    """What a sealing key's envelope says, believed or not."""
    return peek("sealing key", raw, Kind.SEALING_KEY, SealingKey)


def issued_last(key: SealingKey | OfficeKey) -> tuple[int, int]:
    """What orders sealing and office keys of one owner: the newest is issued last."""
    return key.issued, key.version


def latest_sealing_key(device: Device) -> SealingKey | None:
    """The sealing key that lives longest, for showing when it runs out."""
    keys = [sealing_key(raw) for raw in device.sealing_keys]
    return max(keys, key=lambda key: key.expires, default=None)


def peek(what: str, raw: bytes, kind: Kind, shape: type[T]) -> T:
    """What a document in the folder says, before it is believed. Raises Refused."""
    try:
        return decode_payload(decode_envelope(raw, kind).payload, shape)
    except Untrusted as error:
        raise Refused(
            f"A {what} in the folder is damaged.",
            "Restore the folder from a backup. Nothing was changed.",
        ) from error


def _damaged() -> Refused:
    return Refused(
        "A device's record in the folder devices/ is damaged.",
        "Restore the folder from a backup. Nothing was changed.",
    )

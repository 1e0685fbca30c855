"""Signed documents as bytes (protocol.md 1.1, 3.1 to 3.3): strict reading, writing, hashing.

A payload decodes in exactly one way: after the typed decode it is encoded again and must be the
same bytes, so two readers never read two things from one signature. Nothing here decides whether
a document is to be trusted; that is `relay/documents.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TypeVar

import msgspec

from relay.document_types import (
    MAX_CHARTER,
    POWERS,
    ROLES,
    ROSTER_STEP,
    SIGN_LABELS,
    Certificate,
    Charter,
    Envelope,
    Head,
    Kind,
    Notice,
    P,
    Payload,
    Roster,
    Warrant,
)
from relay.errors import Untrusted
from relay.frames import bind, digest
from relay.limits import MAX_ENVELOPE

S = TypeVar("S", bound=msgspec.Struct)

_encoder = msgspec.msgpack.Encoder()


def document_hash(kind: int, payload: bytes) -> bytes:
    """The 32-byte hash of a document (protocol.md 3.2); of charter 1 it is the fingerprint."""
    return digest("noview/1 document", bytes([kind]), payload)


def device_hash(organisation: bytes, identity: bytes, signing: bytes) -> bytes:
    """The 32-byte fingerprint of a device's two public keys (protocol.md 2.1)."""
    return digest("noview/1 device", organisation, identity, signing)


def sign_input(kind: int, organisation: bytes, payload: bytes) -> bytes:
    """What is signed (protocol.md 3.1); `organisation` is 32 zero bytes for the first charter."""
    return bind(SIGN_LABELS[Kind(kind)], organisation, payload)


def encode_envelope(envelope: Envelope) -> bytes:
    """The bytes of an envelope."""
    return _encoder.encode(envelope)


def encode_payload(payload: Payload) -> bytes:
    """The bytes of a payload; for a decoded one, the very bytes that it was decoded from."""
    return _encoder.encode(payload)


def decode_envelope(raw: bytes, kind: Kind | None = None) -> Envelope:
    """Read an envelope, of that kind if one is given. Checks its shape, no signature.

    Raises Untrusted("shape").
    """
    if len(raw) > MAX_ENVELOPE:
        raise Untrusted("shape")
    envelope = _strict(raw, Envelope)
    if envelope.kind == Kind.CHARTER and len(raw) > MAX_CHARTER:
        raise Untrusted("shape")
    if kind is not None and envelope.kind != kind:
        raise Untrusted("shape")
    _rising(key for key, _ in envelope.signatures)
    if envelope.warrants and envelope.kind not in POWERS:
        raise Untrusted("shape")
    if envelope.kind != Kind.CHARTER and len(envelope.signatures) != 1:
        raise Untrusted("shape")
    return envelope


def envelope_hash(raw: bytes) -> bytes:
    """The document hash of what an envelope carries. Raises Untrusted("shape")."""
    envelope = decode_envelope(raw)
    return document_hash(envelope.kind, envelope.payload)


def decode_payload(payload: bytes, shape: type[P]) -> P:
    """Read a payload whose signatures already hold. Raises Untrusted("shape")."""
    value = _strict(payload, shape)
    _check_head(value)
    match value:
        case Charter():
            _check_charter(value)
        case Roster():
            _rising(row[0] for row in value.rows)
            _require(len(value.rows) % ROSTER_STEP == 0)
            _require(len(value.previous) == (0 if value.version == 1 else 32))
        case Notice():
            _check_notice(value)
        case Certificate():
            _require(value.role in ROLES)
            _distinct(value.languages)
        case Warrant():
            _require(all(power in POWERS.values() for power in value.powers))
            _distinct(value.powers)
        case _:
            pass  # their field types say it all
    return value


def _check_head(value: Head) -> None:
    first_charter = isinstance(value, Charter) and value.version == 1
    _require(len(value.organisation) == (0 if first_charter else 32))
    _require(value.issued < value.expires)


def _check_charter(charter: Charter) -> None:
    _require(len(charter.previous) == (0 if charter.version == 1 else 32))
    _require(charter.threshold <= len(charter.root_keys))
    _distinct(charter.root_keys)
    _distinct(charter.administrator_keys)
    _distinct(purpose for purpose, _ in charter.purpose_keys)


def _check_notice(notice: Notice) -> None:
    _distinct(number for number, _ in notice.numbers)
    for _, words in (*notice.numbers, *notice.texts):
        _distinct(key for key, _ in words)
    _distinct(language for language, _ in notice.texts)
    _distinct(policy for policy, _ in notice.policy)


def _strict(raw: bytes, shape: type[S]) -> S:
    try:
        value = msgspec.msgpack.decode(raw, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # `from None`: the decoder's message can hold pieces of what it was given.
        raise Untrusted("shape") from None
    _require(_encoder.encode(value) == raw)
    return value


def _require(holds: bool) -> None:
    if not holds:
        raise Untrusted("shape")


def _distinct(values: Iterable[bytes | str]) -> None:
    seen = list(values)
    _require(len(set(seen)) == len(seen))


def _rising(values: Iterable[bytes]) -> None:
    seen = list(values)
    _require(all(a < b for a, b in pairwise(seen)))

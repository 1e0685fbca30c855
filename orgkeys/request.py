"""A device's request to be certified, the grant that answers it, and the public export.

Files, or one line of text that a QR code holds (protocol.md 11.2). Keys are made where they stay;
only these travel. What a reader returns has the right shape and, in a request, signatures that
hold; whether an administrator granted anything, the rulebook says.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeVar

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.device import device_hash
from orgkeys.encoding import Bin32, Row
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.primitives import bind, ed25519_public, sign, verify
from relay.documents import (
    LONGEST_LIFE,
    Certificate,
    Kind,
    SealingKey,
    Warrant,
    decode_envelope,
    decode_payload,
    document_hash,
    sign_input,
)
from relay.errors import Malformed, Untrusted
from relay.limits import MAX_CHARTERS, MAX_ENVELOPE

REQUEST: Final = b"noview request\n"
GRANT: Final = b"noview grant\n"
PUBLIC: Final = b"noview organisation\n"
TEXT: Final = "noview:"
SPACE: Final = " \t\r\n\v\f"
"""White space around a line of text: no other, since languages have lists of their own."""
S = TypeVar("S", bound=Row)
SIGNATURE: Final = 64
LARGEST: Final = 8192
LARGEST_PUBLIC: Final = 2 * 1024 * 1024
ROLES: Final = ("counselor", "interpreter", "supervisor", "administrator", "trainee")
OTHERS_MOST: Final = 256

Alias = Annotated[str, Meta(min_length=1, max_length=64)]
Envelope = Annotated[bytes, Meta(min_length=1, max_length=MAX_ENVELOPE)]
Word = Annotated[str, Meta(min_length=1, max_length=32)]


class _Request(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    organisation: Bin32
    identity: Bin32
    signing: Bin32
    alias: Alias
    role: Word
    languages: Annotated[tuple[Word, ...], Meta(max_length=16)]
    sealing_key: bytes


class _Grant(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    certificate: bytes
    warrant: bytes


class _Public(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    organisation: Bin32
    desk: Annotated[bytes, Meta(min_length=16, max_length=16)]
    relay: Annotated[str, Meta(max_length=256)]
    charters: Annotated[tuple[Envelope, ...], Meta(min_length=1, max_length=MAX_CHARTERS)]
    others: Annotated[tuple[Envelope, ...], Meta(max_length=OTHERS_MOST)]


@dataclass(frozen=True)
class Request:
    """What a device asks for. Public keys have 32 bytes; `sealing_key` is an envelope or empty.

    `device` is the fingerprint, which is compared aloud before anything is certified.
    """

    organisation: bytes
    identity: bytes
    signing: bytes
    alias: str = field(repr=False)
    role: str
    languages: tuple[str, ...]
    sealing_key: bytes = field(repr=False)
    device: bytes


@dataclass(frozen=True)
class Grant:
    """The answer: a certificate envelope, and a warrant envelope or nothing."""

    certificate: bytes = field(repr=False)
    warrant: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Public:
    """Everything public of an organisation: its charters in order, then its other documents."""

    organisation: bytes
    desk: bytes
    relay: str
    charters: tuple[bytes, ...] = field(repr=False)
    others: tuple[bytes, ...] = field(repr=False)


def make_request(
    organisation: bytes,
    identity: bytes,
    signing_seed: bytes,
    *,
    alias: str,
    role: str,
    languages: Sequence[str],
    sealing_key: bytes = b"",
) -> bytes:
    """The bytes of a request (identity: X25519 public, 32 bytes). Unsendable if out of bounds."""
    public = ed25519_public(signing_seed)
    words = [alias, role, list(languages)]
    body = encoding.encode([1, organisation, identity, public, *words, sealing_key])
    raw = REQUEST + body + sign(signing_seed, bind(labels.REQUEST, organisation, body))
    try:
        read_request(raw, organisation)
    except (Malformed, Untrusted):  # nobody could read it
        raise Unsendable("request") from None
    return raw


def read_request(raw: bytes, organisation: bytes) -> Request:
    """A request to this organisation, whose signatures hold.

    Raises Malformed, or Untrusted: "organisation", "signature", and for the sealing key "signer".
    """
    if not raw.startswith(REQUEST) or len(raw) > LARGEST:
        raise Malformed("no request")
    body, signature = raw[len(REQUEST) : -SIGNATURE], raw[-SIGNATURE:]
    told = _shape(body, _Request)
    if told.role not in ROLES or len(set(told.languages)) != len(told.languages):
        raise Malformed("no request")
    if told.organisation != organisation:
        raise Untrusted("organisation")
    _verified(told.signing, bind(labels.REQUEST, organisation, body), signature)
    device = device_hash(organisation, told.identity, told.signing)
    if told.sealing_key:
        _check_own_key(told.sealing_key, organisation, device, told.signing)
    return Request(
        told.organisation,
        told.identity,
        told.signing,
        told.alias,
        told.role,
        told.languages,
        told.sealing_key,
        device,
    )


def _check_own_key(raw: bytes, organisation: bytes, device: bytes, signing: bytes) -> None:
    """The sealing key is the device's own. Its time is looked at where it is used."""
    envelope = decode_envelope(raw, Kind.SEALING_KEY)
    key, signature = envelope.signatures[0]
    if key != signing:
        raise Untrusted("signer")
    _verified(key, sign_input(Kind.SEALING_KEY, organisation, envelope.payload), signature)
    document = decode_payload(envelope.payload, SealingKey)
    if document.organisation != organisation:
        raise Untrusted("organisation")
    if document.expires - document.issued > LONGEST_LIFE[Kind.SEALING_KEY]:
        raise Untrusted("life")
    if document.device != device:
        raise Untrusted("signer")


def make_grant(grant: Grant) -> bytes:
    """The bytes of a grant."""
    return GRANT + encoding.encode([1, grant.certificate, grant.warrant])


def read_grant(raw: bytes, organisation: bytes, identity: bytes, signing: bytes) -> Grant:
    """The grant for the device with these public keys (32 bytes each).

    Raises Malformed, or Untrusted: "shape", "organisation", or "signer" where it is for others.
    Who signed it is for the rulebook to say.
    """
    if not raw.startswith(GRANT) or len(raw) > LARGEST:
        raise Malformed("no grant")
    told = _shape(raw[len(GRANT) :], _Grant)
    envelope = decode_envelope(told.certificate, Kind.CERTIFICATE)
    certificate = decode_payload(envelope.payload, Certificate)
    if certificate.organisation != organisation:
        raise Untrusted("organisation")
    if (certificate.identity, certificate.signing) != (identity, signing):
        raise Untrusted("signer")
    if told.warrant:
        payload = decode_envelope(told.warrant, Kind.WARRANT).payload
        warrant = decode_payload(payload, Warrant)
        hashed = document_hash(Kind.CERTIFICATE, envelope.payload)
        if warrant.organisation != organisation:
            raise Untrusted("organisation")
        if (warrant.signing, warrant.certificate_hash) != (signing, hashed):
            raise Untrusted("signer")
    return Grant(told.certificate, told.warrant)


def make_public(public: Public) -> bytes:
    """The public export, which is also the invitation to enroll. Holds no certificate."""
    charters, others = list(public.charters), list(public.others)
    head = [1, public.organisation, public.desk, public.relay]
    return PUBLIC + encoding.encode([*head, charters, others])


def read_public(raw: bytes) -> Public:
    """An export. Raises Malformed, or Untrusted("shape") for a document that is not public.

    Nothing in it is believed yet: give the charters to TrustedDocuments, with a fingerprint that
    was learned another way.
    """
    if not raw.startswith(PUBLIC) or len(raw) > LARGEST_PUBLIC:
        raise Malformed("no export")
    told = _shape(raw[len(PUBLIC) :], _Public)
    for envelope in told.charters:
        decode_envelope(envelope, Kind.CHARTER)
    for envelope in told.others:
        if decode_envelope(envelope).kind not in (2, 3, 4, 5):
            raise Untrusted("shape")
    return Public(told.organisation, told.desk, told.relay, told.charters, told.others)


def to_text(raw: bytes) -> str:
    """The same as one line of text."""
    return TEXT + base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def from_text(text: str) -> bytes:
    """The bytes of a line of text; white space around it does not matter. Raises Malformed."""
    line = text.strip(SPACE)
    body = line.removeprefix(TEXT)
    if line == body or len(body) > LARGEST_PUBLIC:
        raise Malformed("no text of noview")
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("no text of noview") from None
    if to_text(raw) != line:
        raise Malformed("no text of noview")
    return raw


def _shape(raw: bytes, shape: type[S]) -> S:
    try:
        return encoding.decode_as(raw, shape)
    except CannotOpen:
        raise Malformed("another shape") from None


def _verified(public: bytes, message: bytes, signature: bytes) -> None:
    try:
        verify(public, message, signature)
    except CannotOpen:
        raise Untrusted("signature") from None

"""The handbook as a signed document (kind 10, protocol.md 17.1).

It is never public, and the relay knows nothing of it: it travels in the directory of a staff
packet. Pure: keys, time and randomness are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Final, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.encoding import Bin32, Number, Row
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.office.handbook import (
    CONTENT,
    Cards,
    Checklists,
    Content,
    Experts,
    Named,
    Services,
    Settings,
    Specialties,
    Tallies,
    Tally,
    Texts,
)
from orgkeys.packet import HANDBOOK_MOST, Bin16
from orgkeys.primitives import bind, digest, ed25519_public, sign, verify
from relay.errors import Untrusted

T = TypeVar("T")

KIND: Final = 10
DAY: Final = 86_400
HANDBOOK_LIFE: Final = 400 * DAY
SECRETS_MOST: Final = 16
SECRET_KEPT: Final = 31 * DAY
"""Seconds for which what was sealed with a secret may still be on its way."""

Secrets: TypeAlias = Annotated[
    tuple[tuple[Bin32, Number], ...], Meta(min_length=1, max_length=SECRETS_MOST)
]


class Handbook(Row, frozen=True, array_like=True):
    """The payload. `secrets` are `(secret, made)`, the newest first: staff prove their drops with
    the first (15.1), and those of the last 31 days count."""

    format: Annotated[int, Meta(ge=1, le=1)]
    organisation: Bin32
    version: Annotated[int, Meta(ge=1, le=encoding.BIGGEST)]
    issued: Number
    expires: Number
    desk: Bin16
    secrets: Secrets
    texts: Texts
    cards: Cards
    lists: Checklists
    services: Services
    specialties: Specialties
    people: Experts
    tally: Tallies
    settings: Settings

    def proving(self, now: int) -> tuple[bytes, ...]:
        """The secrets that prove a drop now, the newest first: one that a newer took the place of
        proves for 31 days from then, also where nobody has signed an edition since (15.7)."""
        until = (now, *(made for _, made in self.secrets))
        return tuple(
            secret for n, (secret, _) in enumerate(self.secrets) if until[n] > now - SECRET_KEPT
        )

    @property
    def content(self) -> Content:
        """What people edit of it."""
        return Content(**{name: getattr(self, name) for name in CONTENT})


class _Envelope(Row, frozen=True, array_like=True):
    kind: Annotated[int, Meta(ge=KIND, le=KIND)]
    payload: bytes
    signatures: Annotated[
        tuple[tuple[Bin32, Annotated[bytes, Meta(min_length=64, max_length=64)]], ...],
        Meta(min_length=1, max_length=1),
    ]
    warrants: Annotated[tuple[bytes, ...], Meta(max_length=0)]


class Signed(msgspec.Struct, frozen=True):
    """A handbook that somebody signed: the payload, the envelope, and whose key it was."""

    payload: Handbook
    raw: bytes
    administrator: bytes

    def __repr__(self) -> str:
        return "<Signed>"


def read_handbook(
    organisation: bytes, desk: bytes, administrators: Sequence[bytes], raw: bytes
) -> Signed:
    """A handbook that one of these keys signed, for this organisation and desk (17.1).

    Its time is not looked at. Raises Untrusted: "shape", "signer", "signature", "organisation",
    "life".
    """
    if len(raw) > HANDBOOK_MOST:
        raise Untrusted("shape")
    envelope = _shaped(raw, _Envelope)
    ((key, signature),) = envelope.signatures
    if key not in administrators:
        raise Untrusted("signer")
    try:
        verify(key, bind(labels.SIGN_HANDBOOK, organisation, envelope.payload), signature)
    except CannotOpen:
        raise Untrusted("signature") from None
    payload = _shaped(envelope.payload, Handbook)
    if not _whole(payload):
        raise Untrusted("shape")
    if payload.organisation != organisation:
        raise Untrusted("organisation")
    if payload.desk != desk:
        raise Untrusted("shape")
    if payload.expires - payload.issued > HANDBOOK_LIFE:
        raise Untrusted("life")
    return Signed(payload, raw, key)


def make_handbook(
    content: Content,
    *,
    organisation: bytes,
    desk: bytes,
    version: int,
    now: int,
    before: Handbook | None,
    seed: bytes,
    random: Callable[[int], bytes],
) -> bytes:
    """The envelope of a new edition, signed (Ed25519 seed, 32 bytes), with the secrets of the one
    before that still count. Raises Unsendable where it is out of shape or too long."""
    secrets = before.secrets if before else ()
    # Each was in use until the next was made: the newest until now, however old it is.
    until = (now, *(made for _, made in secrets))
    kept = tuple(one for n, one in enumerate(secrets) if until[n] > now - SECRET_KEPT)
    payload = Handbook(
        format=1,
        organisation=organisation,
        version=version,
        issued=now,
        expires=now + HANDBOOK_LIFE,
        desk=desk,
        secrets=((random(32), now), *kept)[:SECRETS_MOST],
        **{name: getattr(content, name) for name in CONTENT},
    )
    raw = encoding.encode(payload)
    signature = sign(seed, bind(labels.SIGN_HANDBOOK, organisation, raw))
    envelope = encoding.encode(_Envelope(KIND, raw, ((ed25519_public(seed), signature),), ()))
    if len(envelope) > HANDBOOK_MOST:
        raise Unsendable("too-long")
    try:
        read_handbook(organisation, desk, [ed25519_public(seed)], envelope)
    except Untrusted:
        raise Unsendable("malformed") from None
    return envelope


def handbook_hash(payload: bytes) -> bytes:
    """The document hash (3.2) of a payload."""
    return digest(labels.DOCUMENT, bytes([KIND]), payload)


def payload_of(raw: bytes) -> bytes:
    """The payload's bytes, believed or not. Raises Untrusted("shape")."""
    return _shaped(raw, _Envelope).payload


def _shaped(raw: bytes, shape: type[T]) -> T:
    try:
        return encoding.decode_as(raw, shape)
    except CannotOpen:
        raise Untrusted("shape") from None


def _whole(book: Handbook) -> bool:
    """The rules between the fields."""
    titled = (book.texts, book.cards, book.lists)
    named: list[Iterable[Named | Tally]] = [book.specialties, book.tally]
    choices = [choice for one in book.tally for choice in one.choices]
    labeled: list[Named | Tally] = [*book.specialties, *book.tally, *choices]
    keys = {one.key for one in book.specialties}
    return (
        book.issued < book.expires
        and all(_distinct((one.key, one.language) for one in some) for some in titled)
        and not any(one.confidential and one.address for one in book.services)
        and all(_distinct(one.languages) for one in book.services)
        and all(_distinct(one.key for one in some) for some in named)
        and all(_distinct(choice.key for choice in one.choices) for one in book.tally)
        and all(_distinct(language for language, _ in one.labels) for one in labeled)
        and _distinct(one.alias for one in book.people)
        and all(_distinct(one.specialties) for one in book.people)
        and all(set(one.specialties) <= keys for one in book.people)
        and _distinct(key for key, _ in book.settings)
    )


def _distinct(values: Iterable[object]) -> bool:
    seen = list(values)
    return len(set(seen)) == len(seen)

"""Signatures of root holders on a draft, as small files (protocol.md 14.3). Pure, no secret.

A signature file carries nothing but the signature. Whoever has the folder puts them together, and
the rulebook decides (relay/documents.py, rules 2 and 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import primitives
from orgkeys.encoding import Bin32, Row, decode_as, encode
from orgkeys.errors import CannotOpen
from orgkeys.office.drafts import Draft, chain
from orgkeys.office.terminal import Refused
from relay.documents import (
    Envelope,
    Kind,
    TrustedDocuments,
    encode_envelope,
    encode_payload,
    sign_input,
)

SIGNATURE: Final = b"noview signature\n"


class _Signature(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    draft: Bin32
    key: Bin32
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


@dataclass(frozen=True)
class Signature:
    """One holder's signature on the draft with this document hash."""

    draft: bytes
    key: bytes
    signature: bytes


def sign_draft(draft: Draft, seed: bytes) -> bytes:
    """The signature file of a holder (Ed25519 seed). Raises Refused for a key that has no say."""
    key = primitives.ed25519_public(seed)
    if key not in draft.signers():
        raise Refused(
            "This key has no say in this draft: it is no root key of this organisation.",
            "See whose it is with noview-org root check; sign with the words of a holder.",
        )
    signed = sign_input(Kind.CHARTER, draft.bound_to, encode_payload(draft.charter))
    return SIGNATURE + encode([1, draft.hash, key, primitives.sign(seed, signed)])


def read_signature(raw: bytes) -> Signature:
    """What a signature file says; not yet verified. Raises Refused."""
    if not raw.startswith(SIGNATURE):
        raise Refused(
            "That is not the signature of a holder.", "It is what noview-org charter sign wrote."
        )
    try:
        told = decode_as(raw[len(SIGNATURE) :], _Signature)
    except CannotOpen:
        raise Refused(
            "A signature file is damaged.", "Ask for it again; the holder can sign again."
        ) from None
    return Signature(told.draft, told.key, told.signature)


def check_signature(draft: Draft, signature: Signature) -> bytes:
    """The key of a good signature on this very draft. Raises Refused."""
    if signature.draft != draft.hash:
        raise Refused(
            "A signature is for another draft than the one that is open here.",
            "Sign the draft of this folder; an older one no longer counts.",
        )
    if signature.key not in draft.signers():
        raise Refused(
            "A signature is by somebody who has no say in this draft.",
            "Only root holders of the charter before or of the new one sign.",
        )
    signed = sign_input(Kind.CHARTER, draft.bound_to, encode_payload(draft.charter))
    try:
        primitives.verify(signature.key, signed, signature.signature)
    except CannotOpen:
        raise Refused(
            "A signature does not hold: it was damaged or invented.",
            "Ask that holder to sign again.",
        ) from None
    return signature.key


def assemble(draft: Draft, signatures: Mapping[bytes, bytes], now: float) -> bytes:
    """The new charter's envelope, believed by the rulebook. Raises Refused below a threshold."""
    of_before, own = draft.missing(list(signatures))
    if of_before or own:
        raise Refused(
            f"Not enough holders have signed: {_who_is_missing(draft, of_before, own)}.",
            "Keep the files, and give all of them at once. Others sign with: "
            "noview-org charter sign DRAFT",
        )
    pairs = tuple(sorted(signatures.items()))
    raw = encode_envelope(Envelope(Kind.CHARTER, encode_payload(draft.charter), pairs, ()))
    trusted = chain(draft.charters) or TrustedDocuments(draft.organisation)
    trusted.add_charter(raw, now)
    return raw


def _who_is_missing(draft: Draft, of_before: int, own: int) -> str:
    """How many more must sign, told apart where those until now and the new ones are not alike."""
    if draft.before is None or draft.before.root_keys == draft.charter.root_keys:
        return f"{max(of_before, own)} more must"
    parts = {"of the holders until now": of_before, "of the holders to come": own}
    return " and ".join(f"{count} more must {who}" for who, count in parts.items() if count)

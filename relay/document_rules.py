"""The single checks of the rulebook in `relay/documents.py`, each a function of its arguments.

Every function raises Untrusted with the rule that it stands for, or returns. Split from the class
so that the class reads as the order of the checks.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from relay.document_bytes import decode_envelope, decode_payload, sign_input
from relay.document_types import (
    EARLY,
    LONGEST_LIFE,
    POWERS,
    Charter,
    Envelope,
    Head,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    Warrant,
)
from relay.errors import Untrusted
from relay.limits import MAX_REVOKED

T = TypeVar("T", Charter, Roster, Notice, Shift, State)


@dataclass(frozen=True)
class Held(Generic[T]):
    """A document that has passed every check: its fields, document hash and envelope bytes."""

    payload: T
    hash: bytes
    raw: bytes
    administrator: bytes = b""  # whose signature it rests on; empty for a charter
    warrant: Warrant | None = None


def in_time(document: Head, now: float) -> bool:
    """Whether the document is valid at `now` (protocol.md 3.4)."""
    return document.issued - EARLY <= now < document.expires


def check_time(document: Head, now: float) -> None:
    """Rule 6, the times: "early", "expired"."""
    if now < document.issued - EARLY:
        raise Untrusted("early")
    if now >= document.expires:
        raise Untrusted("expired")


def check_head(kind: Kind, document: Head, organisation: bytes, now: float) -> None:
    """Rule 6: "organisation", "early", "expired", "life"."""
    if document.organisation != organisation:
        raise Untrusted("organisation")
    check_time(document, now)
    longest = LONGEST_LIFE.get(kind)
    if longest is not None and document.expires - document.issued > longest:
        raise Untrusted("life")


def check_signature(
    kind: Kind, organisation: bytes, payload: bytes, key: bytes, signature: bytes
) -> None:
    """Ed25519, strict: libsodium refuses small-order and non-canonical points: "signature"."""
    try:
        VerifyKey(key).verify(sign_input(kind, organisation, payload), signature)
    except (BadSignatureError, ValueError):
        raise Untrusted("signature") from None


def check_threshold(charter: Charter, signers: Set[bytes]) -> None:
    """Enough of this charter's root keys are among the signers: "threshold"."""
    if len(signers & set(charter.root_keys)) < charter.threshold:
        raise Untrusted("threshold")


def check_next_charter(held: Held[Charter], charter: Charter, organisation: bytes) -> None:
    """Rule 3, the chain: "organisation", "rollback", "fork", "gap"."""
    if charter.version > 1 and charter.organisation != organisation:
        raise Untrusted("organisation")
    if charter.version < held.payload.version:
        raise Untrusted("rollback")
    if charter.version == held.payload.version:
        raise Untrusted("fork")
    if charter.version > held.payload.version + 1:
        raise Untrusted("gap")
    if charter.previous != held.hash:
        raise Untrusted("fork")


def is_newer(held: Held[T] | None, payload: T, hashed: bytes) -> bool:
    """Rule 7, the versions: False for what is held already; "rollback", "fork"."""
    if held is None or payload.version > held.payload.version:
        return True
    if payload.version < held.payload.version:
        raise Untrusted("rollback")
    if hashed != held.hash:
        raise Untrusted("fork")
    return False


def by_administrator(charter: Charter, organisation: bytes, envelope: Envelope) -> bytes:
    """Rule 5: the administrator key that signed: "signer", "signature"."""
    key, signature = envelope.signatures[0]
    if key not in charter.administrator_keys:
        raise Untrusted("signer")
    check_signature(Kind(envelope.kind), organisation, envelope.payload, key, signature)
    return key


def check_standing(roster: Roster, certificate_hash: bytes, now: float) -> None:
    """Rule 9: "unlisted", "revoked", "expired". The roster's own time is checked elsewhere."""
    for listed, expires, revoked in roster.rows:
        if listed == certificate_hash:
            if revoked:
                raise Untrusted("revoked")
            if now >= expires:
                raise Untrusted("expired")
            return
    raise Untrusted("unlisted")


def check_warrant(
    charter: Charter, roster: Roster, organisation: bytes, raw: bytes, now: float
) -> tuple[bytes, Warrant]:
    """Rules 5, 6 and 9 for a warrant by itself: the administrator behind it, and what it says.

    The roster must be in its time. Raises what `by_administrator`, `check_head` and
    `check_standing` raise.
    """
    outer = decode_envelope(raw, Kind.WARRANT)
    administrator = by_administrator(charter, organisation, outer)
    warrant = decode_payload(outer.payload, Warrant)
    check_head(Kind.WARRANT, warrant, organisation, now)
    check_standing(roster, warrant.certificate_hash, now)
    return administrator, warrant


def by_warrant(
    charter: Charter, roster: Roster, organisation: bytes, envelope: Envelope, now: float
) -> tuple[bytes, Warrant]:
    """Rules 5 and 9 for a device's shift or state: the administrator behind it, and its warrant.

    Raises what `check_warrant` raises, and "power", "signer", "signature".
    """
    kind = Kind(envelope.kind)
    administrator, warrant = check_warrant(charter, roster, organisation, envelope.warrants[0], now)
    if POWERS[kind] not in warrant.powers:
        raise Untrusted("power")
    key, signature = envelope.signatures[0]
    if key != warrant.signing:
        raise Untrusted("signer")
    check_signature(kind, organisation, envelope.payload, key, signature)
    return administrator, warrant


def check_named_roster(shift: Shift, roster: Held[Roster]) -> None:
    """Rule 8: the roster held is the very one that the shift names: "roster-mismatch"."""
    if (shift.roster_version, shift.roster_hash) != (roster.payload.version, roster.hash):
        raise Untrusted("roster-mismatch")


def check_base_roster(shift: Shift, roster: Held[Roster]) -> None:
    """For a shift that has run out: the roster that it names, or a later one, is held."""
    known = {roster.payload.version: roster.hash}
    if roster.payload.version > 1:
        known[roster.payload.version - 1] = roster.payload.previous
    if shift.roster_version > roster.payload.version:
        raise Untrusted("roster-mismatch")
    if known.get(shift.roster_version, shift.roster_hash) != shift.roster_hash:
        raise Untrusted("roster-mismatch")


def revoked_with(revoked: frozenset[bytes], roster: Roster) -> frozenset[bytes]:
    """Rule 7, revocation is for ever: what is revoked with this roster too: "rollback", "shape"."""
    if any(listed in revoked for listed, _, gone in roster.rows if not gone):
        raise Untrusted("rollback")
    after = revoked | {listed for listed, _, gone in roster.rows if gone}
    if len(after) > MAX_REVOKED:
        raise Untrusted("shape")
    return after


def still_stands(held: Held[Shift] | Held[State], roster: Roster, now: float) -> bool:
    """Whether what a device signed still has a certificate behind its warrant."""
    if held.warrant is None:
        return True
    try:
        check_standing(roster, held.warrant.certificate_hash, now)
    except Untrusted:
        return False
    return True

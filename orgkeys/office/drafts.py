"""Drafts of a charter, to be signed by root holders (protocol.md 14.2). Pure, no secret.

A draft carries everything that a holder needs to judge it far from the organisation's folder: all
charters before it, the new one, and the cards of the people named in either. What comes back is
in `orgkeys/office/signatures.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import labels, primitives
from orgkeys.ceremony import hash_of
from orgkeys.encoding import Row, decode_as, encode
from orgkeys.errors import CannotOpen
from orgkeys.office.alias_words import deceiving_name
from orgkeys.office.cards import Card, Role, read_card
from orgkeys.office.confusables import check_alias
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.terminal import Refused, when
from relay.documents import (
    Charter,
    Kind,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    encode_payload,
)
from relay.errors import Untrusted
from relay.limits import MAX_CHARTERS

DRAFT: Final = b"noview draft\n"
_CHECK: Final = 32
_EARLY: Final = 300
_NO_ORGANISATION: Final = bytes(32)
_MOST_CARDS: Final = 128


class _Draft(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    charters: Annotated[tuple[bytes, ...], Meta(max_length=MAX_CHARTERS)]
    payload: bytes
    cards: Annotated[tuple[bytes, ...], Meta(max_length=_MOST_CARDS)]


@dataclass(frozen=True)
class Draft:
    """A charter that is still to be signed. `before` is None for the first one."""

    organisation: bytes
    before: Charter | None
    charter: Charter
    charters: tuple[bytes, ...]
    cards: tuple[Card, ...]
    raw: bytes

    @property
    def hash(self) -> bytes:
        """The document hash of the new charter (32 bytes); of the first, the fingerprint."""
        return hash_of(self.charter)

    @property
    def bound_to(self) -> bytes:
        """The organisation that signatures name; zeros while there is no fingerprint."""
        return self.organisation if self.before else _NO_ORGANISATION

    def card(self, role: Role, key: bytes) -> Card | None:
        """The card of a key, if its maker gave one."""
        return next((card for card in self.cards if (card.role, card.key) == (role, key)), None)

    def signers(self) -> tuple[bytes, ...]:
        """Every root key that may sign: those of the charter before, then new ones."""
        before = self.before.root_keys if self.before else ()
        return (*before, *(key for key in self.charter.root_keys if key not in before))

    def missing(self, signed: Sequence[bytes]) -> tuple[int, int]:
        """How many signatures are missing by the charter before, and by the new one's own rule."""
        return _left(self.before, signed), _left(self.charter, signed)


def _left(charter: Charter | None, signed: Sequence[bytes]) -> int:
    if charter is None:
        return 0
    return max(0, charter.threshold - len(set(signed) & set(charter.root_keys)))


def make_draft(charters: Sequence[bytes], charter: Charter, cards: Sequence[Card]) -> bytes:
    """The bytes of a draft: all charters so far, the new one, and the cards of those named."""
    body = encode([1, list(charters), encode_payload(charter), [card.raw for card in cards]])
    return DRAFT + body + primitives.digest(labels.DRAFT, DRAFT + body)


def read_draft(raw: bytes, now: float) -> Draft:
    """A draft out of its bytes, with everything checked that can be before it is signed.

    Raises Refused: another file, changed bytes, a chain that does not hold, a charter that does
    not follow it, or one whose time is not now.
    """
    if not raw.startswith(DRAFT):
        raise Refused(
            "That file is not a draft of a charter.",
            "A draft is what init, charter renew, charter rotate or recover wrote.",
        )
    signed, check = raw[:-_CHECK], raw[-_CHECK:]
    if not primitives.equal(primitives.digest(labels.DRAFT, signed), check):
        raise Refused(
            "The draft was changed or cut on its way. Do not sign it.",
            "Ask for it again, and bring it by another way.",
        )
    try:
        told = decode_as(signed[len(DRAFT) :], _Draft)
        charter = decode_payload(told.payload, Charter)
        trusted = chain(told.charters)
    except (CannotOpen, Untrusted) as error:
        why = rule_in_words(error) if isinstance(error, Untrusted) else "it cannot be read"
        raise Refused(
            f"What the draft rests on cannot be believed: {why}. Do not sign it.",
            "Ask who made it to make it anew from the organisation's folder.",
        ) from None
    before = trusted.charter.payload if trusted and trusted.charter else None
    organisation = trusted.organisation if trusted else hash_of(charter)
    _check_follows(before, hash_of(before) if before else b"", organisation, charter)
    _check_moment(charter, now)
    cards = tuple(read_card(card) for card in told.cards)
    _check_named(before, charter, cards)
    _check_names(charter, cards)
    return Draft(organisation, before, charter, told.charters, cards, raw)


def chain(charters: Sequence[bytes]) -> TrustedDocuments | None:
    """Charters in a row, believed from the first one on; None for none. Raises Untrusted."""
    if not charters:
        return None
    first = decode_envelope(charters[0], Kind.CHARTER)
    trusted = TrustedDocuments(hash_of(decode_payload(first.payload, Charter)))
    for raw in charters:
        envelope = decode_envelope(raw, Kind.CHARTER)
        if not trusted.add_charter(raw, decode_payload(envelope.payload, Charter).issued):
            raise Untrusted("rollback")  # the same one twice
    return trusted


def _check_follows(
    before: Charter | None, before_hash: bytes, organisation: bytes, charter: Charter
) -> None:
    version = before.version + 1 if before else 1
    named = charter.organisation == (organisation if before else b"")
    if charter.version != version or charter.previous != before_hash or not named:
        raise Refused(
            "The draft does not follow the charters that it carries. Do not sign it.",
            "Ask who made it to make it anew from the organisation's folder.",
        )


def _check_moment(charter: Charter, now: float) -> None:
    if now < charter.issued - _EARLY:
        raise Refused(
            f"The draft is dated {when(charter.issued)}, which is still to come.",
            "Set this machine's clock; if it is right, the draft must be made anew.",
        )
    if now >= charter.expires:
        raise Refused(
            f"The draft ran out on {when(charter.expires)}.",
            "Set this machine's clock; if it is right, the draft must be made anew.",
        )


def _check_named(before: Charter | None, charter: Charter, cards: Sequence[Card]) -> None:
    named = {
        *((("root", key)) for one in (before, charter) if one for key in one.root_keys),
        *(
            ("administrator", key)
            for one in (before, charter)
            if one
            for key in one.administrator_keys
        ),
    }
    found = [(card.role, card.key) for card in cards]
    if len(set(found)) != len(found) or not set(found) <= named:
        raise Refused(
            "The draft carries cards of people whom it does not name. Do not sign it.",
            "Ask who made it to make it anew from the organisation's folder.",
        )


def _check_names(charter: Charter, cards: Sequence[Card]) -> None:
    """Nobody named by the new charter looks like somebody else there; one person may be both
    holder and administrator, under the very same name."""
    keys = {"root": charter.root_keys, "administrator": charter.administrator_keys}
    named = [card for card in cards if card.key in keys[card.role]]
    for place, card in enumerate(named):
        before = named[:place]
        others = [b.name for b in before if b.role == card.role or b.name != card.name]
        if problem := check_alias(card.name, others):
            raise deceiving_name(problem)

"""Cards: who holds which root or administrator key, said by the key itself (protocol.md 14.1).

A card has no secret. It is made where the key is made, and carried to where a charter is drafted.
Its signature proves that whoever made it has the key, so nobody can put another's key, or one
with a purpose, into a charter under their name. Names stay in the folder and in drafts. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from msgspec import Meta

from orgkeys import labels, primitives
from orgkeys.device import spoken
from orgkeys.encoding import Bin32, Number, Row, decode_as, encode
from orgkeys.errors import CannotOpen
from orgkeys.office.alias_words import deceiving_name
from orgkeys.office.confusables import check_alias, tidy
from orgkeys.office.terminal import Refused, is_hidden
from relay.documents import Kind, OfficeKey, decode_envelope, decode_payload, sign_input
from relay.errors import Untrusted

MAGIC: Final = b"noview card\n"
SIGNATURE: Final = 64
LONGEST_NAME: Final = 64
Role = Literal["root", "administrator"]
Kept = Literal["paper", "vault"]


class _Body(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    role: Role
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    key: Bin32
    kept: Kept
    read_back: Annotated[tuple[Annotated[int, Meta(ge=1, le=24)], ...], Meta(max_length=24)]
    made: Number
    program: Annotated[str, Meta(max_length=32)]
    organisation: Annotated[bytes, Meta(max_length=32)]
    office: Annotated[bytes, Meta(max_length=4096)]


@dataclass(frozen=True)
class Card:
    """A card that has been verified. `office` is the administrator's office key document."""

    role: Role
    name: str
    key: bytes
    kept: Kept
    read_back: tuple[int, ...]
    made: int
    program: str
    organisation: bytes
    office: bytes
    raw: bytes

    @property
    def number(self) -> str:
        """The key as six groups of five digits, to be read aloud and compared."""
        return spoken(self.key)


@dataclass(frozen=True)
class Making:
    """What is said on a card beside whose key it is: how and when it was made."""

    kept: Kept
    made: int
    program: str
    read_back: tuple[int, ...] = ()


def make_card(
    role: Role,
    name: str,
    seed: bytes,
    making: Making,
    organisation: bytes = b"",
    office: bytes = b"",
) -> Card:
    """The card of a key (Ed25519 seed), signed by it. The name must have passed `check_name`."""
    key = primitives.ed25519_public(seed)
    fields = [role, name, key, making.kept, list(making.read_back), making.made, making.program]
    body = encode([1, *fields, organisation, office])
    signature = primitives.sign(seed, primitives.bind(labels.CARD, body))
    return read_card(MAGIC + body + signature)


def read_card(raw: bytes) -> Card:
    """A card out of its bytes. Raises Refused where anything in it does not hold."""
    if not raw.startswith(MAGIC):
        raise Refused(
            "That file is not a card.",
            "A card is what noview-org root new or administrator new writes.",
        )
    encoded, signature = raw[len(MAGIC) : -SIGNATURE], raw[-SIGNATURE:]
    try:
        body = decode_as(encoded, _Body)
        if len(body.organisation) not in (0, 32):
            raise CannotOpen("malformed")
        primitives.verify(body.key, primitives.bind(labels.CARD, encoded), signature)
        _check_office(body)
    except (CannotOpen, Untrusted):
        raise Refused(
            "The card is damaged, or somebody changed it: its signature does not hold.",
            "Ask for the card again, and bring it by another way.",
        ) from None
    check_name(body.name)
    return Card(
        body.role,
        body.name,
        body.key,
        body.kept,
        body.read_back,
        body.made,
        body.program,
        body.organisation,
        body.office,
        raw,
    )


def _check_office(body: _Body) -> None:
    """An office key on a card is the administrator's own, and of the organisation named."""
    if not body.office:
        return
    envelope = decode_envelope(body.office, Kind.OFFICE_KEY)
    ((key, signature),) = envelope.signatures
    if key != body.key or body.role != "administrator":
        raise CannotOpen("malformed")
    signed = sign_input(Kind.OFFICE_KEY, body.organisation, envelope.payload)
    primitives.verify(key, signed, signature)
    if decode_payload(envelope.payload, OfficeKey).organisation != body.organisation:
        raise CannotOpen("malformed")


def check_name(name: str) -> str:
    """The name of a person on a card, without spaces around it. Raises Refused for one that
    deceives the eye, by the rules for aliases."""
    name = tidy(name.strip())
    if not 0 < len(name) <= LONGEST_NAME or any(is_hidden(char) for char in name):
        raise Refused(
            "That is not a name that can stand on a card.",
            f"Give 1 to {LONGEST_NAME} visible characters.",
        )
    if problem := check_alias(name, ()):
        raise deceiving_name(problem)
    return name

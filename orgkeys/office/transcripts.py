"""The life of the charter as text for auditors, with a signature that anybody can check. Pure.

The text is made from the signed charters and the cards in the folder, and has no secret. Below it
stand the charters themselves and an administrator's signature over the text (protocol.md 14.4), so
that whoever knows the fingerprint needs nothing else to check it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import labels, primitives
from orgkeys.device import spoken
from orgkeys.encoding import Bin32, Row, decode_as, encode
from orgkeys.errors import CannotOpen
from orgkeys.office import changes
from orgkeys.office.cards import Card
from orgkeys.office.drafts import Draft, chain
from orgkeys.office.terminal import Refused, escape, groups, when
from orgkeys.request import from_text, to_text
from relay.documents import Charter, Kind, TrustedDocuments, decode_envelope, decode_payload
from relay.errors import Malformed, Untrusted
from relay.limits import MAX_CHARTERS

MARK: Final = "==== Below: what noview-org transcript check needs to verify the above ===="
_WIDTH: Final = 76
_NO_SIGNATURE: Final = "  ____________________________________________________________"


class _Seal(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    organisation: Bin32
    charters: Annotated[tuple[bytes, ...], Meta(min_length=1, max_length=MAX_CHARTERS)]
    key: Bin32
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


@dataclass(frozen=True)
class Checked:
    """A transcript that holds: whose it is, and which administrator key signed it."""

    organisation: bytes
    name: str
    key: bytes
    charters: int


def write(trusted: TrustedDocuments, cards: Sequence[Card], program: str, now: float) -> str:
    """The text of a transcript. Names are those on the cards in the folder."""
    drafts = _drafts(trusted, cards)
    last = drafts[-1].charter
    lines = [
        f"Transcript of the root ceremony of {last.name}",
        "",
        f"written     {when(now)}, by {program}",
        "fingerprint",
        *(f"            {line}" for line in groups(trusted.organisation)),
        "",
        "This text has no secret. It says who holds which key, who signed which charter, and",
        "when. Times are those of the machines; names are those that people gave themselves.",
        "",
    ]
    for draft, raw in zip(drafts, trusted.charters, strict=True):
        lines += [*_charter(draft, raw), ""]
    lines += ["Keys", ""]
    for card in sorted(cards, key=lambda one: (one.made, one.role, one.name)):
        lines += [*_card(card, drafts), ""]
    lines += ["Seen and found right, by hand", ""]
    for key in last.root_keys:
        lines += ["", _NO_SIGNATURE, f"  {changes.who(drafts[-1], 'root', key)}", ""]
    lines += ["", _NO_SIGNATURE, "  place and date", ""]
    return "\n".join(escape(line).rstrip() for line in lines) + "\n"


def _drafts(trusted: TrustedDocuments, cards: Sequence[Card]) -> list[Draft]:
    """Each charter beside the one before it, which is how people read changes."""
    drafts: list[Draft] = []
    for raw in trusted.charters:
        charter = decode_payload(decode_envelope(raw, Kind.CHARTER).payload, Charter)
        before = drafts[-1].charter if drafts else None
        drafts.append(Draft(trusted.organisation, before, charter, (), tuple(cards), b""))
    return drafts


def _charter(draft: Draft, raw: bytes) -> list[str]:
    charter = draft.charter
    lines = [
        f"Charter {charter.version}",
        f"  number    {spoken(draft.hash)}",
        f"  drafted   {when(charter.issued)}",
        f"  valid to  {when(charter.expires)}",
        f"  rule      {changes.rule(charter.threshold, len(charter.root_keys))}",
    ]
    lines += [f"  {what:<10}{who}" for what, who in _people(draft)]
    for key, _ in decode_envelope(raw, Kind.CHARTER).signatures:
        lines.append(f"  signed by {changes.who(draft, 'root', key)}")
    for line in changes.changes(draft):
        lines += textwrap.wrap(
            line, _WIDTH, initial_indent="  change    ", subsequent_indent=" " * 12
        )
    return lines


def _people(draft: Draft) -> list[tuple[str, str]]:
    charter = draft.charter
    found = [("holder", changes.who(draft, "root", key)) for key in charter.root_keys]
    keys = charter.administrator_keys
    return found + [("admin", changes.who(draft, "administrator", key)) for key in keys]


def _card(card: Card, drafts: Sequence[Draft]) -> list[str]:
    what = "root key" if card.role == "root" else "administrator key"
    named = [
        str(draft.charter.version)
        for draft in drafts
        if card.key in (*draft.charter.root_keys, *draft.charter.administrator_keys)
    ]
    lines = [
        f"  {card.name}: {what}",
        f"    number  {card.number}",
        f"    key     {card.key.hex()}",
        f"    made    {when(card.made)}, {changes.kept(card)}, by {card.program}",
    ]
    if card.read_back:
        words = ", ".join(str(number) for number in card.read_back)
        lines.append(f"    checked words {words} were read back from the paper")
    lines.append(f"    named   in charter {', '.join(named) or 'none'}")
    return lines


def seal(text: str, trusted: TrustedDocuments, administrator: bytes) -> str:
    """The text with what verifies it below, signed by an administrator's seed."""
    signed = primitives.bind(labels.SIGN_TRANSCRIPT, trusted.organisation, _signed(text))
    body = encode(
        [
            1,
            trusted.organisation,
            list(trusted.charters),
            primitives.ed25519_public(administrator),
            primitives.sign(administrator, signed),
        ]
    )
    return "\n".join([text.rstrip("\n"), "", MARK, *_folded(to_text(body)), ""])


def _folded(line: str) -> list[str]:
    return [line[at : at + _WIDTH] for at in range(0, len(line), _WIDTH)]


def check(text: str) -> Checked:
    """Verify a transcript. Raises Refused where a letter was changed, or nobody's key signed."""
    above, mark, below = _tidy(text).partition(f"\n{MARK}\n")
    if not mark:
        raise Refused(
            "That is no transcript, or its last part is missing.",
            "Give the whole file that noview-org transcript wrote.",
        )
    try:
        told = decode_as(from_text("".join(below.split())), _Seal)
        trusted = chain(told.charters)
        if trusted is None or trusted.charter is None or trusted.organisation != told.organisation:
            raise CannotOpen("malformed")
        if told.key not in trusted.charter.payload.administrator_keys:
            raise Untrusted("signer")
        signed = primitives.bind(labels.SIGN_TRANSCRIPT, told.organisation, _signed(above))
        primitives.verify(told.key, signed, told.signature)
    except (CannotOpen, Malformed, Untrusted):
        raise Refused(
            "The transcript does not hold: it was changed after it was signed, or nobody of the "
            "organisation signed it.",
            "Ask for it again; compare it with the printed one.",
        ) from None
    charter = trusted.charter.payload
    return Checked(trusted.organisation, charter.name, told.key, charter.version)


def _signed(text: str) -> bytes:
    return _tidy(text).rstrip("\n").encode()


def _tidy(text: str) -> str:
    """The text without what copying changes: blanks at the ends of lines, and kinds of lines."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))

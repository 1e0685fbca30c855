"""A signed document as somebody showed it, and where; nothing in here believes it yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from audit.documents_found import At
from orgkeys.office.heads import head_of
from relay.documents import (
    Charter,
    HeadSeen,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    decode_envelope,
    decode_payload,
    document_hash,
)
from relay.errors import Untrusted

Public = Charter | Roster | Notice | Shift | State
SHAPES: Final[Mapping[Kind, type[Public]]] = {
    Kind.CHARTER: Charter,
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
}
DESKED: Final = (Kind.NOTICE, Kind.SHIFT, Kind.STATE)
NAMES: Final[Mapping[int, str]] = {
    Kind.CHARTER: "charter",
    Kind.ROSTER: "staff list (roster)",
    Kind.NOTICE: "notice",
    Kind.SHIFT: "duty plan (shift)",
    Kind.STATE: "state of the desk",
}


@dataclass(frozen=True)
class Paper:
    """One document at one place. `hash` is that of protocol.md 3.2; times are seconds."""

    kind: Kind
    desk: bytes
    version: int
    hash: bytes
    issued: int
    expires: int
    payload: Public
    raw: bytes = field(repr=False)
    at: At

    @property
    def name(self) -> str:
        """Kind, version and desk, as people say it."""
        return named(self.kind, self.desk, self.version)

    def head(self) -> HeadSeen:
        """What there is to remember of it. Raises Untrusted for a warrant out of shape."""
        return head_of(self.kind, self.desk, self.version, self.raw)


def named(kind: int, desk: bytes, version: int | None = None) -> str:
    """Kind, version, and the desk where there may be several, as people say it."""
    number = "" if version is None else f" {version}"
    return f"{NAMES[kind]}{number}" + (f" of desk {desk.hex()[:8]}" if desk else "")


def read_paper(raw: bytes, at: At, kind: Kind | None = None) -> Paper:
    """What a document says, before it is believed. Raises Untrusted("shape", "kind")."""
    envelope = decode_envelope(raw, kind)
    found = Kind(envelope.kind)
    if found not in SHAPES:
        raise Untrusted("kind")
    payload = decode_payload(envelope.payload, SHAPES[found])
    desk = b"" if isinstance(payload, Charter | Roster) else payload.desk
    return Paper(
        kind=found,
        desk=desk,
        version=payload.version,
        hash=document_hash(found, envelope.payload),
        issued=payload.issued,
        expires=payload.expires,
        payload=payload,
        raw=raw,
        at=at,
    )

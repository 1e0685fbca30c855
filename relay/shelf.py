"""The signed public documents of one organisation, as they are published, kept and fetched.

Whether a document is believed is decided by `relay.documents`; this room adds the staff packet of
a shift, which is not signed but named by its hash (protocol.md 3.7), and the answers to `fetch`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping

from relay import limits
from relay.document_past import PastDocuments
from relay.documents import (
    Charter,
    Envelope,
    Held,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    decode_envelope,
    decode_payload,
    in_time,
)
from relay.effects import Record
from relay.errors import ClientFault, Untrusted
from relay.frames import Document, Refusal, digest

CLOSED = (1, 3)
"""The modes of a state in which nobody knocks: closed, and handed over to a partner."""

Ways = Mapping[int, Callable[[bytes, float], bool]]
"""How a document of each kind is taken."""
AnyHeld = Held[Charter] | Held[Roster] | Held[Notice] | Held[Shift] | Held[State]


class Shelf:
    """What one organisation has published."""

    def __init__(self, organisation: bytes) -> None:
        self.organisation = organisation
        self.trusted = PastDocuments(organisation)
        self._packets: dict[bytes, tuple[bytes, bytes]] = {}  # desk -> shift hash, packet
        self._add: Ways = {
            Kind.CHARTER: self.trusted.add_charter,
            Kind.ROSTER: self.trusted.add_roster,
            Kind.NOTICE: self.trusted.add_notice,
            Kind.SHIFT: self.trusted.add_shift,
            Kind.STATE: self.trusted.add_state,
        }
        self._restore: Ways = {
            **self._add,
            Kind.ROSTER: self.trusted.restore_roster,
            Kind.SHIFT: self.trusted.restore_shift,
        }

    def publish(self, raw: bytes, packet: bytes, now: float) -> Record | None:
        """Take a document; the record to keep, or None when it is held already.

        Raises Untrusted with nothing changed: by the rulebook of `relay.documents`, "kind" for
        one that is not public, and "packet" for a packet that is not the one its shift names.
        """
        return self._take(raw, packet, now, self._add)

    def restore(self, kept: Record, now: float) -> None:
        """Take what was published before a restart: also a roster or shift that has run out since,
        which is then served as if the relay had never stopped. Raises Untrusted like `publish`.
        """
        self._take(kept.envelope, kept.packet, now, self._restore)

    def _take(self, raw: bytes, packet: bytes, now: float, ways: Ways) -> Record | None:
        envelope = decode_envelope(raw)
        kind = Kind(envelope.kind)
        if kind not in ways:
            raise Untrusted("kind")
        if kind == Kind.SHIFT:
            _check_packet(envelope, packet)
        elif packet:
            raise Untrusted("packet")
        if not ways[kind](raw, now):
            return None
        desk = _desk(envelope, kind)
        held = self._held(kind, desk)
        if held is None:
            raise Untrusted("shape")
        if kind == Kind.SHIFT:
            self._packets[desk] = (held.hash, packet)
        return Record(self.organisation, kind, desk, held.payload.version, raw, packet)

    def document(self, ref: int, kind: int, desk: bytes, staff: bool) -> Document:
        """The answer to `fetch`. Raises ClientFault NO_SUCH_DOCUMENT."""
        if kind == Kind.CHARTER:
            envelopes = list(self.trusted.charters)
        else:
            held = self._held(Kind(kind), desk)
            envelopes = [] if held is None else [held.raw]
        if not envelopes or (kind in (Kind.CHARTER, Kind.ROSTER)) != (not desk):
            raise ClientFault(Refusal.NO_SUCH_DOCUMENT)
        packet = b""
        if kind == Kind.SHIFT and staff:
            packet = self._packets[desk][1]
        return Document(ref, kind, envelopes, packet)

    def desk_key(self, desk: bytes, now: float) -> bytes | None:
        """The key that proves a duty now, or None: no shift, or one whose time is over."""
        held = self.trusted.shift(desk)
        return held.payload.desk_key if held and in_time(held.payload, now) else None

    def expired(self, desk: bytes, now: float) -> bool:
        """Whether the desk has a shift whose time is over."""
        return self.trusted.shift(desk) is not None and self.desk_key(desk, now) is None

    def closed(self, desk: bytes, now: float) -> bool:
        """Whether the desk takes no knocks: no shift, an expired one, or a state that says so."""
        if self.desk_key(desk, now) is None:
            return True
        state = self.trusted.state(desk)
        return state is not None and state.payload.mode in CLOSED and in_time(state.payload, now)

    def _held(self, kind: Kind, desk: bytes) -> AnyHeld | None:
        trusted = self.trusted
        if kind == Kind.CHARTER:
            return trusted.charter
        if kind == Kind.ROSTER:
            return trusted.roster
        if kind == Kind.NOTICE:
            return trusted.notice(desk)
        return trusted.shift(desk) if kind == Kind.SHIFT else trusted.state(desk)


def _desk(envelope: Envelope, kind: Kind) -> bytes:
    if kind == Kind.NOTICE:
        return decode_payload(envelope.payload, Notice).desk
    if kind == Kind.SHIFT:
        return decode_payload(envelope.payload, Shift).desk
    if kind == Kind.STATE:
        return decode_payload(envelope.payload, State).desk
    return b""


def _check_packet(envelope: Envelope, packet: bytes) -> None:
    # The packet's hash is the last field of a shift, so it is compared before the payload may be
    # decoded; a payload that is no shift at all is refused later, by the rulebook.
    named = envelope.payload[-limits.HASH_SIZE :]
    if not packet or not hmac.compare_digest(digest("noview/1 packet", packet), named):
        raise Untrusted("packet")

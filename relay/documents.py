"""Which signed documents are to be trusted (protocol.md 3), decided without clock or network.

The rulebook of `TrustedDocuments`. Each rule names the code that `Untrusted.rule` carries.

 1. An envelope is one strict reading of its bytes, of the expected kind; all but a charter carry
    exactly one signature, and only a shift or state may carry one warrant ("shape"). Its payload
    is decoded only after the signatures that trust it have been verified over its bytes.
 2. Charter 1 has the pinned fingerprint as its document hash ("fingerprint"), and as many of its
    own root keys as its threshold says have signed it ("threshold").
 3. Charter n+1 follows charter n: signed by the threshold of n with keys of n and by its own
    threshold with its own keys ("threshold"), version n+1 ("gap", "rollback"), and `previous` is
    the hash of n ("fork"). Nobody else signs ("signer"), every signature holds ("signature").
 4. Nothing but a charter is accepted while the newest charter is expired ("expired"), or older
    than the least version that the page pins ("least-charter") or than one held before a restart
    ("rollback"), or there is none ("missing").
 5. Roster, notice, certificate, warrant and office key are signed by an administrator of the
    current charter; shift and state too, or by the device that their warrant names ("signer",
    "signature").
 6. Every document names this organisation ("organisation"), is in its time at `now` ("early",
    "expired"), and lives no longer than its kind may ("life").
 7. Versions of roster, notice, shift and state only go up, for each desk by itself: a lower one is
    refused ("rollback"), the same version must be the same payload ("fork"), and the next roster
    names the hash of the one before ("fork"). Who remembers the heads of before a restart holds
    to them the same way, for charters too (protocol.md 3.13). Revocation is for ever: a roster in
    which a row stands that any believed roster has revoked is refused ("rollback"), whatever rule
    11 has made forgotten.
 8. A shift is taken with the very roster that it names alone, unexpired ("roster-mismatch"). One
    that is held stays in use while a newer roster has come and its shift is on the way.
 9. A certificate, and the one behind a warrant, stands in the current roster ("unlisted"), there
    unexpired ("expired") and not revoked ("revoked"). A warrant grants the power used ("power").
    A line that is open stands by its certificate's hash alone, whoever signed the certificate: in
    the current roster, or in the one before for LINES_GRACE seconds after a charter has left out
    the administrator behind it, so that no line ends between a charter and its roster.
10. A sealing key is signed by the signing key of a certificate that stands, and names the device
    that has the keys of that certificate ("signer").
11. The way back from a version pushed too high: a charter without the administrator key behind a
    document makes that document and its version forgotten; so does a roster that no longer lets
    the certificate behind its warrant stand. Heads of before a restart are forgotten the same way.
    Then the highest version seen of an authority that still stands is the least again.
12. At most MAX_CHARTERS charters and MAX_REVOKED revoked rows ("shape") and MAX_DESKS desks of
    each kind ("desks") are held.
13. State changes only after every check has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from relay.document_bytes import (
    decode_envelope,
    decode_payload,
    device_hash,
    document_hash,
    encode_envelope,
    encode_payload,
    envelope_hash,
    sign_input,
)
from relay.document_checks import CheckedDocuments
from relay.document_floors import HeadSeen
from relay.document_rules import (
    Held,
    by_administrator,
    by_warrant,
    check_head,
    check_named_roster,
    check_next_charter,
    check_signature,
    check_threshold,
    in_time,
    is_newer,
    revoked_with,
)
from relay.document_types import (
    EARLY,
    LONGEST_LIFE,
    SIGN_LABELS,
    Certificate,
    Charter,
    Envelope,
    Kind,
    Notice,
    OfficeKey,
    Payload,
    Roster,
    SealingKey,
    Shift,
    State,
    Warrant,
)
from relay.errors import Untrusted
from relay.limits import MAX_CHARTERS

__all__ = [
    "LONGEST_LIFE",
    "SIGN_LABELS",
    "Certificate",
    "Charter",
    "Envelope",
    "HeadSeen",
    "Held",
    "Kind",
    "Notice",
    "OfficeKey",
    "Payload",
    "Roster",
    "SealingKey",
    "Shift",
    "State",
    "TrustedDocuments",
    "Warrant",
    "decode_envelope",
    "decode_payload",
    "device_hash",
    "document_hash",
    "encode_envelope",
    "encode_payload",
    "envelope_hash",
    "in_time",
    "sign_input",
]

NO_ORGANISATION = bytes(32)  # what the first charter is signed for, having no fingerprint yet


class TrustedDocuments(CheckedDocuments):
    """The newest trusted documents of one organisation. The rules are the module's docstring.

    Each `add_…` takes an envelope's bytes and the time in seconds, returns True when the document
    is news and False when it is already held, and raises Untrusted with nothing changed.
    """

    def add_charters(self, raws: Sequence[bytes], now: float) -> bool:
        """Take the whole chain as a relay serves it; the last charter must be in its time.

        Charters that pass stay, even when a later one is refused.
        """
        for held, raw in zip(self._charters, raws, strict=False):
            if envelope_hash(raw) != held.hash:
                raise Untrusted("fork" if held.payload.version > 1 else "fingerprint")
        if len(raws) < len(self._charters):
            raise Untrusted("rollback")
        known = len(self._charters)
        for raw in raws[known:]:
            self.add_charter(raw, now)
        self._current(now)
        return len(self._charters) > known

    def add_charter(self, raw: bytes, now: float) -> bool:
        """Take the next charter (rules 2 and 3). One that is expired is taken as a step."""
        envelope = decode_envelope(raw, Kind.CHARTER)
        hashed = document_hash(Kind.CHARTER, envelope.payload)
        held = self.charter
        if held is None and hashed != self.organisation:
            raise Untrusted("fingerprint")
        if held is not None and hashed == held.hash:
            return False
        if any(hashed == older.hash for older in self._charters):
            raise Untrusted("rollback")
        signers = {key for key, _ in envelope.signatures}
        bound_to = NO_ORGANISATION if held is None else self.organisation
        for key, signature in envelope.signatures:
            check_signature(Kind.CHARTER, bound_to, envelope.payload, key, signature)
        if held is not None:
            check_threshold(held.payload, signers)
        charter = decode_payload(envelope.payload, Charter)
        if held is not None:
            check_next_charter(held, charter, self.organisation)
        elif charter.version != 1:
            raise Untrusted("shape")
        check_threshold(charter, signers)
        before = held.payload.root_keys if held is not None else ()
        if not signers <= {*before, *charter.root_keys}:
            raise Untrusted("signer")
        if now < charter.issued - EARLY:
            raise Untrusted("early")
        if len(self._charters) == MAX_CHARTERS:
            raise Untrusted("shape")
        self._floors.check_charter(charter.version, hashed)
        self._hold_charter(Held(charter, hashed, raw), now)
        return True

    def add_roster(self, raw: bytes, now: float) -> bool:
        """Take the roster (rules 5 to 7)."""
        return self._take_roster(self._current(now), raw, now)

    def _take_roster(self, charter: Charter, raw: bytes, now: float) -> bool:
        envelope = decode_envelope(raw, Kind.ROSTER)
        administrator = by_administrator(charter, self.organisation, envelope)
        roster = decode_payload(envelope.payload, Roster)
        check_head(Kind.ROSTER, roster, self.organisation, now)
        revoked = revoked_with(self._revoked, roster)
        hashed = document_hash(Kind.ROSTER, envelope.payload)
        self._floors.check(Kind.ROSTER, b"", roster.version, hashed)
        held = self._roster
        if not is_newer(held, roster, hashed):
            return False
        is_next = held is not None and roster.version == held.payload.version + 1
        if held is not None and is_next and roster.previous != held.hash:
            raise Untrusted("fork")
        self._floors.check_previous(roster)
        self._hold_roster(Held(roster, hashed, raw, administrator), revoked, now)
        return True

    def add_notice(self, raw: bytes, now: float) -> bool:
        """Take a desk's notice (rules 5 to 7)."""
        charter = self._current(now)
        envelope = decode_envelope(raw, Kind.NOTICE)
        administrator = by_administrator(charter, self.organisation, envelope)
        notice = decode_payload(envelope.payload, Notice)
        check_head(Kind.NOTICE, notice, self.organisation, now)
        hashed = document_hash(Kind.NOTICE, envelope.payload)
        return self._hold(Kind.NOTICE, self._notices, Held(notice, hashed, raw, administrator))

    def add_shift(self, raw: bytes, now: float) -> bool:
        """Take a desk's shift (rules 5 to 9)."""
        return self._take_shift(self._current(now), self._current_roster(now), raw, now)

    def _take_shift(
        self,
        charter: Charter,
        roster: Held[Roster],
        raw: bytes,
        now: float,
        check_roster: Callable[[Shift, Held[Roster]], None] = check_named_roster,
    ) -> bool:
        envelope = decode_envelope(raw, Kind.SHIFT)
        administrator, warrant = self._authority(charter, roster, envelope, now)
        shift = decode_payload(envelope.payload, Shift)
        check_head(Kind.SHIFT, shift, self.organisation, now)
        hashed = document_hash(Kind.SHIFT, envelope.payload)
        held = Held(shift, hashed, raw, administrator, warrant)
        return self._hold(Kind.SHIFT, self._shifts, held, lambda: check_roster(shift, roster))

    def add_state(self, raw: bytes, now: float) -> bool:
        """Take a desk's state (rules 5 to 7 and 9)."""
        charter = self._current(now)
        envelope = decode_envelope(raw, Kind.STATE)
        roster = self._current_roster(now) if envelope.warrants else None
        administrator, warrant = self._authority(charter, roster, envelope, now)
        state = decode_payload(envelope.payload, State)
        check_head(Kind.STATE, state, self.organisation, now)
        hashed = document_hash(Kind.STATE, envelope.payload)
        return self._hold(
            Kind.STATE, self._states, Held(state, hashed, raw, administrator, warrant)
        )

    def _authority(
        self, charter: Charter, roster: Held[Roster] | None, envelope: Envelope, now: float
    ) -> tuple[bytes, Warrant | None]:
        """The administrator behind a shift or state, and the warrant that it may come with."""
        if roster is None or not envelope.warrants:
            return by_administrator(charter, self.organisation, envelope), None
        return by_warrant(charter, roster.payload, self.organisation, envelope, now)

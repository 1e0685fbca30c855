"""What is checked and not kept: certificates, sealing and office keys, warrants, open lines.

None of it is public (protocol.md 3.3): it travels in lines, packets, calls and files, and whoever
reads it there asks here. The rules stand in `relay/documents.py`.
"""

from __future__ import annotations

from relay.document_bytes import (
    decode_envelope,
    decode_payload,
    device_hash,
    document_hash,
    encode_payload,
)
from relay.document_held import HeldDocuments
from relay.document_rules import (
    by_administrator,
    check_head,
    check_signature,
    check_standing,
    check_warrant,
)
from relay.document_types import Certificate, Kind, OfficeKey, SealingKey, Warrant
from relay.errors import Untrusted


class CheckedDocuments(HeldDocuments):
    """The checks that rest on what is held. Each raises Untrusted, and changes nothing."""

    def check_certificate(self, raw: bytes, now: float) -> Certificate:
        """A device's certificate that is good now (rules 5, 6 and 9); nothing is kept."""
        charter, roster = self._current(now), self._current_roster(now)
        envelope = decode_envelope(raw, Kind.CERTIFICATE)
        by_administrator(charter, self.organisation, envelope)
        certificate = decode_payload(envelope.payload, Certificate)
        check_head(Kind.CERTIFICATE, certificate, self.organisation, now)
        hashed = document_hash(Kind.CERTIFICATE, envelope.payload)
        check_standing(roster.payload, hashed, now)
        return certificate

    def check_sealing_key(self, raw: bytes, certificate: Certificate, now: float) -> SealingKey:
        """The sealing key of a device whose certificate is good now (rules 6, 9 and 10)."""
        self._current(now)
        roster = self._current_roster(now)
        envelope = decode_envelope(raw, Kind.SEALING_KEY)
        key, signature = envelope.signatures[0]
        if key != certificate.signing:
            raise Untrusted("signer")
        check_signature(Kind.SEALING_KEY, self.organisation, envelope.payload, key, signature)
        sealing_key = decode_payload(envelope.payload, SealingKey)
        check_head(Kind.SEALING_KEY, sealing_key, self.organisation, now)
        keys = (certificate.identity, certificate.signing)
        if sealing_key.device != device_hash(self.organisation, *keys):
            raise Untrusted("signer")
        # Strict decoding makes these the very bytes that the administrator signed.
        hashed = document_hash(Kind.CERTIFICATE, encode_payload(certificate))
        check_standing(roster.payload, hashed, now)
        return sealing_key

    def check_warrant(self, raw: bytes, certificate: Certificate, now: float) -> Warrant:
        """The warrant that was given with this certificate, good now (rules 5, 6 and 9).

        "signer" where it is another certificate's, or names other keys.
        """
        charter, roster = self._current(now), self._current_roster(now)
        _, warrant = check_warrant(charter, roster.payload, self.organisation, raw, now)
        hashed = document_hash(Kind.CERTIFICATE, encode_payload(certificate))
        if (warrant.certificate_hash, warrant.signing) != (hashed, certificate.signing):
            raise Untrusted("signer")
        return warrant

    def check_power(self, raw: bytes, now: float) -> Warrant:
        """A warrant shown without its certificate, good now, with any power (rules 5, 6 and 9)."""
        charter, roster = self._current(now), self._current_roster(now)
        _, warrant = check_warrant(charter, roster.payload, self.organisation, raw, now)
        if not warrant.powers:
            raise Untrusted("power")
        return warrant

    def check_line(self, certificate_hash: bytes, now: float) -> None:
        """Whether a line that is open may go on, by the hash of its certificate (rule 9)."""
        roster = self.line_roster(now)
        if roster is None:
            raise Untrusted("missing")
        check_standing(roster, certificate_hash, now)

    def check_office_key(self, raw: bytes, now: float) -> OfficeKey:
        """An administrator's key for directories that is good now (rules 5 and 6)."""
        charter = self._current(now)
        envelope = decode_envelope(raw, Kind.OFFICE_KEY)
        by_administrator(charter, self.organisation, envelope)
        office_key = decode_payload(envelope.payload, OfficeKey)
        check_head(Kind.OFFICE_KEY, office_key, self.organisation, now)
        return office_key

"""A device's own certificates: the one that it shows, and those that it was met with before.

A renewed certificate for the same keys comes with the directory of a packet (protocol.md 3.7).
Lines made with the one before go on with it, and are made again with it: whoever invites wants
the very certificate that they know (5.5).
"""

from __future__ import annotations

from typing import Final

from orgkeys.errors import Unsendable
from orgkeys.packet import Directory
from orgkeys.vault import DeviceKeys
from relay.documents import (
    Certificate,
    Kind,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    envelope_hash,
)
from relay.errors import Untrusted

KEPT_MOST: Final = 4


class Own:
    """`raw` is the envelope of the certificate that new lines begin with.

    Raises Unsendable("not-certified") for a device that has none yet.
    """

    def __init__(self, device: DeviceKeys) -> None:
        if not device.certificate:
            raise Unsendable("not-certified")
        self.raw = device.certificate
        self.hash = envelope_hash(self.raw)
        self.certificate = _read(self.raw)
        self._all = {self.hash: self.raw}

    def hashes(self) -> tuple[bytes, ...]:
        """The hashes of all that lines may rest on, the newest first."""
        return tuple(reversed(self._all))

    def of(self, certificate_hash: bytes) -> bytes:
        """The envelope with this hash, which is one of ours."""
        return self._all[certificate_hash]

    def stands(self, trusted: TrustedDocuments, now: float) -> bool:
        """Whether a line with any of them may go on: the roster alone says so (rule 9)."""
        for hashed in self._all:
            try:
                trusted.check_line(hashed, now)
            except Untrusted:
                continue
            return True
        return False

    def adopt(self, directory: Directory, trusted: TrustedDocuments, now: float) -> bool:
        """Take a newer good certificate for the very same keys; True if there was one."""
        found = [
            entry.certificate
            for entry in directory.devices
            if self._better(entry.certificate, trusted, now)
        ]
        if not found:
            return False
        self.raw = max(found, key=lambda raw: _read(raw).issued)
        self.hash, self.certificate = envelope_hash(self.raw), _read(self.raw)
        self._all[self.hash] = self.raw
        while len(self._all) > KEPT_MOST:
            del self._all[next(iter(self._all))]
        return True

    def _better(self, raw: bytes, trusted: TrustedDocuments, now: float) -> bool:
        try:
            seen = _read(raw)
            keys = (seen.identity, seen.signing)
            if keys != (self.certificate.identity, self.certificate.signing):
                return False
            if envelope_hash(raw) in self._all:
                return False
            trusted.check_certificate(raw, now)
        except Untrusted:
            return False
        return seen.issued > self.certificate.issued or not self._good(trusted, now)

    def _good(self, trusted: TrustedDocuments, now: float) -> bool:
        try:
            trusted.check_certificate(self.raw, now)
        except Untrusted:
            return False
        return True


def _read(raw: bytes) -> Certificate:
    return decode_payload(decode_envelope(raw, Kind.CERTIFICATE).payload, Certificate)

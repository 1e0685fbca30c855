"""A whole organisation in memory for tests: its keys, and every document it could sign.

`make_organisation(now)` gives a good one; each `sign_…` method makes one more document and takes
any field by name, so that a test can say only what is wrong. Nothing is random: the same seed and
time give the same bytes, which the vectors rely on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.signing import SigningKey

from relay.documents import (
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
    TrustedDocuments,
    Warrant,
    device_hash,
    document_hash,
    encode_envelope,
    encode_payload,
    envelope_hash,
    sign_input,
)

DAY = 86_400
DESK = bytes(range(16))
NOW = 1_800_000_000


def filler(name: str, size: int = 32) -> bytes:
    """Bytes that look random and never change."""
    return hashlib.shake_256(name.encode()).digest(size)


def key(name: str) -> SigningKey:
    return SigningKey(filler(f"key {name}"))


def public(signer: SigningKey) -> bytes:
    return bytes(signer.verify_key)


def seal_envelope(
    kind: int,
    organisation: bytes,
    payload: bytes | Payload,
    signers: Iterable[SigningKey],
    warrants: Sequence[bytes] = (),
) -> bytes:
    """Sign any payload as any kind, right or wrong."""
    body = payload if isinstance(payload, bytes) else encode_payload(payload)
    signatures = sorted(
        (public(signer), signer.sign(sign_input(kind, organisation, body)).signature)
        for signer in signers
    )
    return encode_envelope(Envelope(kind, body, tuple(signatures), tuple(warrants)))


@dataclass
class StaffDevice:
    """A staff device: its certificate is in every roster of the organisation."""

    name: str
    signing: SigningKey
    certificate: bytes
    certificate_hash: bytes


@dataclass
class Organisation:
    """The signing side. `now` is the moment at which its documents are issued."""

    now: int
    seed: str
    roots: list[SigningKey]
    administrators: list[SigningKey]
    fingerprint: bytes = b""
    charters: list[bytes] = field(default_factory=list)
    devices: list[StaffDevice] = field(default_factory=list)
    roster: bytes = b""
    notice: bytes = b""
    shift: bytes = b""
    state: bytes = b""
    packet: bytes = b""
    desk: bytes = DESK
    desk_signing: SigningKey = field(default_factory=lambda: key("desk"))

    def sign_charter(
        self,
        signers: Sequence[SigningKey] | None = None,
        bound_to: bytes | None = None,
        **fields: Any,
    ) -> bytes:
        version = len(self.charters) + 1
        first = version == 1
        values: dict[str, Any] = {
            **self._head(version, 365 * DAY, fields),
            "organisation": b"" if first else self.fingerprint,
            "previous": b"" if first else envelope_hash(self.charters[-1]),
            "name": "Harbor Line",
            "threshold": 2,
            "root_keys": tuple(public(root) for root in self.roots),
            "administrator_keys": tuple(public(one) for one in self.administrators),
            "purpose_keys": (("statistics", filler(f"{self.seed} statistics")),),
            **fields,
        }
        organisation = bytes(32) if first else self.fingerprint
        who = self.roots[:2] if signers is None else signers
        bound = organisation if bound_to is None else bound_to
        return seal_envelope(Kind.CHARTER, bound, Charter(**values), who)

    def sign_roster(self, signer: SigningKey | None = None, **fields: Any) -> bytes:
        version = fields.get("version", 1)
        rows = [(one.certificate_hash, self.now + 90 * DAY, False) for one in self.devices]
        values: dict[str, Any] = {
            **self._head(version, 7 * DAY, fields),
            "previous": b"" if version == 1 else envelope_hash(self.roster),
            "rows": self.pad_rows(rows),
            **fields,
        }
        return self._seal(Kind.ROSTER, Roster(**values), signer)

    def sign_notice(self, signer: SigningKey | None = None, **fields: Any) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 90 * DAY, fields),
            "desk": self.desk,
            "timezone": "Europe/Vienna",
            "hours": tuple((day, 480, 1320) for day in range(7)),
            "numbers": (("0800 123 456", (("en", "Phone, day and night"), ("de", "Telefon"))),),
            "texts": (("en", (("closed", "We are closed now."),)), ("de", ())),
            "policy": (("first-message", "yes"),),
            "exit_address": "https://weather.example/",
            **fields,
        }
        return self._seal(Kind.NOTICE, Notice(**values), signer)

    def sign_shift(
        self, signer: SigningKey | None = None, warrants: Sequence[bytes] = (), **fields: Any
    ) -> bytes:
        rosters = TrustedDocuments(self.fingerprint)
        rosters.add_charters(self.charters, self.now)
        rosters.add_roster(self.roster, self.now)
        held = rosters.roster
        assert held is not None
        values: dict[str, Any] = {
            **self._head(1, DAY, fields),
            "desk": self.desk,
            "team_key": filler(f"{self.seed} team", 1216),
            "desk_key": public(self.desk_signing),
            "roster_version": held.payload.version,
            "roster_hash": held.hash,
            "packet_hash": filler(f"{self.seed} packet"),
            **fields,
        }
        return self._seal(Kind.SHIFT, Shift(**values), signer, warrants)

    def sign_state(
        self, signer: SigningKey | None = None, warrants: Sequence[bytes] = (), **fields: Any
    ) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 30 * DAY, fields),
            "desk": self.desk,
            "mode": 0,
            "text": "",
            **fields,
        }
        return self._seal(Kind.STATE, State(**values), signer, warrants)

    def sign_certificate(self, name: str, signer: SigningKey | None = None, **fields: Any) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 90 * DAY, fields),
            "salt": filler(f"{self.seed} salt {name}"),
            "identity": filler(f"{self.seed} identity {name}"),
            "signing": public(key(f"{self.seed} device {name}")),
            "alias": name,
            "role": "counselor",
            "languages": ("en", "de"),
            **fields,
        }
        return self._seal(Kind.CERTIFICATE, Certificate(**values), signer)

    def sign_warrant(
        self, device: StaffDevice, signer: SigningKey | None = None, **fields: Any
    ) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 30 * DAY, fields),
            "signing": public(device.signing),
            "certificate_hash": device.certificate_hash,
            "powers": ("shift", "state"),
            **fields,
        }
        return self._seal(Kind.WARRANT, Warrant(**values), signer)

    def sign_sealing_key(
        self, device: StaffDevice, /, signer: SigningKey | None = None, **fields: Any
    ) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 8 * DAY, fields),
            "device": device_hash(
                self.fingerprint,
                filler(f"{self.seed} identity {device.name}"),
                public(device.signing),
            ),
            "key": filler(f"{self.seed} sealing {device.name}", 1216),
            **fields,
        }
        return self._seal(Kind.SEALING_KEY, SealingKey(**values), signer or device.signing)

    def sign_office_key(self, signer: SigningKey | None = None, **fields: Any) -> bytes:
        values: dict[str, Any] = {
            **self._head(1, 365 * DAY, fields),
            "key": filler(f"{self.seed} office", 1216),
            **fields,
        }
        return self._seal(Kind.OFFICE_KEY, OfficeKey(**values), signer)

    def add_device(self, name: str) -> StaffDevice:
        """Certify a device; it is listed in rosters that are signed from now on."""
        raw = self.sign_certificate(name)
        device = StaffDevice(name, key(f"{self.seed} device {name}"), raw, envelope_hash(raw))
        self.devices.append(device)
        return device

    def pad_rows(
        self, rows: Iterable[tuple[bytes, int, bool]]
    ) -> tuple[tuple[bytes, int, bool], ...]:
        """Rows sorted and padded to sixteens, as protocol.md 3.3 wants a roster."""
        padded = list(rows)
        while not padded or len(padded) % 16:
            name = f"{self.seed} row {len(padded)}"
            padded.append((filler(name), self.now + 90 * DAY, False))
        return tuple(sorted(padded))

    def documents(self) -> list[tuple[str, bytes]]:
        """What a relay would serve, in the order in which it is to be read."""
        rest = [("roster", self.roster), ("notice", self.notice), ("shift", self.shift)]
        return [*(("charter", raw) for raw in self.charters), *rest, ("state", self.state)]

    def trusted(self, now: float | None = None) -> TrustedDocuments:
        """A reader that holds everything."""
        reader = TrustedDocuments(self.fingerprint)
        for kind, raw in self.documents():
            getattr(reader, f"add_{kind}")(raw, self.now if now is None else now)
        return reader

    def _head(self, version: int, life: int, fields: dict[str, Any]) -> dict[str, Any]:
        issued = fields.get("issued", self.now)
        return {
            "format": 1,
            "organisation": self.fingerprint,
            "version": version,
            "issued": issued,
            "expires": issued + life,
        }

    def _seal(
        self,
        kind: Kind,
        payload: Payload,
        signer: SigningKey | None,
        warrants: Sequence[bytes] = (),
    ) -> bytes:
        who = self.administrators[0] if signer is None else signer
        return seal_envelope(kind, self.fingerprint, payload, [who], warrants)


def make_organisation(now: int = NOW, seed: str = "harbor") -> Organisation:
    """Three root holders of whom two sign, two administrators, two devices, one open desk."""
    organisation = Organisation(
        now=now,
        seed=seed,
        roots=[key(f"{seed} root {number}") for number in range(3)],
        administrators=[key(f"{seed} administrator {number}") for number in range(2)],
        desk_signing=key(f"{seed} desk"),
    )
    organisation.charters.append(organisation.sign_charter())
    organisation.fingerprint = envelope_hash(organisation.charters[0])
    organisation.add_device("Robin")
    organisation.add_device("Sam")
    organisation.roster = organisation.sign_roster()
    organisation.notice = organisation.sign_notice()
    organisation.packet = filler(f"{seed} packet bytes", 4096)
    organisation.shift = organisation.sign_shift(packet_hash=packet_hash(organisation.packet))
    organisation.state = organisation.sign_state()
    return organisation


def packet_hash(packet: bytes) -> bytes:
    """What a shift says of its staff packet (protocol.md 3.7)."""
    label = b"noview/1 packet"
    head = bytes([len(label)]) + label + len(packet).to_bytes(4, "big")
    return hashlib.sha256(head + packet).digest()


def charter_hash(raw_payload: bytes) -> bytes:
    return document_hash(Kind.CHARTER, raw_payload)

"""What a device may do now: its certificate and its slot in the packet (protocol.md 3.6, 3.7)."""

from __future__ import annotations

from typing import Final

from orgkeys.errors import CannotOpen, NotOnShift
from orgkeys.handshake import Believed
from orgkeys.machines.follow import Follower
from orgkeys.machines.views import Problem
from orgkeys.machines.waiting_line import TeamKey
from orgkeys.messages import Contact
from orgkeys.packet import open_packet, packet_hash
from orgkeys.primitives import ed25519_public, sign, xwing_public
from orgkeys.vault import DeviceKeys
from relay.documents import Certificate, Kind, Shift, decode_envelope, decode_payload, envelope_hash
from relay.errors import Untrusted
from relay.frames import desk_proof_input

SHIFTS: Final = 2  # this one and the one before: knocks of both may be in the line


class Standing:
    """Looked at again after every round of documents."""

    def __init__(self, device: DeviceKeys, follower: Follower) -> None:
        self.keys: tuple[TeamKey, ...] = ()
        self.problem: Problem | None = None
        self.shut_out: Problem | None = None
        """The certificate does not stand any more; nothing may go on."""
        self.believed: Believed | None = None
        """The shift that this device is on, or None."""
        self.certificate_hash = envelope_hash(device.certificate)
        envelope = decode_envelope(device.certificate, Kind.CERTIFICATE)
        self.certificate = decode_payload(envelope.payload, Certificate)
        self._device = device
        self._follower = follower
        self._desk_seed = b""

    def look(self, now: float) -> None:
        """Check the own certificate, and open the staff packet of the shift if it is new."""
        self.problem = self.shut_out = None
        try:
            self._follower.trusted.check_certificate(self._device.certificate, now)
        except Untrusted as fault:
            self._off()
            if fault.rule in ("missing", "least-charter", "early"):
                self.problem = self._follower.problem or "documents-untrusted"
            else:
                self.shut_out = self._follower.problem or "not-on-shift"
            return
        believed, shift = self._follower.current(now), self._follower.shift(now)
        if believed is None or shift is None:
            self._off()
            self.problem = self._follower.problem or "desk-closed"
        elif believed != self.believed:
            self._take(believed, shift)

    def _take(self, believed: Believed, shift: Shift) -> None:
        self._off()
        packet = self._follower.packet
        device = self._device
        seeds = [seed for _, seed in device.sealing_keys]
        try:
            if not packet or packet_hash(packet) != shift.packet_hash:
                raise CannotOpen("packet")
            content = open_packet(device.organisation, device.desk, shift.version, seeds, packet)
            # The signed shift has the public halves: a packet for other keys serves nobody.
            public = xwing_public(content.team_seed), ed25519_public(content.desk_seed)
            if public != (shift.team_key, shift.desk_key):
                raise CannotOpen("packet")
        except NotOnShift:
            self.problem = "not-on-shift"
            return
        except CannotOpen:
            self.problem = "documents-untrusted"
            return
        self._desk_seed = content.desk_seed
        self.believed = believed
        self.keys = (TeamKey(believed, content.team_seed), *self.keys)[:SHIFTS]

    def _off(self) -> None:
        self.believed = None
        self._desk_seed = b""

    def on_shift(self, now: float) -> bool:
        """Whether this device is on the shift that runs now."""
        return self.believed is not None and self.believed == self._follower.current(now)

    def proof(self, challenge: bytes) -> bytes:
        """The signature that proves that this connection may serve the desk (10.4)."""
        device = self._device
        proven = desk_proof_input(device.organisation, device.desk, challenge)
        return sign(self._desk_seed, proven)

    def contact(self, w: bytes, now: float) -> Contact | None:
        """How to reach this device: its inbox and the newest sealing key that is good now."""
        trusted = self._follower.trusted
        for raw, _ in reversed(self._device.sealing_keys):
            try:
                trusted.check_sealing_key(raw, self.certificate, now)
            except Untrusted:
                continue
            return Contact(w, raw) if w else None
        return None

    def wipe(self) -> None:
        """Forget every key."""
        self._off()
        self.keys = ()

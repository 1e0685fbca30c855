"""What a device may do now: its certificate and its slot in the packet (protocol.md 3.6, 3.7)."""

from __future__ import annotations

from typing import Final

from orgkeys.errors import CannotOpen, NotOnShift
from orgkeys.handshake import Believed
from orgkeys.machines.follow import Follower
from orgkeys.machines.own import Own
from orgkeys.machines.views import Problem
from orgkeys.machines.waiting_line import TeamKey
from orgkeys.messages import Contact
from orgkeys.packet import PacketContent, open_packet, packet_hash
from orgkeys.primitives import ed25519_public, sign, xwing_public
from orgkeys.vault import DeviceKeys
from relay.documents import Shift
from relay.errors import Untrusted
from relay.frames import desk_proof_input

SHIFTS: Final = 2  # this one and the one before: knocks of both may be in the line
# What says nothing about our certificate: the documents that it is judged by are not there.
NOT_OURS: Final = ("missing", "least-charter", "rollback", "early")


class Standing:
    """Looked at again after every round of documents."""

    def __init__(self, device: DeviceKeys, follower: Follower) -> None:
        self.keys: tuple[TeamKey, ...] = ()
        self.problem: Problem | None = None
        self.shut_out: Problem | None = None
        """No certificate of ours stands any more; nothing may go on."""
        self.believed: Believed | None = None
        """The shift that this device is on, or None."""
        self.own = Own(device)
        self._device = device
        self._follower = follower
        self._desk_seed = b""
        self._looked: Believed | None = None
        self._content: PacketContent | None = None
        self._unopened: Problem | None = None

    def look(self, now: float) -> None:
        """Open the staff packet of the shift if it is new, and check the own certificate."""
        self.problem = self.shut_out = None
        trusted = self._follower.trusted
        believed, shift = self._follower.current(now), self._follower.shift(now)
        if believed is not None and shift is not None and believed != self._looked:
            self._open(believed, shift)
        if self._content is not None:
            self.own.adopt(self._content.directory, trusted, now)
        try:
            trusted.check_certificate(self.own.raw, now)
        except Untrusted as fault:
            self._off()
            if fault.rule in NOT_OURS:
                self.problem = self._follower.problem or "documents-untrusted"
            elif self.own.stands(trusted, now):
                # Who signed it has left: what is open goes on, and nothing new begins.
                self.problem = self._follower.problem or "not-on-shift"
            else:
                self.shut_out = self._follower.problem or "not-on-shift"
            return
        if believed is None or shift is None:
            self._off()
            self.problem = self._follower.problem or "desk-closed"
        elif self._content is None:
            self._off()
            self.problem = self._unopened
        elif believed != self.believed:
            self._desk_seed = self._content.desk_seed
            self.believed = believed
            before = [key for key in self.keys if key.believed != believed]
            self.keys = (TeamKey(believed, self._content.team_seed), *before)[:SHIFTS]

    def _open(self, believed: Believed, shift: Shift) -> None:
        """Open the packet of a shift, once; what does not open says why in `_unopened`."""
        self._looked, self._content, self._unopened = believed, None, None
        packet, device = self._follower.packet, self._device
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
            self._unopened = "not-on-shift"
        except CannotOpen:
            self._unopened = "documents-untrusted"
            self._looked = None  # the packet may still come whole
        else:
            self._content = content

    def _off(self) -> None:
        self.believed = None
        self._desk_seed = b""

    def quiet(self) -> bool:
        """Whether lines that begin now are quiet ones (6.5)."""
        return self._follower.quiet()

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
                trusted.check_sealing_key(raw, self.own.certificate, now)
            except Untrusted:
                continue
            return Contact(w, raw) if w else None
        return None

    def wipe(self) -> None:
        """Forget every key."""
        self._off()
        self.keys = ()
        self._looked = self._content = None

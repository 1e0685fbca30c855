"""The survivor's two ways to meet somebody: a knock that waits, and an invitation (protocol.md 5).

Both end with a hello. One that fails is dropped and leaves no trace; the ask keeps waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from orgkeys.errors import BadHello
from orgkeys.handshake import Ask, InvitationText, accept_hello, make_invitation
from orgkeys.line import Line
from orgkeys.machines.follow import Follower
from orgkeys.machines.wire import Asked, Mailbox, Reader, Wire
from relay import frames
from relay.documents import Certificate, envelope_hash
from relay.errors import Untrusted
from relay.frames import Mode, Refusal, write_capability

Random = Callable[[int], bytes]

ABSENT_PATIENCE: Final = 30.0  # seconds that an inbox may be absent
HELLO_PATIENCE: Final = 60.0  # seconds for an answer to an invitation
RETRY: Final = 2.0


@dataclass(frozen=True)
class Met:
    """Somebody whose certificate and frame 0 were good, and the line to them."""

    line: Line
    certificate: Certificate = field(repr=False)
    raw: bytes = field(repr=False)
    """The certificate's envelope, to be checked again when the roster changes."""
    hash: bytes


def accept(ask: Ask, append: bytes, follower: Follower, now: float) -> Met | None:
    """Accept a hello (5.5), or None if it fails a check; the ask is as it was then."""
    if follower.current(now) is None:
        return None  # nothing expired is used for anything new (3.6)
    trusted = follower.trusted
    seen: list[bytes] = []

    def check(raw: bytes) -> Certificate:
        seen.append(raw)
        return trusted.check_certificate(raw, now)

    try:
        line, certificate, _ = accept_hello(ask, append, check)
    except (BadHello, Untrusted):
        return None
    return Met(line, certificate, seen[0], envelope_hash(seen[0]))


@dataclass(frozen=True)
class Address:
    """Where one device can be invited: its inbox, its certificate and its sealing key."""

    w: bytes = field(repr=False)
    certificate_hash: bytes
    sealing_key: bytes = field(repr=False)


class Invitation(Reader):
    """An invitation on its way to one device (5.8). Told once: `met` or `gave_up`.

    Leaving is repeated with the same bytes after a reconnect; the device knows what it has seen.
    """

    def __init__(
        self,
        wire: Wire,
        follower: Follower,
        address: Address,
        met: Callable[[Met, float], None],
        gave_up: Callable[[float], None],
    ) -> None:
        self._wire = wire
        self._follower = follower
        self._address = address
        self._met = met
        self._gave_up = gave_up
        self._ref = wire.listen(self._refused)
        self._ask: Ask | None = None
        self._box: Mailbox | None = None
        self._spent = 0.0  # seconds with a connection
        self._counted = 0.0
        self._absent = False
        self._retry_at: float | None = None

    def begin(self, line_id_before: bytes, purpose: int, now: float, random: Random) -> None:
        """Make the invitation and leave it; purpose as in 5.8."""
        believed = self._follower.current(now)
        if believed is None:
            self.close()
            self._gave_up(now)
            return
        r = random(32)
        text = InvitationText(write_capability(r), line_id_before, purpose)
        address = self._address
        self._ask = make_invitation(
            believed, address.sealing_key, address.certificate_hash, text, random
        )
        self._box = self._wire.open(r, Mode.LINE, 0, self)
        self._counted = now
        self.leave()

    def leave(self) -> None:
        """Put it in the inbox (again)."""
        self._retry_at = None
        self._absent = False
        if self._ask is not None:
            self._wire.send(frames.Leave(self._ref, self._address.w, self._ask.sealed))

    def deliver(self, number: int, ciphertext: bytes, now: float) -> None:
        """The answer: hello and frame 0."""
        if self._ask is None:
            return
        met = accept(self._ask, ciphertext, self._follower, now)
        if met is not None:
            self.close()
            self._met(met, now)

    def taken(self, now: float) -> None:
        """Nobody else should know this mailbox; give up."""
        self._spent = HELLO_PATIENCE

    def tick(self, now: float) -> None:
        """Leave it again, or give up. About every second."""
        if self._wire.up:
            self._spent += max(0.0, now - self._counted)
        self._counted = now
        if self._spent >= (ABSENT_PATIENCE if self._absent else HELLO_PATIENCE):
            self.close()
            self._gave_up(now)
        elif self._retry_at is not None and now >= self._retry_at:
            self.leave()

    def _refused(self, frame: Asked, now: float) -> None:
        if not isinstance(frame, frames.Refused):
            return
        self._absent = frame.code == Refusal.ABSENT
        wait = float(frame.detail) if frame.code == Refusal.SLOW_DOWN else 0.0
        self._retry_at = now + max(RETRY, wait)

    def close(self) -> None:
        """Destroy the mailbox and the one-time secrets."""
        if self._ask is not None:
            self._ask.spend()
        if self._box is not None:
            self._wire.close(self._box)
        self._wire.unlisten(self._ref)

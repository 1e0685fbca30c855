"""A device's inbox: invitations from browsers that have lost a line (protocol.md 5.7, 5.8).

Whoever was told the inbox can leave anything in it, and a relay can leave everything twice, so
what does not open is dropped and what was seen is not seen again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import product
from typing import Final

from orgkeys.asks import SURVIVOR_SHAPE, ask_hash
from orgkeys.errors import CannotOpen
from orgkeys.handshake import Believed, OpenedAsk, inbox_capability, open_invitation
from orgkeys.machines.wire import Mailbox, Reader, Wire
from relay.documents import Certificate
from relay.errors import Untrusted
from relay.frames import Mode, write_capability

SEEN_MOST: Final = 1024
INBOXES: Final = 2  # of this shift and of the one before

AGAIN_FOR: Final = 900.0
"""Seconds after its beginning in which a console may be asked to go on with what it lost."""
COLLEAGUE_FOR: Final = 600.0
"""Seconds after it was given to a colleague in which this device may be invited to a talk."""
COLLEAGUES_MOST: Final = 8

Invited = Callable[[OpenedAsk, bytes, float], None]
Check = Callable[[bytes], Certificate]


class _Box(Reader):
    """The inbox of one shift."""

    def __init__(self, owner: Inbox, believed: Believed) -> None:
        self.believed = believed
        self.mailbox: Mailbox | None = None
        self._owner = owner

    def deliver(self, number: int, ciphertext: bytes, now: float) -> None:
        """Something was left."""
        if self.mailbox is not None and number >= self.mailbox.expected:
            self._owner.left(self.mailbox, number, ciphertext, now)

    def taken(self, now: float) -> None:
        """Another console has unlocked the same device."""
        self._owner.was_taken(self, now)


class Inbox:
    """The inboxes of a device. `seeds` are those of its sealing keys (32 bytes each).

    `hashes` gives the certificates that somebody may have met it with; `invited` is told which.
    """

    def __init__(
        self,
        wire: Wire,
        secret: bytes,
        hashes: Callable[[], tuple[bytes, ...]],
        seeds: tuple[bytes, ...],
        invited: Invited,
        taken: Callable[[float], None],
    ) -> None:
        self._wire = wire
        self._secret = secret
        self._hashes = hashes
        self._seeds = seeds
        self._invited = invited
        self._taken = taken
        self._boxes: list[_Box] = []
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def open(self, believed: Believed) -> None:
        """Read the inbox of this shift, and that of the one before."""
        if any(box.believed.shift_hash == believed.shift_hash for box in self._boxes):
            return
        box = _Box(self, believed)
        r = inbox_capability(self._secret, believed)
        box.mailbox = self._wire.open(r, Mode.INBOX, 0, box)
        self._boxes.insert(0, box)
        for old in self._boxes[INBOXES:]:
            if old.mailbox is not None:
                self._wire.close(old.mailbox)
        del self._boxes[INBOXES:]

    def w(self) -> bytes:
        """The write capability of the newest inbox; empty while there is none."""
        if not self._boxes:
            return b""
        return write_capability(inbox_capability(self._secret, self._boxes[0].believed))

    def left(self, mailbox: Mailbox, number: int, sealed: bytes, now: float) -> None:
        """Read what was left, once."""
        self._wire.read(mailbox, number + 1)
        hashed = ask_hash(sealed)
        if hashed in self._seen:
            return
        found = self._open(sealed)
        if found is None or found[0].shape != SURVIVOR_SHAPE:
            return
        self._seen[hashed] = None
        if len(self._seen) > SEEN_MOST:
            self._seen.popitem(last=False)
        self._invited(*found, now)

    def _open(self, sealed: bytes) -> tuple[OpenedAsk, bytes] | None:
        for box, seed, mine in product(self._boxes, self._seeds, self._hashes()):
            try:
                return open_invitation(box.believed, seed, mine, sealed, _no_staff), mine
            except (CannotOpen, Untrusted):
                continue
        return None

    def was_taken(self, box: _Box, now: float) -> None:
        """The inbox is read elsewhere now."""
        self._boxes = [one for one in self._boxes if one is not box]
        self._taken(now)

    def close(self) -> None:
        """Stop reading. The mailboxes stay at the relay for whoever unlocks this device next."""
        self._boxes.clear()


class Expected:
    """Which invitations may begin a conversation (5.8).

    Whoever was ever told the inbox could fill the console otherwise, past the line and its limit.
    """

    def __init__(self) -> None:
        self._began: float | None = None
        self._colleagues: list[float] = []

    def begin(self, now: float) -> None:
        """The console is connected, for the first time or again."""
        self._began = now if self._began is None else self._began

    def colleague(self, now: float) -> None:
        """A colleague was told how to reach this device: it may be invited, soon and once."""
        self._colleagues = [*self._colleagues, now + COLLEAGUE_FOR][-COLLEAGUES_MOST:]

    def take(self, *, again: bool, now: float) -> bool:
        """Whether a conversation that we do not know may begin now."""
        if again:
            return self._began is not None and now < self._began + AGAIN_FOR
        self._colleagues = [until for until in self._colleagues if now < until]
        if not self._colleagues:
            return False
        self._colleagues.pop(0)
        return True


def _no_staff(_: bytes) -> Certificate:
    """Lines between staff are not made in this version."""
    raise Untrusted("staff")

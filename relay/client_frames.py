"""The frames that a client sends (protocol.md 10, first table). Use them by `relay.frames`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from relay import limits
from relay.wire import (
    Ask,
    Bin16,
    Bin32,
    Bin64,
    Desk0,
    Drop2048,
    Envelope,
    Frame,
    Handle,
    Integer,
    Live,
    Packet,
    PublicKind,
    Ref,
    Ticket0,
    Warrant0,
    Work0,
    bucket,
    empty_or,
)


class Join(Frame, frozen=True, tag=1):
    """The first frame, once: which organisation this connection is for."""

    version: Annotated[int, Meta(ge=limits.PROTOCOL_VERSION, le=limits.PROTOCOL_VERSION)]
    organisation: Bin32


class Fetch(Frame, frozen=True, tag=2):
    """Ask for the newest signed document of a kind (all charters, for charters)."""

    ref: Ref
    kind: PublicKind
    desk: Desk0

    def __post_init__(self) -> None:
        empty_or(self.desk, limits.DESK_ID_SIZE)


class Open(Frame, frozen=True, tag=3):
    """Open, or take over, the mailbox that `r` reads."""

    handle: Handle
    r: Bin32
    next: Integer
    mode: Annotated[int, Meta(ge=0, le=2)]


class Append(Frame, frozen=True, tag=4):
    """Put a numbered ciphertext in a line's mailbox."""

    ref: Ref
    w: Bin32
    number: Integer
    ciphertext: Live

    def __post_init__(self) -> None:
        bucket(self.ciphertext)


class Ack(Frame, frozen=True, tag=5):
    """Everything below `upto` can be dropped."""

    handle: Handle
    upto: Integer


class CloseMailbox(Frame, frozen=True, tag=6):
    """Destroy the mailbox (`close` on the wire)."""

    handle: Handle


class Leave(Frame, frozen=True, tag=7):
    """Put a ciphertext in an inbox; the relay numbers it."""

    ref: Ref
    w: Bin32
    ciphertext: Live

    def __post_init__(self) -> None:
        bucket(self.ciphertext)


class Knock(Frame, frozen=True, tag=8):
    """Ask for a place in the waiting line, or keep it with fresh keys."""

    ref: Ref
    desk: Bin16
    handle: Handle
    ticket: Ticket0
    work: Work0
    sealed: Ask

    def __post_init__(self) -> None:
        empty_or(self.ticket, limits.TICKET_SIZE)
        empty_or(self.work, limits.WORK_SIZE)


class Withdraw(Frame, frozen=True, tag=9):
    """Leave the waiting line."""

    ref: Ref
    handle: Handle


class Duty(Frame, frozen=True, tag=10):
    """Prove that this connection may serve the desk, and announce its capacity."""

    ref: Ref
    desk: Bin16
    capacity: Annotated[int, Meta(ge=0, le=limits.MAX_CAPACITY)]
    signature: Bin64


class Off(Frame, frozen=True, tag=11):
    """Stop serving the desk."""

    ref: Ref
    desk: Bin16


class Claim(Frame, frozen=True, tag=12):
    """Take a knock."""

    ref: Ref
    desk: Bin16
    knock: Bin16


class Accept(Frame, frozen=True, tag=13):
    """Answer a claimed knock: hello and frame 0, for the knock's mailbox."""

    ref: Ref
    desk: Bin16
    knock: Bin16
    fence: Integer
    ciphertext: Ask


class Release(Frame, frozen=True, tag=14):
    """Give a claimed knock back to its old place."""

    ref: Ref
    desk: Bin16
    knock: Bin16
    fence: Integer


class TurnAway(Frame, frozen=True, tag=15):
    """Remove a claimed knock, and refuse its origin for an hour; or that of one it accepted."""

    ref: Ref
    desk: Bin16
    knock: Bin16
    fence: Integer


class Publish(Frame, frozen=True, tag=16):
    """Bring a signed document, with its staff packet where it is a shift."""

    ref: Ref
    envelope: Envelope
    packet: Packet


class Ping(Frame, frozen=True, tag=17):
    """Are you there?"""

    ref: Ref


class Call(Frame, frozen=True, tag=18):
    """A device's sealed word to the consoles on duty at the desk (protocol.md 10.8)."""

    ref: Ref
    desk: Bin16
    sealed: Ask


class Drop(Frame, frozen=True, tag=19):
    """Leave sealed answers for the organisation alone (protocol.md 15)."""

    ref: Ref
    desk: Bin16
    sealed: Drop2048


class Collect(Frame, frozen=True, tag=20):
    """Ask for the drops of a desk, those with a name above `after` (protocol.md 15.3)."""

    ref: Ref
    desk: Bin16
    after: Desk0
    signer: Bin32
    signature: Bin64
    warrant: Warrant0

    def __post_init__(self) -> None:
        empty_or(self.after, limits.DROP_NAME_SIZE)


class Collected(Frame, frozen=True, tag=21):
    """The signer has these drops: forget them."""

    ref: Ref
    desk: Bin16
    names: Annotated[list[Bin16], Meta(max_length=limits.DESK_DROPS)]
    signer: Bin32
    signature: Bin64
    warrant: Warrant0


ClientFrame = (
    Join | Fetch | Open | Append | Ack | CloseMailbox | Leave | Knock | Withdraw
    | Duty | Off | Claim | Accept | Release | TurnAway | Publish | Ping | Call
    | Drop | Collect | Collected
)  # fmt: skip

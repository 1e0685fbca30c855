"""The frames that a relay sends (protocol.md 10, second table). Use them by `relay.frames`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from relay import limits
from relay.wire import (
    Ask,
    Bin16,
    Bin32,
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
    bucket,
    empty_or,
)


class Joined(Frame, frozen=True, tag=33):
    """The connection is for its organisation now; `challenge` is what a desk proof signs."""

    challenge: Bin32


class Document(Frame, frozen=True, tag=34):
    """Signed documents: all charters in order, else the newest; the packet for staff."""

    ref: Ref
    kind: PublicKind
    envelopes: Annotated[list[Envelope], Meta(min_length=1, max_length=limits.MAX_CHARTERS)]
    packet: Packet


class Opened(Frame, frozen=True, tag=35):
    """The mailbox is open; the relay expects `next` from its writer."""

    handle: Handle
    next: Integer


class Deliver(Frame, frozen=True, tag=36):
    """A ciphertext out of an open mailbox."""

    handle: Handle
    number: Integer
    ciphertext: Live

    def __post_init__(self) -> None:
        bucket(self.ciphertext)


class Taken(Frame, frozen=True, tag=37):
    """The mailbox was opened again elsewhere; this handle is gone."""

    handle: Handle


class Queued(Frame, frozen=True, tag=38):
    """The knock is in the line; the ticket keeps its place."""

    ref: Ref
    ticket: Bin32
    ahead: Integer
    serving: bool


class Place(Frame, frozen=True, tag=39):
    """The place in the line has changed."""

    handle: Handle
    ahead: Integer
    serving: bool


class Waiting(Frame, frozen=True, tag=40):
    """To consoles on duty: a knock that can be claimed."""

    desk: Bin16
    knock: Bin16
    waited: Integer
    sealed: Ask


class Gone(Frame, frozen=True, tag=41):
    """To consoles: that knock cannot be claimed (any more)."""

    desk: Bin16
    knock: Bin16


class Claimed(Frame, frozen=True, tag=42):
    """The knock is yours until the deadline; `fence` proves it."""

    ref: Ref
    knock: Bin16
    fence: Integer


class Done(Frame, frozen=True, tag=43):
    """It was done."""

    ref: Ref


class Refused(Frame, frozen=True, tag=44):
    """It was not done; `code` is one of `Refusal`."""

    ref: Ref
    code: Annotated[int, Meta(ge=1, le=19)]
    detail: Integer


class Changed(Frame, frozen=True, tag=45):
    """A newer document can be fetched."""

    kind: PublicKind
    desk: Desk0

    def __post_init__(self) -> None:
        empty_or(self.desk, limits.DESK_ID_SIZE)


class Work(Frame, frozen=True, tag=46):
    """Under load: find work for this challenge and knock again (protocol.md 10.6)."""

    ref: Ref
    challenge: Bin16
    bits: Annotated[int, Meta(ge=0, le=limits.MAX_WORK_BITS)]


class Pong(Frame, frozen=True, tag=47):
    """Here."""

    ref: Ref


class Later(Frame, frozen=True, tag=48):
    """The relay is stopping; come back after so many seconds."""

    seconds: Annotated[int, Meta(ge=0, le=3600)]


class Called(Frame, frozen=True, tag=49):
    """To consoles on duty: what another device called; `proven` when that one is on duty too."""

    desk: Bin16
    proven: bool
    sealed: Ask


class Drops(Frame, frozen=True, tag=50):
    """Drops of a desk in the order of their names, each with its day since 1970 (UTC)."""

    ref: Ref
    drops: Annotated[list[tuple[Integer, Drop2048]], Meta(max_length=limits.DROPS_AT_ONCE)]
    more: bool


RelayFrame = (
    Joined | Document | Opened | Deliver | Taken | Queued | Place | Waiting | Gone | Claimed
    | Done | Refused | Changed | Work | Pong | Later | Called | Drops
)  # fmt: skip

"""The wire: bytes <-> frozen typed frames, one strict reading (protocol.md 1.1 and 10).

Decoding is typed, bounded, and exact: encoding the frame again must give the very bytes, so what
is not in its shortest form, and anything else with two readings, is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from relay import limits
from relay.client_frames import (
    Accept,
    Ack,
    Append,
    Call,
    Claim,
    ClientFrame,
    CloseMailbox,
    Collect,
    Collected,
    Drop,
    Duty,
    Fetch,
    Join,
    Knock,
    Leave,
    Off,
    Open,
    Ping,
    Publish,
    Release,
    TurnAway,
    Withdraw,
)
from relay.errors import Malformed
from relay.relay_frames import (
    Called,
    Changed,
    Claimed,
    Deliver,
    Document,
    Done,
    Drops,
    Gone,
    Joined,
    Later,
    Opened,
    Place,
    Pong,
    Queued,
    Refused,
    RelayFrame,
    Taken,
    Waiting,
    Work,
)
from relay.wire import (
    FATAL,
    Frame,
    Mode,
    Refusal,
    bind,
    collect_proof_input,
    desk_proof_input,
    digest,
    drop_name,
    mailbox_address,
    write_capability,
)

__all__ = [
    "FATAL",
    "Accept",
    "Ack",
    "Append",
    "Call",
    "Called",
    "Changed",
    "Claim",
    "Claimed",
    "ClientFrame",
    "CloseMailbox",
    "Collect",
    "Collected",
    "Deliver",
    "Document",
    "Done",
    "Drop",
    "Drops",
    "Duty",
    "Fetch",
    "Frame",
    "Gone",
    "Join",
    "Joined",
    "Knock",
    "Later",
    "Leave",
    "Mode",
    "Off",
    "Open",
    "Opened",
    "Ping",
    "Place",
    "Pong",
    "Publish",
    "Queued",
    "Refusal",
    "Refused",
    "RelayFrame",
    "Release",
    "Taken",
    "TurnAway",
    "Waiting",
    "Withdraw",
    "Work",
    "bind",
    "collect_proof_input",
    "decode_client",
    "decode_relay",
    "desk_proof_input",
    "digest",
    "drop_name",
    "encode",
    "mailbox_address",
    "write_capability",
]

_encode = msgspec.msgpack.Encoder().encode
_decode_client: Callable[[bytes], ClientFrame] = msgspec.msgpack.Decoder(ClientFrame).decode
_decode_relay: Callable[[bytes], RelayFrame] = msgspec.msgpack.Decoder(RelayFrame).decode

F = TypeVar("F", bound=Frame)


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. A frame whose fields are out of bounds is not caught here."""
    return _encode(frame)


def decode_client(raw: bytes) -> ClientFrame:
    """The frame that a client sent. Raises Malformed, which never repeats a byte of it."""
    return _strict(_decode_client, raw, limits.MAX_PUBLISH_FRAME)


def decode_relay(raw: bytes) -> RelayFrame:
    """The frame that a relay sent. Raises Malformed, which never repeats a byte of it."""
    return _strict(_decode_relay, raw, limits.MAX_RELAY_FRAME)


def _strict(decode: Callable[[bytes], F], raw: bytes, most: int) -> F:
    if len(raw) > most:
        raise Malformed("the frame is too large")
    try:
        frame = decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        # The cause names values, so it is not carried on.
        raise Malformed("not a frame of this protocol") from None
    if _encode(frame) != raw:
        raise Malformed("the frame is not in its one form")
    return frame

"""What all frames are made of: bounded field types, refusal codes, and the labels' one binding.

Sources: protocol.md 1.2 (bind), 1.3 (H), 10 (fields and codes), 10.1 and 10.4.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import sha256
from typing import Annotated

from msgspec import Meta, Struct

from relay import limits
from relay.errors import LocalFault

Integer = Annotated[int, Meta(ge=0, le=limits.MAX_INTEGER)]
Ref = Annotated[int, Meta(ge=0, le=limits.MAX_REF)]
Handle = Annotated[int, Meta(ge=0, le=limits.MAX_HANDLE)]
PublicKind = Annotated[int, Meta(ge=1, le=5)]
Bin16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Bin32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Bin64 = Annotated[bytes, Meta(min_length=64, max_length=64)]
Ask = Annotated[bytes, Meta(min_length=limits.ASK_SIZE, max_length=limits.ASK_SIZE)]
Drop2048 = Annotated[bytes, Meta(min_length=limits.DROP_SIZE, max_length=limits.DROP_SIZE)]
Live = Annotated[
    bytes, Meta(min_length=limits.BUCKETS[0], max_length=limits.LARGEST_BUCKET)
]  # and one of BUCKETS: `bucket`
Envelope = Annotated[bytes, Meta(min_length=1, max_length=limits.MAX_ENVELOPE)]
Warrant0 = Annotated[bytes, Meta(max_length=limits.MAX_WARRANT)]
Packet = Annotated[bytes, Meta(max_length=limits.MAX_PACKET)]
# Absent (empty) or exactly that long: the second half is checked by `empty_or`.
Desk0 = Annotated[bytes, Meta(max_length=limits.DESK_ID_SIZE)]
Ticket0 = Annotated[bytes, Meta(max_length=limits.TICKET_SIZE)]
Work0 = Annotated[bytes, Meta(max_length=limits.WORK_SIZE)]

_BUCKETS = frozenset(limits.BUCKETS)


def bucket(ciphertext: bytes) -> None:
    """Raise ValueError unless the length is a bucket (protocol.md 1.5)."""
    if len(ciphertext) not in _BUCKETS:
        raise ValueError("not a bucket")


def empty_or(value: bytes, size: int) -> None:
    """Raise ValueError unless the value is empty or `size` bytes long."""
    if value and len(value) != size:
        raise ValueError("neither empty nor whole")


class Frame(Struct, array_like=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """One message on the wire: `[type, fields …]`. Its representation shows no field."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Mode(IntEnum):
    """What a mailbox is for (`open`)."""

    LINE = 0
    INBOX = 1
    KNOCK = 2


class Refusal(IntEnum):
    """Codes of `refused` (protocol.md 10)."""

    MALFORMED = 1
    UNKNOWN_ORGANISATION = 2
    OUT_OF_ORDER = 3
    NO_SUCH_DOCUMENT = 4
    ABSENT = 5
    GAP = 6
    FULL = 7
    DESK_CLOSED = 8
    LINE_FULL = 9
    SLOW_DOWN = 10
    TAKEN = 11
    STALE = 12
    NOT_ON_DUTY = 13
    BAD_PROOF = 14
    UNTRUSTED = 15
    OLD_VERSION = 16
    TOO_MANY = 17
    EXPIRED = 18
    NOT_ALLOWED_HERE = 19


FATAL = frozenset(
    (
        Refusal.MALFORMED,
        Refusal.UNKNOWN_ORGANISATION,
        Refusal.OUT_OF_ORDER,
        Refusal.NOT_ALLOWED_HERE,
    )
)
"""After these the relay closes the connection with WebSocket code 4000 + code."""


def bind(label: str, *parts: bytes) -> bytes:
    """len8(label) | label | len32(p1) | p1 | ...: the input of every hash (protocol.md 1.2).

    Raises LocalFault for a label that is not `noview/1 …` in at most 255 ASCII bytes.
    """
    if not label.startswith("noview/1 ") or len(label) > 255 or not label.isascii():
        raise LocalFault("label", "every label begins with noview/1")
    out = [bytes((len(label),)), label.encode("ascii")]
    for part in parts:
        out.append(len(part).to_bytes(4, "big"))
        out.append(part)
    return b"".join(out)


def digest(label: str, *parts: bytes) -> bytes:
    """H(label, p1, ...): 32 bytes (protocol.md 1.3)."""
    return sha256(bind(label, *parts)).digest()


# Everything before the capability is the same each time, and addresses are on the hot path.
_ADDRESS = bind("noview/1 mailbox address", bytes(32))[:-32]


def write_capability(r: bytes) -> bytes:
    """The write capability (32 bytes) of the mailbox that `r` (32 bytes) reads (10.1)."""
    return digest("noview/1 mailbox write", r)


def mailbox_address(w: bytes) -> bytes:
    """The address (32 bytes) under which a relay keeps the mailbox of `w` (32 bytes) (10.1).

    Raises LocalFault when `w` is not 32 bytes long.
    """
    if len(w) != 32:
        raise LocalFault("capability", "a write capability is 32 bytes")
    return sha256(_ADDRESS + w).digest()


def desk_proof_input(organisation: bytes, desk: bytes, challenge: bytes) -> bytes:
    """What the desk key signs to go on duty on one connection (protocol.md 10.4)."""
    return bind("noview/1 desk proof", organisation, desk, challenge)


def collect_proof_input(organisation: bytes, desk: bytes, challenge: bytes) -> bytes:
    """What a signer's key signs to collect drops on one connection (protocol.md 15.3)."""
    return bind("noview/1 collect", organisation, desk, challenge)


def drop_name(sealed: bytes) -> bytes:
    """What a drop is called (16 bytes): says nothing of when it came (protocol.md 15.2)."""
    return digest("noview/1 drop name", sealed)[: limits.DROP_NAME_SIZE]

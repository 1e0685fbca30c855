"""The signed documents as typed values (protocol.md 3.1 to 3.4).

Field types say what a type can say; what relates one field to another is in
`relay/document_bytes.py`, and whether a document is to be trusted in `relay/documents.py`.
Integers are below 2^53, lengths of strings are counted in code points, times are seconds.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from relay.limits import MAX_ENVELOPE

MAX_CHARTER = 16 * 1024  # its envelope; a relay sends all charters in one frame
MAX_SIGNATURES = 64
MAX_ROSTER = 2048
ROSTER_STEP = 16
EARLY = 300  # seconds that a clock may be behind ours
DAY = 86_400


class Kind(IntEnum):
    """The nine kinds of documents (protocol.md 3.3)."""

    CHARTER = 1
    ROSTER = 2
    NOTICE = 3
    SHIFT = 4
    STATE = 5
    CERTIFICATE = 6
    WARRANT = 7
    SEALING_KEY = 8
    OFFICE_KEY = 9


SIGN_LABELS = {
    Kind.CHARTER: "noview/1 sign charter",
    Kind.ROSTER: "noview/1 sign roster",
    Kind.NOTICE: "noview/1 sign notice",
    Kind.SHIFT: "noview/1 sign shift",
    Kind.STATE: "noview/1 sign state",
    Kind.CERTIFICATE: "noview/1 sign certificate",
    Kind.WARRANT: "noview/1 sign warrant",
    Kind.SEALING_KEY: "noview/1 sign sealing key",
    Kind.OFFICE_KEY: "noview/1 sign office key",
}
LONGEST_LIFE = {Kind.ROSTER: 7 * DAY, Kind.SHIFT: DAY, Kind.SEALING_KEY: 8 * DAY}
ROLES = ("counselor", "interpreter", "supervisor", "administrator", "trainee")
POWERS = {Kind.SHIFT: "shift", Kind.STATE: "state"}

Int: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Minute: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1440)]
Bin: TypeAlias = Annotated[bytes, msgspec.Meta(max_length=MAX_ENVELOPE)]
Bin16: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Bin32: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Bin64: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Bin1216: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=1216, max_length=1216)]
Link: TypeAlias = Annotated[bytes, msgspec.Meta(max_length=32)]  # bin0 or bin32
Short: TypeAlias = Annotated[str, msgspec.Meta(max_length=64)]
Word: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=120)]
AnyKey: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=1, max_length=1216)]

Keys: TypeAlias = Annotated[tuple[Bin32, ...], msgspec.Meta(min_length=1, max_length=32)]
PurposeKeys: TypeAlias = Annotated[tuple[tuple[Word, AnyKey], ...], msgspec.Meta(max_length=32)]
RosterRow: TypeAlias = tuple[Bin32, Int, bool]
RosterRows: TypeAlias = Annotated[
    tuple[RosterRow, ...], msgspec.Meta(min_length=ROSTER_STEP, max_length=MAX_ROSTER)
]
Opening: TypeAlias = tuple[Annotated[int, msgspec.Meta(ge=0, le=6)], Minute, Minute]
Openings: TypeAlias = Annotated[tuple[Opening, ...], msgspec.Meta(max_length=64)]
Words: TypeAlias = Annotated[tuple[tuple[Word, Text], ...], msgspec.Meta(max_length=256)]
Phones: TypeAlias = Annotated[tuple[tuple[Short, Words], ...], msgspec.Meta(max_length=64)]
Texts: TypeAlias = Annotated[tuple[tuple[Word, Words], ...], msgspec.Meta(max_length=256)]
Languages: TypeAlias = Annotated[tuple[Word, ...], msgspec.Meta(max_length=64)]
Powers: TypeAlias = Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=2)]
Signatures: TypeAlias = Annotated[
    tuple[tuple[Bin32, Bin64], ...], msgspec.Meta(min_length=1, max_length=MAX_SIGNATURES)
]


class Signed(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Base of all that follows. Its representation shows no field: some hold an alias."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Envelope(Signed, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What travels (protocol.md 3.1): the payload as it was signed, and who signed it."""

    kind: Annotated[int, msgspec.Meta(ge=1, le=9)]
    payload: Bin
    signatures: Signatures
    warrants: Annotated[tuple[Bin, ...], msgspec.Meta(max_length=1)]


class Head(Signed, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The five fields that every payload begins with (protocol.md 3.3)."""

    format: Annotated[int, msgspec.Meta(ge=1, le=1)]
    organisation: Link
    version: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    issued: Int
    expires: Int


class Charter(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 1: who the organisation is. Signed by `threshold` of its root keys."""

    previous: Link
    name: Name
    threshold: Annotated[int, msgspec.Meta(ge=1, le=32)]
    root_keys: Keys
    administrator_keys: Keys
    purpose_keys: PurposeKeys


class Roster(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 2: `(certificate hash, expires, revoked)` of every device, and random rows."""

    previous: Link
    rows: RosterRows


class Notice(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 3: what the public is told about a desk. Minutes count from midnight, local time."""

    desk: Bin16
    timezone: Short
    hours: Openings
    numbers: Phones
    texts: Texts
    policy: Words
    exit_address: Annotated[str, msgspec.Meta(max_length=256)]


class Shift(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 4: the public keys of a desk for at most a day, and the roster they rest on."""

    desk: Bin16
    team_key: Bin1216
    desk_key: Bin32
    roster_version: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    roster_hash: Bin32
    packet_hash: Bin32


class State(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 5: `mode` 0 open, 1 closed, 2 surge, 3 partner; `text` is the key of a notice text."""

    desk: Bin16
    mode: Annotated[int, msgspec.Meta(ge=0, le=3)]
    text: Annotated[str, msgspec.Meta(max_length=32)]


class Certificate(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 6: a device. Never public: it travels only inside lines and staff packets."""

    salt: Bin32
    identity: Bin32
    signing: Bin32
    alias: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    role: Word
    languages: Languages


class Warrant(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 7: lets the device with this signing key sign shifts or states (protocol.md 3.8)."""

    signing: Bin32
    certificate_hash: Bin32
    powers: Powers


class SealingKey(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 8: a device's X-Wing key of at most eight days, signed by the device.

    `device` is the fingerprint of the device's keys (protocol.md 2.1), so a certificate that is
    renewed for the same keys needs no new sealing key.
    """

    device: Bin32
    key: Bin1216


class OfficeKey(Head, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Kind 9: an administrator's X-Wing key, to which directories are sealed. Never public."""

    key: Bin1216


Payload: TypeAlias = (
    Charter | Roster | Notice | Shift | State | Certificate | Warrant | SealingKey | OfficeKey
)
P = TypeVar("P", bound=Head)

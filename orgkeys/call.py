"""A call: a device's sealed word to the consoles on duty (protocol.md 3.12).

It says which certificate and sealing key the device has, so that the next shift includes it,
which documents it believes, so that a relay that shows different people different ones is caught,
and how busy its person is (16.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.encoding import Bin32, Number, Row
from orgkeys.errors import CannotOpen, CryptoFailed, Unsendable
from orgkeys.primitives import SEAL_OVERHEAD, Bytes, bind, sign, verify
from orgkeys.sealing import open_padded, seal_padded
from relay.documents import Certificate
from relay.limits import ASK_SIZE

PADDED: Final = ASK_SIZE - SEAL_OVERHEAD  # 2960
CLOCKS: Final = 300
"""Seconds by which a call may be older or younger than now."""
HEADS_MOST: Final = 8
TALKS_MOST: Final = 12
LIMIT_MOST: Final = 16
DESKED: Final = 3
"""From this kind on a document is for a desk."""


class HeadTold(NamedTuple):
    """The newest document of one kind (1 to 5) and desk (empty for charter and roster)."""

    kind: int
    desk: bytes
    version: int
    hash: bytes


class _Head(Row, frozen=True, array_like=True):
    kind: Annotated[int, Meta(ge=1, le=5)]
    desk: Annotated[bytes, Meta(max_length=16)]
    version: Annotated[int, Meta(ge=1, le=encoding.BIGGEST)]
    hash: Bin32


class TalkTold(NamedTuple):
    """One talk of somebody, by a name of 4 random bytes; times in seconds, 0 for not waiting."""

    name: bytes
    since: int
    waiting_since: int


class Presence(NamedTuple):
    """How busy somebody is: 0 on duty, 1 finishing, 2 pause, 3 listening."""

    state: int = 3
    limit: int = 0
    talks: tuple[TalkTold, ...] = ()


ABSENT: Final = Presence()
"""Of a device that only asks to be taken into a shift."""


class _Talk(Row, frozen=True, array_like=True):
    name: Annotated[bytes, Meta(min_length=4, max_length=4)]
    since: Number
    waiting_since: Number


class _Presence(Row, frozen=True, array_like=True):
    state: Annotated[int, Meta(ge=0, le=3)]
    limit: Annotated[int, Meta(ge=0, le=LIMIT_MOST)]
    talks: Annotated[tuple[_Talk, ...], Meta(max_length=TALKS_MOST)]


class _Payload(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=2, le=2)]
    certificate: bytes
    sealing_key: bytes
    at: Number
    heads: Annotated[tuple[_Head, ...], Meta(max_length=HEADS_MOST)]
    inbox: Annotated[bytes, Meta(max_length=32)]
    presence: _Presence


class _Call(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    payload: bytes
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


@dataclass(frozen=True)
class Call:
    """What a device that stands says. The sealing key is unverified: an envelope, or empty."""

    raw: bytes = field(repr=False)
    """The envelope of its certificate."""
    certificate: Certificate = field(repr=False)
    sealing_key: bytes = field(repr=False)
    at: int
    heads: tuple[HeadTold, ...] = field(repr=False)
    inbox: bytes = field(repr=False, default=b"")
    """`w` of its inbox (32 bytes), or empty: nobody can leave an invitation there."""
    presence: Presence = field(repr=False, default_factory=Presence)


def seal_call(
    organisation: bytes,
    desk: bytes,
    shift_hash: bytes,
    team_key: bytes,
    signing_seed: bytes,
    certificate: bytes,
    sealing_key: bytes,
    heads: Sequence[HeadTold],
    now: int,
    inbox: bytes = b"",
    presence: Presence = ABSENT,
) -> bytes:
    """A call (4096 bytes) for whoever holds the team key of this shift (1216 bytes).

    Unsendable when it does not fit.
    """
    state, limit, talks = presence
    told = [state, limit, [list(talk) for talk in talks]]
    listed = [list(head) for head in heads]
    payload = encoding.encode([2, certificate, sealing_key, now, listed, inbox, told])
    signature = sign(signing_seed, bind(labels.CALL_SIGNATURE, organisation, payload))
    info = bind(labels.CALL, organisation, desk, shift_hash)
    plain = encoding.encode([1, payload, signature])
    if len(heads) > HEADS_MOST or len(talks) > TALKS_MOST or limit > LIMIT_MOST:
        raise Unsendable("call")
    try:
        return seal_padded(team_key, info, plain, ASK_SIZE)[0]
    except CryptoFailed:
        raise Unsendable("call") from None


def open_call(
    organisation: bytes,
    desk: bytes,
    shift_hash: bytes,
    team_seed: Bytes,
    sealed: bytes,
    check_certificate: Callable[[bytes], Certificate],
    now: float,
) -> Call:
    """Open a call. `check_certificate` verifies a certificate envelope by 3.6.

    Raises CannotOpen ("stale" for one that is not of now), and what `check_certificate` raises.
    """
    info = bind(labels.CALL, organisation, desk, shift_hash)
    plain, _ = open_padded(team_seed, info, sealed, ASK_SIZE)
    call = encoding.decode_as(plain, _Call)
    told = encoding.decode_as(call.payload, _Payload)
    if not all(len(head.desk) == (16 if head.kind >= DESKED else 0) for head in told.heads):
        raise CannotOpen("malformed")
    if len(told.inbox) not in (0, 32):
        raise CannotOpen("malformed")
    certificate = check_certificate(told.certificate)
    bound = bind(labels.CALL_SIGNATURE, organisation, call.payload)
    verify(certificate.signing, bound, call.signature)
    if abs(told.at - now) > CLOCKS:
        raise CannotOpen("stale")
    heads = tuple(HeadTold(one.kind, one.desk, one.version, one.hash) for one in told.heads)
    state = told.presence
    talks = tuple(TalkTold(one.name, one.since, one.waiting_since) for one in state.talks)
    presence = Presence(state.state, state.limit, talks)
    key, inbox = told.sealing_key, told.inbox
    return Call(told.certificate, certificate, key, told.at, heads, inbox, presence)

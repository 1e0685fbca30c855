"""A call: a device's sealed word to the consoles on duty (protocol.md 3.12).

It says which certificate and sealing key the device has, so that the next shift includes it, and
which documents it believes, so that a relay that shows different people different ones is caught.
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


class _Payload(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    certificate: bytes
    sealing_key: bytes
    at: Number
    heads: Annotated[tuple[_Head, ...], Meta(max_length=HEADS_MOST)]


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
) -> bytes:
    """A call (4096 bytes) for whoever holds the team key of this shift (1216 bytes).

    Unsendable when it does not fit.
    """
    payload = encoding.encode([1, certificate, sealing_key, now, [list(head) for head in heads]])
    signature = sign(signing_seed, bind(labels.CALL_SIGNATURE, organisation, payload))
    info = bind(labels.CALL, organisation, desk, shift_hash)
    plain = encoding.encode([1, payload, signature])
    if len(heads) > HEADS_MOST:
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
    certificate = check_certificate(told.certificate)
    bound = bind(labels.CALL_SIGNATURE, organisation, call.payload)
    verify(certificate.signing, bound, call.signature)
    if abs(told.at - now) > CLOCKS:
        raise CannotOpen("stale")
    heads = tuple(HeadTold(one.kind, one.desk, one.version, one.hash) for one in told.heads)
    return Call(told.certificate, certificate, told.sealing_key, told.at, heads)

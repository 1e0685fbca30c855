"""The inside of ciphertexts, as far as it can be seen without a key: which part looks how. Pure.

Sources: protocol.md 4 (sealing: HPKE with X-Wing) and 3.7 (staff packet).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from audit.errors import Unreadable
from orgkeys.packet import BODY_SIZE, DIRECTORY_STEP, PACKET_STEP, SLOTS_MOST
from orgkeys.primitives import SEAL_OVERHEAD
from orgkeys.sealing import COMMIT, NONCE, TAG

Piece = tuple[str, bytes]
"""Which model of `audit.chance` fits, and the bytes."""

ML_KEM_U: Final = 960
ML_KEM: Final = 1088
POINT: Final = 32
SLOT_SEALED: Final = SEAL_OVERHEAD + 32
LOCKED: Final = COMMIT + TAG


def sealed_pieces(sealed: bytes) -> Iterator[Piece]:
    """What was sealed with X-Wing. Raises Unreadable."""
    if len(sealed) < SEAL_OVERHEAD:
        raise Unreadable("a sealed value that is too short")
    point = sealed[ML_KEM : ML_KEM + POINT]
    if point[-1] > 127:
        raise Unreadable("a sealed value without a public key in its place")
    yield "ML-KEM u", sealed[:ML_KEM_U]
    yield "ML-KEM v", sealed[ML_KEM_U:ML_KEM]
    yield "bytes", point[:-1]
    yield "bytes", sealed[ML_KEM + POINT :]


class _Packet(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    format: Annotated[int, msgspec.Meta(ge=2, le=2)]
    slots: Annotated[tuple[tuple[bytes, bytes], ...], msgspec.Meta(max_length=SLOTS_MOST)]
    nonce: bytes
    body: bytes
    directory_nonce: bytes
    directory: bytes


def packet_pieces(raw: bytes) -> list[Piece]:
    """A staff packet: slots for devices and throw-away keys, body, directory. Raises Unreadable."""
    try:
        packet = msgspec.msgpack.decode(raw, type=_Packet)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unreadable("no staff packet") from None
    if msgspec.msgpack.encode(packet) != raw:
        raise Unreadable("a staff packet in another writing")
    sizes = {(len(slot), len(sealed)) for slot, sealed in packet.slots}
    names = [slot for slot, _ in packet.slots]
    room = len(packet.directory) - LOCKED
    if (
        sizes != {(16, SLOT_SEALED)}
        or len(packet.slots) % PACKET_STEP
        or names != sorted(names)
        or {len(packet.nonce), len(packet.directory_nonce)} != {NONCE}
        or len(packet.body) != BODY_SIZE + LOCKED
        or room <= 0
        or room % DIRECTORY_STEP
    ):
        raise Unreadable("a staff packet with a part of another size")
    pieces: list[Piece] = [("bytes", b"".join(names))]
    for _, sealed in packet.slots:
        pieces += sealed_pieces(sealed)
    return [
        *pieces,
        ("bytes", packet.nonce + packet.body),
        ("bytes", packet.directory_nonce + packet.directory),
    ]

"""Sealing with padding, encryption that commits to its key, and the staff packet.

Sources: protocol.md 4 (sealing), 6.2 (commit ‖ nonce ‖ ciphertext), 3.7 (staff packet).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.encoding import Bin32, Row
from orgkeys.errors import CannotOpen, CryptoFailed, NotOnShift
from orgkeys.primitives import (
    SEAL_OVERHEAD,
    Bytes,
    bind,
    digest,
    equal,
    expand,
    open_sealed,
    pad,
    seal,
    u64,
    unpad,
    xchacha_open,
    xchacha_seal,
    xwing_public,
)

Random = Callable[[int], bytes]

COMMIT = 32
NONCE = 24
TAG = 16
PACKET_STEP = 16  # slots come in multiples of this
BODY_STEP = 4096
SLOTS_MOST = 1024


def seal_padded(public: bytes, info: bytes, plaintext: bytes, size: int) -> tuple[bytes, bytes]:
    """Seal to `size` bytes; returns (sealed, padded plaintext), CryptoFailed if it is too long."""
    padded = pad(plaintext, size - SEAL_OVERHEAD)
    return seal(public, info, padded), padded


def open_padded(seed: Bytes, info: bytes, sealed: bytes, size: int) -> tuple[bytes, bytes]:
    """Open what `seal_padded` made; returns (plaintext, padded plaintext), else CannotOpen."""
    if len(sealed) != size:
        raise CannotOpen("size")
    padded = open_sealed(seed, info, sealed)
    return unpad(padded), padded


def lock(commit: bytes, key: bytes, nonce: bytes, associated: bytes, padded: bytes) -> bytes:
    """`commit(32) ‖ nonce(24) ‖ XChaCha20-Poly1305`; 72 bytes longer than the padded plaintext."""
    if len(commit) != COMMIT or len(nonce) != NONCE:
        raise CryptoFailed("key")
    return commit + nonce + xchacha_seal(key, nonce, associated, padded)


def unlock(commit: bytes, key: bytes, associated: bytes, locked: bytes) -> bytes:
    """The padded plaintext. The commit is compared first, or one ciphertext could open twice."""
    if not equal(locked[:COMMIT], commit):
        raise CannotOpen("commit")
    nonce = locked[COMMIT : COMMIT + NONCE]
    return xchacha_open(key, nonce, associated, locked[COMMIT + NONCE :])


class _Slot(Row, frozen=True, array_like=True):
    slot: Annotated[bytes, Meta(min_length=16, max_length=16)]
    sealed: Annotated[bytes, Meta(min_length=1168, max_length=1168)]


class _Packet(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    slots: Annotated[tuple[_Slot, ...], Meta(max_length=SLOTS_MOST)]
    nonce: Annotated[bytes, Meta(min_length=24, max_length=24)]
    body: bytes


class _Body(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    team_seed: Bin32
    desk_seed: Bin32
    certificates: tuple[bytes, ...]


@dataclass(frozen=True)
class PacketContent:
    """What everybody on a shift holds: both seeds (32 bytes each) and the certificates."""

    team_seed: bytes = field(repr=False)
    desk_seed: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)


def packet_hash(raw: bytes) -> bytes:
    """The hash of a staff packet that its shift carries (3.7)."""
    return digest(labels.PACKET, raw)


def packet_slot(organisation: bytes, sealing_key: bytes) -> bytes:
    """Which slot of a packet is for this sealing key (public, 1216 bytes): 16 bytes."""
    return digest(labels.PACKET_SLOT, organisation, sealing_key)[:16]


def make_packet(
    organisation: bytes,
    desk: bytes,
    shift_version: int,
    sealing_keys: Sequence[bytes],
    content: PacketContent,
    random: Random,
) -> bytes:
    """The staff packet of a shift, sealed to each of the devices' sealing keys (3.7).

    Throw-away keys fill the slots up to a multiple of 16, and the slots are sorted, so that
    neither count nor order says who is on the shift.
    """
    where = (organisation, desk, u64(shift_version))
    packet_key, nonce = random(32), random(NONCE)
    fill = -len(sealing_keys) % PACKET_STEP if sealing_keys else PACKET_STEP
    real = [(key, packet_key) for key in sealing_keys]
    decoys = [(xwing_public(random(32)), random(32)) for _ in range(fill)]
    info = bind(labels.PACKET_KEY, *where)
    slots = sorted(
        (packet_slot(organisation, key), seal(key, info, secret)) for key, secret in real + decoys
    )
    plain = encoding.encode(
        [1, content.team_seed, content.desk_seed, [bytes(c) for c in content.certificates]]
    )
    body = expand(packet_key, labels.PACKET_COMMIT, organisation) + xchacha_seal(
        expand(packet_key, labels.PACKET_BODY, organisation),
        nonce,
        bind(labels.PACKET, *where),
        pad(plain, -(-(len(plain) + 1) // BODY_STEP) * BODY_STEP),
    )
    return encoding.encode([1, [list(slot) for slot in slots], nonce, body])


def open_packet(
    organisation: bytes,
    desk: bytes,
    shift_version: int,
    sealing_seeds: Sequence[bytes],
    raw: bytes,
) -> PacketContent:
    """Open a packet whose hash has been compared with the shift's.

    Raises NotOnShift if no slot is for one of our sealing keys, CannotOpen for anything else.
    """
    packet = encoding.decode_as(raw, _Packet)
    where = (organisation, desk, u64(shift_version))
    ours = {packet_slot(organisation, xwing_public(seed)): seed for seed in sealing_seeds}
    mine = [(ours[slot.slot], slot.sealed) for slot in packet.slots if slot.slot in ours]
    if not mine:
        raise NotOnShift("not-on-shift")
    packet_key = open_sealed(mine[0][0], bind(labels.PACKET_KEY, *where), mine[0][1])
    padded = unlock(
        expand(packet_key, labels.PACKET_COMMIT, organisation),
        expand(packet_key, labels.PACKET_BODY, organisation),
        bind(labels.PACKET, *where),
        packet.body[:COMMIT] + packet.nonce + packet.body[COMMIT:],
    )
    body = encoding.decode_as(unpad(padded), _Body)
    return PacketContent(body.team_seed, body.desk_seed, body.certificates)

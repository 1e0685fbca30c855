"""The staff packet: the keys of a shift for who is on it, and the directory for who makes the next.

Source: protocol.md 3.7. Devices open both parts with their sealing keys; administrators open the
directory alone with their office key. Nothing in a directory is believed before the rulebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.encoding import Bin32, Row
from orgkeys.errors import NotOnShift, Unsendable
from orgkeys.primitives import (
    Bytes,
    bind,
    digest,
    expand,
    open_sealed,
    pad,
    seal,
    u64,
    unpad,
    xwing_public,
)
from orgkeys.sealing import COMMIT, NONCE, Random, lock, unlock

PACKET_STEP: Final = 16  # slots come in multiples of this
BODY_SIZE: Final = 128
DIRECTORY_STEP: Final = 4096
DEVICES_MOST: Final = 1024
OFFICE_KEYS_MOST: Final = 32
LISTED_MOST: Final = 16_384  # bytes of an envelope in a directory
HANDBOOK_MOST: Final = 262_144  # bytes of the handbook's envelope
SLOTS_MOST: Final = DEVICES_MOST + OFFICE_KEYS_MOST

Bin16 = Annotated[bytes, Meta(min_length=16, max_length=16)]


class _Slot(Row, frozen=True, array_like=True):
    slot: Bin16
    sealed: Annotated[bytes, Meta(min_length=1168, max_length=1168)]


class _Packet(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=2, le=2)]
    slots: Annotated[tuple[_Slot, ...], Meta(max_length=SLOTS_MOST)]
    nonce: Annotated[bytes, Meta(min_length=24, max_length=24)]
    body: bytes
    directory_nonce: Annotated[bytes, Meta(min_length=24, max_length=24)]
    directory: bytes


class _Body(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    team_seed: Bin32
    desk_seed: Bin32


Listed = Annotated[bytes, Meta(min_length=1, max_length=LISTED_MOST)]
Listed0 = Annotated[bytes, Meta(max_length=LISTED_MOST)]


class Entry(NamedTuple):
    """What a directory tells of one certificate that stands: its envelope, and the envelopes of
    its device's newest sealing key and of its own warrant, each empty where there is none."""

    certificate: Listed
    sealing_key: Listed0
    warrant: Listed0


class _Directory(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=2, le=2)]
    devices: Annotated[tuple[Entry, ...], Meta(max_length=DEVICES_MOST)]
    office_keys: Annotated[tuple[Listed, ...], Meta(max_length=OFFICE_KEYS_MOST)]
    handbook: Annotated[bytes, Meta(max_length=HANDBOOK_MOST)]


@dataclass(frozen=True)
class Directory:
    """Every certificate that stands, the envelopes of the administrators' office keys, and the
    handbook's, which is empty where there is none."""

    devices: tuple[Entry, ...] = field(default=(), repr=False)
    office_keys: tuple[bytes, ...] = field(default=(), repr=False)
    handbook: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class PacketContent:
    """What everybody on a shift holds: both seeds (32 bytes each), and the directory."""

    team_seed: bytes = field(repr=False)
    desk_seed: bytes = field(repr=False)
    directory: Directory = field(default_factory=Directory)


def packet_hash(raw: bytes) -> bytes:
    """The hash of a staff packet that its shift carries (3.7)."""
    return digest(labels.PACKET, raw)


def packet_slot(organisation: bytes, public: bytes) -> bytes:
    """Which slot of a packet is for this sealing or office key (1216 bytes): 16 bytes."""
    return digest(labels.PACKET_SLOT, organisation, public)[:16]


def make_packet(
    organisation: bytes,
    desk: bytes,
    version: int,
    content: PacketContent,
    directory: Directory,
    sealing_keys: Sequence[bytes],
    office_publics: Sequence[bytes],
    random: Random,
) -> bytes:
    """The staff packet of a shift: `content`'s seeds for the devices' sealing keys, `directory`
    for them and for the office keys (3.7; public keys, 1216 bytes each).

    Throw-away keys fill the slots up to a multiple of 16, and the slots are sorted, so that
    neither count nor order says who is on the shift. Raises Unsendable for more devices than a
    directory holds.
    """
    if len(directory.devices) > DEVICES_MOST or len(directory.office_keys) > OFFICE_KEYS_MOST:
        raise Unsendable("directory-full")
    where = (organisation, desk, u64(version))
    packet_key = random(32)
    directory_key = expand(packet_key, labels.DIRECTORY_KEY, organisation)
    device_info, office_info = bind(labels.PACKET_KEY, *where), bind(labels.DIRECTORY_SLOT, *where)
    wanted = [(key, device_info, packet_key) for key in sealing_keys]
    wanted += [(key, office_info, directory_key) for key in office_publics]
    fill = -len(wanted) % PACKET_STEP if wanted else PACKET_STEP
    wanted += [(xwing_public(random(32)), device_info, random(32)) for _ in range(fill)]
    slots = sorted(
        (packet_slot(organisation, key), seal(key, info, secret)) for key, info, secret in wanted
    )
    body = lock(
        expand(packet_key, labels.PACKET_COMMIT, organisation),
        expand(packet_key, labels.PACKET_BODY, organisation),
        random(NONCE),
        bind(labels.PACKET, *where),
        pad(encoding.encode([1, content.team_seed, content.desk_seed]), BODY_SIZE),
    )
    listed = [list(entry) for entry in directory.devices]
    plain = encoding.encode([2, listed, list(directory.office_keys), directory.handbook])
    told = lock(
        expand(directory_key, labels.DIRECTORY_COMMIT, organisation),
        expand(directory_key, labels.DIRECTORY_BODY, organisation),
        random(NONCE),
        bind(labels.DIRECTORY, *where),
        pad(plain, -(-(len(plain) + 1) // DIRECTORY_STEP) * DIRECTORY_STEP),
    )
    return encoding.encode([2, [list(slot) for slot in slots], *_apart(body), *_apart(told)])


def open_packet(
    organisation: bytes, desk: bytes, version: int, sealing_seeds: Sequence[bytes], raw: bytes
) -> PacketContent:
    """Open a packet whose hash has been compared with the shift's (version: of the shift).

    Raises NotOnShift if no slot is for one of our sealing keys, CannotOpen for anything else.
    """
    packet = encoding.decode_as(raw, _Packet)
    where = (organisation, desk, u64(version))
    info = bind(labels.PACKET_KEY, *where)
    packet_key = _slot_opened(organisation, packet, sealing_seeds, info)
    padded = unlock(
        expand(packet_key, labels.PACKET_COMMIT, organisation),
        expand(packet_key, labels.PACKET_BODY, organisation),
        bind(labels.PACKET, *where),
        packet.body[:COMMIT] + packet.nonce + packet.body[COMMIT:],
    )
    body = encoding.decode_as(unpad(padded), _Body)
    directory_key = expand(packet_key, labels.DIRECTORY_KEY, organisation)
    directory = _directory(where, packet, directory_key)
    return PacketContent(body.team_seed, body.desk_seed, directory)


def open_directory(
    organisation: bytes, desk: bytes, version: int, office_seed: Bytes, raw: bytes
) -> Directory:
    """Open the directory of a packet with an administrator's office key. Raises as `open_packet`.

    It holds no key of the team: an administrator is not on the shift by being one.
    """
    packet = encoding.decode_as(raw, _Packet)
    where = (organisation, desk, u64(version))
    info = bind(labels.DIRECTORY_SLOT, *where)
    return _directory(where, packet, _slot_opened(organisation, packet, [office_seed], info))


def _slot_opened(
    organisation: bytes, packet: _Packet, seeds: Sequence[Bytes], info: bytes
) -> bytes:
    """What the first slot that is for one of these seeds holds (32 bytes)."""
    ours = {packet_slot(organisation, xwing_public(seed)): seed for seed in seeds}
    for slot in packet.slots:
        if slot.slot in ours:
            return open_sealed(ours[slot.slot], info, slot.sealed)
    raise NotOnShift("not-on-shift")


def _directory(
    where: tuple[bytes, bytes, bytes], packet: _Packet, directory_key: bytes
) -> Directory:
    organisation = where[0]
    padded = unlock(
        expand(directory_key, labels.DIRECTORY_COMMIT, organisation),
        expand(directory_key, labels.DIRECTORY_BODY, organisation),
        bind(labels.DIRECTORY, *where),
        packet.directory[:COMMIT] + packet.directory_nonce + packet.directory[COMMIT:],
    )
    told = encoding.decode_as(unpad(padded), _Directory)
    return Directory(told.devices, told.office_keys, told.handbook)


def _apart(locked: bytes) -> tuple[bytes, bytes]:
    """Nonce, and commit ‖ ciphertext: how a packet writes what `lock` made."""
    return locked[COMMIT : COMMIT + NONCE], locked[:COMMIT] + locked[COMMIT + NONCE :]

"""The fingerprint of a device, which is compared aloud before it is certified (protocol.md 2.1)."""

from __future__ import annotations

from typing import Final

from orgkeys.primitives import ed25519_public, x25519_public
from relay.documents import device_hash as device_hash

GROUPS: Final = 6
GROUP_BYTES: Final = 5
GROUP: Final = 100_000


def spoken(device: bytes) -> str:
    """A fingerprint (32 bytes) as six groups of five digits, to be read to somebody.

    About 100 bits: enough that nobody makes keys whose digits are the same.
    """
    parts = (device[GROUP_BYTES * n : GROUP_BYTES * (n + 1)] for n in range(GROUPS))
    return " ".join(f"{int.from_bytes(part, 'big') % GROUP:05}" for part in parts)


def device_of(organisation: bytes, identity: bytes, signing: bytes) -> bytes:
    """The fingerprint of the device that has these private keys (X25519, and Ed25519 seed)."""
    return device_hash(organisation, x25519_public(identity), ed25519_public(signing))

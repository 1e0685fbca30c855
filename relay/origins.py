"""Where a connection comes from: its flood budget's opaque key, and whether its Origin may come.

Two things with one name: `Origin`, the header, is the website whose script connects; an *origin* of
the flood budgets is a keyed hash of a network address, in memory only, under a key of a day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from relay.config import Config
from relay.connection import Path
from relay.limits import ORIGIN_KEY

DAY = 86_400


class Hashed:
    """Turns addresses into opaque keys. The key is random, never written, and renewed daily."""

    def __init__(self, random: Callable[[int], bytes], now: float) -> None:
        self._random = random
        self._key = random(32)
        self._until = now + DAY

    def __call__(self, address: str, now: float) -> bytes:
        """The 16-byte key of an address, for IPv6 that of a /64 and behind it that of its /48."""
        if now >= self._until:
            self._key = self._random(32)
            self._until = now + DAY
        return b"".join(
            blake2b(one.encode(), key=self._key, digest_size=ORIGIN_KEY).digest()
            for one in networks(address)
        )


def networks(address: str) -> tuple[str, ...]:
    """What shares a budget, the narrow one first: an IPv4 address; an IPv6 /64, which a household
    has, and its /48, which a site or a hosting customer has; or everything that is no address.
    """
    parsed = parse(address)
    if isinstance(parsed, IPv6Address):
        return tuple(str(ip_network((int(parsed), size), strict=False)) for size in (64, 48))
    return ("" if parsed is None else str(parsed),)


def parse(address: str) -> IPv4Address | IPv6Address | None:
    """The address, IPv4 in IPv6 unwrapped, or None."""
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


def address_of(peer: str, forwarded: Sequence[str]) -> str:
    """The visitor's address: the peer's, or what the proxy in front wrote last in its header.

    `forwarded` holds the header's lines, and is empty when none is configured.

    A proxy's header that is missing or wrong leaves the proxy's own address: those visitors share
    one budget, and nobody can choose another's.
    """
    if not forwarded:
        return peer
    last = forwarded[-1].rpartition(",")[2].strip()
    return last if parse(last) is not None else peer


def may_come(path: Path, origins: Sequence[str], config: Config) -> bool:
    """Whether a handshake with these Origin headers is let in (attack 28).

    Authentication never rests on this: who can do what is decided by keys and capabilities.
    """
    if len(origins) > 1:
        return False
    origin = origins[0] if origins else None
    if path is Path.VISIT:
        if config.allowed_origins:
            return origin in config.allowed_origins
        return origin != "null"
    if origin is None:
        return True
    if origin == "null":
        return config.null_origin
    return not config.staff_origins or origin in config.staff_origins

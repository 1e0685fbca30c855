"""The seeds that open survivors' answers, in an administrator's folder (protocol.md 15.5).

The file is locked by the administrator's own key, so no passphrase more is asked for. Rotating
adds a seed; an older one is kept as long as answers sealed to it can still lie at the relay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import encoding, labels
from orgkeys.encoding import Bin32, Number, Row
from orgkeys.errors import CannotOpen
from orgkeys.office.terminal import Refused
from orgkeys.primitives import expand, pad, unpad, xwing_public
from orgkeys.sealing import COMMIT, NONCE, TAG, Random, lock, unlock
from orgkeys.survey import DAY

NAME: Final = "keys/statistics.keys"
KEPT: Final = 31 * DAY
"""A relay keeps a drop for 30 days after its day."""
MOST: Final = 8
MAGIC: Final = b"noview statistics\n"
STEP: Final = 512


@dataclass(frozen=True)
class Seed:
    """An X-Wing seed (32 bytes), and until when it is kept: 0 until another takes its place."""

    seed: bytes = field(repr=False)
    until: int = 0

    @property
    def public(self) -> bytes:
        """The statistics key that a charter names (1216 bytes)."""
        return xwing_public(self.seed)


class _Header(Row, frozen=True, array_like=True):
    format: Number
    organisation: Bin32


class _Seed(Row, frozen=True, array_like=True):
    seed: Bin32
    until: Number


class _Plain(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    seeds: Annotated[tuple[_Seed, ...], Meta(max_length=MOST)]


def wrap(
    seeds: tuple[Seed, ...], organisation: bytes, administrator: bytes, random: Random
) -> bytes:
    """The bytes of the file; `administrator` is the seed of the administrator key."""
    header = MAGIC + encoding.encode([1, organisation])
    plain = encoding.encode([1, [[one.seed, one.until] for one in seeds[-MOST:]]])
    commit, key = _keys(administrator, organisation)
    padded = pad(plain, -(-(len(plain) + 1) // STEP) * STEP)
    return header + lock(commit, key, random(NONCE), header, padded)


def unwrap(raw: bytes, organisation: bytes, administrator: bytes) -> tuple[Seed, ...]:
    """The seeds, oldest first. CannotOpen for another key's file, or a damaged one."""
    size = len(MAGIC) + len(encoding.encode([1, organisation]))
    if not raw.startswith(MAGIC) or len(raw) < size + COMMIT + NONCE + STEP + TAG:
        raise CannotOpen("statistics")
    header = encoding.decode_as(raw[len(MAGIC) : size], _Header)
    if (header.format, header.organisation) != (1, organisation):
        raise CannotOpen("statistics")
    commit, key = _keys(administrator, organisation)
    told = encoding.decode_as(unpad(unlock(commit, key, raw[:size], raw[size:])), _Plain)
    return tuple(Seed(one.seed, one.until) for one in told.seeds)


def tended(seeds: tuple[Seed, ...], current: bytes, now: int) -> tuple[Seed, ...]:
    """The seeds to keep while the charter names `current`: older ones for a while, newer ones, of
    drafts that nobody has signed yet, as they are. Raises Refused where none is the current one.
    """
    at = next((n for n, one in enumerate(seeds) if one.public == current), None)
    if at is None:
        raise Refused(
            "The key that opens survivors' answers is not in this folder.",
            "Work where it was made, or make another: noview-org charter renew --statistics",
        )
    older = (Seed(one.seed, one.until or now + KEPT) for one in seeds[:at])
    kept = tuple(one for one in older if one.until > now)
    return (*kept, Seed(seeds[at].seed), *seeds[at + 1 :])


def _keys(administrator: bytes, organisation: bytes) -> tuple[bytes, bytes]:
    return (
        expand(administrator, labels.STATISTICS_COMMIT, organisation),
        expand(administrator, labels.STATISTICS_KEY, organisation),
    )

"""Making rosters (protocol.md 3.3, kind 2; 3.15): who stands, padded so that it shows no more than
a head count. Pure, like `orgkeys/ceremony.py`, which signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from orgkeys import labels
from orgkeys.ceremony import CERTIFICATE_LIFE, DAY, FORMAT, ROSTER_LIFE, end_of_day, hash_of
from orgkeys.primitives import digest, u64
from relay.documents import Roster

ROSTER_STEP: Final = 16
SPARES_MOST: Final = 4096
"""How many spare rows of one office key are recognized: twice what a roster can hold."""
OLDER_LASTS: Final = 2 * DAY
"""Seconds for which the row of an older certificate stays once there is a newer one."""


@dataclass(frozen=True)
class Standing:
    """What the roster says of one device: until when (seconds), and whether it is shut out."""

    expires: int
    revoked: bool


def spare_row(organisation: bytes, office_seed: bytes, number: int) -> bytes:
    """The hash (32 bytes) of a row that stands for nobody. Only who has the seed can tell."""
    return digest(labels.SPARE_ROW, organisation, office_seed, u64(number))


def spare_rows(organisation: bytes, office_seed: bytes) -> dict[bytes, int]:
    """Every spare row that this office key could have made, with its number."""
    numbers = range(SPARES_MOST)
    return {spare_row(organisation, office_seed, number): number for number in numbers}


def make_roster(
    organisation: bytes,
    standings: Mapping[bytes, Standing],
    before: Roster | None,
    now: int,
    office_seed: bytes,
    version: int | None = None,
) -> Roster:
    """The roster of these devices (certificate hash → standing), after `before`.

    Spare rows pad it to a multiple of 16. Every row of the roster before that has not run out is
    kept: what is not recognized as this administrator's own spare may be a person of whom no
    directory has told, or somebody who is shut out. Own spares alone give way to devices; where
    none is left, the roster grows. `version` is the one after `before` unless it must be another.
    """
    rows = before.rows if before else ()
    own = spare_rows(organisation, office_seed)
    old = [row for row in rows if row[1] > now and row[0] not in standings]
    # The one that was made first gives way first: a number is not used again while a later one is
    # there, so a row that comes back does not tell that it was nobody's.
    spare = sorted((r for r in old if r[0] in own and not r[2]), key=lambda row: -own[row[0]])
    kept = [row for row in old if row[0] not in own or row[2]]
    kept += [(key, s.expires, s.revoked) for key, s in standings.items() if s.expires > now]
    size = max(len(rows), -(-len(kept) // ROSTER_STEP) * ROSTER_STEP, ROSTER_STEP)
    wanted = size - len(kept)
    if len(spare) < wanted:
        there = {row[0] for row in (*rows, *kept)}
        fresh = _fresh(organisation, office_seed, own, there, len(rows))
        expires = end_of_day(now + CERTIFICATE_LIFE)
        spare += [(next(fresh), expires, False) for _ in range(wanted - len(spare))]
    return Roster(
        format=FORMAT,
        organisation=organisation,
        version=version or (before.version + 1 if before else 1),
        issued=now,
        expires=now + ROSTER_LIFE,
        previous=hash_of(before) if before else b"",
        rows=tuple(sorted([*kept, *spare[:wanted]])),
    )


def _fresh(
    organisation: bytes, seed: bytes, own: Mapping[bytes, int], there: set[bytes], rows: int
) -> chain[bytes]:
    """Own spares that are not there yet, later ones first."""
    first = 1 + max((own[key] for key in there if key in own), default=rows - 1)
    numbers = (*range(first, SPARES_MOST), *range(first))
    made = (spare_row(organisation, seed, number) for number in numbers)
    return chain(key for key in made if key not in there)

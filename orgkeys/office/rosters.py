"""Making rosters (protocol.md 3.3, kind 2): who stands, padded so that it shows no more than a
head count. Pure, like `orgkeys/ceremony.py`, which signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orgkeys.ceremony import CERTIFICATE_LIFE, FORMAT, ROSTER_LIFE, Random, end_of_day, hash_of
from relay.documents import Roster

ROSTER_STEP: Final = 16


@dataclass(frozen=True)
class Standing:
    """What the roster says of one device: until when (seconds), and whether it is shut out."""

    expires: int
    revoked: bool


def make_roster(
    organisation: bytes,
    standings: Mapping[bytes, Standing],
    before: Roster | None,
    now: int,
    random: Random,
) -> Roster:
    """The roster of these devices (certificate hash → standing), after `before`.

    Rows that stand for nobody pad it to a multiple of 16. Those of the roster before are kept,
    so that comparing two rosters does not show which rows are people. It never shrinks. A row
    that shuts out somebody unknown here (a console may have done it) gives way last.
    """
    real = {key: value for key, value in standings.items() if value.expires > now}
    rows = before.rows if before else ()
    spare = [row for row in rows if row[0] not in standings and row[1] > now]
    spare.sort(key=lambda row: not row[2])
    size = max(len(rows), -(-len(real) // ROSTER_STEP) * ROSTER_STEP, ROSTER_STEP)
    wanted = size - len(real)
    while len(spare) < wanted:
        spare.append((random(32), end_of_day(now + CERTIFICATE_LIFE), False))
    filled = [(key, value.expires, value.revoked) for key, value in real.items()]
    return Roster(
        format=FORMAT,
        organisation=organisation,
        version=before.version + 1 if before else 1,
        issued=now,
        expires=now + ROSTER_LIFE,
        previous=hash_of(before) if before else b"",
        rows=tuple(sorted([*filled, *spare[:wanted]])),
    )

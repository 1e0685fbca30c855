"""Single comparisons of a pull: a relay's documents beside those of the folder. Pure.

What a pull does with them is in `orgkeys/office/pulling.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from orgkeys.ceremony import DAY
from orgkeys.office.heads import head_of, stands
from orgkeys.office.versions import ABSURD
from relay.documents import (
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    document_hash,
)
from relay.errors import Untrusted

OLDEST: Final = 14 * DAY
"""Seconds since its end after which a document is no base for the next one any more."""
SHAPES: Final[dict[Kind, type[Roster] | type[Notice] | type[Shift] | type[State]]] = {
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
}


@dataclass(frozen=True)
class Local:
    """What the folder holds: the charters, and envelopes by kind and version."""

    charters: tuple[bytes, ...]
    others: dict[Kind, dict[int, bytes]]


def add(trusted: TrustedDocuments, kind: Kind) -> Callable[[bytes, float], bool]:
    """How a document of this kind comes into a reader."""
    match kind:
        case Kind.ROSTER:
            return trusted.add_roster
        case Kind.NOTICE:
            return trusted.add_notice
        case Kind.SHIFT:
            return trusted.add_shift
        case _:
            return trusted.add_state


def moment(expires: int, now: int) -> float:
    """When a document is looked at: now, or while it lived if that is not long ago."""
    return now if expires > now or expires < now - OLDEST else expires - 1


def same(kind: Kind, mine: bytes | None, raw: bytes) -> bool:
    """Whether ours is the very document that is served."""
    if mine is None:
        return False
    ours, theirs = (document_hash(kind, decode_envelope(one).payload) for one in (mine, raw))
    return ours == theirs


def goes_on(roster: Roster, mine: dict[int, bytes]) -> bool:
    """Whether a roster names one of ours as the one before: then that one did leave."""
    before = mine.get(roster.version - 1)
    if before is None:
        return False
    hashed = document_hash(Kind.ROSTER, decode_envelope(before).payload)
    return hashed == roster.previous


def under_its_roster(
    organisation: bytes, charters: Sequence[bytes], local: Local, raw: bytes, now: int
) -> Shift | None:
    """A shift that names a roster before the newest: nobody takes it any more, but where this
    folder has that roster too, its directory tells of the keys that consoles have made."""
    shift = decode_payload(decode_envelope(raw, Kind.SHIFT).payload, Shift)
    roster = local.others.get(Kind.ROSTER, {}).get(shift.roster_version)
    reader = TrustedDocuments(organisation)
    try:
        reader.add_charters(charters, now)
        if roster is not None:
            reader.add_roster(roster, moment(shift.expires, now))
            reader.add_shift(raw, moment(shift.expires, now))
            return shift
    except Untrusted:  # then it tells nothing
        return None
    return None


def forgotten_of(
    trusted: TrustedDocuments,
    kind: Kind,
    version: int,
    mine: dict[int, bytes],
    published: int,
    now: int,
) -> tuple[int, ...]:
    """Which of ours are above the relay's and were once everybody's, or beyond all that is honest,
    and whose signer stands no more."""
    charter, roster = trusted.charter, trusted.roster
    if charter is None:
        return ()
    above = [v for v in mine if v > version and (v <= published or v >= ABSURD)]
    heads = [head_of(kind, b"", v, mine[v]) for v in above]
    rows = roster.payload if roster is not None else None
    return tuple(h.version for h in heads if not stands(h, charter.payload, rows, now))

"""What was seen, side by side: forks, rollbacks, withheld documents, gaps. Pure.

Signatures have been judged before (`audit.documents_authority`); here only heads are compared.
Whoever may sign no more takes their numbers with them (protocol.md 3.11), so `standing` is asked
before anything is called older or other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from audit.documents_found import At, Found
from audit.documents_papers import Paper, named
from orgkeys.office.versions import ABSURD
from relay.document_rules import revoked_with
from relay.documents import HeadSeen, Kind, Roster
from relay.errors import Untrusted

Standing = Callable[[HeadSeen], bool]
RECORD: Final = "record"
COPY: Final = "copy"
HOLES: Final = 8
"""Holes that are named for one kind and desk, the newest."""


@dataclass(frozen=True)
class Sighting:
    """One document that holds, at one place.

    `source` is RECORD, COPY or the relay's address; `turn` rises with each connection and is 0 for
    what was there before. `newest`: it is what that place gives for the newest. `last`: seen in
    the last round of questions.
    """

    head: HeadSeen
    expires: int
    at: At
    source: str
    turn: int = 0
    newest: bool = True
    last: bool = True

    @property
    def name(self) -> str:
        """Kind, version and desk, as people say it."""
        return named(self.head.kind, self.head.desk, self.head.version)


def compare(sightings: Sequence[Sighting], standing: Standing) -> Iterator[Found]:
    """Everything that two heads can say about each other."""
    places: dict[tuple[int, bytes], list[Sighting]] = defaultdict(list)
    for one in sightings:
        places[one.head.kind, one.head.desk].append(one)
    for (kind, _), here in sorted(places.items()):
        yield from _forks(here, standing)
        yield from _older(here, standing)
        yield from _too_high(here, standing)
        if kind != Kind.CHARTER:
            yield from _holes(here)


def _forks(here: Sequence[Sighting], standing: Standing) -> Iterator[Found]:
    versions: dict[int, dict[bytes, Sighting]] = defaultdict(dict)
    for one in sorted(here, key=lambda one: one.source == RECORD):
        versions[one.head.version].setdefault(one.head.hash, one)
    for _, others in sorted(versions.items()):
        for one, other in combinations(others.values(), 2):
            if one.source == other.source == RECORD:
                continue  # it was told when it was seen
            both = standing(one.head) and standing(other.head)
            what, more = f"{one.name} ({_short(one)})", f"another ({_short(other)}) at {other.at}"
            yield Found("fork" if both else "way-back", what, one.at, more)


def _older(here: Sequence[Sighting], standing: Standing) -> Iterator[Found]:
    for one in here:
        if one.source in (RECORD, COPY) or not one.newest:
            continue
        newer = [
            other
            for other in here
            if other.turn < one.turn and other.head.version > one.head.version
        ]
        for code, by in _by_code(one, newer).items():
            best = max(by, key=lambda other: (standing(other.head), other.head.version))
            shown = code if standing(best.head) else "way-back"
            yield Found(shown, one.name, one.at, f"but {best.name} at {best.at}")


def _by_code(one: Sighting, newer: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = defaultdict(list)
    for other in newer:
        if other.source == RECORD:
            found["roster-older" if one.head.kind == Kind.ROSTER else "document-older"].append(
                other
            )
        elif other.source == one.source:
            found["two-faces"].append(other)
        elif one.last:
            # A copy or another relay may be ahead while somebody publishes: once is not enough.
            found["withheld"].append(other)
    return found


def _too_high(here: Sequence[Sighting], standing: Standing) -> Iterator[Found]:
    for one in {one.head: one for one in reversed(here)}.values():
        if one.head.version >= ABSURD and one.source != RECORD:
            code = "pushed-too-high" if standing(one.head) else "way-back"
            yield Found(code, one.name, one.at)


def _holes(here: Sequence[Sighting]) -> Iterator[Found]:
    versions = {one.head.version: one for one in reversed(here)}
    holes = [(low, high) for low, high in pairwise(sorted(versions)) if high > low + 1]
    new = [(low, high) for low, high in holes if versions[high].source != RECORD]
    for low, high in new[-HOLES:]:
        missed = f"{high - low - 1:,} between this and {low} were not seen"
        yield Found("not-followed", versions[high].name, versions[high].at, missed)


def compare_rosters(
    rosters: Iterable[Paper], known: Iterable[Sighting], standing: Standing
) -> Iterator[Found]:
    """Each names the one before, and nobody comes back who was shut out (rule 7)."""
    before: dict[int, dict[bytes, Sighting]] = defaultdict(dict)
    for one in known:
        if one.head.kind == Kind.ROSTER and standing(one.head):
            before[one.head.version].setdefault(one.head.hash, one)
    revoked: frozenset[bytes] = frozenset()
    for paper in sorted(rosters, key=lambda one: one.version):
        roster = paper.payload
        if not isinstance(roster, Roster):
            continue
        others = before.get(paper.version - 1, {})
        if others and roster.previous not in others:
            (other, *_) = others.values()
            more = f"it does not follow {other.name} at {other.at}"
            yield Found("roster-gap", paper.name, paper.at, more)
        try:
            revoked = revoked_with(revoked, roster)
        except Untrusted as error:
            if error.rule == "rollback":
                yield Found("revoked-again", paper.name, paper.at)
            revoked |= {row for row, _, gone in roster.rows if gone}


def _short(one: Sighting) -> str:
    return one.head.hash.hex()[:16]

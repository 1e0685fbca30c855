"""Whether a document was rightly signed, by the rulebook that every client has (`relay.documents`).

A client asks what holds now. Here a document of last month must be judged too: by the charter and
the roster of its own time. So each is given to a reader of its own, which holds the charters up to
one of them and the roster that a shift names, at a moment when all of these were in their time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.documents_papers import Paper
from orgkeys.office.heads import stands
from relay.document_rules import by_administrator, by_warrant
from relay.documents import (
    Charter,
    HeadSeen,
    Kind,
    Roster,
    Shift,
    TrustedDocuments,
    Warrant,
    decode_envelope,
    decode_payload,
)
from relay.errors import Untrusted
from relay.limits import MAX_CHARTERS, MAX_INTEGER

_OF_TIME: Final = ("expired", "early", "missing")
"""What only says that a charter or roster is of another time than the document."""
_OF_A_ROSTER: Final = ("unlisted", "revoked")
"""What a later roster says of a device does not tell what the one of its time said."""
ROSTERS_TRIED: Final = 32
UNKNOWN_ROSTER: Final = "unknown-roster"
"""Not a rule of the rulebook: the roster that a document rests on was shown nowhere."""


@dataclass(frozen=True)
class Chain:
    """The charters that hold, from the first one on, and what was wrong with others."""

    papers: tuple[Paper, ...]
    wrong: tuple[tuple[Paper, str], ...]
    forks: tuple[tuple[Paper, Paper], ...]

    @property
    def newest(self) -> Charter | None:
        """The newest that holds; it may have run out."""
        payload = self.papers[-1].payload if self.papers else None
        return payload if isinstance(payload, Charter) else None


def chain_of(organisation: bytes, shown: Iterable[Paper], now: float) -> Chain:
    """The chain out of all charters that were shown. Of two that both hold, the first shown.

    `wrong` pairs a charter with the rule of the rulebook that it breaks; a charter that no chain
    from the first one on reaches is not in it.
    """
    # By their bytes: the same words under other signatures are another thing to judge.
    papers = {one.raw: one for one in reversed(list(shown))}
    held: list[Paper] = []
    wrong: list[tuple[Paper, str]] = []
    forks: list[tuple[Paper, Paper]] = []
    for version in range(1, MAX_CHARTERS + 1):
        good: dict[bytes, Paper] = {}
        for paper in [one for one in reversed(papers.values()) if one.version == version]:
            reader = TrustedDocuments(organisation)
            try:
                for raw in (*(one.raw for one in held), paper.raw):
                    reader.add_charter(raw, now)
                good.setdefault(paper.hash, paper)
            except Untrusted as error:
                wrong.append((paper, error.rule))
        if not good:
            break
        first, *others = good.values()
        held.append(first)
        forks += [(first, other) for other in others]
    return Chain(tuple(held), tuple(wrong), tuple(forks))


class Authority:
    """Judges documents by a chain of charters and the rosters that hold under it."""

    def __init__(self, organisation: bytes, chain: Chain, now: float) -> None:
        self.organisation = organisation
        self.chain = chain
        self.now = now
        self.rosters: dict[bytes, Paper] = {}
        self._current: Roster | None = None

    def broken(self, paper: Paper) -> str | None:
        """The rule that a roster, notice, shift or state breaks, or None; rosters come first.

        UNKNOWN_ROSTER where the signatures hold as far as they can be checked without it.
        """
        if isinstance(paper.payload, Shift):
            named = self.rosters.get(paper.payload.roster_hash)
            rosters: Sequence[Paper] = () if named is None else (named,)
        else:
            held = [one for one in self.rosters.values() if one.issued < paper.expires]
            rosters = _nearest(held, paper)[:ROSTERS_TRIED]
        needs_roster = paper.kind is Kind.SHIFT or _warranted(paper)
        found: list[str] = []
        for charter in _nearest(self.chain.papers, paper):
            length = charter.version
            for roster in rosters if needs_roster else (None,):
                rule = self._under(length, roster, paper)
                if rule is None:
                    if paper.kind is Kind.ROSTER:
                        self._holds(paper)
                    return None
                found.append(rule)
        too_new = all(one.issued > paper.issued for one in rosters)
        if needs_roster and too_new and set(found) <= {*_OF_TIME, *_OF_A_ROSTER}:
            return self._without_roster(paper)
        telling = [rule for rule in found if rule not in _OF_TIME]
        return (telling or found or ["missing"])[0]

    def stands(self, head: HeadSeen) -> bool:
        """Whether whoever signed it may still sign (protocol.md 3.11): else it is forgotten."""
        charter = self.chain.newest
        if charter is None or (head.certificate and self._current is None):
            return True
        return stands(head, charter, self._current, self.now)

    def _holds(self, paper: Paper) -> None:
        """One more roster. Of those whose administrator still stands the highest is the current."""
        self.rosters[paper.hash] = paper
        charter, held, roster = self.chain.newest, self._current, paper.payload
        if charter is not None and isinstance(roster, Roster) and self.stands(paper.head()):
            newer = held is None or roster.version > held.version
            self._current = roster if newer else held

    def _under(self, length: int, roster: Paper | None, paper: Paper) -> str | None:
        charters = self.chain.papers[:length]
        issued = [charters[-1].issued, paper.issued, *([roster.issued] if roster else [])]
        moment = float(max(issued))
        reader = TrustedDocuments(self.organisation)
        try:
            reader.add_charters([one.raw for one in charters], moment)
            if roster is not None:
                reader.add_roster(roster.raw, moment)
            adding(reader)[paper.kind](paper.raw, moment)
        except Untrusted as error:
            return error.rule
        return None

    def _without_roster(self, paper: Paper) -> str:
        """As far as the charters alone say: whether the device still stood remains open."""
        found = []
        for one in reversed(self.chain.papers):
            charter = one.payload
            if not isinstance(charter, Charter):
                continue
            try:
                self._signed(charter, paper)
            except Untrusted as error:
                found.append(error.rule)
                continue
            return UNKNOWN_ROSTER
        return (found or ["missing"])[0]

    def _signed(self, charter: Charter, paper: Paper) -> None:
        envelope = decode_envelope(paper.raw, paper.kind)
        if not envelope.warrants:
            by_administrator(charter, self.organisation, envelope)
            return
        outer = decode_envelope(envelope.warrants[0], Kind.WARRANT)
        by_administrator(charter, self.organisation, outer)
        behind = decode_payload(outer.payload, Warrant).certificate_hash
        # A roster that lets the device stand: whether the real one did, nobody can say here.
        row = (behind, MAX_INTEGER, False)
        alone = Roster(1, self.organisation, 1, 0, MAX_INTEGER, b"", (row,))
        by_warrant(charter, alone, self.organisation, envelope, float(paper.issued))


def _nearest(papers: Iterable[Paper], paper: Paper) -> list[Paper]:
    """Those that may have been in force when it was signed, the likeliest first."""
    return sorted(
        papers, key=lambda one: (one.issued > paper.issued, abs(one.issued - paper.issued))
    )


def adding(reader: TrustedDocuments) -> Mapping[Kind, Callable[[bytes, float], bool]]:
    """How a document of each kind comes into a reader."""
    return {
        Kind.CHARTER: reader.add_charter,
        Kind.ROSTER: reader.add_roster,
        Kind.NOTICE: reader.add_notice,
        Kind.SHIFT: reader.add_shift,
        Kind.STATE: reader.add_state,
    }


def _warranted(paper: Paper) -> bool:
    return bool(decode_envelope(paper.raw, paper.kind).warrants)

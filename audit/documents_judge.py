"""What is to be said of each document, each connection, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.documents_authority import UNKNOWN_ROSTER, Authority, Chain, chain_of
from audit.documents_client import (
    broken,
    find_absent,
    find_ends,
    read_as_a_client,
)
from audit.documents_compare import COPY, RECORD, Sighting, compare, compare_rosters
from audit.documents_found import At, Ledger
from audit.documents_papers import NAMES, Paper, read_paper
from audit.documents_seen import Row
from audit.documents_visits import NOT_SERVED, Visit
from orgkeys.office.terminal import when
from orgkeys.packet import packet_hash
from relay.document_types import EARLY
from relay.documents import HeadSeen, Kind, Shift
from relay.errors import Untrusted


class Judge:
    """Takes everything that was shown, once, and writes down what it finds."""

    def __init__(self, organisation: bytes, now: float, ledger: Ledger) -> None:
        self.organisation = organisation
        self.now = now
        self.ledger = ledger
        self._authority = Authority(organisation, Chain((), (), ()), now)
        self._rules: dict[bytes, str | None] = {}
        """Of each envelope the rule that it breaks, or None."""
        self._sightings: list[Sighting] = []
        self._papers: dict[HeadSeen, Paper] = {}

    def believed(self) -> list[Row]:
        """What there is to remember: what relays have shown, and is not of the future."""
        return [
            Row(head, paper.expires, int(self.now))
            for head, paper in self._papers.items()
            if paper.issued - EARLY <= self.now
        ]

    def judge(
        self, copies: Sequence[Paper], asked: Sequence[tuple[Visit, bool]], record: Sequence[Row]
    ) -> None:
        """All of it. `asked` says of each visit whether it was in the last round."""
        reached = {visit.relay for visit, last in asked if last and not visit.trouble}
        for visit, last in asked:
            if last and visit.trouble:
                code = "partly-reached" if visit.relay in reached else _silence(visit)
                self.ledger.find(code, "", visit.at, visit.trouble)
        shown = [(visit, last, self._shown(visit)) for visit, last in asked]
        everything = [*copies, *(one for _, _, papers in shown for one in papers)]
        self.ledger.notes.saw("documents", len(everything))
        self._charters([one for one in everything if one.kind is Kind.CHARTER])
        for kind in (Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE):
            for paper in everything:
                if paper.kind is kind:
                    self._signed(paper)
        stands = self._authority.stands
        for row in record:
            at = At(f"your own record, last on {when(row.seen)}")
            self._sightings.append(Sighting(row.head, row.expires, at, RECORD))
        self._sightings += self._sight(copies, COPY, 0, True)
        for turn, (visit, last, papers) in enumerate(shown, 1):
            self._sightings += self._sight(papers, visit.relay, turn, last)
        for one in compare(self._sightings, stands):
            self.ledger.add(one)
        for one in compare_rosters(self._authority.rosters.values(), self._sightings, stands):
            self.ledger.add(one)
        for visit, last, papers in shown:
            if last and not visit.trouble:
                good = self._good(papers)
                read_as_a_client(self.ledger, self.organisation, good, self.now)
                find_absent(self.ledger, visit, self._sightings, stands, self.now)
                find_ends(self.ledger, good, self.now, "run-out")
        find_ends(self.ledger, self._good(copies), self.now, "copy-run-out")

    def _shown(self, visit: Visit) -> list[Paper]:
        """The documents of one visit, as far as they are any."""
        self.ledger.notes.saw("connections", not visit.trouble)
        papers = []
        for (kind, desk), raws in visit.answers.items():
            for raw in raws:
                try:
                    paper = read_paper(raw, visit.at, kind)
                except Untrusted:
                    self.ledger.find("no-document", NAMES[kind], visit.at)
                    continue
                papers.append(paper)
                if paper.desk != desk:
                    self.ledger.find("mixed", paper.name, paper.at, "it is of another desk")
                if isinstance(paper.payload, Shift) and visit.path == "staff":
                    self._packet(paper, paper.payload, visit.packets.get(desk, b""))
        return papers

    def _packet(self, paper: Paper, shift: Shift, packet: bytes) -> None:
        self.ledger.notes.saw("sealed packages")
        if packet_hash(packet) != shift.packet_hash:
            what = "another package" if packet else "no package"
            self.ledger.find("packet-wrong", paper.name, paper.at, what)

    def _charters(self, shown: Sequence[Paper]) -> None:
        chain = chain_of(self.organisation, shown, self.now)
        self._authority = Authority(self.organisation, chain, self.now)
        wrong = {paper.raw: rule for paper, rule in chain.wrong}
        known = {paper.hash for paper in (*chain.papers, *(other for _, other in chain.forks))}
        for paper in shown:
            rule = wrong.get(paper.raw) or (None if paper.hash in known else "gap")
            self._rules[paper.raw] = rule
            if rule is not None:
                broken(self.ledger, paper, rule)
        if not chain.papers and (shown or self.ledger.notes.looked_at["connections"]):
            self.ledger.find("charters-unread", "", At("no charter holds that has the fingerprint"))

    def _signed(self, paper: Paper) -> None:
        if not self._authority.chain.papers:
            self._rules[paper.raw] = "missing"
            return
        if paper.raw not in self._rules:
            self._rules[paper.raw] = self._authority.broken(paper)
        rule = self._rules[paper.raw]
        if rule is not None:
            broken(self.ledger, paper, rule)

    def _good(self, papers: Sequence[Paper]) -> list[Paper]:
        return [one for one in papers if self._rules.get(one.raw) in (None, UNKNOWN_ROSTER)]

    def _sight(
        self, papers: Sequence[Paper], source: str, turn: int, last: bool
    ) -> Iterator[Sighting]:
        good = self._good(papers)
        newest = max((one.version for one in good if one.kind is Kind.CHARTER), default=0)
        for paper in good:
            head = paper.head()
            if source != COPY:
                self._papers.setdefault(head, paper)
            current = paper.kind is not Kind.CHARTER or paper.version == newest
            yield Sighting(head, paper.expires, paper.at, source, turn, current, last)


def _silence(visit: Visit) -> str:
    """The code for a relay that answered nobody."""
    return "not-served" if visit.trouble == NOT_SERVED else "not-reached"

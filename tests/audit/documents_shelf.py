"""Signed documents without a socket: what a relay's own shelf answers, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.documents_found import At, Ledger
from audit.documents_judge import Judge
from audit.documents_papers import read_paper
from audit.documents_seen import Row
from audit.documents_visits import Place, Visit, questions
from audit.findings import Checked, Notes
from relay.documents import Kind
from relay.errors import ClientFault
from relay.shelf import Shelf
from tests.builders import DAY, DESK, NOW, Organisation, packet_hash
from tests.builders import filler as filled

RELAY = "wss://relay.example"


def visit_to(shelf: Shelf, number: int = 1, relay: str = RELAY, path: str = "staff") -> Visit:
    """What one connection is answered by an honest relay that has this shelf."""
    answers: dict[Place, Sequence[bytes]] = {}
    packets: dict[bytes, bytes] = {}
    for kind, desk in questions([DESK]):
        try:
            told = shelf.document(1, kind, desk, path == "staff")
        except ClientFault:
            answers[kind, desk] = ()
            continue
        answers[kind, desk] = tuple(told.envelopes)
        if kind is Kind.SHIFT:
            packets[desk] = told.packet
    return Visit(relay, path, number, answers, packets)


def visit_of(who: Organisation, number: int = 1, relay: str = RELAY) -> Visit:
    """What one connection is shown by a relay that takes whatever it is given."""
    answers: dict[Place, Sequence[bytes]] = {(Kind.CHARTER, b""): tuple(who.charters)}
    answers[Kind.ROSTER, b""] = (who.roster,)
    for kind, raw in ((Kind.NOTICE, who.notice), (Kind.SHIFT, who.shift), (Kind.STATE, who.state)):
        answers[kind, DESK] = (raw,)
    return Visit(relay, "staff", number, answers, {DESK: who.packet})


def shown(visit: Visit, answers: Mapping[Place, Sequence[bytes]]) -> Visit:
    """The same visit with other answers to some questions."""
    return replace(visit, answers={**visit.answers, **answers})


def next_shift(who: Organisation, version: int) -> None:
    """The next duty plan, with its package, on the roster of now."""
    who.packet = filled(f"packet {version}", 4096)
    who.shift = who.sign_shift(version=version, packet_hash=packet_hash(who.packet))


def revoke(who: Organisation, version: int, gone: bool = True) -> None:
    """The next staff list, on which the first device is shut out or stands, and its duty plan."""
    rows = [
        (one.certificate_hash, NOW + 90 * DAY, gone and one is who.devices[0])
        for one in who.devices
    ]
    who.roster = who.sign_roster(version=version, rows=who.pad_rows(rows))
    next_shift(who, version)


@dataclass
class Desk:
    """An auditor who looks again and again, and remembers."""

    organisation: bytes
    now: float = NOW + 60.0
    rows: Sequence[Row] = field(default=())
    last: Sequence[Row] = field(default=())

    def look(
        self,
        *visits: Visit,
        copies: Iterable[bytes] = (),
        before: Iterable[Visit] = (),
    ) -> Checked:
        """What is made of these visits (`before`: of an earlier round); then it is remembered."""
        ledger = Ledger(Notes("again"))
        judge = Judge(self.organisation, self.now, ledger)
        papers = [read_paper(raw, At("a copy")) for raw in copies]
        asked = [*((one, False) for one in before), *((one, True) for one in visits)]
        judge.judge(papers, asked, self.rows)
        ledger.tell()
        self.last = judge.believed()
        return ledger.notes.done("documents", "")

    def remember(self) -> None:
        """Keep what was seen at the last look."""
        self.rows = [*self.rows, *self.last]

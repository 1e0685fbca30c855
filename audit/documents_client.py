"""What a page that is opened now would make of a visit, what is not there, and what ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from audit.documents_authority import UNKNOWN_ROSTER, adding
from audit.documents_compare import Sighting
from audit.documents_found import At, Ledger
from audit.documents_papers import NAMES, Paper, named
from audit.documents_visits import Place, Visit
from orgkeys.office.terminal import runs_out, when
from relay.document_types import EARLY
from relay.documents import HeadSeen, Kind, Shift, TrustedDocuments
from relay.errors import Untrusted
from relay.limits import BASE_KEPT

DAY: Final = 86_400
SOON: Final[Mapping[Kind, int]] = {
    Kind.CHARTER: 30 * DAY,
    Kind.ROSTER: 2 * DAY,
    Kind.NOTICE: 14 * DAY,
    Kind.SHIFT: 3600,
    Kind.STATE: 0,
}
"""Seconds before its end from which a document is soon to run out."""
RULES: Final = {
    "fingerprint": "other-organisation",
    "organisation": "other-organisation",
    "threshold": "no-right",
    "signature": "no-right",
    "signer": "no-right",
    "power": "no-right",
    "unlisted": "no-right",
    "revoked": "no-right",
    "fork": "fork",
    "gap": "gap",
    "early": "future",
    "expired": "run-out",
    "life": "lives-too-long",
    "shape": "no-document",
    "kind": "no-document",
    "roster-mismatch": "mixed",
    "missing": "charters-unread",
    UNKNOWN_ROSTER: "not-followed",
}
"""What it means that a document breaks a rule of the rulebook."""
WHY: Final = {
    "threshold": "too few root keys signed it",
    "signature": "a signature does not hold",
    "signer": "signed by a key that may not",
    "power": "signed with a warrant for something else",
    "unlisted": "signed by a device that is not on the staff list",
    "revoked": "signed by a device that was shut out",
    UNKNOWN_ROSTER: "it rests on a staff list that was not shown",
}


def broken(ledger: Ledger, paper: Paper, rule: str) -> None:
    """A document breaks a rule of the rulebook."""
    ledger.find(RULES.get(rule, "no-right"), paper.name, paper.at, WHY.get(rule, ""))


def read_as_a_client(
    ledger: Ledger,
    organisation: bytes,
    papers: Iterable[Paper],
    now: float,
) -> None:
    """Give one visit's documents, which were signed by those who could, to a reader of now."""
    reader = TrustedDocuments(organisation)
    told = list(papers)
    charters = [one for one in told if one.kind is Kind.CHARTER]
    try:
        reader.add_charters([one.raw for one in charters], now)
    except Untrusted as error:
        if error.rule == "gap":
            ledger.find("gap", NAMES[Kind.CHARTER], charters[0].at, "they do not follow")
    for paper in told:
        if paper.kind is Kind.CHARTER:
            continue
        try:
            adding(reader)[paper.kind](paper.raw, now)
        except Untrusted as error:
            _refused(ledger, reader, paper, error.rule)


def _refused(ledger: Ledger, reader: TrustedDocuments, paper: Paper, rule: str) -> None:
    """What has run out, is older or other, is said elsewhere, in more words."""
    shift, held = paper.payload, reader.roster
    if rule == "roster-mismatch" and isinstance(shift, Shift) and held is not None:
        code = "shift-behind" if shift.roster_version < held.payload.version else "mixed"
        names = f"it names staff list {shift.roster_version}, shown is {held.payload.version}"
        ledger.find(code, paper.name, paper.at, names)
    elif rule in WHY or rule == "life":
        broken(ledger, paper, rule)


def find_absent(
    ledger: Ledger,
    visit: Visit,
    seen: Iterable[Sighting],
    standing: Callable[[HeadSeen], bool],
    now: float,
) -> None:
    """What a relay says that it has none of, and would still have (protocol.md 3.14, 10.9)."""
    known: dict[Place, Sighting] = {}
    for one in seen:
        kind = Kind(one.head.kind)
        kept = BASE_KEPT if kind in (Kind.ROSTER, Kind.SHIFT) else 0
        if (kind is Kind.CHARTER or one.expires + kept > now) and standing(one.head):
            known.setdefault((kind, one.head.desk), one)
    for (kind, desk), raws in visit.answers.items():
        if not raws and (kind, desk) in known:
            one = known[kind, desk]
            ledger.find("withheld", f"no {named(kind, desk)}", visit.at, f"{one.name} at {one.at}")
        elif not raws and kind is not Kind.STATE:
            ledger.find("not-published", named(kind, desk), visit.at)


def find_ends(ledger: Ledger, papers: Iterable[Paper], now: float, over: str) -> None:
    """Until when the newest of everything is good. `over`: the code for what is not any more."""
    newest: dict[Place, Paper] = {}
    for paper in papers:
        held = newest.get((paper.kind, paper.desk))
        if held is None or paper.version > held.version:
            newest[paper.kind, paper.desk] = paper
    for paper in newest.values():
        until = runs_out(paper.expires, now)
        ledger.find("documents-shown", paper.name, At(paper.at.where), until)
        if paper.issued - EARLY > now:
            ledger.find("future", paper.name, paper.at, f"it is of {when(paper.issued)}")
        elif paper.expires <= now:
            ledger.find(over, paper.name, paper.at, until)
        elif paper.expires <= now + SOON[paper.kind]:
            ledger.find("runs-out-soon", paper.name, paper.at, until)

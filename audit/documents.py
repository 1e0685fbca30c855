"""Following an organisation's signed documents through all versions that can be seen.

Attacks 1 to 7, 19, 41 and 45. A relay serves all charters and the newest of everything else, so
what it shows is put beside what it showed other connections, what other relays show, what the
organisation has in its own copies, and what the auditor saw in earlier runs.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.documents_copies import Copy, read_copies
from audit.documents_found import At, Ledger
from audit.documents_judge import Judge
from audit.documents_papers import Paper, read_paper
from audit.documents_seen import Record, read_record, together, write_record
from audit.documents_visits import ASKED, Visit, visits
from audit.errors import UsageFault
from audit.findings import Checked, Notes
from orgkeys.office.terminal import groups
from relay.documents import Kind, Shift
from relay.errors import Untrusted

PAUSE: Final = 3.0
"""Seconds before a relay is asked again that did not tell everybody the same: somebody may just be
publishing."""
WHAT: Final = (
    "Follows charters, staff lists, notices, duty plans and states through every version that can"
    " be seen: signatures, numbers, what follows from what, what is older or other than elsewhere,"
    " and what has run out."
)


@dataclass(frozen=True)
class DocumentsPlan:
    """What to look at. `relays` are origins (`wss://host`), `pin` and desks 32 and 16 bytes.

    `origin` is the website that a relay lets in, `sources` are addresses of this machine from which
    to come as further visitors. `pause` is in seconds.
    """

    now: float
    relays: tuple[str, ...] = ()
    pin: bytes = b""
    copies: tuple[Path, ...] = ()
    seen: Path | None = None
    desks: tuple[bytes, ...] = ()
    origin: str | None = None
    sources: tuple[str, ...] = ()
    pause: float = PAUSE

    @property
    def repeat(self) -> str:
        """The command line that does it again."""
        words = ["noview-audit", "documents", *self.relays]
        words += ["--pin", self.pin.hex()] if self.pin else []
        for path in self.copies:
            words += ["--export", str(path)]
        words += ["--seen", str(self.seen)] if self.seen is not None else []
        for desk in self.desks:
            words += ["--desk", desk.hex()]
        words += ["--origin", self.origin] if self.origin else []
        for source in self.sources:
            words += ["--from", source]
        return shlex.join(words)


def check_documents(plan: DocumentsPlan) -> Checked:
    """Look, compare, and write the record of what was seen anew (`plan.seen`).

    Not for use inside of a running event loop: call it in a thread there. Raises UsageFault,
    LocalFault.
    """
    copies = [copy for path in plan.copies for copy in read_copies(path)]
    record = read_record(plan.seen) if plan.seen is not None else None
    organisation = _organisation(plan, copies, record)
    ledger = Ledger(Notes(plan.repeat))
    ours = [copy for copy in copies if copy.organisation == organisation]
    rows = record.rows if record is not None else ()
    told = (*plan.desks, *(copy.desk for copy in ours), *(row.head.desk for row in rows))
    desks = tuple(dict.fromkeys(desk for desk in told if desk))
    for copy in copies:
        if copy.organisation != organisation:
            ledger.find("other-organisation", "", At(copy.name), "a copy that was given")
    for line in () if plan.pin else groups(organisation):
        ledger.find("not-pinned", "", At(line))
    papers = _papers(ledger, ours)
    asked = asyncio.run(_ask(plan, organisation, desks)) if plan.relays else []
    # Of a relay that said nothing there is one thing to say: that it did not, and why.
    for relay in dict.fromkeys(visit.relay for visit, _ in asked if not visit.trouble):
        if not desks:
            ledger.find("desk-unknown", "", At(relay))
        if not ours and not rows:
            ledger.find("first-look", "", At(relay))
    judge = Judge(organisation, plan.now, ledger)
    judge.judge(papers, asked, rows)
    ledger.tell()
    if plan.seen is not None:
        write_record(plan.seen, organisation, together(rows, judge.believed()))
    return ledger.notes.done("documents", WHAT)


def _organisation(plan: DocumentsPlan, copies: Sequence[Copy], record: Record | None) -> bytes:
    told = [plan.pin] if plan.pin else [record.organisation] if record is not None else []
    told += [copy.organisation for copy in copies]
    if not told:
        raise UsageFault(
            "a relay must be asked for one organisation: name it with --pin FINGERPRINT, or give"
            " its own copies with --export"
        )
    if record is not None and record.organisation != told[0]:
        raise UsageFault("the record that --seen names is of another organisation")
    return told[0]


def _papers(ledger: Ledger, copies: Sequence[Copy]) -> list[Paper]:
    papers = []
    for copy in copies:
        ledger.notes.saw("copies of the organisation's own")
        for place, raw in copy.papers:
            try:
                papers.append(read_paper(raw, At(place)))
            except Untrusted:
                ledger.find("no-document", "", At(place))
    return papers


async def _ask(
    plan: DocumentsPlan, organisation: bytes, desks: Sequence[bytes]
) -> list[tuple[Visit, bool]]:
    """Every visit, and whether it was in the last round."""
    ways = (*ASKED, *(("visit", source) for source in plan.sources))
    first = await visits(plan.relays, organisation, desks, ways, plan.origin, 1)
    if not uneven(first):
        return [(one, True) for one in first]
    await asyncio.sleep(plan.pause)
    start = 1 + len(first)
    again = await visits(plan.relays, organisation, desks, ways, plan.origin, start)
    return [*((one, False) for one in first), *((one, True) for one in again)]


def uneven(found: Sequence[Visit]) -> bool:
    """Whether the visits were not all answered the same: then they are all made once more."""
    answered = [one.answers for one in found if not one.trouble]
    if len(answered) < len(found):
        return True
    return any(one != answered[0] for one in answered[1:]) or any(_torn(one) for one in found)


def _torn(visit: Visit) -> bool:
    """Whether a roster came between this visit's questions: its shift names another."""
    try:
        rosters = [
            read_paper(raw, visit.at).hash for raw in visit.answers.get((Kind.ROSTER, b""), ())
        ]
        shifts = [
            read_paper(raw, visit.at).payload
            for (kind, _), raws in visit.answers.items()
            for raw in raws
            if kind is Kind.SHIFT
        ]
    except Untrusted:
        return False
    return any(isinstance(one, Shift) and one.roster_hash not in rosters for one in shifts)

"""The check `all`: each check that there is, one after the other, with what was given for it.

What was not given is inconclusive, and so is a check that this machine did not let finish: neither
keeps the others from being done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from audit.disclose import check_disclose
from audit.errors import AuditError
from audit.findings import Checked, Finding
from audit.plans import DisclosePlan, StoragePlan
from audit.progress import Progress
from audit.report import UNDONE
from audit.report_words import CHECKS
from audit.storage import check_storage
from audit.words import WORDS

STOPPED: Final = "check-stopped"
ORDER: Final = ("canary", "page", "documents", "storage", "disclose")
"""Those that look at what rests come last, so that they see what the others have left."""


@dataclass
class Audit:
    """What all checks of one audit share: the moment in seconds since 1970, and what is told."""

    now: float
    progress: Progress = field(default_factory=Progress)
    here: Mapping[str, int] | None = None
    """How many of each thing on the list of what could be handed over; None: nobody looked."""


@dataclass(frozen=True)
class Part:
    """One check with its plan, or without: then `missing` names what it would have needed."""

    name: str
    plan: Any = None
    missing: tuple[str, ...] = ()


def storage(plan: StoragePlan, audit: Audit) -> Checked:
    """What rests on the disk."""
    return check_storage(plan.paths, plan.moment(audit.now), audit.progress, plan.again())


def disclose(plan: DisclosePlan, audit: Audit) -> Checked:
    """What could be handed over."""
    done = check_disclose(plan.paths, plan.out, plan.moment(audit.now), audit.progress)
    audit.here = done.here
    return done.checked


RUNS: Final[Mapping[str, tuple[type, Callable[[Any, Audit], Checked]]]] = {
    "storage": (StoragePlan, storage),
    "disclose": (DisclosePlan, disclose),
}
"""Check → its plan, and how it is done. The order is the order in which they run."""


def check_all(parts: Iterable[Part], audit: Audit) -> tuple[Checked, ...]:
    """Do every check that the report knows. Raises nothing that one of them stops at."""
    given = {one.name: one for one in parts}
    return tuple(check_one(given.get(name, Part(name)), audit) for name in ORDER)


def check_one(part: Part, audit: Audit) -> Checked:
    """One check, or why there is none."""
    if part.plan is None or part.name not in RUNS:
        needs = tuple(f"it needs: {name}" for name in part.missing)
        return without(part.name, UNDONE, needs or (CHECKS[part.name].missing,))
    _, run = RUNS[part.name]
    try:
        return run(part.plan, audit)
    except AuditError as fault:
        return without(part.name, STOPPED, (str(fault),))
    except OSError as fault:
        return without(part.name, STOPPED, (fault.strerror or type(fault).__name__,))


def without(name: str, code: str, evidence: tuple[str, ...]) -> Checked:
    """The result of a check that came to nothing."""
    severity, title, meaning = WORDS[code]
    again = f"noview-audit {name} --help"
    return Checked(name, "", {}, (Finding(code, severity, title, meaning, evidence, again),))

"""The check `all`: each check that there is, one after the other, with what was given for it.

What was not given is inconclusive, and so is a check that this machine did not let finish: neither
keeps the others from being done.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Final

from audit import (
    command_canary,
    command_disclose,
    command_documents,
    command_page,
    command_storage,
    page_plan,
)
from audit.canary import check_canary
from audit.canary_same import compared_pages, same_pages
from audit.command_storage import organisations, repeated
from audit.disclose import check_disclose
from audit.documents import check_documents
from audit.errors import AuditError, kind_and_place
from audit.findings import Checked, Finding
from audit.page_fetch import target_of
from audit.progress import Progress
from audit.report import UNDONE
from audit.report_words import CHECKS
from audit.storage import check_storage
from audit.words import WORDS

STOPPED: Final = "check-stopped"
UNCHECKED: Final = "console-unchecked"
HARMLESS: Final = frozenset(("page-header", "page-cookie"))
"""What may be wrong with a console that gets the lent device's passphrase all the same."""
WITHOUT_RELEASE: Final = frozenset(("release-not-given", "release-not-pinned"))
"""The same where the organisation itself says which page it wrote."""
ORDER: Final = ("page", "canary", "documents", "storage", "disclose")
"""The page comes first, since the next check types a passphrase into it. Those that look at what
rests come last, so that they see what the others have left."""


@dataclass
class Audit:
    """What all checks of one audit share: the moment in seconds since 1970, and what is told."""

    now: float
    progress: Progress = field(default_factory=Progress)
    here: Mapping[str, int] | None = None
    """How many of each thing on the list of what could be handed over; None: nobody looked."""
    compared: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each page that was compared, by its address."""
    unchecked_pages: bool = False
    """Whether conversations are held in a console that was not found to be the published one."""


@dataclass(frozen=True)
class Part:
    """One check with the options of its command, or without; then `why` says what is missing.

    `again` is the command line that does it alone.
    """

    name: str
    options: argparse.Namespace | None = None
    again: str = ""
    why: str = ""


def canary(options: argparse.Namespace, audit: Audit, _: str) -> Checked:
    """Real conversations, and the search for their words."""
    plan = command_canary.plan_of(options)
    if not audit.unchecked_pages:
        plan = replace(plan, compared=audit.compared)
    return check_canary(plan, audit.progress)


def page(options: argparse.Namespace, audit: Audit, again: str) -> Checked:
    """What visitors are served."""
    return page_plan.page(command_page.plan_of(options), audit.now, audit.progress, again)


def documents(options: argparse.Namespace, audit: Audit, _: str) -> Checked:
    """The organisation's signed lists."""
    return check_documents(command_documents.plan_of(options, audit.now))


def storage(options: argparse.Namespace, audit: Audit, _: str) -> Checked:
    """What rests on the disk."""
    now = audit.now if options.at is None else options.at
    named = organisations(options)
    return check_storage(options.paths, now, audit.progress, repeated(options), named)


def disclose(options: argparse.Namespace, audit: Audit, _: str) -> Checked:
    """What could be handed over."""
    now = audit.now if options.at is None else options.at
    done = check_disclose(options.paths, options.out, now, audit.progress)
    audit.here = done.here
    return done.checked


Run = Callable[[argparse.Namespace, Audit, str], Checked]
RUNS: Final[Mapping[str, tuple[ModuleType, Run]]] = {
    "canary": (command_canary, canary),
    "page": (command_page, page),
    "documents": (command_documents, documents),
    "storage": (command_storage, storage),
    "disclose": (command_disclose, disclose),
}
"""Check → the module of its command, and how it is done with that command's options."""


def check_all(parts: Iterable[Part], audit: Audit) -> tuple[Checked, ...]:
    """Do every check that the report knows. Raises nothing that one of them stops at."""
    given = {one.name: one for one in parts}
    done: dict[str, Checked] = {}
    for name in ORDER:
        one, why = given.get(name, Part(name)), ""
        if name == "canary" and not audit.unchecked_pages:
            why = unchecked(one, given.get("page", Part("page")), done["page"])
        done[name] = without(name, UNCHECKED, why, one.again) if why else check_one(one, audit)
        if name == "page":
            audit.compared = compared_pages(done[name])
    return same_pages(tuple(done.values()))


def unchecked(canary: Part, page: Part, seen: Checked) -> str:
    """Why the lent device's passphrase is not to be typed into the console; empty where it is."""
    if canary.options is None:
        return ""
    urls = () if page.options is None else page.options.urls
    if target_of(canary.options.console).url not in {target_of(one).url for one in urls}:
        return "the console is not among the pages that were compared"
    spared = HARMLESS | (WITHOUT_RELEASE if page.options and page.options.published else set())
    wrong = {one.code for one in seen.findings if one.severity in ("fail", "inconclusive")}
    return ", ".join(sorted(wrong - spared))


def check_one(part: Part, audit: Audit) -> Checked:
    """One check, or why there is none."""
    if part.options is None:
        return without(part.name, UNDONE, part.why or CHECKS[part.name].missing)
    _, run = RUNS[part.name]
    try:
        return run(part.options, audit, part.again)
    except AuditError as fault:
        return without(part.name, STOPPED, str(fault), part.again)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        named = f"{fault.filename}: {why}" if fault.filename else why
        return without(part.name, STOPPED, named, part.again)
    # What was given to look at may be made to stop us, and must not take the report with it. An
    # exception's text may hold what was read, so only its kind is told.
    except Exception as fault:  # noqa: BLE001
        return without(part.name, STOPPED, kind_and_place(fault), part.again)


def without(name: str, code: str, why: str, again: str = "") -> Checked:
    """The result of a check that came to nothing."""
    severity, title, meaning = WORDS[code]
    again = again or f"noview-audit {name} --help"
    return Checked(name, "", {}, (Finding(code, severity, title, meaning, (why,), again),))

"""From results of checks to a report: what became of each promise, and the whole in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import msgspec

from audit.disclosed import entries
from audit.findings import ORDER, Checked, Finding, Verdict
from audit.plain import printable
from audit.report_form import FORM, Found, Listed, Part, Promised, Report
from audit.report_promises import (
    ALSO_BROKEN,
    ALSO_UNSHOWN,
    ANSWERS,
    CONCERNS,
    PROMISES,
    QUESTION,
    UNSHOWN,
    Promise,
    State,
)
from audit.report_words import CHECKS, NEVER

UNDONE = "not-looked-at"
WORST: tuple[Verdict, ...] = ("fail", "inconclusive", "pass")


def make_report(
    results: Sequence[Checked],
    now: float,
    *,
    auditor: str,
    organisation: str = "",
    by: str = "",
    released: str = "",
    remark: str = "",
    here: Mapping[str, int] | None = None,
) -> Report:
    """Put it together. `auditor` and `released` are versions, `here` counts what could be handed
    over by the names of `audit.disclosed`; None where nobody looked."""
    promises = tuple(promised(one, results) for one in PROMISES)
    verdict = worst(results)
    if verdict == "pass" and any(one.state != "held" for one in promises):
        verdict = "inconclusive"
    return Report(
        form=FORM,
        date=day(now),
        organisation=printable(organisation),
        by=printable(by),
        auditor=printable(auditor),
        released=printable(released),
        remark=printable(remark),
        verdict=verdict,
        question=QUESTION,
        answer=answer(promises, verdict),
        promises=promises,
        checks=tuple(part(one) for one in in_order(results)),
        could_hand_over=tuple(
            Listed(
                one.place,
                one.name,
                one.what,
                one.tells,
                None if here is None else here.get(one.name),
            )
            for one in entries()
        ),
        never_shown=tuple(f"{short} {long}" for short, long in NEVER),
    )


def day(now: float) -> str:
    """The day of a moment, in UTC, as 2026-11-22."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def worst(results: Iterable[Checked]) -> Verdict:
    """The gravest verdict of all; inconclusive where there is none."""
    verdicts = {one.verdict for one in results}
    return next((one for one in WORST if one in verdicts), "inconclusive")


def promised(promise: Promise, results: Sequence[Checked]) -> Promised:
    """What the results say of one promise. It holds only if every check that it rests on was done
    and has found nothing that bears on it."""
    ours = {one.name: one for one in results if one.name in promise.checks}
    grades = {
        found.severity
        for one in results
        for found in one.findings
        if bears_on(promise, one.name, found)
    }
    # A check that says of itself that it cannot say, without a finding, has looked at nothing.
    blank = any(not any(one.looked_at.values()) for one in ours.values())
    missing = any(
        promise.name in UNSHOWN.get(found.code, ()) for one in results for found in one.findings
    )
    state: State = "held"
    if "fail" in grades:
        state = "broken"
    elif "inconclusive" in grades or blank or missing or len(ours) < len(promise.checks):
        state = "not shown"
    said = {"held": promise.held, "broken": promise.broken, "not shown": promise.unshown}[state]
    return Promised(promise.name, promise.promise, state, said, promise.checks)


def bears_on(promise: Promise, check: str, finding: Finding) -> bool:
    """Whether a finding of a check says something about a promise."""
    if finding.code in CONCERNS:
        return promise.name in CONCERNS[finding.code]
    if promise.only_named and finding.severity == "fail":
        return False
    return check in promise.checks


def answer(promises: Sequence[Promised], verdict: Verdict) -> str:
    """The answer to the question: of its own promise, and whether that is all."""
    first, *others = (one.state for one in promises)
    if "broken" in others:
        return f"{ANSWERS[first]} {ALSO_BROKEN}"
    if first == "held" and verdict != "pass":
        return f"{ANSWERS[first]} {ALSO_UNSHOWN}"
    return ANSWERS[first]


def in_order(results: Iterable[Checked]) -> list[Checked]:
    """As the report shows them; a check that it does not know comes last."""
    names = [*CHECKS]
    return sorted(
        results, key=lambda one: names.index(one.name) if one.name in names else len(names)
    )


def part(checked: Checked) -> Part:
    """One check as the report holds it."""
    return Part(
        name=checked.name,
        title=CHECKS[checked.name].title if checked.name in CHECKS else checked.name,
        done=all(one.code != UNDONE for one in checked.findings),
        verdict=checked.verdict,
        what=printable(checked.what),
        looked_at={printable(what): many for what, many in checked.looked_at.items() if many},
        findings=tuple(found(one) for one in sorted(checked.findings, key=gravity)),
    )


def gravity(finding: Finding) -> tuple[int, str]:
    """For sorting: the gravest first."""
    return ORDER.index(finding.severity), finding.code


def found(finding: Finding) -> Found:
    """One finding as the report holds it; a name in it may be any bytes, a text may not."""
    shown = {name: _shown(value) for name, value in asdict(finding).items()}
    return msgspec.convert(shown, Found)


def _shown(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return printable(value) if isinstance(value, str) else tuple(printable(one) for one in value)

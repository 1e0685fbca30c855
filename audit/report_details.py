"""The checks of a report, one by one, as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.html import Html, tag, theirs
from audit.report_form import Found, Part, Report
from audit.report_words import CHECKS, GRADES, VERDICTS, WORDS

CLASSES: Final = {
    "held": "held",
    "broken": "broken",
    "not shown": "unshown",
    "pass": "held",
    "fail": "broken",
    "inconclusive": "unshown",
    "warn": "warn",
    "note": "note",
}


def mark(words: str, kind: str) -> Html:
    """A verdict in a word, with a shape for each kind."""
    return tag("span", words, class_=f"mark {CLASSES[kind]}")


def anchor(part: Part, one: Found) -> str:
    """The place of a finding in the file."""
    return f"{part.name}-{one.code}"


def details(report: Report) -> Iterator[Html]:
    """Check by check."""
    yield tag("h2", WORDS["details"], id="details")
    for part in report.checks:
        yield check(part) if part.done else undone(part)


def check(part: Part) -> Html:
    """One check: what it is, what it looked at, what it found, and how to see that again: said
    once where it is the same for all."""
    common = max(repeats(part), key=repeats(part).count, default="")
    about = CHECKS[part.name].about if part.name in CHECKS else ""
    return tag(
        "section",
        tag("h3", part.title, id=part.name),
        tag("p", about, class_="about"),
        tag("p", mark(WORDS[part.verdict], part.verdict), VERDICTS[part.verdict], class_="verdict"),
        *([tag("p", part.what)] if part.what else []),
        *counts(part),
        *([again(WORDS["repeat"], common)] if common else []),
        *(finding(part, one, "" if one.repeat == common else one.repeat) for one in part.findings),
        aria_labelledby=part.name,
        class_="check",
    )


def repeats(part: Part) -> list[str]:
    """The command lines of its findings."""
    return [one.repeat for one in part.findings]


def undone(part: Part) -> Html:
    """A check that was not done, and how to do it."""
    return tag(
        "section",
        tag("h3", part.title, id=part.name),
        tag("p", CHECKS[part.name].about, class_="about"),
        tag(
            "p", mark(WORDS["not done"], part.verdict), CHECKS[part.name].missing, class_="verdict"
        ),
        *(tag("p", one.meaning) for one in part.findings),
        *(again(WORDS["do"], one.repeat) for one in part.findings),
        aria_labelledby=part.name,
        class_="check",
    )


def counts(part: Part) -> Iterator[Html]:
    """What was looked at, in numbers."""
    if part.looked_at:
        rows = (
            tag("tr", tag("th", theirs(what), scope="row"), tag("td", f"{many:,}"))
            for what, many in part.looked_at.items()
        )
        caption = tag("caption", WORDS["looked-at"])
        yield tag("table", caption, tag("tbody", *rows), class_="counts")


def finding(part: Part, one: Found, command: str) -> Html:
    """One finding; `command` shows it again, where no other does."""
    name = anchor(part, one)
    places = (tag("li", tag("code", theirs(place))) for place in one.evidence)
    where = [tag("p", WORDS["evidence"], class_="label"), tag("ul", *places, class_="places")]
    return tag(
        "article",
        tag("p", mark(GRADES[one.severity], one.severity), tag("code", one.code), class_="grade"),
        tag("h4", one.title, id=name),
        tag("p", one.meaning),
        *(where if one.evidence else []),
        *([again(WORDS["repeat"], command)] if command else []),
        aria_labelledby=name,
        class_=f"finding {CLASSES[one.severity]}",
    )


def again(label: str, command: str) -> Html:
    """A command line."""
    said = tag("span", f"{label} ", class_="label")
    return tag("p", said, tag("code", theirs(command)), class_="again")

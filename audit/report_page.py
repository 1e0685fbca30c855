"""A report as one HTML file: nothing in it runs, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from audit.html import Html, tag, theirs, together
from audit.report_details import CLASSES, anchor, details, mark
from audit.report_form import Found, Listed, Part, Promised, Report
from audit.report_promises import LEFT_OUT
from audit.report_words import (
    GLOSSARY,
    MONTHS,
    NEVER,
    PLACES,
    STATES,
    WORDS,
)

STYLE: Final = Html(Path(__file__).with_name("report.css").read_text(encoding="utf-8"))


def page(report: Report) -> str:
    """The whole file."""
    name = report.organisation or WORDS["unnamed"]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(STYLE)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{WORDS['title'].format(organisation=name)}, {report.date}"),
        tag("style", STYLE),
    )
    body = tag(
        "body",
        top(report, name),
        tag(
            "main",
            summary(report),
            tag("section", *details(report), aria_labelledby="details", class_="details"),
            handed_over(report),
            made(report),
            glossary(),
        ),
        tag("footer", tag("p", WORDS["end"])),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def policy(style: str) -> str:
    """What the page may do: show itself."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def top(report: Report, name: str) -> Html:
    """What it is, of whom, when."""
    return tag(
        "header",
        tag("p", WORDS["kind"], class_="kind"),
        tag("h1", report.question),
        tag("p", report.answer, class_=f"answer {CLASSES[report.promises[0].state]}"),
        *([tag("p", theirs(report.remark), class_="remark")] if report.remark else []),
        tag(
            "dl",
            *pair(WORDS["organisation"], theirs(name)),
            *pair(WORDS["date"], tag("time", spoken(report.date), datetime=report.date)),
            *pair(WORDS["by"], theirs(report.by or WORDS["by-unsaid"])),
            class_="facts",
        ),
    )


def spoken(date: str) -> str:
    """A day as people write it: 22 November 2026."""
    year, month, day = date.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def pair(term: str, value: str) -> Iterator[Html]:
    """One line of a list of facts."""
    yield tag("div", tag("dt", term), tag("dd", value))


def summary(report: Report) -> Html:
    """The first page: for somebody who reads no further."""
    failed = list(of(report, "fail"))
    unchecked = [*of(report, "inconclusive"), *left_out(report)]
    known = [(part, one) for part, one in of(report, "warn") if one.code not in LEFT_OUT]
    weak = [tag("h3", WORDS["weak"]), links(known, "")] if known else []
    return tag(
        "section",
        tag("h2", WORDS["summary"], id="summary"),
        promises(report.promises),
        tag(
            "div",
            tag("div", tag("h3", WORDS["broken"]), links(failed, WORDS["broken-none"]), *weak),
            tag("div", tag("h3", WORDS["unchecked"]), links(unchecked, WORDS["unchecked-none"])),
            class_="both",
        ),
        tag("h3", WORDS["never"]),
        tag("ul", *(tag("li", tag("strong", a), f" {b}") for a, b in NEVER), class_="never"),
        aria_labelledby="summary",
        class_="summary",
    )


def promises(all_of_them: Iterable[Promised]) -> Html:
    """What became of each."""
    items = (
        tag(
            "li",
            tag("p", mark(STATES[one.state], one.state)),
            tag("p", one.promise, class_="promise"),
            tag("p", one.answer),
        )
        for one in all_of_them
    )
    return tag("ul", *items, class_="promises")


def of(report: Report, severity: str) -> Iterator[tuple[Part, Found]]:
    """All findings of a grade, with their checks."""
    for part in report.checks:
        for one in part.findings:
            if one.severity == severity:
                yield part, one


def left_out(report: Report) -> Iterator[tuple[Part, Found]]:
    """What nobody looked at, without anything being wrong."""
    for part in report.checks:
        for one in part.findings:
            if one.code in LEFT_OUT and one.severity in ("warn", "note"):
                yield part, one


def links(found: list[tuple[Part, Found]], none: str) -> Html:
    """A list that leads to the findings, or to the checks that were not done."""
    if not found:
        return tag("p", none)
    return tag("ul", *(tag("li", link(part, one)) for part, one in found), class_="found")


def link(part: Part, one: Found) -> Html:
    """To one of them."""
    if not part.done:
        return tag("a", f"{part.title}: {WORDS['undone']}", href=f"#{part.name}")
    title = f"{part.title}: {one.title[:1].lower()}{one.title[1:]}"
    if one.code in LEFT_OUT:
        title += f": {'; '.join(one.evidence)}"
    return tag("a", theirs(title), href=f"#{anchor(part, one)}")


def handed_over(report: Report) -> Html:
    """The appendix: what a court could get."""
    tables = [
        listed(place, tuple(found))
        for place, found in groupby(report.could_hand_over, key=lambda one: one.place)
    ]
    return tag(
        "section",
        tag("h2", WORDS["list"], id="list"),
        tag("p", WORDS["list-about"]),
        *tables,
        aria_labelledby="list",
        class_="appendix",
    )


def listed(place: str, found: tuple[Listed, ...]) -> Html:
    """One place of it."""
    counted = any(one.here is not None for one in found)
    heads = [WORDS["list-what"], WORDS["list-tells"], *([WORDS["list-here"]] if counted else [])]
    rows = (
        tag(
            "tr",
            tag("th", tag("code", one.name), tag("span", marked(one.what)), scope="row"),
            tag("td", marked(one.tells)),
            *([tag("td", "-" if one.here is None else f"{one.here:,}")] if counted else []),
        )
        for one in found
    )
    return tag(
        "table",
        tag("caption", PLACES.get(place, place)),
        tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads))),
        tag("tbody", *rows),
        class_="listed counted" if counted else "listed",
    )


def marked(text: str) -> Html:
    """A text in which names of fields stand between `these`."""
    parts = (tag("code", part) if odd % 2 else part for odd, part in enumerate(text.split("`")))
    return together(parts)


def made(report: Report) -> Html:
    """Versions."""
    return tag(
        "section",
        tag("h2", WORDS["versions"], id="versions"),
        tag(
            "dl",
            *pair(WORDS["tool"], f"noview-audit {report.auditor}"),
            *pair(WORDS["released"], theirs(report.released or WORDS["released-none"])),
            *pair(WORDS["form"], report.form),
            class_="facts",
        ),
        tag("p", WORDS["again"]),
        tag("p", WORDS["again-where"]),
        aria_labelledby="versions",
    )


def glossary() -> Html:
    """The few words that need it."""
    words = (together((tag("dt", word), tag("dd", said))) for word, said in GLOSSARY)
    return tag(
        "section",
        tag("h2", WORDS["glossary"], id="glossary"),
        tag("dl", *words, class_="glossary"),
        aria_labelledby="glossary",
        class_="words",
    )

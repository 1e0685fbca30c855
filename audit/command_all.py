"""`noview-audit all`: every check, with what is given for it, and a report."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from audit.all import Audit, check_all
from audit.all_given import Given, given, read
from audit.all_ready import check_ready
from audit.errors import UsageFault
from audit.front import CODES, Clock, command, say, with_moment
from audit.plain import printable
from audit.report import day, make_report
from audit.report_files import Files
from audit.report_form import Report, to_json
from audit.report_words import STATES, WORDS

if TYPE_CHECKING:
    from audit.front import Commands


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "all",
        "do every check that can be done with what is given, and write a report",
        "Writes noview-audit-DATE.html, which prints well, and the same as .json for other"
        " programs. What is not given is reported as not looked at, and then the whole is never a"
        " pass.",
    )
    add_given = parser.add_argument_group(
        "what to look at", "everything else that a command takes, in the file"
    ).add_argument
    add_given("--config", type=Path, metavar="FILE", help="a TOML file (docs/audit.md)")
    add_given("--storage", action="append", metavar="PATH", help="a file or a directory")
    add_given("--relay", metavar="URL", help="the relay's address (wss://…)")
    add_given("--page", action="append", metavar="URL", help="a page that people open")
    add_given("--pin", metavar="FINGERPRINT", help="the organisation's, learned another way")
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="for the report")
    parser.add_argument("--overwrite", action="store_true", help="also where there is one already")
    parser.add_argument(
        "--unchecked-pages",
        action="store_true",
        help="type the lent passphrase also into a console that is not the published one",
    )
    parser.add_argument("--organisation", metavar="NAME", help="for the title of the report")
    parser.add_argument("--by", metavar="NAME", help="who did the audit")
    with_moment(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Check, write, and tell. Raises UsageFault, LocalFault."""
    now = clock()
    files = Files.of(options.out, day(now))
    asked = plans(options)
    files.free(options.overwrite)
    check_ready(asked.parts)
    audit = Audit(now, unchecked_pages=options.unchecked_pages)
    report = make_report(
        check_all(asked.parts, audit),
        now,
        auditor=version("noview"),
        organisation=asked.organisation,
        by=asked.by,
        released=asked.release,
        remark=asked.remark,
        here=audit.here,
    )
    files.write(report, options.overwrite)
    say(to_json(report).decode() if options.json else "\n".join(told(report, files)) + "\n")
    return CODES[report.verdict]


def plans(options: argparse.Namespace) -> Given:
    """What the file says and, above it, the options. Raises UsageFault, LocalFault."""
    written = {} if options.config is None else read(options.config)
    asked = given(written, said(options))
    if all(part.options is None for part in asked.parts):
        raise UsageFault("nothing is given to look at; see noview-audit all --help")
    return asked


def said(options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Options as keys of sections."""
    at = None if options.at is None else f"@{options.at:.0f}"
    files = {"paths": options.storage, "at": at if options.storage else None}
    return {
        "": {"organisation": options.organisation, "by": options.by},
        "page": {
            "urls": options.page,
            "organisation": options.pin if options.page else None,
            "relay": options.relay if options.page else None,
        },
        "documents": {"targets": options.relay, "pin": options.pin if options.relay else None},
        "storage": files,
        "disclose": files,
    }


def told(report: Report, files: Files) -> Iterator[str]:
    """The first page, for a terminal."""
    yield report.question
    yield fill(report.answer, 88)
    yield ""
    for one in report.promises:
        yield f"{STATES[one.state].upper():<10} {one.promise}"
    for severity, title in (("fail", WORDS["broken"]), ("inconclusive", WORDS["unchecked"])):
        found = [(part, one) for part in report.checks for one in part.findings]
        lines = [f"  {a.name}: {b.title} [{b.code}]" for a, b in found if b.severity == severity]
        yield from ("", f"{title}:", *lines) if lines else ()
    yield ""
    yield f"The report: {printable(str(files.html))}"

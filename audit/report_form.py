"""The form of a report: what the JSON file holds, and all that the HTML file is made from.

`FORM` names the version; a field that goes or changes its meaning makes a new one, a field that
comes does not. docs/audit-report.schema.json is this as a JSON schema (docs/audit.md, "The
report").
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final, Literal

import msgspec

FORM: Final = "noview-audit-report/1"


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding. Evidence says where and how much, never what; `repeat` is a command line."""

    code: str
    severity: Literal["fail", "inconclusive", "warn", "note"]
    title: str
    meaning: str
    evidence: tuple[str, ...]
    repeat: str


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check: whether it was done, what it looked at, and what it found, gravest first."""

    name: str
    title: str
    done: bool
    verdict: Literal["pass", "fail", "inconclusive"]
    what: str
    looked_at: dict[str, int]
    findings: tuple[Found, ...]


class Promised(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise of the software, and what this audit says of it."""

    name: str
    promise: str
    state: Literal["held", "broken", "not shown"]
    answer: str
    checks: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a host could hand over; `here` is how many there were, null where that was
    not counted."""

    place: str
    name: str
    what: str
    tells: str
    here: int | None


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole. `date` is a day in UTC, as 2026-11-22; `by` is empty where nobody said it."""

    form: Literal["noview-audit-report/1"]
    date: str
    organisation: str
    by: str
    auditor: str
    released: str
    remark: str = ""
    """What a reader must know before all else, such as that it is a demonstration."""
    verdict: Literal["pass", "fail", "inconclusive"]
    question: str
    answer: str
    promises: tuple[Promised, ...]
    checks: tuple[Part, ...]
    could_hand_over: tuple[Listed, ...]
    never_shown: tuple[str, ...]


def to_json(report: Report) -> bytes:
    """As a file for other programs, ending with a line break."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def from_json(raw: bytes) -> Report:
    """A report read again. Raises msgspec.MsgspecError, or ValueError where it is
    no UTF-8, for anything of another form."""
    return msgspec.json.decode(raw, type=Report)


def schema() -> dict[str, Any]:
    """The JSON schema of a report."""
    return msgspec.json.schema(Report)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")

"""A result as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from audit.findings import Checked

VERDICTS = {
    "pass": "PASS: nothing was found that breaks a promise.",
    "fail": "FAIL: something was found that breaks a promise.",
    "inconclusive": "INCONCLUSIVE: this cannot say; what could not be looked at stands above.",
}
ONE = {
    "connections": "connection",
    "database pages": "database page",
    "documents": "document",
    "files": "file",
    "log lines": "log line",
    "records": "record",
    "sealed packages": "sealed package",
    "things tried out": "thing tried out",
}
"""What is counted, where there is one of it."""
GRADES = {
    "fail": "FAIL",
    "inconclusive": "NOT LOOKED AT",
    "warn": "WEAKNESS",
    "note": "NOTE",
}


def render(checked: Checked) -> str:
    """All of it, ending with a line break."""
    return "\n".join(_lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    yield f"noview-audit {checked.name}"
    yield fill(checked.what, 88)
    seen = ", ".join(counted(what, many) for what, many in checked.looked_at.items() if many)
    yield f"Looked at: {seen or 'nothing'}."
    for one in checked.findings:
        yield ""
        yield f"{GRADES[one.severity]}: {one.title} [{one.code}]"
        yield fill(one.meaning, 88, initial_indent="  ", subsequent_indent="  ")
        for place in one.evidence:
            yield f"  - {printable(place)}"
        yield f"  again: {printable(one.repeat)}"
    yield ""
    yield VERDICTS[checked.verdict]


def counted(what: str, many: int) -> str:
    """So many of them, in words that go with the number."""
    return f"{many:,} {ONE.get(what, what) if many == 1 else what}"


def odds(chance: float) -> str:
    """A small chance in words, rounded to the side of more: one in 500 million."""
    many = int(1 / chance) if chance > 1e-12 else 10**12
    many -= many % 10 ** max(0, len(str(many)) - 1)
    return f"one in {many // 10**6:,} million" if many >= 10**6 else f"one in {many:,}"


def printable(text: str) -> str:
    """File names are somebody else's: nothing in them may move a terminal's cursor."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)

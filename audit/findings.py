"""What a check found, and what it makes of it. Plain values; nothing here reads or prints.

Evidence says where and how much, never what: a file, a table, a page, an offset, a size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from audit.words import WORDS

Severity = Literal["fail", "inconclusive", "warn", "note"]
Verdict = Literal["fail", "inconclusive", "pass"]
ORDER: Final[tuple[Severity, ...]] = ("fail", "inconclusive", "warn", "note")
GRAVE: Final = ("fail", "inconclusive")
RESTING: Final = ("storage", "disclose")
"""Checks that are given what rests on a host's disk."""
EVIDENCE_MOST: Final = 12
"""Places that are named for one finding; what is beyond them is counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that a reader must know. `code` is a fixed word, `repeat` a command line."""

    code: str
    severity: Severity
    title: str
    meaning: str
    evidence: tuple[str, ...]
    repeat: str


@dataclass(frozen=True)
class Checked:
    """What one check looked at (things by name, counted) and found, the gravest first."""

    name: str
    what: str
    looked_at: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Fail if anything fails; inconclusive if anything is, or if nothing was looked at."""
        grades = {one.severity for one in self.findings}
        if "fail" in grades:
            return "fail"
        if "inconclusive" in grades or not any(self.looked_at.values()):
            return "inconclusive"
        return "pass"

    def as_json(self) -> dict[str, Any]:
        """For a file that other programs read."""
        found = [asdict(one) for one in self.findings]
        return {
            "name": self.name,
            "what": self.what,
            "verdict": self.verdict,
            "looked_at": dict(self.looked_at),
            "findings": found,
        }


@dataclass
class Notes:
    """What a check writes down while it looks. Evidence of one code becomes one finding."""

    repeat: str
    looked_at: Counter[str] = field(default_factory=Counter)
    _places: dict[str, list[str]] = field(default_factory=dict)
    _many: Counter[str] = field(default_factory=Counter)

    def find(self, code: str, place: str) -> None:
        """Something was found there. The code is one of `audit.words.WORDS`, else KeyError."""
        _ = WORDS[code]
        self._many[code] += 1
        places = self._places.setdefault(code, [])
        if len(places) < EVIDENCE_MOST:
            places.append(place)

    def saw(self, what: str, many: int = 1) -> None:
        """So many more of these were looked at."""
        self.looked_at[what] += many

    def count(self, code: str) -> int:
        """How often a code was found until now."""
        return self._many[code]

    def done(self, name: str, what: str, nothing: str = "") -> Checked:
        """The result. Where nothing was looked at, it says so itself: with the code `nothing`, in
        the words of those who look at a disk, or, for others, if no finding says why already."""
        if not any(self.looked_at.values()):
            if name in RESTING:
                self.find("nothing-read", "no byte of any record was read")
            elif nothing or not any(WORDS[code][0] in GRAVE for code in self._places):
                self.find(nothing or "nothing-shown", "nothing was looked at")
        findings = [self._finding(code, places) for code, places in self._places.items()]
        findings.sort(key=lambda one: (ORDER.index(one.severity), one.code))
        return Checked(name, what, dict(self.looked_at), tuple(findings))

    def _finding(self, code: str, places: list[str]) -> Finding:
        severity, title, meaning = WORDS[code]
        beyond = self._many[code] - len(places)
        evidence = (*places, *([f"and {beyond} more"] if beyond else []))
        return Finding(code, severity, title, meaning, evidence, self.repeat)

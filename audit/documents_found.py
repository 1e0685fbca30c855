"""Findings about documents, with everybody who was shown the same put together in one line."""

from __future__ import annotations

from dataclasses import dataclass

from audit.findings import Notes


@dataclass(frozen=True)
class At:
    """Where something was shown: a relay, a copy or a record, and to whom, where that matters."""

    where: str
    whom: str = ""

    def __str__(self) -> str:
        return f"{self.where}, {self.whom}" if self.whom else self.where


@dataclass(frozen=True)
class Found:
    """A code of `audit.words_documents`, and its evidence: `what` at a place, and `more` of it."""

    code: str
    what: str
    at: At
    more: str = ""


class Ledger:
    """Takes findings as they come, and tells them once each."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._found: dict[tuple[str, str, str, str], list[str]] = {}

    def find(self, code: str, what: str, at: At, more: str = "") -> None:
        """Something was found there."""
        self.add(Found(code, what, at, more))

    def add(self, one: Found) -> None:
        """The same."""
        whom = self._found.setdefault((one.code, one.what, one.at.where, one.more), [])
        if one.at.whom not in whom:
            whom.append(one.at.whom)

    def tell(self) -> None:
        """Write everything down."""
        for (code, what, where, more), whom in self._found.items():
            place = ", ".join([where, *(one for one in whom if one)])
            more = f"; {more}" if more else ""
            self.notes.find(code, f"{what} at {place}{more}" if what else f"{place}{more}")
        self._found.clear()

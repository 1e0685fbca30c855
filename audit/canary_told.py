"""What a search for canaries looks for, and how what it finds is told: where, never what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from audit.canary_plan import Texts
from audit.findings import Notes
from audit.progress import Progress
from audit.search import Hit, Mark, Search

WITNESS: Final = "witness"
FAR: Final = 1 << 40
"""Addresses of memory are beyond this, places in files are not."""


@dataclass
class Told:
    """One audit's search: what is looked for, and where what comes of it is written down."""

    canaries: Texts
    controls: Texts
    notes: Notes
    progress: Progress
    secrets: Sequence[Mark] = ()
    sabotaged: frozenset[str] = frozenset()
    """Kinds of places whose controls are left out, by the tests."""
    witnesses: dict[str, list[bytes]] = field(default_factory=dict)
    """Bytes that must be in a place of that kind, because the relay has them there now."""
    found: dict[tuple[str, str], list[Hit]] = field(default_factory=dict)
    """By the code of the finding, and by the place."""

    def search(self, witnesses: Sequence[bytes] = ()) -> Search:
        """For one place."""
        extra = [Mark(WITNESS, one) for one in witnesses]
        return Search([self.canaries.mark, self.controls.mark, *self.secrets, *extra])

    def tell(self, where: str, hits: Iterable[Hit], code: str = "canary-found") -> set[str]:
        """Keep what was found there; the names of what else was."""
        others = set()
        for hit in hits:
            if hit.mark in (self.controls.name, WITNESS):
                others.add(hit.what)
            else:
                self.found.setdefault((code, where), []).append(hit)
        return others

    def write_down(self) -> None:
        """One line for each place: which texts, how they were written, and where the first is."""
        for (code, where), hits in self.found.items():
            names = ", ".join(sorted({hit.what for hit in hits}))
            written = ", ".join(sorted({way_of(hit) for hit in hits}))
            at = min(hit.at for hit in hits)
            place = f"at byte {at:,}" if at < FAR else f"at {at:#x}"
            self.notes.find(code, f"{where}: {names}; as {written}; the first {place}")

    def missed(self, kind: str, wanted: Iterable[str], found: Iterable[str]) -> None:
        """Write down which controls were not found in a place of this kind."""
        left = sorted(set(wanted) - set(found))
        if left:
            self.notes.find("canary-control-missed", f"{kind}: {', '.join(left)}")


def way_of(hit: Hit) -> str:
    """How it was written, and whether it was packed."""
    return hit.encoding + ("", ", packed", ", packed twice")[min(hit.packed, 2)]

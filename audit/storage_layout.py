"""What the place of a record in a store's file tells: in which order sealed answers came. Pure.

New pages stand behind older ones. A purge writes the file anew when answers came, in the order of
names, which are hashes; so does a relay that stops. In between, and in files that are too large
for it, the order of arrival can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from audit.forms import DAY, FORMS, LEASE_SECONDS, PURGE, SLACK
from audit.sqlite_file import Value
from relay.store.sqlite import REWRITE_MOST


class Layout:
    """Takes every record of every table with the page where its rest lies, or 0."""

    def __init__(self, now: float) -> None:
        self._rows: list[tuple[bytes, bytes, int, int]] = []
        self._served = now
        """Until when a relay may have purged: now, or when it gave its last sign of life."""
        self._stopped = False

    @property
    def many(self) -> int:
        """How many answers there are."""
        return len(self._rows)

    def row(self, table: str, values: Sequence[Value], page: int) -> None:
        """One more record."""
        row = dict(zip(FORMS[table].stored, values, strict=False))
        if table == "lease":
            until = row.get("until")
            if isinstance(until, int | float):
                self._stopped = not until
                if until:
                    self._served = min(self._served, until - LEASE_SECONDS)
        elif table == "dropped":
            organisation, name, day = row.get("organisation"), row.get("name"), row.get("day")
            if isinstance(organisation, bytes) and isinstance(name, bytes) and isinstance(day, int):
                self._rows.append((organisation, name, page, day))

    def told(self, size: int) -> str:
        """The code of what the order of pages tells, in a file of so many bytes; "" for nothing."""
        self._rows.sort()
        if in_order(page for _, _, page, _ in self._rows):
            return ""
        if size > REWRITE_MOST:
            return "order-in-large-file"
        today = (self._served - PURGE - SLACK) // DAY
        older = (page for _, _, page, day in self._rows if day < today)
        if self._stopped or not in_order(older):
            return "order-of-arrival"
        return "order-of-last-minutes"


def in_order(pages: Iterable[int]) -> bool:
    """Whether each page stands behind the one before it."""
    return all(one <= other for one, other in pairwise(pages))

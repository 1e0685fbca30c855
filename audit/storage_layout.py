"""What the place of a record in a store's file tells: in which order sealed answers came.

New pages stand behind older ones. A purge writes the file anew when answers came, in the order of
names, which are hashes; so does a relay that stops. In between, and in files that are too large
for it, the order of arrival can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.errors import Unreadable
from audit.forms import DAY, FORMS, LEASE_SECONDS, PURGE, SLACK
from audit.sqlite_file import PAYLOAD_MOST, Value, View
from audit.sqlite_pages import record
from relay.store.sqlite import REWRITE_MOST

ANSWERS = "dropped"
Answer = tuple[bytes, bytes, int, int]
"""Organisation, name, day, and the page where the rest of it lies, or 0."""


class Layout:
    """Is told of the lease, then looks at the table of answers in one go."""

    def __init__(self, now: float) -> None:
        self._served = now
        """Until when a relay may have purged: now, or when it gave its last sign of life."""
        self._stopped = False
        self.many = 0

    def lease(self, until: Value = None) -> None:
        """Until when the lease runs, zero where it was given back."""
        if isinstance(until, int | float):
            self._stopped = not until
            if until:
                self._served = min(self._served, until - LEASE_SECONDS)

    def told(self, view: View, root: int) -> str:
        """The code of what the order of pages tells; "" for nothing. Raises Unreadable."""
        today = (self._served - PURGE - SLACK) // DAY
        last = last_older = 0
        key = (b"", b"")
        all_in_order = older_in_order = True
        for organisation, name, day, page in answers(view, root):
            if key >= (organisation, name):
                raise Unreadable("a table that is not in the order of its key")
            key = (organisation, name)
            self.many += 1
            all_in_order &= last <= page
            last = page
            if day < today:
                older_in_order &= last_older <= page
                last_older = page
        if all_in_order:
            return ""
        if view.count * view.page_size > REWRITE_MOST:
            return "order-in-large-file"
        if self._stopped or not older_in_order:
            return "order-of-arrival"
        return "order-of-last-minutes"


def answers(view: View, root: int) -> Iterator[Answer]:
    """The records of a table of answers, in the order of their keys. Those of another form, which
    are findings of their own, are left out. Raises Unreadable."""
    names = FORMS[ANSWERS].stored
    for cell in view.in_order(root):
        if cell.size > PAYLOAD_MOST:
            continue
        # All but the end of what is sealed stands in the cell itself.
        values = record(cell.local + bytes(cell.size - len(cell.local)))
        row = dict(zip(names, values, strict=False))
        organisation, name, day = row.get("organisation"), row.get("name"), row.get("day")
        if isinstance(organisation, bytes) and isinstance(name, bytes) and isinstance(day, int):
            yield organisation, name, day, cell.overflow

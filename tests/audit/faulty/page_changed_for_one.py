"""A website that changes one byte, and only for one kind of phone (attack 20)."""

from __future__ import annotations

from tests.audit.hosting import Answer, Visitor

AGENT = "SM-J500F"


def changed_at(page: bytes) -> int:
    """Somewhere in the script, which is where it would pay."""
    return page.rindex(b"<script>") + 20


def answer(visitor: Visitor, good: Answer) -> Answer:
    """Everybody else gets the published page."""
    if AGENT not in visitor.get("User-Agent", ""):
        return good
    at = changed_at(good.body)
    changed = bytes((good.body[at] ^ 1,))
    return good.with_body(good.body[:at] + changed + good.body[at + 1 :])

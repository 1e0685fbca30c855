"""A website that lets other websites frame the page, and sets a cookie when it sees one."""

from __future__ import annotations

from tests.audit.hosting import Answer, Visitor


def answer(visitor: Visitor, good: Answer) -> Answer:
    """One header less, and for some one more."""
    fewer = good.without("Content-Security-Policy").without("Referrer-Policy")
    return fewer.with_header("Set-Cookie", "v=1") if visitor.get("Cookie") else fewer

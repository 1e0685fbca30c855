"""A website whose owner has put an analytics script into the page."""

from __future__ import annotations

from tests.audit.hosting import Answer, Visitor

SCRIPT = b'<script src="https://analytics.example/a.js"></script></body>'


def answer(visitor: Visitor, good: Answer) -> Answer:
    """The same for everybody."""
    return good.with_body(good.body.replace(b"</body>", SCRIPT))

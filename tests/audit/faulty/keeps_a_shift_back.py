"""A relay that goes on showing the first duty plan, also when it has run out."""

from __future__ import annotations

import sys

from relay.documents import Kind
from tests.audit.faulty.given import Papers, planted, serve


def choose(kind: int, connection: int, given: Papers) -> Papers:
    """The first."""
    return given[:1] if kind == Kind.SHIFT else ()


PLANTED = planted(choose)

if __name__ == "__main__":
    sys.exit(serve(PLANTED))

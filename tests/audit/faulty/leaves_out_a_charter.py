"""A relay that leaves out a charter in the middle."""

from __future__ import annotations

import sys

from relay.documents import Kind
from tests.audit.faulty.given import Papers, planted, serve


def choose(kind: int, connection: int, given: Papers) -> Papers:
    """All but the second."""
    return [*given[:1], *given[2:]] if kind == Kind.CHARTER else ()


PLANTED = planted(choose)

if __name__ == "__main__":
    sys.exit(serve(PLANTED))

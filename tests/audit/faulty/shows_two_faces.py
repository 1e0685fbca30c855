"""A relay that keeps two staff lists with one number, and shows every second visitor another."""

from __future__ import annotations

import sys

from relay.documents import Kind
from tests.audit.faulty.given import Papers, planted, serve


def choose(kind: int, connection: int, given: Papers) -> Papers:
    """By the connection's number."""
    return given[connection % 2 :][:1] if kind == Kind.ROSTER else ()


PLANTED = planted(choose)

if __name__ == "__main__":
    sys.exit(serve(PLANTED))

"""A relay that goes back to the first staff list and duty plan, as after an old backup."""

from __future__ import annotations

import sys

from relay.documents import Kind
from tests.audit.faulty.given import Papers, planted, serve


def choose(kind: int, connection: int, given: Papers) -> Papers:
    """The oldest of both."""
    return given[:1] if kind in (Kind.ROSTER, Kind.SHIFT) else ()


PLANTED = planted(choose)

if __name__ == "__main__":
    sys.exit(serve(PLANTED))

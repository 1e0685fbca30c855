"""A relay that takes any staff list, whoever signed it, and shows the last one."""

from __future__ import annotations

import sys

from relay.documents import Kind
from tests.audit.faulty.given import Papers, planted, serve


def choose(kind: int, connection: int, given: Papers) -> Papers:
    """The last."""
    return given[-1:] if kind == Kind.ROSTER else ()


PLANTED = planted(choose)

if __name__ == "__main__":
    sys.exit(serve(PLANTED))

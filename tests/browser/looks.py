"""A look at a page that waits until the page shows what it should.

What one side has sent stands on the screen of the other before it must stand on its own: between
two looks lies whatever a slow machine puts there. So a test never asserts on a single look
(tests/test_looks.py holds all of them to that)."""

from __future__ import annotations

import time
from collections.abc import Callable

WITHIN = 30.0
"""Seconds, as long as what Playwright itself waits for (windows.py, `PATIENCE`)."""
BETWEEN = 0.05


def becomes(
    look: Callable[[], object], to: object, what: object = "", within: float = WITHIN
) -> None:
    """What `look` sees is, or soon is, `to`."""
    deadline = time.monotonic() + within
    while (seen := look()) != to:
        assert time.monotonic() < deadline, f"{what or 'seen'}: {seen!r}, and not {to!r}"
        time.sleep(BETWEEN)


def holds(look: Callable[[], object], what: object = "", within: float = WITHIN) -> None:
    """What `look` asks is, or soon is, true."""
    deadline = time.monotonic() + within
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what or 'it does not hold'}: {seen!r}"
        time.sleep(BETWEEN)


def never(look: Callable[[], object], what: object = "") -> None:
    """What `look` sees is nothing, at this moment: for what must not be there, not even briefly."""
    seen = look()
    assert not seen, f"{what or 'it is there'}: {seen!r}"

"""What consoles compare in rounds, for stories that do not wait for the next one."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from playwright.sync_api import Locator, expect

from tests.browser.desk import SLOW
from tests.browser.windows import Console, Talk, hook

ROUND = 20_000
"""Milliseconds after which two who are told the same compare what that was."""

Staff = Sequence[Console]
"""All whose clocks can be set ahead (desk.py, `at_work`)."""


def transcript(staff: Staff, talk: Talk, state: str) -> Locator:
    """Consoles compare in rounds: the seconds until the next one go by on all of them."""
    said = talk.panel.locator(f'{hook("transcript")}[data-state="{state}"]')
    for _ in range(4):
        with contextlib.suppress(AssertionError):
            expect(said).to_have_count(1, timeout=3_000)
            return said
        for console in staff:
            console.ahead(ROUND)
    expect(said).to_have_count(1, timeout=SLOW)
    return said

"""What `make test-slow` runs under is a slow line."""

from __future__ import annotations

import time

from tests.browser.fixtures import Windows
from tests.browser.slow_line import script


def test_what_the_relay_says_comes_late(windows: Windows) -> None:
    survivor = windows.survivor()
    survivor.context.add_init_script(script(stalled=2000, often=1))
    begun = time.monotonic()
    survivor.open().is_offered_a_start()
    assert time.monotonic() - begun > 2
    assert survivor.faults == []

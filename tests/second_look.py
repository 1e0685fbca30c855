"""A test with a real browser, process or socket in it may fail once for no fault of what it tests.

It is run a second time, and its first failure is printed with its traceback. In the whole run
that is done three times at most (`--max-suite-reruns` in pyproject.toml), so that a fault that
comes now and then cannot hide behind it for long; `PYTEST_ADDOPTS=--fail-on-flaky make test`
forgives nothing. What is pure, and what hypothesis found, is never run again
(docs/decisions/0041).
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

ROOMS = ("tests/audit/", "tests/browser/", "tests/hostile/", "tests/nothing/")
"""Where machines that are real meet."""


def allow(items: Iterable[pytest.Item]) -> None:
    """Gives the tests of these rooms a second look."""
    for item in items:
        drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if item.nodeid.startswith(ROOMS) and not drawn:
            item.add_marker(pytest.mark.flaky(reruns=1))

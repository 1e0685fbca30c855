"""A hostile relay against both kinds of clients."""

from __future__ import annotations

import pytest

from orgkeys import transport
from orgkeys.machines import knocking, patience
from tests.browser.fixtures import browser

__all__ = ["browser"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The friendly clients wait as usual, only not so long."""
    monkeypatch.setattr(transport, "TICK", 0.1)
    monkeypatch.setattr(transport, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(transport, "LONGEST_WAIT", 0.2)
    monkeypatch.setattr(knocking, "HELLO_AGAIN", 0.3)
    monkeypatch.setattr(patience, "ABSENT", 2.0)
    monkeypatch.setattr(patience, "PROBE_FIRST", 1.0)

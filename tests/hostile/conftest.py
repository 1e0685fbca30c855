"""A hostile relay against both kinds of clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from orgkeys import transport
from orgkeys.machines import knocking, patience
from tests.browser.fixtures import Windows, browser
from tests.browser.windows import Console
from tests.hostile.stage import Stage
from tests.hostile.test_ghosts import house_with_eve

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


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Noor's and Eve's house, for one file of the browser's tests."""
    stage = Stage(tmp_path_factory.mktemp("stage"), house_with_eve())
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def shared_console(browser: Browser, stage: Stage) -> Iterator[Console]:
    """Unlocking takes seconds, so the stories of a file share one console."""
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    console = windows.console().open()
    yield console.unlock().on_duty()
    windows.close()


@pytest.fixture
def console(shared_console: Console, stage: Stage) -> Iterator[Console]:
    """Noor's console, on duty; the relay must have lied to it by the end."""
    with stage.lies():
        yield shared_console.on_duty()
    shared_console.on_duty().clear()

"""A host's directory, for all tests of files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.audit.scene import asking_house, store_with

STARTED = (
    "noview-relay listens on ws://127.0.0.1:8765, for 1 organisation, documents in /srv/r.db\n"
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_with(
        tmp_path_factory.mktemp("good"), asking_house(int(time.time())), drops=1
    ).resolve()


@pytest.fixture
def host(good: Path, tmp_path: Path) -> Path:
    """A directory as a relay has it."""
    folder = tmp_path / "host"
    folder.mkdir()
    shutil.copy2(good, folder / "relay.db")
    (folder / "relay.log").write_text(STARTED, encoding="utf-8")
    (folder / "relay.toml").write_text('listen = "127.0.0.1:8765"\n', encoding="utf-8")
    return folder

"""What is said without rights is true: a place that may not be seen is not called missing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.__main__ import main
from audit.all import Audit, Part, check_one
from audit.canary import check_canary
from audit.canary_plan import CanaryPlan, Lent
from audit.errors import LocalFault
from audit.places import RIGHTS, denied
from audit.progress import Progress
from audit.redis_place import Place
from audit.redis_reader import Reader

NOBODY = 65534


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Nobody in particular, and a folder that is its owner's alone."""
    root = os.geteuid() == 0
    folder.chmod(0o700 if root else 0)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder of the relay's user, with the data in it."""
    (tmp_path / "relay" / "host").mkdir(parents=True)
    (tmp_path / "relay" / "host" / "relay.log").write_text("", encoding="utf-8")
    return tmp_path / "relay"


@pytest.mark.parametrize("place", [".", "host", "host/relay.log", "host/nothing"])
def test_what_may_not_be_seen_is_not_said_to_be_missing(closed: Path, place: str) -> None:
    with without_rights(closed):
        assert denied(closed / place) == f"{closed / place} {RIGHTS}"
    if place == "host/nothing":
        with pytest.raises(LocalFault, match="there is no "):
            denied(closed / place)
    else:
        assert denied(closed / place) == ""


def test_storage_names_what_it_may_not_read_and_who_may(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with without_rights(closed):
        code = main(["storage", str(closed / "host")])
    told = " ".join(capsys.readouterr().out.split())
    assert code == 3
    assert "run this as the relay's user or as root" in told
    assert "there is no" not in told


def test_the_canary_goes_on_without_what_it_may_not_read_and_names_it(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.canary.opened", lambda _: None)
    (tmp_path / "log").write_text("a line\n", encoding="utf-8")
    where = ("ws://127.0.0.1:1", "http://127.0.0.1:1", "http://127.0.0.1:1")
    lent = Lent(tmp_path, None, "")
    plan = CanaryPlan(*where, lent, data=(closed / "host",), logs=(tmp_path / "log",))
    held = []
    with without_rights(closed):
        refused = denied(closed / "host")
    monkeypatch.setattr("audit.canary.denied", lambda path: refused if "host" in str(path) else "")
    checked = check_canary(plan, Progress(), lambda *_: held.append(1))
    assert held == [1]
    found = {one.code: one.evidence for one in checked.findings}
    assert found["canary-unread"] == (refused,)
    assert not any("data directory" in one for one in found["canary-not-given"])
    assert checked.looked_at["bytes of log"] == 7


def test_a_check_that_may_not_do_something_says_with_what(monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "lent.vault")

    monkeypatch.setattr("audit.all.RUNS", {"storage": (None, stops)})
    (found,) = check_one(Part("storage", object()), Audit(0.0)).findings  # type: ignore[arg-type]
    assert found.evidence == ("lent.vault: Permission denied",)


def test_without_the_library_for_redis_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the file of the wheel: an index may have anything under the name noview."""
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(LocalFault, match=r"pip install '\./noview-0.*\.whl\[audit\]'"):
        Reader(Place("redis://x", {}))

"""Nothing of a place that is named to `canary` is passed over in silence."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit import canary
from audit.canary import check_canary
from audit.canary_network import Network
from audit.canary_places import Looking
from audit.canary_plan import Texts
from audit.canary_story import BRIEFLY, TO_WAIT, Story
from audit.canary_touch import NoTalk, Touched
from audit.canary_walk import LINK, NOWHERE, SPECIAL
from audit.errors import LocalFault
from audit.findings import Notes
from audit.progress import Progress
from tests.audit.canary_scene import codes, evidence, plan, talk

HOLDING = """
import mmap, os, subprocess, sys
way, path = sys.argv[1:]
file = open(path, "rb")
os.unlink(path)
if way == "child":
    held = [sys.executable, "-c", "import sys; sys.stdin.buffer.read()"]
    child = subprocess.Popen(held, stdin=subprocess.PIPE, pass_fds=[file.fileno()])
    file.close()
if way == "mapped":
    kept = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    file.close()
print("kept", flush=True)
sys.stdin.buffer.read()
"""


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault opens: that is not what is tried here."""
    monkeypatch.setattr(canary, "opened", lambda _: None)


@pytest.fixture
def host(tmp_path: Path) -> Path:
    folder = tmp_path / "host"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "relay.db").write_bytes(os.urandom(9000))
    (folder / "deep" / "er" / "relay.log").write_bytes(b"nothing of anybody\n")
    return folder


def linked(host: Path, texts: Texts) -> None:
    (host.parent / "real.log").write_text(texts["a message"], encoding="utf-8")
    (host / "relay.log").symlink_to(host.parent / "real.log")


def nowhere(host: Path, _: Texts) -> None:
    (host / "relay.log").symlink_to(host.parent / "not mounted")


def piped(host: Path, _: Texts) -> None:
    os.mkfifo(host / "relay.log")


@pytest.mark.parametrize(("leave", "why"), [(linked, LINK), (nowhere, NOWHERE), (piped, SPECIAL)])
def test_a58_what_is_no_file_is_never_passed_over(
    host: Path, leave: Callable[[Path, Texts], None], why: str
) -> None:
    given = plan(logs=(host,), data=(host / "relay.db",))
    checked = check_canary(given, Progress(), talk(lambda texts: leave(host, texts)))
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-unread"})
    assert evidence(checked, "canary-unread") == f"log relay.log: {why}"


def test_a58_a_folder_that_may_not_be_read_is_said(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if path == host / "deep" / "er":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("audit.canary_walk.os.listdir", listdir)
    checked = check_canary(plan(logs=(host,)), Progress(), talk())
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-unread"})
    assert evidence(checked, "canary-unread") == "log deep/er: Permission denied"


def test_a58_a_link_into_what_is_named_is_read_there_and_a_browsers_lock_is_no_gap(
    host: Path,
) -> None:
    (host / "current").symlink_to(host / "deep")
    (host / "SingletonLock").symlink_to("somewhere-4711")
    within = plan(profiles=(host,), data=(host / "relay.db",))
    assert check_canary(within, Progress(), talk()).verdict == "pass"


@pytest.mark.parametrize("way", ["name", "folder", "link", "mark"])
def test_a58_words_in_a_name_a_link_or_a_mark_are_found_and_not_told(host: Path, way: str) -> None:
    said: list[str] = []

    def leave(texts: Texts) -> None:
        said.append(texts["a message"])
        if way == "name":
            (host / said[0]).touch()
        elif way == "folder":
            (host / said[0]).mkdir()
            (host / said[0] / "inside").touch()
        elif way == "link":
            (host / "link").symlink_to(host.parent / said[0])
        else:
            os.setxattr(host / "deep", "user.mark", said[0].encode())

    checked = check_canary(plan(data=(host,)), Progress(), talk(leave))
    assert checked.verdict == "fail"
    assert "data name or mark below host: a message; " in evidence(checked, "canary-found")
    assert not [part for part in (said[0], said[0][:8]) if part in str(checked)]


@pytest.mark.parametrize("way", ["mapped", "deleted", "child"])
def test_a58_what_a_process_has_open_without_a_name_is_its_memory_too(
    tmp_path: Path, way: str
) -> None:
    """A file of memory that it maps for reading only, one that was deleted, and a child's."""
    looking = Looking(Texts("one of the texts"), Texts("a control"), Notes(""), Progress())
    (tmp_path / "words").write_text(looking.canaries["a message"] * 10, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, way, str(tmp_path / "words")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        looking.memory([process.pid], "then")
        process.communicate()
    looking.write_down()
    checked = looking.notes.done("canary", "")
    assert (checked.verdict, codes(checked)) == ("fail", {"canary-found"})
    assert ("a child of" in evidence(checked, "canary-found")) == (way == "child")
    assert bool(evidence(checked, "canary-children")) == (way == "child")


class Recorded:
    """What was recorded on a network on which this, and nothing else, was said."""

    way = "by hand"
    full = False

    def __init__(self, *said: bytes) -> None:
        self._said = said

    def streams(self) -> Iterator[tuple[str, bytes]]:
        for one in self._said:
            head = bytes([0x82, 0x7E]) + len(one).to_bytes(2, "big")
            yield "connections from port 1", UPGRADED + head + one

    def stop(self) -> None:
        """It is over."""


UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


@pytest.mark.parametrize(("heard", "missed"), [(True, 0), (False, 1)])
def test_a58_a_recording_of_another_network_does_not_pass(
    monkeypatch: pytest.MonkeyPatch, heard: bool, missed: int
) -> None:
    """Without encryption in between, what was said must be in it."""
    said = os.urandom(300)
    recorded = Recorded(said if heard else os.urandom(300))
    monkeypatch.setattr("audit.canary_network.Packets", lambda *_: recorded)
    looking = Looking(Texts("one of the texts"), Texts("a control"), Notes(""), Progress())
    with Network(plan(capture="any"), looking) as network:
        network.said = [b"short", said]
        network.look()
    assert looking.notes.count("canary-elsewhere") == missed


def test_where_nobody_could_talk_no_control_is_missed_for_it(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reason, and not a second that comes of it."""

    def refused(*_: object) -> None:
        raise LocalFault("packets cannot be read")

    monkeypatch.setattr("audit.canary_network.Packets", refused)

    def hold(_: object, __: object, ___: object, network: Network, ____: object) -> None:
        network.said.append(os.urandom(50))
        raise NoTalk(TO_WAIT)

    checked = check_canary(plan(data=(host,), capture="any"), Progress(), hold)
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-no-talk"})
    assert "an earlier test turned somebody away" in evidence(checked, "canary-no-talk")
    # Had somebody talked, both would have been missed.
    checked = check_canary(plan(data=(host,), capture="any"), Progress(), says)
    assert codes(checked) == {"canary-control-missed"}


def says(_: object, __: object, touched: Touched, network: Network, ___: object) -> None:
    touched.done.append("messages in both directions")
    network.said.append(os.urandom(50))


class Slow:
    """A visitor whom the relay asks to wait; `place` is whether it lets them in then."""

    def __init__(self, place: bool) -> None:
        self.view = SimpleNamespace(problem="slow-down", place=None)
        self._place = place

    async def knock(self, **_: str) -> None:
        """Not now."""

    async def until(self, what: Callable[[SimpleNamespace], bool], within: float) -> None:
        self.view.place = 1 if self._place else None
        if within > BRIEFLY or not what(self.view):
            raise TimeoutError


@pytest.mark.parametrize("place", [True, False])
def test_a_network_that_was_turned_away_is_told_so_and_a_busy_relay_waited_for(place: bool) -> None:
    visitor, texts = Slow(place), Texts("one of the texts")
    nobody = SimpleNamespace()
    story = Story(plan(), texts, Touched(()), nobody, nobody, print, print)  # type: ignore[arg-type]
    with nullcontext() if place else pytest.raises(NoTalk, match="holds for an hour"):
        asyncio.run(story._knock(visitor, "in Python"))  # type: ignore[arg-type]

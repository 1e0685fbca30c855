"""The check `canary` without a browser: what each kind of place and its control come to.

Somebody says the texts, or leaves them somewhere; the real conversations are in
`tests/nothing/test_nothing_to_see.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import canary, canary_places
from audit.canary import check_canary
from audit.canary_controls import FILLER, NAMES, PACKED, PLAIN, core_dump, plant
from audit.canary_places import Looking
from audit.canary_plan import CanaryPlan, Texts
from audit.canary_touch import NoTalk, NotOffered, Touched
from audit.findings import Notes
from audit.progress import Progress
from tests.audit.canary_scene import PASSPHRASE, codes, evidence, plan, talk
from tests.audit.holder import Holder

NEVER = {"canary-no-talk", "canary-control-missed", "canary-found", "canary-unread"}


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


def test_a58_a_host_without_a_word_of_it_passes(host: Path) -> None:
    checked = check_canary(plan(data=(host,), logs=(host / "relay.db",)), Progress(), talk())
    assert (checked.verdict, codes(checked)) == ("pass", set())
    assert checked.looked_at["bytes of data"] > 9000
    assert "--core" in evidence(checked, "canary-not-given")


@pytest.mark.parametrize("kind", ["data", "log", "profile"])
@pytest.mark.parametrize("way", sorted(NAMES))
def test_a58_a_word_of_it_is_found_in_every_file_however_it_is_written(
    host: Path, kind: str, way: str
) -> None:
    """Each way in which a control is written, but with a text of the conversation."""

    def leave(texts: Texts) -> None:
        _ = texts[way]  # by this name the writer below knows which one it is
        (host / "all").mkdir()
        plant(host / "all", texts)
        number = [*PLAIN, *PACKED].index(way)
        for file in (host / "all").iterdir():
            if file.name != f"control-{number}":
                file.unlink()

    log = host / "deep" / "er" / "relay.log"
    given = {{"data": "data", "log": "logs", "profile": "profiles"}[kind]: (host,)}
    checked = check_canary(plan(**{"logs": (log,), **given}), Progress(), talk(leave))
    code = "canary-on-the-device" if kind == "profile" else "canary-found"
    assert (checked.verdict, codes(checked)) == ("fail", {code})
    assert f"{kind} all/control-" in evidence(checked, code)
    assert way in evidence(checked, code)


def test_a58_where_nothing_of_the_host_is_named_nothing_is_said_of_it(host: Path) -> None:
    checked = check_canary(plan(profiles=(host,)), Progress(), talk())
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-nothing-given"})


def test_a58_where_nothing_was_said_nothing_can_be_said(host: Path) -> None:
    def silent(*_: object) -> None:
        raise NoTalk("not done: knocking and being answered (TimeoutError)")

    for hold in (silent, lambda *_: None):
        checked = check_canary(plan(data=(host,)), Progress(), hold)
        assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-no-talk"})


@pytest.mark.parametrize("kind", ["data", "log", "memory", "core", "profile"])
def test_a58_without_its_control_no_place_passes(
    host: Path, tmp_path: Path, kind: str, holder: Holder
) -> None:
    core = tmp_path / "core"
    everything = plan(
        data=(host,), logs=(host,), profiles=(host,), pids=(holder.pid,), cores=(core,)
    )

    def leave(_: Texts) -> None:
        core.write_bytes(core_dump(FILLER))

    told = talk(leave, "then")
    checked = check_canary(everything, Progress(), told, frozenset([kind]))
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-control-missed"})
    assert evidence(checked, "canary-control-missed").startswith(kind)
    assert check_canary(everything, Progress(), told).verdict == "pass"


def test_a58_what_was_given_and_cannot_be_read_is_said(host: Path, tmp_path: Path) -> None:
    empty, core = tmp_path / "empty", tmp_path / "core"
    empty.mkdir()
    core.write_bytes(b"this is none")
    os.utime(core, (1_700_000_000, 1_700_000_000))
    nobody = subprocess.Popen([sys.executable, "-c", ""])
    nobody.wait()
    given = plan(data=(empty, host), cores=(core,), pids=(nobody.pid,))
    checked = check_canary(given, Progress(), talk(look="then"))
    assert checked.verdict == "inconclusive"
    assert codes(checked) == {"canary-empty", "canary-stale", "canary-unread"}
    assert "core dump core: no core dump" in evidence(checked, "canary-unread")
    assert f"process {nobody.pid}" in evidence(checked, "canary-unread")


def test_a58_a_word_in_a_memory_or_in_its_picture_is_found(tmp_path: Path, holder: Holder) -> None:
    core = tmp_path / "core"

    def leave(texts: Texts) -> None:
        holder.hold(texts["a message"].encode("utf-16-be"))
        core.write_bytes(core_dump(os.urandom(5000) + texts["the name"].encode()))

    given = plan(pids=(holder.pid,), cores=(core,))
    checked = check_canary(given, Progress(), talk(leave, "then"))
    assert (checked.verdict, codes(checked)) == ("fail", {"canary-found"})
    told = evidence(checked, "canary-found")
    assert f"memory of process {holder.pid}, then: a message; as hex of utf-16, utf-16; " in told
    assert "core dump core: the name; as plain; the first at 0x7f0" in told


def test_a58_a_passphrase_that_was_lent_is_looked_for_too_and_stands_in_no_report(
    host: Path,
) -> None:
    (host / "diary").write_text(PASSPHRASE[::-1], encoding="utf-8")
    checked = check_canary(plan(data=(host,)), Progress(), talk())
    assert checked.verdict == "fail"
    assert "data diary: a passphrase; as reversed" in evidence(checked, "canary-found")
    assert PASSPHRASE not in str(checked)
    assert PASSPHRASE not in repr(plan())


def test_a58_no_report_holds_what_it_has_found(host: Path) -> None:
    said: list[str] = []

    def leave(texts: Texts) -> None:
        said.append(texts["a message"])
        (host / "diary").write_text(f"before {said[0]} after", encoding="utf-8")

    checked = check_canary(plan(data=(host,)), Progress(), talk(leave))
    assert checked.verdict == "fail"
    assert not [part for part in (said[0], said[0][:8], "before") if part in str(checked)]


def test_a58_bytes_that_the_relay_has_must_be_where_they_are_looked_for(
    host: Path, holder: Holder
) -> None:
    """The memory or the directory of another program says nothing of the relay."""
    sealed = os.urandom(48)

    def hold(asked: CanaryPlan, looking: Looking, touched: Touched, *_: object) -> None:
        touched.done.append("messages in both directions")
        looking.witnesses = {"memory": [sealed], "data": [sealed]}
        looking.memory(asked.pids, "then")

    given = plan(pids=(holder.pid,), data=(host,))
    checked = check_canary(given, Progress(), hold)
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"canary-elsewhere"})
    assert evidence(checked, "canary-elsewhere").count("\n") == 1
    holder.hold(sealed)
    (host / "relay.db").write_bytes(os.urandom(100) + sealed)
    assert check_canary(given, Progress(), hold).verdict == "pass"


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (None, "canary-touched", "one"),
        (TimeoutError("words of a page"), "canary-missed", "one (TimeoutError)"),
        (NotOffered(), "canary-not-offered", "one"),
    ],
)
def test_what_was_tried_out_and_what_not_is_told(
    fault: Exception | None, code: str, told: str
) -> None:
    touched, notes = Touched((TimeoutError,)), Notes("again")

    def tries() -> None:
        if fault is not None:
            raise fault

    with touched.trying("one"):
        tries()
    touched.tell(notes)
    assert evidence(notes.done("canary", ""), code) == told


def test_without_what_is_needed_there_is_no_conversation() -> None:
    touched = Touched((TimeoutError,))
    with pytest.raises(NoTalk, match=r"not done: one \(TimeoutError\)$"):  # noqa: SIM117
        with touched.trying("one", needed=True):
            raise TimeoutError("words of a page")
    assert touched.done == []


@pytest.fixture
def holder() -> Iterator[Holder]:
    holder = Holder()
    yield holder
    holder.close()


@pytest.mark.parametrize("comes", [True, False])
def test_what_is_on_its_way_to_a_relay_is_waited_for(
    comes: bool, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = os.urandom(48)
    looking = Looking(Texts("one of the texts"), Texts("a control"), Notes(""), Progress())
    looking.witnesses = {"memory": [sealed]}
    waits: list[float] = []

    def arrives(seconds: float) -> None:
        waits.append(seconds)
        if comes and len(waits) == 2:
            holder.hold(sealed)

    monkeypatch.setattr("audit.canary_places.time.sleep", arrives)
    monkeypatch.setattr("audit.canary_places.time.monotonic", lambda: len(waits))
    looking.arrival([holder.pid])
    assert len(waits) == (2 if comes else canary_places.ON_ITS_WAY)

"""The demo, with the real relay and the built pages (`make pages`): it leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from orgkeys.keyring import load_device
from orgkeys.vault import DeviceKeys
from tests.orgkeys.office import ADMINISTRATOR, Office, copy_of
from tests.relay.running import relay_process
from tools import demo

ROOT = Path(__file__).parents[2]
FILES = ("vault", "keys")


def start(*args: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "tools/demo.py"), "--port", "0", "--pages-port", "0"]
    return subprocess.Popen(
        [*command, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if words in line:
            return text
    raise AssertionError(text)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, text
    return match[1]


def unlocked(person: str, passphrase: str, text: str) -> DeviceKeys:
    """The device of somebody, by what stands below their name in what the demo prints."""
    _, name, below = text.partition(f"  {person}\n")
    assert name, text
    raw, ring = (Path(found(rf"{file} +(/\S+)", below)).read_bytes() for file in FILES)
    return load_device(raw, passphrase, ring)


def test_check_starts_looks_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    process = start("--check", "--directory", str(folder))
    out, _ = process.communicate(timeout=180)
    assert process.returncode == 0, out
    assert "both pages and the relay answer" in out
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_tells_how_to_try_it_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "demo"
    process = start("--directory", str(folder))
    try:
        text = read_until(process, "Ctrl-C")
        passphrase = found(r"Passphrase +(\S+)", text)
        keys = unlocked("Noor, supervisor", passphrase, text)
        assert keys.warrant, "her console may start shifts"
        assert len(keys.sealing_keys) == 1
        assert re.fullmatch(r"ws://127\.0\.0\.1:\d+", keys.relay)
        # Somebody else, so that two windows can work together; she answers, and starts no shift.
        salma = unlocked("Salma, counselor", passphrase, text)
        assert salma.certificate != keys.certificate
        assert not salma.warrant
        assert salma.relay == keys.relay
        address = found(r"Survivor +(\S+)", text)
        assert found(r"Console +(\S+)", text) != address
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert keys.organisation.hex() in answer.read().decode()
        process.send_signal(number)
        process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 0
    assert not folder.exists()
    port = int(keys.relay.rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the relay was left running"


def test_busy_ports_are_gone_around() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert demo.free_port(port) not in (0, port)


@pytest.fixture
def signals_kept() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals_kept")
def test_what_is_there_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("mine")
    assert demo.main(["--directory", str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert (tmp_path / "mine").exists()


@pytest.mark.usefixtures("signals_kept")
def test_without_built_pages_it_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "BUILT", tmp_path / "nothing")
    assert demo.main(["--directory", str(tmp_path / "demo")]) == 1
    assert "make pages" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_two_passphrases_are_never_the_same() -> None:
    drawn = {demo.draw_passphrase() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(one) >= 14 for one in drawn)


def test_a_real_relay_takes_everything_once_and_serves_no_stranger(tmp_path: Path) -> None:
    office = Office(tmp_path / "ours", now=time.time())
    stranger = Office(tmp_path / "theirs", now=time.time())
    for each in (office, stranger):
        each.path.mkdir()
        each.init()
    office.add()
    office.shift()
    office.must("state", "open", answers=(ADMINISTRATOR,))
    behind = copy_of(office.path, tmp_path / "behind")
    with relay_process([office.holdings().settings.organisation]) as relay:
        said = office.must("publish", relay.url)
        for name in ("charter 1", "roster 2", "notice 1", "shift 1", "state 1"):
            assert f"published      {name}" in said
        assert "has everything already" in office.must("publish", relay.url)
        pulled = office.must("pull", relay.url, answers=(ADMINISTRATOR,))
        assert "Nothing was newer" in pulled
        office.must("device", "revoke", "Noor", answers=(ADMINISTRATOR,))
        said = office.must("publish", relay.url)
        assert "roster 3" in said
        assert "shift 2" in said
        behind.now = office.now
        pulled = behind.must("pull", relay.url, answers=(ADMINISTRATOR,))
        assert "taken over     shift 2" in pulled
        assert behind.holdings().standing_devices(behind.now) == []
        refused = stranger.run("publish", relay.url)
        assert refused.code == 1
        assert "does not serve this organisation" in refused.err
        assert stranger.holdings().settings.organisation.hex() in refused.err
    gone = office.run("publish", relay.url)
    assert gone.code == 1
    assert "nobody answers there" in gone.err

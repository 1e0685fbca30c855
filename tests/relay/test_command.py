"""The command `noview-relay` in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, time

import aiohttp
import pytest

from relay import __main__ as relay_command
from relay.frames import Done, Join, Joined, Later, Publish, decode_relay, encode
from relay.hardening import warn_of_swap
from tests.builders import make_organisation
from tests.relay.running import ROOT, relay_process


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "relay", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def terms(database: Path) -> list[int]:
    """The lease's number, which rises each time that a relay takes it."""
    with closing(sqlite3.connect(database)) as store:
        return [int(term) for (term,) in store.execute("SELECT term FROM lease")]


async def test_it_says_where_it_listens_and_stops_with_0(tmp_path: Path) -> None:
    organisation = make_organisation(int(time()))
    log = tmp_path / "log"
    with relay_process(
        [organisation.fingerprint], database=tmp_path / "relay.db", log=log
    ) as running:
        assert running.said.startswith("noview-relay listens on ws://127.0.0.1:")
        assert "for 1 organisation, documents in " in running.said
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{running.http}/health") as answer:
                assert await answer.text() == "ok"
            socket = await http.ws_connect(f"{running.url}/v1/publish")
            await socket.send_bytes(encode(Join(1, organisation.fingerprint)))
            assert isinstance(decode_relay(await socket.receive_bytes()), Joined)
            await socket.send_bytes(encode(Publish(1, organisation.charters[0], b"")))
            assert decode_relay(await socket.receive_bytes()) == Done(1)
            await socket.receive_bytes()
            running.process.send_signal(signal.SIGTERM)
            assert isinstance(decode_relay(await socket.receive_bytes()), Later)
            message = await socket.receive()
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        assert running.process.wait(60) == 0
    assert "127.0.0.1" not in log.read_text(), "no address in the log"
    assert "GET" not in log.read_text(), "no access log"


async def test_it_is_ready_within_a_second_or_so(tmp_path: Path) -> None:
    def ready_in() -> float:
        started = monotonic()
        with relay_process(database=tmp_path / "relay.db"):
            return monotonic() - started

    # Three tries: a machine that was busy meanwhile is no fault of the relay.
    assert any(ready_in() < 5 for _ in range(3)), "generous here; bench measures it"


SOME_GROUP = 65_534  # nobody's


def closed_to_others(process: subprocess.Popen[str]) -> bool:
    """Whether a process that root may have started in nobody's group is not dumpable: then its
    files belong to root and root's group, whoever runs it."""
    told = Path(f"/proc/{process.pid}/environ").stat()
    return (told.st_uid, told.st_gid) == (0, 0)


def dumps_nothing(process: subprocess.Popen[str]) -> bool:
    """Whether no core can be written, nor the limit be raised again."""
    limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii")
    return "Max core file size 0 0 bytes" in " ".join(limits.split())


@pytest.mark.parametrize("hardened", [True, False], ids=["the relay", "control: another program"])
def test_a59_no_core_dumps_and_no_readable_memory(tmp_path: Path, *, hardened: bool) -> None:
    (tmp_path / "relay.toml").write_text('listen = "127.0.0.1:0"\nstore = "memory"\n')
    serve = ("-m", "relay", "serve", "--config", str(tmp_path / "relay.toml"))
    other = ("-c", "import sys; print('here', flush=True); sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, *(serve if hardened else other)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        group=SOME_GROUP if os.getuid() == 0 else None,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "it has started, and listens"
        assert (closed_to_others(process), dumps_nothing(process)) == (hardened, hardened)
        process.terminate()


def test_a59_that_is_done_before_anybody_can_connect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def noting(step: str) -> Callable[..., int]:
        def note(*_: object) -> int:
            done.append(step)
            return 0

        return note

    steps = ("no_dumps", "warn_of_swap", "run")
    for step in steps:
        monkeypatch.setattr(relay_command, step, noting(step))
    (tmp_path / "relay.toml").write_text('store = "memory"\n')
    assert relay_command.main(["serve", "--config", str(tmp_path / "relay.toml")]) == 0
    assert tuple(done) == steps


def test_a59_swap_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size Used Priority\n")
    assert not warn_of_swap(swaps)
    swaps.write_text("Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n")
    assert warn_of_swap(swaps)
    assert "swap is on" in caplog.text


def test_without_organisations_it_says_what_to_add() -> None:
    with relay_process() as running:
        assert "add its fingerprint to `organisations`" in running.said


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("listen = 5", "`listen` wants"),
        ("organisations = ['abc']", "fingerprints of 64 hexadecimal digits"),
        ("colour = 'red'", "unknown key `colour`"),
        ("database = 'absent/relay.db'", "cannot open the database file: No such file"),
        ("[pages]\ndirectory = 'absent'", "the directory of [pages] does not exist"),
        ("[tls]\ncertificate = 'a'\nkey = 'b'", "cannot use the certificate"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, config: str, says: str) -> None:
    path = tmp_path / "relay.toml"
    path.write_text("listen = '127.0.0.1:0'\n" * ("listen" not in config) + config)
    done = command("serve", "--config", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with relay_process() as running:
        port = running.url.rpartition(":")[2]
        path = tmp_path / "relay.toml"
        path.write_text(f"listen = '127.0.0.1:{port}'\nstore = 'memory'\n")
        done = command("serve", "--config", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def test_one_port_for_both_is_said_in_one_line(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (tmp_path / "pages").mkdir()
    config = f'''listen = "127.0.0.1:{port}"
organisations = ["{"ab" * 32}"]
database = "relay.db"
staff_origins = ["http://127.0.0.1:{port}"]
allowed_origins = ["http://127.0.0.1:{port}"]
[pages]
listen = "127.0.0.1:{port}"
directory = "pages"
'''
    (tmp_path / "relay.toml").write_text(config)
    done = command("serve", "--config", "relay.toml", cwd=tmp_path)
    assert done.returncode != 0
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_a_second_relay_started_by_mistake_leaves_the_lease_with_the_first(tmp_path: Path) -> None:
    database = tmp_path / "relay.db"
    with relay_process(database=database) as running:
        port = running.url.rpartition(":")[2]
        path = tmp_path / "relay.toml"
        path.write_text(f"listen = '127.0.0.1:{port}'\ndatabase = '{database}'\n")
        held = terms(database)
        assert len(held) == 1
        assert command("serve", "--config", str(path), cwd=tmp_path).returncode == 1
        assert terms(database) == held
        running.process.kill()
    with relay_process(database=database):
        assert terms(database) != held, "the control: who does listen takes the lease"


async def test_documents_survive_kill_9(tmp_path: Path) -> None:
    organisation = make_organisation(int(time()))
    database = tmp_path / "relay.db"
    with relay_process([organisation.fingerprint], database=database) as running:
        async with aiohttp.ClientSession() as http:
            socket = await http.ws_connect(f"{running.url}/v1/publish")
            await socket.send_bytes(encode(Join(1, organisation.fingerprint)))
            await socket.receive_bytes()
            await socket.send_bytes(encode(Publish(1, organisation.charters[0], b"")))
            assert decode_relay(await socket.receive_bytes()) == Done(1)
            running.process.kill()
            running.process.wait()
    with relay_process([organisation.fingerprint], database=database) as running:
        async with aiohttp.ClientSession() as http:
            socket = await http.ws_connect(f"{running.url}/v1/publish")
            await socket.send_bytes(encode(Join(1, organisation.fingerprint)))
            await socket.receive_bytes()
            await socket.send_bytes(encode(Publish(2, organisation.roster, b"")))
            assert decode_relay(await socket.receive_bytes()) == Done(2), "it knows the charter"

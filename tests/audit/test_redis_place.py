"""How a Redis is named, and that a password stands nowhere that others can read."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.__main__ import main
from audit.errors import LocalFault, UsageFault
from audit.progress import Progress
from audit.redis_place import PASSWORD, PASSWORD_FILE, is_redis, place_of
from audit.storage import check_storage
from tests.audit.redis_scene import Server, redis_server

SECRET = "correct-horse-battery"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with redis_server(tmp_path_factory.mktemp("p"), password=SECRET) as server:
        yield server


def test_a_password_in_an_address_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for address in (
        f"redis://:{SECRET}@127.0.0.1:6379",
        f"redis://{SECRET}@127.0.0.1",
        f"rediss://me:{SECRET}@[::1]:6379/0",
        f"redis://127.0.0.1?password={SECRET}",
        f"unix://{SECRET}@/run/redis.sock",
        f"REDIS://me:{SECRET}@h",
    ):
        assert main(["storage", address]) == 2
        told = capsys.readouterr()
        assert PASSWORD in told.err
        assert SECRET not in told.err + told.out


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["redis", "rediss", "unix", "valkey"]))
def test_whatever_is_named_is_a_place_or_refused_without_its_words(text: str, scheme: str) -> None:
    address = f"{scheme}://{text}"
    assert is_redis(address)
    said, options = "", {}
    try:
        place = place_of(address, {})
        said, options = place.label, dict(place.options)
    except UsageFault as refused:
        said = str(refused)
    assert set(options) <= {"host", "port", "ssl", "unix_socket_path"}
    assert options or len(text) < 8 or text not in said
    assert not {"@", "?"} & set(said if options else "")


def test_a_file_is_no_redis() -> None:
    for name in ("relay.db", "/var/lib/redis", "redis", "unix", "c:/redis", "http://redis"):
        assert not is_redis(name)
    assert place_of("redis://[::1]/7", {}).options == {"host": "::1", "port": 6379}
    assert place_of("rediss://h:7", {}).options == {"host": "h", "port": 7, "ssl": True}
    assert place_of("unix:///run/r", {}).options == {"unix_socket_path": "/run/r"}
    for wrong in ("redis://", "redis://h:x", "redis://h/name", "unix://run/r", "redis://h#1"):
        with pytest.raises(UsageFault):
            place_of(wrong, {})


def test_the_password_comes_from_the_environment_or_a_file_of_ones_own(
    locked: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run() -> int:
        code = main(["storage", locked.address, "--json"])
        told = capsys.readouterr()
        assert SECRET not in told.out + told.err
        return code

    locked.do("SET", "k", b"\x00")
    assert run() == 2, "the control: without it nothing is read"
    monkeypatch.setenv(PASSWORD, "wrong-horse")
    assert run() == 2
    monkeypatch.setenv(PASSWORD, SECRET)
    assert run() == 1
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    file.chmod(0o600)
    assert run() == 2, "both are set"
    monkeypatch.delenv(PASSWORD)
    assert run() == 1
    file.chmod(0o640)
    assert run() == 2
    for content in (b"", b"two\nlines", b"\xff\xfe"):
        file.write_bytes(content)
        file.chmod(0o600)
        assert run() == 2
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "absent"))
    assert run() == 2


def test_no_server_or_none_of_its_kind_is_said_in_plain_words(
    locked: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, SECRET)
    for address in (f"unix://{tmp_path}/absent", "redis://127.0.0.1:1"):
        with pytest.raises(LocalFault, match="cannot talk to"):
            check_storage([address], time.time(), Progress())
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(LocalFault, match="install"):
        check_storage([locked.address], time.time(), Progress())

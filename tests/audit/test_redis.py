"""A real Redis: everything in it is one too many, and is told without being repeated."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import storage_redis
from audit.__main__ import main
from audit.disclose import check_disclose
from audit.findings import Checked
from audit.forms import KeyForm
from audit.progress import Progress
from audit.redis_reader import CHUNK
from audit.storage import check_storage
from tests.audit.redis_scene import Server, redis_server
from tests.audit.scene import audited, codes, evidence


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with redis_server(tmp_path_factory.mktemp("r")) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.fresh()
    return running


def looked(server: Server) -> Checked:
    return check_storage([server.address], time.time(), Progress())


def test_an_empty_redis_is_no_pass_and_says_what_was_asked(server: Server) -> None:
    checked = looked(server)
    assert checked.verdict == "inconclusive"
    assert codes(checked) == {"nothing-read"}
    assert codes(checked, "warn", "note") == {"redis-empty"}
    assert "no key in any of its databases" in evidence(checked, "redis-empty")
    assert main(["storage", server.address]) == 3


def test_an_empty_redis_beside_a_good_store_takes_nothing_away(server: Server, host: Path) -> None:
    places = [str(host), server.address]
    assert check_storage(places, time.time(), Progress()).verdict == "pass"
    server.do("SET", "a", b"\x00")
    assert check_storage(places, time.time(), Progress()).verdict == "fail"


def test_a60_every_key_of_every_database_is_a_finding(server: Server) -> None:
    """Also beyond one answer to SCAN, in another database, and of every kind."""
    for number in range(500):
        server.do("SET", b"\x01%d" % number, os.urandom(20))
    server.do("SELECT", 3)
    server.do("RPUSH", "list", *[b"\x00" + os.urandom(8) for _ in range(300)])
    server.do("SADD", "set", b"\x00", b"\x01")
    server.do("HSET", "hash", b"\x00", b"\x01")
    server.do("ZADD", "zset", 1, b"\x00")
    server.do("XADD", "stream", "1-1", b"\x00", b"\x01")
    server.do("SETEX", "soon", 1000, b"\x00")
    server.do("SELECT", 0)
    checked = looked(server)
    assert codes(checked) == {"redis-unknown-key"}
    assert checked.looked_at["Redis keys"] == 506
    assert "and 494 more" in evidence(checked, "redis-unknown-key")
    assert re.search(r"database 0, key #[0-9a-f]{4}: string, 20 bytes", str(checked.findings))
    server.do("SELECT", 3)
    server.do("FLUSHALL")
    server.do("XADD", "stream", "1-1", b"\x00", b"\x01")
    server.do("SELECT", 0)
    assert "database 3, key #" in evidence(looked(server), "redis-unknown-key")


WORDS = [
    ("198.51.100.7", "address"),
    ("sam@example.org", "address"),
    ("2001:db8:85a3::8a2e:370:7334", "address"),
    ("Fatima", "free-text"),
    ("Саша", "free-text"),
    pytest.param(str(int(time.time())), "fine-time", id="seconds"),
    pytest.param(str(int(time.time() * 1000)), "fine-time", id="milliseconds"),
    ("2026-11-22T10:00:31Z", "fine-time"),
    ("I wrote this, and the host could read it all along", "readable-text"),
]
NOBODY = bytes(range(128, 144))
PLANTS = [
    ("SET", "k", "@"),
    ("RPUSH", "k", NOBODY, "@"),
    ("SADD", "k", NOBODY, "@"),
    ("HSET", "k", NOBODY, "@"),
    ("HSET", "k", "@", NOBODY),
    ("ZADD", "k", 1, "@"),
    ("XADD", "k", "1-1", NOBODY, "@"),
]


@pytest.mark.parametrize(("word", "code"), WORDS)
def test_a60_an_address_a_name_a_moment_or_a_text_is_named_in_every_kind_of_key(
    word: str, code: str, server: Server
) -> None:
    for plant in PLANTS:
        server.do("FLUSHALL")
        server.do(*[word if part == "@" else part for part in plant])
        checked = looked(server)
        assert code in codes(checked), plant
        assert word not in str(checked.as_json())


def test_a60_what_a_key_is_called_and_by_what_it_is_ordered_is_looked_at(server: Server) -> None:
    server.do("SET", "from:203.0.113.9", b"\x00")
    server.do("ZADD", "seen", int(time.time()), NOBODY)
    checked = looked(server)
    assert codes(checked) == {"redis-unknown-key", "address", "fine-time"}
    assert "in its name" in evidence(checked, "address")
    assert "203.0.113.9" not in str(checked.as_json())


def test_noise_is_no_address_and_what_lies_on_a_border_is_found(server: Server) -> None:
    # Always the same: in one of some hundred such there stands something like an address.
    noise = random.Random(1).randbytes(2 * CHUNK)
    server.do("SET", "k", noise)
    assert codes(looked(server)) == {"redis-unknown-key"}
    for at in (0, CHUNK - 9, CHUNK, len(noise) - 25):
        server.do("SET", "k", noise[:at] + b"from  198.51.100.7  today" + noise[at + 25 :])
        assert codes(looked(server)) == {"redis-unknown-key", "address"}, at


def test_a58_what_a_redis_writes_of_deleted_records_is_found_in_its_files(
    tmp_path: Path,
) -> None:
    with redis_server(tmp_path, "appendonly yes\nsave 3600 1\n") as server:
        server.do("SET", "k", "Sam was here")
        server.do("SAVE")
        server.do("DEL", "k")
        checked = looked(server)
        assert evidence(checked, "redis-writes-to-disk").count("\n") == 1
        assert codes(checked, "warn") == {"redis-writes-to-disk"}
    log = next(tmp_path.glob("appendonlydir/*.incr.aof"))
    assert b"Sam was here" in log.read_bytes(), "the control: it outlived its deletion"
    files = audited(tmp_path)
    assert codes(files) >= {"redis-snapshot", "redis-append-only-file"}
    assert "dump.rdb" in evidence(files, "redis-snapshot")
    told = evidence(files, "redis-append-only-file")
    assert ".incr.aof" in told
    assert ".manifest" in told


def test_what_a_server_keeps_beside_its_keys_is_named(server: Server, tmp_path: Path) -> None:
    server.do("CONFIG", "SET", "loglevel", "verbose")
    assert codes(looked(server), "warn") == {"redis-logs-connections"}
    server.fresh()
    server.do("FUNCTION", "LOAD", "#!lua name=x\nredis.register_function('f', function() end)")
    assert codes(looked(server), "fail") == {"redis-program"}
    server.fresh()
    with redis_server(tmp_path) as other:
        assert codes(looked(other), "warn") == set()
        other.do("REPLICAOF", "127.0.0.1", "1")
        assert codes(looked(other), "warn") == {"redis-copies"}


def test_a58_the_slow_log_is_found_and_our_own_questions_are_not_held_against_the_host(
    server: Server,
) -> None:
    server.do("SET", "k", b"\x00")
    server.do("CONFIG", "SET", "slowlog-log-slower-than", "0")
    server.do("SLOWLOG", "RESET")
    server.do("CONFIG", "SET", "slowlog-log-slower-than", "-1")
    server.do("SLOWLOG", "RESET")
    assert codes(looked(server)) == {"redis-unknown-key"}
    server.do("CONFIG", "SET", "slowlog-log-slower-than", "0")
    server.do("SET", "k", b"\x01")
    assert codes(looked(server)) == {"redis-unknown-key", "redis-remembers"}
    server.do("CONFIG", "SET", "slowlog-log-slower-than", "100000000")
    server.do("SLOWLOG", "RESET")
    server.do("CONFIG", "SET", "slowlog-log-slower-than", "100000000")
    for _ in range(2):
        checked = looked(server)
        assert codes(checked) == {"redis-unknown-key"}
        assert codes(checked, "warn") == {"redis-may-remember"}


READS = [
    "client|setinfo",
    "client|setname",
    "config|get",
    "function|list",
    "getrange",
    "hscan",
    "info",
    "llen",
    "lrange",
    "memory|usage",
    "module|list",
    "ping",
    "pttl",
    "scan",
    "select",
    "slowlog|get",
    "sscan",
    "strlen",
    "type",
    "xrange",
    "zscan",
]


def test_looking_changes_nothing(server: Server) -> None:
    """Only commands that read are sent; the server counts them."""
    server.do("SETEX", "k", 1000, "Sam")
    for number, (command, _, *values) in enumerate(PLANTS[1:]):
        server.do(command, f"key {number}", *values)
    server.do("CONFIG", "RESETSTAT")
    looked(server)
    sent = {name.removeprefix("cmdstat_") for name in server.client.info("commandstats")}
    assert sent - set(READS) <= {"config|resetstat"}
    assert len(sent & set(READS)) > 12
    assert server.do("DBSIZE") == 7


def test_who_may_not_read_everything_gets_no_pass(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.do("SET", "k", b"\x00")
    server.do("ACL", "SETUSER", "half", "on", ">half-a-password", "~*", "+ping")
    monkeypatch.setenv("NOVIEW_REDIS_USER", "half")
    monkeypatch.setenv("NOVIEW_REDIS_PASSWORD", "half-a-password")
    checked = looked(server)
    assert codes(checked) == {"redis-not-read", "nothing-read"}
    server.do("ACL", "SETUSER", "half", "+info", "+client|setname")
    checked = looked(server)
    assert codes(checked) == {"redis-not-read", "nothing-read"}
    assert "settings: this user may not ask for it" in evidence(checked, "redis-not-read")
    server.do("ACL", "SETUSER", "half", "+@all", "-dump")
    assert codes(looked(server)) == {"redis-unknown-key"}
    server.do("ACL", "DELUSER", "half")


FORM = KeyForm(re.compile(rb"noview:[0-9a-f]{4}"), "string", (64,), 600.0, sealed=True)


def test_a_form_of_a_later_store_is_held_to_its_size_lifetime_and_noise(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_redis, "REDIS", (FORM,))
    server.do("SETEX", "noview:0001", 500, os.urandom(64))
    checked = looked(server)
    assert checked.verdict == "pass"
    for name, lives, value, code in (
        ("noview:0002", 500, os.urandom(63), "wrong-size"),
        ("noview:0002", 900, os.urandom(64), "kept-too-long"),
        ("noview:0002", 500, b"\x90" * 64, "not-random"),
        ("noview:xxxx", 500, os.urandom(64), "redis-unknown-key"),
    ):
        server.do("SETEX", name, lives, value)
        assert codes(looked(server)) == {code}
        server.do("DEL", name)
    server.do("SET", "noview:0003", os.urandom(64))
    assert codes(looked(server)) == {"kept-too-long"}
    server.do("DEL", "noview:0003")
    server.do("RPUSH", "noview:0003", os.urandom(64))
    assert codes(looked(server)) == {"redis-unknown-key"}


def test_a_redis_can_be_handed_over_whole_and_is_on_no_list(server: Server, tmp_path: Path) -> None:
    server.do("SET", "Sam", "was here")
    done = check_disclose([server.address], tmp_path / "out", time.time(), Progress())
    assert codes(done.checked) == {"not-listed"}
    exported = (tmp_path / "out" / "redis.jsonl").read_text()
    assert '"kind": "string"' in exported
    assert "U2Ft" in exported

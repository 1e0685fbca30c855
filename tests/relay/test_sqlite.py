"""The SQLite file itself: who may read it, what stays in it, what survives a kill."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from relay.effects import Drop, Record
from relay.errors import LocalFault
from relay.limits import MAX_TERM
from relay.store import Counted, sqlite
from relay.store.sqlite import APPLICATION, SCHEMA, SqliteStore

NOW = 1_800_000_000
OURS = b"o" * 32
CANARY = b"canary-4c1f9a0e77d2"
ROOT = Path(__file__).resolve().parents[2]


def state(version: int, envelope: bytes = b"envelope") -> Record:
    return Record(OURS, 5, b"d" * 16, version, envelope, b"")


def everything_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def test_only_the_owner_can_read_the_file_and_its_side_files(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    path.touch(mode=0o644)
    store = SqliteStore(path)
    store.put(state(1), NOW)
    files = list(tmp_path.iterdir())
    assert {file.name for file in files} == {"relay.db", "relay.db-wal", "relay.db-shm"}
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    store.close()


def test_the_settings_that_deletion_and_durability_rest_on(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "relay.db")
    pragmas = ("secure_delete", "synchronous", "journal_mode")
    values = [store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    assert values == [1, 2, "wal"]
    store.close()


def test_a58_nothing_purged_or_replaced_stays_in_any_file(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    store = SqliteStore(path)
    store.put(state(1, CANARY * 500), NOW)
    assert CANARY in everything_on_disk(path), "the control: it was there"
    store.put(state(2), NOW + 100)
    store.purge(NOW)
    assert CANARY not in everything_on_disk(path)
    store.put(state(3, CANARY * 500), NOW + 1)
    store.purge(NOW + 1)
    assert CANARY not in everything_on_disk(path)
    assert path.with_name("relay.db-wal").stat().st_size == 0
    store.close()


def test_a60_no_column_holds_an_address_a_knock_or_a_word_of_a_conversation(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    SqliteStore(path).close()
    db = sqlite3.connect(path)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    columns = {
        f"{table}.{row[1]}" for table in tables for row in db.execute(f"PRAGMA table_info({table})")
    }
    db.close()
    assert columns == {
        *("document.organisation", "document.kind", "document.desk", "document.slot"),
        *("document.version", "document.expires", "document.envelope", "document.packet"),
        *("lease.name", "lease.owner", "lease.until", "lease.term"),
        *("secret.name", "secret.value"),
        *("counted.organisation", "counted.day", "counted.what", "counted.number"),
        *("dropped.organisation", "dropped.name", "dropped.desk", "dropped.day", "dropped.sealed"),
    }


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE theirs (x)")
    db.commit()
    db.close()
    text = tmp_path / "text.db"
    text.write_bytes(b"this is not a database, it is a letter" * 200)
    for path in (foreign, text):
        before = path.read_bytes()
        with pytest.raises(LocalFault) as caught:
            SqliteStore(path)
        assert caught.value.code == "store-foreign"
        assert path.read_bytes() == before


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.commit()
    db.close()
    with pytest.raises(LocalFault) as caught:
        SqliteStore(path)
    assert caught.value.code == "store-newer"


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent" / "relay.db"):
        with pytest.raises(LocalFault) as caught:
            SqliteStore(path)
        assert caught.value.code == "store-path"


def test_an_error_of_the_driver_shows_no_value(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "relay.db")
    store.close()
    with pytest.raises(LocalFault) as caught:
        store.put(state(1, CANARY), NOW)
    assert caught.value.code == "store-broken"
    assert CANARY.decode() not in str(caught.value)


def test_terms_end_rather_than_wrap(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "relay.db")
    assert store.lease("desk", "a", NOW, NOW + 1) == 1
    store._db.execute("UPDATE lease SET term = ?", (MAX_TERM,))
    with pytest.raises(LocalFault):
        store.lease("desk", "b", NOW + 1, NOW + 2)
    assert store.lease("desk", "a", NOW, NOW + 1, held=MAX_TERM) == MAX_TERM
    store.close()


def test_a62_an_old_backup_restored_loses_its_expired_rows_at_the_first_purge(
    tmp_path: Path,
) -> None:
    path, backup = tmp_path / "relay.db", tmp_path / "backup"
    store = SqliteStore(path)
    store.put(state(1, CANARY), NOW)
    store.close()
    shutil.copy(path, backup)
    path.unlink()
    shutil.copy(backup, path)
    assert CANARY in everything_on_disk(path)
    store = SqliteStore(path)
    store.purge(NOW + 1)
    assert store.documents(OURS) == []
    assert CANARY not in everything_on_disk(path)
    store.close()


WRITER = """
import sys
from hashlib import sha256
from pathlib import Path
from relay.effects import Record
from relay.store import Counted, sqlite
from relay.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for version in range(1, 1_000_000):
    assert store.put(Record(b"o" * 32, 5, b"d" * 16, version, bytes(4000), b""), 2**40)
    print(version, flush=True)
"""

TAKER = """
import sys
from hashlib import sha256
from pathlib import Path
from relay.store import Counted, sqlite
from relay.store.sqlite import SqliteStore
sys.stdin.readline()
sqlite.PATIENCE = 60.0  # one of them may stand still with the file in its hand
store = SqliteStore(Path(sys.argv[1]))
print([store.lease("desk", sys.argv[2], n, n + 1) for n in range(30)], flush=True)
"""


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    for acknowledged_at_least in (5, 20, 40):
        path.unlink(missing_ok=True)
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        with run(WRITER, str(path)) as writer:
            assert writer.stdout is not None
            acknowledged = 0
            while acknowledged < acknowledged_at_least:
                acknowledged = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        assert writer.returncode == -signal.SIGKILL, "a run that injected no fault fails"
        store = SqliteStore(path)
        (kept,) = store.documents(OURS)
        assert acknowledged <= kept.version <= acknowledged + 1
        store.close()


def test_processes_that_race_for_a_new_file_and_a_lease_get_one_owner_a_term(
    tmp_path: Path,
) -> None:
    path = tmp_path / "relay.db"
    takers = [run(TAKER, str(path), f"relay {number}") for number in range(4)]
    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("go\n")
        taker.stdin.flush()
    results = [taker.communicate()[0] for taker in takers]
    assert all(taker.returncode == 0 for taker in takers)
    terms = [
        int(word) for text in results for word in text.strip("[]\n").split(", ") if word != "None"
    ]
    assert sorted(terms) == list(range(1, len(terms) + 1))


def test_a_file_of_the_version_before_gets_the_new_table_and_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    path = tmp_path / "relay.db"
    store = SqliteStore(path)
    store.put(state(1), NOW)
    store.close()
    db = sqlite3.connect(path)
    db.execute("DROP TABLE dropped")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    store = SqliteStore(path)
    assert store.drops(OURS) == []
    assert store.documents(OURS) == [state(1)]
    store.close()


def test_a60_a_drop_that_was_collected_is_overwritten_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    store = SqliteStore(path)
    drop = Drop(OURS, b"d" * 16, b"n" * 16, NOW // 86_400, CANARY * 50)
    store.drops(OURS, [drop])
    assert CANARY in everything_on_disk(path), "the control: it was there"
    store.drops(OURS, [], [drop.name])
    assert CANARY not in everything_on_disk(path)
    store.close()


def drops(count: int) -> list[Drop]:
    names = [sha256(bytes([number])).digest()[:16] for number in range(count)]
    return [Drop(OURS, b"d" * 16, name, NOW // 86_400, name * 128) for name in names]


def kept(path: Path, order: list[Drop], *, purged: bool = True) -> bytes:
    """The file after these came one by one, without its header, which counts changes."""
    store = SqliteStore(path, random=lambda size: b"r" * size)
    for drop in order:
        store.drops(OURS, [drop])
    if purged:
        store.purge(NOW)
    store.close()
    return path.read_bytes()[100:]


def test_a60_the_file_does_not_tell_in_which_order_answers_came(tmp_path: Path) -> None:
    came = drops(60)
    other = [*reversed(came)]
    assert kept(tmp_path / "one.db", came) == kept(tmp_path / "two.db", other)
    told = kept(tmp_path / "three.db", came, purged=False)
    assert told != kept(tmp_path / "four.db", other, purged=False), "the control: it would tell"


def test_a60_nothing_beside_an_answer_tells_when_it_came(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    store = SqliteStore(path)
    store.lease("relay", "one", NOW, NOW + 30)
    assert path.with_name("relay.db-wal").stat().st_size > 0, "the control: a lease is written"
    store.drops(OURS, drops(3))
    assert path.with_name("relay.db-wal").stat().st_size == 0
    store.close()


def test_a_file_that_is_too_large_to_be_written_anew_is_purged_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "REWRITE_MOST", 0)
    store = SqliteStore(tmp_path / "relay.db")
    store.drops(OURS, drops(3))
    assert store.purge(NOW + 40 * 86_400) == 3
    store.close()


def test_a58_rows_that_moved_when_others_went_leave_nothing_between_the_rows(
    tmp_path: Path,
) -> None:
    path, anew = tmp_path / "relay.db", tmp_path / "anew.db"
    store = SqliteStore(path)
    names = [sha256(b"%d" % one).digest() for one in range(12)]
    gone = 0
    for day in range(NOW // 86_400 - 60, NOW // 86_400):
        store.count([Counted(one, day, what, 7) for one in names for what in ("knocks", "lines")])
        gone += store.purge(day * 86_400)
    assert gone > 500
    store.close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM INTO ?", (str(anew),))
    # Behind the header, which counts how often it was written.
    assert path.read_bytes()[4096:] == anew.read_bytes()[4096:]

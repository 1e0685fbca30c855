"""No false alarm: real relays after real traffic, at every stage at which somebody may look."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.__main__ import main
from audit.sqlite_file import Database
from orgkeys.client import Counselor, Visitor
from relay.document_types import Kind
from relay.frames import drop_name
from relay.store import Counted
from relay.store.sqlite import SqliteStore
from tests.audit.scene import (
    DAY,
    KEPT,
    asking_house,
    audited,
    codes,
    drop_of,
    evidence,
    record_of,
    service,
    store_with,
)
from tests.orgkeys.house import DESK, make_house

STEP = 37


async def test_a58_a_real_relay_is_clean_at_every_stage_of_a_conversation(tmp_path: Path) -> None:
    folder = tmp_path / "host"
    seen = []
    with service(folder) as relay:
        seen.append(audited(folder))
        await relay.publish()
        async with (
            Counselor(relay.url, relay.house.devices["Noor"].keys) as noor,
            Visitor(relay.url, relay.house.organisation, DESK) as visitor,
        ):
            await noor.on_duty()
            await visitor.knock(first="hello", address_as="Sam")
            seen.append(audited(folder))
            await noor.claim()
            await visitor.talking()
            await noor.say("I am here")
            await visitor.heard("I am here")
            seen.append(audited(folder))
            await noor.end()
            await visitor.ended()
        await relay.answer()
        running = audited(folder)
        seen.append(running)
    stopped = audited(folder)
    for checked in (*seen, stopped):
        assert checked.verdict == "pass", checked.findings
        assert checked.looked_at["database pages"] >= 10
        assert checked.looked_at["log lines"] >= 1
    # charters, roster, notice, shift, counts, lease, key, and an answer
    assert stopped.looked_at["records"] > running.looked_at["records"] - 1 >= 8
    assert stopped.looked_at["sealed bytes"] > 20_000
    # What a running relay's log tells is said, and is gone when it stops.
    assert "log-dates-answers" in codes(running, "warn")
    assert codes(stopped, "warn") == set()


async def test_a58_after_a_crash_the_log_is_read_too_and_is_clean(tmp_path: Path) -> None:
    folder = tmp_path / "host"
    with service(folder) as relay:
        await relay.publish()
        await relay.conversation()
        await relay.answer()
        relay.kill()
    assert (folder / "relay.db-wal").stat().st_size > 10_000
    assert audited(folder).verdict == "pass"
    later = audited(folder, now=time.time() + 3600)
    assert later.verdict == "pass"
    assert "log-left-behind" in codes(later, "warn")
    with service(folder, house=relay.house):
        pass
    assert audited(folder).verdict == "pass"
    assert "log-left-behind" not in codes(audited(folder), "warn")


def test_a58_a_store_that_has_lived_is_clean(tmp_path: Path) -> None:
    """Months of a busy desk: answers come and are collected in any order, counts come and go."""
    house, dice = asking_house(int(time.time())), random.Random(4)
    path = tmp_path / "relay.db"
    store = SqliteStore(path)
    now, kept = time.time(), []
    assert store.lease("relay", "relay", now, now + 30) is not None
    store.secret("ticket")
    for turn in range(400):
        drop = drop_of(house, int(now // DAY) - dice.randrange(30), f"words {turn}")
        kept.append(drop.name)
        store.drops(house.organisation, [drop])
        if dice.random() < 0.6 and len(kept) > 20:
            dice.shuffle(kept)
            store.drops(house.organisation, [], [kept.pop() for _ in range(dice.randrange(1, 6))])
        day = int(now // DAY) - turn % 35
        store.count([Counted(house.organisation, day, "knocks", dice.randrange(1, 90))])
        if turn % STEP == 0:
            store.purge(now)
            copied(path, tmp_path / "copy")
            assert audited(tmp_path / "copy" / "relay.db").verdict == "pass"
    store.close()
    checked = audited(path)
    assert checked.verdict == "pass", checked.findings
    assert checked.looked_at["records"] == len(kept) + 35 + 2
    # The one thing that it tells, and says so.
    assert codes(checked, "warn") >= {"order-of-arrival"}


def copied(path: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for file in path.parent.glob("relay.db*"):
        shutil.copy2(file, folder / file.name)


def test_what_the_reader_reads_is_what_sqlite_reads(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())), drops=30)
    with sqlite3.connect(path) as db:
        many = [
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("document", "lease", "secret", "counted", "dropped")
        ]
    db.close()
    assert audited(path).looked_at["records"] == sum(many) == KEPT + 30


def test_the_warning_about_the_order_of_arrival_is_true_and_what_would_help(tmp_path: Path) -> None:
    """Where answers lie is when they came; in the order of their names it tells nothing."""
    house, path = asking_house(int(time.time())), tmp_path / "relay.db"
    store = SqliteStore(path)
    arrived = [drop_of(house, int(time.time() // DAY), f"words {n}") for n in range(30)]
    for drop in arrived:
        store.drops(house.organisation, [drop])
    store.close()
    assert [name for _, name in where_answers_lie(path)] == [drop.name for drop in arrived]
    assert "order-of-arrival" in codes(audited(path), "warn")
    planted(path, lambda db: db.execute("VACUUM"))
    assert [name for _, name in where_answers_lie(path)] == sorted(drop.name for drop in arrived)
    assert "order-of-arrival" not in codes(audited(path), "warn")


def where_answers_lie(path: Path) -> list[tuple[int, bytes]]:
    with Database(path) as database:
        view = database.newest()
        (root,) = (row[3] for row in view.schema() if row[1] == "dropped")
        assert isinstance(root, int)
        cells = [cell for _, page, _ in view.walk(root) for cell in page.cells]
        found = [(cell.overflow, view.values(cell)[1]) for cell in cells]
    return sorted((page, name) for page, name in found if isinstance(name, bytes))


def test_documents_from_the_future_are_no_pass_and_no_alarm(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time()) + 30 * DAY))
    checked = audited(path)
    assert codes(checked) == {"from-the-future"}
    assert checked.verdict == "inconclusive"


def test_a_document_of_somebody_elses_organisation_is_found(tmp_path: Path) -> None:
    """Signed, whole, in its time: but by keys that no charter of the organisation names."""
    ours = asking_house(int(time.time()))
    path = store_with(tmp_path, ours)
    theirs = make_house("Eve", now=int(time.time()), seed=2)
    for envelope, packet in theirs.published:
        record = record_of(theirs, envelope, packet)
        if record.kind == Kind.NOTICE:
            forged = record._replace(organisation=ours.organisation, version=9)
            planted(
                path,
                lambda db, forged=forged: db.execute(  # type: ignore[misc]
                    "UPDATE document SET envelope = ?, version = ? WHERE kind = 3",
                    (forged.envelope, forged.version),
                ),
            )
    assert codes(audited(path)) == {"not-signed"}


def test_looking_changes_nothing(tmp_path: Path) -> None:
    store_with(tmp_path, asking_house(int(time.time())), drops=3)
    before = {
        file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()
    }
    assert audited(tmp_path).verdict == "pass"
    after = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    assert after == before


def planted(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change a store with SQLite itself, which keeps the file whole."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA secure_delete = ON")
    change(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def test_a60_each_wrong_value_is_named_for_what_it_is(tmp_path: Path) -> None:
    house = asking_house(int(time.time()))
    today = int(time.time() // DAY)
    wrong = [
        ("UPDATE dropped SET sealed = substr(sealed, 1, 2000)", "wrong-size"),
        ("UPDATE dropped SET name = randomblob(16)", "wrong-name"),
        ("UPDATE dropped SET desk = CAST('198.51.100.7' || '    ' AS BLOB)", "address"),
        ("UPDATE dropped SET desk = zeroblob(16)", "not-random"),
        (f"UPDATE dropped SET day = {today - 40}", "kept-too-long"),
        (f"UPDATE dropped SET day = {today * DAY}", "fine-time"),
        ("UPDATE lease SET owner = 'somebody@example.org'", "address"),
        ("UPDATE lease SET owner = 'Fatima, +43 1 555'", "free-text"),
        ("UPDATE lease SET until = until + 1000000", "wrong-value"),
        ("UPDATE secret SET name = 'names', value = randomblob(32)", "free-text"),
        ("UPDATE secret SET value = randomblob(900)", "wrong-size"),
        ("INSERT INTO counted VALUES (randomblob(32), 1, 'knocks', 1)", "kept-too-long"),
        (f"INSERT INTO counted VALUES (randomblob(32), {today}, 'Sam', 1)", "free-text"),
        (f"INSERT INTO counted VALUES (randomblob(32), {today}, 'knocks', 3405803783)",
         "wrong-value"),
        ("INSERT INTO document VALUES (randomblob(32), 3, randomblob(16), 0, 1, 9e9,"
         " CAST('Sam wrote: help me' AS BLOB), x'')", "not-signed"),
        ("CREATE TABLE more (x)", "unknown-table"),
        ("CREATE INDEX more ON dropped (day)", "unknown-table"),
        ("CREATE VIEW more AS SELECT * FROM dropped", "unknown-table"),
        ("ALTER TABLE dropped ADD COLUMN who TEXT", "unknown-column"),
        ("DROP TABLE counted", "table-missing"),
        ("PRAGMA user_version = 77", "newer-store"),
        ("PRAGMA application_id = 1", "foreign-store"),
    ]  # fmt: skip
    for number, (statement, code) in enumerate(wrong):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = store_with(folder, house, drops=1)
        assert audited(path).verdict == "pass", "the control"
        planted(path, lambda db, sql=statement: db.execute(sql))  # type: ignore[misc]
        checked = audited(path)
        assert checked.verdict != "pass", statement
        assert code in codes(checked), statement


ENGLISH = b"I wrote this, and the host could read it all along"
RUSSIAN = "я написала это, и сервер мог прочитать это всё".encode()


@pytest.mark.parametrize(("at", "words"), [(0, ENGLISH), (1200, RUSSIAN), (1900, ENGLISH)])
def test_a60_a_text_in_an_answer_of_the_right_size_is_found(
    at: int, words: bytes, tmp_path: Path
) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())), drops=1)

    def replace(db: sqlite3.Connection) -> None:
        (sealed,) = db.execute("SELECT sealed FROM dropped").fetchone()
        forged = sealed[:at] + words + sealed[at + len(words) :]
        db.execute("UPDATE dropped SET sealed = ?, name = ?", (forged, drop_name(forged)))

    planted(path, replace)
    assert codes(audited(path)) == {"readable-text"}


def test_a58_answers_that_were_deleted_and_still_stand_in_the_log_are_found(
    tmp_path: Path,
) -> None:
    house = asking_house(int(time.time()))
    path = store_with(tmp_path, house, drops=5)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("DELETE FROM dropped WHERE name IN (SELECT name FROM dropped LIMIT 2)")
    checked = audited(path)
    assert codes(checked) == {"deleted-still-there"}
    assert evidence(checked, "deleted-still-there").count("table dropped") == 2
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert audited(path).verdict == "pass"
    db.close()


def test_a58_a_log_that_reaches_further_back_than_a_purge_is_found(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    now = time.time()
    db = sqlite3.connect(path, isolation_level=None)
    for seconds in range(0, 1200, 10):
        db.execute("UPDATE lease SET until = ?", (now + seconds + 30,))
        if seconds in (0, 300, 880, 900, 1190):
            checked = audited(path, now=now + seconds)
            assert ("log-not-emptied" in codes(checked)) == (seconds >= 900)
    db.close()


def test_the_command_says_it_in_words_and_in_its_exit_code(tmp_path: Path, capsys: object) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())), drops=2)
    assert main(["storage", str(path)]) == 0
    planted(path, lambda db: db.execute("CREATE TABLE diary (x)"))
    assert main(["storage", str(path)]) == 1
    assert main(["storage", str(path), "--at", "2060-01-01"]) == 1

"""Stores with one thing wrong, changed by SQLite itself or by the calendar: each is named."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from audit.__main__ import main
from relay.document_types import Kind
from relay.frames import drop_name
from tests.audit.scene import (
    DAY,
    asking_house,
    audited,
    codes,
    evidence,
    planted,
    record_of,
    store_with,
)
from tests.orgkeys.house import make_house


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


def test_a60_each_wrong_value_is_named_for_what_it_is(tmp_path: Path) -> None:
    house = asking_house(int(time.time()))
    today = int(time.time() // DAY)
    wrong = [
        ("UPDATE dropped SET sealed = substr(sealed, 1, 2000)", "wrong-size"),
        ("UPDATE dropped SET name = randomblob(16)", "wrong-name"),
        ("UPDATE dropped SET desk = CAST('198.51.100.7' || '    ' AS BLOB)", "address"),
        ("UPDATE dropped SET desk = zeroblob(16)", "not-random"),
        ("UPDATE dropped SET desk = x'00000000000000000000ffffcb007109'", "address"),
        ("UPDATE dropped SET desk = CAST('Fatima Al-Hassan' AS BLOB)", "readable-text"),
        ("UPDATE lease SET rowid = 1763800000", "wrong-value"),
        ("UPDATE document SET rowid = -rowid", "wrong-value"),
        ("PRAGMA default_cache_size = 123456789", "wrong-value"),
        (f"UPDATE dropped SET day = {today - 40}", "kept-too-long"),
        (f"UPDATE dropped SET day = {today * DAY}", "fine-time"),
        ("UPDATE lease SET owner = 'somebody@example.org'", "address"),
        ("UPDATE lease SET owner = 'Fatima, +43 1 555'", "free-text"),
        ("UPDATE lease SET until = until + 1000000", "wrong-value"),
        ("UPDATE secret SET name = 'names', value = randomblob(32)", "free-text"),
        ("UPDATE secret SET value = randomblob(900)", "wrong-size"),
        ("UPDATE secret SET value = CAST('Maria, 10:14, he is at the door.' AS BLOB)",
         "readable-text"),
        ("UPDATE secret SET value = zeroblob(32)", "not-random"),
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


def test_the_command_says_it_in_its_exit_code(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())), drops=2)
    assert main(["storage", str(path)]) == 0
    planted(path, lambda db: db.execute("CREATE TABLE diary (x)"))
    assert main(["storage", str(path)]) == 1
    assert main(["storage", str(path), "--at", "2060-01-01"]) == 1

"""What a host could hide in a store in forms that SQLite leaves room for: each is found."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import storage_old
from audit.__main__ import main
from audit.disclose import check_disclose
from audit.findings import Notes
from audit.progress import Progress
from audit.rows import Rows
from audit.sqlite_file import Database
from audit.sqlite_gaps import plausible
from audit.sqlite_pages import TreePage
from audit.sqlite_shm import shm_strangers
from audit.storage import check_storage
from audit.storage_keys import rank
from audit.storage_old import OldImages
from relay.keeper import kept_until
from relay.store.sqlite import APPLICATION, SCHEMA, STATEMENTS, SqliteStore
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
from tests.orgkeys.house import House, make_house

SWAP = "noview-relay: WARNING: swap is on: memory can reach a disk; turn it off, or encrypt it\n"
RUSSIAN = "Онастоитудверипомогите" * 400
ENGLISH = "She_writes_he_is_at_the_door" * 400


@pytest.fixture(scope="module")
def house() -> House:
    return asking_house(int(time.time()))


@pytest.fixture
def store(tmp_path: Path, house: House) -> Path:
    path = store_with(tmp_path, house, drops=2)
    assert codes(audited(path)) == set(), "the control"
    return path


def tree_pages(path: Path) -> Iterator[tuple[int, TreePage, bytes]]:
    with Database(path) as database:
        view = database.newest()
        for row in view.schema():
            assert isinstance(row[3], int)
            yield from view.walk(row[3])


@pytest.mark.parametrize("words", [RUSSIAN, ENGLISH])
def test_a58_text_in_the_room_between_pointers_and_records_is_found(
    words: str, store: Path
) -> None:
    """Two bytes for each letter, so that each could be an offset in the page."""
    raw, text, hidden = bytearray(store.read_bytes()), words.encode("utf-16-be"), 0
    for number, page, _ in tree_pages(store):
        for begin, end in page.gaps:
            if begin == page.pointers_end and end - begin > 60:
                at = (number - 1) * 4096 + begin
                raw[at : at + 60] = text[:60]
                hidden += 1
    store.write_bytes(raw)
    assert hidden >= 8
    assert codes(audited(store)) == {"remains-in-page"}
    assert len(evidence(audited(store), "remains-in-page").splitlines()) >= 8


def test_old_offsets_of_a_busy_table_are_no_text() -> None:
    kept = [4048 - 48 * row for row in range(60)]
    assert plausible(kept, 20, 16, 4096), "the control"
    assert plausible([4048] * 40, 1, 16, 4096), "rows that were deleted from the front"
    assert not plausible(kept * 6, 20, 16, 4096), "more than the page has room for"
    assert not plausible([0x410 + letter for letter in range(30)], 1, 16, 4096)


def test_a58_letters_in_the_splinters_between_records_are_found(store: Path) -> None:
    """No record fits into three bytes, but three letters do: cells are moved apart for them."""
    raw = bytearray(store.read_bytes())
    number, page, data = max(tree_pages(store), key=lambda one: len(one[1].cells) * (one[0] > 1))
    new, at, start = bytearray(4096), 4096, 8 if page.kind > 9 else 12
    new[: page.pointers_end] = data[: page.pointers_end]
    for place, cell in sorted(enumerate(page.cells), key=lambda one: -one[1].offset):
        at -= 3 + cell.end - cell.offset
        new[at : at + cell.end - cell.offset] = data[cell.offset : cell.end]
        new[at + cell.end - cell.offset : at + cell.end - cell.offset + 3] = b"Sam"
        new[start + 2 * place : start + 2 * place + 2] = at.to_bytes(2, "big")
    new[1:3], new[5:7], new[7] = bytes(2), at.to_bytes(2, "big"), 3 * len(page.cells)
    raw[(number - 1) * 4096 : number * 4096] = new
    store.write_bytes(raw)
    with sqlite3.connect(store) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the control"
    db.close()
    assert len(page.cells) >= 2
    assert codes(audited(store)) == {"remains-in-page"}


def test_a60_rows_of_nothing_with_numbers_that_say_something_are_found(store: Path) -> None:
    with Database(store) as database:
        root = next(row[3] for row in database.newest().schema() if row[1] == "counted")
    assert isinstance(root, int)
    raw, page = bytearray(store.read_bytes()), bytearray(4096)
    cell = b"\0" + bytes(letter | 128 for letter in b"Sam_here") + b"\1"
    page[4086:4096] = cell
    page[0], page[3:5], page[5:7], page[8:10] = 13, b"\0\1", b"\x0f\xf6", b"\x0f\xf6"
    raw[(root - 1) * 4096 : root * 4096] = page
    store.write_bytes(raw)
    assert codes(audited(store)) == {"unknown-record", "wrong-value"}


def test_a60_a_table_of_one_row_that_has_many_is_found(store: Path) -> None:
    """The statements in the file say that the key is unique. Nobody but SQLite keeps to them."""
    db = sqlite3.connect(store, isolation_level=None)
    name, statement = db.execute(
        "SELECT name, sql FROM sqlite_schema WHERE name = 'lease' AND type = 'table'"
    ).fetchone()
    index = db.execute(
        "SELECT name FROM sqlite_schema WHERE tbl_name = 'lease' AND type = 'index'"
    ).fetchone()[0]
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA writable_schema = ON")
    change = "UPDATE sqlite_schema SET sql = ?, name = ? WHERE name = ?"
    db.execute(change, (statement.replace("PRIMARY KEY", ""), name, name))
    db.execute(change, ("CREATE INDEX loose ON lease(name)", "loose", index))
    db.close()
    db = sqlite3.connect(store, isolation_level=None)
    for number in range(40):
        says = f"22.10 Maria called he is at the door {number}"
        db.execute("INSERT INTO lease VALUES ('relay', ?, 0, 1)", (says,))
    db.execute("PRAGMA writable_schema = ON")
    db.execute(change, (statement, name, name))
    db.execute(change, (None, index, "loose"))
    db.close()
    planted(store, lambda db: db.execute("SELECT 1"))
    checked = audited(store)
    assert codes(checked) == {"damaged", "free-text"}
    assert "table lease: a key twice" in evidence(checked, "damaged")


def test_keys_are_compared_as_sqlite_compares_them() -> None:
    keys = [(None,), (-3,), (2.5,), (3,), ("",), ("a", 1), ("ä",), (b"",), (b"\0",), (b"a",)]
    assert sorted(keys, key=rank) == keys


def test_a60_an_organisation_that_nobody_named_is_found(
    store: Path, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """A host can found one, and sign what it likes in its name."""
    assert evidence(audited(store), "organisation-here") == house.organisation.hex()
    theirs = make_house("Eve", now=int(time.time()), seed=2)
    kept = SqliteStore(store)
    for document in theirs.published:
        record = record_of(theirs, *document)
        kept.put(record, kept_until(record))
    kept.close()
    assert codes(audited(store)) == set()
    assert theirs.organisation.hex() in evidence(audited(store), "organisation-here")
    named = [house.organisation, theirs.organisation]
    for organisations, found in ((named[:1], {"other-organisation-here"}), (named, set())):
        words = [word for one in organisations for word in ("--organisation", one.hex())]
        assert main(["storage", *words, str(store)]) == bool(found)
        checked = check_storage([str(store)], time.time(), Progress(), (), organisations)
        assert codes(checked) == found
        assert "organisation-here" not in codes(checked, "note")
    capsys.readouterr()


def test_a_log_alone_says_nothing_of_records(tmp_path: Path, store: Path) -> None:
    log = tmp_path / "other" / "relay.log"
    log.parent.mkdir()
    log.write_text(SWAP)
    assert codes(audited(log)) == {"no-store"}
    assert audited(log).verdict == "inconclusive"
    done = check_disclose([str(log)], None, time.time(), Progress())
    assert codes(done.checked) == {"no-store"}
    assert audited(log, store).verdict == "pass"


def with_log(store: Path) -> sqlite3.Connection:
    """A connection that keeps a log and its index beside the store; close it."""
    db = sqlite3.connect(store, isolation_level=None)
    db.execute("UPDATE lease SET until = until + 1")
    return db


def test_a58_text_in_the_index_of_a_log_is_found(store: Path, tmp_path: Path) -> None:
    db = with_log(store)
    good = store.with_name("relay.db-shm").read_bytes()
    folder = tmp_path / "copy"
    folder.mkdir(mode=0o700)
    shutil.copy2(store, folder)
    shutil.copy2(store.with_name("relay.db-wal"), folder)
    db.close()
    letters = b"".join(b"Sam"[n % 3 : n % 3 + 1] + bytes(3) for n in range(600))
    moved = bytearray(good)
    used = next(at for at in range(16_384, 32_768, 2) if any(good[at : at + 2]))
    moved[used : used + 2], moved[-2:] = bytes(2), good[used : used + 2]
    for planted_index in (
        good[:2000] + letters + good[2000 + len(letters) :],
        good[:20_000] + "дверь".encode("utf-16-le") + good[20_010:],
        good[:128] + b"Sam!" + good[132:],
        good[:8] + b"Sam!" + good[12:56] + b"Sam!" + good[60:],
        bytes(moved),
        good + bytes(100),
    ):
        assert list(shm_strangers(good, 100)) == [], "the control"
        (folder / "relay.db-shm").write_bytes(planted_index)
        assert codes(audited(folder)) == {"remains-side-file"}
    with (folder / "relay.db-shm").open("wb") as file:
        file.truncate(1 << 42)
    assert codes(audited(folder)) == {"remains-side-file"}
    (folder / "relay.db-shm").write_bytes(good)
    assert codes(audited(folder)) == set()


def test_a58_noise_behind_the_end_of_a_log_is_found(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host's own diary, encrypted: nobody can read it, and it is no page of an older log."""
    db = with_log(store)
    log = store.with_name("relay.db-wal").read_bytes()
    folder = tmp_path / "copy"
    folder.mkdir(mode=0o700)
    shutil.copy2(store, folder)
    db.close()
    older = (int.from_bytes(log[16:20], "big") - 1 & 0xFFFFFFFF).to_bytes(4, "big") + b"salt"
    page = struct.pack(">I", 0) + os.urandom(4092)
    one = struct.pack(">II", 9, 0) + older + bytes(8) + page
    strange = struct.pack(">II", 9, 0) + b"Maria@the.door!!" + page
    for noise, found in ((b"", set()), (one, set()), (one * 2, {"remains-side-file"}),
                         (strange, {"remains-side-file"})):  # fmt: skip
        (folder / "relay.db-wal").write_bytes(log + noise)
        assert codes(audited(folder)) == found
    (folder / "relay.db-wal").write_bytes(log + one)
    monkeypatch.setattr(storage_old, "LEFT_MOST", -2 * (store.stat().st_size // 4096))
    assert codes(audited(folder)) == {"remains-side-file"}, "more than an older log leaves"


def test_a58_text_between_the_records_of_a_replaced_page_is_found(
    store: Path, tmp_path: Path
) -> None:
    """The log has a newer image of the page, so that no program reads this one any more."""
    db = with_log(store)
    folder = tmp_path / "copy"
    folder.mkdir(mode=0o700)
    for file in store.parent.glob("relay.db*"):
        shutil.copy2(file, folder)
    db.close()
    with Database(folder / "relay.db") as database:
        assert database.wal is not None
        number = database.wal.frames[-1].page
    with (folder / "relay.db").open("r+b") as page:
        page.seek((number - 1) * 4096 + 2000)
        page.write(b"Sam was here")
    assert codes(audited(folder)) == {"remains-in-page"}


def test_a58_text_in_bytes_that_a_database_keeps_back_is_found(tmp_path: Path) -> None:
    """A file can say that the last bytes of each page are not for SQLite."""
    path = tmp_path / "relay.db"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.close()
    raw = bytearray(path.read_bytes())
    raw[20], raw[105:107] = 8, (4088).to_bytes(2, "big")
    path.write_bytes(raw)
    path.chmod(0o600)
    db = sqlite3.connect(path, isolation_level=None)
    for statement in STATEMENTS:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA}")
    db.execute("INSERT INTO secret VALUES ('ticket', randomblob(32))")
    db.close()
    assert codes(audited(path)) == set(), "the control"
    raw = bytearray(path.read_bytes())
    assert raw[20] == 8
    raw[2 * 4096 - 8 : 2 * 4096] = b"Sam here"
    path.write_bytes(raw)
    assert codes(audited(path)) == {"remains-in-page"}


def test_a58_a_record_in_a_log_before_this_one_can_be_too_old(store: Path) -> None:
    with Database(store) as database:
        view = database.newest()
        root = next(row[3] for row in view.schema() if row[1] == "dropped")
        assert isinstance(root, int)
        cell = next(view.in_order(root))
        for days, found in ((0, 0), (40, 1)):
            notes, now = Notes(""), time.time() + days * DAY
            old = OldImages(database, "relay.db", notes, Rows(notes, now), now)
            old._outline(cell, "here")
            assert notes.count("kept-too-long") == found

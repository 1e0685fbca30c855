"""The reader of SQLite's files: reads what SQLite wrote, and takes nothing else for it."""

from __future__ import annotations

import shutil
import sqlite3
import struct
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import Unreadable
from audit.findings import Notes
from audit.progress import Progress
from audit.sqlite_file import Database
from audit.sqlite_gaps import remains
from audit.sqlite_pages import TREE_KINDS, read_header, record, tree_page, varint
from audit.sqlite_shm import shm_strangers
from audit.sqlite_wal import checksum, read_wal
from audit.storage_store import check_store
from tests.audit.scene import KEPT, asking_house, audited, codes, evidence, service, store_with

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.binary(max_size=9000),
)
MANY = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real store, with answers, in which everything is right."""
    folder = tmp_path_factory.mktemp("lived")
    return store_with(folder, asking_house(int(time.time())), drops=12)


@given(st.lists(st.tuples(VALUES, VALUES), max_size=40), st.sampled_from([512, 1024, 4096, 65536]))
@MANY
def test_every_row_that_sqlite_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, object]], size: int
) -> None:
    path = tmp_path_factory.mktemp("written") / "any.db"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA page_size = {size}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE plain (a, b)")
    db.execute("CREATE TABLE keyed (k INTEGER, a, b, PRIMARY KEY (k)) WITHOUT ROWID")
    for number, row in enumerate(rows):
        db.execute("INSERT INTO plain VALUES (?, ?)", row)
        db.execute("INSERT INTO keyed VALUES (?, ?, ?)", (number, *row))
        if number == len(rows) // 2:
            db.execute("PRAGMA wal_checkpoint")
    with Database(path) as database:
        view = database.newest()
        roots = {str(row[1]): row[3] for row in view.schema()}
        read = {}
        for name, root in roots.items():
            assert isinstance(root, int)
            cells = (cell for _, page, _ in view.walk(root) for cell in page.cells)
            read[name] = [view.values(cell) for cell in cells if cell.size]
        assert database.unchanged()
    db.close()
    assert read["plain"] == rows
    assert sorted(read["keyed"]) == [(number, *row) for number, row in enumerate(rows)]


@given(st.binary(max_size=5000))
@MANY
def test_garbage_is_refused_and_never_crashes(data: bytes) -> None:
    for read in (read_header, record, lambda raw: varint(raw, 0), page_of):
        try:
            read(data)
        except Unreadable:
            continue
    list(shm_strangers(data, 100))


def page_of(data: bytes) -> None:
    page = tree_page(data, 512)
    assert remains(data, page, 512)[0] <= 512


@given(st.sampled_from(TREE_KINDS), st.binary(min_size=511, max_size=511))
@MANY
def test_a_page_of_garbage_is_refused_or_adds_up(kind: int, rest: bytes) -> None:
    """Whatever is read of a page: cells and gaps lie apart, and within it."""
    data = bytes([kind]) + rest
    try:
        page = tree_page(data, 512)
    except Unreadable:
        return
    spans = sorted([*page.gaps, *((cell.offset, cell.end) for cell in page.cells)])
    assert all(0 <= begin < end <= 512 for begin, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_store_with_one_changed_byte_is_never_clean_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, lived: Path, data: st.DataObject
) -> None:
    """Wherever a byte of an answer's table changes, in records or between them, it is found."""
    folder = tmp_path_factory.mktemp("changed")
    path = folder / "relay.db"
    raw = bytearray(lived.read_bytes())
    pages = pages_of(lived, "dropped")
    at = (data.draw(st.sampled_from(pages)) - 1) * 4096 + data.draw(st.integers(0, 4095))
    raw[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    path.chmod(0o600)
    checked = audited(path)
    assert checked.findings or is_bookkeeping(lived, at)
    shutil.rmtree(folder)


def pages_of(path: Path, table: str) -> list[int]:
    with Database(path) as database:
        view = database.newest()
        (root,) = (row[3] for row in view.schema() if row[1] == table)
        assert isinstance(root, int)
        found = []
        for number, page, _ in view.walk(root):
            found.append(number)
            for cell in page.cells:
                found += [chained for chained, _, _ in view.chain(cell)]
    return found


def is_bookkeeping(path: Path, at: int) -> bool:
    """Bytes that carry nothing: where a page's cells begin, its count of fragments, and what looks
    like an old pointer or the header of an old free block between cells."""
    with Database(path) as database:
        page = database.newest().page(at // 4096 + 1)
    where = at % 4096
    if page[0] not in TREE_KINDS:
        return False
    tree = tree_page(page, 4096)
    return where in (5, 6, 7) or any(begin <= where < end for begin, end in tree.gaps)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_store_in_ruins_is_a_finding_and_no_crash(
    tmp_path_factory: pytest.TempPathFactory, lived: Path, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("ruined")
    path, whole = folder / "relay.db", lived.read_bytes()
    raw = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        begin = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(st.binary(min_size=1, max_size=600))
        raw[begin : begin + len(piece)] = piece
    cut = data.draw(st.one_of(st.just(len(raw)), st.integers(0, len(raw) - 1)))
    path.write_bytes(raw[:cut])
    notes = Notes("again")
    check_store(path, "relay.db", notes, time.time(), Progress())
    checked = notes.done("storage", "")
    assert checked.verdict != "pass" or checked.looked_at["records"] == KEPT + 12
    shutil.rmtree(folder)


@pytest.mark.parametrize("cut", [1, 99, 100, 4095, 4096, 4097, 40_000])
def test_a_store_that_is_cut_off_is_not_clean(cut: int, lived: Path, tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    path.write_bytes(lived.read_bytes()[:cut])
    path.chmod(0o600)
    assert audited(path).verdict != "pass"


async def test_a_log_with_changed_bytes_is_never_read_as_the_store(tmp_path: Path) -> None:
    """SQLite takes no frame whose checksum does not hold, and neither does the auditor; what
    stands there is looked at all the same."""
    with service(tmp_path / "host") as relay:
        await relay.publish()
        await relay.conversation()
        await relay.renew_shift()
        relay.kill()
    path = tmp_path / "host" / "relay.db"
    log = path.with_name("relay.db-wal")
    raw = log.read_bytes()
    with log.open("rb") as file:
        frames = read_wal(file, len(raw)).frames
    assert all(frame.commit for frame in frames)
    last = frames[-1]
    for at in (last.offset + 3000, last.offset - 20, last.offset - 3):
        log.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with log.open("rb") as file:
            assert read_wal(file, len(raw)).frames[-1].commit == 0
        assert audited(path).looked_at["records"] >= 8
    text = b"somebody wrote this into a part of the log that no program reads" * 64
    log.write_bytes(raw + bytes(24) + text.ljust(4096, b"."))
    assert audited(path).verdict != "pass"
    log.write_bytes(raw + text)
    assert codes(audited(path)) == {"remains-side-file"}
    log.write_bytes(b"no log at all" * 100)
    assert codes(audited(path)) == {"damaged", "nothing-read"}


def test_the_index_of_a_log_holds_numbers_and_nothing_else(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("UPDATE lease SET until = until + 1")
    shm = path.with_name("relay.db-shm")
    good = shm.read_bytes()
    assert list(shm_strangers(good, 1 << 24)) == []
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("relay.db*"):
        shutil.copy2(file, copy)
    db.close()
    assert audited(copy).verdict == "pass"
    for at in (2000, 20_000):
        (copy / "relay.db-shm").write_bytes(good[:at] + b"Sam was here" + good[at + 12 :])
        assert codes(audited(copy)) == {"remains-side-file"}


def hidden(page: bytes) -> Iterator[int]:
    tree = tree_page(page, 4096)
    for begin, end in tree.gaps:
        if end - begin > 200:
            yield end - 100


def test_a58_bytes_that_are_hidden_between_records_are_found(lived: Path, tmp_path: Path) -> None:
    path, raw = tmp_path / "relay.db", lived.read_bytes()
    tried = 0
    for number in range(2, len(raw) // 4096 + 1):
        page = raw[(number - 1) * 4096 : number * 4096]
        if page[0] not in TREE_KINDS:
            continue
        for at in hidden(page):
            start = (number - 1) * 4096 + at
            path.write_bytes(raw[:start] + b"Sam was here" + raw[start + 12 :])
            path.chmod(0o600)
            assert codes(audited(path)) == {"remains-in-page"}
            tried += 1
    assert tried >= 8


def test_a60_a_number_of_a_row_that_its_index_has_not_is_found(tmp_path: Path) -> None:
    """Eight bytes of anybody's choice would fit into each record of an index."""
    path = store_with(tmp_path, asking_house(int(time.time())))
    with Database(path) as database:
        view = database.newest()
        root = next(row[3] for row in view.schema() if row[1] == "sqlite_autoindex_lease_1")
        assert isinstance(root, int)
        (cell,) = view.tree(root)[0].cells
    assert codes(audited(path)) == set()
    raw = bytearray(path.read_bytes())
    at = (root - 1) * 4096 + cell.offset
    assert raw[at : cell.end - cell.offset + at].endswith(b"\x09relay"), "a row number of 1"
    raw[at + 3] = 8  # the number 0
    path.write_bytes(raw)
    assert "table lease: its index differs" in evidence(audited(path), "damaged")


def test_a_log_that_speaks_of_four_billion_pages_is_damaged_and_takes_no_memory(
    tmp_path: Path,
) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("UPDATE lease SET until = until + 1")
    log = path.with_name("relay.db-wal")
    raw = bytearray(log.read_bytes())
    raw[36:40] = b"\xff\xff\xff\xff"
    sums = checksum(bytes(raw[:24]), (0, 0), little := raw[3] == 0x82)
    sums = checksum(bytes(raw[56 : 56 + 4096]), checksum(bytes(raw[32:40]), sums, little), little)
    raw[48:56] = struct.pack(">II", *sums)
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy2(path, folder)
    (folder / "relay.db-wal").write_bytes(raw)
    db.close()
    with (folder / "relay.db-wal").open("rb") as file:
        assert read_wal(file, len(raw)).sizes == (0xFFFFFFFF,), "the control: it is believed"
    assert codes(audited(folder)) == {"damaged", "nothing-read"}

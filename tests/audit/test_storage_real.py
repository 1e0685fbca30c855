"""No false alarm: real relays after real traffic, at every stage at which somebody may look."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from audit import storage_layout
from audit.sqlite_file import Database
from orgkeys.client import Counselor, Visitor
from relay.keeper import kept_until
from relay.store import Counted
from relay.store.sqlite import SqliteStore
from tests.audit.scene import (
    DAY,
    KEPT,
    asking_house,
    audited,
    codes,
    drop_of,
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
    # When the answer came is not told, not even while the relay runs.
    assert codes(running, "warn") == codes(stopped, "warn") == set()


async def test_a58_after_a_crash_the_log_is_read_too_and_is_clean(tmp_path: Path) -> None:
    folder = tmp_path / "host"
    with service(folder) as relay:
        await relay.publish()
        await relay.conversation()
        await relay.answer()
        await relay.renew_shift()
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
    assert codes(audited(path)) == {"order-of-arrival"}, "the control: no purge since many answers"
    store.purge(now)
    store.close()
    checked = audited(path)
    assert checked.verdict == "pass", checked.findings
    assert checked.looked_at["records"] == len(kept) + 35 + 2


def test_a58_a_log_that_began_again_over_an_older_one_is_no_alarm(tmp_path: Path) -> None:
    """After so many pages SQLite begins the log again and leaves the rest of the old one there,
    until the next purge: a busy hour, with shifts renewed all the time."""
    house = asking_house(int(time.time()))
    path, dice = store_with(tmp_path, house), random.Random(8)
    store, now = SqliteStore(path), time.time()
    assert store.lease("relay", "relay", now, now + 30) is not None
    store._db.execute("PRAGMA wal_autocheckpoint = 100")  # instead of a thousand
    begun_again = 0
    for turn in range(120):
        publish = [house.new_shift()] + ([house.new_state("open")] if dice.random() < 0.1 else [])
        for document in publish:
            record = record_of(house, *document)
            assert store.put(record, kept_until(record))
        if turn % 24 == 23:
            with Database(path) as database:
                assert database.wal is not None
                begun_again += any(not frame.commit for frame in database.wal.frames)
            checked = audited(path)
            assert checked.verdict == "pass", checked.findings
            assert "log-remembers" in codes(checked, "note")
    assert begun_again > 1, "inconclusive: no log began again"
    store.purge(now)
    assert audited(path).verdict == "pass"
    store.close()


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


async def test_a58_the_order_in_which_answers_came_is_gone_when_a_relay_stops(
    tmp_path: Path,
) -> None:
    """And while it runs, only the newest are told apart from the others, which is said."""
    with service(tmp_path / "host") as relay:
        await relay.publish()
        for _ in range(8):
            await relay.answer()
        running = audited(relay.folder)
        assert running.verdict == "pass"
        assert codes(running, "warn") == {"order-of-last-minutes"}
        tomorrow = audited(relay.folder, now=time.time() + DAY)
        assert "order-of-arrival" not in codes(tomorrow), "its last sign of life is of today"
    assert len(where_answers_lie(relay.database)) == 8
    assert codes(audited(relay.folder), "fail", "warn") == set()


def test_what_is_said_of_the_order_of_arrival_is_true(tmp_path: Path) -> None:
    """Where answers lie is when they came; in the order of their names it tells nothing."""
    house, path = asking_house(int(time.time())), tmp_path / "relay.db"
    other = make_house("Eve", now=int(time.time()), seed=2)
    store, today = SqliteStore(path), int(time.time() // DAY)
    arrived = [drop_of(house, today - 1, f"words {n}") for n in range(30)]
    for drop in arrived:
        store.drops(house.organisation, [drop])
    assert [name for _, name in where_answers_lie(path)] == [drop.name for drop in arrived]
    assert codes(audited(path)) == {"order-of-arrival"}
    # Of two organisations, each in the order of its names.
    store.drops(
        other.organisation,
        [drop._replace(organisation=other.organisation) for drop in arrived],
    )
    store.purge(time.time())
    store.close()
    told = [name for _, name in where_answers_lie(path)]
    assert told == sorted(drop.name for drop in arrived) * 2
    assert not {code for code in codes(audited(path), "fail", "warn") if code.startswith("order")}


def test_a_file_that_is_too_large_to_write_anew_is_a_weakness_and_no_breach(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house, path = asking_house(int(time.time())), tmp_path / "relay.db"
    store, today = SqliteStore(path), int(time.time() // DAY)
    for turn in range(30):
        store.drops(house.organisation, [drop_of(house, today - 1, f"words {turn}")])
    monkeypatch.setattr(storage_layout, "REWRITE_MOST", path.stat().st_size - 1)
    checked = audited(path)
    assert codes(checked, "fail", "warn") >= {"order-in-large-file"}
    assert checked.verdict == "pass"
    monkeypatch.setattr(storage_layout, "REWRITE_MOST", path.stat().st_size)
    assert codes(audited(path)) == {"order-of-arrival"}
    store.close()


def where_answers_lie(path: Path) -> list[tuple[int, bytes]]:
    with Database(path) as database:
        view = database.newest()
        (root,) = (row[3] for row in view.schema() if row[1] == "dropped")
        assert isinstance(root, int)
        cells = [cell for _, page, _ in view.walk(root) for cell in page.cells]
        found = [(cell.overflow, view.values(cell)[1]) for cell in cells]
    return sorted((page, name) for page, name in found if isinstance(name, bytes))


def test_looking_changes_nothing(tmp_path: Path) -> None:
    store_with(tmp_path, asking_house(int(time.time())), drops=3)
    before = {
        file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()
    }
    assert audited(tmp_path).verdict == "pass"
    after = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    assert after == before

"""Relays with a planted fault, each a program of its own, and a check that names what is wrong.

A check that finds nothing here has looked at nothing. The same stories with the real relay are in
`test_storage_real.py`, where nothing may be found.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from relay.store.sqlite import SqliteStore
from tests.audit.scene import DAY, asking_house, audited, codes, drop_of, evidence, service

TOLD = [
    # module, what must be found, and where
    ("logs_a_message", {"log-content": "relay.log, line "}),
    ("stores_an_address", {"address": "table counted, "}),
    ("not_random", {"not-random": "field sealed", "not-random-together": "all sealed"}),
    ("unknown_table", {"unknown-table": "table diary", "unknown-record": "table diary"}),
    ("keeps_the_hour", {"fine-time": "field day"}),
]


@pytest.mark.parametrize(("module", "expected"), TOLD)
async def test_a58_a60_a_relay_that_keeps_more_than_it_may_is_caught(
    module: str, expected: dict[str, str], tmp_path: Path
) -> None:
    with service(tmp_path / "host", f"tests.audit.faulty.{module}") as relay:
        await relay.publish()
        await relay.conversation()
    checked = audited(tmp_path / "host")
    assert checked.verdict == "fail"
    assert codes(checked) == set(expected)
    for code, where in expected.items():
        assert where in evidence(checked, code)


@pytest.mark.parametrize(
    ("module", "expected", "where"),
    [
        ("tests.audit.faulty.keeps_too_long", {"kept-too-long"}, "table dropped, "),
        (
            "tests.audit.faulty.leaves_remains",
            {"remains-free-page", "remains-in-page"},
            " bytes",
        ),
        ("relay", set(), ""),
    ],
)
def test_a58_a62_a_relay_that_does_not_delete_is_caught(
    module: str, expected: set[str], where: str, tmp_path: Path
) -> None:
    """An answer of five weeks ago lies in the store when the relay starts."""
    folder, house = tmp_path / "host", asking_house(int(time.time()))
    folder.mkdir()
    store = SqliteStore(folder / "relay.db")
    old = int(time.time() // DAY) - 35
    store.drops(house.organisation, [drop_of(house, old)])
    store.close()
    assert codes(audited(folder)) == {"kept-too-long"}, "the control: it is there before"
    with service(folder, module, house):
        pass
    checked = audited(folder)
    assert codes(checked) == expected
    assert checked.verdict == ("fail" if expected else "pass")
    for code in expected:
        assert where in evidence(checked, code)


def test_a58_a_relay_that_keeps_the_order_of_answers_is_caught(tmp_path: Path) -> None:
    """Answers of yesterday lie as they came; a relay that works writes its file anew at once."""
    for module, expected in (
        ("tests.audit.faulty.keeps_the_order", {"order-of-arrival"}),
        ("relay", set()),
    ):
        folder, house = tmp_path / module, asking_house(int(time.time()))
        folder.mkdir()
        store = SqliteStore(folder / "relay.db")
        yesterday = int(time.time() // DAY) - 1
        for turn in range(12):
            store.drops(house.organisation, [drop_of(house, yesterday, f"words {turn}")])
        store.close()
        with service(folder, module, house) as relay:
            running = codes(audited(relay.folder))
        assert running == codes(audited(folder)) == expected


async def test_a58_a_relay_whose_log_dates_answers_is_caught(tmp_path: Path) -> None:
    for module, expected in (
        ("tests.audit.faulty.dates_answers", {"log-dates-answers"}),
        ("relay", set()),
    ):
        with service(tmp_path / module, module) as relay:
            await relay.publish()
            await relay.answer()
            assert codes(audited(relay.folder)) == expected
            relay.kill()
        checked = audited(tmp_path / module)
        assert codes(checked) == expected
        assert bool(expected) == ("-wal: 1 records" in evidence(checked, "log-dates-answers"))


async def test_no_finding_repeats_what_it_found(tmp_path: Path) -> None:
    """Evidence says where and how much: an address or a message must not get into a report."""
    for module in ("logs_a_message", "stores_an_address"):
        with service(tmp_path / module, f"tests.audit.faulty.{module}") as relay:
            await relay.publish()
            await relay.conversation()
        log = (tmp_path / module / "relay.log").read_text(encoding="utf-8")
        said = str(audited(tmp_path / module).as_json())
        assert "127.0.0.1" not in said
        long = [word for word in log.split() if len(word) > 200]
        assert bool(long) == (module == "logs_a_message")
        assert all(word[:40] not in said for word in long)

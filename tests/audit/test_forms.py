"""The auditor's tables of forms are the relay's own: whatever is new there fails here first."""

from __future__ import annotations

import ast
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.forms import FORMS, known_schema
from audit.log_forms import FAULTS, KNOWN, LINES, STARTED
from audit.rows import ADDRESS, has_address
from audit.storage_old import fitting
from audit.words import WORDS
from relay.effects import Drop
from relay.limits import BASE_KEPT, DROP_DAYS, USAGE_DAYS
from relay.store.sqlite import SqliteStore
from tests.audit.scene import asking_house, store_with
from tests.relay.running import ROOT

RELAY = sorted((ROOT / "relay").rglob("*.py"))


def real_columns(path: Path) -> dict[str, list[tuple[str, int]]]:
    """Of each table of a store, its columns with their places in the primary key."""
    db = sqlite3.connect(path)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {
        table: [(row[1], row[5]) for row in db.execute(f"PRAGMA table_info({table})")]
        for table in tables
    }
    db.close()
    return found


def test_a60_every_table_and_column_of_a_real_store_has_a_form(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    real = real_columns(path)
    assert {table: [name for name, _ in columns] for table, columns in real.items()} == {
        table: list(form.columns) for table, form in FORMS.items()
    }
    for table, columns in real.items():
        key = sorted((place, name) for name, place in columns if place)
        assert tuple(name for _, name in key) == FORMS[table].key


def test_a35_a60_control_a_new_table_or_column_has_none(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE seen (address TEXT)")
    db.execute("ALTER TABLE counted ADD COLUMN hour INTEGER")
    db.close()
    real = real_columns(path)
    assert set(real) - set(FORMS) == {"seen"}
    assert {name for name, _ in real["counted"]} - set(FORMS["counted"].columns) == {"hour"}


def test_what_the_relay_creates_is_what_the_auditor_knows(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "relay.db").close()
    db = sqlite3.connect(tmp_path / "relay.db")
    rows = db.execute("SELECT name, type, tbl_name, sql FROM sqlite_schema").fetchall()
    db.close()
    assert known_schema() == {name: (kind, table, sql) for name, kind, table, sql in rows}


def test_no_record_has_two_forms() -> None:
    """Old pages are told by their shape alone."""
    rows = {
        "document": (bytes(32), 1, b"", 1, 1, 9, b"x", b""),
        "lease": ("relay", "relay", 1.5, 1),
        "secret": ("ticket", bytes(32)),
        "counted": (bytes(32), 1, "knocks", 1),
        "dropped": (bytes(32), bytes(16), bytes(16), 1, bytes(2048)),
    }
    assert set(rows) == set(FORMS)
    for table, values in rows.items():
        assert fitting(values) == ("row", table)
        assert fitting((*values, 1, 2, 3)) == ("", "")
    keys = {
        "document": (bytes(32), 1, b"", 1, 7),
        "lease": ("relay", 7),
        "secret": ("ticket", 7),
        "counted": (bytes(32), 1, "knocks", 7),
    }
    assert set(keys) == {table for table, form in FORMS.items() if form.rowid}
    for table, values in keys.items():
        assert fitting(values)[1] in (table, "counted")


def test_lifetimes_are_the_relays_and_the_documents_say_them() -> None:
    assert f"{BASE_KEPT // 86_400} days" in FORMS["document"].lifetime
    assert f"{USAGE_DAYS} days" in FORMS["counted"].lifetime
    assert f"{DROP_DAYS} days" in FORMS["dropped"].lifetime


def test_a_drop_has_the_fields_of_the_form() -> None:
    assert set(Drop._fields) == set(FORMS["dropped"].columns)


# --- logs ---------------------------------------------------------------------------------------


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call `name.x(...)` or `name(...)` in the relay."""
    for path in RELAY:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                asked = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                if isinstance(asked, ast.Name) and asked.id == name:
                    yield path.name, node


def test_a60_every_line_that_the_relay_can_log_has_a_form() -> None:
    formats = set()
    for path, call in calls("log"):
        first = call.args[0]
        assert isinstance(first, ast.Constant), path
        formats.add(first.value)
    assert formats == set(LINES)


def test_a60_the_relay_writes_nowhere_else() -> None:
    """No print but the line at its start and the one at its failing; no other logger speaks."""
    printed = [(path, len(call.args)) for path, call in calls("print")]
    assert printed == [("__main__.py", 1), ("__main__.py", 1)]
    loggers = {
        node.args[0].value
        for path in RELAY
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "getLogger"
        and isinstance(node.args[0], ast.Constant)
    }
    assert loggers == {"noview.relay", "noview.silent"}


SAMPLES = {
    "self._where": "127.0.0.1:1",
    "name": "SQLITE_BUSY",
    "reason": "No such file or directory",
}


def said(message: ast.expr) -> str:
    """A message with something typical in each of its gaps."""
    if isinstance(message, ast.Constant):
        return str(message.value)
    assert isinstance(message, ast.JoinedStr)
    return "".join(
        str(part.value)
        if isinstance(part, ast.Constant)
        else SAMPLES.get(ast.unparse(part.value), "Permission denied")
        for part in message.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    )


def test_a60_every_fault_of_the_relays_own_side_has_a_form() -> None:
    messages = [said(call.args[1]) for _, call in calls("LocalFault") if len(call.args) == 2]
    assert len(messages) > 15
    for message in messages:
        assert any(re.fullmatch(fault, message) for fault in FAULTS), message


@pytest.mark.parametrize(
    "line",
    [
        "noview-relay: ERROR: TypeError while taking a frame, at switchboard.py:128",
        "noview-relay: WARNING: 3 kept documents are not trusted any more",
        "noview-relay: ERROR: a document or a drop was not kept: the database failed: SQLITE_FULL",
        "noview-relay: cannot listen on 127.0.0.1:8765: somebody else does",
        "noview-relay: unknown key `organisation`",
        "noview-relay: `listen` wants \"host:port\", such as \"127.0.0.1:8765\" or \"[::1]:8765\"",
        "Nov 22 10:00:00 host noview-relay[12]: noview-relay: WARNING: swap is on: memory can reach"
        " a disk; turn it off, or encrypt it",
    ],
)  # fmt: skip
def test_the_relays_own_lines_are_known(line: str) -> None:
    assert KNOWN.fullmatch(line)


@pytest.mark.parametrize(
    "line",
    [
        "noview-relay: INFO: hello",
        "noview-relay: ERROR: TypeError while taking a frame, at 198.51.100.7",
        "noview-relay: ERROR: KeyError: 'Sam' while taking a frame, at switchboard.py:128",
        '198.51.100.7 - - [22/Nov/2026:10:00:00 +0000] "GET /v1/visit HTTP/1.1" 101 0',
        "noview-relay listens on ws://127.0.0.1:1, for 1 organisation, documents in memory for Sam",
        "Traceback (most recent call last):",
    ],
)
def test_other_lines_are_not(line: str) -> None:
    assert KNOWN.fullmatch(line) is None
    assert re.compile(STARTED).fullmatch(line) is None


def test_every_code_that_is_used_has_words_and_every_word_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "audit").glob("*.py"))
        if not path.name.startswith("words")
    )
    unused = {code for code in WORDS if f'"{code}"' not in source}
    assert unused == set()
    for severity, title, meaning in WORDS.values():
        assert severity in ("fail", "inconclusive", "warn", "note")
        assert title[0].isupper()
        assert not title.endswith(".")
        assert meaning.endswith(".")
        assert len(title) < 90
        assert len(meaning) > 40


def test_random_identifiers_are_no_addresses_and_addresses_are() -> None:
    """Among so many as a full store has, something looks like a piece of an address."""
    dice = random.Random(11)
    odd = 0
    for _ in range(300_000):
        value = dice.randbytes(16)
        odd += ADDRESS.search(value.decode("latin-1")) is not None
        assert not has_address(value)
    assert odd > 0, "the control: it would have been a false alarm"
    for word in (b"203.0.113.9", b"2001:db8::7", b"sam@example.org", b"::ffff:203.0.113.9"):
        assert has_address(word.ljust(16, b"\0"))
        assert has_address(word.rjust(32))
        assert has_address(word.decode())
    assert has_address(b"\x8e\x01203.0.113.9\xf3\x93\x00")
    assert has_address(bytes(10) + b"\xff\xff" + bytes([203, 0, 113, 9]))

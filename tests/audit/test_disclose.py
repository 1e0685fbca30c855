"""Everything that a host could hand over equals the documented list (attack 60)."""

from __future__ import annotations

import ast
import base64
import json
import sqlite3
import time
from pathlib import Path
from typing import get_args

import pytest

from audit.__main__ import main
from audit.disclosed import BESIDE, DISK, as_markdown, entries
from audit.disclosed_documents import DOCUMENTS
from audit.disclosed_memory import ARRIVING, MEMORY
from audit.forms import FORMS
from relay.client_frames import ClientFrame
from relay.document_types import (
    Charter,
    Envelope,
    Head,
    Notice,
    Roster,
    Shift,
    State,
    Warrant,
)
from tests.audit.scene import asking_house, audited, codes, service, store_with
from tests.relay.running import ROOT

HELD = (
    "accepted", "account", "connection", "desk", "deskroom", "drops", "flood", "line", "load",
    "mailbox", "origins", "shelf", "socket", "strangers", "switchboard", "usage", "websocket",
)  # fmt: skip
"""Modules of the relay whose classes hold something about people while it runs."""
NOTHING_HELD = {
    "Path": "three words",
    "Hub": "what a socket calls, no state",
    "Rate": "a setting",
    "Budgets": "settings",
    "Broken": "an error",
}
TEACHES_NO_STATE = {"Docroom"}


def classes(module: str) -> set[str]:
    tree = ast.parse((ROOT / "relay" / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_a60_the_documentation_is_the_list() -> None:
    document = (ROOT / "docs" / "disclose.md").read_text(encoding="utf-8")
    assert document == as_markdown(), "write it again: noview-audit disclose --list"
    for one in entries():
        assert f"| `{one.name}` | {one.what} | {one.tells} |" in document


def test_a35_a60_every_column_is_on_the_list() -> None:
    assert set(DISK) == {
        f"{table}.{column}" for table, form in FORMS.items() for column in form.columns
    }


def test_a60_no_column_is_an_address_or_finer_than_a_day() -> None:
    """The one fine time is the relay's own, and documents' own ends."""
    words = " ".join(name for name in DISK)
    for forbidden in ("address", "ip", "origin.", "agent", "language", "hour", "arrival"):
        assert forbidden not in words.replace("description", "")
    assert {name for name, (what, _) in DISK.items() if "second" in what} == {
        "document.expires",
        "lease.until",
    }


def test_a60_every_field_of_a_public_document_is_on_the_list() -> None:
    head = set(Head.__struct_fields__)
    found = {f"Envelope.{name}" for name in Envelope.__struct_fields__}
    found |= {f"Head.{name}" for name in head}
    for kind in (Charter, Roster, Notice, Shift, State, Warrant):
        found |= {f"{kind.__name__}.{name}" for name in set(kind.__struct_fields__) - head}
    assert set(DOCUMENTS) == found


def test_a60_every_frame_that_arrives_is_on_the_list() -> None:
    frames = {frame.__name__ for frame in get_args(ClientFrame)}
    assert set(ARRIVING) == frames | {"connection", "sizes and times"}


def test_a35_a60_everything_held_in_memory_is_on_the_list() -> None:
    found = set().union(*(classes(module) for module in HELD)) - set(NOTHING_HELD)
    assert set(MEMORY) == found


def test_a60_no_module_of_the_relay_holds_anything_beside_those() -> None:
    """A new module with state must be put in one of these lists."""
    without = {
        # adapters, rules and formats
        "client_frames", "config", "door", "effects", "errors", "frames", "keeper", "limits",
        "pages", "relay_frames", "server", "tables", "wire", "__main__", "__init__", "hardening",
        "callroom", "docroom", "droproom", "mailroom",
        # documents, which are public
        "document_bytes", "document_checks", "document_floors", "document_held", "document_past",
        "document_rules", "document_types", "documents",
    }  # fmt: skip
    assert {path.stem for path in (ROOT / "relay").glob("*.py")} == without | set(HELD)


@pytest.mark.parametrize("kind", ["column", "frame", "class"])
def test_a60_control_something_new_is_not_on_the_list(kind: str) -> None:
    new = {"column": "dropped.hour", "frame": "Whisper", "class": "Diary"}[kind]
    assert new not in {one.name for one in entries()}


# --- a real host --------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_a60_what_a_real_host_has_is_exported_whole_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "host", tmp_path / "export"
    with service(folder) as relay:
        await relay.publish()
        await relay.conversation()
    assert main(["disclose", str(folder), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "PASS" in told
    db = sqlite3.connect(folder / "relay.db")
    for table, form in FORMS.items():
        exported = rows(out / f"{table}.jsonl")
        names = ", ".join(form.columns)
        kept = db.execute(f"SELECT {names} FROM {table}").fetchall()
        assert len(exported) == len(kept) > 0
        for row in exported:
            assert set(row) - {"from", "opened"} == set(form.columns)
        assert f"{table}.{next(iter(form.columns))} ({len(kept)} here)" in told
    (sealed,) = (row["sealed"] for row in rows(out / "dropped.jsonl"))
    (kept_sealed,) = db.execute("SELECT sealed FROM dropped").fetchone()
    db.close()
    assert isinstance(sealed, dict)
    assert base64.b64decode(sealed["base64"]) == kept_sealed
    opened = [row["opened"] for row in rows(out / "document.jsonl")]
    assert {"Night Line"} == {one["name"] for one in opened if "name" in one}  # type: ignore[index, operator]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (out, *out.iterdir()))
    assert "listens on" in (out / "log-1.txt").read_text(encoding="utf-8")
    # The host's own secret is named and not copied.
    ((_, secret),) = [tuple(row.values())[1:] for row in rows(out / "secret.jsonl")]
    assert secret == "(32 bytes, the host's own secret, not copied)"


@pytest.mark.parametrize(
    ("name", "content"),
    [("access.log", b"203.0.113.9\n"), ("notes.bin", bytes(range(256)) * 3)],
)
def test_a60_what_is_not_on_the_list_is_found(name: str, content: bytes, tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())), drops=1)
    assert main(["disclose", str(path)]) == 0
    (tmp_path / name).write_bytes(content)
    assert main(["disclose", str(tmp_path)]) == 1


def test_a60_a_table_that_is_not_on_the_list_is_found_and_exported(tmp_path: Path) -> None:
    path = store_with(tmp_path, asking_house(int(time.time())))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE diary (frame BLOB)")
    db.execute("INSERT INTO diary VALUES (x'c0ffee')")
    db.close()
    out = tmp_path / "export"
    assert main(["disclose", str(path), "--out", str(out)]) == 1
    assert rows(out / "unlisted.jsonl")[0]["0"] == {"base64": "wP/u"}
    assert "unknown-table" in codes(audited(path))


def test_nothing_to_hand_over_is_inconclusive_and_a_folder_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["disclose", str(tmp_path / "empty")]) == 3
    assert main(["disclose", str(tmp_path / "empty"), "--out", str(tmp_path / "empty")]) == 2
    assert main(["disclose"]) == 2
    assert "name a new folder" in capsys.readouterr().err
    assert main(["disclose", "--list"]) == 0
    assert capsys.readouterr().out == as_markdown()


def test_what_lies_beside_the_store_is_on_the_list_too() -> None:
    assert {"log", "configuration", "TLS key", "order of pages"} <= set(BESIDE)

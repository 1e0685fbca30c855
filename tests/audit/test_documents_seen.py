"""The auditor's record: what it holds, that it only grows, and that nothing half is written."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.documents import DocumentsPlan, check_documents
from audit.documents_seen import (
    Row,
    decode_record,
    encode_record,
    read_record,
    together,
    write_record,
)
from audit.errors import LocalFault, UsageFault
from relay.documents import HeadSeen, Kind
from tests.audit.documents_shelf import Desk, next_shift, visit_of
from tests.builders import DESK, make_organisation

HEADS = st.builds(
    HeadSeen,
    st.just(int(Kind.SHIFT)),
    st.just(DESK),
    st.integers(1, 2**53 - 1),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.one_of(st.just(b""), st.binary(min_size=32, max_size=32)),
)
ROW = Row(HeadSeen(4, DESK, 1, bytes(32), bytes(32), b""), 5, 5)
ROWS = st.lists(st.builds(Row, HEADS, st.integers(0, 2**40), st.integers(0, 2**40)), max_size=6)


@given(rows=ROWS)
def test_what_was_written_is_read_again(rows: list[Row]) -> None:
    told = decode_record(encode_record(bytes(32), rows))
    assert told.organisation == bytes(32)
    assert Counter(told.rows) == Counter(rows)


def test_it_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for rows in ([ROW], [ROW, Row(ROW.head._replace(version=2), 5, 6)]):
        write_record(tmp_path / "seen", bytes(32), rows)
        told = read_record(tmp_path / "seen")
        assert told is not None
        assert list(told.rows) == rows
    assert os.listdir(tmp_path) == ["seen"]


@given(before=ROWS, now=ROWS)
def test_it_only_grows_and_keeps_when_something_was_seen_last(
    before: list[Row], now: list[Row]
) -> None:
    rows = together(before, now)
    heads = [row.head for row in rows]
    assert set(heads) == {row.head for row in (*before, *now)}
    assert len(heads) == len(set(heads))
    for row in (*before, *now):
        assert next(one for one in rows if one.head == row.head).seen >= row.seen


def test_it_holds_public_heads_alone(tmp_path: Path) -> None:
    who = make_organisation()
    desk = Desk(who.fingerprint)
    desk.look(visit_of(who))
    write_record(tmp_path / "seen", who.fingerprint, desk.last)
    told = json.loads((tmp_path / "seen").read_text(encoding="utf-8"))
    assert {tuple(one) for one in told["heads"]} == {
        ("kind", "desk", "version", "hash", "administrator", "certificate", "expires", "seen")
    }
    assert {one["kind"] for one in told["heads"]} == {1, 2, 3, 4, 5}
    assert (tmp_path / "seen").stat().st_mode & 0o077 == 0


def test_lies_do_not_come_into_it() -> None:
    """A host cannot make an auditor call the honest one a liar later."""
    who = make_organisation()
    honest = visit_of(who)
    stranger = make_organisation(seed="stranger")
    who.roster = stranger.roster
    who.state = who.sign_state(stranger.administrators[0], version=99)
    desk = Desk(who.fingerprint)
    assert "no-right" in {one.code for one in desk.look(visit_of(who)).findings}
    assert {(row.head.kind, row.head.version) for row in desk.last} == {(1, 1), (3, 1), (4, 1)}
    desk.remember()
    assert desk.look(honest).verdict == "pass"


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "[]", '{"format": 2}', '{"format": 1, "organisation": "00", "heads": []}'],
)
def test_what_is_no_record_is_refused_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "seen"
    path.write_text(text, encoding="utf-8")
    plan = DocumentsPlan(now=0.0, pin=bytes(32), seen=path)
    with pytest.raises(UsageFault, match="not a record"):
        check_documents(plan)
    assert path.read_text(encoding="utf-8") == text


def test_a_record_with_a_wrong_head_is_refused(tmp_path: Path) -> None:
    write_record(tmp_path / "seen", bytes(32), [ROW])
    good = (tmp_path / "seen").read_text(encoding="utf-8")
    for wrong in ('"version": 1', '"kind": 4', f'"desk": "{DESK.hex()}"', '"seen": 5'):
        assert wrong in good
        for instead in ("-1", "1.5", "true", '"x"'):
            changed = good.replace(wrong, f"{wrong.split(':')[0]}: {instead}")
            (tmp_path / "seen").write_text(changed, encoding="utf-8")
            with pytest.raises(UsageFault):
                read_record(tmp_path / "seen")


def test_another_organisations_record_is_refused(tmp_path: Path) -> None:
    write_record(tmp_path / "seen", bytes(32), [])
    plan = DocumentsPlan(now=0.0, pin=bytes([1]) * 32, seen=tmp_path / "seen")
    with pytest.raises(UsageFault, match="of another organisation"):
        check_documents(plan)


def test_where_it_cannot_be_written_the_command_says_so(tmp_path: Path) -> None:
    plan = DocumentsPlan(now=0.0, pin=bytes(32), seen=tmp_path / "no folder" / "seen")
    with pytest.raises(LocalFault, match="cannot be written"):
        check_documents(plan)


def test_a_fork_that_was_seen_in_an_earlier_run_is_not_told_again_of_what_is_over() -> None:
    who, other = make_organisation(), make_organisation()
    next_shift(other, 1)
    desk = Desk(who.fingerprint)
    visits = visit_of(who), visit_of(other, 2, "wss://second.example")
    assert "fork" in {one.code for one in desk.look(*visits).findings}
    desk.remember()
    assert "fork" in {one.code for one in desk.look(visit_of(who)).findings}, "it is still served"
    next_shift(who, 2)
    assert desk.look(visit_of(who)).verdict == "pass"

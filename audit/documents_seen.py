"""The auditor's own record: which documents were seen, and when. It holds public heads alone.

Only what was believed comes into it, so nobody can fill it with lies; and it only grows, so that
a host which shows something older, or something else, is noticed at the next run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from audit.errors import LocalFault, UsageFault
from orgkeys.office.writing import File, sync, write_new
from relay.documents import HeadSeen

FORMAT: Final = 1
MOST: Final = 20_000
"""Heads that are kept, the last seen for certain."""
LARGEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One document: its head, its end, and when it was last seen (seconds since 1970)."""

    head: HeadSeen
    expires: int
    seen: int


@dataclass(frozen=True)
class Record:
    """All of it. `organisation` is the fingerprint (32 bytes)."""

    organisation: bytes
    rows: tuple[Row, ...] = ()


def read_record(path: Path) -> Record | None:
    """The record of earlier runs, or None where there is no such file yet.

    Raises UsageFault for what is no such record, and LocalFault.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise LocalFault(f"{path} cannot be read: {problem.strerror}") from problem
    try:
        return decode_record(raw)
    except (ValueError, KeyError, TypeError):
        raise UsageFault(
            f"{path} is not a record that this command has written; name another file,"
            " and keep this one for somebody who can say what became of it"
        ) from None


def decode_record(raw: bytes) -> Record:
    """What the file says. Raises ValueError, KeyError or TypeError."""
    try:
        told = json.loads(raw)
    except RecursionError:
        raise ValueError("depth") from None
    if len(raw) > LARGEST or told["format"] != FORMAT:
        raise ValueError("format")
    organisation = bytes.fromhex(told["organisation"])
    rows = tuple(_row(one) for one in told["heads"])
    if len(organisation) != 32 or not all(row.head.good for row in rows):
        raise ValueError("shape")
    return Record(organisation, rows)


def encode_record(organisation: bytes, rows: Iterable[Row]) -> bytes:
    """The bytes of the file."""
    kept = sorted(rows, key=lambda row: row.seen)[-MOST:]
    value = {
        "format": FORMAT,
        "organisation": organisation.hex(),
        "heads": [_told(row) for row in sorted(kept, key=lambda row: row.head)],
    }
    return (json.dumps(value, indent=1) + "\n").encode()


def write_record(path: Path, organisation: bytes, rows: Iterable[Row]) -> None:
    """Write it whole, or leave the one before. Raises LocalFault."""
    data = encode_record(organisation, rows)
    path = path.absolute()
    beside = path.with_name(f".{path.name}-{token_hex(4)}")
    try:
        write_new(beside, File(beside, data))
        os.replace(beside, path)
        sync(path.parent)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        raise LocalFault(f"{path} cannot be written: {problem.strerror}") from problem


def together(before: Iterable[Row], now: Iterable[Row]) -> list[Row]:
    """Both, each document once, as it was seen last."""
    rows: dict[HeadSeen, Row] = {}
    for row in (*before, *now):
        held = rows.get(row.head)
        if held is None or row.seen >= held.seen:
            rows[row.head] = row
    return list(rows.values())


def _row(told: Any) -> Row:
    head = HeadSeen(
        _number(told["kind"]),
        bytes.fromhex(told["desk"]),
        _number(told["version"]),
        bytes.fromhex(told["hash"]),
        bytes.fromhex(told["administrator"]),
        bytes.fromhex(told["certificate"]),
    )
    return Row(head, _number(told["expires"]), _number(told["seen"]))


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError("number")
    return value


def _told(row: Row) -> dict[str, int | str]:
    head = row.head
    return {
        "kind": int(head.kind),
        "desk": head.desk.hex(),
        "version": head.version,
        "hash": head.hash.hex(),
        "administrator": head.administrator.hex(),
        "certificate": head.certificate.hex(),
        "expires": row.expires,
        "seen": row.seen,
    }

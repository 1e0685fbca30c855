"""The command `disclose`: what a host could hand over, explained, and exported on demand.

The export holds what rests on the disk, one line of JSON for each record, bytes as Base64, with
the fields of public documents opened. Secrets of the host itself (the key for tickets, TLS keys)
are named with their sizes and not copied: a copy would be one more place to lose them from.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, Final

import msgspec

from audit.disclosed import BESIDE, DISK, NOTES, entries
from audit.errors import LocalFault, Unreadable, UsageFault
from audit.findings import Checked, Notes
from audit.forms import FORMS, known_schema
from audit.plain import printable
from audit.progress import Progress
from audit.redis_place import Place
from audit.redis_reader import Reader
from audit.sqlite_file import Database, Value, open_file
from audit.storage import Look, look_at
from audit.storage_logs import check_log
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_types import Kind, Warrant
from relay.errors import Untrusted
from relay.keeper import SHAPES

HELD_BACK: Final = ("secret.value",)
LOG_CODES: Final = ("log-address", "log-content", "log-unknown-line")
COPIED: Final = ("log", "configuration", "page")


@dataclass(frozen=True)
class Disclosed:
    """The explanation as text, the result of holding what is there against the list, and how many
    there are of each thing on it, by its name; what is not counted is not in it."""

    explained: str
    checked: Checked
    here: Mapping[str, int]


def check_disclose(
    paths: Sequence[str], out: Path | None, now: float, progress: Progress
) -> Disclosed:
    """Explain, and export into a new folder if one is given. Raises UsageFault, LocalFault."""
    if out is not None:
        try:
            out.mkdir(mode=0o700)
        except FileExistsError:
            raise UsageFault(f"{out} is there already; name a new folder") from None
        except OSError as problem:
            raise LocalFault(f"cannot make {out}: {problem.strerror}") from None
    export = Export(Notes(""), now, progress, out)
    look_at(export, paths, ("disclose",))
    explained = "\n".join(export.explained()) + "\n"
    if out is not None:
        export.write("README.txt", explained)
    what = "What rests on the disk, held against the list in docs/disclose.md."
    return Disclosed(explained, export.notes.done("disclose", what), export.here())


class Export(Look):
    """Reads the same places as the storage check, and hands over instead of judging."""

    def __init__(self, notes: Notes, now: float, progress: Progress, out: Path | None) -> None:
        super().__init__(notes, now, progress)
        self._out = out
        self._rows: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    def store(self, path: Path, label: str, depth: int) -> None:
        """Hand over every record of a store."""
        self._files["store"] += 1
        try:
            with Database(path) as database:
                view = database.newest()
                for values in view.schema():
                    kind, name, table, root = values[:4]
                    known = known_schema().get(str(name))
                    if known is None or known != (kind, table, values[4]):
                        self.notes.find("not-listed", f"{label}, table or index of an unknown form")
                    if kind == "table" and isinstance(root, int):
                        listed = known is not None and table in FORMS
                        self._table(str(table) if listed else "", view.walk(root), view, label)
                if database.wal is not None and database.wal.frames:
                    self._files["write-ahead log (-wal)"] += 1
        except Unreadable as fault:
            self.notes.find("unreadable", f"{label}: {fault}")

    def _table(self, table: str, pages: Any, view: Any, label: str) -> None:
        for _, page, _ in pages:
            for cell in page.cells:
                if cell.size:
                    values = view.values(cell)
                    self.notes.saw("records")
                    self._rows[table or "unlisted"] += 1
                    self._hand_over(table, values, label)

    def _hand_over(self, table: str, values: tuple[Value, ...], label: str) -> None:
        names = FORMS[table].stored if table else tuple(map(str, range(len(values))))
        if len(names) != len(values):
            self.notes.find("not-listed", f"{label}, table {table}: {len(values)} fields")
            names = tuple(map(str, range(len(values))))
        row = {
            name: in_json(f"{table}.{name}", value)
            for name, value in zip(names, values, strict=True)
        }
        if table == "document":
            row["opened"] = opened(dict(zip(names, values, strict=True)))
        self.write(f"{table or 'unlisted'}.jsonl", json.dumps({"from": label, **row}) + "\n")

    def text(self, path: Path, kind: str, label: str) -> None:
        """Hand over a log, a configuration or a page as it is."""
        self._files[kind] += 1
        self.notes.saw("files")
        if kind == "other text":
            self.notes.find("not-listed", label)
        if kind == "log":
            strange = Notes("")
            with open_file(path) as file:
                check_log(file, path.stat().st_size, label, strange, self.progress, self.words)
            many = strange.looked_at["log lines"]
            if any(strange.count(code) for code in LOG_CODES):
                self.notes.find("not-listed", f"{label}: some of {many} lines")
        if self._out is not None and kind in COPIED:
            name = f"{kind}-{self._files[kind]}.txt"
            try:
                shutil.copyfile(path, self._out / name)
                (self._out / name).chmod(0o600)
            except OSError as problem:
                raise LocalFault(f"cannot write {name}: {problem.strerror}") from None

    def redis(self, place: Place) -> None:
        """Hand over what is in a Redis: nothing of it is on the list."""
        with Reader(place) as reader:
            for database in reader.databases():
                for key in reader.keys(database):
                    where = f"{place.label}, database {database}"
                    self.notes.saw("Redis keys")
                    told = f"{where}, key #{key.mark}: {printable(key.kind)}, {key.size} bytes"
                    self.notes.find("not-listed", told)
                    if self._out is not None:
                        row = {
                            "from": where,
                            "kind": key.kind,
                            "name": in_json("", key.name),
                            "dump": in_json("", reader.dumped(key)),
                        }
                        self.write("redis.jsonl", json.dumps(row) + "\n")

    def other(self, code: str, label: str) -> None:
        """What the list does not know."""
        self.notes.find("not-listed", label)

    def write(self, name: str, text: str) -> None:
        """Append to a file of the export, if there is one. Raises LocalFault."""
        if self._out is None:
            return
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            with open(os.open(self._out / name, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            raise LocalFault(f"cannot write {name}: {problem.strerror}") from None

    def here(self) -> dict[str, int]:
        """How many there are of what can be counted."""
        rows = {name: self._rows[name.partition(".")[0]] for name in DISK}
        return rows | {name: self._files[name] for name in BESIDE if self._files[name]}

    def explained(self) -> Iterator[str]:
        """The list, with how much of each is here."""
        yield "What this host could hand over, field by field."
        place, counted = "", self.here()
        for one in entries():
            if one.place != place:
                place = one.place
                yield f"\n{place.upper()}"
                if place in NOTES:
                    yield fill(NOTES[place], 96)
            here = f" ({counted[one.name]} here)" if one.name in counted else ""
            yield fill(
                f"{one.name}{here}: {one.what}. Tells: {one.tells}.",
                96, initial_indent="  ", subsequent_indent="      ",
            )  # fmt: skip
        if self._rows["unlisted"]:
            yield f"\nNOT ON THE LIST: {self._rows['unlisted']} records of unknown tables"


def in_json(name: str, value: Value) -> Any:
    """A value as JSON has it; bytes as Base64, the host's own secrets as their size."""
    if isinstance(value, bytes):
        if name in HELD_BACK:
            return f"({len(value)} bytes, the host's own secret, not copied)"
        return {"base64": base64.b64encode(value).decode()}
    return printable(value) if isinstance(value, str) else value


def opened(row: Mapping[str, Value]) -> Any:
    """The fields of a public document by name, or why it cannot be read."""
    raw, kind = row.get("envelope"), row.get("kind")
    if not isinstance(raw, bytes) or not isinstance(kind, int) or kind not in SHAPES:
        return "no document"
    try:
        envelope = decode_envelope(raw, Kind(kind))
        payload = decode_payload(envelope.payload, SHAPES[envelope.kind])
        warrants = [
            decode_payload(decode_envelope(one, Kind.WARRANT).payload, Warrant)
            for one in envelope.warrants
        ]
    except Untrusted as refused:
        return f"no document: {refused.rule}"
    return {
        **msgspec.to_builtins({n: getattr(payload, n) for n in payload.__struct_fields__}),
        "signers": msgspec.to_builtins([key for key, _ in envelope.signatures]),
        "warrants": [
            msgspec.to_builtins({n: getattr(one, n) for n in one.__struct_fields__})
            for one in warrants
        ],
    }

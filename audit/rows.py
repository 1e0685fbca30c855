"""One record of a store: whether it has its form, and what it carries that it must not. Pure.

`Rows.row` takes a record of a table and where it lies, and writes into the notes. What is in a
signed document or a sealed answer is looked at as far as anybody can without a key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from audit.chance import REPEATED, Pool, not_random
from audit.errors import Unreadable
from audit.findings import Notes
from audit.forms import FORMS, LEASE_SECONDS, ROWID_MOST, too_fine, too_old
from audit.sealed import Piece, packet_pieces, sealed_pieces
from audit.sqlite_file import Value
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_rules import check_signature
from relay.document_types import Kind
from relay.effects import Record
from relay.errors import Untrusted
from relay.frames import drop_name
from relay.keeper import SHAPES, kept_until
from relay.shelf import Shelf

ADDRESS: Final = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){1,7}(?::[0-9A-Fa-f]{1,4}){1,6}(?![0-9A-Fa-f:])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])"
    r"|(?<![0-9A-Fa-f:])::(?:[0-9A-Fa-f]{1,4}:?){1,7}"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,63}"
)
"""A network address of either kind, that of a network card, or that of a letter box. A clock time
is none: without "::" there are exactly eight groups."""
PAST: Final = ("expired", "revoked", "unlisted", "roster-mismatch", "missing", "rollback")
"""Rules by which a document is no longer believed that was good when it was kept."""
MAPPED: Final = bytes(10) + b"\xff\xff"
"""Begins an address of the older kind where there is room for one of the newer, in bytes."""
POINTS: Final = re.compile(rb"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
LETTERS: Final = re.compile(rb"[\x20-\x7e]+")
ADDRESS_TESTS: Final = 20
"""Each place of random bytes begins four such numbers with a chance below 2e-13, and the other two
are rarer by far: a row counts as so many tests at 1e-12."""
SPELLED: Final = re.compile(rb"[A-Za-z0-9 .,:@_+-]{16}")
SPELLED_TESTS: Final = 800
"""Sixteen random bytes are such with a chance of (70/256) ** 16 < 8e-10: as many tests at 1e-12."""
SECRET_TESTS: Final = 17 * SPELLED_TESTS + 3
"""Sixteen of 32 bytes, wherever they begin, and what `not_random` asks."""
OWNERS_MOST: Final = 4
"""Relays that took turns with a store, as far as one file can tell: it has one at a time."""
SHORT: Final = 64
"""Values up to this many bytes are searched for an address whatever they are said to be."""

REMEMBERED_MOST: Final = 20_000
"""Ciphertexts and desks that are kept in mind, so that a store of any size fits into memory. What
is beyond is counted in twice where it stands twice, among so many others that nothing shows."""


class Rows:
    """Looks at records one after the other; `end` draws the sums. `now` in seconds since 1970."""

    def __init__(self, notes: Notes, now: float, organisations: Collection[bytes] = ()) -> None:
        self._notes = notes
        self._now = now
        self._named = frozenset(organisations)
        """Those that are said to be here; where none is, the auditor names what it finds."""
        self._met: dict[bytes, str] = {}
        self._owners: set[Value] = set()
        self._secrets: set[bytes] = set()
        self.pool = Pool()
        self._records: dict[bytes, list[tuple[Record, str]]] = {}
        self._organisations: dict[bytes, str] = {}
        self._desks: dict[tuple[bytes, bytes], str] = {}
        self._pooled: set[bytes] = set()
        """What was counted in already: the log holds the same ciphertext many times over, and
        equal bytes counted twice are no longer random together."""
        self.renewed: set[float] = set()
        """When the relay renewed its lease, as far as rows say: it does so every few seconds."""

    def row(self, table: str, values: Sequence[Value], place: str, live: bool = True) -> bool:
        """Look at a record of this table; whether it has the table's form."""
        form = FORMS[table]
        names = form.stored
        if len(values) != len(names):
            self._notes.find("unknown-record", f"{place}: {len(values)} fields")
            return False
        row = dict(zip(names, values, strict=True))
        self.pool.tests += ADDRESS_TESTS
        fits = True
        for name, value in row.items():
            fits &= self._value(table, name, value, place)
        if not fits:
            return False
        if too_old(table, row, self._now):
            self._notes.find("kept-too-long", f"{place}{'' if live else ', in an older version'}")
        if too_fine(table, row, self._now):
            self._notes.find("fine-time", f"{place}, field day")
        self._meet(row.get("organisation"), place)
        if table == "document":
            self._document(row, place, live)
        elif table == "dropped":
            self._dropped(row, place, live)
        elif table == "lease":
            self._lease(row, place)
        elif table == "secret":
            self._secret(row["value"], place)
        elif table == "counted" and live and isinstance(row["organisation"], bytes):
            self._organisations.setdefault(row["organisation"], place)
        return True

    def key(self, table: str, values: Sequence[Value], place: str) -> None:
        """Look at a record of a table's own index: the fields of its key, and a row's number."""
        names = FORMS[table].key
        if len(values) != len(names) + 1 or not isinstance(values[-1], int):
            self._notes.find("unknown-record", f"{place}: {len(values)} fields")
            return
        if not 0 <= values[-1] <= ROWID_MOST:
            self._notes.find("wrong-value", f"{place}, the number of the row")
        for name, value in zip(names, values, strict=False):
            self._value(table, name, value, place)

    def _value(self, table: str, name: str, value: Value, place: str) -> bool:
        column = FORMS[table].columns[name]
        where = f"{place}, field {name}"
        if has_address(value):
            self._notes.find("address", where)
            return False
        if column.fits(value):
            return True
        if isinstance(value, str):
            self._notes.find("free-text", f"{where}: {len(value)} characters")
        elif isinstance(value, bytes):
            wants = column.form
            self._notes.find("wrong-size", f"{where}: {len(value)} bytes, its form is {wants}")
        else:
            self._notes.find("wrong-value", f"{where}: its form is {column.form}")
        return False

    def _document(self, row: dict[str, Value], place: str, live: bool) -> None:
        values = {name: row[name] for name in Record._fields}
        record = Record(**values)  # type: ignore[arg-type]
        if record.packet:
            try:
                self._random(record.packet, packet_pieces, f"{place}, field packet")
            except Unreadable as fault:
                self._notes.find("wrong-inside", f"{place}, field packet: {fault.reason}")
        try:
            check_signed(record)
            if kept_until(record) != row["expires"]:
                self._notes.find("fine-time", f"{place}, field expires: not the document's end")
        except Untrusted as refused:
            self._notes.find("not-signed", f"{place}, field envelope: {refused.rule}")
            return
        if row["slot"] != (record.version if record.kind == Kind.CHARTER else 0):
            self._notes.find("wrong-value", f"{place}, field slot")
        if live:
            self._records.setdefault(record.organisation, []).append((record, place))

    def _dropped(self, row: dict[str, Value], place: str, live: bool) -> None:
        name, sealed, desk = row["name"], row["sealed"], row["desk"]
        organisation = row["organisation"]
        if not (isinstance(sealed, bytes) and isinstance(desk, bytes)):
            return
        if drop_name(sealed) != name:
            self._notes.find("wrong-name", f"{place}, field name")
        if REPEATED.search(desk):
            self._notes.find("not-random", f"{place}, field desk: repeats")
        if SPELLED.fullmatch(desk):
            self._notes.find("readable-text", f"{place}, field desk")
        if live and isinstance(organisation, bytes):
            self._organisations.setdefault(organisation, place)
            known = (organisation, desk) in self._desks
            if not known and len(self._desks) < REMEMBERED_MOST:
                self._desks[organisation, desk] = place
                self.pool.tests += SPELLED_TESTS
        try:
            self._random(sealed, sealed_pieces, f"{place}, field sealed")
        except Unreadable as fault:
            self._notes.find("not-random", f"{place}, field sealed: {fault.reason}")

    def _meet(self, organisation: Value, place: str) -> None:
        if isinstance(organisation, bytes) and organisation not in self._met:
            if self._named and organisation not in self._named:
                self._notes.find("other-organisation-here", place)
            if len(self._met) < REMEMBERED_MOST:
                self._met[organisation] = place

    def _secret(self, value: Value, place: str) -> None:
        """The relay's one key for tickets: made once, at random."""
        if not isinstance(value, bytes) or value in self._secrets:
            return
        if self._secrets:
            self._notes.find("wrong-value", f"{place}: another than the one before")
        self._secrets = {value}
        self.pool.tests += SECRET_TESTS
        if SPELLED.search(value):
            self._notes.find("readable-text", f"{place}, field value")
        elif why := not_random(value):
            self._notes.find("not-random", f"{place}, field value: {why}")

    def _lease(self, row: dict[str, Value], place: str) -> None:
        if len(self._owners) <= OWNERS_MOST and row["owner"] not in self._owners:
            self._owners.add(row["owner"])
            if len(self._owners) > OWNERS_MOST:
                self._notes.find("free-text", f"{place}, field owner: more than {OWNERS_MOST}")
        until = row["until"]
        if isinstance(until, int | float):
            if until > self._now + 2 * LEASE_SECONDS + 300:
                self._notes.find("wrong-value", f"{place}, field until: in the future")
            if until:
                self.renewed.add(until - LEASE_SECONDS)

    def _random(self, raw: bytes, split: Callable[[bytes], Iterable[Piece]], where: str) -> None:
        name = hashlib.blake2b(raw, digest_size=16).digest()
        pool = Pool() if name in self._pooled else self.pool
        if len(self._pooled) < REMEMBERED_MOST:
            self._pooled.add(name)
        for model, data in split(raw):
            why = pool.add(model, data)
            if why:
                code = "readable-text" if why == "text" else "not-random"
                self._notes.find(code, f"{where}: {why}")
                return

    def end(self) -> None:
        """What can only be said when all rows have been seen."""
        for model in self.pool.uneven():
            self._notes.find("not-random-together", f"all sealed fields together: {model}")
        desks = set()
        for organisation, records in self._records.items():
            if not self._named:
                self._notes.find("organisation-here", organisation.hex())
            desks |= {(organisation, record.desk) for record, _ in records}
            self._believe(organisation, records)
        for organisation, place in self._organisations.items():
            if organisation not in self._records:
                self._notes.find("unknown-organisation", place)
        for (organisation, desk), place in self._desks.items():
            if organisation in self._records and (organisation, desk) not in desks:
                self._notes.find("unknown-desk", f"{place}, field desk")

    def _believe(self, organisation: bytes, records: list[tuple[Record, str]]) -> None:
        """Take all documents up as a relay does when it starts."""
        shelf, early = Shelf(organisation), False
        for record, place in sorted(records, key=lambda one: (one[0].kind, one[0].version)):
            try:
                shelf.restore(record, self._now)
            except Untrusted as refused:
                if refused.rule == "early":
                    early = True
                    self._notes.find("from-the-future", place)
                    continue
                known = bool(shelf.trusted.charters)
                past = refused.rule in PAST and (known or record.kind == Kind.CHARTER)
                # What rests on a document from the future cannot be judged today.
                code = "not-believed" if past or early else "not-signed"
                self._notes.find(code, f"{place}: {refused.rule}")


def has_address(value: Value) -> bool:
    """Whether a short value is, or holds, an address.

    Random bytes hold something like an address in letters now and then ("::a"), so in bytes only
    what is hardly ever there by chance counts: four numbers with points, twelve bytes of a prefix,
    or an address in a value that is letters altogether.
    """
    if isinstance(value, str):
        return ADDRESS.search(value) is not None
    if not isinstance(value, bytes) or len(value) > SHORT:
        return False
    if MAPPED in value or POINTS.search(value):
        return True
    bare = value.strip(b"\0 ")
    return LETTERS.fullmatch(bare) is not None and ADDRESS.search(bare.decode()) is not None


def check_signed(record: Record) -> None:
    """See that an envelope is what its row says, whole and signed. Raises Untrusted.

    Whether the signer may sign is asked by `Rows.end`, where all charters are there.
    """
    envelope = decode_envelope(record.envelope, Kind(record.kind))
    first = record.kind == Kind.CHARTER and record.version == 1
    bound_to = bytes(32) if first else record.organisation
    for key, signature in envelope.signatures:
        check_signature(Kind(record.kind), bound_to, envelope.payload, key, signature)
    payload = decode_payload(envelope.payload, SHAPES[record.kind])
    if payload.version != record.version or getattr(payload, "desk", b"") != record.desk:
        raise Untrusted("shape")
    if not first and payload.organisation != record.organisation:
        raise Untrusted("organisation")

"""The embedded store: one SQLite file, readable by its owner only.

What was deleted is overwritten (`secure_delete`). The write-ahead log is emptied after a purge,
since it holds old pages too, and after answers were kept, since leases beside them would date
them. A purge also writes the file anew when answers came: pages lie in the order of arrival.
`synchronous=FULL` makes a commit last through a power cut. Calls block for as long as a disk
takes; nothing here is on the path of a live frame.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from time import sleep

from relay.effects import Drop, Record
from relay.errors import LocalFault
from relay.limits import DROP_DAYS, MAX_TERM, USAGE_DAYS
from relay.store import CHARTER, Counted, Slot

APPLICATION = 0x6E6F7677  # "novw", in the file's header
SCHEMA = 2
PATIENCE = 2.0  # seconds to wait for another opening of the same file
TRIES = 40
REWRITE_MOST = 2**27  # bytes of a file that a purge still writes anew: one organisation, full

PUT = """
INSERT INTO document VALUES (:organisation, :kind, :desk, :slot, :version, :expires, :envelope,
                             :packet)
ON CONFLICT DO UPDATE SET version = excluded.version, expires = excluded.expires,
                          envelope = excluded.envelope, packet = excluded.packet
WHERE excluded.version > document.version
"""
LEASE = """
INSERT INTO lease VALUES (:name, :owner, :until, 1)
ON CONFLICT DO UPDATE SET owner = excluded.owner, until = excluded.until,
    term = term + (NOT (owner = excluded.owner AND term = :held))
WHERE (owner = excluded.owner AND :held IN (0, term)) OR until <= :now
RETURNING term
"""
COUNT = """
INSERT INTO counted VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET number = number + excluded.number
"""
KEEP = """
INSERT INTO dropped VALUES (:organisation, :name, :desk, :day, :sealed) ON CONFLICT DO NOTHING
"""
FORGET = "DELETE FROM dropped WHERE organisation = ? AND name = ?"


class SqliteStore:
    """The interface of `relay.store.Store`, in one file. One instance belongs to one thread.

    Raises LocalFault: "store-path", "store-foreign", "store-newer", "store-broken".
    """

    def __init__(self, path: Path, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._in_order_of_arrival = True  # as whoever wrote it before may have left it
        private_file(path)
        with faults():
            self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        with self._transaction("DEFERRED"):  # only reads: what is not ours stays as it is
            application = self._pragma("application_id")
            version = self._pragma("user_version")
            empty = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if application != APPLICATION and not (empty and application == 0):
            raise LocalFault("store-foreign", "the database file belongs to another program")
        if version > SCHEMA:
            raise LocalFault("store-newer", "the database file was written by a newer version")
        self._switch_to_wal()
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA temp_store = MEMORY")  # no copy beside it, not even for a moment
        with self._transaction():
            # Two relays may open a new file at once: whoever comes second finds it made.
            if self._pragma("user_version") < SCHEMA:
                for statement in STATEMENTS:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {SCHEMA}")

    def _switch_to_wal(self) -> None:
        # SQLite does not wait for other openings here, whatever its timeout says.
        for _ in range(TRIES):
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                sleep(PATIENCE / TRIES)
            else:
                return
        raise LocalFault("store-broken", "another program keeps the database file locked")

    def put(self, record: Record, until: int, forget: Sequence[Slot] = ()) -> bool:
        """See `Store.put`."""
        slot = record.version if record.kind == CHARTER else 0
        values = {**record._asdict(), "slot": slot, "expires": until}
        with faults(), self._transaction():
            self._db.execute("SAVEPOINT forgetting")
            for kind, desk in forget:
                self._db.execute(
                    "DELETE FROM document WHERE organisation = ? AND kind = ? AND desk = ?"
                    " AND kind <> ?",
                    (record.organisation, kind, desk, CHARTER),
                )
            stored = self._db.execute(PUT, values).rowcount == 1
            if not stored:
                self._db.execute("ROLLBACK TO forgetting")
        return stored

    def documents(self, organisation: bytes) -> list[Record]:
        """See `Store.documents`."""
        with faults():
            rows = self._db.execute(
                "SELECT organisation, kind, desk, version, envelope, packet FROM document"
                " WHERE organisation = ? ORDER BY kind, desk, slot",
                (organisation,),
            )
            return [Record(*row) for row in rows]

    def lease(self, name: str, owner: str, now: float, until: float, held: int = 0) -> int | None:
        """See `Store.lease`."""
        values = {"name": name, "owner": owner, "now": now, "until": until, "held": held}
        with faults(), self._transaction():
            row = self._db.execute(LEASE, values).fetchone()
            if row is not None and row[0] > MAX_TERM:
                raise LocalFault("store-terms", "the terms of a lease are used up")
        return None if row is None else int(row[0])

    def secret(self, name: str) -> bytes:
        """See `Store.secret`."""
        with faults(), self._transaction():
            self._db.execute(
                "INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING", (name, self._random(32))
            )
            row = self._db.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return bytes(row[0])

    def count(self, more: Sequence[Counted]) -> list[Counted]:
        """See `Store.count`."""
        with faults(), self._transaction():
            self._db.executemany(COUNT, more)
            rows = self._db.execute(
                "SELECT * FROM counted ORDER BY organisation, day, what"
            ).fetchall()
        return [Counted(*row) for row in rows]

    def drops(
        self, organisation: bytes, keep: Sequence[Drop] = (), forget: Sequence[bytes] = ()
    ) -> list[Drop]:
        """See `Store.drops`."""
        with faults():
            if keep or forget:
                gone = [(organisation, name) for name in forget]
                with self._transaction():
                    self._db.executemany(KEEP, [drop._asdict() for drop in keep])
                    self._db.executemany(FORGET, gone)
                self._in_order_of_arrival |= bool(keep)
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return []
            rows = self._db.execute(
                "SELECT organisation, desk, name, day, sealed FROM dropped"
                " WHERE organisation = ? ORDER BY desk, name",
                (organisation,),
            )
            return [Drop(*row) for row in rows]

    def purge(self, now: float) -> int:
        """See `Store.purge`."""
        with faults():
            with self._transaction():
                gone = self._db.execute(
                    "DELETE FROM document WHERE kind <> ? AND expires <= ?", (CHARTER, now)
                ).rowcount
                gone += self._db.execute(
                    "DELETE FROM counted WHERE day <= ?", (now // 86_400 - USAGE_DAYS,)
                ).rowcount
                gone += self._db.execute(
                    "DELETE FROM dropped WHERE day < ?", (now // 86_400 - DROP_DAYS,)
                ).rowcount
            size = self._pragma("page_count") * self._pragma("page_size")
            # Where rows go, SQLite moves others between pages and leaves pieces of them behind.
            if (self._in_order_of_arrival or gone) and size <= REWRITE_MOST:
                self._db.execute("VACUUM")
                self._in_order_of_arrival = False
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def close(self) -> None:
        """See `Store.close`."""
        with faults():
            self._db.close()

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    @contextmanager
    def _transaction(self, how: str = "IMMEDIATE") -> Iterator[None]:
        # IMMEDIATE takes the write lock first, so what is read inside stays true.
        self._db.execute(f"BEGIN {how}")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def statements(sql: str) -> list[str]:
    """The statements of a script without strings in it; the driver takes one at a time."""
    code = "\n".join(line.partition("--")[0] for line in sql.splitlines())
    return [statement for statement in code.split(";") if statement.strip()]


STATEMENTS = statements(files("relay.store").joinpath("schema.sql").read_text(encoding="utf-8"))


def private_file(path: Path) -> None:
    """Make the file if it is absent, and see that only its owner can read it (mode 0600)."""
    try:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            # Not opened here: closing it would drop the locks of this process's other openings.
            if not path.is_file():
                raise LocalFault("store-path", "the database path is not a file") from None
            path.chmod(0o600)
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else "unknown"
        raise LocalFault("store-path", f"cannot open the database file: {reason}") from None


@contextmanager
def faults() -> Iterator[None]:
    """Turn the driver's errors into ours; a driver's message can hold values, so it is dropped."""
    try:
        yield
    except sqlite3.DatabaseError as problem:
        name = getattr(problem, "sqlite_errorname", type(problem).__name__)
        if name == "SQLITE_NOTADB":
            raise LocalFault("store-foreign", "the file is not a database") from None
        raise LocalFault("store-broken", f"the database failed: {name}") from None

"""A Redis as a store: every key has a known form, or is a finding; and what its settings keep.

No form of this version of the relay belongs in a Redis (`audit.forms.REDIS`), so each key is one
too many. Evidence names a key by two bytes of a hash of its name, and never what is in it.
"""

from __future__ import annotations

import re
from typing import Final

from audit.chance import READABLE, not_random
from audit.errors import Unreadable
from audit.findings import Notes
from audit.forms import REDIS, KeyForm
from audit.plain import printable
from audit.progress import Progress
from audit.redis_place import Place
from audit.redis_reader import CLIENT, Key, Reader, listed
from audit.rows import ADDRESS, SHORT, has_address

SETTINGS: Final = (
    "appendonly",
    "save",
    "loglevel",
    "logfile",
    "syslog-enabled",
    "slowlog-log-slower-than",
    "slowlog-max-len",
)
QUIET: Final = ("notice", "warning", "nothing")
"""Levels of its log at which a Redis does not write who is connected."""
MOMENT: Final = re.compile(
    r"(?<![\d.])1[6-9]\d{8}(?:\d{3}|\.\d+)?(?![\d.])|\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
)
"""A time finer than a day: seconds or thousandths since 1970, from 2020 to 2033, or written out."""
WORD: Final = re.compile(r"[^\W\d_]{3}")
CODED: Final = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}|[A-Za-z0-9+/_-]{22,}={0,2}")
"""Bytes written down in letters, which are no words."""
PRINTED: Final = re.compile(rb"[\x20-\x7e]{12,}")
FUNCTIONS_SINCE: Final = 7


def check_redis(place: Place, notes: Notes, progress: Progress) -> None:
    """Look at everything that a Redis holds, in all of its databases. Raises LocalFault."""
    try:
        with Reader(place) as reader:
            RedisCheck(reader, place.label, notes, progress).run()
    except Unreadable as fault:
        notes.find("redis-not-read", f"{place.label}: {fault.reason}")


class RedisCheck:
    """One Redis, once."""

    def __init__(self, reader: Reader, label: str, notes: Notes, progress: Progress) -> None:
        self._reader = reader
        self._label = label
        self._notes = notes
        self._progress = progress

    def run(self) -> None:
        """Look at everything. What this user may not ask for is named."""
        # The list of slow commands first: our own may get into it.
        parts = (
            ("the list of slow commands", self._remembered),
            ("settings", self._settings),
            ("copies on other machines", self._copies),
            ("programs inside", self._programs),
            ("databases", self._databases),
        )
        for what, look in parts:
            try:
                look()
            except Unreadable as fault:
                self._notes.find("redis-not-read", f"{self._label}, {what}: {fault.reason}")

    def _databases(self) -> None:
        counts = self._reader.databases()
        for database, many in counts.items():
            place = f"{self._label}, database {database}"
            for done, key in enumerate(self._reader.keys(database), 1):
                self._notes.saw("Redis keys")
                self._notes.saw("bytes in Redis keys", key.size)
                self._progress.at(place, done, max(many, done), "keys")
                where = f"{place}, key #{key.mark}: {printable(key.kind)}, {key.size} bytes"
                self._key(key, where)
        if not counts:
            self._notes.find("redis-empty", f"{self._label}: no key in any of its databases")

    # --- keys ---------------------------------------------------------------------------------

    def _key(self, key: Key, where: str) -> None:
        form = next((one for one in REDIS if one.name.fullmatch(key.name)), None)
        if form is None or form.kind != key.kind:
            self._notes.find("redis-unknown-key", where)
        else:
            self._form(form, key, where)
        codes = {code for code in strange(key.name) if code in ("address", "fine-time")}
        for code in codes:
            self._notes.find(code, f"{where}, in its name")
        inside: set[str] = set()
        try:
            for piece in self._reader.pieces(key):
                inside |= strange(piece)
                if form is not None and form.sealed and not_random(piece):
                    inside.add("not-random")
        except Unreadable as fault:
            self._notes.find("redis-not-read", f"{where}: {fault.reason}")
        for code in sorted(inside):
            self._notes.find(code, where)

    def _form(self, form: KeyForm, key: Key, where: str) -> None:
        if key.size not in form.sizes:
            self._notes.find("wrong-size", where)
        if form.lifetime and (key.lives is None or key.lives > form.lifetime):
            self._notes.find("kept-too-long", f"{where}, and nothing makes it go in time")

    # --- the server ---------------------------------------------------------------------------

    def _remembered(self) -> None:
        entries = self._reader.ask("SLOWLOG", "GET", 128)
        many = sum((*listed(one), *[None] * 6)[5] != CLIENT.encode() for one in entries)
        if many:
            self._notes.find("redis-remembers", f"{self._label}: {many} commands in its slow log")

    def _settings(self) -> None:
        found = self._reader.settings(SETTINGS)
        if found.get("appendonly") == "yes":
            self._notes.find("redis-writes-to-disk", f"{self._label}: append-only file is on")
        if found.get("save"):
            self._notes.find("redis-writes-to-disk", f"{self._label}: snapshots are on")
        if found.get("loglevel", "notice") not in QUIET:
            told = f"{self._label}: loglevel {printable(found['loglevel'])[:20]}"
            self._notes.find("redis-logs-connections", told)
        slow = found.get("slowlog-log-slower-than", "-1")
        if not slow.startswith("-") and found.get("slowlog-max-len", "0") != "0":
            self._notes.find("redis-may-remember", f"{self._label}: slower than {slow[:12]} µs")
        for name in SETTINGS:
            if name not in found:
                told = f"{self._label}, setting {name}: it does not say"
                self._notes.find("redis-not-read", told)

    def _copies(self) -> None:
        about = self._reader.info("replication")
        if about.get("role") != "master":
            self._notes.find("redis-copies", f"{self._label}: it is a copy of another one")
        if about.get("connected_slaves", "0") != "0":
            many = printable(about["connected_slaves"])[:9]
            self._notes.find("redis-copies", f"{self._label}: {many} others copy it")
        if self._reader.info("cluster").get("cluster_enabled", "0") != "0":
            told = f"{self._label}: one of a cluster; name all of them"
            self._notes.find("redis-not-read", told)

    def _programs(self) -> None:
        if major(self._reader.info("server").get("redis_version", "")) >= FUNCTIONS_SINCE:
            many = len(self._reader.ask("FUNCTION", "LIST"))
            if many:
                told = f"{self._label}: {many} libraries of functions"
                self._notes.find("redis-program", told)
        modules = len(self._reader.ask("MODULE", "LIST"))
        if modules:
            self._notes.find("redis-program", f"{self._label}: {modules} modules")


def major(version: str) -> int:
    """The first number of a version, 0 where there is none."""
    first = version.partition(".")[0]
    return int(first) if first.isdecimal() else 0


def strange(piece: bytes) -> set[str]:
    """What stands readable in a piece of a value, as codes of findings."""
    found = set()
    if READABLE.search(piece):
        found.add("readable-text")
    if len(piece) > SHORT:
        runs = (run.group().decode() for run in PRINTED.finditer(piece))
        return found | {"address" for run in runs if ADDRESS.search(run)}
    if MOMENT.search(piece.decode("latin-1")):
        found.add("fine-time")
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        text = ""
    if has_address(text if text.isprintable() else piece):
        found.add("address")
    if not found and text.isprintable() and WORD.search(text) and not CODED.fullmatch(text):
        found.add("free-text")
    return found

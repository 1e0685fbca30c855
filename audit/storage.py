"""The check `storage`: everything that rests on a host's disk has a known form, or is a finding.

Takes files and directories; archives are unpacked for as long as they are looked at. Nothing that
is named is ever written to.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from audit.errors import LocalFault, Unreadable
from audit.findings import Checked, Notes
from audit.places import denied
from audit.plain import odds
from audit.progress import Progress
from audit.redis_place import Place, is_redis, place_of
from audit.rows import ADDRESS
from audit.sqlite_file import open_file
from audit.storage_files import HEAD, kind_of, unpacked
from audit.storage_logs import Words, check_log
from audit.storage_pages import is_of_this_version
from audit.storage_redis import check_redis
from audit.storage_store import check_store
from audit.storage_texts import configured, hosts_of, notes_of_somebody, small

DEEPEST: Final = 4
SIDES: Final = ("-wal", "-shm", "-journal")
USUALLY_EMPTY: Final = re.compile(r"(?:noview-relay|relay|access|error)\.log(?:[.-]\d{1,8})?")
ARCHIVES: Final = ("gzip", "bzip2", "xz", "zip", "tar")
AT_ONCE: Final = {
    "capture": "packet-capture",
    "core": "core-dump",
    "redis snapshot": "redis-snapshot",
    "redis log": "redis-append-only-file",
    "journal": "remains-side-file",
    "wal": "orphan-log",
    "unknown": "unknown-file",
}
"""Kinds of files that are a finding by themselves."""
TEXTS: Final = {
    "configuration": "configuration",
    "TLS key": "tls-key",
    "other text": "unknown-text",
}


def check_storage(
    paths: Sequence[str],
    now: float,
    progress: Progress,
    options: Sequence[str] = (),
    organisations: Collection[bytes] = (),
) -> Checked:
    """Look at all of these. `now`, in seconds since 1970, is when they are as they are; `options`
    are those with which somebody can repeat it, `organisations` the only ones that may be there.

    Raises UsageFault for what can name neither a file nor a Redis, LocalFault where none is there.
    """
    look = Look(Notes(""), now, progress)
    look.organisations = organisations
    look_at(look, paths, ("storage", *options))
    return look.done()


def look_at(look: Look, paths: Sequence[str], command: Sequence[str]) -> None:
    """Look at files, directories and servers by name. Raises UsageFault, LocalFault."""
    servers = {path: place_of(path) for path in paths if is_redis(path)}
    refused = {path: denied(path) for path in paths if path not in servers}
    look.roots = [Path(path).resolve() for path in refused]
    look.notes.repeat = shlex.join(["noview-audit", *command, *paths])
    for path in paths:
        given = Path(path)
        if path in servers:
            look.stores += 1
            look.redis(servers[path])
        elif refused[path]:
            look.notes.find("unreadable", refused[path])
        elif given.is_dir():
            look.directory(given, path, 0)
        else:
            look.file(given, path, 0)
    if not look.stores and any(look.notes.looked_at.values()):
        look.notes.find("no-store", "no database, and no Redis")
    look.progress.end()


class Look:
    """One run over any number of places: what each file is, and what to do with it."""

    def __init__(self, notes: Notes, now: float, progress: Progress) -> None:
        self.notes = notes
        self.roots: list[Path] = []
        """What is looked at anyway, so that a link to it hides nothing."""
        self.organisations: Collection[bytes] = ()
        self.stores = 0
        """Databases and servers that were looked at: without one, nothing can be said of records.
        """
        self.progress = progress
        self._now = now
        self._alarm = 0.0
        self.words = Words()
        self._logs = 0

    def done(self) -> Checked:
        """What came of it."""
        self.words.end(self.notes)
        what = "Every record and every line that rests on the disk, and what lies between them."
        if self._alarm:
            what += (
                f" Good ciphertext alone raises an alarm with a chance below {odds(self._alarm)}."
            )
        if not self._logs and any(self.notes.looked_at.values()):
            self.notes.find("no-log-given", "no file among what was named is a log")
        return self.notes.done("storage", what)

    def directory(self, path: Path, label: str, depth: int) -> None:
        """Look at everything below a directory."""
        for file in walk(path, self.notes, label, self.roots):
            self.file(file, f"{label}/{told(file.relative_to(path))}", depth)

    def file(self, path: Path, label: str, depth: int) -> None:
        """Look at one file, whatever it is."""
        try:
            self._file(path, label, depth)
        except LocalFault:
            self.notes.find("unreadable", label)
        except OSError:
            self.notes.find("unreadable", label)

    def _file(self, path: Path, label: str, depth: int) -> None:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            self.notes.find("unknown-file", f"{label}: no ordinary file")
            return
        self._outside(path, label)
        with open_file(path) as file:
            head = file.read(HEAD)
            kind = kind_of(head, path.name)
            if self._beside_a_store(path):
                return  # side files are looked at with their store
            if not head:
                if USUALLY_EMPTY.fullmatch(path.name):
                    self._logs += 1
                else:
                    self.notes.find("empty-file", label)
                return
        if kind in AT_ONCE:
            self.other(AT_ONCE[kind], label)
        elif kind in ARCHIVES:
            self._archive(path, kind, label, depth)
        elif kind == "store":
            self.stores += 1
            self.store(path, label, depth)
        elif kind == "page":
            self.text(path, kind, label)
        else:
            self.text(path, small(path, kind), label)

    def store(self, path: Path, label: str, depth: int) -> None:
        """A SQLite database; `depth` says in how many archives it was."""
        mode = path.stat().st_mode
        if depth:
            self.notes.find("backup", label)
        elif mode & 0o077:
            self.notes.find("open-to-others", f"{label}: mode {stat.S_IMODE(mode):o}")
        rows = check_store(path, label, self.notes, self._now, self.progress, self.organisations)
        self._alarm += rows.pool.false_alarm
        if rows.pool.size:
            self.notes.saw("sealed bytes", rows.pool.size)

    def text(self, path: Path, kind: str, label: str) -> None:
        """A "log", or a small text that a relay has: "configuration", "TLS key", "page"."""
        if kind == "page":
            self.notes.find("page" if is_of_this_version(path) else "page-not-read", label)
            return
        if kind in TEXTS:
            self.notes.find(TEXTS[kind], label)
            if kind == "configuration":
                text = path.read_text(encoding="utf-8", errors="replace")
                config = configured(text)
                self.words.hosts.update(hosts_of(config) if config else ())
                for number in notes_of_somebody(text):
                    self.notes.find("configuration-note", f"{label}, line {number}")
            return
        self._logs += 1
        with path.open("rb") as file:
            size = path.stat().st_size
            check_log(file, size, label, self.notes, self.progress, self.words)

    def _outside(self, path: Path, label: str) -> None:
        """What a file system keeps of a file beside what is in it."""
        if ADDRESS.search(path.name):
            self.notes.find("file-name", label)
        attributes(path, label, self.notes)

    def redis(self, place: Place) -> None:
        """A Redis that runs."""
        check_redis(place, self.notes, self.progress)

    def other(self, code: str, label: str) -> None:
        """A file that is a finding by itself."""
        self.notes.find(code, label)

    def _beside_a_store(self, path: Path) -> bool:
        for side in SIDES:
            if path.name.endswith(side):
                store = path.with_name(path.name.removesuffix(side))
                if store.is_file():
                    with open_file(store) as file:
                        return kind_of(file.read(HEAD), store.name) == "store"
        return False

    def _archive(self, path: Path, kind: str, label: str, depth: int) -> None:
        if depth >= DEEPEST:
            self.notes.find("too-deep", label)
            return
        try:
            with unpacked(path, kind, self.progress) as folder:
                self.notes.find("archive", label)
                self.directory(folder, f"{label}!", depth + 1)
        except Unreadable as fault:
            code = "too-deep" if "too much" in fault.reason else "broken-archive"
            self.notes.find(code, f"{label}: {fault.reason}")


def attributes(path: Path, label: str, notes: Notes) -> None:
    """Remarks that a file system keeps of a file or directory beside what is in it."""
    with suppress(OSError):  # a file system without them, or no right to ask
        names = os.listxattr(path) if sys.platform == "linux" else []
        many = sum(name.startswith("user.") for name in names)
        if many:
            notes.find("file-attributes", f"{label}: {many}")


def told(path: Path) -> str:
    """A name as it may stand in a report: without an address in it."""
    return ADDRESS.sub("*", str(path))


def walk(path: Path, notes: Notes, label: str, roots: Sequence[Path]) -> Iterator[Path]:
    """Every file below a directory, in order; links are not followed, and named where they lead
    out of what is looked at."""

    def refused(problem: OSError) -> None:
        inside = f"{label}/{told(Path(problem.filename or path).relative_to(path))}"
        notes.find("unreadable", f"{inside.removesuffix('/.')}: {problem.strerror}")

    for folder, folders, files in os.walk(path, onerror=refused):
        folders.sort()
        here = Path(folder)
        inside = f"{label}/{told(here.relative_to(path))}".removesuffix("/.")
        attributes(here, inside, notes)
        if not folders and not files and here != path:
            notes.find("empty-file", inside)
        for name in [*folders, *sorted(files)]:
            if (here / name).is_symlink():
                target = (here / name).resolve()
                if not any(target.is_relative_to(root) for root in roots):
                    notes.find("link", f"{label}/{told((here / name).relative_to(path))}")
            elif name not in folders:
                yield here / name
            elif ADDRESS.search(name):
                notes.find("file-name", f"{label}/{told((here / name).relative_to(path))}")

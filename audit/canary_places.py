"""Looking for canaries in everything that is given, each kind of place with its control.

What reads a place also reads its control: files beside which a control lies, memory of a child
process that holds it, a core dump made around it. Nothing that is given is changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from audit.canary_controls import NAMES, core_dump, plant, together
from audit.canary_told import WITNESS, Told
from audit.canary_walk import NOWHERE, SPECIAL, walk
from audit.errors import LocalFault, Unreadable
from audit.memory import Part, children_of, core_of, memory_of
from audit.search import Search
from audit.unpacked import DamagedError, unpacked

CHUNK: Final = 4 * 1024 * 1024
WHOLE_MOST: Final = 32 * 1024 * 1024
"""Bytes of a file up to which kinds are unpacked that can only be read as a whole."""
OWN: Final = "the browser's own profile"
ONLY_LOCKS: Final = (NOWHERE, SPECIAL)
"""In a profile: a running browser's lock is a link whose words are all that there is of it."""
COARSE: Final = 0.1
"""Seconds by which a file's time may lie before the clock: it goes by the kernel's ticks."""
ON_ITS_WAY: Final = 10.0
"""Seconds for which what a page has sent may not have come to the relay yet."""
NAME: Final = "the name of a file"
FRONT: Final = b"something that stands in any memory " * 20
HOLDER: Final = """
import sys
kept = sys.stdin.buffer.read(int(sys.argv[1]))
sys.stdout.write("kept\\n")
sys.stdout.flush()
sys.stdin.buffer.read()
"""


class Looking(Told):
    """Reads the places that are given, each with its control."""

    # --- files ------------------------------------------------------------------------------

    def files(self, kind: str, given: Sequence[Path], code: str = "canary-found") -> None:
        """Directories with all that is in them, or single files; and their controls."""
        if not given:
            return
        looked, seen = 0, set[str]()
        for path in given:
            here = self._tree(kind, path, code, seen, given)
            looked += here
            if not here:
                self.notes.find("canary-empty", f"{kind} {path.name}")
        if self.witnesses.get(kind) and WITNESS not in seen:
            self.notes.find("canary-elsewhere", f"{kind} {', '.join(one.name for one in given)}")
        self.notes.saw(f"bytes of {kind}", looked)
        with tempfile.TemporaryDirectory(prefix="noview-audit-") as folder:
            wanted = plant(Path(folder), self.controls)
            (Path(folder) / self.controls.short(NAME)).touch()
            if kind in self.sabotaged:
                wipe(Path(folder))
            found: set[str] = set()
            for entry in walk(Path(folder)):
                found |= {hit.what for hit in self.search().all(entry.beside).hits}
                if not entry.folder:
                    found |= {hit.what for hit in self.one_file(entry.path)[0].hits}
        self.missed(kind, {*wanted, NAME}, found)

    def profile(self, folder: Path) -> None:
        """A browser's profile, in which our careless page was open too: its texts must be there."""
        seen: set[str] = set()
        looked = self._tree("profile", folder, "canary-on-the-device", seen, own=True)
        self.notes.saw("bytes of the browser's own profile", looked)
        self.missed(OWN, NAMES, seen)

    def _tree(
        self,
        kind: str,
        path: Path,
        code: str,
        seen: set[str],
        given: Sequence[Path] = (),
        own: bool = False,
    ) -> int:
        looked = 0
        prefix = "the browser's profile," if own else kind
        witnesses = self.witnesses.get(kind, [])
        for entry in walk(path, given):
            name = entry.name
            if hits := self.search().all(entry.beside).hits:
                name = "something whose name or mark is not told here"
                seen |= self.tell(f"{prefix} name or mark below {path.name}", hits, code)
            if entry.why and not (kind == "profile" and entry.why in ONLY_LOCKS):
                self.notes.find("canary-unread", f"{prefix} {name}: {entry.why}")
            if entry.why or entry.folder:
                continue
            try:
                search, damaged = self.one_file(entry.path, witnesses)
            except FileNotFoundError:
                continue  # it had a short life
            except OSError as fault:
                self.notes.find("canary-unread", f"{prefix} {name}: {fault.strerror}")
                continue
            looked += search.looked
            seen |= self.tell(f"{prefix} {name}", search.hits, code)
            if search.cut or damaged:
                self.notes.find("canary-cut", f"{prefix} {name}: {damaged or 'a packed part'}")
        return looked

    def one_file(self, path: Path, witnesses: Sequence[bytes] = ()) -> tuple[Search, str]:
        """A search through a file and what stands packed in it; what of it could not be read.
        Raises OSError."""
        search = self.search(witnesses)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= WHOLE_MOST:
                data = file.read(WHOLE_MOST)
                search.feed(data)
                search.end()
                try:
                    for part in unpacked(data):
                        inner = self.search().all(part)
                        search.looked += inner.looked
                        search.hits += [hit._replace(packed=hit.packed + 1) for hit in inner.hits]
                except DamagedError as fault:
                    return search, str(fault)  # it was searched as it is
                return search, ""
            while data := file.read(CHUNK):
                search.feed(data)
                self.progress.at(path.name, file.tell(), size, "bytes")
        search.end()
        return search, ""

    # --- memory -----------------------------------------------------------------------------

    def arrival(self, pids: Sequence[int]) -> None:
        """Wait until one of these processes holds a witness, for a while."""
        witnesses, ends = self.witnesses.get("memory", []), time.monotonic() + ON_ITS_WAY
        with suppress(LocalFault):  # told when it is looked at
            while pids and witnesses and time.monotonic() < ends:
                parts = (part.data for pid in pids for part in memory_of(pid))
                if any(one in data for data in parts for one in witnesses):
                    return
                time.sleep(0.1)

    def memory(self, pids: Sequence[int], when: str) -> None:
        """What these processes hold now; the control is a child that holds texts of ours."""
        if not pids:
            return
        witnesses, seen, read = self.witnesses.get("memory", []), set[str](), 0
        for pid, name in self._with_children(pids):
            search = self.search(witnesses)
            try:
                parts = self._parts(search, memory_of(pid))
            except LocalFault as fault:
                if pid in pids or Path(f"/proc/{pid}").exists():
                    self.notes.find("canary-unread", str(fault))
                continue
            read += 1
            self.notes.saw("bytes of memory", search.looked)
            seen |= self.tell(f"memory of {name}, {when}", search.hits)
            if not parts:
                self.notes.find("canary-empty", f"memory of {name}")
        if read and witnesses and WITNESS not in seen:
            named = ", ".join(str(pid) for pid in pids)
            self.notes.find("canary-elsewhere", f"memory of process {named}, {when}")
        self.missed("memory", *self._held())

    def _with_children(self, pids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """What was named, and what these have started: it is the host's too."""
        done = set(pids)
        yield from ((pid, f"process {pid}") for pid in pids)
        for pid in pids:
            if children := [one for one in children_of(pid) if one not in done]:
                done.update(children)
                self.notes.find(
                    "canary-children", f"of process {pid}: {', '.join(map(str, children))}"
                )
            yield from ((one, f"process {one}, a child of {pid}") for one in children)

    def _held(self) -> tuple[frozenset[str], set[str]]:
        data = b"" if "memory" in self.sabotaged else together(self.controls)
        command = [sys.executable, "-c", HOLDER, str(len(data))]
        with subprocess.Popen(  # noqa: S603 - our own words, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as child:
            if child.stdin is None or child.stdout is None:
                raise LocalFault("a child process without pipes")
            child.stdin.write(data)
            child.stdin.flush()
            child.stdout.readline()
            search = self.search()
            try:
                self._parts(search, memory_of(child.pid))
            except LocalFault as fault:
                self.notes.find("canary-unread", f"the control: {fault}")
            child.stdin.close()
        return NAMES, {hit.what for hit in search.hits}

    def _parts(self, search: Search, parts: Iterator[Part]) -> int:
        count = 0
        for part in parts:
            count += 1
            search.feed(part.data, part.at)
        search.end()
        return count

    # --- core dumps -------------------------------------------------------------------------

    def cores(self, given: Sequence[Path], since: float) -> None:
        """Core dumps that were made after `since`, in seconds since 1970."""
        if not given:
            return
        for path in given:
            search = self.search()
            try:
                if path.stat().st_mtime < since - COARSE:
                    self.notes.find("canary-stale", f"core dump {path.name}")
                self._parts(search, core_of(path))
            except (LocalFault, Unreadable, OSError) as fault:
                reason = fault.strerror if isinstance(fault, OSError) else fault
                self.notes.find("canary-unread", f"core dump {path.name}: {reason}")
            self.notes.saw("bytes of core dumps", search.looked)
            self.tell(f"core dump {path.name}", search.hits)
        with tempfile.TemporaryDirectory(prefix="noview-audit-") as folder:
            control = Path(folder) / "core"
            data = b"" if "core" in self.sabotaged else together(self.controls)
            control.write_bytes(core_dump(FRONT + data))
            search = self.search()
            self._parts(search, core_of(control))
        self.missed("core dump", NAMES, {hit.what for hit in search.hits})


def wipe(folder: Path) -> None:
    """Empty every file of a folder."""
    for file in folder.iterdir():
        file.write_bytes(b"nothing")

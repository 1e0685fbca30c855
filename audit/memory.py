"""Memory of a process, and pictures of it (ELF core dumps), a few megabytes at a time.

To a process's memory belong the files that it has open and that have no name any more: nobody
else can find them. Nothing is stopped or changed: a process runs on while it is read, so what it
writes meanwhile may be missed, as in any picture of something that moves.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from errno import EACCES, ENXIO, EPERM
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from audit.errors import LocalFault, Unreadable
from audit.search import written_pages

CHUNK: Final = 4 * 1024 * 1024
KERNELS: Final = ("[vvar]", "[vsyscall]", "[vvar_vclock]", "[vdso]")
NO_FILES: Final = (" (deleted)", "/memfd:", "/dev/shm/", "/SYSV")  # noqa: S108 - read only
"""In the name of a mapping that nobody finds as a file, or that is memory in spite of its name."""
CORE: Final = 4
LOAD: Final = 1
HEADERS: Final = {1: 32, 2: 56}
"""Bytes of a segment's header, by whether the machine has 32 bits or 64."""
UNCOUNTED: Final = 0xFFFF
"""There are so many segments that their number stands elsewhere."""


class Part(NamedTuple):
    """Some bytes, where they stand, and in what."""

    name: str
    at: int
    data: bytes


def memory_of(pid: int) -> Iterator[Part]:
    """Everything that a process holds and could have written itself, without empty pages; and the
    files without a name that it has open.

    Raises LocalFault where there is no such process, or where it may not be read: then nothing is
    known.
    """
    try:
        regions = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for line in regions:
                span, rights, _, _, inode, *rest = line.split(maxsplit=5)
                name = rest[0].strip() if rest else "memory without a name"
                own = "w" in rights or inode == "0" or any(one in name for one in NO_FILES)
                if rights.startswith("r") and own and name not in KERNELS:
                    begin, end = (int(part, 16) for part in span.split("-"))
                    yield from _region(memory, name, begin, end)
        for number in sorted(os.listdir(f"/proc/{pid}/fd")):
            yield from _nameless(f"/proc/{pid}/fd/{number}")
    except OSError as fault:
        raise LocalFault(f"process {pid}: {fault.strerror or fault}") from None


def children_of(pid: int) -> list[int]:
    """The processes that this one has started, and theirs, as far as they run."""
    parents: dict[int, list[int]] = {}
    for one in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):  # no process, or one that ended just now
            told = (one / "stat").read_bytes().rpartition(b")")[2].split()
            parents.setdefault(int(told[1]), []).append(int(one.name))
    found = list(parents.get(pid, []))
    for child in found:
        found += parents.get(child, [])
    return found


def _nameless(path: str) -> Iterator[Part]:
    """An open file that no folder has, but for its holes. Raises OSError."""
    try:
        told = os.stat(path)
        if not stat.S_ISREG(told.st_mode) or told.st_nlink:
            return
        file = open(path, "rb", buffering=0)  # noqa: SIM115 - closed below
    except FileNotFoundError:
        return  # it was closed meanwhile
    with file:
        end = 0
        while True:
            try:
                begin = os.lseek(file.fileno(), end, os.SEEK_DATA)
            except OSError as fault:
                if fault.errno == ENXIO:
                    return  # nothing but a hole is left
                raise
            end = os.lseek(file.fileno(), begin, os.SEEK_HOLE)
            yield from _region(file, "an open file without a name", begin, end)


def _region(memory: FileIO, name: str, begin: int, end: int) -> Iterator[Part]:
    memory.seek(begin)
    while begin < end:
        try:
            data = memory.read(min(CHUNK, end - begin))
        except OSError as fault:
            if fault.errno in (EPERM, EACCES):
                raise
            return  # it was given back meanwhile, or belongs to a device
        if not data:
            return
        for at, run in written_pages(data):
            yield Part(name, begin + at, run)
        begin += len(data)


class Segment(NamedTuple):
    """A piece of memory in a core dump: where it stands in the file, in memory, and its size."""

    offset: int
    address: int
    size: int


def is_core(head: bytes) -> bool:
    """Whether a file that begins so is a core dump."""
    if len(head) < 64 or head[:4] != b"\x7fELF" or head[5] not in (1, 2):
        return False
    return bool(struct.unpack_from(_order(head) + "H", head, 16)[0] == CORE)


def core_of(path: Path) -> Iterator[Part]:
    """What a core dump holds, by addresses of the memory that it is a picture of.

    Raises Unreadable for another kind of file and for one that was cut, LocalFault where it may
    not be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(64)
            if not is_core(head):
                raise Unreadable("no core dump", path.name)
            whole = os.fstat(file.fileno()).st_size
            segments = segments_of(head, file, path, whole)
            for one in (each for each in segments if each.offset < whole):
                file.seek(one.offset)
                left = one.size
                while left and (data := file.read(min(CHUNK, left))):
                    for at, run in written_pages(data):
                        yield Part("core dump", one.address + one.size - left + at, run)
                    left -= len(data)
            if any(one.offset + one.size > whole for one in segments):
                raise Unreadable("a core dump that was cut", path.name)
    except OSError as fault:
        raise LocalFault(f"{path.name}: {fault.strerror or fault}") from None


def segments_of(head: bytes, file: BinaryIO, path: Path, whole: int) -> list[Segment]:
    """The pieces of memory in a core dump of `whole` bytes. Raises Unreadable where it has none,
    and where they cannot be as its head says."""
    order, big = _order(head), head[4] == 2
    start, size, many = (
        (*struct.unpack_from(order + "Q", head, 32), *struct.unpack_from(order + "HH", head, 54))
        if big
        else (
            *struct.unpack_from(order + "I", head, 28),
            *struct.unpack_from(order + "HH", head, 42),
        )
    )
    if size != HEADERS.get(head[4]) or many == UNCOUNTED or start + size * many > whole:
        raise Unreadable("a core dump whose head cannot be", path.name)
    file.seek(start)
    table = file.read(size * many)
    found = []
    for at in range(0, len(table), size):
        if big:
            kind, _, offset, address, _, length = struct.unpack_from(order + "IIQQQQ", table, at)
        else:
            kind, offset, address, _, length = struct.unpack_from(order + "IIIII", table, at)
        if kind == LOAD and length:
            found.append(Segment(offset, address, length))
    if not found:
        raise Unreadable("a core dump without memory in it", path.name)
    if sum(min(one.size, max(0, whole - one.offset)) for one in found) > whole:
        raise Unreadable("a core dump whose pieces lie over each other", path.name)
    return found


def _order(head: bytes) -> str:
    return "<" if head[5] == 1 else ">"

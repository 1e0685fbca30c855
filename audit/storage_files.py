"""Which kind of file something is, told by its first bytes, and what is in an archive."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from audit import sqlite_pages, sqlite_wal
from audit.errors import LocalFault, Unreadable
from audit.progress import Progress
from audit.storage_room import Room
from audit.storage_streams import unstream
from audit.storage_tar import untar
from audit.storage_zip import unzip

HEAD: Final = 4096
JOURNAL: Final = bytes.fromhex("d9d505f920a163d7")
CAPTURES: Final = tuple(
    bytes.fromhex(magic) for magic in ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")
)
REDIS_LOG: Final = re.compile(
    rb"(?:#TS:\d+\r\n)?\*\d+\r\n\$\d+\r\n|file [^\n]{1,200} seq \d+ type [bhi](?: |\n|$)"
)
"""An append-only file of commands, or the list of such files."""
PEM: Final = re.compile(
    r"\s*(?:-----BEGIN (?P<what>[A-Z ]+)-----\s[A-Za-z0-9+/=\s]+-----END (?P=what)-----\s*)+"
)


def kind_of(head: bytes, name: str) -> str:
    """A word for the kind of a file that begins so; "text" for what may be a log."""
    for word, begins in (
        ("store", sqlite_pages.MAGIC),
        ("journal", JOURNAL),
        ("gzip", b"\x1f\x8b"),
        ("bzip2", b"BZh"),
        ("xz", b"\xfd7zXZ\x00"),
        ("zip", b"PK\x03\x04"),
        ("redis snapshot", b"REDIS0"),
        ("redis snapshot", b"VALKEY"),
    ):
        if head.startswith(begins):
            return word
    if head[:4] in sqlite_wal.MAGIC:
        return "wal"
    if head[:4] in CAPTURES:
        return "capture"
    if head[:4] == b"\x7fELF" and head[16:18] in (b"\x04\x00", b"\x00\x04"):
        return "core"
    if head[257:262] == b"ustar":
        return "tar"
    if REDIS_LOG.match(head):
        return "redis log"
    return _text_kind(head, name)


def _text_kind(head: bytes, name: str) -> str:
    if b"\0" in head:
        return "unknown"
    try:
        # The last character may be cut in two.
        text = head.decode() if len(head) < HEAD else head[: HEAD - 4].decode(errors="strict")
    except UnicodeDecodeError as problem:
        if len(head) < HEAD or problem.start < HEAD - 8:
            return "unknown"
        text = head[: problem.start].decode()
    if text.lstrip().lower().startswith("<!doctype html"):
        return "page"
    if text.startswith("-----BEGIN "):
        return "pem"
    return "toml" if name.endswith(".toml") else "text"


@contextmanager
def unpacked(path: Path, kind: str, progress: Progress) -> Iterator[Path]:
    """A directory with what is in an archive, for as long as it is looked at; then it is gone.

    Raises Unreadable("packed-too-much" or the like), LocalFault.
    """
    with TemporaryDirectory(prefix="noview-audit-") as folder:
        try:
            room = Room(path.name, progress, Path(folder))
            if kind == "tar":
                untar(path, Path(folder), room)
            elif kind == "zip":
                unzip(path, Path(folder), room)
            else:
                unstream(path, kind, Path(folder) / (path.stem or "content"), room)
        except (EOFError, lzma.LZMAError, struct.error, zipfile.BadZipFile, zlib.error):
            raise Unreadable("a broken archive") from None
        except (RuntimeError, NotImplementedError, ValueError):
            raise Unreadable("an archive that is locked or of an unknown kind") from None
        except OSError as problem:
            if problem.errno is None:
                raise Unreadable("a broken archive") from None
            raise LocalFault(f"cannot unpack {path.name}: {problem.strerror}") from None
        yield Path(folder)

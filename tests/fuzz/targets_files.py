"""Whole files, as the auditor's commands take them: a store and what lies beside it, archives,
logs, core dumps, what an organisation handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit.disclose import check_disclose
from audit.documents_copies import read_copies, read_pin
from audit.memory import core_of
from audit.progress import Progress
from audit.storage import check_storage
from tests.fuzz.seeds import kept
from tests.fuzz.target import Target
from tests.fuzz.targets_audit import NOW, audits

NAMES = (
    "relay.db", "relay.log", "relay.toml", "tls.pem", "relay.log.1", "relay.db.zip", "relay.db.gz",
    "relay.log.xz", "relay.log.bz2", "relay.tar", "core.77", "capture.pcap",
)  # fmt: skip
"""What a file is called, by the first byte of an input."""
SIDES = ("-wal", "-shm", "-journal")


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="noview-fuzz-") as folder:
        yield Path(folder)


def _quiet() -> Progress:
    return Progress(StringIO())


def _named(raw: bytes, folder: Path) -> Path:
    path = folder / NAMES[(raw[0] if raw else 0) % len(NAMES)]
    path.write_bytes(raw[1:])
    return path


def _storage(raw: bytes) -> Any:
    with _folder() as folder:
        _named(raw, folder)
        return check_storage([str(folder)], NOW, _quiet())


def _disclosed(raw: bytes) -> Any:
    with _folder() as folder:
        _named(raw, folder)
        return check_disclose([str(folder)], folder / "out", NOW, _quiet())


def _beside(raw: bytes) -> Any:
    """A good store with a side file, which the first byte says."""
    with _folder() as folder:
        (folder / "relay.db").write_bytes(kept("audit store")[0][1:])
        side = SIDES[(raw[0] if raw else 0) % len(SIDES)]
        (folder / f"relay.db{side}").write_bytes(raw[1:])
        return check_storage([str(folder)], NOW, _quiet())


def _file(read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    def decode(raw: bytes) -> Any:
        with _folder() as folder:
            (folder / "file").write_bytes(raw)
            return read(folder / "file")

    return decode


def _given(path: Path) -> Any:
    pinned = read_pin(str(path))
    return pinned, read_copies(path) if path.read_bytes().startswith(b"noview") else ()


def _shifted(size: int) -> bytes:
    """A core dump whose pieces of memory are all the whole file."""
    many = min(size // 2 // 56, 60_000)
    head = b"\x7fELF\x02\x01\x01" + bytes(25) + (64).to_bytes(8, "little") + bytes(14)
    head = head[:16] + b"\x04\0" + head[18:]
    head = head[:54] + (56).to_bytes(2, "little") + many.to_bytes(2, "little")
    one = b"\1\0\0\0" + bytes(28) + size.to_bytes(8, "little") + bytes(16)
    return (head.ljust(64, b"\0") + one * many).ljust(size, b"a")


FILES: tuple[Target, ...] = (
    audits("store", "storage:check_storage storage_store:check_store storage_files:kind_of "
           "storage_logs:check_log storage_texts:small storage_texts:configured "
           "storage_texts:is_key_file storage:Look.file storage_streams:unstream", _storage,
           rounds=120, words=(b"\n", b"[" * 3000, b"192.0.2.7", b"\xff" * 4,
                              b"-----BEGIN CERTIFICATE-----\n")),
    audits("beside", "storage_sides:check_side_files", _beside, rounds=60, words=(b"\xff" * 4,)),
    audits("disclosed", "disclose:check_disclose disclose:in_json disclose:opened", _disclosed,
           rounds=50),
    audits("core", "memory:is_core memory:segments_of",
           _file(lambda path: sum(len(part.data) for part in core_of(path))), own=True,
           swollen=(_shifted,)),
    audits("given", "documents_copies:read_pin", _file(_given), own=True, words=(b"a1" * 32,)),
)  # fmt: skip

"""Backups and other archives: what is in them is looked at as if it lay there unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.progress import Progress
from audit.storage_files import unpacked
from tests.audit.scene import DAY, KEPT, audited, codes, evidence


def tar_of(folder: Path) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        archive.add(folder, "host")
    return raw.getvalue()


def zip_of(folder: Path) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"host/{file.name}")
    return raw.getvalue()


PACKINGS: list[tuple[str, Callable[[Path], bytes]]] = [
    ("host.tar", tar_of),
    ("host.tar.gz", lambda folder: gzip.compress(tar_of(folder))),
    ("host.tar.xz", lambda folder: lzma.compress(tar_of(folder))),
    ("host.tar.bz2", lambda folder: bz2.compress(tar_of(folder))),
    ("host.zip", zip_of),
    ("relay.db.gz", lambda folder: gzip.compress((folder / "relay.db").read_bytes())),
]


@pytest.mark.parametrize(("name", "pack"), PACKINGS)
def test_a58_a_backup_is_unpacked_and_looked_at(
    name: str, pack: Callable[[Path], bytes], host: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(pack(host))
    checked = audited(tmp_path / name)
    assert checked.looked_at["records"] == KEPT + 1
    assert checked.verdict == "pass"
    assert codes(checked, "warn") == {"backup"}
    # The same backup five weeks later holds what should be gone.
    later = audited(tmp_path / name, now=time.time() + 35 * DAY)
    assert "kept-too-long" in codes(later)
    assert f"{name}!" in evidence(later, "kept-too-long")


def test_a58_a_fault_is_found_however_often_it_is_packed(host: Path, tmp_path: Path) -> None:
    (host / "access.log").write_bytes(b"203.0.113.9 was here\n")
    packed = gzip.compress(tar_of(host))
    (tmp_path / "a.gz").write_bytes(gzip.compress(packed))
    assert codes(audited(tmp_path / "a.gz")) == {"log-address"}
    for _ in range(4):
        packed = gzip.compress(packed)
    (tmp_path / "deep.gz").write_bytes(packed)
    assert codes(audited(tmp_path / "deep.gz")) == {"too-deep", "nothing-read"}


def test_an_archive_that_is_broken_or_leads_out_is_not_clean(host: Path, tmp_path: Path) -> None:
    whole = gzip.compress(tar_of(host))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("../../escaped.txt")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"abc"))
    link = io.BytesIO()
    with tarfile.open(fileobj=link, mode="w") as archive:
        entry = tarfile.TarInfo("passwd")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    broken = [whole[:-9], whole[:500], zip_of(host)[:300], out.getvalue(), link.getvalue()]
    for number, raw in enumerate(broken):
        path = tmp_path / f"broken-{number}"
        path.write_bytes(raw)
        checked = audited(path)
        assert "broken-archive" in codes(checked), number
        assert checked.verdict == "inconclusive"
    assert not list(tmp_path.parent.rglob("escaped.txt"))


def test_an_archive_that_unpacks_to_too_much_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.storage_files.UNPACKED_MOST", 1_000_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(2_000_000)))
    assert codes(audited(tmp_path / "bomb.gz")) == {"too-deep", "nothing-read"}


def test_nothing_of_an_archive_stays_behind(host: Path, tmp_path: Path) -> None:
    path = tmp_path / "host.tar"
    path.write_bytes(tar_of(host))
    with unpacked(path, "tar", Progress()) as folder:
        assert sorted(file.name for file in folder.rglob("*.db")) == ["relay.db"]
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()

"""Backups and other archives: what is in them is looked at as if it lay there unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.progress import Progress
from audit.storage_files import unpacked
from tests.audit.conftest import STARTED
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
    monkeypatch.setattr("audit.storage_room.UNPACKED_MOST", 1_000_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(2_000_000)))
    assert codes(audited(tmp_path / "bomb.gz")) == {"too-deep", "nothing-read"}


def test_nothing_of_an_archive_stays_behind(host: Path, tmp_path: Path) -> None:
    path = tmp_path / "host.tar"
    path.write_bytes(tar_of(host))
    with unpacked(path, "tar", Progress()) as folder:
        assert sorted(file.name for file in folder.rglob("*.db")) == ["relay.db"]
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


LINE = STARTED.encode()
DIARY = b"10:14 Sam: he is at the door, please help\n" * 20


def tarred(
    name: str = "relay.log", form: int = tarfile.GNU_FORMAT, content: bytes = LINE, **more: object
) -> bytes:
    """A tar archive of one log."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=form) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        for field, value in more.items():
            setattr(entry, field, value)
        archive.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


def zipped(packing: int = zipfile.ZIP_DEFLATED, remark: bytes = b"", **more: object) -> bytes:
    """A zip archive of one log."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        entry = zipfile.ZipInfo("relay.log")
        entry.compress_type = packing
        for field, value in more.items():
            setattr(entry, field, value)
        archive.writestr(entry, LINE)
        archive.comment = remark
    return raw.getvalue()


def gzipped(flags: int, said: bytes) -> bytes:
    """A gzip stream with something more in its header (RFC 1952)."""
    whole = gzip.compress(LINE, mtime=0)
    return whole[:3] + bytes([flags]) + whole[4:10] + said + whole[10:]


def slack() -> bytes:
    """A zip archive whose member has more packed bytes than its stream needs."""
    machine = zlib.compressobj(wbits=-15)
    data = machine.compress(LINE) + machine.flush() + DIARY
    sizes = struct.pack("<III", zlib.crc32(LINE), len(data), len(LINE))
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 9, 0)
    listed = b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    listed += struct.pack("<HHHHHII", 9, 0, 0, 0, 0, 0, 0) + b"relay.log"
    before = local + b"relay.log" + data
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(before), 0)
    return before + listed + b"PK\5\6" + end


def gap_in_tar() -> bytes:
    """Words where a block of a member is filled up, and where a name has ended."""
    raw = bytearray(tarred())
    raw[512 + len(LINE) : 512 + len(LINE) + 12] = b"Sam is here."
    return bytes(raw)


def patched(at: int, words: bytes, good: bytes = b"", header: int = 0) -> bytes:
    """A tar archive with words in a header, and its sum made right."""
    raw = bytearray(good or tarred())
    head = raw[header : header + 512]
    head[at : at + len(words)] = words
    head[148:156] = b" " * 8
    head[148:156] = f"{sum(head):06o}\0 ".encode()
    raw[header : header + 512] = head
    return bytes(raw)


def of_many() -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for number, word in enumerate(("Sam", "is", "at", "the", "door")):
            entry = tarfile.TarInfo(f"{number}/relay.log")
            entry.uname = word
            archive.addfile(entry)
    return raw.getvalue()


def gap_in_zip() -> bytes:
    """Words between two members; every offset is right."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a/relay.log", LINE)
        raw.write(DIARY)
        archive.start_dir = raw.tell()
        archive.writestr("b/relay.log", LINE)
    return raw.getvalue()


LONG = tarred("relay/" * 30 + "relay.log")
PAX = tarred("relay/" * 30 + "relay.log", tarfile.PAX_FORMAT)
SUM = struct.pack("<I", zlib.crc32(LINE))


BESIDE: dict[str, bytes] = {
    "behind.bz2": bz2.compress(LINE) + DIARY,
    "behind.xz": lzma.compress(LINE) + DIARY,
    "zeros-behind.bz2": bz2.compress(LINE) + bytes(512),
    "behind.gz": gzip.compress(LINE) + bytes(512) + DIARY,
    "named.gz": gzipped(8, b"Sam is at the door\0"),
    "remark.gz": gzipped(16, DIARY + b"\0"),
    "extra.gz": gzipped(4, struct.pack("<H", len(DIARY)) + DIARY),
    "empty.gz": gzip.compress(LINE) + gzip.compress(b"") * 9,
    "behind.tar": tarred() + DIARY,
    "gap.tar": gap_in_tar(),
    "name.tar": patched(20, b"Sam is here."),
    "pad.tar": patched(500, b"Sam is here."),
    "sum.tar": tarred().replace(b"ustar  \0", b"ustar\x0000"),
    "owners.tar": of_many(),
    "long.tar": patched(0, b"Sam is here.", LONG, 1024),
    "short.tar": patched(0, b"Sam is here.", PAX, 1024),
    "before.tar": patched(0, b"Sam is here.".ljust(20, b"\0"), PAX),
    "gap.zip": gap_in_zip(),
    "local.zip": zipped().replace(b"relay.log", b"Sam's.log", 1),
    "sum.zip": zipped().replace(SUM, b"Sam!"),
    "link.tar": tarred(linkname="Sam is at the door"),
    "owner.tar": tarred(uname="Sam is at the door"),
    "pax.tar": tarred(form=tarfile.PAX_FORMAT, pax_headers={"comment": "Sam is at the door"}),
    "remark.zip": zipped(remark=DIARY),
    "member.zip": zipped(comment=DIARY),
    "extra.zip": zipped(extra=struct.pack("<HH", 0x7777, len(DIARY)) + DIARY),
    "slack.zip": slack(),
    "before.zip": b"PK\3\4" + DIARY + zipped(),
    "method.zip": zipped(zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a60_what_stands_in_an_archive_beside_its_members_is_never_a_pass(
    name: str, host: Path
) -> None:
    (host / name).write_bytes(BESIDE[name])
    checked = audited(host)
    assert codes(checked) == {"broken-archive"}
    assert "Sam" not in str(checked.as_json())


def test_honest_archives_of_every_form_are_read(host: Path) -> None:
    """Long names and such with accents, several streams, zeros to fill a tape, sizes afterwards."""
    long = "relay/" * 30 + "relay-\xe9.log"
    for number, form in enumerate((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)):
        (host / f"long-{number}.tar").write_bytes(tarred(long, form, mtime=1763800000.25))
    (host / "ustar.tar").write_bytes(tarred(form=tarfile.USTAR_FORMAT, uname="root"))
    (host / "two.gz").write_bytes(gzip.compress(LINE) * 2 + bytes(512))
    (host / "two.bz2").write_bytes(bz2.compress(LINE) * 2)
    (host / "two.xz").write_bytes(lzma.compress(LINE, preset=9) * 2 + bytes(8))
    (host / "relay.log.2.gz").write_bytes(gzipped(8, b"relay.log.1\0"))
    for name, large in (("a.zip", False), ("large.zip", True)):
        with (
            zipfile.ZipFile(host / name, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("logs/relay.log", "w", force_zip64=large) as member,
        ):
            member.write(LINE)
    (host / "stored.zip").write_bytes(zipped(zipfile.ZIP_STORED))
    checked = audited(host)
    assert codes(checked) == set()
    assert checked.looked_at["log lines"] == 1 + 2 + 1 + 6 + 1 + 2 + 1


@given(st.sampled_from(["tar", "zip", "gz", "bz2", "xz"]), st.floats(0, 1))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a60_a_word_put_into_an_archive_anywhere_is_never_a_pass(
    tmp_path_factory: pytest.TempPathFactory, kind: str, where: float
) -> None:
    """Control: without it nothing is said of the archive, but that it holds no database."""
    good = {
        "tar": tarred(), "zip": zipped(), "gz": gzip.compress(LINE), "bz2": bz2.compress(LINE),
        "xz": lzma.compress(LINE),
    }[kind]  # fmt: skip
    folder = tmp_path_factory.mktemp("archive")
    path = folder / f"relay.log.{kind}"
    path.write_bytes(good)
    assert codes(audited(folder)) == {"no-store"}
    at = int(where * len(good))
    path.write_bytes(good[:at] + b"Sam" + good[at:])
    assert codes(audited(folder)) - {"no-store"}


def test_the_name_of_a_folder_in_an_archive_is_looked_at(host: Path) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("203.0.113.9/", b"")
    (host / "a.zip").write_bytes(raw.getvalue())
    assert codes(audited(host)) == {"file-name"}
    (host / "a.zip").unlink()
    (host / "a.tar").write_bytes(tarred("203.0.113.9", content=b"", type=tarfile.DIRTYPE))
    assert codes(audited(host)) == {"file-name"}


def test_an_archive_cannot_use_up_the_auditors_machine(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members, free disk, and the memory that an xz asks for."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for number in range(30):
            archive.writestr(f"{number}/relay.log", LINE)
    (host / "many.zip").write_bytes(raw.getvalue())
    assert codes(audited(host)) == set(), "the control"
    monkeypatch.setattr("audit.storage_room.MEMBERS_MOST", 29)
    assert codes(audited(host)) == {"too-deep"}
    (host / "many.zip").unlink()
    (host / "large.gz").write_bytes(gzip.compress(LINE * 100))
    assert codes(audited(host)) == set(), "the control"
    free = shutil.disk_usage(host)._replace(free=len(LINE) * 199)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    assert codes(audited(host)) == {"too-deep"}
    (host / "large.gz").unlink()
    wants = [{"id": lzma.FILTER_LZMA2, "dict_size": 128 << 20}]
    (host / "a.xz").write_bytes(lzma.compress(LINE, filters=wants))
    assert codes(audited(host)) == {"broken-archive"}

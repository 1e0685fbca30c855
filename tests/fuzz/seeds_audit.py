"""Where the fuzzing of the auditor begins: good files of every kind that it reads.

The store is one that a relay wrote, kept in tests/fuzz/corpus: it takes randomness to make one,
and the short run has the same inputs every time.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from dataclasses import replace

from audit.canary_controls import core_dump
from audit.documents_seen import encode_record
from audit.forms import FORMS
from audit.release_documents import Artifact, Manifest, Root, Signature, written
from audit.report_form import FORM, Report, to_json
from audit.sqlite_pages import Value, record
from audit.sqlite_wal import checksum
from audit.unpacked import MOZ_LZ4, TABLE
from orgkeys import ceremony
from orgkeys.office.pages import stamp_page
from tests.fuzz.seeds import ROOT, Seeds, encode, kept, raws
from tests.orgkeys.stamping import PAGE, notice_of, stamp_of, tongues_of

SIZE = 4096
LOG = b"noview-relay listens on ws://127.0.0.1:8765, for 1 organisation, documents in /srv/r.db\n"
TEXT = b"Elderflower27 lemonade, and a line that stands here so that it can be packed. " * 4


def store() -> bytes:
    """The file of a relay's database."""
    return kept("audit store")[0][1:]


def _pages() -> list[bytes]:
    raw = store()
    return [raw[at : at + SIZE] for at in range(0, len(raw), SIZE)]


def _varint(number: int) -> bytes:
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127 | 128)
    return bytes(reversed(groups))


def _record(values: tuple[Value, ...]) -> bytes:
    kinds, body = b"", b""
    for value in values:
        if value is None:
            kinds += b"\0"
        elif isinstance(value, int):
            kinds, body = kinds + b"\6", body + value.to_bytes(8, "big", signed=True)
        elif isinstance(value, float):
            kinds, body = kinds + b"\7", body + struct.pack(">d", value)
        else:
            raw, odd = (value.encode(), 1) if isinstance(value, str) else (value, 0)
            kinds, body = kinds + _varint(12 + odd + 2 * len(raw)), body + raw
    return _varint(len(kinds) + 1) + kinds + body


def _rows() -> list[bytes]:
    """The store's own records, each behind the number of its table."""
    source, found = sqlite3.connect(":memory:"), []
    raw = store()
    source.deserialize(raw[:18] + b"\1\1" + raw[20:])  # without a log, which memory has none of
    for number, table in enumerate(sorted(FORMS)):
        names = ", ".join(f'"{name}"' for name in FORMS[table].stored)
        for row in source.execute(f'SELECT {names} FROM "{table}"').fetchall():
            found.append(bytes([number]) + _record(row))
    source.close()
    return found


def _wal() -> bytes:
    """A log with two commits of the first pages."""
    head = struct.pack(">IIII", 0x377F0683, 3_007_000, SIZE, 1) + bytes(range(8))
    sums = checksum(head, (0, 0), False)
    out = head + struct.pack(">II", *sums)
    for number, page in enumerate(_pages()[:3], 1):
        frame = struct.pack(">II", number, len(_pages()) if number > 1 else 0)
        sums = checksum(page, checksum(frame, sums, False), False)
        out += frame + head[16:24] + struct.pack(">II", *sums) + page
    return out


def _shm() -> bytes:
    numbers = struct.pack("<3I", 1, 2, 3)
    return (bytes(136) + numbers).ljust(16_384, b"\0") + bytes(16_384)


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("relay.log"), data)
    return out.getvalue()


def _tar(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("relay.log")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _greedy() -> bytes:
    """An xz whose header wants a dictionary of four gigabytes."""
    raw = bytearray(lzma.compress(TEXT))
    size = (raw[12] + 1) * 4
    header = raw[12 : 12 + size]
    header[header.index(b"\x21\x01") + 2] = 40
    header[-4:] = struct.pack("<I", zlib.crc32(header[:-4]))
    raw[12 : 12 + size] = header
    return bytes(raw)


def files() -> Seeds:
    """By the byte of their name in tests/fuzz/targets_files.py."""
    toml = (ROOT / "relay.example.toml").read_bytes()
    pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    core = core_dump(TEXT + bytes(8192) + TEXT)
    small = [
        b"\1" + LOG * 3, b"\2" + toml, b'\2listen = "127.0.0.1:8765"\n', b"\3" + pem, b"\4" + LOG,
        b"\5" + _zip(LOG), b"\6" + gzip.compress(LOG, mtime=0), b"\7" + lzma.compress(LOG),
        b"\7" + _greedy(), b"\x08" + bz2.compress(LOG), b"\x09" + _tar(LOG), b"\x0a" + core,
        b"\x0b\xd4\xc3\xb2\xa1" + bytes(40), b"\x02a = " + b"[" * 3000,
    ]  # fmt: skip
    exports = [raw for raw in raws("public", "public") if len(raw) < 20_000]
    return {
        "audit store": small,
        "audit disclosed": [b"\0" + store(), *small[:6]],
        "audit beside": [b"\0" + _wal(), b"\1" + _shm(), b"\2" + bytes(512), b"\1"],
        "audit core": [core, core[:-9], core[:54] + b"\x08\0" + core[56:]],
        "audit given": [*exports[:4], b"a1" * 32, b'{"organisation": "' + b"a1" * 32 + b'"}'],
    }


def pieces() -> Seeds:
    """Pages, records, streams."""
    pages, rows = _pages(), _rows()
    block = MOZ_LZ4 + (23).to_bytes(4, "little") + b"\x1fa\x01\x00\x02\x10b"
    snappy = b"\x05\x10Hello"
    index = bytes([0, 1, 2]) + b"k" + bytes([0, len(snappy)]) + bytes(4) + struct.pack("<I", 1)
    footer = bytes([0, 0, len(snappy) + 5, len(index)]).ljust(40, b"\0")
    table = snappy + b"\x01" + bytes(4) + index + bytes(5) + footer + TABLE
    packed = [pack(TEXT) for pack in (zlib.compress, bz2.compress, lzma.compress, _zip)]
    packed += [gzip.compress(zlib.compress(TEXT), mtime=0), _greedy()]
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    said = machine.compress(b"a cup of tea" * 9) + machine.flush(zlib.Z_SYNC_FLUSH)
    frames = b"\x82\x85abcdhello" + bytes([0xC2, len(said) - 4]) + said[:-4] + b"\x89\x00"
    stream = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n" + frames
    tcp = struct.pack(">HHIIBBHHH", 4000, 80, 77, 0, 0x50, 0x18, 0, 0, 0) + stream
    four = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + bytes(8) + tcp
    six = struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + bytes(32) + tcp
    return {
        "audit header": [pages[0][:100]],
        "audit tree page": pages,
        "audit record": [row[1:] for row in rows],
        "audit row": rows,
        "audit log of pages": [_wal()],
        "audit index of a log": [_shm()],
        "audit random": [bytes(range(256)) * 4, pages[-1], b""],
        "audit piece": [b"ticket", b"192.0.2.7", b"1795363200", bytes(range(64))],
        "audit stream": packed,
        "audit search": [TEXT, *packed],
        "audit browser file": [block, table],
        "audit packets": [b"".join(len(one).to_bytes(2, "big") + one for one in (four, six))],
        "audit websocket": [frames],
    }


def _report() -> bytes:
    empty = Report(
        form=FORM, date="2026-11-22", organisation="Harbor", by="", auditor="noview 1",
        released="", verdict="pass", question="?", answer="!", promises=(), checks=(),
        could_hand_over=(), never_shown=("one",),
    )  # fmt: skip
    return to_json(empty)


def papers() -> Seeds:
    """What was signed, told or written down."""
    notice = ceremony.sign(notice_of(), [bytes(range(32))])
    stamps = [stamp_of("Home", notice), replace(stamp_of("Home", notice), charters=[notice])]
    told, tongues = notice_of(), tongues_of()[:1]
    pages = [
        stamp_page("survivor.html", PAGE, stamps[0], told, tongues).encode(),
        stamp_page("console.html", PAGE, stamps[1], told, tongues).encode(),
    ]
    markup = b"<!doctype html><a href='https://example.org/'>x</a><style>p{}</style><img src=a>"
    root = Root(version=1, issued=1, expires=9, previous="", threshold=1, keys=("a1" * 32,))
    listed = (Artifact(name="noview.whl", length=9, sha256="b2" * 32),)
    manifest = Manifest(version="1.0", number=1, issued=1, expires=9, commit="c3" * 20,
                        artifacts=listed)  # fmt: skip
    signature = Signature(key="a1" * 32, signature="d4" * 64)
    signed: tuple[Root | Manifest | Signature, ...] = (root, manifest, signature)
    shared = {"code": "en", "direction": "ltr"}
    words = [{"shared": shared, "survivor": {"a": "b"}, "block": {"c": "d"}}]
    answers: list[object] = [
        [], [b"appendonly", b"yes"], [b"save", b""], [], [], [], [], [],
        b"role:master\r\nconnected_slaves:0", b"cluster_enabled:0", b"redis_version:7.4.1", [], [],
        b"# Keyspace\r\ndb0:keys=1,expires=0", [b"0", [b"noview:a"]], b"string", 1000, 5, b"hello",
    ]  # fmt: skip
    return {
        "audit sealed": [value for row in _rows() for value in _binaries(row)],
        "audit redis": [encode(answers), encode([b"loading", *answers[8:]])],
        "audit markup": [*pages, markup],
        "audit stamp": pages,
        "audit words": [json.dumps(words).encode()],
        "audit paper": [notice],
        "audit seen": [encode_record(bytes(32), ())],
        "audit release": [bytes([number]) + written(one)
                          for number, one in enumerate(signed)],
        "audit report": [_report()],
        "audit option": [b"2026-11-22T10:00Z", b"@1795363200", b"https://example.org/a?b",
                         b"socks5://127.0.0.1:9050", b"redis://localhost:6379/0", b"unix:///r"],
    }  # fmt: skip


def _binaries(row: bytes) -> list[bytes]:
    return [one for one in record(row[1:]) if isinstance(one, bytes) and len(one) > 1000]


def audit() -> Seeds:
    """By target."""
    return {**pieces(), **papers(), **files()}

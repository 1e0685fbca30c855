"""What the auditor reads that a hostile host may have written: single pages, records, packets.

Whole files, as the commands take them, are in tests/fuzz/targets_files.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, NoReturn

import msgspec

from audit import chance, front, page_fetch, page_stamp, redis_place, release_documents
from audit.canary_network import place_of
from audit.documents_found import At
from audit.documents_papers import read_paper
from audit.documents_seen import decode_record
from audit.errors import Unreadable
from audit.findings import Notes
from audit.forms import FORMS
from audit.packed import Stream
from audit.page_markup import markup_of
from audit.progress import Progress
from audit.redis_reader import Reader
from audit.report_form import from_json
from audit.rows import Rows
from audit.sealed import packet_pieces, sealed_pieces
from audit.search import Mark, Search
from audit.sqlite_gaps import remains
from audit.sqlite_pages import MAGIC, read_header, record, tree_page
from audit.sqlite_shm import shm_strangers
from audit.sqlite_wal import read_wal
from audit.storage_redis import RedisCheck, strange
from audit.unpacked import DamagedError, unpacked
from audit.wire import Flow, messages_of, packet_of
from relay.errors import NoviewError
from tests.fuzz.target import Target

NOW: Final = 1_795_363_200
"""22 November 2026, noon: when the kept store was made."""
PAGE: Final = 4096
UPGRADE: Final = b"GET /v1/visit HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
TABLES: Final = sorted(FORMS)
SHAPES: Final[tuple[Any, ...]] = (
    release_documents.Root, release_documents.Manifest, release_documents.Signature,
)  # fmt: skip
MARKS: Final = (Mark("word", "Elderflower27", {"text": "Elderflower27 lemonade"}),)
OPTIONS: Final[tuple[Callable[[str], object], ...]] = (
    front.moment, page_fetch.target_of, page_fetch.proxy_of, place_of,
    lambda text: redis_place.is_redis(text) and redis_place.place_of(text, {}),
)  # fmt: skip


def _said(*faults: type[Exception]) -> Callable[[Callable[[bytes], Any]], Callable[[bytes], Any]]:
    """These, which its caller makes words of, are as good as an error of ours."""

    def around(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        def decode(raw: bytes) -> Any:
            try:
                return read(raw)
            except NoviewError:
                raise
            except faults:
                raise Unreadable("not of its form") from None

        return decode

    return around


def _tree(raw: bytes) -> Any:
    page = tree_page(raw, PAGE, 100 if raw.startswith(MAGIC) else 0)
    return page, remains(raw, page, PAGE)


def _row(raw: bytes) -> Any:
    """A record of a table, which the first byte says."""
    rows = Rows(Notes("again"), NOW)
    table = TABLES[raw[0] % len(TABLES)] if raw else TABLES[0]
    fits = rows.row(table, record(raw[1:]), "here")
    rows.end()
    return fits


def _sealed(raw: bytes) -> Any:
    try:
        return packet_pieces(raw)
    except Unreadable:
        return list(sealed_pieces(raw))


def _random(raw: bytes) -> Any:
    pool = chance.Pool()
    return [pool.add(model, raw) for model in chance.EXPECTED], pool.uneven()


def _recorded(raw: bytes) -> Any:
    """Packets one after the other, each behind its length, and what they say together."""
    flow, at = Flow(), 0
    while at + 2 <= len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        packet = packet_of(raw[at + 2 : end])
        if packet is not None:
            flow.take(packet)
        at = end
    return list(messages_of(flow.finish()))


class _Answers(Reader):
    """A server that answers one thing after the other, whatever it was asked."""

    def __init__(self, answers: list[Any]) -> None:
        self._answers = iter(answers)

    def _reply(self, *words: str | bytes | int) -> Any:
        for answer in self._answers:
            return answer
        raise Unreadable("it hung up")

    def _in(self, database: int) -> None:
        """There is no connection."""


def _redis(raw: bytes) -> Any:
    try:
        answers = msgspec.msgpack.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unreadable("no answers") from None
    notes = Notes("again")
    server = _Answers(answers if isinstance(answers, list) else [answers])
    RedisCheck(server, "redis", notes, Progress()).run()
    return notes


def _release(raw: bytes) -> Any:
    shape = SHAPES[raw[0] % len(SHAPES)] if raw else SHAPES[0]
    told: Any = release_documents.read(raw[1:], shape, "manifest.json")
    if isinstance(told, release_documents.Signature):
        return release_documents.signers(release_documents.Root, b"root", (told,))
    return told


def _option(raw: bytes) -> Any:
    told: list[object] = []
    for read in OPTIONS:
        try:
            told.append(read(raw.decode("latin-1")))
        except (NoviewError, ValueError, argparse.ArgumentTypeError):
            continue
    return told or _refuse()


def _refuse() -> NoReturn:
    raise Unreadable("no option")


def _repeated(piece: bytes, before: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: before + piece * (size // len(piece))


def _early(size: int) -> bytes:
    """Packets of which each leaves out some bytes before it."""
    head = b"\x45\0\0\x29" + bytes(5) + b"\6" + bytes(10)
    one = [head + b"\0\1\0\2" + (3 * n).to_bytes(4, "big") + bytes(4) + b"\x50" + bytes(7) + b"x"
           for n in range(size // 43)]  # fmt: skip
    return b"".join(b"\0\x29" + packet for packet in one)


def audits(name: str, covers: str, read: Callable[[bytes], Any], **more: Any) -> Target:
    """A target of this room; `covers` are places in `audit`."""
    places = tuple(f"audit.{place}" for place in covers.split())
    return Target(f"audit {name}", places, read, **{"foreign": True, "rounds": 250, **more})


AUDIT: tuple[Target, ...] = (
    audits("header", "sqlite_pages:read_header", read_header),
    audits("tree page", "sqlite_pages:tree_page sqlite_gaps:remains", _tree),
    audits("record", "sqlite_pages:record", record),
    audits("row", "rows:Rows.row", _row, rounds=400),
    audits("log of pages", "sqlite_wal:read_wal sqlite_wal:checksum sqlite_wal:Leftover.frame",
           lambda raw: read_wal(BytesIO(raw), len(raw))),
    audits("index of a log", "sqlite_shm:shm_strangers",
           lambda raw: list(shm_strangers(raw, 1 << 20))),
    audits("sealed", "sealed:packet_pieces", _sealed, foreign=False),
    audits("random", "chance:differences chance:coefficients", _random, rounds=100),
    audits("piece", "storage_redis:strange", strange,
           words=(b"192.0.2.7", b"::1", b"2026-11-22T10")),
    audits("redis", "redis_reader:Reader.info", _redis, foreign=False,
           rounds=400),
    audits("stream", "packed:Stream.feed packed:machine_for",
           lambda raw: list(Stream(0, raw[:1024]).feed(raw)), words=(b"\xff" * 4,)),
    audits("search", "search:Search.feed", lambda raw: Search(MARKS).all(raw), rounds=100,
           words=(b"Elderflower27", b"PK\x03\x04", b"BZh91AY&SY", b"\x78\x9c", b"\x1f\x8b\x08"),
           swollen=(_repeated(b"\x78\x9c"), _repeated(b"\xfd7zXZ\0"), _repeated(b"Elderflower27"))),
    audits("browser file", "unpacked:unpacked unpacked:snappy unpacked:handles",
           _said(DamagedError)(lambda raw: list(unpacked(raw))), words=(b"\xff" * 8, b"\x80" * 5),
           swollen=(_repeated(b"\xff", b"mozLz40\0\xff\xff\xff\x7f\x1fa\1\0"),
                    _repeated(b"\x1fa\1\0", b"mozLz40\0\xff\xff\xff\x7f"))),
    audits("packets", "wire:packet_of wire:messages_of wire:unmasked", _recorded,
           swollen=(_early,)),
    audits("websocket", "", lambda raw: list(messages_of(UPGRADE + raw)),
           swollen=(_repeated(b"\xc2\0"), _repeated(b"\x82\xfe\0\x04aaaabbbb"))),
    audits("markup", "page_markup:markup_of",
           lambda raw: list(markup_of(raw, "wss://relay.example")),
           words=(b"<a ", b"<!--", b"<", b">", b'"', b"<script>", b"</", b"<![CDATA[", b"&#"),
           swollen=tuple(map(_repeated, (b"<a ", b"<!--", b'<a x="', b"</", b"<![CDATA[", b"<?",
                                         b"&", b"<script>", b"<a>")))),
    audits("stamp", "page_stamp:told_of", page_stamp.told_of,
           words=(b"</script>", b"[" * 2000, b'"', b"\xc4\x80", b'<div lang="'),
           swollen=(_repeated(b'<script type="application/json" id="noview-organisation">'),
                    _repeated(b'<div lang="'))),
    audits("words", "page_stamp:tongues_of", page_stamp.tongues_of, words=(b"[" * 3000, b"null")),
    audits("paper", "documents_papers:read_paper", lambda raw: read_paper(raw, At("a file")).head(),
           foreign=False),
    audits("seen", "documents_seen:decode_record",
           _said(ValueError, KeyError, TypeError)(decode_record),
           words=(b"[" * 3000, b"null", b"-")),
    audits("release", "release_documents:read release_documents:signers", _release,
           words=(b"[" * 3000, b"null")),
    audits("report", "report_form:from_json", _said(msgspec.MsgspecError, ValueError)(from_json),
           words=(b"[" * 3000, b"null")),
    audits("option", "front:moment page_fetch:target_of page_fetch:proxy_of redis_place:place_of "
           "canary_network:place_of", _option, own=True),
)  # fmt: skip

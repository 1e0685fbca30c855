"""The search itself: whatever way a text is written down, it is found; and nothing else is."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.memory import memory_of
from audit.search import LETTERS, LOOK, Mark, Search, find, make_canary, make_word
from audit.spelled import ENCODINGS, needles

WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32-be"),
    "reversed bytes": lambda text: text.encode()[::-1],
    "reversed letters": lambda text: text[::-1].encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64 one later": lambda text: b64encode(b"." + text.encode()),
    "base64 two later": lambda text: b64encode(b".." + text.encode()),
    "base64 for addresses": lambda text: urlsafe_b64encode(b"\xff\xfe" + text.encode()),
    "base64 of utf-16": lambda text: b64encode(b"." + text.encode("utf-16-le")),
    "every byte in percent": lambda text: "".join(f"%{b:02x}" for b in text.encode()).encode(),
    "quoted": lambda text: quote(text).encode(),
    "json": lambda text: json.dumps({"text": text}).encode(),
    "json as it is": lambda text: json.dumps({"text": text}, ensure_ascii=False).encode(),
    "repr of a string": lambda text: ascii(text).encode(),
    "repr of bytes": lambda text: repr(text.encode()).encode(),
    "html": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "zlib": lambda text: zlib.compress(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode() * 3),
    "zlib of json": lambda text: zlib.compress(json.dumps([text] * 9).encode(), 9),
}


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/name.txt", data)
    return out.getvalue()


words = st.text(alphabet=LETTERS, min_size=14, max_size=14)


@pytest.mark.parametrize("way", WAYS)
def test_a58_a_text_is_found_however_it_is_written(way: str) -> None:
    canary = make_canary()
    hidden = os.urandom(500) + WAYS[way](canary) + os.urandom(500)
    assert find(hidden, {"name": canary}, "here") != []
    assert find(os.urandom(100_000), {"name": canary}, "here") == []


@given(left=words, right=words, before=st.binary(max_size=7), after=st.binary(max_size=7))
def test_a58_base64_is_found_at_every_place_of_a_longer_text(
    left: str, right: str, before: bytes, after: bytes
) -> None:
    canary = f"{left}éя{right}"
    longer = before + canary.encode() + after
    for encode in (b64encode, urlsafe_b64encode):
        for half in (left, right):
            assert any(way in encode(longer) for way in needles(half)["base64"])


@given(text=words, data=st.binary(max_size=400))
def test_a58_every_way_of_writing_is_long_enough_to_mean_something(text: str, data: bytes) -> None:
    for ways in needles(text).values():
        assert all(len(way) >= 14 for way in ways)
    assert find(data, {"name": text}, "here") == []


def test_a58_half_of_a_text_is_found_too() -> None:
    canary = make_canary()
    left, right = canary.split("éя")
    assert find(b"..." + left.encode(), {"name": canary}, "here") != []
    assert find(right.encode("utf-16-le") + b"...", {"name": canary}, "here") != []


def test_a58_a_stream_that_was_cut_is_still_read() -> None:
    canary = make_canary()
    stream = zlib.compress(canary.encode() + os.urandom(5000))
    assert find(os.urandom(33) + stream[:600], {"name": canary}, "here") != []


def test_a58_noise_that_looks_like_a_stream_is_passed_over() -> None:
    noise = b"\x78\x9c" * 5000 + b"\x1f\x8b\x08" * 5000
    searched = Search([Mark("name", make_word())]).all(noise)
    assert (searched.hits, searched.cut) == ([], 0)


PROGRAM = """
import sys
import zipfile
kept = sys.stdin.readline().encode("utf-16-le")
print("kept", flush=True)
sys.stdin.read()
"""


def test_a58_the_memory_of_another_process_is_read() -> None:
    canary = make_canary()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(canary.encode() + b"\n")
        program.stdin.flush()
        assert program.stdout.readline() == b"kept\n"
        canaries = [Mark("canary", half) for half in canary.split("éя")]
        search = Search([*canaries, Mark("other", make_word())])
        for part in memory_of(program.pid):
            search.feed(part.data, part.at)
        search.end()
        program.stdin.close()
    assert {one.what for one in search.hits} == {"canary"}
    assert "utf-16" in {one.encoding for one in search.hits}
    assert search.looked > 100_000


@given(data=st.data(), before=st.binary(max_size=40), size=st.integers(1, 90))
def test_a58_wherever_a_stream_of_bytes_is_cut_it_is_found_once_and_at_its_place(
    data: st.DataObject, before: bytes, size: int
) -> None:
    """A file comes in pieces of any size; no needle falls between two of them."""
    word = make_word()
    encoding = data.draw(st.sampled_from(ENCODINGS))
    way = needles(word)[encoding][0]
    whole = before * 30 + way + before * 30
    search = Search([Mark("name", word)])
    for at in range(0, len(whole), size):
        search.feed(whole[at : at + size])
    search.end()
    assert [(hit.encoding, hit.at) for hit in search.hits] == [(encoding, len(before) * 30)]
    assert search.looked == len(whole)


def test_a58_a_packed_stream_is_read_on_from_piece_to_piece_and_within_another() -> None:
    word = make_word()
    text = os.urandom(30_000).hex().encode()
    inner = gzip.compress(text + word.encode() + text)
    whole = os.urandom(999) + zlib.compress(inner * 9) + os.urandom(999)
    search = Search([Mark("name", word)])
    for at in range(0, len(whole), 1000):
        search.feed(whole[at : at + 1000])
    search.end()
    assert (2, 999) in {(hit.packed, hit.at) for hit in search.hits}


def test_a58_bytes_with_a_gap_between_them_are_not_read_together() -> None:
    word = make_word()
    search = Search([Mark("name", word)])
    search.feed(word[:7].encode(), 0)
    search.feed(word[7:].encode(), 4096)
    search.feed(word.encode(), 8192)
    search.end()
    assert [hit.at for hit in search.hits] == [8192]


def test_a58_which_of_several_texts_stands_there_is_told_by_what_stands_beside_the_word() -> None:
    word = make_word()
    texts = {"said": f"{word}abcd", "draft": f"{word}wxyz"}
    mark = Mark("one of them", word, texts)
    for encode in (str.encode, lambda text: text.encode("utf-16-be"), WAYS["base64 one later"]):
        hidden = os.urandom(LOOK) + encode(texts["draft"]) + os.urandom(LOOK)
        assert {hit.what for hit in Search([mark]).all(hidden).hits} == {"draft"}
    assert {hit.what for hit in Search([mark]).all(word.encode()).hits} == {"one of them"}


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, zipped], ids=["bz2", "xz", "zip"])
def test_a58_archives_are_read(pack: Callable[[bytes], bytes]) -> None:
    word = make_word()
    packed = pack(word.encode() + bytes(9_000))
    assert word.encode() not in packed
    assert [hit.packed for hit in Search([Mark("name", word)]).all(packed).hits] == [1]

"""The search itself: whatever way a text is written down, it is found; and nothing else is."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nothing.search import (
    LETTERS,
    files_under,
    find,
    inflated,
    make_canary,
    memory_of,
    needles,
)

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
        assert any(way in encode(longer) for way in needles(canary)["base64"])


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
    assert list(inflated(b"\x78\x9c" * 5000 + b"\x1f\x8b\x08" * 5000)) == []


PROGRAM = """
import sys
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
        found = [
            one
            for name, region in memory_of(program.pid)
            for one in find(region, {"canary": canary}, name)
        ]
        other = {"other": make_canary()}
        nothing = [
            one for name, region in memory_of(program.pid) for one in find(region, other, name)
        ]
        program.stdin.close()
    assert {one.what for one in found} == {"canary"}
    assert "utf-16-le" in {one.encoding for one in found}
    assert nothing == []


def test_a58_what_stands_beside_a_database_is_searched_too(tmp_path: Path) -> None:
    for name in ("relay.db", "relay.db-wal", "relay.db-shm", "other.txt"):
        (tmp_path / name).write_bytes(name.encode())
    names = [name for name, _ in files_under([tmp_path / "relay.db"])]
    assert names == ["relay.db", "relay.db-shm", "relay.db-wal"]

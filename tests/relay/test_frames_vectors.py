"""The shared vectors of frames, as the TypeScript reader also reads them (attacks 51 and 52)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import msgspec
import pytest

from relay.errors import Malformed
from relay.frames import Frame, decode_client, decode_relay, encode
from tools import vectors_frames

FILES = sorted(vectors_frames.HERE.glob("*.json"))
DECODE = {"client": decode_client, "relay": decode_relay}


def fields(frame: Frame) -> list[Any]:
    """The frame as the array that it is on the wire."""
    return [frame.__struct_config__.tag, *(listed(one) for one in msgspec.structs.astuple(frame))]


def listed(value: Any) -> Any:
    """Rows in a frame are read as tuples; on the wire they are arrays like any other."""
    return [listed(one) for one in value] if isinstance(value, list | tuple) else value


def second_reader(raw: bytes) -> Any:
    """What an ordinary MessagePack library makes of it."""
    return msgpack.unpackb(raw, raw=False, strict_map_key=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a51_a52_a_frame_reads_as_the_vector_says(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    raw = bytes.fromhex(case["hex"])
    assert case["name"] == path.stem
    if case["expect"] == "ok":
        frame = DECODE[case["direction"]](raw)
        assert vectors_frames.plain(fields(frame)) == case["value"]
        assert fields(frame) == second_reader(raw)
        assert encode(frame) == raw
    else:
        with pytest.raises(Malformed) as caught:
            DECODE[case["direction"]](raw)
        assert caught.value.wire == 1
        assert case["value"] is None


def test_the_vectors_are_those_that_the_tool_writes(tmp_path: Path) -> None:
    vectors_frames.write(tmp_path)
    written = {path.name: path.read_text() for path in tmp_path.glob("*.json")}
    assert written == {path.name: path.read_text() for path in FILES}


def test_every_frame_and_every_way_to_fail_has_a_vector() -> None:
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
    good = {case["value"][0] for case in cases if case["expect"] == "ok"}
    assert good == {*range(1, 22), *range(33, 51)}
    assert {case["expect"] for case in cases} == {
        *("ok", "shortest", "trailing", "truncated", "map", "float", "nil", "negative", "deep"),
        *("extension", "fields", "bucket", "length", "bound", "type", "utf-8"),
    }


def test_a52_control_an_ordinary_reader_takes_what_is_refused_here() -> None:
    """The guard is needed: a lenient reader gives one meaning to bytes that differ."""
    meanings = [
        second_reader(bytes.fromhex(json.loads(path.read_text())["hex"]))
        for path in FILES
        if path.stem in ("client-ping-ref-uint8", "client-ping-ref-uint64", "client-ping-array16")
    ]
    assert meanings == [[17, 7]] * 3

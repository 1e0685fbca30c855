"""Write tests/vectors/frames/: one file a case, read by Python and by TypeScript.

    python -m tools.vectors_frames [directory]

`direction` says who sends (client or relay), `hex` is the message. `expect` is "ok", or the one
rule of protocol.md 1.1 or 10 that the bytes break; a reader then refuses them as malformed. `value`
is the frame as an array in the order of the fields, its type first, binary as {"hex": …}; it is
null where the frame is refused. `frame` names the frame that was meant. The bytes are written by
hand or by `msgpack`, never by the encoder that they test.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgpack  # type: ignore[import-untyped]

from relay import limits

HERE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "frames"


class Case(NamedTuple):
    """One vector, before it is written."""

    name: str
    frame: str
    direction: str
    raw: bytes
    expect: str = "ok"
    value: list[Any] | None = None


def run(start: int, size: int) -> bytes:
    """Bytes that differ from one another: start, start + 1, …"""
    return bytes((start + n) % 256 for n in range(size))


DESK, KNOCK, W, R = run(16, 16), run(48, 16), run(64, 32), run(96, 32)
ASK = run(1, limits.ASK_SIZE)
DROP = run(2, limits.DROP_SIZE)
NAME = run(80, 16)
MOST = limits.MAX_INTEGER

CLIENT: dict[str, list[Any]] = {
    "join": [1, 1, run(0, 32)],
    "fetch": [2, 7, 1, b""],
    "fetch-desk": [2, 7, 4, DESK],
    "open": [3, 0, R, 0, 2],
    "open-far": [3, limits.MAX_HANDLE, R, MOST, 1],
    "append": [4, limits.MAX_REF, W, 300, run(3, 512)],
    "append-most": [4, 0, W, MOST, run(5, 16384)],
    "ack": [5, 9, 65536],
    "close": [6, 128],
    "leave": [7, 1, W, run(9, 4096)],
    "knock": [8, 2, DESK, 3, b"", b"", ASK],
    "knock-again": [8, 2, DESK, 3, run(7, 32), run(8, 8), ASK],
    "withdraw": [9, 4, 3],
    "duty": [10, 5, DESK, 64, run(2, 64)],
    "off": [11, 6, DESK],
    "claim": [12, 255, DESK, KNOCK],
    "accept": [13, 256, DESK, KNOCK, 2**32 + 1, ASK],
    "release": [14, 8, DESK, KNOCK, 2**32],
    "turn-away": [15, 9, DESK, KNOCK, MOST],
    "publish": [16, 10, run(4, 300), b""],
    "publish-packet": [16, 10, run(4, 300), run(6, 70000)],
    "ping": [17, 127],
    "call": [18, 11, DESK, ASK],
    "drop": [19, 12, DESK, DROP],
    "collect": [20, 13, DESK, b"", run(3, 32), run(4, 64), b""],
    "collect-more": [20, 13, DESK, NAME, run(3, 32), run(4, 64), b""],
    "collect-warrant": [20, 13, DESK, NAME, run(3, 32), run(4, 64), run(5, 300)],
    "collected": [21, 14, DESK, [NAME, KNOCK], run(3, 32), run(4, 64), b""],
    "collected-none": [21, 14, DESK, [], run(3, 32), run(4, 64), b""],
    "collected-warrant": [21, 14, DESK, [NAME], run(3, 32), run(4, 64), run(5, 300)],
}
RELAY: dict[str, list[Any]] = {
    "joined": [33, run(0, 32)],
    "document": [34, 1, 1, [run(1, 200), run(2, 300)], b""],
    "document-packet": [34, 1, 4, [run(1, 300)], run(3, 700)],
    "opened": [35, 3, 17],
    "deliver": [36, 3, 17, run(4, 1024)],
    "taken": [37, 3],
    "queued": [38, 2, run(5, 32), 0, True],
    "place": [39, 3, 511, False],
    "waiting": [40, DESK, KNOCK, 75, ASK],
    "gone": [41, DESK, KNOCK],
    "claimed": [42, 255, KNOCK, 2**32 + 1],
    "done": [43, 1],
    "refused": [44, 0, 6, MOST],
    "changed": [45, 2, b""],
    "changed-desk": [45, 4, DESK],
    "work": [46, 2, run(6, 16), 24],
    "pong": [47, 127],
    "later": [48, 3600],
    "called": [49, DESK, False, ASK],
    "called-proven": [49, DESK, True, ASK],
    "drops": [50, 13, [[20_000, DROP], [20_001, run(3, limits.DROP_SIZE)]], False],
    "drops-none": [50, 13, [], True],
}


def packed(value: Any) -> bytes:
    """The one encoding of a value, by the second reader's writer."""
    result: bytes = msgpack.packb(value, use_bin_type=True)
    return result


def cases() -> Iterator[Case]:
    """Every case."""
    for direction, table in (("client", CLIENT), ("relay", RELAY)):
        for name, value in table.items():
            frame = _frame(direction, value[0])
            yield Case(f"{direction}-{name}", frame, direction, packed(value), "ok", value)
            yield from _spoiled(direction, name, frame, value)
    yield from _bounds()
    yield from _readings()
    yield from _bombs()


def _frame(direction: str, number: int) -> str:
    table = CLIENT if direction == "client" else RELAY
    return next(name for name, value in table.items() if value[0] == number)


def _spoiled(direction: str, name: str, frame: str, value: list[Any]) -> Iterator[Case]:
    """What is wrong with any frame that is cut, lengthened or followed by something."""
    raw = packed(value)
    if len(raw) > limits.MAX_FRAME:
        return
    for what, bad, expect in (
        ("missing-field", packed(value[:-1]), "fields"),
        ("extra-field", packed([*value, 0]), "fields"),
        ("doubled-field", packed([*value, value[-1]]), "fields"),
        ("trailing-byte", raw + b"\x00", "trailing"),
        ("truncated", raw[:-1], "truncated"),
    ):
        yield Case(f"{direction}-{name}-{what}", frame, direction, bad, expect)


def _bounds() -> Iterator[Case]:
    """Values of the right type outside their bounds."""
    short = limits.BUCKETS[0]
    for name, value, expect in (
        ("join-version-0", [1, 0, run(0, 32)], "bound"),
        ("join-version-2", [1, 2, run(0, 32)], "bound"),
        ("join-organisation-31", [1, 1, run(0, 31)], "length"),
        ("fetch-kind-0", [2, 1, 0, b""], "bound"),
        ("fetch-kind-6", [2, 1, 6, DESK], "bound"),
        ("fetch-desk-15", [2, 1, 4, DESK[:15]], "length"),
        ("open-handle-2-32", [3, 2**32, R, 0, 0], "bound"),
        ("open-next-2-53", [3, 0, R, 2**53, 0], "bound"),
        ("open-mode-3", [3, 0, R, 0, 3], "bound"),
        ("open-r-33", [3, 0, R + b"\0", 0, 0], "length"),
        ("append-ref-2-32", [4, 2**32, W, 0, run(0, short)], "bound"),
        ("append-w-31", [4, 0, W[:31], 0, run(0, short)], "length"),
        ("append-number-2-64", [4, 0, W, 2**64 - 1, run(0, short)], "bound"),
        *(
            (f"append-bucket-{size}", [4, 0, W, 0, run(0, size)], "bucket")
            for size in (0, 511, 513, 1000, 4097, 16383, 16385, 32768)
        ),
        ("leave-bucket-600", [7, 0, W, run(0, 600)], "bucket"),
        ("knock-ticket-16", [8, 2, DESK, 3, run(0, 16), b"", ASK], "length"),
        ("knock-work-7", [8, 2, DESK, 3, b"", run(0, 7), ASK], "length"),
        ("knock-sealed-2048", [8, 2, DESK, 3, b"", b"", ASK[:2048]], "length"),
        ("duty-capacity-65", [10, 5, DESK, 65, run(2, 64)], "bound"),
        ("duty-signature-63", [10, 5, DESK, 1, run(2, 63)], "length"),
        ("accept-8192", [13, 1, DESK, KNOCK, 1, run(0, 8192)], "length"),
        ("publish-empty-envelope", [16, 1, b"", b""], "length"),
        ("type-0", [0, 1], "type"),
        ("call-desk-0", [18, 1, b"", ASK], "length"),
        ("call-sealed-4095", [18, 1, DESK, ASK[:4095]], "length"),
        ("drop-sealed-4096", [19, 12, DESK, ASK], "length"),
        ("drop-desk-0", [19, 12, b"", DROP], "length"),
        ("collect-after-15", [20, 13, DESK, NAME[:15], run(3, 32), run(4, 64), b""], "length"),
        ("collect-warrant-4097", [20, 13, DESK, NAME, W, run(4, 64), run(0, 4097)], "length"),
        ("collected-name-17", [21, 14, DESK, [run(0, 17)], run(3, 32), run(4, 64), b""], "length"),
        ("collected-5001", [21, 14, DESK, [NAME] * 5001, run(3, 32), run(4, 64), b""], "bound"),
        ("type-22", [22, 1], "type"),
        ("type-of-the-other-side", [47, 1], "type"),
    ):
        yield Case(f"client-{name}", name.split("-")[0], "client", packed(value), expect)
    for name, value, expect in (
        ("deliver-bucket-777", [36, 3, 1, run(0, 777)], "bucket"),
        ("document-none", [34, 1, 1, [], b""], "bound"),
        ("document-65-charters", [34, 1, 1, [b"x"] * 65, b""], "bound"),
        ("document-empty-envelope", [34, 1, 1, [b""], b""], "length"),
        ("refused-code-0", [44, 0, 0, 0], "bound"),
        ("refused-code-20", [44, 0, 20, 0], "bound"),
        ("work-bits-25", [46, 0, run(0, 16), 25], "bound"),
        ("later-3601", [48, 3601], "bound"),
        ("called-sealed-8192", [49, DESK, True, run(0, 8192)], "length"),
        ("called-proven-1", [49, DESK, 1, ASK], "type"),
        ("drops-501", [50, 13, [[1, DROP]] * 501, False], "bound"),
        ("drops-day-negative", [50, 13, [[-1, DROP]], False], "negative"),
        ("drops-row-of-3", [50, 13, [[1, DROP, 0]], False], "fields"),
        ("type-51", [51, 1], "type"),
        ("type-of-the-other-side", [17, 1], "type"),
    ):
        yield Case(f"relay-{name}", name.split("-")[0], "relay", packed(value), expect)


def _readings() -> Iterator[Case]:
    """What two parsers could read differently (attack 52), on the smallest frames."""
    for name, raw, expect in (
        ("ref-uint8", b"\x92\x11\xcc\x07", "shortest"),
        ("ref-uint16", b"\x92\x11\xcd\x00\x07", "shortest"),
        ("ref-uint32", b"\x92\x11\xce\x00\x00\x00\x07", "shortest"),
        ("ref-uint64", b"\x92\x11\xcf" + (7).to_bytes(8, "big"), "shortest"),
        ("ref-int8", b"\x92\x11\xd0\x07", "shortest"),
        ("ref-int64", b"\x92\x11\xd3" + (7).to_bytes(8, "big"), "shortest"),
        ("ref-negative", b"\x92\x11\xff", "negative"),
        ("ref-negative-int8", b"\x92\x11\xd0\x80", "negative"),
        ("ref-float", b"\x92\x11\xcb" + bytes.fromhex("401c000000000000"), "float"),
        ("ref-float32", b"\x92\x11\xca" + bytes.fromhex("40e00000"), "float"),
        ("ref-nil", b"\x92\x11\xc0", "nil"),
        ("ref-true", b"\x92\x11\xc3", "type"),
        ("ref-string", b"\x92\x11\xa17", "type"),
        ("ref-binary", b"\x92\x11\xc4\x017", "type"),
        ("ref-extension", b"\x92\x11\xd4\x01\x07", "extension"),
        ("ref-timestamp", b"\x92\x11\xd6\xff" + bytes(4), "extension"),
        ("ref-array", b"\x92\x11\x91\x07", "type"),
        ("reserved-byte", b"\x92\x11\xc1", "type"),
        ("type-uint8", b"\x92\xcc\x11\x07", "shortest"),
        ("type-float", b"\x92\xcb" + bytes.fromhex("4031000000000000") + b"\x07", "float"),
        ("array16", b"\xdc\x00\x02\x11\x07", "shortest"),
        ("array32", b"\xdd\x00\x00\x00\x02\x11\x07", "shortest"),
        ("map", b"\x82\x00\x11\x01\x07", "map"),
        ("map-named", packed({"type": 17, "ref": 7}), "map"),
        ("map-doubled-keys", b"\x82\xa3ref\x07\xa3ref\x08", "map"),
        ("bare-integer", b"\x11", "type"),
        ("bare-nil", b"\xc0", "nil"),
        ("empty", b"", "truncated"),
        ("empty-array", b"\x90", "fields"),
        ("two-frames", b"\x92\x11\x07\x92\x11\x08", "trailing"),
    ):
        yield Case(f"client-ping-{name}", "ping", "client", raw, expect)
    head, body = b"\x93\x01\x01", run(0, 32)
    for name, raw, expect in (
        ("bin16", head + b"\xc5\x00\x20" + body, "shortest"),
        ("bin32", head + b"\xc6\x00\x00\x00\x20" + body, "shortest"),
        ("string", head + b"\xd9\x20" + b"a" * 32, "type"),
        ("invalid-utf-8", head + b"\xd9\x20" + b"\xff" * 32, "utf-8"),
        ("surrogate", head + b"\xd9\x20" + b"\xed\xa0\x80" + b"a" * 29, "utf-8"),
        ("array-of-bytes", head + b"\xdc\x00\x20" + bytes(range(32)), "type"),
        ("nil", head + b"\xc0", "nil"),
    ):
        yield Case(f"client-join-organisation-{name}", "join", "client", raw, expect)
    queued = b"\x95\x26\x02\xc4\x20" + run(5, 32) + b"\x00"
    for name, tail, expect in (
        ("one", b"\x01", "type"),
        ("zero", b"\x00", "type"),
        ("nil", b"\xc0", "nil"),
        ("string", b"\xa4true", "type"),
    ):
        yield Case(f"relay-queued-serving-{name}", "queued", "relay", queued + tail, expect)


def _bombs() -> Iterator[Case]:
    """What is small on the wire and would be large in memory or on the stack (attack 51)."""
    huge = b"\xff\xff\xff\xff"
    for name, raw, expect in (
        ("nested-9", b"\x92\x11" + b"\x91" * 9 + b"\x07", "deep"),
        ("nested-10000", b"\x91" * 10000 + b"\x07", "deep"),
        ("nested-maps", b"\x81\x00" * 5000 + b"\x07", "map"),
        ("many-empty-maps", b"\xdc\x10\x00" + b"\x80" * 4096, "map"),
        ("array-declares-2-32", b"\xdd" + huge + b"\x11\x07", "truncated"),
        ("map-declares-2-32", b"\xdf" + huge + b"\x11\x07", "map"),
        ("ref-array-declares-2-32", b"\x92\x11\xdd" + huge, "truncated"),
        ("ref-string-declares-2-32", b"\x92\x11\xdb" + huge, "truncated"),
        ("ref-extension-declares-2-32", b"\x92\x11\xc9" + huge + b"\x01", "extension"),
    ):
        yield Case(f"client-bomb-{name}", "ping", "client", raw, expect)
    join = b"\x93\x01\x01\xc6" + huge + b"x"
    yield Case("client-bomb-bin-declares-2-32", "join", "client", join, "truncated")
    for count in (huge, b"\x0f\xff\xff\xff"):
        raw = b"\x95\x22\x01\x01\xdd" + count + b"\xc4\x01x"
        name = f"relay-bomb-envelopes-declare-{int.from_bytes(count, 'big')}"
        yield Case(name, "document", "relay", raw, "truncated")


def plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def as_json(case: Case) -> str:
    """The file of a case."""
    fields = {
        "name": case.name,
        "frame": case.frame,
        "direction": case.direction,
        "hex": case.raw.hex(),
        "expect": case.expect,
        "value": plain(case.value),
    }
    return json.dumps(fields, indent=1) + "\n"


def write(directory: Path = HERE) -> int:
    """Write every case, remove files of cases that are gone; the number of cases."""
    directory.mkdir(parents=True, exist_ok=True)
    files = {f"{case.name}.json": as_json(case) for case in cases()}
    for old in directory.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    return len(files)


def main() -> None:
    """Write the vectors where the first argument says, or in their place."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    print(f"frames: {write(directory)} cases in {directory.name}/")


if __name__ == "__main__":
    main()

"""Everything that a relay can say and should not: bytes that are no frame, and frames out of place.

Used against the friendly clients and against both pages.
"""

from __future__ import annotations

from collections.abc import Callable

from relay import frames
from relay.frames import Refusal
from tests.hostile.relay import Conn, Passing, Script, Tampered

CODES = tuple(Refusal)

NO_FRAMES: dict[str, bytes] = {
    "nothing": b"",
    "never used": b"\xc1",
    "an empty array": b"\x90",
    "a map": b"\x81\x21\xc4\x00",
    "nil": b"\xc0",
    "a client's own frame": frames.encode(frames.Ping(1)),
    "an unknown type": b"\x92\x7f\x00",
    "a type that is negative": b"\x91\xff",
    "one field less": b"\x92\x27\x01",
    "one field more": b"\x95\x27\x01\x02\xc3\x00",
    "not in its shortest form": b"\x92\xcc\x2f\x00",
    "something behind it": frames.encode(frames.Pong(1)) + b"\x00",
    "a number that is too large": b"\x93\x23\x01\xcf\x00\x20\x00\x00\x00\x00\x00\x00",
    "a string for bytes": b"\x94\x24\x01\x00\xd9\xff" + b"a" * 255,
    "no bucket": b"\x94\x24\x01\x00\xc5\x01\xff" + bytes(511),
    "nested": b"\x91" * 100_000,
    "a huge array that does not follow": b"\xdd\xff\xff\xff\xff",
    "huge bytes that do not follow": b"\x94\x24\x01\x00\xc6\xff\xff\xff\xff",
    "text that is no UTF-8": b"\x92\x2f\xa2\xff\xfe",
    "three megabytes": b"\x94\x24\x01\x00\xc6\x00\x30\x00\x00" + bytes(0x300000),
}


def out_of_place(conn: Conn) -> list[frames.Frame]:
    """Good frames that answer nothing, or say what cannot be."""
    most = 2**53 - 1
    return [
        frames.Pong(77),
        frames.Joined(bytes(32)),
        frames.Done(2**32 - 1),
        frames.Queued(2**32 - 1, bytes(32), most, True),
        frames.Place(2**32 - 1, most, False),
        frames.Place(max(conn.opened, default=1), most, True),
        frames.Opened(2**32 - 1, most),
        frames.Deliver(2**32 - 1, most, bytes(16384)),
        frames.Taken(2**32 - 1),
        frames.Waiting(bytes(16), bytes(16), most, bytes(4096)),
        frames.Gone(bytes(16), bytes(16)),
        frames.Claimed(2**32 - 1, bytes(16), most),
        frames.Work(2**32 - 1, bytes(16), 24),
        frames.Document(2**32 - 1, 1, [b"\x90"], b""),
        frames.Changed(5, bytes(16)),
        *[frames.Refused(2**32 - 1, code, most) for code in CODES],
    ]


def refuse(kind: type[frames.Frame], code: Callable[[Passing], int | None]) -> Script:
    """Refuse frames of this kind with a code (None: let it pass); the relay never hears of them."""

    def script(passing: Passing) -> Tampered:
        frame = passing.frame
        if passing.down or not isinstance(frame, kind):
            return None
        chosen = code(passing)
        if chosen is None:
            return None
        told = 0 if "ref" in frame.__struct_fields__ else getattr(frame, "handle", 0)
        passing.conn.tell(frames.Refused(getattr(frame, "ref", 0), chosen, told))
        if Refusal(chosen) in frames.FATAL:
            passing.conn.cut()
        return []

    return script

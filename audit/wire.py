"""Recorded network traffic: packets, the streams that they carry, and WebSockets in those. Pure.

A browser masks what it sends on a WebSocket, and either side may pack it, so the bytes on a wire
are not the bytes that were said: both are given to whoever searches.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, NamedTuple

TCP: Final = 6
UDP: Final = 17
MOST_FRAME: Final = 1 << 24
AROUND: Final = 1 << 32
"""Numbers of places, after which they begin again."""
TAIL: Final = b"\x00\x00\xff\xff"


End = tuple[bytes, int]
"""An address and a port."""


class Packet(NamedTuple):
    """A packet of TCP or UDP: from (address, port), to, its place in its stream, its bytes."""

    kind: int
    source: End
    target: End
    place: int
    opens: bool
    data: bytes


def packet_of(raw: bytes) -> Packet | None:
    """An IP packet read; None for what is neither TCP nor UDP over IPv4 or IPv6."""
    version = raw[0] >> 4 if raw else 0
    if version == 4 and len(raw) >= 20:
        head, kind = (raw[0] & 15) * 4, raw[9]
        source, target = raw[12:16], raw[16:20]
        # Networks cards fill in the length of large packets themselves: zero then.
        end = struct.unpack_from(">H", raw, 2)[0] or len(raw)
    elif version == 6 and len(raw) >= 40:
        head, kind = 40, raw[6]
        source, target = raw[8:24], raw[24:40]
        end = 40 + struct.unpack_from(">H", raw, 4)[0] if raw[4:6] != b"\0\0" else len(raw)
    else:
        return None
    body = raw[head:end]
    if kind == UDP and len(body) >= 8:
        ports = struct.unpack_from(">HH", body)
        return Packet(kind, (source, ports[0]), (target, ports[1]), 0, False, body[8:])
    if kind != TCP or len(body) < 20:
        return None
    one, other, place = struct.unpack_from(">HHI", body)
    opens = bool(body[13] & 2)
    data = body[(body[12] >> 4) * 4 :]
    return Packet(kind, (source, one), (target, other), place, opens, data)


@dataclass
class Flow:
    """One direction of a connection. `data` is what was read of it in order."""

    data: bytearray = field(default_factory=bytearray)
    lost: bool = False
    _at: int | None = None
    """The next place, counted on where the numbers of TCP begin again."""
    _early: dict[int, bytes] = field(default_factory=dict)
    _order: list[int] = field(default_factory=list)
    """Their places, as a heap: whoever sends them chooses how many there are."""

    def take(self, packet: Packet) -> None:
        """One more packet, in any order, perhaps once more."""
        if packet.opens:
            self._at = self._whole(packet.place + 1)
            return
        if not packet.data:
            return
        place = self._whole(packet.place)
        if self._at is None:
            self._at = place
        if place not in self._early:
            heappush(self._order, place)
        self._early[place] = max(packet.data, self._early.get(place, b""), key=len)
        self._go_on(self._at)

    def finish(self) -> bytes:
        """All of it; where packets are missing, what came after them stands right behind."""
        while self._order:
            self.lost = True
            self._go_on(self._order[0])
        return bytes(self.data)

    def _whole(self, place: int) -> int:
        if self._at is None:
            return place
        return self._at + (place - self._at + AROUND // 2) % AROUND - AROUND // 2

    def _go_on(self, at: int) -> None:
        while self._order and self._order[0] <= at:
            place = heappop(self._order)
            data = self._early.pop(place)[at - place :]
            self.data += data
            at += len(data)
        self._at = at


def messages_of(stream: bytes) -> Iterator[bytes]:
    """What was said on a WebSocket that this direction of a connection became, unmasked and
    unpacked; nothing where it is none."""
    head, found, rest = stream.partition(b"\r\n\r\n")
    if not found or b"upgrade: websocket" not in head.lower().replace(b"upgrade:  ", b"upgrade: "):
        return
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    at, packed = 0, False
    while at + 2 <= len(rest):
        first, second = rest[at], rest[at + 1]
        size, at = second & 127, at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(rest[at : at + width], "big"), at + width
        key = b""
        if second & 128:
            key, at = rest[at : at + 4], at + 4
        data = unmasked(rest[at : at + min(size, MOST_FRAME)], key)
        at += size
        packed = bool(first & 64) if first & 15 in (1, 2) else packed and not first & 8
        yield data
        if packed:
            try:
                yield machine.decompress(data + (TAIL if first & 128 else b""), MOST_FRAME)
            except zlib.error:
                machine = zlib.decompressobj(-zlib.MAX_WBITS)


def unmasked(data: bytes, key: bytes) -> bytes:
    """A frame's bytes without its mask; an empty key is none."""
    if not key or not data:
        return data
    mask = (key * (len(data) // 4 + 1))[: len(data)]
    value = int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")
    return value.to_bytes(len(data), "big")


def is_tls(stream: bytes) -> bool:
    """Whether a stream begins as an encrypted connection does."""
    return stream[:2] == b"\x16\x03"

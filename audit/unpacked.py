"""What browsers' files hold when they are unpacked: session files of Firefox (mozLz4), tables of
LevelDB (Snappy). Readers only, of well-formed files; zlib and gzip are in `audit.packed`.

Whatever the bytes say, no more than `MOST` bytes are made of them, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator

MOZ_LZ4 = b"mozLz40\0"
TABLE = (0xDB4775248B80FB57).to_bytes(8, "little")
FOOTER = 48
PLAIN, SNAPPY = 0, 1
MOST = 1 << 28
"""Bytes that one file may become."""
WIDEST = 63
"""Bits of a number."""


class DamagedError(ValueError):
    """These bytes are not what they seemed to be."""


def unpacked(data: bytes) -> Iterator[bytes]:
    """Every part that stands packed in a file; nothing when it has none."""
    if data.startswith(MOZ_LZ4):
        yield lz4(data[12:], int.from_bytes(data[8:12], "little"))
    elif data.endswith(TABLE) and len(data) >= FOOTER:
        yield from table(data)


def lz4(data: bytes, size: int) -> bytes:
    """One LZ4 block that becomes `size` bytes (lz4_Block_format.md). Raises DamagedError."""
    out = bytearray()
    at = 0
    _allowed(size)
    try:
        while at < len(data):
            token = data[at]
            at += 1
            literal, at = _length(data, at, token >> 4)
            out += data[at : at + literal]
            at += literal
            if at >= len(data):
                break
            back = data[at] | data[at + 1] << 8
            more, at = _length(data, at + 2, token & 15)
            _copy(out, back, more + 4, size)
    except IndexError:
        raise DamagedError("a block that was cut") from None
    if len(out) != size:
        raise DamagedError(f"{len(out)} bytes instead of {size}")
    return bytes(out)


def _length(data: bytes, at: int, first: int) -> tuple[int, int]:
    """A length that goes on for as long as its bytes are 255, and where it ends."""
    length = first
    if first == 15:
        while True:
            length += data[at]
            at += 1
            _allowed(length)
            if data[at - 1] != 255:
                break
    return length, at


def _copy(out: bytearray, back: int, length: int, size: int) -> None:
    """What stands `back` bytes before the end, once more; it may overlap with itself."""
    if not 0 < back <= len(out):
        raise DamagedError("a copy of what was not there")
    if length > size - len(out):
        raise DamagedError("more than there is said to be")
    begin = len(out) - back
    pattern = out[begin : begin + length]
    out += (pattern * (length // back + 1))[:length]


def _allowed(size: int) -> None:
    if size > MOST:
        raise DamagedError("larger than what is looked at")


def snappy(data: bytes) -> bytes:
    """One raw Snappy stream (format_description.txt). Raises DamagedError."""
    out = bytearray()
    try:
        size, at = varint(data, 0)
        _allowed(size)
        while at < len(data) and len(out) <= size:
            tag = data[at]
            at += 1
            kind, high = tag & 3, tag >> 2
            if kind == 0:
                extra = max(0, high - 59)
                if extra:
                    high = int.from_bytes(data[at : at + extra], "little")
                    at += extra
                out += data[at : at + high + 1]
                at += high + 1
            elif kind == 1:
                _copy(out, (tag >> 5) << 8 | data[at], (high & 7) + 4, size)
                at += 1
            else:
                width = 2 if kind == 2 else 4
                _copy(out, int.from_bytes(data[at : at + width], "little"), high + 1, size)
                at += width
    except IndexError:
        raise DamagedError("a stream that was cut") from None
    if len(out) != size:
        raise DamagedError(f"{len(out)} bytes instead of {size}")
    return bytes(out)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = shift = 0
    while shift <= WIDEST:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise DamagedError("a number without an end")


def table(data: bytes) -> Iterator[bytes]:
    """Every block of a LevelDB table (table_format.md), by its index."""
    footer = data[-FOOTER:]
    try:
        _, at = varint(footer, 0)
        _, at = varint(footer, at)  # the index of filters, which hold no text
        start, at = varint(footer, at)
        length, _ = varint(footer, at)
        index = block(data, start, length)
        yield index
        end = made = 0
        for start, length in handles(index):
            if start < end:
                raise DamagedError("blocks that lie over each other")
            end = start + length
            part = block(data, start, length)
            made += len(part)
            _allowed(made)
            yield part
    except IndexError:
        raise DamagedError("a table that was cut") from None


def block(data: bytes, start: int, length: int) -> bytes:
    """One block of a table, unpacked where it is packed. Raises DamagedError, IndexError."""
    kind = data[start + length]
    raw = data[start : start + length]
    if kind not in (PLAIN, SNAPPY):
        raise DamagedError("packed in a way that is not known")
    return snappy(raw) if kind == SNAPPY else raw


def handles(index: bytes) -> Iterator[tuple[int, int]]:
    """Where the blocks are: the values of the index, each a start and a length."""
    restarts = int.from_bytes(index[-4:], "little")
    at, end = 0, len(index) - 4 - 4 * restarts
    while at < end:
        _, at = varint(index, at)
        unshared, at = varint(index, at)
        size, at = varint(index, at)
        at += unshared
        start, inside = varint(index, at)
        length, _ = varint(index, inside)
        yield start, length
        at += size

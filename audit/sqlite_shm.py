"""The index beside SQLite's write-ahead log: numbers of pages, and a hash table of where they are.

Source: https://www.sqlite.org/walformat.html, section 2. In the machine's own byte order. Pure.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from typing import Final

from audit.sqlite_wal import checksum

BLOCK: Final = 32_768
_MIDDLE: Final = 16_384
_HEADER: Final = 136
_SLOTS: Final = 8192
_UNUSED: Final = 0xFFFFFFFF
"""What a reader's mark says that nobody uses."""


def shm_strangers(data: bytes, most: int) -> Iterator[int]:
    """Offsets in a wal-index where something stands that is none of its numbers.

    It holds two copies of a header with a checksum, marks of readers, and for each frame the
    number of its page, up to `most`, which a hash table finds: nothing of a page's content.
    """
    if len(data) % BLOCK:
        yield 0
        return
    if data and not _good_header(data):
        yield 0
    for start in range(0, len(data), BLOCK):
        first = _HEADER if start == 0 else 0
        numbers = array("I", data[start + first : start + _MIDDLE])
        places = array("H", data[start + _MIDDLE : start + BLOCK])
        yield from (start + first + 4 * i for i, one in enumerate(numbers) if one > most)
        yield from (start + _MIDDLE + 2 * i for i in _strange_places(numbers, places))
        used = set(places)
        yield from (
            start + first + 4 * i for i, one in enumerate(numbers) if one and i + 1 not in used
        )


def _good_header(data: bytes) -> bool:
    header, rest = data[:48], data[96:_HEADER]
    if header != data[48:96]:
        return False
    filled, *marks = struct.unpack("=6I", rest[:24])
    locks, (tried, unused) = rest[24:32], struct.unpack("=2I", rest[32:40])
    frames = len(data) // BLOCK * 4096
    if any(locks) or unused or max(filled, tried) > frames:
        return False
    if any(mark > frames and mark != _UNUSED for mark in marks):
        return False
    if not any(header):
        return True
    version, zero = struct.unpack("=2I", header[:8])
    sums = checksum(header[:40], (0, 0), sys.byteorder == "little")
    return version == 3_007_000 and not zero and struct.pack("=2I", *sums) == header[40:]


def _strange_places(numbers: array[int], places: array[int]) -> Iterator[int]:
    """Slots of a hash table that lead to no number, to one twice, or to one of another slot."""
    met: set[int] = set()
    # The last free slot before this one: from its home on, a number's slots are taken.
    last = next((slot - _SLOTS for slot in reversed(range(_SLOTS)) if not places[slot]), -_SLOTS)
    for slot, place in enumerate(places):
        if not place:
            last = slot
            continue
        if place > len(numbers) or place in met or not numbers[place - 1]:
            yield slot
            continue
        met.add(place)
        home = numbers[place - 1] * 383 % _SLOTS
        if (slot - home) % _SLOTS >= slot - last:
            yield slot

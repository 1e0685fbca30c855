"""SQLite's write-ahead log: which page images it holds, committed or left over. Pure but for reads.

Source: https://www.sqlite.org/fileformat2.html, section 4. Raises Unreadable.
"""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass
from typing import BinaryIO, Final

from audit.errors import Unreadable

MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
HEADER: Final = 32
FRAME: Final = 24
AGE_MOST: Final = 1 << 16
"""How often a log began again since it was emptied, at most: ten minutes at a hundred a second."""


@dataclass(frozen=True)
class Frame:
    """One page image: where its bytes begin in the file, and in which commit (from 1) it is.

    `commit` is 0 for what no commit covers: a write that never ended, or one of an older log.
    """

    offset: int
    page: int
    commit: int


@dataclass(frozen=True)
class Wal:
    """All frames of a log, in order, and the database's size in pages after each commit."""

    page_size: int
    salts: bytes
    frames: tuple[Frame, ...]
    sizes: tuple[int, ...]
    tail: int
    """Bytes behind the last whole frame."""
    strangers: int
    """Frames outside of commits that no older log can have left: SQLite begins a log again with a
    first salt that is larger by one, and each frame's checksum goes on from the one before."""


def read_wal(file: BinaryIO, size: int) -> Wal:
    """Read the first `size` bytes of a log. Raises Unreadable."""
    file.seek(0)
    raw = file.read(HEADER)
    if len(raw) < HEADER or raw[:4] not in MAGIC:
        raise Unreadable("no header of a write-ahead log")
    version, page_size = struct.unpack(">II", raw[4:12])
    if version != 3_007_000 or page_size < 512 or page_size & (page_size - 1) or page_size > 65536:
        raise Unreadable("an impossible header of a write-ahead log")
    little = raw[3] == 0x82
    sums = checksum(raw[:24], (0, 0), little)
    if struct.pack(">II", *sums) != raw[24:32]:
        raise Unreadable("the checksum of a write-ahead log does not hold")
    salts = raw[16:24]
    whole = (size - HEADER) // (FRAME + page_size)
    frames: list[Frame] = []
    sizes: list[int] = []
    open_frames: list[tuple[int, int]] = []
    good = True
    rest = Leftover(salts, little)
    for number in range(max(0, whole)):
        offset = HEADER + number * (FRAME + page_size)
        file.seek(offset)
        head, image = file.read(FRAME), file.read(page_size)
        if len(image) < page_size:
            raise Unreadable("a write-ahead log shrank while it was read")
        page, after = struct.unpack(">II", head[:8])
        if good and head[8:16] == salts:
            sums = checksum(image, checksum(head[:8], sums, little), little)
            good = struct.pack(">II", *sums) == head[16:24] and page > 0
        else:
            good = False
        if not good:
            rest.frame(head, image)
        open_frames.append((offset + FRAME, page))
        if good and after:
            sizes.append(after)
            frames += [Frame(at, one, len(sizes)) for at, one in open_frames]
            open_frames = []
    frames += [Frame(at, one, 0) for at, one in open_frames]
    tail = max(0, size - HEADER) % (FRAME + page_size)
    return Wal(page_size, salts, tuple(frames), tuple(sizes), tail, rest.strangers)


class Leftover:
    """Is shown the frames behind the last that holds, and counts those of no log."""

    def __init__(self, salts: bytes, little: bool) -> None:
        self._newest = int.from_bytes(salts[:4], "big")
        self._little = little
        self._salts = b""
        self._sums = (0, 0)
        self._age = -1
        self.strangers = 0

    def frame(self, head: bytes, image: bytes) -> None:
        """The next one. The first of each log cannot be told: what came before is written over."""
        salts, stored = head[8:16], head[16:24]
        if salts == self._salts:
            sums = checksum(image, checksum(head[:8], self._sums, self._little), self._little)
            self.strangers += struct.pack(">II", *sums) != stored
        else:
            age = self._newest - int.from_bytes(salts[:4], "big") & 0xFFFFFFFF
            self.strangers += not self._age < age <= AGE_MOST
            self._age = age
        self._salts, self._sums = salts, struct.unpack(">II", stored)


def checksum(data: bytes, sums: tuple[int, int], little: bool) -> tuple[int, int]:
    """SQLite's running checksum over a multiple of eight bytes."""
    words = array("I", data)
    if little != (sys.byteorder == "little"):
        words.byteswap()
    one, two = sums
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two

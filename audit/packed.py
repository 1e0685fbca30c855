"""Streams that stand packed somewhere in other bytes: zlib, gzip, deflate in zip, bzip2, xz.

Pure. A stream is unpacked as its bytes come, in small pieces, and never farther than `MOST_OUT`.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

STARTS: Final = re.compile(
    rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04|BZh[1-9]1AY&SY|\xfd7zXZ\x00"
)
PIECE: Final = 256 * 1024
MOST_OUT: Final = 1 << 30
"""Bytes that one stream may become; what is beyond is counted as cut."""
ZIP_HEAD: Final = 30
DEFLATED: Final = 8
XZ_MEMORY: Final = 72 << 20
BROKEN: Final = (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError)
"""What the machines raise for bytes that are no stream."""


class Machine(Protocol):
    """A decompressor of the standard library."""

    def decompress(self, data: bytes, most: int, /) -> bytes:
        """The next bytes, at most so many."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""


class Stream:
    """One stream, from its first byte on. `at` is where that stands."""

    def __init__(self, at: int, head: bytes) -> None:
        self.at = at
        self.alive = True
        self.cut = False
        self.size = 0
        self._skip, self._machine = machine_for(head)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What comes out of the next bytes."""
        if self._skip:
            data, self._skip = data[self._skip :], max(0, self._skip - len(data))
        while self.alive:
            try:
                out = self._machine.decompress(data, PIECE)
            except BROKEN:
                self.alive = False
                return
            self.size += len(out)
            if out:
                yield out
            if self.size >= MOST_OUT:
                self.cut, self.alive = True, False
            elif self._machine.eof:
                self.alive = False
            data = getattr(self._machine, "unconsumed_tail", b"")
            if not data and getattr(self._machine, "needs_input", True):
                return


def machine_for(head: bytes) -> tuple[int, Machine]:
    """How many bytes of a header to pass over, and what unpacks the rest."""
    if head.startswith(b"PK"):
        size, more = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
        return ZIP_HEAD + size + more, zlib.decompressobj(-zlib.MAX_WBITS)
    if head.startswith(b"BZh"):
        return 0, bz2.BZ2Decompressor()
    if head.startswith(b"\xfd7zXZ"):
        return 0, lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)
    return 0, zlib.decompressobj(zlib.MAX_WBITS | 32)

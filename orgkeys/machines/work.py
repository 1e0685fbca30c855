"""Proof of work for a knock under load (protocol.md 10.6), in pieces that a screen bears."""

from __future__ import annotations

from orgkeys import labels
from orgkeys.primitives import digest, u64

PIECE = 2000  # tries of about 10 µs each


class Search:
    """Looks for `work: bin8` whose hash begins with `bits` zero bits."""

    def __init__(self, challenge: bytes, sealed: bytes, bits: int, start: int = 0) -> None:
        self._challenge = challenge
        self._sealed = sealed
        self._bits = bits
        self._next = start

    def piece(self) -> bytes | None:
        """Try a piece of the numbers; the work once it is found."""
        for number in range(self._next, self._next + PIECE):
            work = u64(number)
            hashed = digest(labels.WORK, self._challenge, self._sealed, work)
            if int.from_bytes(hashed, "big") >> (256 - self._bits) == 0:
                return work
        self._next += PIECE
        return None

"""One direction of a line: its hash chain, and the frames made with it (protocol.md 6.2, 6.3, 7.1).

A chain hands out a `Step` without moving; it moves only when the frame has been made or opened,
so a failed open changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orgkeys import labels
from orgkeys.errors import CannotOpen, CryptoFailed, Unsendable
from orgkeys.primitives import Bytes, bind, expand, extract, pad, u64, unpad, wipe
from orgkeys.sealing import COMMIT, NONCE, TAG, lock, unlock
from relay.limits import BUCKETS

INVITER = 0
RESPONDER = 1
KEY = 32
OVERHEAD = COMMIT + NONCE + TAG


@dataclass(frozen=True)
class Where:
    """What a frame is bound to: the line, the direction (0 from the inviter) and the number."""

    organisation: bytes
    line_id: bytes = field(repr=False)
    direction: int
    number: int

    def bound(self, label: str, *more: bytes) -> bytes:
        """The binding of this place under a label (`frame` 6.2, `refresh` 7.1)."""
        place = (bytes([self.direction]), u64(self.number))
        return bind(label, self.organisation, self.line_id, *place, *more)


@dataclass(frozen=True)
class Step:
    """One message key (32 bytes) and the chain after it, before any refresh."""

    message_key: bytes = field(repr=False)
    following: bytes = field(repr=False)


class Chain:
    """The chain of one direction. `key` is 32 bytes; the chain owns it from now on."""

    def __init__(self, key: Bytes, organisation: bytes) -> None:
        self._key = bytearray(key)
        self._organisation = organisation

    def step(self) -> Step:
        """The keys for the next frame. The chain does not move. CryptoFailed once wiped."""
        if len(self._key) != KEY:
            raise CryptoFailed("key")
        return Step(
            expand(self._key, labels.MESSAGE, self._organisation),
            expand(self._key, labels.NEXT, self._organisation),
        )

    def move(self, step: Step, secret: bytes | None = None) -> None:
        """Go past the frame of this step; `secret` (32 bytes) is what a refresh in it carried."""
        following = step.following
        if secret is not None:
            mixed = extract(following, secret)
            following = expand(mixed, labels.REFRESHED, self._organisation)
        self._key[:] = following

    def wipe(self) -> None:
        """Forget the key."""
        wipe(self._key)
        self._key.clear()

    def __reduce__(self) -> str:
        raise TypeError("a chain is never copied")


def bucket(length: int, least: int = 0) -> int:
    """The size, from `least`, of the frame for a message of this many bytes (1.5).

    Unsendable if none fits.
    """
    for size in BUCKETS:
        if size >= least and length < size - OVERHEAD:
            return size
    raise Unsendable("too-long")


def make_frame(
    message_key: bytes, where: Where, message: bytes, nonce: bytes, least: int = 0
) -> bytes:
    """Frame n (6.2): commit ‖ nonce ‖ ciphertext, in the smallest bucket from `least` that fits."""
    return lock(
        expand(message_key, labels.COMMIT, where.organisation),
        expand(message_key, labels.FRAME_KEY, where.organisation),
        nonce,
        where.bound(labels.FRAME),
        pad(message, bucket(len(message), least) - OVERHEAD),
    )


def open_frame(message_key: bytes, where: Where, frame: bytes) -> bytes:
    """The message in frame n (6.3), or CannotOpen."""
    if len(frame) not in BUCKETS:
        raise CannotOpen("size")
    padded = unlock(
        expand(message_key, labels.COMMIT, where.organisation),
        expand(message_key, labels.FRAME_KEY, where.organisation),
        where.bound(labels.FRAME),
        frame,
    )
    return unpad(padded)

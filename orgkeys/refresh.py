"""The refresh keys of one side of a line (protocol.md 7): at most two private keys are held.

`make` and `open` change nothing; `made` and `opened` do, when the frame around them is certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orgkeys import labels
from orgkeys.chain import Where
from orgkeys.errors import CannotOpen
from orgkeys.messages import Answer, Refresh
from orgkeys.primitives import open_sealed, seal, u64, wipe, xwing_public
from orgkeys.sealing import Random


@dataclass(frozen=True)
class Renewal:
    """A refresh that is about to be sent: its message, its secret and the seed it announces."""

    message: Refresh
    secret: bytes = field(repr=False)
    seed: bytes = field(repr=False)


class RefreshKeys:
    """Our announced keys (seeds by index), and the newest key of the other side.

    `seed` is that of our key with index 0, or None if it has been used and destroyed (`u_s`).
    `theirs` is the other side's key with index 0 (1216 bytes).
    """

    def __init__(self, seed: bytes | None, theirs: bytes) -> None:
        self._seeds = {} if seed is None else {0: bytearray(seed)}
        self._newest = 0
        self._newest_used = seed is None
        self._theirs = (0, theirs)
        self._theirs_used = seed is not None  # the responder has used `u_s` for the hello

    @property
    def held(self) -> tuple[int, ...]:
        """Indexes of the private keys that are still held."""
        return tuple(sorted(self._seeds))

    def make(self, where: Where, random: Random) -> Renewal:
        """A refresh for the frame at this place; with a new key of ours unless one lies unused."""
        index, key = self._theirs
        secret = random(32)
        sealed = seal(key, where.bound(labels.REFRESH, u64(index)), secret)
        if not self._newest_used:
            return Renewal(Refresh(index, sealed, 0, b""), secret, b"")
        seed = random(32)
        return Renewal(Refresh(index, sealed, self._newest + 1, xwing_public(seed)), secret, seed)

    def made(self, renewal: Renewal) -> None:
        """The frame exists: hold the announced key."""
        self._theirs_used = True
        if renewal.seed:
            self._newest = renewal.message.new_index
            self._newest_used = False
            self._seeds[self._newest] = bytearray(renewal.seed)

    def open(self, where: Where, message: Answer | Refresh) -> bytes:
        """The secret in a refresh of the other side; CannotOpen if it does not fit our keys."""
        seed = self._seeds.get(message.index)
        # A side that holds two keys at most announces one only when we have used its newest.
        in_order = message.new_index == self._theirs[0] + 1 and self._theirs_used
        if seed is None or (message.new_key and not in_order):
            raise CannotOpen("refresh")
        try:
            secret = open_sealed(
                seed, where.bound(labels.REFRESH, u64(message.index)), message.sealed
            )
        except CannotOpen:
            raise CannotOpen("refresh") from None
        if len(secret) != 32:
            raise CannotOpen("refresh")
        return secret

    def opened(self, message: Answer | Refresh) -> None:
        """The frame is certain: destroy keys older than the one they used, note their new one."""
        for index in [index for index in self._seeds if index < message.index]:
            wipe(self._seeds.pop(index))
        self._newest_used = message.index == self._newest
        if message.new_key:
            self._theirs = (message.new_index, message.new_key)
            self._theirs_used = False

    def wipe(self) -> None:
        """Destroy every private key."""
        for seed in self._seeds.values():
            wipe(seed)
        self._seeds.clear()

    def __reduce__(self) -> str:
        raise TypeError("refresh keys are never copied")

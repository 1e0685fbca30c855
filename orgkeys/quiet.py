"""A quiet line: one frame of one size in every slot, real or empty (protocol.md 6.5).

So whoever watches sizes and times cannot tell talking from silence. Pure; times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import floor
from typing import Final

QUIET_BUCKET: Final = 4096
"""Every frame of a quiet line has this many bytes."""
AHEAD_MOST: Final = 64
"""Frames without a receipt, beyond which the other side counts as away and nothing more leaves."""
RECEIPT_AFTER: Final = 3
"""A receipt has a slot after so many opened frames, neither earlier nor later."""
SLOT: Final = 2.0
FITS: Final = 3900
"""Bytes of text (UTF-8) that fit in a frame, with all that can stand beside them."""


class Beat:
    """The slots of one direction. The first one is at once; one that was missed is gone."""

    def __init__(self) -> None:
        self.next: float | None = None
        """When the next slot is."""

    def due(self, now: float) -> bool:
        """Whether a slot is to be filled now. A clock that was set back begins anew."""
        late = SLOT + 0.001  # not for what a sum was rounded by
        at = now if self.next is None or self.next - now > late else self.next
        self.next = at
        if now < at:
            return False
        following = at + SLOT * (1 + floor((now - at) / SLOT))
        self.next = following if following > now else following + SLOT
        return True


def soonest(times: Iterable[float | None]) -> float | None:
    """The first of these times; None where there is none."""
    return min((at for at in times if at is not None), default=None)


def pieces(text: str) -> list[str]:
    """A text in pieces that fit, which are the text again when put together.

    Each ends behind the last space or line break of what fits, or where nothing more fits.
    """
    out: list[str] = []
    start = size = 0
    for at, letter in enumerate(text):
        more = len(letter.encode())
        if size + more > FITS:
            cut = max(text.rfind(" ", start, at), text.rfind("\n", start, at)) + 1 or at
            out.append(text[start:cut])
            start, size = cut, len(text[cut:at].encode())
        size += more
    return [*out, text[start:]]

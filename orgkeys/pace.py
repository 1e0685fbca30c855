"""When a side of a line renews its direction and when it sends a receipt (protocol.md 6.4, 7.3).

Only counts and times, in seconds; the line does the work.
"""

from __future__ import annotations

REFRESH_FRAMES = 20
REFRESH_SECONDS = 300
RECEIPT_FRAMES = 16


class Pace:
    """What has happened since our last refresh and our last receipt."""

    def __init__(self) -> None:
        self._refreshed_at = 0.0
        self._frames = 0  # made since our last refresh
        self._at_once = False
        self._talk = False  # anything but receipts and refreshes, either way, since then
        self._talked_at = 0.0
        self._owed = False
        self._unreceipted = 0

    def refresh_at_once(self) -> None:
        """`answer` has opened: the responder renews as soon as it can."""
        self._at_once = True

    def refreshed(self, now: float) -> None:
        """A refresh of ours was made."""
        self._refreshed_at = now
        self._frames = 0
        self._at_once = False
        self._talk = False

    def made(self) -> None:
        """A frame of ours was made."""
        self._frames += 1

    def talked(self, now: float) -> None:
        """Something was said, either way. Receipts and refreshes are no talk, or two silent
        sides would keep answering each other's refreshes."""
        self._talk = True
        self._talked_at = now

    def opened(self, wants_receipt: bool) -> None:
        """A frame of the other side was opened."""
        self._owed = self._owed or wants_receipt
        self._unreceipted += 1

    def receipted(self) -> None:
        """A receipt of ours was made."""
        self._owed = False
        self._unreceipted = 0

    def receipt_due(self) -> bool:
        """Whether a receipt is to be sent now."""
        return self._owed or self._unreceipted >= RECEIPT_FRAMES

    def refresh_with_next(self, now: float) -> bool:
        """Whether the next message brings a refresh."""
        late = now - self._refreshed_at >= REFRESH_SECONDS
        return self._at_once or late or self._frames >= REFRESH_FRAMES

    def refresh_due(self, now: float) -> bool:
        """Whether a refresh goes out by itself now: after the answer, and after a silence."""
        silent = self._talk and now - self._talked_at >= REFRESH_SECONDS
        return self._at_once or silent

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
        self._refreshed_at: float | None = None
        self._frames = 0  # made since our last refresh
        self._owed = False
        self._unreceipted = 0

    def refreshed(self, now: float) -> None:
        """A refresh of ours was made."""
        self._refreshed_at = now
        self._frames = 0

    def made(self) -> None:
        """A frame of ours was made."""
        self._frames += 1

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
        return self._owed or self.receipt_late

    @property
    def receipt_late(self) -> bool:
        """Whether a receipt must not wait any longer."""
        return self._unreceipted >= RECEIPT_FRAMES

    @property
    def unreceipted(self) -> int:
        """How many frames of the other side a receipt would tell of."""
        return self._unreceipted

    def refresh_due(self, now: float) -> bool:
        """Whether the next message brings a refresh; before the first one it always does.

        A clock that was set back makes it due too.
        """
        if self._refreshed_at is None or self._frames >= REFRESH_FRAMES:
            return True
        return abs(now - self._refreshed_at) >= REFRESH_SECONDS

    @property
    def started(self) -> bool:
        """Whether we have refreshed at all; the responder does so as soon as `answer` opened."""
        return self._refreshed_at is not None

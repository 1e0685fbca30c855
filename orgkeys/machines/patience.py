"""When a link sends again, and when it gives up. Only times, in seconds; the link does the work.

After a refusal everything goes again from its first frame. A mailbox that stays absent, and a
peer that says nothing for long, are reason enough for the inviter to make the line again.
"""

from __future__ import annotations

from typing import Final

ABSENT: Final = 30.0  # of "absent", until the line is given up
SILENT: Final = 120.0  # of a connection without a word after ours
RETRY: Final = 1.0
RETRY_LONGEST: Final = 5.0
FULL_RETRY: Final = 5.0
QUIET_AFTER: Final = 3.0  # a retry that is not refused within this time went through
PROBE_FIRST: Final = 15.0
PROBE_LONGEST: Final = 60.0


class Patience:
    """What has been refused, what has not been receipted, and since when."""

    def __init__(self) -> None:
        self._absent_since: float | None = None
        self._retry_at: float | None = None
        self._quiet_at: float | None = None
        self._probe_at: float | None = None
        self._probe_after = PROBE_FIRST
        self._heard_at = 0.0
        self._tries = 0

    @property
    def holding_back(self) -> bool:
        """Whether new frames wait for the retry, so that none overtakes another."""
        return self._retry_at is not None

    def rejoined(self, now: float) -> None:
        """A new connection: what was refused on the old one says nothing."""
        self._absent_since = self._retry_at = self._quiet_at = None
        self._tries = 0
        self._heard_at = now

    def absent(self, now: float) -> None:
        """The other side's mailbox was refused as absent."""
        self._absent_since = now if self._absent_since is None else self._absent_since
        self._tries += 1
        self.wait(now, min(RETRY * self._tries, RETRY_LONGEST))

    def wait(self, now: float, seconds: float) -> None:
        """Something was refused: send again after so many seconds."""
        self._quiet_at = None
        if self._retry_at is None:
            self._retry_at = now + seconds

    def sending(self, now: float, *, waiting: bool) -> None:
        """Everything goes (again); `waiting` is whether a receipt is wanted for any of it."""
        self._retry_at = None
        self._probe_at = now + self._probe_after if waiting else None

    def said(self, now: float, *, first: bool) -> None:
        """Something new was sent; `first` if nothing else waits for a receipt."""
        if first:
            self._heard_at = now
        if self._probe_at is None:
            self._probe_at = now + self._probe_after

    def heard(self, now: float) -> None:
        """The other side has said something."""
        self._heard_at = now

    def receipted(self, now: float, *, waiting: bool) -> None:
        """The other side has opened something of ours."""
        self._absent_since = None
        self._probe_after = PROBE_FIRST
        self._probe_at = now + PROBE_FIRST if waiting else None

    def hopeless(self, now: float, *, waiting: bool) -> str | None:
        """Why whoever can make the line again should do so now; None while there is hope."""
        if self._absent_since is not None and now - self._absent_since > ABSENT:
            return "absent"
        return "silent" if waiting and now - self._heard_at > SILENT else None

    def send_again(self, now: float, *, probing: bool = True) -> bool:
        """Whether everything is to go again now. About every second.

        `probing`: also because nothing has been receipted for a while.
        """
        if self._quiet_at is not None and now >= self._quiet_at:
            self._absent_since = self._quiet_at = None
            self._tries = 0
        if self._retry_at is not None and now >= self._retry_at:
            self._quiet_at = now + QUIET_AFTER
            return True
        probe = self._retry_at is None and self._probe_at is not None and now >= self._probe_at
        if probing and probe:
            self._probe_after = min(2 * self._probe_after, PROBE_LONGEST)
            return True
        return False

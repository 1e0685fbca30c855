"""Who is told what: the interfaces between the parts of a machine, and the reasons of an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from orgkeys.machines.views import EndReason, Problem
from orgkeys.messages import Known, Message

if TYPE_CHECKING:
    from orgkeys.machines.link import Link

REASONS: Final[tuple[EndReason, ...]] = (
    *("finished", "left", "broken", "closed", "revoked"),
    *("idle", "unwanted"),
)
"""By their number in `end` (protocol.md 8)."""
FINISHED, LEFT, BROKEN, CLOSED, REVOKED, IDLE, UNWANTED = range(7)


class LinkOwner(Protocol):
    """Who is told what happens on a link."""

    def heard(self, link: Link, message: Message, now: float) -> None:
        """A message was opened."""

    def answered(self, link: Link, now: float) -> None:
        """The inviter's answer has opened (responder only)."""

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """The other side has opened this message of ours."""

    def broken(self, link: Link, reason: str, now: float) -> None:
        """The line is dead; `reason` is of LineBroken.REASONS, or absent, silent, taken."""


class StarHost(Protocol):
    """Who holds the conversation."""

    def over(self, reason: EndReason, now: float) -> None:
        """The last person has ended their line, or it was ended for them."""

    def alone(self, now: float) -> None:
        """The last line is lost and cannot be made again from here."""

    def trouble(self, problem: Problem) -> None:
        """Something went wrong on this side."""

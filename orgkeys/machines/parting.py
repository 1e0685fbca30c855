"""Lines that have said their `end`: they stay until it is receipted, or for a short while."""

from __future__ import annotations

from typing import Final

from orgkeys.errors import Unsendable
from orgkeys.machines.link import Link
from orgkeys.messages import End, Known, Message

LINGER: Final = 15.0  # seconds


class Parting:
    """Owner of links that are over for everybody but the relay."""

    def __init__(self) -> None:
        self._links: dict[Link, float] = {}

    def part(self, link: Link, reason: int, now: float) -> None:
        """Say `end` (reason as in protocol.md 8) and let the link go once that has arrived."""
        link.owner = self
        try:
            link.push(End(reason), now)
        except Unsendable:
            link.close()  # nothing can be said on it any more
            return
        if not link.line.dead:
            self._links[link] = now + LINGER

    @property
    def busy(self) -> bool:
        """Whether a connection is still needed."""
        return bool(self._links)

    def rejoined(self, now: float) -> None:
        """A new connection: say it again."""
        for link in self._links:
            link.rejoined(now)

    def tick(self, now: float) -> None:
        """Let go of whoever has waited long enough."""
        for link, until in list(self._links.items()):
            link.tick(now)
            if now >= until:
                self._let_go(link)

    def close(self) -> None:
        """Let go of everybody at once."""
        for link in list(self._links):
            self._let_go(link)

    def _let_go(self, link: Link) -> None:
        if self._links.pop(link, None) is not None and not link.line.dead:
            link.close()

    def heard(self, link: Link, message: Message, now: float) -> None:
        """Whatever is still said, nobody reads it; both ended at once if it is an end."""
        if isinstance(message, End):
            link.flow(now)
            self._let_go(link)

    def answered(self, link: Link, now: float) -> None:
        """The end that was waiting goes out now."""

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """The end has arrived."""
        if link.settled:
            self._let_go(link)

    def broken(self, link: Link, reason: str, now: float) -> None:
        """Over is over."""
        self._let_go(link)

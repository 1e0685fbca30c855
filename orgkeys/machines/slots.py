"""What goes in the slots of a quiet link (protocol.md 6.5). The link does the sending."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from orgkeys.line import Line, Outgoing
from orgkeys.messages import End, Known, Typing
from orgkeys.quiet import AHEAD_MOST, Beat

Random = Callable[[int], bytes]


class Slots:
    """The slots of our direction of one line."""

    def __init__(self, line: Line) -> None:
        self.beat = Beat()
        self.murmur: Typing | None = None
        """The last word on typing, which waits for a slot."""
        self._line = line
        self._again: int | None = None  # from which frame on it sends again
        self._over = False  # our `end` was said

    def send_again(self) -> None:
        """After a reconnect or a refusal: what is not receipted goes again, one frame a slot."""
        self._again = 0

    def once_more(self) -> list[Outgoing]:
        """What is still to be sent again, in order."""
        if self._again is None:
            return []
        return [sent for sent in self._line.unreceipted() if sent.number >= self._again]

    def said(self, message: Known) -> None:
        """This message has gone; after an `end`, nothing new does."""
        self._over = self._over or isinstance(message, End)

    def fill(
        self, waiting: deque[Known], now: float, random: Random
    ) -> tuple[Outgoing | None, Known | None]:
        """The frame of this slot, if any, and the message that is in it, taken from `waiting`.

        Raises LineBroken.
        """
        again = self.once_more()
        self._again = again[0].number + 1 if again else None
        if again:
            return again[0], None
        if self._over or self._line.ahead >= AHEAD_MOST:
            return None, None
        waits = waiting[0] if waiting else self.murmur
        outgoing, said = self._line.slot(waits, now, random)
        if said and waiting:
            return outgoing, waiting.popleft()
        if said:
            self.murmur = None
        return outgoing, None

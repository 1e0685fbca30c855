"""A line with its two mailboxes: frames go out, are sent again, and come in (protocol.md 6, 10.2).

The line keeps what is not receipted. Here stands when it is sent again: after a reconnect, after
the relay had to refuse it, and when nobody has receipted it for a while, so that a mailbox that
is gone does not go unnoticed. A line that cannot go on is given up, and its owner makes it again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from orgkeys import messages
from orgkeys.chain import INVITER, RESPONDER, bucket
from orgkeys.errors import LineBroken, Unsendable
from orgkeys.line import Line, Outgoing
from orgkeys.machines.owners import LinkOwner
from orgkeys.machines.patience import FULL_RETRY, Patience
from orgkeys.machines.slots import Slots
from orgkeys.machines.wire import Asked, Reader, Wire
from orgkeys.messages import (
    Admit,
    Admitted,
    Answer,
    Cover,
    End,
    Known,
    Passed,
    Placed,
    Ready,
    Receipt,
    Refresh,
    Text,
    Typing,
)
from orgkeys.quiet import QUIET_BUCKET
from relay import frames
from relay.frames import Mode, Refusal

Random = Callable[[int], bytes]

WAITING_MOST: Final = 1024  # messages that wait for room
NOISE: Final = 512
CARRIED: Final = (Text, Placed, Passed, Admit, Admitted)  # still true on a new line
OF_THE_LINE: Final = (Ready, Answer, Refresh, Receipt, Cover)


@dataclass(frozen=True)
class Opening:
    """The responder's answer to an invitation: hello and `ready`, for the mailbox of `w`."""

    w: bytes = field(repr=False)
    frame: bytes = field(repr=False)


class Link(Reader):
    """One line on the wire. `r` is the read capability (32 bytes) of the mailbox that it reads."""

    def __init__(
        self,
        wire: Wire,
        owner: LinkOwner,
        line: Line,
        r: bytes,
        random: Random,
        opening: Opening | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self.line = line
        line.quiet = quiet
        self._slots = Slots(line)
        self._opening = opening
        self._wire = wire
        self.owner = owner
        self._random = random
        self._ref = wire.listen(self._refused)
        self._box = wire.open(r, Mode.LINE, line.expected, self)
        self._sent: deque[tuple[int, Known]] = deque()
        self._waiting: deque[Known] = deque()
        self._patience = Patience()

    # ------------------------------------------------------------------ out

    def answer(self, w_new: bytes, now: float) -> None:
        """Send the inviter's frame 0; `w_new` writes to the mailbox of this link."""
        try:
            outgoing = self.line.answer(w_new, now, self._random)
        except LineBroken as fault:
            self._give_up(fault.code, now)
            return
        self._append(outgoing)
        self._slots.beat.due(now)  # the answer has taken the first slot
        self._patience.said(now, first=True)

    def push(self, message: Known, now: float) -> None:
        """Send a message, or keep it until there is room. Raises Unsendable when too many wait."""
        if self.line.dead:
            raise Unsendable("line-over")
        if self.line.quiet:
            self._keep(message, now)
            return
        if not self.line.answered or self.line.wants_room or self._waiting:
            if isinstance(message, Typing):
                return  # old news by the time there is room
            if len(self._waiting) >= WAITING_MOST:
                raise Unsendable("outbox-full")
            self._waiting.append(message)
            return
        self._send(message, now)

    def _keep(self, message: Known, now: float) -> None:
        """On a quiet line everything waits for its slot, but the end."""
        if isinstance(message, Typing):
            self._slots.murmur = message
            return
        if len(self._waiting) >= WAITING_MOST:
            raise Unsendable("outbox-full")
        bucket(len(messages.encode(message)))
        self._waiting.append(message)
        self._slots.murmur = None
        if isinstance(message, End) and self.line.answered:
            for outgoing in self._slots.once_more():
                self._append(outgoing)
            self._flush(now)

    def _slot(self, now: float) -> None:
        """The one frame of this slot. Only time and frames come here, never what a person does."""
        if not self._slots.beat.due(now) or not self._wire.up or self._patience.holding_back:
            return
        try:
            outgoing, said = self._slots.fill(self._waiting, now, self._random)
        except LineBroken as fault:
            self._give_up(fault.code, now)
            return
        if outgoing is None:
            return
        if said is not None:
            self._said(outgoing, said, now)
        self._append(outgoing)

    def _said(self, outgoing: Outgoing, message: Known, now: float) -> None:
        self._patience.said(now, first=not self._sent)
        self._sent.append((outgoing.number, message))
        self._slots.said(message)

    def _send(self, message: Known, now: float) -> bool:
        """Make the frames of a message; False if the line broke over it."""
        try:
            outgoing = self.line.send(message, now, self._random)
        except LineBroken as fault:
            self._give_up(fault.code, now)
            return False
        if not isinstance(message, Typing):
            self._said(outgoing[-1], message, now)
        for frame in outgoing:
            self._append(frame)
        return True

    def _append(self, outgoing: Outgoing) -> None:
        # After a refusal everything goes again from its first frame, in order.
        if not self._patience.holding_back and self.line.write is not None:
            number, frame = outgoing.number, outgoing.frame
            self._wire.send(frames.Append(self._ref, self.line.write, number, frame))

    def resend(self, now: float) -> None:
        """Send the same bytes again: everything that is not receipted."""
        self._patience.sending(now, waiting=self._waits)
        if self._opening is not None and not self.line.answered:
            w, frame = self._opening.w, self._opening.frame
            self._wire.send(frames.Append(self._ref, w, 0, frame))
        if self.line.quiet and self.line.answered:
            self._slots.send_again()
            return
        for outgoing in self.line.unreceipted():
            self._append(outgoing)

    def rejoined(self, now: float) -> None:
        """A new connection: what was refused on the old one says nothing."""
        self._patience.rejoined(now)
        self.resend(now)

    def carry(self) -> list[Known]:
        """What has to be said again on a new line, in order."""
        unsure = [message for _, message in self._sent] + list(self._waiting)
        return [message for message in unsure if isinstance(message, CARRIED)]

    @property
    def _waits(self) -> bool:
        """Whether a receipt is wanted for anything that was sent."""
        return bool(self._sent) or (self.line.answered and self.line.receipted_upto == 0)

    @property
    def backlog(self) -> int:
        """How many messages wait for room."""
        return len(self._waiting)

    @property
    def settled(self) -> bool:
        """Whether everything that was said has been receipted."""
        return not self._sent and not self._waiting

    # ------------------------------------------------------------------ in

    def deliver(self, number: int, ciphertext: bytes, now: float) -> None:
        """Open a frame and pass on what it says."""
        before = self.line.answered
        try:
            message = self.line.receive(number, ciphertext)
        except LineBroken as fault:
            self._give_up(fault.code, now)
            return
        if message is None:
            return
        if len(ciphertext) == QUIET_BUCKET and not messages.wants_receipt(message):
            self.line.quiet = True  # whose next to nothing is so large has the policy
        self._patience.heard(now)
        self._wire.read(self._box, self.line.expected)
        while self._sent and self._sent[0][0] < self.line.receipted_upto:
            _, known = self._sent.popleft()
            self._patience.receipted(now, waiting=self._waits)
            self.owner.receipted(self, known, now)
        if self.line.answered and not before:
            self.owner.answered(self, now)
        if not self.line.dead and not isinstance(message, OF_THE_LINE):
            self.owner.heard(self, message, now)
        self.flow(now)

    def taken(self, now: float) -> None:
        """Somebody else reads our mailbox: the line cannot go on."""
        self._give_up("taken", now)

    # ------------------------------------------------------------------ time

    def flow(self, now: float) -> None:
        """Send what is due, and what was waiting for room."""
        if self.line.dead or not self.line.answered:
            return
        if self.line.quiet:
            self._slot(now)
            return
        try:
            for outgoing in self.line.due(now, self._random):
                self._append(outgoing)
        except LineBroken as fault:
            self._give_up(fault.code, now)
            return
        self._flush(now)

    def _flush(self, now: float) -> None:
        while self._waiting and not self.line.wants_room:
            if not self._send(self._waiting[0], now):
                return
            self._waiting.popleft()

    @property
    def due(self) -> float | None:
        """When a quiet line wants its `tick`."""
        return self._slots.beat.next if self.line.quiet and not self.line.dead else None

    def tick(self, now: float) -> None:
        """Retry, probe, give up. About every second."""
        if not self._wire.up or self.line.dead:
            return
        waiting = self.line.quiet or bool(self._sent)
        hopeless = self._patience.hopeless(now, waiting=waiting)
        if hopeless is not None and self.line.role == INVITER:
            self._give_up(hopeless, now)  # the responder waits; it cannot make a line again
            return
        if self._patience.send_again(now, probing=not self.line.quiet):
            self.resend(now)
        self.flow(now)

    def _refused(self, frame: Asked, now: float) -> None:
        if not isinstance(frame, frames.Refused):
            return
        match frame.code:
            case Refusal.ABSENT | Refusal.EXPIRED:
                self._patience.absent(now)
            case Refusal.GAP:
                kept = self.line.unreceipted()
                if not kept or frame.detail < kept[0].number:
                    self._give_up("gap", now)  # the mailbox wants what we no longer have
                else:
                    self._patience.wait(now, 0.0)
            case Refusal.SLOW_DOWN:
                self._patience.wait(now, float(frame.detail))
            case _:
                self._patience.wait(now, FULL_RETRY)

    # ------------------------------------------------------------------ end

    def farewell(self, end: End, now: float) -> None:
        """Say `end` if that is possible at this moment, and forget everything at once."""
        if self.line.answered and not self.line.wants_room and not self.line.dead:
            self._waiting.clear()
            for outgoing in self._slots.once_more():
                self._append(outgoing)
            self._send(end, now)
        if not self.line.dead:
            self.close()
        self._sent.clear()
        self._waiting.clear()

    def close(self) -> None:
        """Wipe the line's keys and destroy the mailbox."""
        self.line.close()
        self._wire.unlisten(self._ref)
        self._wire.close(self._box)

    def _give_up(self, reason: str, now: float) -> None:
        if self.line.role == RESPONDER and self.line.write is not None and reason != "absent":
            # Without keys nothing can be said. Noise in the place of the next frame breaks the
            # line on the other side too, so that the inviter hears of it and makes it again.
            number, noise = self.line.number, self._random(NOISE)
            self._wire.send(frames.Append(self._ref, self.line.write, number, noise))
        self.break_off(reason, now)

    def break_off(self, reason: str, now: float) -> None:
        """End the line as broken, and say so to the owner."""
        self.close()
        self.owner.broken(self, reason, now)

"""What both machines share of the relay's frames: the way out, the answers by number, and the
mailboxes that this side reads (protocol.md 10).

It outlives the connection. Nothing is kept for later: while there is no connection, frames are
dropped, and whoever owns what they said says it again once the relay has answered `joined`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from relay import frames
from relay.frames import Mode

OPEN_AGAIN = 5.0  # seconds
ACK_EVERY = 8  # well below the 64 that a relay delivers ahead of `ack`

Answer = frames.Document | frames.Queued | frames.Claimed | frames.Done | frames.Refused
Asked = Answer | frames.Work
Event = (
    frames.Joined | frames.Waiting | frames.Gone | frames.Changed | frames.Later | frames.Refused
)


class Reader:
    """Who reads a mailbox; every method may be left as it is."""

    def deliver(self, number: int, ciphertext: bytes, now: float) -> None:
        """A ciphertext came. What was seen already comes again after a reconnect."""

    def opened(self, there: int, now: float) -> None:
        """The relay has opened it and expects the number `there` from its writer."""

    def place(self, ahead: int, serving: bool) -> None:
        """The place in the waiting line has changed (mailbox of a knock)."""

    def taken(self, now: float) -> None:
        """Somebody opened it again elsewhere; it is not ours any more."""


@dataclass
class Mailbox:
    """A mailbox that we read; `expected` is the number of the next ciphertext to be taken."""

    handle: int
    r: bytes = field(repr=False)
    mode: Mode
    reader: Reader = field(repr=False)
    expected: int
    acked: int
    confirmed: bool = False
    asked_at: float | None = None


class Wire:
    """What one machine sends, and the names that it uses on the wire."""

    def __init__(self) -> None:
        self.up = False
        self._out: list[bytes] = []
        self._last = 0
        self._asked: dict[int, Callable[[Asked, float], None]] = {}
        self._listening: dict[int, Callable[[Asked, float], None]] = {}
        self._boxes: dict[int, Mailbox] = {}

    def opened(self, organisation: bytes) -> None:
        """A new connection: say who we come to, and nothing else before the answer."""
        self.lost()
        self._out.append(frames.encode(frames.Join(1, organisation)))

    def lost(self) -> None:
        """The connection is gone, with the questions that were asked on it."""
        self.up = False
        self._out.clear()
        self._asked.clear()
        for box in self._boxes.values():
            box.confirmed = False

    def joined(self) -> None:
        """The relay answers: open every mailbox where it was left."""
        self.up = True
        for box in self._boxes.values():
            self._send_open(box)

    def send(self, frame: frames.ClientFrame) -> None:
        """Send now or never."""
        if self.up:
            self._out.append(frames.encode(frame))

    def ask(
        self,
        frame: Callable[[int], frames.ClientFrame],
        then: Callable[[Asked, float], None],
    ) -> None:
        """A question with one answer; if the connection is lost first, nobody is told."""
        if self.up:
            ref = self._number()
            self._asked[ref] = then
            self.send(frame(ref))

    def listen(self, then: Callable[[Asked, float], None]) -> int:
        """A `ref` that stays in use: everything that answers it goes to `then`."""
        ref = self._number()
        self._listening[ref] = then
        return ref

    def unlisten(self, ref: int) -> None:
        """The `ref` is not used any more."""
        self._listening.pop(ref, None)

    def open(self, r: bytes, mode: Mode, expected: int, reader: Reader) -> Mailbox:
        """Read the mailbox of this capability (32 bytes) from now on, also after reconnecting."""
        box = Mailbox(self._number(), r, mode, reader, expected, expected)
        self._boxes[box.handle] = box
        self._send_open(box)
        return box

    def read(self, box: Mailbox, upto: int) -> None:
        """Everything below `upto` was taken; the relay is told once enough has come together."""
        box.expected = max(box.expected, upto)
        if box.expected - box.acked >= ACK_EVERY:
            self._ack(box)

    def tick(self, now: float) -> None:
        """Tell the relay what was taken, and ask again for what it did not open."""
        for box in self._boxes.values():
            if box.expected > box.acked:
                self._ack(box)
            if box.confirmed or not self.up:
                continue
            if box.asked_at is None:
                box.asked_at = now
            elif now - box.asked_at >= OPEN_AGAIN:
                self._send_open(box)

    def close(self, box: Mailbox) -> None:
        """Destroy a mailbox, here and at the relay."""
        if self._boxes.pop(box.handle, None) is not None:
            self.send(frames.CloseMailbox(box.handle))

    def received(self, raw: bytes, now: float) -> Event | None:
        """Take a frame to whom it concerns; what concerns the whole machine is returned.

        Raises Malformed before anything has changed.
        """
        frame = frames.decode_relay(raw)
        match frame:
            case frames.Opened(handle=handle):
                if (box := self._boxes.get(handle)) is not None:
                    box.confirmed = True
                    box.reader.opened(frame.next, now)
            case frames.Deliver(handle=handle):
                if (box := self._boxes.get(handle)) is not None:
                    box.reader.deliver(frame.number, frame.ciphertext, now)
            case frames.Place(handle=handle):
                if (box := self._boxes.get(handle)) is not None:
                    box.reader.place(frame.ahead, frame.serving)
            case frames.Taken(handle=handle):
                if (box := self._boxes.pop(handle, None)) is not None:
                    box.reader.taken(now)
            case frames.Joined() | frames.Waiting() | frames.Gone() | frames.Changed():
                return frame
            case frames.Later():
                return frame
            case frames.Pong() | frames.Called() | frames.Drops():
                pass  # for the transport, for consoles that compare what they hold, for the office
            case _:
                return self._answered(frame, now)
        return None

    def drain(self) -> list[bytes]:
        """Everything to be sent now, in order."""
        out, self._out = self._out, []
        return out

    def wipe(self) -> None:
        """Destroy every mailbox and forget every capability; what was said before still leaves."""
        for box in list(self._boxes.values()):
            self.close(box)
        self._asked.clear()
        self._listening.clear()

    def _number(self) -> int:
        self._last += 1
        return self._last

    def _send_open(self, box: Mailbox) -> None:
        box.acked, box.asked_at = box.expected, None
        self.send(frames.Open(box.handle, box.r, box.expected, box.mode))

    def _ack(self, box: Mailbox) -> None:
        if self.up and box.confirmed:
            self.send(frames.Ack(box.handle, box.expected))
            box.acked = box.expected

    def _answered(self, frame: Asked, now: float) -> frames.Refused | None:
        then = self._asked.pop(frame.ref, None) or self._listening.get(frame.ref)
        if then is not None:
            then(frame, now)
            return None
        # Concerns no question of ours: the whole connection, or something that is over.
        return frame if isinstance(frame, frames.Refused) and frame.ref == 0 else None

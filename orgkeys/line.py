"""A line: an encrypted session between two, once the handshake has made its chains.

Frames are made and opened in order, a side renews its direction, receipts say what was opened
(protocol.md 6 and 7). Pure: `now` in seconds and `random` are arguments. What is sent is kept
until it is receipted and can be sent again as the same bytes. State changes only after every check;
any failure ends the line and wipes its keys.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from orgkeys import messages
from orgkeys.chain import INVITER, RESPONDER, Chain, Where, bucket, make_frame, open_frame
from orgkeys.errors import CannotOpen, LineBroken, OutboxFull, Unsendable
from orgkeys.messages import Answer, Cover, Known, Message, Ready, Receipt, Refresh
from orgkeys.pace import Pace
from orgkeys.quiet import QUIET_BUCKET, RECEIPT_AFTER
from orgkeys.refresh import RefreshKeys
from orgkeys.sealing import NONCE, Random

OUTBOX_MOST = 256
OUTBOX_FOR_MESSAGES = 240  # the rest is for receipts, or two full sides would wait forever
OWN = (Ready, Answer, Refresh, Receipt)  # the line itself sends these


@dataclass(frozen=True)
class Outgoing:
    """A frame to append to `line.write` under this number."""

    number: int
    frame: bytes = field(repr=False)


@dataclass
class Keys:
    """What a handshake hands over to a line: its id, both chains and the refresh keys."""

    organisation: bytes
    line_id: bytes = field(repr=False)
    sending: Chain = field(repr=False)
    receiving: Chain = field(repr=False)
    refresh: RefreshKeys = field(repr=False)


class Line:
    """One end of a line. `role` is INVITER or RESPONDER; made by `handshake`, never copied.

    `write` is the write capability to append to: the responder's is None until `answer` opened.
    """

    def __init__(self, role: int, keys: Keys, write: bytes | None) -> None:
        self.role = role
        self.write = write
        self.dead = False
        self.answered = False
        self.receipted_upto = 0
        self.quiet = False
        """Whether all frames have one size, and leave in slots (6.5)."""
        self._served = False  # what went in the last slot was the line's own
        self.line_id = keys.line_id
        self._keys = keys
        # Frame 0 of the responder goes with the hello, and the handshake has dealt with it.
        self._number = 1 if role == RESPONDER else 0
        self._expected = 1 if role == INVITER else 0
        self._outbox: deque[Outgoing] = deque()
        self._pace = Pace()

    # ------------------------------------------------------------------ what it is

    @property
    def expected(self) -> int:
        """The number of the next frame of the other direction."""
        return self._expected

    @property
    def number(self) -> int:
        """The number of the next frame of our direction."""
        return self._number

    @property
    def wants_room(self) -> bool:
        """Whether `send` must wait for receipts (6.4)."""
        return len(self._outbox) + 2 > OUTBOX_FOR_MESSAGES

    @property
    def ahead(self) -> int:
        """How many frames of ours are not receipted."""
        return len(self._outbox)

    @property
    def held_keys(self) -> tuple[int, ...]:
        """Indexes of our refresh keys that still exist: two at most (7.2)."""
        return self._keys.refresh.held

    def unreceipted(self) -> list[Outgoing]:
        """The same bytes again, in order, for a connection that was made again."""
        return list(self._outbox)

    # ------------------------------------------------------------------ sending

    def answer(self, w_new: bytes, now: float, random: Random) -> Outgoing:
        """The inviter's frame 0 (5.5): `w_new` is where the responder appends from now on."""
        self._check_alive()
        if self.role != INVITER or self._number != 0:
            raise Unsendable("unexpected")
        self.answered = True
        self._renew(now, random, w_new)
        return self._outbox[-1]

    def send(self, message: Known, now: float, random: Random) -> list[Outgoing]:
        """The frames for one message: a refresh first when one is due (7.3).

        Raises OutboxFull when the outbox has no room, Unsendable for what cannot be sent here;
        neither changes anything. LineBroken if encryption fails: then the line is dead and nothing
        has left.
        """
        self._check_turn()
        if isinstance(message, OWN):
            raise Unsendable("unexpected")
        raw = messages.encode(message)
        bucket(len(raw))
        if self.wants_room:
            raise OutboxFull("outbox-full")
        before = self._number
        if self._pace.refresh_due(now):
            self._renew(now, random)
        self._append(raw, random)
        return [sent for sent in self._outbox if sent.number >= before]

    def due(self, now: float, random: Random) -> list[Outgoing]:
        """Receipts and refreshes that are due now; call after receiving and about every second."""
        if self.dead or not self.answered:
            return []
        before = self._number
        receipt = self._pace.receipt_due()
        refresh = not self._pace.started or (receipt and self._pace.refresh_due(now))
        if refresh and not self.wants_room:
            self._renew(now, random)
        if receipt and len(self._outbox) < OUTBOX_MOST:
            self._append(messages.encode(Receipt(self._expected)), random)
            self._pace.receipted()
        return [sent for sent in self._outbox if sent.number >= before]

    def slot(self, message: Known | None, now: float, random: Random) -> tuple[Outgoing, bool]:
        """The one frame of a slot (6.5), and whether `message` is in it.

        The line's own needs come first, but never in two slots running. When they have their slots
        depends on slots alone, not on words: how much is not receipted, and so sent again after a
        reconnect, must not tell of them. Raises what `send` raises, but OutboxFull.
        """
        self._check_turn()
        refresh = self._pace.refresh_due(now)
        pressing = refresh or self._pace.unreceipted >= RECEIPT_AFTER
        self._served = pressing and not self._served
        said = message is not None and not self._served
        if self._served and refresh:
            self._renew(now, random)
            return self._outbox[-1], False
        own: Known = Receipt(self._expected) if self._served else message or Cover()
        self._append(messages.encode(own), random)
        if self._served:
            self._pace.receipted()
        return self._outbox[-1], said

    def _renew(self, now: float, random: Random, w_new: bytes | None = None) -> None:
        """Append a refresh (as part of the answer if there is a `w_new`) and renew the chain."""
        refresh = self._keys.refresh
        try:
            renewal = refresh.make(self._where(self.role, self._number), random)
            told: Known = renewal.message
            if w_new is not None:
                told = Answer(w_new, *_fields(renewal.message))
            raw = messages.encode(told)
        except Exception as fault:
            raise self._died("encryption-failed") from fault
        self._append(raw, random, renewal.secret)
        refresh.made(renewal)
        self._pace.refreshed(now)

    def _append(self, raw: bytes, random: Random, secret: bytes | None = None) -> None:
        """Make the next frame, keep it for sending again, and move the chain on."""
        try:
            step = self._keys.sending.step()
            where = self._where(self.role, self._number)
            least = QUIET_BUCKET if self.quiet else 0
            frame = make_frame(step.message_key, where, raw, random(NONCE), least)
            self._keys.sending.move(step, secret)
        except Exception as fault:
            raise self._died("encryption-failed") from fault
        self._outbox.append(Outgoing(self._number, frame))
        self._number += 1
        self._pace.made()

    # ------------------------------------------------------------------ receiving

    def receive(self, number: int, frame: bytes) -> Message | None:
        """Open frame `number` of the other direction (6.3); None if it was seen before.

        Raises LineBroken for a gap, a forgery or a message that cannot stand here; the line is
        dead then, and its keys are gone.
        """
        self._check_alive()
        if number < self._expected:
            return None
        if number > self._expected:
            raise self._died("gap")
        where = self._where(1 - self.role, number)
        try:
            step = self._keys.receiving.step()
            message = messages.decode(open_frame(step.message_key, where, frame))
            secret = self._check(message, where)
            self._keys.receiving.move(step, secret)
        except CannotOpen as fault:
            known = fault.code in LineBroken.REASONS
            raise self._died(fault.code if known else "forged") from fault
        except Exception as fault:
            raise self._died("encryption-failed") from fault
        self._expected += 1
        self._pace.opened(messages.wants_receipt(message))
        self._take(message)
        return message

    def _check(self, message: Message, where: Where) -> bytes | None:
        """Whether the message may stand here; the secret that it brings, if it is a refresh."""
        first = self.role == RESPONDER and not self.answered
        if first != isinstance(message, Answer) or isinstance(message, Ready):
            raise CannotOpen("unexpected")
        if isinstance(message, Receipt) and message.upto > self._number:
            raise CannotOpen("unexpected")
        if isinstance(message, Answer | Refresh):
            return self._keys.refresh.open(where, message)
        return None

    def _take(self, message: Message) -> None:
        """Let an opened message have its effect on the line."""
        if isinstance(message, Answer | Refresh):
            self._keys.refresh.opened(message)
        if isinstance(message, Answer):
            self.answered = True
            self.write = message.w
        elif isinstance(message, Receipt):
            self.receipted_upto = max(self.receipted_upto, message.upto)
            while self._outbox and self._outbox[0].number < self.receipted_upto:
                self._outbox.popleft()

    # ------------------------------------------------------------------ ending

    def close(self) -> None:
        """End the line here: wipe its keys. Nothing can be sent or opened after."""
        self.dead = True
        self._keys.sending.wipe()
        self._keys.receiving.wipe()
        self._keys.refresh.wipe()
        self._outbox.clear()

    def _died(self, reason: str) -> LineBroken:
        self.close()
        return LineBroken(reason)

    def _check_alive(self) -> None:
        if self.dead:
            raise Unsendable("line-over")

    def _check_turn(self) -> None:
        self._check_alive()
        if not self.answered:  # 5.6: until then it may be anybody
            raise Unsendable("not-answered")

    def _where(self, direction: int, number: int) -> Where:
        return Where(self._keys.organisation, self.line_id, direction, number)

    def __repr__(self) -> str:
        state = "dead" if self.dead else "answered" if self.answered else "not answered"
        return f"<Line role={self.role} {state}>"

    def __reduce__(self) -> str:
        raise TypeError("a line is never copied: two copies would use one key twice")


def _fields(refresh: Refresh) -> tuple[int, bytes, int, bytes]:
    return refresh.index, refresh.sealed, refresh.new_index, refresh.new_key

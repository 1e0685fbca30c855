"""What connections do at a desk: knock, withdraw, duty, claim and what follows (10.3 to 10.6)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import ceil

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from relay import limits
from relay.connection import Connection, Organisation, Out
from relay.desk import Desk
from relay.effects import Send
from relay.errors import ClientFault, LocalFault
from relay.frames import (
    Accept,
    Claim,
    Done,
    Duty,
    Knock,
    Mode,
    Off,
    Refusal,
    Release,
    TurnAway,
    Withdraw,
    Work,
    desk_proof_input,
    encode,
)
from relay.line import Line, Offer
from relay.load import Load, work_done
from relay.mailbox import Answered
from relay.mailroom import deliver, held
from relay.usage import Usage

DUTY_COST = 4
"""A proof costs a signature check, so it counts as several of `opens`."""


class Deskroom:
    """The handlers of all desks. `term` (from the store, greater at each start) leads the fences.

    Raises LocalFault for a term that no fence has room for.
    """

    def __init__(
        self, ticket_key: bytes, random: Callable[[int], bytes], usage: Usage, term: int
    ) -> None:
        if not 0 <= term <= limits.MAX_TERM:
            raise LocalFault("term", "the term is out of bounds")
        self._key = ticket_key
        self._random = random
        self._usage = usage
        self._fences = count((term << 32) + 1).__next__

    # --- survivors ----------------------------------------------------------------------------

    def knock(
        self, conn: Connection, here: Organisation, frame: Knock, now: float, out: Out
    ) -> None:
        """Give a knock its place, or ask for work first.

        Raises ABSENT, TAKEN, DESK_CLOSED, SLOW_DOWN, TOO_MANY, LINE_FULL.
        """
        try:
            self._knock(conn, here, frame, now, out)
        except ClientFault:
            self._usage.count(here.fingerprint, "refused", now)
            raise

    def _knock(
        self, conn: Connection, here: Organisation, frame: Knock, now: float, out: Out
    ) -> None:
        box = conn.handles.get(frame.handle)
        if box is None or box.mode != Mode.KNOCK:
            raise ClientFault(Refusal.ABSENT)
        if box.items:
            raise ClientFault(Refusal.TAKEN)
        if here.shelf.closed(frame.desk, now):
            raise ClientFault(Refusal.DESK_CLOSED)
        turned_away = here.turned_away.seconds(conn.origin_key, now)
        if turned_away:
            raise ClientFault(Refusal.SLOW_DOWN, turned_away)
        desk = self._desk(here, frame.desk, now)
        load = here.loads.setdefault(frame.desk, Load())
        offer = Offer(
            conn.ident, frame.handle, frame.ref, box.address, conn.origin_key,
            frame.ticket, frame.sealed,
        )  # fmt: skip
        new = not desk.line.keeps_place(offer, now)
        if new and self._asks_work(conn, frame, load.bits(len(desk.line), now), out):
            return
        wait = conn.origin.knocks.spend(now)
        if wait:
            raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
        desk.knock(offer, now, out)
        conn.desks.add(frame.desk)
        if new:
            load.knocked(now)
            self._usage.count(here.fingerprint, "knocks", now)

    def _asks_work(self, conn: Connection, frame: Knock, bits: int, out: Out) -> bool:
        if not bits:
            return False
        asked, conn.work = conn.work, None
        if asked and frame.work and work_done(asked[0], frame.sealed, frame.work, asked[1]):
            return False
        challenge = self._random(limits.WORK_CHALLENGE_SIZE)
        conn.work = (challenge, bits)
        out.append(Send(conn.ident, encode(Work(frame.ref, challenge, bits))))
        return True

    def withdraw(
        self, conn: Connection, here: Organisation, frame: Withdraw, now: float, out: Out
    ) -> None:
        """Leave the line. Raises ABSENT."""
        address = held(conn, frame.handle).address
        for ident in conn.desks:
            desk = here.desks.get(ident)
            if desk is not None and desk.withdraw(address, now, out):
                out.append(Send(conn.ident, encode(Done(frame.ref))))
                return
        raise ClientFault(Refusal.ABSENT)

    # --- consoles -----------------------------------------------------------------------------

    def duty(self, conn: Connection, here: Organisation, frame: Duty, now: float, out: Out) -> None:
        """Go on duty with a proof. Raises SLOW_DOWN, DESK_CLOSED, EXPIRED, BAD_PROOF."""
        wait = conn.origin.opens.spend(now, DUTY_COST)
        if wait:
            raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
        key = here.shelf.desk_key(frame.desk, now)
        if key is None:
            expired = here.shelf.expired(frame.desk, now)
            raise ClientFault(Refusal.EXPIRED if expired else Refusal.DESK_CLOSED)
        signed = desk_proof_input(here.fingerprint, frame.desk, conn.challenge)
        try:
            VerifyKey(key).verify(signed, frame.signature)
        except BadSignatureError:
            raise ClientFault(Refusal.BAD_PROOF) from None
        out.append(Send(conn.ident, encode(Done(frame.ref))))
        self._desk(here, frame.desk, now).duty(conn.ident, frame.capacity, key, now, out)
        conn.desks.add(frame.desk)

    def off(self, conn: Connection, here: Organisation, frame: Off, now: float, out: Out) -> None:
        """Go off duty. Raises NOT_ON_DUTY."""
        if not _serving(here, frame.desk).off(conn.ident, now, out):
            raise ClientFault(Refusal.NOT_ON_DUTY)
        out.append(Send(conn.ident, encode(Done(frame.ref))))

    def claim(
        self, conn: Connection, here: Organisation, frame: Claim, now: float, out: Out
    ) -> None:
        """Take a knock. Raises NOT_ON_DUTY, EXPIRED, ABSENT, TAKEN, TOO_MANY."""
        desk = _serving(here, frame.desk)
        if here.shelf.desk_key(frame.desk, now) is None:
            raise ClientFault(Refusal.EXPIRED)
        desk.claim(conn.ident, frame.knock, frame.ref, now, out)

    def accept(
        self, conn: Connection, here: Organisation, frame: Accept, now: float, out: Out
    ) -> None:
        """Put the answer in the knock's mailbox. Raises NOT_ON_DUTY, STALE, ABSENT, FULL."""
        desk = _serving(here, frame.desk)
        knock = desk.claimed(conn.ident, frame.knock, frame.fence)
        box = here.mailboxes.find(knock.offer.address, now)
        if box is None or box.mode != Mode.KNOCK:
            desk.drop(knock, out)
            raise ClientFault(Refusal.ABSENT)
        box.append(box.next, frame.ciphertext)
        box.answered = Answered(frame.desk, frame.knock, conn.ident)
        deliver(here, box, now, out)
        here.accepted.add(frame.desk, frame.knock, conn.ident, frame.fence, knock.offer.origin, now)
        desk.accepted(knock, frame.ref, now, out)
        self._usage.count(here.fingerprint, "conversations", now)

    def release(
        self, conn: Connection, here: Organisation, frame: Release, now: float, out: Out
    ) -> None:
        """Give a claimed knock back. Raises NOT_ON_DUTY, STALE."""
        desk = _serving(here, frame.desk)
        desk.release(desk.claimed(conn.ident, frame.knock, frame.fence), frame.ref, now, out)

    def turn_away(
        self, conn: Connection, here: Organisation, frame: TurnAway, now: float, out: Out
    ) -> None:
        """Remove a claimed knock, and refuse its origin for an hour; the same origin where this
        connection has accepted the knock since. Raises NOT_ON_DUTY, STALE.
        """
        desk = _serving(here, frame.desk)
        if desk.on_duty(conn.ident):
            which = (frame.desk, frame.knock, conn.ident, frame.fence)
            origin = here.accepted.take(*which, now)
            if origin is not None:
                here.turned_away.add(origin, now)
                out.append(Send(conn.ident, encode(Done(frame.ref))))
                return
        knock = desk.claimed(conn.ident, frame.knock, frame.fence)
        here.turned_away.add(knock.offer.origin, now)
        desk.turn_away(knock, frame.ref, now, out)

    # --- time, documents and connections ------------------------------------------------------

    def align(self, here: Organisation, now: float, out: Out) -> None:
        """End duties that the current shifts do not carry any more (10.4)."""
        for ident, desk in here.desks.items():
            desk.only(here.shelf.desk_key(ident, now), now, out)

    def tick(self, here: Organisation, now: float, out: Out) -> None:
        """Deadlines of all desks."""
        self.align(here, now, out)
        for desk in here.desks.values():
            desk.tick(now, out)
        here.turned_away.sweep(now)
        here.accepted.sweep(now)

    def lost(self, conn: Connection, here: Organisation, now: float, out: Out) -> None:
        """The connection is gone from every desk."""
        here.accepted.lost(conn.ident)
        for ident in conn.desks:
            here.desks[ident].lost(conn.ident, now, out)

    def _desk(self, here: Organisation, ident: bytes, now: float) -> Desk:
        # Only desks that a shift was published for get here, so there are few.
        desk = here.desks.get(ident)
        if desk is None:
            line = Line(here.fingerprint, ident, self._key, self._random, now)
            desk = here.desks[ident] = Desk(ident, line, self._fences)
        return desk


def _serving(here: Organisation, ident: bytes) -> Desk:
    desk = here.desks.get(ident)
    if desk is None:
        raise ClientFault(Refusal.NOT_ON_DUTY)
    return desk

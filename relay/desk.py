"""One desk: its waiting line, who is on duty, and claims (protocol.md 10.3 to 10.5). Pure state.

What consoles and survivors are to be told is appended to `out`, a list of effects. A method that
raises has changed nothing and told nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from relay import limits
from relay.effects import NOBODY, Effect, Send
from relay.errors import ClientFault
from relay.frames import (
    Claimed,
    Done,
    Frame,
    Gone,
    Place,
    Queued,
    Refusal,
    Refused,
    Waiting,
    encode,
)
from relay.line import Knock, Line, Offer

Out = list[Effect]


@dataclass(slots=True)
class OnDuty:
    """A console that has proved the desk key."""

    desk_key: bytes = field(repr=False)
    capacity: int
    claims: int = 0


class Desk:
    """The state of one desk. `fences` gives a greater number at each call."""

    def __init__(self, desk: bytes, line: Line, fences: Callable[[], int]) -> None:
        self.desk = desk
        self.line = line
        self._fences = fences
        self._duties: dict[int, OnDuty] = {}
        self._moved = False

    # --- survivors ----------------------------------------------------------------------------

    def knock(self, offer: Offer, now: float, out: Out) -> None:
        """Give the offer its place and say so. Raises ClientFault TOO_MANY or LINE_FULL."""
        knock = self.line.waiting(offer)
        if knock is None:
            knock, gives_way = self.line.add(offer, now)
            if gives_way is not None:
                self._gone(gives_way, out)
                _refuse(gives_way, Refusal.LINE_FULL, 0, out)
        else:
            other = self.line.by_address(offer.address)
            if other is not None and other is not knock:
                self._remove(other, out)
            if offer.sealed != knock.offer.sealed:
                self._gone(knock, out)
                self._disown(knock)
            self.line.rebind(knock, offer)
        knock.told = (self.line.ahead(knock), self.serving)
        out.append(Send(offer.conn, encode(Queued(offer.ref, knock.ticket, *knock.told))))
        self._moved = True
        self._show(now, out)

    def withdraw(self, address: bytes, now: float, out: Out) -> bool:
        """Take the knock of this mailbox out of the line; whether there was one."""
        knock = self.line.by_address(address)
        if knock is None:
            return False
        self._remove(knock, out)
        self._show(now, out)
        return True

    # --- consoles -----------------------------------------------------------------------------

    @property
    def serving(self) -> bool:
        """Whether anybody on duty takes conversations."""
        return any(duty.capacity for duty in self._duties.values())

    def duty(self, conn: int, capacity: int, desk_key: bytes, now: float, out: Out) -> None:
        """This connection has proved `desk_key`: show it the line. Again changes its capacity."""
        if conn in self._duties:
            before = self.serving
            self._duties[conn].capacity = capacity
            self._duties[conn].desk_key = desk_key
            # Who waits is told when the last console stops taking conversations, or one begins.
            self._moved = self._moved or self.serving != before
            return
        self._duties[conn] = OnDuty(desk_key, capacity)
        self._moved = True
        for knock in self.line.first(limits.LINE_LENGTH):
            if knock.shown and knock.owner == NOBODY:
                out.append(Send(conn, self._waiting(knock, now)))
        self._show(now, out)

    def on_duty(self, conn: int) -> bool:
        """Whether this connection has proved the desk key."""
        return conn in self._duties

    def others(self, conn: int) -> list[int]:
        """All who have proved the desk key but this connection, whatever their capacity."""
        return [other for other in self._duties if other != conn]

    def off(self, conn: int, now: float, out: Out) -> bool:
        """End a duty; what it had claimed goes back to its place. Whether there was one."""
        if self._duties.pop(conn, None) is None:
            return False
        self._moved = True
        for knock in self.line:
            if knock.owner == conn:
                self._give_back(knock, now, out)
        return True

    def claim(self, conn: int, ident: bytes, ref: int, now: float, out: Out) -> None:
        """Make this connection the owner. Raises NOT_ON_DUTY, ABSENT, TAKEN, TOO_MANY."""
        duty = self._on_duty(conn)
        knock = self.line.by_ident(ident)
        if knock is None:
            raise ClientFault(Refusal.ABSENT)
        if knock.owner != NOBODY:
            raise ClientFault(Refusal.TAKEN)
        if duty.claims >= duty.capacity:
            raise ClientFault(Refusal.TOO_MANY)
        duty.claims += 1
        knock.owner, knock.fence = conn, self._fences()
        knock.deadline = now + limits.CLAIM_DEADLINE
        self._tell(Gone(self.desk, ident), out, but=conn)
        out.append(Send(conn, encode(Claimed(ref, ident, knock.fence))))

    def claimed(self, conn: int, ident: bytes, fence: int) -> Knock:
        """The knock that this connection owns now. Raises NOT_ON_DUTY, STALE."""
        self._on_duty(conn)
        knock = self.line.by_ident(ident)
        if knock is None or knock.owner != conn or knock.fence != fence:
            raise ClientFault(Refusal.STALE)
        return knock

    def accepted(self, knock: Knock, ref: int, now: float, out: Out) -> None:
        """The answer is in the knock's mailbox: take the knock off the desk."""
        owner = knock.owner
        self._disown(knock)
        self.line.keep(knock, now, served=True)
        self._moved = True
        out.append(Send(owner, encode(Done(ref))))
        self._show(now, out)

    def release(self, knock: Knock, ref: int, now: float, out: Out) -> None:
        """Give a claimed knock back to its old place."""
        out.append(Send(knock.owner, encode(Done(ref))))
        self._give_back(knock, now, out)

    def turn_away(self, knock: Knock, ref: int, now: float, out: Out) -> None:
        """Remove a claimed knock and tell the survivor's page that it is refused."""
        out.append(Send(knock.owner, encode(Done(ref))))
        _refuse(knock, Refusal.SLOW_DOWN, limits.TURNED_AWAY, out)
        self._disown(knock)
        self._remove(knock, out)
        self._show(now, out)

    def drop(self, knock: Knock, out: Out) -> None:
        """Remove a claimed knock whose mailbox is gone."""
        self._disown(knock)
        self._remove(knock, out)

    def unread(self, ident: bytes, conn: int, out: Out) -> None:
        """The mailbox with the answer to a knock is closed; `conn` has put it there (10.5)."""
        # Where that console has connected again, it is among those on duty.
        raw = encode(Gone(self.desk, ident))
        out.extend(Send(one, raw) for one in {*self._duties, conn})

    # --- time and connections -----------------------------------------------------------------

    def lost(self, conn: int, now: float, out: Out) -> None:
        """A connection is gone: its duty ends, its knocks wait for it a little."""
        self.off(conn, now, out)
        for knock in self.line:
            if knock.offer.conn == conn and knock.lost is None:
                knock.lost = now

    def only(self, desk_key: bytes | None, now: float, out: Out) -> None:
        """End every duty that was proved with another key than this; None ends all of them."""
        for conn, duty in list(self._duties.items()):
            if duty.desk_key != desk_key:
                self.off(conn, now, out)
                out.append(Send(conn, encode(Refused(0, Refusal.NOT_ON_DUTY, 0))))

    def tick(self, now: float, out: Out) -> None:
        """End claims and graces whose time is over, and tell survivors of changed places."""
        for knock in self.line:
            if knock.owner != NOBODY:
                if now >= knock.deadline:
                    self._give_back(knock, now, out)
            elif knock.lost is not None and now >= knock.lost + limits.KNOCK_GRACE:
                self._gone(knock, out)
                self.line.keep(knock, now, served=False)
                self._moved = True
        self.line.sweep(now)
        if self._moved:
            self._moved = False
            self._show(now, out)
            self._places(out)

    # --- inside -------------------------------------------------------------------------------

    def _on_duty(self, conn: int) -> OnDuty:
        duty = self._duties.get(conn)
        if duty is None:
            raise ClientFault(Refusal.NOT_ON_DUTY)
        return duty

    def _disown(self, knock: Knock) -> None:
        duty = self._duties.get(knock.owner)
        if duty is not None:
            duty.claims -= 1
        knock.owner, knock.fence = NOBODY, 0

    def _give_back(self, knock: Knock, now: float, out: Out) -> None:
        self._disown(knock)
        knock.shown = True
        self._send_all(self._waiting(knock, now), out)

    def _remove(self, knock: Knock, out: Out) -> None:
        self._gone(knock, out)
        self._disown(knock)
        self.line.remove(knock)
        self._moved = True

    def _gone(self, knock: Knock, out: Out) -> None:
        """Tell those who were shown it: everybody, or its owner once it is claimed."""
        raw = encode(Gone(self.desk, knock.ident))
        if knock.owner != NOBODY:
            out.append(Send(knock.owner, raw))
        elif knock.shown:
            self._send_all(raw, out)

    def _waiting(self, knock: Knock, now: float) -> bytes:
        waited = max(0, int(now - knock.arrival))
        return encode(Waiting(self.desk, knock.ident, waited, knock.offer.sealed))

    def _show(self, now: float, out: Out) -> None:
        """Show the consoles the oldest knocks; a long line does not bury them."""
        for knock in self.line.first(limits.LINE_SHOWN):
            if not knock.shown:
                knock.shown = True
                self._send_all(self._waiting(knock, now), out)

    def _places(self, out: Out) -> None:
        serving = self.serving
        for ahead, knock in enumerate(self.line):
            if knock.told != (ahead, serving) and knock.lost is None:
                knock.told = (ahead, serving)
                place = Place(knock.offer.handle, ahead, serving)
                out.append(Send(knock.offer.conn, encode(place)))

    def _tell(self, frame: Frame, out: Out, but: int) -> None:
        raw = encode(frame)
        out.extend(Send(conn, raw) for conn in self._duties if conn != but)

    def _send_all(self, raw: bytes, out: Out) -> None:
        out.extend(Send(conn, raw) for conn in self._duties)


def _refuse(knock: Knock, code: Refusal, detail: int, out: Out) -> None:
    """Tell the page behind a knock, under the ref that it knocked with."""
    if knock.lost is None:
        out.append(Send(knock.offer.conn, encode(Refused(knock.offer.ref, code, detail))))

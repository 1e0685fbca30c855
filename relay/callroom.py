"""What staff devices say to the consoles on duty: handed on at once and kept nowhere (10.8)."""

from __future__ import annotations

from relay.connection import Connection, Organisation, Out
from relay.effects import Send
from relay.errors import ClientFault
from relay.frames import Call, Called, Done, Refusal, encode
from relay.strangers import Strangers, pay

CALL_COST = 4
"""Every console on duty opens a sealed box for a call, so it counts as several of `opens`."""
PROVEN_COST = 2
"""Of a device on duty: sixty consoles of one house, which call every minute (16.1), must fit."""


def call(conn: Connection, here: Organisation, frame: Call, now: float, out: Out) -> None:
    """Hand a call to all consoles on duty at the desk but the sender.

    Anybody may call, as a device that is not on the shift can prove nothing; so what is not proven
    has budgets of its own, of its origin and of the desk. Raises SLOW_DOWN, ABSENT.
    """
    desk = here.desks.get(frame.desk)
    proven = desk is not None and desk.on_duty(conn.ident)
    pay(conn.origin.opens, now, PROVEN_COST if proven else CALL_COST)
    # A shift that has just expired ends its duties at the next tick; nobody hears for it now.
    if desk is None or here.shelf.desk_key(frame.desk, now) is None:
        raise ClientFault(Refusal.ABSENT)
    hearing = desk.others(conn.ident)
    if not hearing:
        raise ClientFault(Refusal.ABSENT)
    if not proven:
        pay(conn.origin.calls, now)
        heard = here.calls.get(frame.desk)
        if heard is None:
            heard = here.calls[frame.desk] = Strangers(now)
        heard.pay(conn.origin_key, now)
    raw = encode(Called(frame.desk, proven, frame.sealed))
    out.append(Send(conn.ident, encode(Done(frame.ref))))
    out.extend(Send(other, raw) for other in hearing)

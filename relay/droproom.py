"""Answers for the organisation alone: taken from visitors, kept sealed, given to administrators.

The relay cannot read them, and keeps nothing of who sent one or at what hour (protocol.md 15).
"""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from relay.connection import Connection, Organisation, Out
from relay.effects import ForgetDrops, KeepDrop, Send
from relay.errors import ClientFault
from relay.frames import (
    Collect,
    Collected,
    Done,
    Drop,
    Drops,
    Refusal,
    collect_proof_input,
    encode,
)
from relay.strangers import pay

PURPOSE = "statistics"
"""The key in the charter to which drops are sealed; without one, none are taken."""
PROOF_COST = 4
"""A proof costs a signature check, so it counts as several of `opens`."""


def drop(conn: Connection, here: Organisation, frame: Drop, now: float, out: Out) -> None:
    """Keep a drop for a desk whose organisation asks. Raises SLOW_DOWN, ABSENT, FULL."""
    pay(conn.origin.drops, now)
    trusted = here.shelf.trusted
    charter = trusted.charter
    asks = charter is not None and PURPOSE in dict(charter.payload.purpose_keys)
    if not asks or trusted.notice(frame.desk) is None:
        raise ClientFault(Refusal.ABSENT)
    kept = here.drops.add(frame.desk, frame.sealed, now)
    if kept is not None:
        out.append(KeepDrop(kept))
    out.append(Send(conn.ident, encode(Done(frame.ref))))


def collect(conn: Connection, here: Organisation, frame: Collect, now: float, out: Out) -> None:
    """Answer an administrator with the next drops of a desk. Raises SLOW_DOWN, BAD_PROOF."""
    _prove(conn, here, frame, now)
    drops, more = here.drops.page(frame.desk, frame.after)
    found = Drops(frame.ref, [(one.day, one.sealed) for one in drops], more)
    out.append(Send(conn.ident, encode(found)))


def collected(conn: Connection, here: Organisation, frame: Collected, now: float, out: Out) -> None:
    """Forget what an administrator has. Raises SLOW_DOWN, BAD_PROOF."""
    _prove(conn, here, frame, now)
    gone = here.drops.forget(frame.desk, frame.names)
    if gone:
        out.append(ForgetDrops(here.fingerprint, gone))
    out.append(Send(conn.ident, encode(Done(frame.ref))))


def _prove(conn: Connection, here: Organisation, frame: Collect | Collected, now: float) -> None:
    pay(conn.origin.opens, now, PROOF_COST)
    charter = here.shelf.trusted.charter
    if charter is None or frame.administrator not in charter.payload.administrator_keys:
        raise ClientFault(Refusal.BAD_PROOF)
    signed = collect_proof_input(here.fingerprint, frame.desk, conn.challenge)
    try:
        VerifyKey(frame.administrator).verify(signed, frame.signature)
    except (BadSignatureError, ValueError):
        raise ClientFault(Refusal.BAD_PROOF) from None

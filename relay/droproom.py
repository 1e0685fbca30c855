"""Answers for the organisation alone: taken from anybody, kept sealed, given to who may have them.

The relay cannot read them, and keeps nothing of who sent one or at what hour (protocol.md 15).
"""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from relay.connection import Connection, Organisation, Out
from relay.effects import ForgetDrops, KeepDrop, Send
from relay.errors import ClientFault, Untrusted
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


PROVEN_COST = 0.25
"""Who is on duty leaves a tally after each conversation, and a team may share an address."""


def drop(conn: Connection, here: Organisation, frame: Drop, now: float, out: Out) -> None:
    """Keep a drop for a desk whose organisation asks. Raises SLOW_DOWN, ABSENT, FULL."""
    desk = here.desks.get(frame.desk)
    proven = desk is not None and desk.on_duty(conn.ident)
    pay(conn.origin.drops, now, PROVEN_COST if proven else 1.0)
    trusted = here.shelf.trusted
    charter = trusted.charter
    asks = charter is not None and PURPOSE in dict(charter.payload.purpose_keys)
    if not asks or trusted.notice(frame.desk) is None:
        raise ClientFault(Refusal.ABSENT)
    kept = here.drops.add(frame.desk, frame.sealed, now, proven)
    if kept is not None:
        out.append(KeepDrop(kept))
    out.append(Send(conn.ident, encode(Done(frame.ref))))


def collect(conn: Connection, here: Organisation, frame: Collect, now: float, out: Out) -> None:
    """Answer the signer with the next drops of a desk. Raises SLOW_DOWN, BAD_PROOF."""
    _prove(conn, here, frame, now)
    drops, more = here.drops.page(frame.desk, frame.after, named=not frame.warrant)
    found = Drops(frame.ref, [(one.day, one.sealed) for one in drops], more)
    out.append(Send(conn.ident, encode(found)))


def collected(conn: Connection, here: Organisation, frame: Collected, now: float, out: Out) -> None:
    """Forget what an administrator has, or no longer show what a warrant has: it may name what it
    cannot open, such as surveys, so an administrator has some days to see that.

    Raises SLOW_DOWN, BAD_PROOF.
    """
    _prove(conn, here, frame, now)
    if frame.warrant:
        here.drops.name(frame.desk, frame.names, now)
    else:
        gone = here.drops.forget(frame.desk, frame.names)
        if gone:
            out.append(ForgetDrops(here.fingerprint, gone))
    out.append(Send(conn.ident, encode(Done(frame.ref))))


def _prove(conn: Connection, here: Organisation, frame: Collect | Collected, now: float) -> None:
    pay(conn.origin.opens, now, PROOF_COST * (1 + bool(frame.warrant)))
    if not _may_collect(here, frame, now):
        raise ClientFault(Refusal.BAD_PROOF)
    signed = collect_proof_input(here.fingerprint, frame.desk, conn.challenge)
    try:
        VerifyKey(frame.signer).verify(signed, frame.signature)
    except (BadSignatureError, ValueError):
        raise ClientFault(Refusal.BAD_PROOF) from None


def _may_collect(here: Organisation, frame: Collect | Collected, now: float) -> bool:
    """An administrator of the newest charter, or a device whose warrant has a power, good now."""
    trusted = here.shelf.trusted
    if not frame.warrant:
        charter = trusted.charter
        return charter is not None and frame.signer in charter.payload.administrator_keys
    try:
        warrant = trusted.check_power(frame.warrant, now)
    except Untrusted:
        return False
    return warrant.signing == frame.signer

"""What connections do with mailboxes: open, append, ack, close, leave (protocol.md 10.1, 10.2).

`append` and `ack` are the relay's hot path: one decode before, one look-up, one frame out.
"""

from __future__ import annotations

from math import ceil

from relay import limits
from relay.connection import Connection, Organisation, Out, Path
from relay.effects import NOBODY, Send
from relay.errors import ClientFault
from relay.frames import (
    Ack,
    Append,
    CloseMailbox,
    Deliver,
    Leave,
    Mode,
    Open,
    Opened,
    Refusal,
    Taken,
    encode,
    mailbox_address,
    write_capability,
)
from relay.mailbox import Mailbox, expect


def append(_: Connection, here: Organisation, frame: Append, now: float, out: Out) -> None:
    """Queue a line's next ciphertext and deliver it. Raises ABSENT, GAP, FULL."""
    box = expect(here.mailboxes.find(mailbox_address(frame.w), now), Mode.LINE)
    if box.append(frame.number, frame.ciphertext):
        deliver(here, box, now, out)


def leave(conn: Connection, here: Organisation, frame: Leave, now: float, out: Out) -> None:
    """Queue a ciphertext in an inbox under the next number. Raises SLOW_DOWN, ABSENT, FULL."""
    wait = conn.origin.leaves.spend(now)
    if wait:
        raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
    box = expect(here.mailboxes.find(mailbox_address(frame.w), now), Mode.INBOX)
    box.append(box.next, frame.ciphertext)
    deliver(here, box, now, out)


def ack(conn: Connection, here: Organisation, frame: Ack, now: float, out: Out) -> None:
    """Drop what was read and deliver what the window now allows. Raises ABSENT, STALE."""
    box = held(conn, frame.handle)
    box.ack(frame.upto)
    deliver(here, box, now, out)


def open_mailbox(conn: Connection, here: Organisation, frame: Open, now: float, out: Out) -> None:
    """Open a mailbox or take it over. Raises SLOW_DOWN, TOO_MANY, TAKEN, FULL."""
    wait = conn.origin.opens.spend(now)
    if wait:
        raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
    most = limits.STAFF_HANDLES if conn.path is Path.STAFF else limits.VISITOR_HANDLES
    address = mailbox_address(write_capability(frame.r))
    already = conn.handles.get(frame.handle)
    if already is None and len(conn.handles) >= most:
        raise ClientFault(Refusal.TOO_MANY, frame.handle)
    if already is not None and already.address != address:
        raise ClientFault(Refusal.TAKEN, frame.handle)
    reader = (conn.ident, frame.handle)
    box, before = here.mailboxes.open(
        address, frame.mode, frame.next, reader, conn.origin.account, now
    )
    if before is not None:
        del here.connections[before[0]].handles[before[1]]
        out.append(Send(before[0], encode(Taken(before[1]))))
    conn.handles[frame.handle] = box
    out.append(Send(conn.ident, encode(Opened(frame.handle, box.next))))
    deliver(here, box, now, out)


def close_mailbox(
    conn: Connection, here: Organisation, frame: CloseMailbox, now: float, out: Out
) -> None:
    """Destroy an open mailbox, and the knock that was made with it. Raises ABSENT."""
    box = held(conn, frame.handle)
    del conn.handles[frame.handle]
    here.mailboxes.close(box)
    if box.mode == Mode.KNOCK:
        for desk in here.desks.values():
            desk.withdraw(box.address, now, out)
        if box.answered is not None:
            here.desks[box.answered.desk].unread(box.answered.knock, box.answered.conn, out)


def detach(conn: Connection, here: Organisation, now: float) -> None:
    """The connection is gone; its mailboxes wait for it, for their lifetime."""
    for box in conn.handles.values():
        here.mailboxes.detach(box, now)
    conn.handles.clear()


def held(conn: Connection, handle: int) -> Mailbox:
    """The mailbox that this connection has open as `handle`. Raises ABSENT with the handle."""
    box = conn.handles.get(handle)
    if box is None:
        raise ClientFault(Refusal.ABSENT, handle)
    return box


def deliver(here: Organisation, box: Mailbox, now: float, out: Out) -> None:
    """Send its reader what is due; without a reader, note the activity."""
    if box.conn == NOBODY:
        here.mailboxes.touch(box, now)
        return
    for number, ciphertext in box.due():
        out.append(Send(box.conn, encode(Deliver(box.handle, number, ciphertext))))

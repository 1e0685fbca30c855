"""Which frames a connection may send on which path, and who answers them (protocol.md 10)."""

from __future__ import annotations

from relay import callroom, droproom, mailroom
from relay.connection import Connection, Handlers, Organisation, Out, Path
from relay.deskroom import Deskroom
from relay.docroom import Docroom
from relay.effects import Send
from relay.frames import (
    Accept,
    Ack,
    Append,
    Call,
    Claim,
    CloseMailbox,
    Collect,
    Collected,
    Drop,
    Duty,
    Fetch,
    Knock,
    Leave,
    Off,
    Open,
    Ping,
    Pong,
    Publish,
    Release,
    TurnAway,
    Withdraw,
    encode,
)


def tables(desks: Deskroom, documents: Docroom) -> dict[Path, Handlers]:
    """The handlers of each path; what is not in its table is not allowed there."""
    everywhere: Handlers = {Fetch: documents.fetch, Ping: _ping}
    mail: Handlers = {
        Open: mailroom.open_mailbox,
        Append: mailroom.append,
        Ack: mailroom.ack,
        CloseMailbox: mailroom.close_mailbox,
        Leave: mailroom.leave,
        Drop: droproom.drop,
    }
    visit: Handlers = {
        Knock: desks.knock,
        Withdraw: desks.withdraw,
    }
    staff: Handlers = {
        Duty: desks.duty,
        Off: desks.off,
        Claim: desks.claim,
        Accept: desks.accept,
        Release: desks.release,
        TurnAway: desks.turn_away,
        Call: callroom.call,
    }
    numbers: Handlers = {Collect: droproom.collect, Collected: droproom.collected}
    publish: Handlers = {Publish: documents.publish}
    return {
        Path.VISIT: {**everywhere, **mail, **visit},
        Path.STAFF: {**everywhere, **mail, **staff, **numbers},
        Path.PUBLISH: {**everywhere, **publish, **numbers},
    }


def _ping(conn: Connection, _: Organisation, frame: Ping, now: float, out: Out) -> None:
    out.append(Send(conn.ident, encode(Pong(frame.ref))))

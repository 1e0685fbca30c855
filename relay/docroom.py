"""What connections do with signed documents: fetch the newest, and publish a newer one (10.9)."""

from __future__ import annotations

from math import ceil

from relay.connection import Connection, Organisation, Out, Path
from relay.deskroom import Deskroom
from relay.documents import Kind
from relay.effects import Send, Store
from relay.errors import ClientFault
from relay.frames import Changed, Done, Fetch, Publish, Refusal, encode

FETCH_COST = {1: 4.0, 4: 4.0}
"""Charters and shifts are large answers to a small question."""
OWED = {1: (1, 2, 3, 4, 5), 2: (2, 4)}
"""What everybody fetches, once and for nothing, when a document of a kind has changed: or those who
share an address would hear of a revocation one after the other. Any other kind is owed itself."""


class Docroom:
    """The handlers of documents. `desks` hears of every new one, before anybody is told."""

    def __init__(self, desks: Deskroom) -> None:
        self._desks = desks

    def fetch(
        self, conn: Connection, here: Organisation, frame: Fetch, now: float, out: Out
    ) -> None:
        """Answer with the newest document of a kind. Raises SLOW_DOWN, NO_SUCH_DOCUMENT."""
        staff = conn.path is Path.STAFF
        # A packet may be large, and few consoles share an address.
        if frame.kind in conn.owed and not (staff and frame.kind == Kind.SHIFT):
            conn.owed.discard(frame.kind)
        elif wait := conn.origin.fetches.spend(now, FETCH_COST.get(frame.kind, 1.0)):
            raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
        document = here.shelf.document(frame.ref, frame.kind, frame.desk, staff)
        out.append(Send(conn.ident, encode(document)))

    def publish(
        self, conn: Connection, here: Organisation, frame: Publish, now: float, out: Out
    ) -> None:
        """Take a document that the rulebook takes, and tell everybody (10.9).

        Raises SLOW_DOWN, and Untrusted with nothing changed.
        """
        wait = conn.origin.publishes.spend(now)
        if wait:
            raise ClientFault(Refusal.SLOW_DOWN, ceil(wait))
        record = here.shelf.publish(frame.envelope, frame.packet, now)
        if record is not None:
            out.append(Store(record))
        out.append(Send(conn.ident, encode(Done(frame.ref))))
        if record is not None:
            self._desks.align(here, now, out)
            for other in here.connections.values():
                other.owed.update(OWED.get(record.kind, (record.kind,)))
            here.send_all(encode(Changed(record.kind, record.desk)), out)

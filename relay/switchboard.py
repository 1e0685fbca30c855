"""The relay's state machine: what a connection does goes in, effects come out. Pure.

No socket, clock or randomness in here. `now` is seconds since 1970 and never goes backward (the
adapter takes the wall clock once and adds a monotonic one). The adapter does the effects in their
order. A method may be called for a connection that is already gone; that changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil

from relay import limits, mailroom
from relay.account import Account
from relay.connection import Connection, Organisation, Out, Path
from relay.deskroom import Deskroom
from relay.docroom import Docroom
from relay.effects import Close, Drop, Effect, ForgetDrops, Record, Send
from relay.errors import ClientFault, Malformed, RemoteFault, Untrusted
from relay.flood import Budgets, Flood
from relay.frames import (
    FATAL,
    ClientFrame,
    Join,
    Joined,
    Later,
    Refusal,
    Refused,
    decode_client,
    encode,
)
from relay.tables import tables
from relay.usage import Usage

GOING_AWAY = 1001
"""WebSocket code for those who come while the relay is stopping."""


class Switchboard:
    """All organisations, connections, desks and mailboxes of one relay."""

    def __init__(
        self,
        organisations: Iterable[bytes],
        *,
        ticket_key: bytes,
        random: Callable[[int], bytes],
        term: int = 0,
        budgets: Budgets | None = None,
        relay_bytes: int = limits.RELAY_BYTES,
        organisation_bytes: int = limits.ORGANISATION_BYTES,
        origin_bytes: int = limits.ORIGIN_BYTES,
        max_connections: int = limits.MAX_CONNECTIONS,
    ) -> None:
        """Fingerprints (32 bytes) of those who may publish; `ticket_key` (32 bytes) and `term`
        come from the store, the term greater at each start. `random(n)` gives n bytes.

        Raises LocalFault for a term out of bounds.
        """
        relay = Account(relay_bytes)
        self._organisations = {
            fingerprint: Organisation(fingerprint, (Account(organisation_bytes), relay))
            for fingerprint in organisations
        }
        self._random = random
        self._flood = Flood(budgets or Budgets(), account=origin_bytes)
        self._max_connections = max_connections
        self._connections: dict[int, Connection] = {}
        self._stopping = False
        self.usage = Usage()
        self._desks = Deskroom(ticket_key, random, self.usage, term)
        self._handlers = tables(self._desks, Docroom(self._desks))

    def __len__(self) -> int:
        return len(self._connections)

    def restore(self, records: Iterable[Record], now: float) -> int:
        """Take what a store kept, in any order. How many were not believed (any more)."""
        refused = 0
        for record in sorted(records, key=lambda record: (record.kind, record.version)):
            here = self._organisations.get(record.organisation)
            try:
                if here is not None:
                    here.shelf.restore(record, now)
            except Untrusted:
                refused += 1
        return refused

    def restore_drops(self, drops: Iterable[Drop]) -> None:
        """Take the sealed answers that a store kept."""
        for drop in drops:
            here = self._organisations.get(drop.organisation)
            if here is not None:
                here.drops.restore(drop)

    # --- connections --------------------------------------------------------------------------

    def connected(self, conn: int, path: Path | str, origin: bytes, now: float) -> Sequence[Effect]:
        """A WebSocket is open. `conn` is a number not in use; `origin` an opaque keyed hash."""
        if self._stopping:
            return [Send(conn, self._later()), Close(conn, GOING_AWAY)]
        budget = self._flood.origin(origin, now)
        wait = budget.connections.spend(now)
        if wait or len(self._connections) >= self._max_connections:
            return _too_fast(conn, wait)
        if budget.crowded:
            return _too_fast(conn, limits.CROWDED)
        budget.enter()
        self._connections[conn] = Connection(conn, Path(path), budget, origin)
        return ()

    def received(self, conn: int, raw: bytes, now: float) -> Sequence[Effect]:
        """A binary message has come in."""
        here = self._connections.get(conn)
        if here is None or here.ended:
            return ()
        wait = here.origin.frames.spend(now)
        if wait:
            # A dropped frame would be a gap; who reconnects later sends it again.
            here.ended = True
            return _too_fast(conn, wait)
        out: Out = []
        ref = 0
        try:
            if len(raw) > limits.MAX_FRAME and here.path is not Path.PUBLISH:
                raise Malformed("the frame is too large for its path")
            frame = decode_client(raw)
            ref = getattr(frame, "ref", 0)
            handler = here.handlers.get(type(frame))
            if handler is not None and here.organisation is not None:
                handler(here, here.organisation, frame, now, out)
            elif isinstance(frame, Join) and here.organisation is None:
                self._join(here, frame, out)
            else:
                raise ClientFault(_misplaced(here, frame))
        except RemoteFault as fault:
            out.append(Send(conn, encode(Refused(ref, fault.wire, _detail(fault)))))
            if fault.wire in FATAL:
                here.ended = True
                out.append(Close(conn, 4000 + fault.wire))
        return out

    def closed(self, conn: int, now: float) -> Sequence[Effect]:
        """The WebSocket is gone, whoever closed it."""
        gone = self._connections.pop(conn, None)
        if gone is None:
            return ()
        gone.origin.enter(-1)
        out: Out = []
        if gone.organisation is not None:
            del gone.organisation.connections[conn]
            self._desks.lost(gone, gone.organisation, now, out)
            mailroom.detach(gone, gone.organisation, now)
        return out

    # --- time ---------------------------------------------------------------------------------

    def tick(self, now: float) -> Sequence[Effect]:
        """Call about once a second: deadlines, lifetimes, places in line."""
        out: Out = []
        for organisation in self._organisations.values():
            self._desks.tick(organisation, now, out)
            organisation.mailboxes.sweep(now)
            old = organisation.drops.sweep(now)
            if old:
                out.append(ForgetDrops(organisation.fingerprint, old))
        self._flood.sweep(now)
        return out

    def stopping(self, now: float) -> Sequence[Effect]:
        """The relay is about to stop: everybody is told when to come back."""
        self._stopping = True
        return [Send(conn, self._later()) for conn in self._connections]

    def _later(self) -> bytes:
        # Not all at once.
        return encode(Later(limits.LATER + self._random(1)[0] % (limits.LATER + 1)))

    # --- handlers -----------------------------------------------------------------------------

    def _join(self, conn: Connection, frame: Join, out: Out) -> None:
        organisation = self._organisations.get(frame.organisation)
        if organisation is None:
            raise ClientFault(Refusal.UNKNOWN_ORGANISATION)
        if len(organisation.connections) >= limits.ORGANISATION_CONNECTIONS:
            conn.ended = True
            out.extend(_too_fast(conn.ident, limits.CROWDED))
            return
        conn.challenge = self._random(limits.CHALLENGE_SIZE)
        conn.organisation = organisation
        conn.handlers = self._handlers[conn.path]
        organisation.connections[conn.ident] = conn
        out.append(Send(conn.ident, encode(Joined(conn.challenge))))


def _misplaced(conn: Connection, frame: ClientFrame) -> Refusal:
    if conn.organisation is None or isinstance(frame, Join):
        return Refusal.OUT_OF_ORDER
    return Refusal.NOT_ALLOWED_HERE


def _detail(fault: RemoteFault) -> int:
    return fault.detail if isinstance(fault, ClientFault) else 0


def _too_fast(conn: int, wait: float) -> list[Effect]:
    refused = Refused(0, Refusal.SLOW_DOWN, max(1, ceil(wait)))
    return [Send(conn, encode(refused)), Close(conn, 4000 + Refusal.SLOW_DOWN)]

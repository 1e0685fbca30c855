"""What relays with planted faults share: they keep everything that they were given, and choose."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence

from relay.__main__ import main
from relay.connection import Connection, Organisation, Out, Path
from relay.docroom import Docroom
from relay.documents import decode_envelope
from relay.effects import Record, Send
from relay.errors import Untrusted
from relay.frames import Document, Fetch, encode
from relay.shelf import Shelf

Papers = Sequence[tuple[bytes, bytes]]
"""Envelopes and packets, in the order in which they came."""
Choose = Callable[[int, int, Papers], Papers]
"""Of a kind (first), for the connection with this number: what it is shown, or nothing: what the
published relay would show."""
Planted = tuple[tuple[type, str, object], ...]


def planted(choose: Choose) -> Planted:
    """The methods of the relay to put others in the place of."""
    given: dict[tuple[bytes, int], list[tuple[bytes, bytes]]] = defaultdict(list)
    publish, fetch = Shelf.publish, Docroom.fetch

    def keep(shelf: Shelf, raw: bytes, packet: bytes, now: float) -> Record | None:
        given[shelf.organisation, decode_envelope(raw).kind].append((raw, packet))
        try:
            return publish(shelf, raw, packet, now)
        except Untrusted:
            return None

    def show(
        room: Docroom, conn: Connection, here: Organisation, frame: Fetch, now: float, out: Out
    ) -> None:
        chosen = choose(frame.kind, conn.ident, given[here.fingerprint, frame.kind])
        if not chosen:
            fetch(room, conn, here, frame, now, out)
            return
        packet = chosen[-1][1] if conn.path is Path.STAFF else b""
        raws = [raw for raw, _ in chosen]
        out.append(Send(conn.ident, encode(Document(frame.ref, frame.kind, raws, packet))))

    return ((Shelf, "publish", keep), (Docroom, "fetch", show))


def serve(methods: Planted) -> int:
    """The program, with the fault in it."""
    for where in methods:
        setattr(*where)
    return main(sys.argv[1:])

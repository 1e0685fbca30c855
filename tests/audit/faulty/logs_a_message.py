"""A relay that writes one message of a conversation, as it passed by, into its log."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from relay.__main__ import main
from relay.effects import Effect
from relay.frames import Append, decode_client
from relay.switchboard import Switchboard

received = Switchboard.received
logged: list[int] = []


def diary(board: Switchboard, conn: int, raw: bytes, now: float) -> Sequence[Effect]:
    """The first message that comes by is written down."""
    if not logged and isinstance(frame := decode_client(raw), Append):
        logged.append(conn)
        logging.getLogger("noview.relay").info("message %s", frame.ciphertext.hex())
    return received(board, conn, raw, now)


if __name__ == "__main__":
    setattr(Switchboard, "received", diary)  # noqa: B010 - a planted method, not an attribute
    sys.exit(main(sys.argv[1:]))

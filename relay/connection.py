"""One connection and the organisation that it has joined, as the switchboard sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from relay.accepted import Accepted
from relay.account import Account
from relay.desk import Desk
from relay.drops import Drops
from relay.effects import Effect, Send
from relay.flood import Origin
from relay.frames import Frame
from relay.load import Load, TurnedAway
from relay.mailbox import Mailbox, Mailboxes
from relay.shelf import Shelf
from relay.strangers import Strangers

Out = list[Effect]


class Path(Enum):
    """Where a connection came in; it decides which frames it may send (protocol.md 10)."""

    VISIT = "/v1/visit"
    STAFF = "/v1/staff"
    PUBLISH = "/v1/publish"


class Organisation:
    """One organisation on this relay. Nothing in here is shared with another one."""

    def __init__(self, fingerprint: bytes, accounts: tuple[Account, ...]) -> None:
        self.fingerprint = fingerprint
        self.shelf = Shelf(fingerprint)
        self.mailboxes = Mailboxes(accounts)
        self.desks: dict[bytes, Desk] = {}
        self.loads: dict[bytes, Load] = {}
        self.calls: dict[bytes, Strangers] = {}
        """What a desk's consoles hear of devices that are not on duty."""
        self.drops = Drops(fingerprint)
        self.turned_away = TurnedAway()
        self.accepted = Accepted()
        self.connections: dict[int, Connection] = {}

    def send_all(self, raw: bytes, out: Out) -> None:
        """The same bytes to every connection that has joined."""
        out.extend(Send(conn, raw) for conn in self.connections)


class Connection:
    """One connection. `ended` ones are about to be closed, and are not listened to any more."""

    __slots__ = (
        "challenge", "desks", "ended", "handlers", "handles", "ident", "organisation", "origin",
        "origin_key", "owed", "path", "work",
    )  # fmt: skip

    def __init__(self, ident: int, path: Path, origin: Origin, origin_key: bytes) -> None:
        self.ident = ident
        self.path = path
        self.origin = origin
        self.origin_key = origin_key
        self.organisation: Organisation | None = None
        self.challenge = b""
        self.handlers: Handlers = {}
        self.handles: dict[int, Mailbox] = {}
        self.desks: set[bytes] = set()
        """Desks at which it has knocked or served."""
        self.work: tuple[bytes, int] | None = None
        """The challenge that it was asked to work on, and how many bits."""
        self.owed: set[int] = set()
        """Kinds of documents that have changed since it fetched them."""
        self.ended = False


# What a handler's frame is, the table that it stands in says.
Handler = Callable[[Connection, Organisation, Any, float, Out], None]
Handlers = Mapping[type[Frame], Handler]

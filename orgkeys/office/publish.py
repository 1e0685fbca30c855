"""Bringing signed documents to a relay: a thin client of `/v1/publish` (protocol.md 10).

What is decided (what to send, what a refusal means) is pure; only `push` touches the network.
The relay is not believed: the worst that its answers can do is to be told of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from orgkeys.office.link import Connection, connected
from orgkeys.office.terminal import Refused, when
from relay.documents import (
    Charter,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    decode_envelope,
    decode_payload,
    document_hash,
)
from relay.errors import Untrusted
from relay.frames import Document as DocumentFrame
from relay.frames import (
    Done,
    Fetch,
    Publish,
    RelayFrame,
)

PATH: Final = "/v1/publish"
NAMES: Final = {
    Kind.CHARTER: "charter",
    Kind.ROSTER: "roster",
    Kind.NOTICE: "notice",
    Kind.SHIFT: "shift",
    Kind.STATE: "state",
}
_VERSIONS: Final[dict[Kind, Callable[[bytes], int]]] = {
    Kind.CHARTER: lambda payload: decode_payload(payload, Charter).version,
    Kind.ROSTER: lambda payload: decode_payload(payload, Roster).version,
    Kind.NOTICE: lambda payload: decode_payload(payload, Notice).version,
    Kind.SHIFT: lambda payload: decode_payload(payload, Shift).version,
    Kind.STATE: lambda payload: decode_payload(payload, State).version,
}
DESKS: Final = (Kind.NOTICE, Kind.SHIFT, Kind.STATE)


@dataclass(frozen=True)
class Item:
    """A document to bring: kind, version, expiry (seconds), envelope, and a shift's packet."""

    kind: Kind
    version: int
    expires: int
    raw: bytes
    packet: bytes = b""

    @property
    def name(self) -> str:
        """Kind and version, as people say it."""
        return f"{NAMES[self.kind]} {self.version}"


@dataclass(frozen=True)
class Theirs:
    """What the relay holds of a kind: the newest version and its document hash."""

    version: int
    hash: bytes


def is_news(item: Item, theirs: Theirs | None) -> bool:
    """Whether the relay should be sent this. Raises Refused where the folder cannot go on."""
    if theirs is None or item.version > theirs.version:
        return True
    # Of charters it holds the whole chain; an earlier one is simply there.
    if item.version < theirs.version and item.kind is not Kind.CHARTER:
        raise Refused(
            f"The relay already holds {NAMES[item.kind]} {theirs.version}, and this folder only "
            f"{NAMES[item.kind]} {item.version}: consoles or another administrator "
            "went on, or this is an old copy of the folder.",
            "Take over what they made: noview-org pull wss://… ; then publish again.",
        )
    ours = document_hash(item.kind, decode_envelope(item.raw).payload)
    if item.version == theirs.version and ours != theirs.hash:
        raise Refused(
            f"The relay holds another {item.name} than this folder: a console or another "
            "administrator made one at the same time, or somebody else has a key.",
            "Look with noview-org pull wss://… what it is and who signed it. If none of you did, "
            "treat that key as stolen.",
        )
    return False


async def push(relay: str, organisation: bytes, desk: bytes, items: Sequence[Item]) -> list[Item]:
    """Send what the relay does not have yet, in order; returns what was sent. Raises Refused."""
    async with connected(relay, PATH, organisation) as connection:
        return [item for item in items if await _bring(connection, desk, item)]


async def _bring(connection: Connection, desk: bytes, item: Item) -> bool:
    """Send one document unless the relay has it."""
    where = desk if item.kind in DESKS else b""
    ref = connection.ref()
    answer = await connection.ask(Fetch(ref=ref, kind=item.kind, desk=where), ref, item.name)
    if not is_news(item, _theirs(answer, item.kind)):
        return False
    ref = connection.ref()
    frame = Publish(ref=ref, envelope=item.raw, packet=item.packet)
    done = await connection.ask(frame, ref, item.name)
    if not isinstance(done, Done):
        raise Refused(f"The relay did not confirm {item.name}.", "Publish again.")
    return True


def _theirs(answer: RelayFrame, kind: Kind) -> Theirs | None:
    """The newest that the relay holds, as it says. Unreadable is as good as absent."""
    if not isinstance(answer, DocumentFrame) or not answer.envelopes:
        return None
    try:
        payload = decode_envelope(answer.envelopes[-1], kind).payload
        return Theirs(_VERSIONS[kind](payload), document_hash(kind, payload))
    except Untrusted:
        return None


def check_ready(items: Sequence[Item], now: int) -> None:
    """Refuse to publish a roster that has run out: nothing could be used under it."""
    for item in items:
        if item.kind in (Kind.CHARTER, Kind.ROSTER) and item.expires <= now:
            raise Refused(
                f"The {NAMES[item.kind]} ran out on {when(item.expires)}, so nothing under it "
                "would be accepted.",
                "Run noview-org shift new, which renews the roster; then publish again."
                if item.kind is Kind.ROSTER
                else "Check this machine's clock; if it is right, a new charter is needed.",
            )

"""Bringing signed documents to a relay: a thin client of `/v1/publish` (protocol.md 10).

What is decided (what to send, what a refusal means) is pure; only `push` touches the network.
The relay is not believed: the worst that its answers can do is to be told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orgkeys.office.heads import head_of, stands
from orgkeys.office.link import Connection, connected
from orgkeys.office.terminal import Refused, when
from relay.documents import (
    Charter,
    HeadSeen,
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
)

PATH: Final = "/v1/publish"
NAMES: Final = {
    Kind.CHARTER: "charter",
    Kind.ROSTER: "roster",
    Kind.NOTICE: "notice",
    Kind.SHIFT: "shift",
    Kind.STATE: "state",
}
SHAPES: Final[dict[Kind, type[Charter | Roster | Notice | Shift | State]]] = {
    Kind.CHARTER: Charter,
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
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
    def whole(self) -> bool:
        """Whether a relay can take it: a shift comes with its packet."""
        return self.kind is not Kind.SHIFT or bool(self.packet)

    @property
    def name(self) -> str:
        """Kind and version, as people say it."""
        return f"{NAMES[self.kind]} {self.version}"


@dataclass(frozen=True)
class Theirs:
    """What the relay holds of a kind: the newest version, its document hash and its end, and
    whether its signer still stands by what is brought: else the relay is about to forget it."""

    version: int
    hash: bytes
    expires: int = 0
    stands: bool = True


def is_news(item: Item, theirs: Theirs | None) -> bool:
    """Whether the relay should be sent this. Raises Refused where the folder cannot go on."""
    if theirs is None or item.version > theirs.version:
        return True
    ours = document_hash(item.kind, decode_envelope(item.raw).payload)
    if item.version == theirs.version and ours == theirs.hash:
        return False
    if not theirs.stands:
        return True
    # Of charters it holds the whole chain; an earlier one is simply there.
    if item.version < theirs.version and item.kind is not Kind.CHARTER:
        raise Refused(
            f"The relay already holds {NAMES[item.kind]} {theirs.version}, and this folder only "
            f"{NAMES[item.kind]} {item.version}: consoles or another administrator "
            "went on, or this is an old copy of the folder.",
            "Take over what they made: noview-org pull wss://… ; then publish again.",
        )
    if item.version == theirs.version:
        raise Refused(
            f"The relay holds another {item.name} than this folder: a console or another "
            "administrator made one at the same time, or somebody else has a key.",
            "Look with noview-org pull wss://… what it is and who signed it. If none of you did, "
            "treat that key as stolen.",
        )
    return False


async def push(
    relay: str, organisation: bytes, desk: bytes, items: Sequence[Item], now: int
) -> list[Item]:
    """Send what the relay does not have yet, in order; returns what was sent. Raises Refused.

    Everything is compared before anything is sent: a folder that does not know what others made
    must not bring half of what it has.
    """
    async with connected(relay, PATH, organisation) as connection:
        held = {kind: await _theirs(connection, kind, desk, items, now) for kind in NAMES}
        news = [item for item in items if is_news(item, held[item.kind]) and item.whole]
        check_shift(news, held[Kind.SHIFT], now)
        for item in news:
            await _bring(connection, item)
        return news


async def _bring(connection: Connection, item: Item) -> None:
    """Send one document."""
    ref = connection.ref()
    frame = Publish(ref=ref, envelope=item.raw, packet=item.packet)
    done = await connection.ask(frame, ref, item.name)
    if not isinstance(done, Done):
        raise Refused(f"The relay did not confirm {item.name}.", "Publish again.")


async def _theirs(
    connection: Connection, kind: Kind, desk: bytes, items: Sequence[Item], now: int
) -> Theirs | None:
    """The newest that the relay holds, as it says. Unreadable is as good as absent."""
    ref, where = connection.ref(), desk if kind in DESKS else b""
    answer = await connection.ask(Fetch(ref=ref, kind=kind, desk=where), ref, f"the {NAMES[kind]}")
    if not isinstance(answer, DocumentFrame) or not answer.envelopes:
        return None
    raw = answer.envelopes[-1]
    try:
        payload = decode_envelope(raw, kind).payload
        told = decode_payload(payload, SHAPES[kind])
        head = head_of(kind, where, told.version, raw)
    except Untrusted:
        return None
    return Theirs(told.version, head.hash, told.expires, _stand(head, items, now))


def _stand(head: HeadSeen, items: Sequence[Item], now: int) -> bool:
    """Whether the signer of what the relay holds stands by the charter and roster we bring."""
    payloads = {item.kind: decode_envelope(item.raw, item.kind).payload for item in items}
    if Kind.CHARTER not in payloads or Kind.ROSTER not in payloads:
        return True
    charter = decode_payload(payloads[Kind.CHARTER], Charter)
    return stands(head, charter, decode_payload(payloads[Kind.ROSTER], Roster), now)


def check_shift(news: Sequence[Item], theirs: Theirs | None, now: int) -> None:
    """Refuse to bring a roster alone while the relay serves a shift in its time: nobody new could
    take that shift then, since it names another roster (protocol.md 3.6)."""
    kinds = {item.kind for item in news}
    served = theirs is not None and theirs.expires > now and theirs.stands
    if theirs is None or not served or Kind.ROSTER not in kinds or Kind.SHIFT in kinds:
        return
    raise Refused(
        f"The relay holds shift {theirs.version}, and nobody could use it any more under the new "
        "roster.",
        "Take over what consoles made: noview-org pull wss://… ; then noview-org shift new, and "
        "publish again.",
    )


def check_ready(items: Sequence[Item], now: int) -> None:
    """Refuse to publish a roster that has run out: nothing could be used under it; and a roster
    without the shift that names it, while there is another shift in its time."""
    for item in items:
        if item.kind in (Kind.CHARTER, Kind.ROSTER) and item.expires <= now:
            raise Refused(
                f"The {NAMES[item.kind]} ran out on {when(item.expires)}, so nothing under it "
                "would be accepted.",
                "Run noview-org shift new, which renews the roster; then publish again."
                if item.kind is Kind.ROSTER
                else "Check this machine's clock; if it is right, a new charter is needed.",
            )
    held = {item.kind: item for item in items}
    if Kind.SHIFT not in held or held[Kind.SHIFT].expires <= now:
        return
    shift = decode_payload(decode_envelope(held[Kind.SHIFT].raw, Kind.SHIFT).payload, Shift)
    roster = held[Kind.ROSTER]
    if shift.roster_hash != document_hash(Kind.ROSTER, decode_envelope(roster.raw).payload):
        raise Refused(
            f"{held[Kind.SHIFT].name} does not name {roster.name}, so nobody could take it.",
            "Run noview-org shift new; then publish again.",
        )

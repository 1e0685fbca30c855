"""Bringing signed documents to a relay: a thin client of `/v1/publish` (protocol.md 10).

What is decided (what to send, what a refusal means) is pure; only `push` touches the network.
The relay is not believed: the worst that its answers can do is to be told of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp

from orgkeys.office.refusals import in_words, unreachable
from orgkeys.office.terminal import Refused, when
from relay import limits
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
from relay.errors import Malformed, Untrusted
from relay.frames import Document as DocumentFrame
from relay.frames import (
    Done,
    Fetch,
    Frame,
    Join,
    Joined,
    Later,
    Publish,
    Refusal,
    RelayFrame,
    decode_relay,
    encode,
)
from relay.frames import Refused as RefusedFrame

PATH: Final = "/v1/publish"
DEADLINE: Final = 15.0
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
_DESKS: Final = (Kind.NOTICE, Kind.SHIFT, Kind.STATE)


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
            f"{NAMES[item.kind]} {item.version}: the folder is an old copy.",
            "Find the newest copy of the folder and publish from there.",
        )
    ours = document_hash(item.kind, decode_envelope(item.raw).payload)
    if item.version == theirs.version and ours != theirs.hash:
        raise Refused(
            f"The relay holds another {item.name} than this folder: two copies of the folder "
            "were used, or somebody else has the administrator key.",
            "Find the other copy. If there is none, treat the administrator key as stolen.",
        )
    return False


class _Connection:
    """One publishing connection: a question, its answer, and a deadline on each."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, relay: str, fingerprint: str
    ) -> None:
        self._socket, self._relay, self._fingerprint = socket, relay, fingerprint
        self._ref = 0

    def ref(self) -> int:
        """A number for the next question."""
        self._ref += 1
        return self._ref

    async def ask(self, frame: Frame, ref: int, what: str) -> RelayFrame:
        """The answer to one frame. Raises Refused."""
        async with asyncio.timeout(DEADLINE):
            await self._socket.send_bytes(encode(frame))
            while True:
                answer = await self._receive(what)
                if isinstance(answer, Later):
                    raise Refused(
                        "The relay is just stopping.", f"Publish again in {answer.seconds} seconds."
                    )
                if isinstance(answer, RefusedFrame) and answer.ref in (0, ref):
                    if answer.code == Refusal.NO_SUCH_DOCUMENT:
                        return answer
                    raise in_words(answer.code, answer.detail, what, self._fingerprint)
                if isinstance(answer, Joined) or getattr(answer, "ref", None) == ref:
                    return answer

    async def _receive(self, what: str) -> RelayFrame:
        message = await self._socket.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            try:
                return decode_relay(message.data)
            except Malformed as error:
                raise unreachable(self._relay, "it does not answer like a relay") from error
        code = self._socket.close_code or 0
        if 4000 < code < 4020:
            raise in_words(code - 4000, 0, what, self._fingerprint)
        raise unreachable(self._relay, "the connection was lost")


async def push(relay: str, organisation: bytes, desk: bytes, items: Sequence[Item]) -> list[Item]:
    """Send what the relay does not have yet, in order; returns what was sent. Raises Refused."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=DEADLINE, connect=DEADLINE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.ws_connect(relay + PATH, max_msg_size=limits.MAX_RELAY_FRAME) as socket,
        ):
            connection = _Connection(socket, relay, organisation.hex())
            join = Join(version=limits.PROTOCOL_VERSION, organisation=organisation)
            await connection.ask(join, 0, "the connection")
            return [item for item in items if await _bring(connection, desk, item)]
    except TimeoutError as error:
        raise unreachable(relay, "it does not answer in time") from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise unreachable(relay, "its TLS certificate is not trusted here") from error
    except aiohttp.ClientConnectorDNSError as error:
        raise unreachable(relay, "there is no machine of that name") from error
    except aiohttp.ClientConnectorError as error:
        raise unreachable(relay, "nobody answers there") from error
    except aiohttp.WSServerHandshakeError as error:
        busy = error.status == 503
        what = "it is just stopping or full" if busy else "what answers there is not a relay"
        why = f"{what} (HTTP {error.status})"
        raise unreachable(relay, why) from error
    except (aiohttp.ClientError, OSError) as error:
        raise unreachable(relay, "the connection failed") from error


async def _bring(connection: _Connection, desk: bytes, item: Item) -> bool:
    """Send one document unless the relay has it."""
    where = desk if item.kind in _DESKS else b""
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

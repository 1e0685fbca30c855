"""Asking a relay for its documents, as any client would (protocol.md 10, `fetch`).

A relay serves all charters, and of everything else only the newest. So it is asked several times:
as a visitor, as staff and as an administrator, over connections of their own, since a host that
shows two people different documents must tell them apart somehow. Nothing is believed here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from audit.documents_found import At
from audit.documents_papers import DESKED, SHAPES
from orgkeys.sockets import Socket, connect
from relay import frames, limits
from relay.documents import Kind
from relay.errors import Malformed

DEADLINE: Final = 15.0
PATIENCE: Final = 20
"""Seconds that a relay may ask us to wait before it answers, once for each question."""
UNASKED: Final = 1_000
"""Frames that we did not ask for and pass over."""
PATHS: Final[Mapping[str, str]] = {
    "visit": "as a visitor",
    "staff": "as staff",
    "publish": "as an administrator",
}
NOT_SERVED: Final = "it says that it does not serve this organisation"
Way = tuple[str, str | None]
"""A path, and the address of this machine to come from, where that matters."""
ASKED: Final[Sequence[Way]] = (
    ("visit", None),
    ("staff", None),
    ("publish", None),
    ("visit", None),
)
"""The connections to each relay, in order."""
Place = tuple[Kind, bytes]
"""A kind and its desk (empty for charter and roster)."""


class Silent(Exception):  # noqa: N818 - no fault of ours: what the other side does not say
    """No answer that can be used. The message is a fixed phrase."""


@dataclass(frozen=True)
class Visit:
    """What one connection was answered. An empty list: the relay says that there is none."""

    relay: str
    path: str
    number: int
    answers: Mapping[Place, Sequence[bytes]] = field(default_factory=dict)
    packets: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    trouble: str = ""

    @property
    def at(self) -> At:
        """Where that was, for people."""
        return At(self.relay, f"connection {self.number} {PATHS[self.path]}")


def questions(desks: Sequence[bytes]) -> Iterator[Place]:
    """Everything that there is to ask, in the order in which it is believed."""
    yield Kind.CHARTER, b""
    yield Kind.ROSTER, b""
    for desk in desks:
        for kind in DESKED:
            yield kind, desk


async def visits(
    relays: Sequence[str],
    organisation: bytes,
    desks: Sequence[bytes],
    ways: Sequence[Way],
    origin: str | None,
    first: int,
) -> list[Visit]:
    """One connection after the other, relay by relay within each way in; numbered from `first`."""
    found: list[Visit] = []
    for path, source in ways:
        for relay in relays:
            opening = connect(f"{relay}/v1/{path}", origin, source)
            number = first + len(found)
            found.append(await _visit(relay, path, number, organisation, desks, opening))
    return found


async def _visit(
    relay: str,
    path: str,
    number: int,
    organisation: bytes,
    desks: Sequence[bytes],
    opening: Awaitable[Socket],
) -> Visit:
    answers: dict[Place, Sequence[bytes]] = {}
    packets: dict[bytes, bytes] = {}
    trouble = ""
    try:
        async with asyncio.timeout(DEADLINE):
            socket = await opening
        try:
            await _ask(socket, frames.Join(limits.PROTOCOL_VERSION, organisation), 0)
            for ref, (kind, desk) in enumerate(questions(desks), 1):
                answer = await _document(socket, ref, kind, desk)
                answers[kind, desk] = answer.envelopes if answer is not None else ()
                if answer is not None and kind is Kind.SHIFT:
                    packets[desk] = answer.packet
        finally:
            await socket.close()
    except TimeoutError:
        trouble = "it did not answer in time"
    except OSError:
        trouble = "no connection could be made, or it was lost"
    except Silent as silent:
        trouble = str(silent)
    return Visit(relay, path, number, answers, packets, trouble)


async def _document(socket: Socket, ref: int, kind: Kind, desk: bytes) -> frames.Document | None:
    answer = await _ask(socket, frames.Fetch(ref, kind, desk), ref)
    if isinstance(answer, frames.Refused):
        return None
    if not isinstance(answer, frames.Document) or answer.kind != kind or kind not in SHAPES:
        raise Silent("it answered something else than what was asked")
    return answer


async def _ask(socket: Socket, frame: frames.Frame, ref: int) -> frames.RelayFrame:
    """The answer, or `refused` with NO_SUCH_DOCUMENT. Raises Silent, OSError, TimeoutError."""
    for _ in range(2):
        async with asyncio.timeout(DEADLINE):
            await socket.send(frames.encode(frame))
            answer = await _answer(socket, ref)
        if not isinstance(answer, frames.Refused) or answer.code == frames.Refusal.NO_SUCH_DOCUMENT:
            return answer
        if answer.code == frames.Refusal.UNKNOWN_ORGANISATION:
            raise Silent(NOT_SERVED)
        if answer.code != frames.Refusal.SLOW_DOWN or answer.detail > PATIENCE:
            break
        await asyncio.sleep(answer.detail)
    raise Silent("it refused to answer")


async def _answer(socket: Socket, ref: int) -> frames.RelayFrame:
    for _ in range(UNASKED):
        raw = await socket.receive()
        if raw is None:
            raise Silent("it closed the connection")
        try:
            frame = frames.decode_relay(raw)
        except Malformed:
            raise Silent("it does not speak like a relay") from None
        if isinstance(frame, frames.Later):
            raise Silent("it is just stopping")
        if isinstance(frame, frames.Refused) and frame.ref in (0, ref):
            return frame
        if isinstance(frame, frames.Joined) if ref == 0 else getattr(frame, "ref", None) == ref:
            return frame
    raise Silent("it sends much and answers nothing")

"""As much of a relay as noview-org needs, for tests: it believes what the rulebook believes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from relay.documents import Kind, TrustedDocuments, decode_envelope
from relay.errors import Untrusted
from relay.frames import (
    Document,
    Done,
    Fetch,
    Join,
    Joined,
    Publish,
    Refusal,
    decode_client,
    encode,
)
from relay.frames import Refused as RefusedFrame
from tests.orgkeys.office import Office

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


class Relay:
    """As much of a relay as publishing needs: it believes only what the rulebook believes."""

    def __init__(self, office: Office) -> None:
        self.organisation = office.holdings().settings.organisation
        self.trusted = TrustedDocuments(self.organisation)
        self.desk = office.holdings().settings.desk
        self.now = office.now
        self.order: list[str] = []
        self.packets: list[bytes] = []

    async def answer(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=8 * 1024 * 1024)
        await socket.prepare(request)
        async for message in socket:
            frame = decode_client(message.data)
            match frame:
                case Join():
                    assert frame.organisation == self.organisation
                    answer: Joined | Document | Done | RefusedFrame = Joined(challenge=bytes(32))
                case Fetch():
                    held = self.held(Kind(frame.kind))
                    if held:
                        packet = self.packet_of(frame, request.path)
                        answer = Document(frame.ref, frame.kind, held, packet)
                    else:
                        answer = RefusedFrame(frame.ref, Refusal.NO_SUCH_DOCUMENT, 0)
                case Publish():
                    answer = self.take(frame)
                case _:
                    raise AssertionError(type(frame))
            await socket.send_bytes(encode(answer))
        return socket

    def packet_of(self, frame: Fetch, path: str) -> bytes:
        """With a shift, and for consoles alone."""
        return self.packets[-1] if path == "/v1/staff" and frame.kind == Kind.SHIFT else b""

    def held(self, kind: Kind) -> list[bytes]:
        if kind is Kind.CHARTER:
            return list(self.trusted.charters)
        found = {
            Kind.ROSTER: self.trusted.roster,
            Kind.NOTICE: self.trusted.notice(self.desk),
            Kind.SHIFT: self.trusted.shift(self.desk),
            Kind.STATE: self.trusted.state(self.desk),
        }[kind]
        return [found.raw] if found else []

    def take(self, frame: Publish) -> Done | RefusedFrame:
        kind = Kind(decode_envelope(frame.envelope).kind)
        self.order.append(kind.name.lower())
        add = {
            Kind.CHARTER: self.trusted.add_charter,
            Kind.ROSTER: self.trusted.add_roster,
            Kind.NOTICE: self.trusted.add_notice,
            Kind.SHIFT: self.trusted.add_shift,
            Kind.STATE: self.trusted.add_state,
        }[kind]
        try:
            assert add(frame.envelope, self.now)
        except Untrusted:
            return RefusedFrame(frame.ref, Refusal.UNTRUSTED, 0)
        if frame.packet:
            self.packets.append(frame.packet)
        return Done(frame.ref)

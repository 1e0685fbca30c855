"""A short connection of noview-org to a relay: a question, its answer, and words for every failure.

The relay is not believed: the worst that its answers can do is to be told of.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from orgkeys.office.refusals import in_words, unreachable
from orgkeys.office.terminal import Refused
from relay import limits
from relay.errors import Malformed
from relay.frames import Frame, Join, Joined, Later, Refusal, RelayFrame, decode_relay, encode
from relay.frames import Refused as RefusedFrame

DEADLINE: Final = 15.0


class Connection:
    """One connection: a question, its answer, and a deadline on each."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, relay: str, fingerprint: str
    ) -> None:
        self._socket, self._relay, self._fingerprint = socket, relay, fingerprint
        self._ref = 0
        self.challenge = b""
        """What a proof on this connection signs (protocol.md 10, `joined`)."""

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


@asynccontextmanager
async def connected(relay: str, path: str, organisation: bytes) -> AsyncIterator[Connection]:
    """A connection that has joined, on one of the relay's paths. Raises Refused."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=DEADLINE, connect=DEADLINE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.ws_connect(relay + path, max_msg_size=limits.MAX_RELAY_FRAME) as socket,
        ):
            connection = Connection(socket, relay, organisation.hex())
            join = Join(version=limits.PROTOCOL_VERSION, organisation=organisation)
            joined = await connection.ask(join, 0, "the connection")
            if isinstance(joined, Joined):
                connection.challenge = joined.challenge
            yield connection
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

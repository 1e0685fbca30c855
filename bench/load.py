"""Pairs of clients that send 512-byte ciphertexts to one another, on each of the servers."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field

from bench.servers import ORGANISATION, Server
from bench.wire import Socket, connect, masked
from relay import frames

CIPHERTEXT = os.urandom(512)


@dataclass
class Tally:
    """Messages that arrived, and the round trips among them in seconds.

    `pause` is how long who started a round waits before the next one, in seconds.
    """

    pause: float = 0.0
    messages: int = 0
    trips: list[float] = field(default_factory=list)
    running: bool = True


class BareSide:
    """One client of a bare forwarder: sends back whatever comes."""

    def __init__(self, socket: Socket, tally: Tally, *, starts: bool) -> None:
        self._socket, self._tally, self._starts = socket, tally, starts
        # As many bytes as an append of the same ciphertext has.
        self._wire = masked(frames.encode(frames.Append(0, bytes(32), 0, CIPHERTEXT)))
        self._sent = 0.0
        socket.on_message = self.received

    def send(self) -> None:
        """Send one message and note when."""
        self._sent = time.perf_counter()
        self._socket.send(self._wire)

    def received(self, _: bytes) -> None:
        """Count, and answer at once."""
        self._tally.messages += 1
        if self._starts:
            self._tally.trips.append(time.perf_counter() - self._sent)
        if not self._tally.running:
            return
        if self._starts and self._tally.pause:
            asyncio.get_running_loop().call_later(self._tally.pause, self.send)
        else:
            self.send()


class RelaySide(BareSide):
    """One client of the relay: a mailbox to read, one to write; every delivery is acknowledged."""

    def __init__(self, socket: Socket, tally: Tally, *, starts: bool, write: bytes) -> None:
        super().__init__(socket, tally, starts=starts)
        self._write, self._number = write, 0

    def send(self) -> None:
        """Append the next ciphertext to the other side's mailbox."""
        self._sent = time.perf_counter()
        append = frames.Append(0, self._write, self._number, CIPHERTEXT)
        self._number += 1
        self._socket.send(masked(frames.encode(append)))

    def received(self, message: bytes) -> None:
        """Acknowledge a delivery, then count and answer it."""
        frame = frames.decode_relay(message)
        if isinstance(frame, frames.Deliver):
            self._socket.send(masked(frames.encode(frames.Ack(1, frame.number + 1))))
            super().received(message)
        elif isinstance(frame, frames.Refused):
            raise ConnectionError(f"the relay refused with code {frame.code}")


async def join(port: int, read: bytes | None) -> Socket:
    """A joined visitor, with a mailbox open on `read` where given."""
    socket = await connect("/v1/visit", port)
    loop = asyncio.get_running_loop()
    answers: list[bytes] = []
    wanted = 2 if read is not None else 1
    ready: asyncio.Future[None] = loop.create_future()

    def answered(message: bytes) -> None:
        answers.append(message)
        if len(answers) == wanted:
            ready.set_result(None)

    socket.on_message = answered
    socket.send(masked(frames.encode(frames.Join(1, ORGANISATION))))
    if read is not None:
        socket.send(masked(frames.encode(frames.Open(1, read, 0, 0))))
    await asyncio.wait_for(ready, 10)
    return socket


async def pair(server: Server, number: int, tally: Tally) -> tuple[BareSide, BareSide]:
    """Two clients that write to one another."""
    if server.name != "relay":
        path = f"/pair/{number}"
        first, second = await connect(path, server.port), await connect(path, server.port)
        return BareSide(first, tally, starts=True), BareSide(second, tally, starts=False)
    reads = os.urandom(32), os.urandom(32)
    writes = [frames.write_capability(read) for read in reads]
    first, second = await join(server.port, reads[0]), await join(server.port, reads[1])
    return (
        RelaySide(first, tally, starts=True, write=writes[1]),
        RelaySide(second, tally, starts=False, write=writes[0]),
    )


@dataclass(frozen=True)
class Rate:
    """Messages a CPU second of the server, and round trips in seconds (median, 99th percentile)."""

    per_cpu_second: float
    median: float
    late: float


async def exchange(server: Server, pairs: int, seconds: float, pause: float = 0.0) -> Rate:
    """Let pairs of clients play ping-pong and measure the server while they do."""
    tally = Tally(pause)
    sides = [await pair(server, number, tally) for number in range(pairs)]
    for first, _ in sides:
        first.send()
    await asyncio.sleep(1)
    tally.trips.clear()
    cpu, messages = server.cpu(), tally.messages
    await asyncio.sleep(seconds)
    cpu, messages = server.cpu() - cpu, tally.messages - messages
    trips = sorted(tally.trips)
    tally.running = False
    await asyncio.sleep(0.3)
    if messages == 0 or cpu == 0:
        raise RuntimeError("nothing arrived, so nothing was measured")
    return Rate(messages / cpu, trips[len(trips) // 2], trips[len(trips) * 99 // 100])


async def idle(server: Server, connections: int) -> float:
    """Resident bytes of an idle connection; on the relay it has joined and opened a mailbox."""
    before = server.memory()
    kept = []
    for number in range(connections):
        if server.name == "relay":
            kept.append(await join(server.port, os.urandom(32)))
        else:
            kept.append(await connect(f"/pair/{number // 2}", server.port))
    await asyncio.sleep(1)
    after = server.memory()
    for socket in kept:
        socket.close()
    return (after - before) / connections

"""Recording the network on the spot: packets where the system lets us, else a relay of bytes.

`Packets` reads what passes this machine's interfaces (Linux, with the right to it). `Recorder`
needs no right: the browser and the Python client call it instead of the relay, and it passes
everything on and keeps a copy. Both keep no more than `MOST` bytes.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Collection, Iterator
from typing import Final, Protocol

from audit.errors import LocalFault
from audit.port_filter import attach
from audit.wire import TCP, End, Flow, Packet, packet_of

MOST: Final = 192 * 1024 * 1024
ALL_KINDS: Final = 0x0003
LARGEST: Final = 1 << 18
STATISTICS: Final = 6
SOL_PACKET: Final = 263
FORCE: Final = 33
"""SO_RCVBUFFORCE, which Python's socket module does not name."""
WAIT: Final = 0.2
PATIENCE: Final = 10.0


class Recording(Protocol):
    """What was recorded."""

    way: str
    """How, in a few words for a report."""
    full: bool

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each direction of each connection, once it has stopped."""

    def stop(self) -> None:
        """Record no more."""


class Packets:
    """Packets of some ports. Raises LocalFault where the system does not let us."""

    def __init__(self, interface: str, ports: Collection[int]) -> None:
        self.way = f"the packets on {interface or 'every interface'}, read by this program"
        self.full = False
        self.ports = set(ports)
        self._kept: list[Packet] = []
        self._size = 0
        self._until = 0.0
        self._over = threading.Event()
        try:
            self._socket = socket.socket(
                socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_KINDS)
            )
            with contextlib.suppress(OSError, ValueError):  # then it hands over all
                attach(self._socket, self.ports)
            with contextlib.suppress(OSError):  # as much as the system gives
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 20)
            with contextlib.suppress(OSError):  # and more than that, for who may
                self._socket.setsockopt(socket.SOL_SOCKET, FORCE, 32 << 20)
            if interface:
                self._socket.bind((interface, ALL_KINDS))
        except (OSError, AttributeError) as fault:
            if hasattr(self, "_socket"):
                self._socket.close()
            reason = fault.strerror if isinstance(fault, OSError) else "not on this system"
            raise LocalFault(f"packets cannot be read: {reason}") from None
        self._socket.settimeout(WAIT)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.is_set() or time.monotonic() < self._until:
            try:
                raw = self._socket.recv(LARGEST)
            except TimeoutError:
                if self._over.is_set():
                    return
                continue
            except OSError:
                return
            packet = packet_of(raw)
            if packet is None or not {packet.source[1], packet.target[1]} & self.ports:
                continue
            self._size += len(packet.data)
            if self._size > MOST:
                self.full = True
                continue
            self._kept.append(packet)

    def stop(self) -> None:
        """Record no more."""
        if not self._over.is_set():
            # What has passed until now may still wait to be read.
            self._until = time.monotonic() + PATIENCE
            self._over.set()
            self._thread.join()
            lost = self._socket.getsockopt(SOL_PACKET, STATISTICS, 8)
            self.full = self.full or struct.unpack("II", lost)[1] > 0
            self._socket.close()

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Connections put together; each packet of UDP for itself."""
        flows: dict[tuple[End, End], Flow] = {}
        for packet in self._kept:
            if packet.kind == TCP:
                flow = flows.setdefault((packet.source, packet.target), Flow())
                flow.take(packet)
            else:
                yield f"packets to port {packet.target[1]}", packet.data
        for (source, target), flow in flows.items():
            port = target[1]
            way = f"to port {port}" if port in self.ports else f"from port {source[1]}"
            yield f"connections {way}", flow.finish()


class Recorder:
    """Passes connections on to another address, with a copy of what goes each way."""

    def __init__(self) -> None:
        self.way = "a pass-through in front of the relay, since packets could not be read"
        self.full = False
        self._copies: list[tuple[str, bytearray]] = []
        self._size = 0
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._over = threading.Event()

    def passing(self, host: str, port: int) -> int:
        """Begin to take connections for this address; the port of this machine to call."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(WAIT)
        self._open.append(listener)
        threading.Thread(target=self._accept, args=(listener, host, port), daemon=True).start()
        return int(listener.getsockname()[1])

    def _accept(self, listener: socket.socket, host: str, port: int) -> None:
        while not self._over.is_set():
            try:
                near, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                far = socket.create_connection((host, port), PATIENCE)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            near.settimeout(None)
            self._open += [near, far]
            for one, other, way in ((near, far, "to"), (far, near, "from")):
                copy = bytearray()
                self._copies.append((f"connections {way} port {port}", copy))
                threading.Thread(target=self._pass, args=(one, other, copy), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, copy: bytearray) -> None:
        with contextlib.suppress(OSError):  # one side is gone: so is the other
            while data := one.recv(65536):
                with self._lock:
                    self._size += len(data)
                    self.full = self.full or self._size > MOST
                    if not self.full:
                        copy += data
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Take and pass on no more."""
        self._over.set()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.close()

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Each way of each connection."""
        for name, copy in self._copies:
            yield name, bytes(copy)

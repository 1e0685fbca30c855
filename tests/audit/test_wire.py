"""Recorded packets: put together in any order, unmasked, unpacked; and recorded on the spot."""

from __future__ import annotations

import os
import socket
import struct
import threading
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canary_capture import Packets, Recorder
from audit.errors import LocalFault
from audit.wire import TCP, Flow, Packet, is_tls, messages_of, packet_of, unmasked

HERE, THERE = (b"\x7f\0\0\1", 4000), (b"\x7f\0\0\1", 80)
UPGRADE = b"GET /v1/visit HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n\r\n"


def part(place: int, data: bytes, opens: bool = False) -> Packet:
    return Packet(TCP, HERE, THERE, place % (1 << 32), opens, data)


@given(
    data=st.binary(min_size=1, max_size=300),
    start=st.integers(0, (1 << 32) - 1),
    order=st.randoms(use_true_random=False),
)
def test_a_stream_is_put_together_whatever_the_order_and_however_often_a_part_comes(
    data: bytes, start: int, order: object
) -> None:
    sizes, at = [7, 1, 30, 12, 50], 0
    parts: list[Packet] = []
    while at < len(data):
        size = sizes[len(parts) % len(sizes)]
        # Sent again later in one piece with what follows.
        parts += [part(start + 1 + at, data[at : at + size])]
        parts += [part(start + 1 + at, data[at : at + size + 3])]
        at += size
    order.shuffle(parts)  # type: ignore[attr-defined]
    flow = Flow()
    for one in [part(start, b"", opens=True), *parts]:
        flow.take(one)
    assert flow.finish() == data
    assert not flow.lost


def test_where_packets_are_missing_what_came_after_is_still_read() -> None:
    flow = Flow()
    for one in (part(9, b"", opens=True), part(10, b"one"), part(113, b"two")):
        flow.take(one)
    assert (flow.finish(), flow.lost) == (b"onetwo", True)


def ip4(kind: int, body: bytes) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, kind, 0)
    return head + HERE[0] + THERE[0] + body + b"padding of a network card"


def test_packets_of_both_kinds_and_versions_are_read() -> None:
    tcp = struct.pack(">HHIIBBHHH", 4000, 80, 77, 0, 0x60, 0x18, 0, 0, 0) + b"opts" + b"said"
    assert packet_of(ip4(6, tcp)) == Packet(6, HERE, THERE, 77, False, b"said")
    udp = struct.pack(">HHHH", 4000, 80, 12, 0) + b"said"
    assert packet_of(ip4(17, udp)) == Packet(17, HERE, THERE, 0, False, b"said")
    six = struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + bytes(15) + b"\1" + bytes(15) + b"\1"
    found = packet_of(six + tcp)
    assert found is not None
    assert (found.place, found.data) == (77, b"said")
    for strange in (b"", b"\x45", os.urandom(3), ip4(1, b"ping"), ip4(6, b"short")[:25]):
        assert packet_of(strange) is None


def frame(data: bytes, kind: int = 2, key: bytes = b"", packed: bool = False) -> bytes:
    length = len(data)
    size = bytes([length]) if length < 126 else b"\x7e" + struct.pack(">H", length)
    first = 0x80 | kind | (0x40 if packed else 0)
    head = bytes([first, size[0] | (0x80 if key else 0)]) + size[1:]
    return head + key + unmasked(data, key)


@given(data=st.lists(st.binary(max_size=400), max_size=4), key=st.binary(min_size=4, max_size=4))
def test_what_a_browser_masks_is_read(data: list[bytes], key: bytes) -> None:
    stream = UPGRADE + b"".join(frame(one, key=key) for one in data)
    assert list(messages_of(stream)) == data
    assert list(messages_of(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" + stream[80:])) == []


def test_what_is_packed_on_a_websocket_is_read_also_where_one_message_leans_on_the_last() -> None:
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    stream = UPGRADE
    for one in (b"a text that comes twice", b"a text that comes twice"):
        packed = machine.compress(one) + machine.flush(zlib.Z_SYNC_FLUSH)
        stream += frame(packed[:-4], packed=True, key=b"mask")
    told = list(messages_of(stream + frame(b"ping", kind=9)))
    assert told.count(b"a text that comes twice") == 2
    assert told[-1] == b"ping"


def test_a_stream_that_was_cut_is_read_as_far_as_it_goes() -> None:
    stream = UPGRADE + frame(b"whole") + frame(b"x" * 300)
    for end in range(len(UPGRADE), len(stream)):
        assert b"".join(messages_of(stream[:end])) in b"whole" + b"x" * 300


def test_an_encrypted_connection_is_known() -> None:
    assert is_tls(b"\x16\x03\x01\x02\x00\x01")
    assert not is_tls(UPGRADE)


class Echo:
    """Somebody who says everything back, on this machine."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        near, _ = self.listener.accept()
        with near:
            while data := near.recv(4096):
                near.sendall(data)

    def close(self) -> None:
        self.thread.join(10)
        self.listener.close()


def says(port: int, words: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as caller:
        caller.sendall(words)
        heard = b""
        while len(heard) < len(words):
            heard += caller.recv(4096)
        caller.shutdown(socket.SHUT_WR)
        assert caller.recv(1) == b""


def test_a_recorder_passes_everything_on_and_keeps_both_ways() -> None:
    echo, recorder = Echo(), Recorder()
    words = os.urandom(200_000)
    try:
        says(recorder.passing("127.0.0.1", echo.port), words)
    finally:
        echo.close()
        recorder.stop()
    assert sorted(recorder.streams()) == [
        (f"connections from port {echo.port}", words),
        (f"connections to port {echo.port}", words),
    ]
    assert not recorder.full


def packets_of(port: int) -> Packets | None:
    """None where the system gives us no right to it."""
    try:
        return Packets("lo", {port})
    except LocalFault:
        return None


def test_packets_are_recorded_on_the_spot_where_the_system_lets_us() -> None:
    echo = Echo()
    words = os.urandom(100_000)
    packets = packets_of(echo.port)
    try:
        says(echo.port, words)
    finally:
        echo.close()
        if packets is not None:
            packets.stop()
    assert packets is None or dict(packets.streams()) == {
        f"connections from port {echo.port}": words,
        f"connections to port {echo.port}": words,
    }


def test_an_interface_that_is_not_there_is_a_fault_of_this_machine() -> None:
    with pytest.raises(LocalFault, match="packets cannot be read"):
        Packets("no-such-one", {80})

"""The program that the system runs on packets takes those of some ports, and no others."""

from __future__ import annotations

import socket
import struct
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.port_filter import (
    ALL,
    AND,
    ANY_BIT,
    BYTE,
    EQUAL,
    HALF,
    HALF_AFTER_HEAD,
    HEAD_LENGTH,
    attach,
    steps,
)
from audit.wire import TCP, UDP, packet_of

PORT = st.integers(0, 65535)


def taken(packet: bytes, ports: Collection[int]) -> bool:
    """What Linux would make of it: classic BPF, as far as we use it."""
    program, at, value, head = steps(ports), 0, 0, 0
    while True:
        code, if_so, if_not, number = program[at]
        at += 1
        if code == BYTE:
            value = packet[number]
        elif code == HALF:
            value = struct.unpack_from(">H", packet, number)[0]
        elif code == HALF_AFTER_HEAD:
            value = struct.unpack_from(">H", packet, head + number)[0]
        elif code == HEAD_LENGTH:
            head = 4 * (packet[number] & 15)
        elif code == AND:
            value &= number
        elif code == EQUAL:
            at += if_so if value == number else if_not
        elif code == ANY_BIT:
            at += if_so if value & number else if_not
        else:
            assert number in (0, ALL)
            return number == ALL


def four(kind: int, source: int, target: int, options: int = 0, part: int = 0) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45 + options, 0, 0, 0, part, 64, kind, 0) + bytes(8)
    return head + bytes(4 * options) + struct.pack(">HH", source, target) + b"\x50" * 40


def six(kind: int, source: int, target: int) -> bytes:
    head = struct.pack(">IHBB", 0x6 << 28, 0, kind, 64) + bytes(32)
    return head + struct.pack(">HH", source, target) + b"\x50" * 40


@given(
    st.sets(PORT, min_size=1, max_size=60), PORT, PORT, st.sampled_from([TCP, UDP]),
    st.integers(0, 10),
)  # fmt: skip
def test_a_packet_is_taken_if_one_of_its_ports_is_wanted(
    ports: set[int], source: int, target: int, kind: int, options: int
) -> None:
    for packet in (four(kind, source, target, options), six(kind, source, target)):
        read = packet_of(packet)
        assert read is not None
        assert (read.source[1], read.target[1]) == (source, target)
        assert taken(packet, ports) == bool(ports & {source, target})
        for wanted in (source, target):
            assert taken(packet, [*ports, wanted][-60:])


def test_what_cannot_be_judged_is_taken_and_what_is_no_ip_is_not() -> None:
    assert taken(four(TCP, 1, 2, part=7), [9])
    assert taken(six(0, 1, 2), [9]), "a header in between"
    assert not taken(b"\x00" * 60, [0])


def test_no_more_ports_than_a_jump_can_reach() -> None:
    with pytest.raises(ValueError, match="too many"):
        steps(range(61))


def test_the_system_takes_the_program() -> None:
    """On an ordinary socket, which anybody may have: a datagram begins with its own header there,
    so with no IP version it is thrown away, and with the program gone it comes."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
    ):
        here.bind(("127.0.0.1", 0))
        here.settimeout(30)
        there.sendto(b"before", here.getsockname())
        assert here.recv(100) == b"before"
        attach(here, [1])
        there.sendto(b"after", here.getsockname())
        here.settimeout(0.3)
        with pytest.raises(TimeoutError):
            here.recv(100)

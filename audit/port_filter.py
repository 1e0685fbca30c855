"""Which packets the system hands to a recording: those of some ports, judged before it copies them.

Without it a busy machine hands over more packets than a program can read, and loses the ones that
matter. The program is classic BPF as Linux takes it: packets begin with their IP header. Packets
that cannot be judged (later parts of a packet in pieces, headers in between) are handed over.
"""

from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

ATTACH: Final = 26
"""SO_ATTACH_FILTER, which Python's socket module does not name."""
BYTE: Final = 0x30
HALF: Final = 0x28
HALF_AFTER_HEAD: Final = 0x48
HEAD_LENGTH: Final = 0xB1
AND: Final = 0x54
EQUAL: Final = 0x15
ANY_BIT: Final = 0x45
RETURN: Final = 0x06
ALL: Final = 0xFFFFFFFF
TCP_UDP: Final = (6, 17)


class Step(NamedTuple):
    """One instruction: what, how many to skip if so and if not, and with which number."""

    code: int
    if_so: int
    if_not: int
    number: int


def steps(ports: Collection[int]) -> list[Step]:
    """The program for these ports, at most 60 of them."""
    wanted = sorted(set(ports))
    if len(wanted) > 60:
        raise ValueError("too many ports")
    four = list(_four(wanted))
    return [
        Step(BYTE, 0, 0, 0),
        Step(AND, 0, 0, 0xF0),
        Step(EQUAL, 2, 0, 0x40),
        Step(EQUAL, len(four) + 1, 0, 0x60),
        Step(RETURN, 0, 0, 0),
        *four,
        *_six(wanted),
    ]


def _four(ports: list[int]) -> Iterator[Step]:
    """IPv4: a first part only tells its ports; the header has its own length."""
    yield Step(HALF, 0, 0, 6)
    yield Step(ANY_BIT, 0, 1, 0x1FFF)
    yield Step(RETURN, 0, 0, ALL)
    yield Step(HEAD_LENGTH, 0, 0, 0)
    yield from _either(HALF_AFTER_HEAD, 0, 2, ports)


def _six(ports: list[int]) -> Iterator[Step]:
    """IPv6: where something stands between, all of it."""
    yield Step(BYTE, 0, 0, 6)
    yield Step(EQUAL, 2, 0, TCP_UDP[0])
    yield Step(EQUAL, 1, 0, TCP_UDP[1])
    yield Step(RETURN, 0, 0, ALL)
    yield from _either(HALF, 40, 42, ports)


def _either(load: int, source: int, target: int, ports: list[int]) -> Iterator[Step]:
    """Both ports against each that is wanted."""
    many = len(ports)
    yield Step(load, 0, 0, source)
    # To the end of both lists, where it is handed over, from wherever one is equal.
    yield from (Step(EQUAL, 2 * many - at + 1, 0, port) for at, port in enumerate(ports))
    yield Step(load, 0, 0, target)
    yield from (Step(EQUAL, many - at, 0, port) for at, port in enumerate(ports))
    yield Step(RETURN, 0, 0, 0)
    yield Step(RETURN, 0, 0, ALL)


def attach(to: socket.socket, ports: Collection[int]) -> None:
    """Let the system judge for this socket. Raises OSError where it does not."""
    program = steps(ports)
    raw = b"".join(struct.pack("HBBI", *one) for one in program)
    kept = ctypes.create_string_buffer(raw, len(raw))
    to.setsockopt(
        socket.SOL_SOCKET, ATTACH, struct.pack("HP", len(program), ctypes.addressof(kept))
    )

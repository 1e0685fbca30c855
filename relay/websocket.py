"""WebSocket (RFC 6455), the server's side, as bytes: what this relay needs of it and no more.

Binary messages only, no extension, so no compression. A client's frames are masked; what is too
long is refused by its header, before its bytes are kept. Pure: no socket in here.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha1

from relay.errors import RemoteFault

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

GOING_AWAY = 1001
PROTOCOL_ERROR = 1002
NOT_ACCEPTED = 1003
POLICY = 1008
TOO_BIG = 1009
OUR_FAULT = 1011

MAX_FRAGMENTS = 64
ACCEPT_SALT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Broken(RemoteFault):
    """The client broke the WebSocket protocol or a bound; `close` is the code to close with."""

    def __init__(self, close: int) -> None:
        super().__init__("websocket", f"closed with {close}")
        self.close = close


class Reader:
    """Bytes of one client in, whole messages out. `most` bounds a message, however it comes."""

    __slots__ = ("_buffer", "_most", "_parts", "_size")

    def __init__(self, most: int) -> None:
        self._most = most
        self._buffer = bytearray()
        self._parts: list[bytes] | None = None  # of a message that comes in fragments
        self._size = 0

    @property
    def unfinished(self) -> bool:
        """Whether a frame or message has begun and not ended."""
        return bool(self._buffer) or self._parts is not None

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """(opcode, payload) of every message that is whole now. Raises Broken; then it is over."""
        source: bytes | bytearray = data
        if self._buffer:
            self._buffer += data
            source = self._buffer
        out: list[tuple[int, bytes]] = []
        at, end = 0, len(source)
        while end - at >= 2:
            first, second = source[at], source[at + 1]
            length = second & 0x7F
            head = at + 2
            if length > 125:
                head += 2 if length == 126 else 8
                if end < head:
                    break
                least = 126 if length == 126 else 65_536
                length = int.from_bytes(source[at + 2 : head], "big")
                if length < least:
                    raise Broken(PROTOCOL_ERROR)
            self._check(first, second, length)
            stop = head + 4 + length
            if end < stop:
                break
            payload = unmask(source[head : head + 4], source[head + 4 : stop])
            at = stop
            if first == 0x80 | BINARY:
                out.append((BINARY, payload))
            elif first & 0x08:
                out.append((first & 0x0F, payload))
            else:
                self._fragment(first, payload, out)
        if source is self._buffer:
            del self._buffer[:at]
        elif at < end:
            self._buffer += data[at:]
        return out

    def _check(self, first: int, second: int, length: int) -> None:
        """A frame by its header alone."""
        opcode = first & 0x0F
        if first & 0x70 or not second & 0x80:
            raise Broken(PROTOCOL_ERROR)
        if opcode >= CLOSE:
            if opcode > PONG or length > 125 or not first & 0x80:
                raise Broken(PROTOCOL_ERROR)
            return
        if opcode == TEXT:
            raise Broken(NOT_ACCEPTED)
        if opcode > BINARY or (opcode == CONTINUATION) == (self._parts is None):
            raise Broken(PROTOCOL_ERROR)
        if self._size + length > self._most:
            raise Broken(TOO_BIG)

    def _fragment(self, first: int, payload: bytes, out: list[tuple[int, bytes]]) -> None:
        parts = [] if self._parts is None else self._parts
        parts.append(payload)
        if first & 0x80:
            out.append((BINARY, b"".join(parts)))
            self._parts, self._size = None, 0
            return
        if len(parts) >= MAX_FRAGMENTS:
            raise Broken(TOO_BIG)
        self._parts = parts
        self._size += len(payload)


def unmask(mask: bytes | bytearray, payload: bytes | bytearray) -> bytes:
    """The payload as it was before its mask of 4 bytes; as one number, since that is quick."""
    size = len(payload)
    if not size:
        return b""
    stream = (bytes(mask) * (size // 4 + 1))[:size]
    clear = int.from_bytes(payload, "little") ^ int.from_bytes(stream, "little")
    return clear.to_bytes(size, "little")


def header(size: int, opcode: int = BINARY) -> bytes:
    """What stands before an unmasked message of so many bytes."""
    if size < 126:
        return bytes((0x80 | opcode, size))
    if size < 65_536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big")
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big")


def close_frame(code: int) -> bytes:
    """A whole close frame, without a reason in words."""
    return header(2, CLOSE) + code.to_bytes(2, "big")


def echo_of_close(payload: bytes) -> int:
    """The code to answer a client's close with. Raises Broken for one that may not be sent."""
    if not payload:
        return 1000
    code = int.from_bytes(payload[:2], "big")
    known = 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999
    if len(payload) == 1 or not known:
        raise Broken(PROTOCOL_ERROR)
    return code


def accept_key(key: str) -> str | None:
    """The answer to a handshake's key (RFC 6455 4.2.2), or None for one that is no key."""
    try:
        nonce = b64decode(key, validate=True)
    except (NotBase64, ValueError):
        return None
    if len(nonce) != 16:
        return None
    # SHA-1 because the RFC says so; nothing rests on it.
    salted = sha1(key.encode("ascii") + ACCEPT_SALT, usedforsecurity=False)
    return b64encode(salted.digest()).decode("ascii")

"""How a text may be written down: every common way, each as the bytes to look for. Pure."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote

ENCODINGS: Final = (
    "plain",
    "utf-16",
    "utf-32",
    "reversed",
    "hex",
    "hex of utf-16",
    "base64",
    "base64 of utf-16",
    "percent",
    "escaped",
)
"""The names of all ways, as findings call them."""


@lru_cache(maxsize=512)
def needles(text: str) -> dict[str, tuple[bytes, ...]]:
    """The name of an encoding, and the bytes in which it is to be recognized, whatever stands
    around. Of ASCII the zeros of UTF-16 stand between any two letters in either byte order, so one
    needle finds both."""
    raw = text.encode()
    found = {
        "plain": (raw,),
        "utf-16": wide(text, 2),
        "utf-32": wide(text, 4),
        "reversed": (raw[::-1], text[::-1].encode(), *wide(text[::-1], 2)),
        "hex": (raw.hex().encode(), raw.hex().upper().encode()),
        "hex of utf-16": tuple(
            way for one in wide(text, 2) for way in (one.hex().encode(), one.hex().upper().encode())
        ),
        "base64": tuple(aligned(raw)),
        "base64 of utf-16": tuple(way for one in wide(text, 2) for way in aligned(one)),
        "percent": (*percent(raw), quote(text).encode()),
        "escaped": tuple(escaped(text)),
    }
    plain = {raw}
    return {
        name: tuple(dict.fromkeys(way for way in ways if name == "plain" or way not in plain))
        for name, ways in found.items()
    }


def wide(text: str, width: int) -> tuple[bytes, ...]:
    """In units of two or four bytes, in both orders."""
    if text.isascii():
        return (bytes(width - 1).join(text[at : at + 1].encode() for at in range(len(text))),)
    kind = {2: "utf-16", 4: "utf-32"}[width]
    return tuple(text.encode(f"{kind}-{order}") for order in ("le", "be"))


def aligned(raw: bytes) -> Iterator[bytes]:
    """Base64 of the bytes wherever they begin in a longer text, in both alphabets."""
    for before in range(3):
        padded = bytes(before) + raw + bytes(-(before + len(raw)) % 3)
        # The first and last group mix with their neighbors: only what is ours alone stays.
        skip = 4 if before else 0
        cut = 4 if (before + len(raw)) % 3 else 0
        for encode in (b64encode, urlsafe_b64encode):
            whole = encode(padded)
            yield whole[skip : len(whole) - cut]


def percent(raw: bytes) -> Iterator[bytes]:
    """Every byte as %XX, in both cases."""
    for form in ("%%%02X", "%%%02x"):
        yield "".join(form % byte for byte in raw).encode()


def escaped(text: str) -> Iterator[bytes]:
    r"""As in JSON, in Python's repr and in HTML: \uXXXX, \xXX, &#NN; for all, or where it must."""
    for only_beyond in (False, True):
        for form in ("\\u{:04x}", "\\u{:04X}", "&#{};", "&#x{:x};", "&#x{:X};"):
            yield "".join(
                char if only_beyond and char.isascii() else form.format(ord(char)) for char in text
            ).encode()
    yield ascii(text)[1:-1].encode()
    yield repr(text.encode())[2:-1].encode()
    for form in ("\\x{:02x}", "\\x{:02X}"):
        yield "".join(form.format(byte) for byte in text.encode()).encode()

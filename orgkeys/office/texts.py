"""Small files as text that people can copy: one line, or several numbered QR codes.

A file of the ceremony is carried as it is, pasted as `noview:` and base64url, or read by a camera.
What is too long for one QR code that a telephone can read off a screen becomes several, each
`noview:<number>/<of how many>:<check>:<part>`, which can be pasted in any order. Pure.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Final

import segno

from orgkeys import primitives
from orgkeys.office.terminal import Refused
from orgkeys.request import TEXT as PREFIX
from orgkeys.request import from_text, to_text
from relay.errors import Malformed

LONGEST_PART: Final = 400  # a code of 69 squares, which a narrow terminal can show
MOST_PARTS: Final = 99
_LONGEST: Final = 64 * 1024
_WHOLE = re.compile(r"noview:([A-Za-z0-9_-]+)")
_PART = re.compile(r"noview:([0-9]{1,2})/([0-9]{1,2}):([0-9a-f]{8}):([A-Za-z0-9_-]+)")


def to_parts(raw: bytes) -> list[str]:
    """The bytes as lines that fit a QR code each. One, if it fits. Raises Refused far beyond."""
    text = to_text(raw)
    if len(text) <= LONGEST_PART:
        return [text]
    body = text.removeprefix(PREFIX)
    size = LONGEST_PART - 32
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    if len(chunks) > MOST_PARTS:
        raise Refused(
            "This is too long for QR codes.", "Carry the file itself, such as on a USB stick."
        )
    check = _check(raw)
    return [f"{PREFIX}{n}/{len(chunks)}:{check}:{chunk}" for n, chunk in enumerate(chunks, 1)]


def qr_lines(text: str) -> list[str]:
    """The QR code of one line, in half blocks for a light code on a dark ground."""
    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue().splitlines()


class Pasted:
    """Lines as they are pasted, until they are whole. Spaces and line breaks do no harm."""

    def __init__(self) -> None:
        self._parts: dict[int, str] = {}
        self._of: tuple[int, str] | None = None

    def add(self, line: str) -> bytes | None:
        """Take one line; the bytes once all of them are there. Raises Refused, keeping the rest."""
        tidy = "".join(line.split())
        if len(tidy) > _LONGEST:
            raise _odd()
        if whole := _WHOLE.fullmatch(tidy):
            return _decode(whole[1])
        part = _PART.fullmatch(tidy)
        if part is None:
            raise _odd()
        number, of = int(part[1]), (int(part[2]), part[3])
        if not 1 <= number <= of[0] or (self._of is not None and of != self._of):
            raise Refused(
                "This part belongs to something else.",
                "Paste the parts of one thing only, and run this again to begin anew.",
            )
        self._of = of
        self._parts[number] = part[4]
        if len(self._parts) < of[0]:
            return None
        raw = _decode("".join(self._parts[n] for n in range(1, of[0] + 1)))
        if _check(raw) != of[1]:
            raise Refused("The parts do not fit together.", "Copy them again, each whole.")
        return raw

    def missing(self) -> list[int]:
        """Which numbers are still to come."""
        return [n for n in range(1, (self._of or (0, ""))[0] + 1) if n not in self._parts]


def from_file(raw: bytes) -> bytes:
    """What a file holds: the bytes themselves, or text that somebody saved. Raises Refused."""
    if not raw.startswith(PREFIX.encode()):
        return raw
    try:
        lines = raw.decode("ascii").split()
    except UnicodeDecodeError:
        raise _odd() from None
    return from_lines(lines)


def from_lines(lines: Iterable[str]) -> bytes:
    """The bytes of one line or of all the parts. Raises Refused where a part is missing."""
    pasted = Pasted()
    for line in lines:
        found = pasted.add(line)
        if found is not None:
            return found
    missing = ", ".join(str(n) for n in pasted.missing())
    raise Refused(f"Not all parts are there: {missing} of them missing.", "Copy all of them.")


def _check(raw: bytes) -> str:
    return primitives.sha256(raw)[:4].hex()


def _decode(body: str) -> bytes:
    try:
        return from_text(PREFIX + body)
    except Malformed:
        raise _odd() from None


def _odd() -> Refused:
    return Refused(
        "That is not text of noview, or a piece of it is missing.",
        "It begins with noview: and goes on in one piece. Copy all of it.",
    )

"""Weak clients: one guard taken out of the Python client. Each story must notice its own.

A plant is a function of pytest's monkeypatch. None of this is in the code that ships.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orgkeys import asks, encoding, handshake, messages, sealing, transport
from orgkeys.chain import Chain, Step, Where
from orgkeys.conversation import Center
from orgkeys.line import Line
from orgkeys.machines import follow, seat, standing, star, talks
from orgkeys.machines.link import Link
from orgkeys.machines.talk import Talk
from orgkeys.packet import PacketContent
from orgkeys.primitives import bind, pad
from relay import document_checks, document_floors, document_held, document_rules, documents
from relay.documents import (
    Certificate,
    Kind,
    Shift,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
)

Plant = Callable[[pytest.MonkeyPatch], None]


def believes_any_certificate(patch: pytest.MonkeyPatch) -> None:
    """No signature, no roster: whoever says that they are staff is staff."""

    def check(_: TrustedDocuments, raw: bytes, __: float) -> Certificate:
        return decode_payload(decode_envelope(raw, Kind.CERTIFICATE).payload, Certificate)

    patch.setattr(TrustedDocuments, "check_certificate", check)


def accepts_without_frame_0(patch: pytest.MonkeyPatch) -> None:
    """The certificate is enough; nobody has to show that they hold its key."""
    patch.setattr(handshake, "open_frame", lambda *_: messages.encode(messages.Ready()))


def believes_any_signer(patch: pytest.MonkeyPatch) -> None:
    """Who signed a document is not looked at."""

    def anybody(charter: Any, *_: object) -> bytes:
        key: bytes = charter.administrator_keys[0]
        return key

    for room in (documents, document_checks):
        patch.setattr(room, "by_administrator", anybody)


def says_nothing_of_documents(patch: pytest.MonkeyPatch) -> None:
    """What cannot be trusted is passed over in silence."""
    patch.setattr(follow, "_problem", lambda *_: None)


def takes_older_versions(patch: pytest.MonkeyPatch) -> None:
    """Whatever the relay serves is the newest."""
    for room in (documents, document_held):
        patch.setattr(room, "is_newer", lambda *_: True)
    patch.setattr(document_floors.Floors, "check", lambda *_: None)
    patch.setattr(documents, "revoked_with", lambda revoked, _: revoked)


def knows_no_time(patch: pytest.MonkeyPatch) -> None:
    """Nothing ever expires."""
    for room in (follow, star, seat, documents, document_held):
        patch.setattr(room, "in_time", lambda *_: True)
    for room in (document_held, document_rules):
        patch.setattr(room, "check_time", lambda *_: None)


def shows_again(patch: pytest.MonkeyPatch) -> None:
    """Numbers that were seen are taken again, and so are the ids of texts."""
    real, placed = Line.receive, Center.receive

    def receive(self: Line, number: int, frame: bytes) -> Any:
        seen = self.__dict__.setdefault("_seen", {})
        if number not in seen:
            seen[number] = real(self, number, frame)
        return seen[number]

    def place(self: Center, person: int, message: Any) -> Any:
        if isinstance(message, messages.Text):
            self._last[person] = message.id - 1
        return placed(self, person, message)

    patch.setattr(Line, "receive", receive)
    patch.setattr(Center, "receive", place)


def overlooks_gaps(patch: pytest.MonkeyPatch) -> None:
    """A number that is not the next is dropped without a word."""
    real = Line.receive

    def receive(self: Line, number: int, frame: bytes) -> Any:
        return None if number != self.expected else real(self, number, frame)

    patch.setattr(Line, "receive", receive)


def calls_sent_delivered(patch: pytest.MonkeyPatch) -> None:
    """What has left counts as read."""
    real = Link._send

    def send(self: Link, message: Any, now: float) -> bool:
        left = real(self, message, now)
        self.owner.receipted(self, message, now)
        return left

    patch.setattr(Link, "_send", send)


def _without_refresh(patch: pytest.MonkeyPatch) -> None:
    real = Chain.move

    def move(self: Chain, step: Step, secret: bytes | None = None) -> None:
        real(self, step)

    patch.setattr(Chain, "move", move)


def has_one_chain_for_both_directions(patch: pytest.MonkeyPatch) -> None:
    """Direction is in no key and in no frame."""
    real = handshake.derive

    def derive(*args: Any) -> handshake.Roots:
        roots = real(*args)
        return handshake.Roots(roots.inviter, roots.inviter, roots.line_id)

    def bound(self: Where, label: str, *more: bytes) -> bytes:
        return bind(label, self.organisation, self.line_id, bytes([self.number % 256]), *more)

    patch.setattr(handshake, "derive", derive)
    patch.setattr(Where, "bound", bound)
    _without_refresh(patch)


def has_the_same_chains_for_all(patch: pytest.MonkeyPatch) -> None:
    """No line has keys of its own."""
    real = handshake.derive

    def derive(*args: Any) -> handshake.Roots:
        return handshake.Roots(bytes(32), bytes([1] * 32), real(*args).line_id)

    def bound(self: Where, label: str, *more: bytes) -> bytes:
        return bind(label, bytes([self.direction, self.number % 256]), *more)

    patch.setattr(handshake, "derive", derive)
    patch.setattr(Where, "bound", bound)
    _without_refresh(patch)


def compares_no_commitment(patch: pytest.MonkeyPatch) -> None:
    """A box that opens is good."""
    patch.setattr(sealing, "equal", lambda *_: True)


def takes_any_version(patch: pytest.MonkeyPatch) -> None:
    """Whatever the version field of a hello says, it is read as ours."""
    real = encoding.decode_as

    def lenient(raw: bytes, shape: Any) -> Any:
        fields = encoding.decode(raw)
        assert isinstance(fields, list)
        return real(encoding.encode([1, *fields[1:]]), shape)

    patch.setattr(handshake, "decode_as", lenient)


def knocks_in_plain_words(patch: pytest.MonkeyPatch) -> None:
    """Where sealing is inconvenient, it is left out."""

    def plain(_: bytes, __: bytes, text: bytes, size: int) -> tuple[bytes, bytes]:
        padded = pad(text, size)
        return padded, padded

    patch.setattr(asks, "seal_padded", plain)


def falls_over_nonsense(patch: pytest.MonkeyPatch) -> None:
    """What is no frame ends the task that reads."""

    class UnheardError(Exception):
        pass

    patch.setattr(transport, "Malformed", UnheardError)


def opens_any_packet(patch: pytest.MonkeyPatch) -> None:
    """The packet is whatever the relay sends with the shift."""

    def opened(self: standing.Standing, believed: handshake.Believed, shift: Shift) -> None:
        self._looked, self._content = believed, PacketContent(bytes(32), bytes(32))

    patch.setattr(standing.Standing, "_open", opened)


def believes_signers_and_packets(patch: pytest.MonkeyPatch) -> None:
    """Both, since the packet would give away a shift that nobody signed."""
    believes_any_signer(patch)
    opens_any_packet(patch)


def talks_to_anybody(patch: pytest.MonkeyPatch) -> None:
    """Whoever knocks is whom we talk to."""
    real = handshake.make_hello

    def eager(*args: Any) -> tuple[bytes, Line]:
        append, line = real(*args)
        line.answered, line.write = True, bytes(32)
        return append, line

    patch.setattr(talks, "make_hello", eager)
    patch.setattr(Talk, "_check_talking", lambda _: None)

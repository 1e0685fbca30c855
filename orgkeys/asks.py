"""What begins a line: a knock (protocol.md 5.2) or an invitation (5.8), made and opened.

Both are 4096 bytes on the wire. `Ask` is the inviter's half with its one-time secrets; `OpenedAsk`
is what the responder reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from orgkeys import labels
from orgkeys.encoding import Bin32, Row, SealingPublic, decode_as, encode
from orgkeys.errors import BadHello, CannotOpen, Unsendable
from orgkeys.primitives import Bytes, bind, digest, wipe, x25519_public, xwing_public
from orgkeys.sealing import Random, open_padded, seal_padded
from relay.documents import Certificate
from relay.limits import ASK_SIZE

KNOCK_SHAPE = 0
SURVIVOR_SHAPE = 1  # an invitation by a survivor
STAFF_SHAPE = 2  # an invitation between staff
FIRST_LONGEST = 1000  # bytes

Format = Annotated[int, Meta(ge=1, le=1)]
Line = Annotated[str, Meta(max_length=256)]
CheckCertificate = Callable[[bytes], Certificate]


@dataclass(frozen=True)
class Believed:
    """What both sides must believe alike (5.1): three hashes of 32 bytes."""

    organisation: bytes
    shift_hash: bytes
    roster_hash: bytes

    def bound(self, label: str, *more: bytes) -> bytes:
        """The `info` of a sealing under what is believed."""
        return bind(label, self.organisation, self.shift_hash, self.roster_hash, *more)


@dataclass(frozen=True)
class KnockText:
    """What a survivor says before anybody answers; every part may be empty."""

    language: str = field(default="", repr=False)
    address_as: str = field(default="", repr=False)
    first: str = field(default="", repr=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class InvitationText:
    """What an invitation says: `w` is where the answer goes; purpose 0 again, 1 join, 2 hand over.

    `inviter_certificate` is empty when a survivor invites.
    """

    w: bytes = field(repr=False)
    line_id_before: bytes = field(default=b"", repr=False)
    purpose: int = 0
    inviter_certificate: bytes = field(default=b"", repr=False)
    note: str = field(default="", repr=False)


class _Knock(Row, frozen=True, array_like=True):
    format: Format
    e_s: Bin32
    u_s: SealingPublic
    language: Annotated[str, Meta(max_length=16)]
    address_as: Annotated[str, Meta(max_length=64)]
    first: Annotated[str, Meta(max_length=FIRST_LONGEST)]
    answers: Annotated[tuple[tuple[Line, Line], ...], Meta(max_length=8)]


class _Invitation(Row, frozen=True, array_like=True):
    format: Format
    e_s: Bin32
    u_s: SealingPublic
    w: Bin32
    line_id_before: Annotated[bytes, Meta(max_length=32)]
    purpose: Annotated[int, Meta(ge=0, le=2)]
    inviter_certificate: Annotated[bytes, Meta(max_length=2048)]
    note: Annotated[str, Meta(max_length=256)]


def _check_knock(knock: _Knock) -> None:
    if len(knock.first.encode()) > FIRST_LONGEST:
        raise CannotOpen("malformed")


def _check_invitation(invitation: _Invitation) -> None:
    if len(invitation.line_id_before) not in (0, 32):
        raise CannotOpen("malformed")


class Ask:
    """The inviter's half of an ask: `sealed` (4096 bytes) goes out, the secrets stay.

    It stays usable until one hello has been accepted; then it is `spent` and its secrets are wiped.
    """

    def __init__(
        self,
        shape: int,
        believed: Believed,
        one_time: tuple[Bytes, Bytes],
        sealed: tuple[bytes, bytes],
        certificate_hash: bytes = b"",
        identity: bytes = b"",
    ) -> None:
        self.shape = shape
        self.believed = believed
        self.sealed, self.padded = sealed
        self.certificate_hash = certificate_hash
        self.spent = False
        self._e_s, self._u_s, self._identity = map(bytearray, (*one_time, identity))

    def secrets(self) -> tuple[bytearray, bytearray, bytearray]:
        """`e_s`, the seed of `u_s`, and the inviter's identity (staff only); BadHello if spent."""
        if self.spent:
            raise BadHello("spent")
        return self._e_s, self._u_s, self._identity

    def spend(self) -> None:
        """Destroy the one-time secrets: one hello was accepted, or the ask is withdrawn."""
        self.spent = True
        for secret in (self._e_s, self._u_s, self._identity):
            wipe(secret)

    def __repr__(self) -> str:
        return f"<Ask shape={self.shape}{' spent' if self.spent else ''}>"

    def __reduce__(self) -> str:
        raise TypeError("an ask is never copied")


@dataclass(frozen=True)
class OpenedAsk:
    """An ask as the responder reads it; `text` is a KnockText or an InvitationText.

    `inviter` is the checked certificate of the staff member who invites (shape 2), else None.
    """

    shape: int
    believed: Believed
    sealed: bytes = field(repr=False)
    padded: bytes = field(repr=False)
    e_s: bytes = field(repr=False)
    u_s: bytes = field(repr=False)
    text: KnockText | InvitationText
    inviter: Certificate | None = field(default=None, repr=False)

    @property
    def knock(self) -> KnockText:
        """The text of a knock; CannotOpen if this is an invitation."""
        if not isinstance(self.text, KnockText):
            raise CannotOpen("unexpected")
        return self.text

    @property
    def invitation(self) -> InvitationText:
        """The text of an invitation; CannotOpen if this is a knock."""
        if not isinstance(self.text, InvitationText):
            raise CannotOpen("unexpected")
        return self.text


def ask_hash(sealed: bytes) -> bytes:
    """What a hello is bound to (5.3)."""
    return digest(labels.ASK, sealed)


def make_knock(believed: Believed, team_key: bytes, text: KnockText, random: Random) -> Ask:
    """A knock for everyone on the shift (5.2); Unsendable if a part is too long."""
    e_s, u_s = random(32), random(32)
    answers = [list(answer) for answer in text.answers]
    fields = [1, x25519_public(e_s), xwing_public(u_s), text.language, text.address_as]
    plain = encode([*fields, text.first, answers])
    try:
        _check_knock(decode_as(plain, _Knock))
    except CannotOpen:
        raise Unsendable("too-long") from None
    sealed = seal_padded(team_key, believed.bound(labels.KNOCK), plain, ASK_SIZE)
    return Ask(KNOCK_SHAPE, believed, (e_s, u_s), sealed)


def open_knock(believed: Believed, team_seed: bytes, sealed: bytes) -> OpenedAsk:
    """Read a knock with the team seed of the shift; CannotOpen if it is not for what we believe."""
    plain, padded = open_padded(team_seed, believed.bound(labels.KNOCK), sealed, ASK_SIZE)
    knock = decode_as(plain, _Knock)
    _check_knock(knock)
    text = KnockText(knock.language, knock.address_as, knock.first, knock.answers)
    return OpenedAsk(KNOCK_SHAPE, believed, sealed, padded, knock.e_s, knock.u_s, text)


def make_invitation(
    believed: Believed,
    sealing_key: bytes,
    certificate_hash: bytes,
    text: InvitationText,
    random: Random,
    identity: bytes = b"",
) -> Ask:
    """An invitation for exactly one device (5.8); Unsendable if a part is too long.

    When staff invite, `text` has their certificate and `identity` is their identity key (32 bytes).
    """
    if bool(identity) != bool(text.inviter_certificate):
        raise Unsendable("malformed")
    e_s, u_s = random(32), random(32)
    fields = [1, x25519_public(e_s), xwing_public(u_s), text.w, text.line_id_before, text.purpose]
    plain = encode([*fields, text.inviter_certificate, text.note])
    try:
        _check_invitation(decode_as(plain, _Invitation))
    except CannotOpen:
        raise Unsendable("too-long") from None
    info = believed.bound(labels.INVITATION, certificate_hash)
    sealed = seal_padded(sealing_key, info, plain, ASK_SIZE)
    shape = STAFF_SHAPE if identity else SURVIVOR_SHAPE
    return Ask(shape, believed, (e_s, u_s), sealed, certificate_hash, identity)


def open_invitation(
    believed: Believed,
    sealing_seed: bytes,
    certificate_hash: bytes,
    sealed: bytes,
    check_certificate: CheckCertificate,
) -> OpenedAsk:
    """Read an invitation made for our certificate. Raises CannotOpen, or what the check raises.

    `check_certificate` verifies the inviter's certificate by 3.6, when staff invite.
    """
    info = believed.bound(labels.INVITATION, certificate_hash)
    plain, padded = open_padded(sealing_seed, info, sealed, ASK_SIZE)
    told = decode_as(plain, _Invitation)
    _check_invitation(told)
    text = InvitationText(
        told.w, told.line_id_before, told.purpose, told.inviter_certificate, told.note
    )
    raw = text.inviter_certificate
    inviter = check_certificate(raw) if raw else None
    shape = STAFF_SHAPE if inviter else SURVIVOR_SHAPE
    return OpenedAsk(shape, believed, sealed, padded, told.e_s, told.u_s, text, inviter)

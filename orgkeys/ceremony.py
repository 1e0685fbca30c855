"""Making and signing the organisation's documents (protocol.md 3). Pure: keys, time and randomness
are arguments, and nothing is read or written.

`make_…` gives a payload, `sign` an envelope. A charter with a threshold above one is signed in
several steps, each holder on their own machine: `add_signature` takes the envelope so far.
Times are whole seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from orgkeys import primitives
from orgkeys.office.notice import NoticeText
from orgkeys.survey import PURPOSE
from relay.documents import (
    Certificate,
    Charter,
    Envelope,
    Kind,
    Notice,
    OfficeKey,
    Payload,
    Roster,
    SealingKey,
    Shift,
    State,
    Warrant,
    decode_envelope,
    document_hash,
    encode_envelope,
    encode_payload,
    sign_input,
)

Random = Callable[[int], bytes]

DAY: Final = 86_400
HOUR: Final = 3_600
CHARTER_LIFE: Final = 5 * 365 * DAY
NOTICE_LIFE: Final = 365 * DAY
STATE_LIFE: Final = 365 * DAY
CERTIFICATE_LIFE: Final = 365 * DAY
ROSTER_LIFE: Final = 7 * DAY
SEALING_KEY_LIFE: Final = 8 * DAY
OFFICE_KEY_LIFE: Final = 365 * DAY
LONGEST_SHIFT: Final = 24 * HOUR
ROSTER_MOST: Final = 2048  # rows (protocol.md 3.9)
MODES: Final = ("open", "closed", "surge", "partner")
STATE_TEXTS: Final = (*MODES[1:], "state-1", "state-2", "state-3", "state-4")
"""The keys of texts that a state may name (protocol.md 10.5)."""
FORMAT: Final = 1
_NO_ORGANISATION: Final = bytes(32)
_KINDS: Final[dict[type[Payload], Kind]] = {
    Charter: Kind.CHARTER,
    Roster: Kind.ROSTER,
    Notice: Kind.NOTICE,
    Shift: Kind.SHIFT,
    State: Kind.STATE,
    Certificate: Kind.CERTIFICATE,
    Warrant: Kind.WARRANT,
    SealingKey: Kind.SEALING_KEY,
    OfficeKey: Kind.OFFICE_KEY,
}


def sign(payload: Payload, seeds: Sequence[bytes], warrants: Sequence[bytes] = ()) -> bytes:
    """The envelope of a payload with a signature by each seed (Ed25519, 32 bytes)."""
    kind, raw = _KINDS[type(payload)], encode_payload(payload)
    signatures = _signatures(kind, payload.organisation, raw, seeds)
    return encode_envelope(Envelope(kind, raw, signatures, tuple(warrants)))


def add_signature(raw: bytes, organisation: bytes, seed: bytes) -> bytes:
    """The envelope with one more signature; signing twice with one key changes nothing.

    `organisation` is empty for the first charter. Raises Untrusted("shape") for other bytes.
    """
    envelope = decode_envelope(raw)
    new = _signatures(Kind(envelope.kind), organisation, envelope.payload, [seed])
    signatures = tuple(sorted({**dict(envelope.signatures), **dict(new)}.items()))
    return encode_envelope(Envelope(envelope.kind, envelope.payload, signatures, envelope.warrants))


def _signatures(
    kind: Kind, organisation: bytes, payload: bytes, seeds: Iterable[bytes]
) -> tuple[tuple[bytes, bytes], ...]:
    signed = sign_input(kind, organisation or _NO_ORGANISATION, payload)
    made = {primitives.ed25519_public(seed): primitives.sign(seed, signed) for seed in seeds}
    return tuple(sorted(made.items()))


def hash_of(payload: Payload) -> bytes:
    """The document hash of a payload (protocol.md 3.2); of charter 1 it is the fingerprint."""
    return document_hash(_KINDS[type(payload)], encode_payload(payload))


def make_charter(
    *,
    name: str,
    threshold: int,
    roots: Sequence[bytes],
    administrators: Sequence[bytes],
    now: int,
    before: Charter | None = None,
    organisation: bytes = b"",
    statistics: bytes = b"",
) -> Charter:
    """The first charter, or the one after `before`. Keys are Ed25519 public keys (32 bytes).

    `statistics` is the public key (X-Wing, 1216 bytes) to which survivors seal their answers to
    the organisation; without one, the key of before stays.
    """
    purposes = dict(before.purpose_keys) if before else {}
    if statistics:
        purposes[PURPOSE] = statistics
    return Charter(
        format=FORMAT,
        organisation=organisation if before else b"",
        version=before.version + 1 if before else 1,
        issued=now,
        expires=now + CHARTER_LIFE,
        previous=hash_of(before) if before else b"",
        name=name,
        threshold=threshold,
        root_keys=tuple(roots),
        administrator_keys=tuple(administrators),
        purpose_keys=tuple(purposes.items()),
    )


def end_of_day(moment: int) -> int:
    """The next midnight (UTC), so that an expiry does not tell the hour of its making."""
    return -(-moment // DAY) * DAY


def make_notice(
    organisation: bytes, desk: bytes, version: int, text: NoticeText, now: int
) -> Notice:
    """The notice of a desk (16 bytes)."""
    return Notice(
        format=FORMAT,
        organisation=organisation,
        version=version,
        issued=now,
        expires=now + NOTICE_LIFE,
        desk=desk,
        timezone=text.timezone,
        hours=text.hours,
        numbers=text.numbers,
        texts=text.texts,
        policy=text.policy,
        exit_address=text.exit_address,
    )


def make_shift(
    organisation: bytes,
    desk: bytes,
    version: int,
    *,
    team_seed: bytes,
    desk_seed: bytes,
    roster: Roster,
    packet_hash: bytes,
    now: int,
    life: int,
) -> Shift:
    """The public half of a shift: the keys of these seeds (32 bytes each), for `life` seconds.

    It never outlives the roster that it names. Raises ValueError above 24 hours.
    """
    if not 0 < life <= LONGEST_SHIFT:
        raise ValueError("a shift lives at most 24 hours")
    return Shift(
        format=FORMAT,
        organisation=organisation,
        version=version,
        issued=now,
        expires=min(now + life, roster.expires),
        desk=desk,
        team_key=primitives.xwing_public(team_seed),
        desk_key=primitives.ed25519_public(desk_seed),
        roster_version=roster.version,
        roster_hash=hash_of(roster),
        packet_hash=packet_hash,
    )


def make_state(
    organisation: bytes, desk: bytes, version: int, mode: str, text: str, now: int
) -> State:
    """The state of a desk: a mode of MODES and the key of a notice text, or an empty one."""
    return State(
        format=FORMAT,
        organisation=organisation,
        version=version,
        issued=now,
        expires=now + STATE_LIFE,
        desk=desk,
        mode=MODES.index(mode),
        text=text,
    )


def make_certificate(
    organisation: bytes,
    *,
    identity: bytes,
    signing: bytes,
    alias: str,
    role: str,
    languages: Sequence[str],
    now: int,
    life: int,
    random: Random,
) -> Certificate:
    """A device's certificate: X25519 and Ed25519 public keys (32 bytes each)."""
    return Certificate(
        format=FORMAT,
        organisation=organisation,
        version=1,
        issued=now,
        expires=end_of_day(now + life),
        salt=random(32),
        identity=identity,
        signing=signing,
        alias=alias,
        role=role,
        languages=tuple(languages),
    )


def make_warrant(
    organisation: bytes, certificate: Certificate, powers: Sequence[str], now: int
) -> Warrant:
    """Lets this device sign shifts or states for as long as its certificate lives."""
    return Warrant(
        format=FORMAT,
        organisation=organisation,
        version=1,
        issued=now,
        expires=certificate.expires,
        signing=certificate.signing,
        certificate_hash=hash_of(certificate),
        powers=tuple(powers),
    )


def make_sealing_key(
    organisation: bytes, device: bytes, seed: bytes, version: int, now: int
) -> SealingKey:
    """The public half of a device's sealing key (X-Wing seed, 32 bytes), for eight days.

    `device` is the fingerprint of the device (32 bytes, protocol.md 2.1).
    """
    return SealingKey(
        format=FORMAT,
        organisation=organisation,
        version=version,
        issued=now,
        expires=now + SEALING_KEY_LIFE,
        device=device,
        key=primitives.xwing_public(seed),
    )


def make_office_key(organisation: bytes, seed: bytes, version: int, now: int) -> OfficeKey:
    """The public half of an administrator's office key (X-Wing seed, 32 bytes), for a year."""
    return OfficeKey(
        format=FORMAT,
        organisation=organisation,
        version=version,
        issued=now,
        expires=end_of_day(now + OFFICE_KEY_LIFE),
        key=primitives.xwing_public(seed),
    )

"""Staff devices: making one with its certificate and first sealing key, and who can serve a shift.

Pure: keys, time and randomness are arguments. The staff packet itself is in `orgkeys/packet.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from orgkeys import ceremony, primitives
from orgkeys.ceremony import Random
from orgkeys.device import device_of
from orgkeys.office.holdings import Device, Holdings, rule_in_words
from orgkeys.office.rosters import Standing, make_roster
from orgkeys.office.terminal import Refused
from orgkeys.vault import DeviceKeys
from relay.documents import Roster, TrustedDocuments
from relay.errors import Untrusted

ROLES: Final = ("counselor", "interpreter", "supervisor", "administrator", "trainee")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class NewDevice:
    """A device just made: its public record, and the keys for its vault."""

    device: Device
    keys: DeviceKeys = field(repr=False)


@dataclass(frozen=True)
class LeftOut:
    """A device that a shift is not sealed to, and why, in plain words."""

    alias: str
    why: str


@dataclass(frozen=True)
class Team:
    """Who serves a shift: devices with the sealing key (1216 bytes) that is used for each."""

    serving: tuple[tuple[Device, bytes], ...]
    left_out: tuple[LeftOut, ...]


def check_role(role: str, languages: Sequence[str]) -> None:
    """Refuse a role or language that a certificate does not know."""
    if role not in ROLES:
        raise Refused("There is no such role.", f"Choose one of {', '.join(ROLES)}.")
    for language in languages:
        if not _LANGUAGE.fullmatch(language) or len(language) > 16:
            raise Refused("A language is not a language tag.", "Write it as en, ar or pt-BR.")
    if not languages or len(set(languages)) != len(languages) or len(languages) > 64:
        raise Refused("Languages are missing or named twice.", "Name each once: --language en ar.")


def make_device(
    organisation: bytes,
    administrator: bytes,
    *,
    relay: str,
    desk: bytes,
    alias: str,
    role: str,
    languages: Sequence[str],
    now: int,
    life: int,
    random: Random,
) -> NewDevice:
    """A device's keys, certificate and first sealing key, signed by the administrator's seed."""
    identity, signing, inbox, storage = (random(32) for _ in range(4))
    certificate = ceremony.make_certificate(
        organisation,
        identity=primitives.x25519_public(identity),
        signing=primitives.ed25519_public(signing),
        alias=alias,
        role=role,
        languages=languages,
        now=now,
        life=life,
        random=random,
    )
    raw = ceremony.sign(certificate, [administrator])
    hashed = ceremony.hash_of(certificate)
    device = device_of(organisation, identity, signing)
    sealing, seed = make_sealing(organisation, device, signing, 1, now, random)
    keys = DeviceKeys(
        organisation=organisation,
        relay=relay,
        desk=desk,
        identity=identity,
        signing=signing,
        inbox_secret=inbox,
        storage_secret=storage,
        certificate=raw,
        sealing_keys=((sealing, seed),),
    )
    return NewDevice(Device(certificate, hashed, raw, (sealing,)), keys)


def make_sealing(
    organisation: bytes,
    device: bytes,
    signing: bytes,
    version: int,
    now: int,
    random: Random,
) -> tuple[bytes, bytes]:
    """A sealing key for a device (its fingerprint, 32 bytes): envelope, and seed (32 bytes)."""
    seed = random(32)
    key = ceremony.make_sealing_key(organisation, device, seed, version, now)
    return ceremony.sign(key, [signing]), seed


def gather_team(holdings: Holdings, trusted: TrustedDocuments, now: float) -> Team:
    """Every device that can be sealed to now, and every other one with the reason.

    `trusted` holds the roster that the shift will name, so who it shuts out is left out.
    """
    serving: list[tuple[Device, bytes]] = []
    left_out: list[LeftOut] = []
    listed = holdings.standings()
    for device in holdings.devices:
        if device.hash not in listed:
            continue
        alias = device.certificate.alias
        try:
            trusted.check_certificate(device.raw, now)
        except Untrusted as error:
            left_out.append(LeftOut(alias, _because(error)))
            continue
        key = _usable_key(device, trusted, now)
        if key is None:
            left_out.append(LeftOut(alias, "its sealing key has run out; renew the device"))
        else:
            serving.append((device, key))
    return Team(tuple(serving), tuple(left_out))


def _usable_key(device: Device, trusted: TrustedDocuments, now: float) -> bytes | None:
    """The newest sealing key of a device that the rulebook accepts now."""
    for raw in reversed(device.sealing_keys):
        try:
            return trusted.check_sealing_key(raw, device.certificate, now).key
        except Untrusted:  # then an older one, or none; the caller says so
            continue
    return None


def _because(error: Untrusted) -> str:
    if error.rule == "expired":
        return "its certificate has run out"
    return rule_in_words(error)


def next_roster(
    holdings: Holdings, now: int, random: Random, added: Device | None = None, revoked: bytes = b""
) -> Roster:
    """The roster after the one held, with a device added or one (certificate hash) shut out."""
    standings = {
        key: Standing(value.expires, value.revoked or key == revoked)
        for key, value in holdings.standings().items()
    }
    if added is not None:
        standings[added.hash] = Standing(added.certificate.expires, revoked=False)
    return make_roster(
        holdings.settings.organisation, standings, holdings.roster.payload, now, random
    )

"""Staff devices: their keys, certificates and warrants, and who can serve a shift.

Pure: keys, time and randomness are arguments. The staff packet itself is in `orgkeys/packet.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orgkeys import ceremony, primitives
from orgkeys import packet as packets
from orgkeys.ceremony import Random, end_of_day
from orgkeys.device import device_of
from orgkeys.office.devices import Device, good_warrant
from orgkeys.office.holdings import Holdings, rule_in_words
from orgkeys.office.rosters import OLDER_LASTS, Standing, make_roster
from orgkeys.office.terminal import Refused
from orgkeys.vault import DeviceKeys
from relay.documents import Roster, TrustedDocuments
from relay.errors import Untrusted

ROLES: Final = ("counselor", "interpreter", "supervisor", "administrator", "trainee")
WARRANTED: Final = ("supervisor", "administrator")
POWERS: Final = ("shift", "state")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_LANGUAGES: Final = 16


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
    """Who serves a shift: devices with the sealing key (1216 bytes) that is used for each.

    `directory` lists every certificate that stands, also two of one device and those whose sealing
    key has run out: who makes the next roster must know them all.
    """

    serving: tuple[tuple[Device, bytes], ...]
    left_out: tuple[LeftOut, ...]
    directory: tuple[packets.Entry, ...] = field(default=(), repr=False)


def check_role(role: str, languages: Sequence[str]) -> None:
    """Refuse a role or language that a certificate does not know."""
    if role not in ROLES:
        raise Refused("There is no such role.", f"Choose one of {', '.join(ROLES)}.")
    for language in languages:
        if not _LANGUAGE.fullmatch(language) or len(language) > 16:
            raise Refused("A language is not a language tag.", "Write it as en, ar or pt-BR.")
    if not 1 <= len(languages) <= _MOST_LANGUAGES or len(set(languages)) != len(languages):
        raise Refused("Languages are missing or named twice.", "Name each once: --language en ar.")


def new_keys(organisation: bytes, relay: str, desk: bytes, random: Random) -> DeviceKeys:
    """The keys of a device that nobody has certified yet."""
    identity, signing, inbox, storage = (random(32) for _ in range(4))
    return DeviceKeys(organisation, relay, desk, identity, signing, inbox, storage)


def certify(
    organisation: bytes,
    administrator: bytes,
    *,
    identity: bytes,
    signing: bytes,
    alias: str,
    role: str,
    languages: Sequence[str],
    now: int,
    life: int,
    random: Random,
) -> Device:
    """A device's certificate (its public keys, 32 bytes each), and a warrant where the role has
    powers, signed by the administrator's seed.
    """
    certificate = ceremony.make_certificate(
        organisation,
        identity=identity,
        signing=signing,
        alias=alias,
        role=role,
        languages=languages,
        now=now,
        life=life,
        random=random,
    )
    raw = ceremony.sign(certificate, [administrator])
    warrant = b""
    if role in WARRANTED:
        made = ceremony.make_warrant(organisation, certificate, POWERS, now)
        warrant = ceremony.sign(made, [administrator])
    return Device(certificate, ceremony.hash_of(certificate), raw, (), warrant)


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
    keys = new_keys(organisation, relay, desk, random)
    device = certify(
        organisation,
        administrator,
        identity=primitives.x25519_public(keys.identity),
        signing=primitives.ed25519_public(keys.signing),
        alias=alias,
        role=role,
        languages=languages,
        now=now,
        life=life,
        random=random,
    )
    fingerprint = device_of(organisation, keys.identity, keys.signing)
    sealing = make_sealing(organisation, fingerprint, keys.signing, now, now, random)
    return NewDevice(
        replace(device, sealing_keys=(sealing[0],)),
        replace(keys, certificate=device.raw, warrant=device.warrant, sealing_keys=(sealing,)),
    )


def make_sealing(
    organisation: bytes, device: bytes, signing: bytes, version: int, now: int, random: Random
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
    newest = {device.fingerprint: device for device in holdings.standing_devices(now)}
    left_out = [LeftOut(*gone) for gone in _gone(holdings, set(newest), now)]
    for device in newest.values():
        alias = device.certificate.alias
        try:
            trusted.check_certificate(device.raw, now)
        except Untrusted as error:
            left_out.append(LeftOut(alias, _because(error)))
            continue
        found = _usable_key(device, trusted, now)
        if found is None:
            left_out.append(LeftOut(alias, "its sealing key has run out; it must come online"))
        else:
            serving.append((device, found[1]))
    return Team(tuple(serving), tuple(left_out), _listed(holdings, trusted, newest, now))


def _listed(
    holdings: Holdings, trusted: TrustedDocuments, newest: dict[bytes, Device], now: float
) -> tuple[packets.Entry, ...]:
    """Every certificate that stands, with the newest sealing key of its device and its warrant."""
    listed = []
    for device in holdings.devices:
        try:
            trusted.check_certificate(device.raw, now)
        except Untrusted:  # shut out, over, or never on a roster: `left_out` says so
            continue
        found = _usable_key(newest.get(device.fingerprint, device), trusted, now)
        warrant = good_warrant(device, device.warrant, trusted, now)
        listed.append(packets.Entry(device.raw, found[0] if found else b"", warrant))
    return tuple(listed)


def _gone(holdings: Holdings, standing: set[bytes], now: float) -> list[tuple[str, str]]:
    """Devices of which no certificate stands any more, each once, with the reason."""
    standings, found = holdings.standings(), {}
    for device in sorted(holdings.devices, key=lambda one: one.certificate.issued):
        row = standings.get(device.hash)
        if device.fingerprint in standing or row is None:
            continue
        why = "the device is shut out" if row.revoked else "its certificate has run out"
        found[device.fingerprint] = (device.certificate.alias, why)
    return list(found.values())


def _usable_key(
    device: Device, trusted: TrustedDocuments, now: float
) -> tuple[bytes, bytes] | None:
    """The newest sealing key (envelope, public) of a device that the rulebook accepts now."""
    for raw in reversed(device.sealing_keys):
        try:
            return raw, trusted.check_sealing_key(raw, device.certificate, now).key
        except Untrusted:  # then an older one, or none; the caller says so
            continue
    return None


def _because(error: Untrusted) -> str:
    if error.rule == "expired":
        return "its certificate has run out"
    if error.rule == "signer":
        return "an administrator who has left certified it; renew the device"
    return rule_in_words(error)


def directory_of(
    team: Team, office_keys: Sequence[bytes], handbook: bytes = b""
) -> packets.Directory:
    """What a packet's directory tells: every standing device, the office keys and the handbook
    (envelopes)."""
    return packets.Directory(team.directory, tuple(office_keys), handbook)


def next_roster(
    holdings: Holdings,
    now: int,
    office_seed: bytes,
    added: Sequence[Device] = (),
    revoked: Collection[bytes] = (),
    version: int | None = None,
) -> Roster:
    """The roster after the one held, with devices added and certificates (hashes) shut out.

    The row of an older certificate of a device that is added ends within OLDER_LASTS, by when
    lines under it are over. `office_seed` (32 bytes) tells which rows are spare (protocol.md 3.15).
    """
    standings = {
        key: Standing(value.expires, value.revoked or key in revoked)
        for key, value in holdings.standings().items()
    }
    for key, expires, _ in holdings.roster.payload.rows:
        if key in revoked:  # also of devices that only consoles or other administrators know
            standings[key] = Standing(expires, revoked=True)
    soon = end_of_day(now + OLDER_LASTS)
    newest = {device.fingerprint: device.certificate.issued for device in added}
    for device in holdings.devices:
        row = standings.get(device.hash)
        if row and device.certificate.issued <= newest.get(device.fingerprint, -1):
            standings[device.hash] = Standing(min(row.expires, soon), row.revoked)
    for device in added:
        standings[device.hash] = Standing(device.certificate.expires, device.hash in revoked)
    return make_roster(
        holdings.settings.organisation,
        standings,
        holdings.roster.payload,
        now,
        office_seed,
        version,
    )

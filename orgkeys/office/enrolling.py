"""Certifying a device: whose keys, under which alias and role, and what the folder then holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from orgkeys import ceremony, request, staff
from orgkeys.device import spoken
from orgkeys.office.alias_words import refuse_alias
from orgkeys.office.commands import Run
from orgkeys.office.devices import Device
from orgkeys.office.directory import File, device_name
from orgkeys.office.holdings import Holdings
from orgkeys.office.outputs import read_any
from orgkeys.office.signing import sign_roster
from orgkeys.office.terminal import Refused
from orgkeys.primitives import ed25519_public, x25519_public
from orgkeys.vault import AuthorityKeys, DeviceKeys
from relay.errors import Malformed, Untrusted

MOST_DAYS: Final = 3 * 365


@dataclass(frozen=True)
class Wanted:
    """What is to be certified: public keys (32 bytes each), words, and a sealing key or nothing."""

    identity: bytes
    signing: bytes
    alias: str
    role: str
    languages: tuple[str, ...]
    sealing_key: bytes

    @classmethod
    def of(
        cls,
        keys: DeviceKeys,
        alias: str,
        role: str,
        languages: tuple[str, ...],
        sealing_key: bytes,
    ) -> Wanted:
        """For keys that are on this machine."""
        publics = (x25519_public(keys.identity), ed25519_public(keys.signing))
        return cls(*publics, alias, role, languages, sealing_key)

    def certified(self, run: Run, keys: AuthorityKeys, days: int) -> Device:
        """The device with a certificate by this administrator, for so many days."""
        device = staff.certify(
            keys.organisation,
            keys.seed,
            identity=self.identity,
            signing=self.signing,
            alias=self.alias,
            role=self.role,
            languages=self.languages,
            now=run.now,
            life=days * ceremony.DAY,
            random=run.random,
        )
        return replace(device, sealing_keys=(self.sealing_key,) if self.sealing_key else ())


def enroll(
    run: Run, holdings: Holdings, keys: AuthorityKeys, wanted: Wanted, days: int
) -> tuple[Device, list[File]]:
    """The device, and the files of its record and of the roster that lists it, which is last.

    Everything is checked as others will check it. Raises Untrusted.
    """
    device = wanted.certified(run, keys, days)
    _, roster = sign_roster(run, holdings, keys, [device])
    holdings.trusted.check_certificate(device.raw, run.now)
    if wanted.sealing_key:
        try:
            holdings.trusted.check_sealing_key(wanted.sealing_key, device.certificate, run.now)
        except Untrusted as error:
            if error.rule != "expired":  # an old request: the device will tell a new key
                raise
            device = replace(device, sealing_keys=())
    return device, [File(device_name(device.hash), device.record()), roster]


def check_wanted(
    run: Run,
    holdings: Holdings,
    alias: str,
    role: str,
    languages: Sequence[str],
    second: bool,
) -> None:
    """Refuse what nobody should be certified as. `second`: one more device of the same person."""
    taken = {device.certificate.alias for device in holdings.standing_devices(run.now)}
    if second and alias not in taken:
        raise Refused(
            "Nobody in service has exactly that alias, so this is no second device.",
            "See the aliases with noview-org show, or leave out --second.",
        )
    refuse_alias(alias, sorted(taken - {alias} if second else taken))
    staff.check_role(role, languages)


def check_days(days: int) -> None:
    """Refuse a life that a certificate should not have."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"A device lives 1 to {MOST_DAYS} days.", "Give another number to --days.")


def read_request(run: Run, holdings: Holdings) -> tuple[request.Request, Path]:
    """The request of a file or a line of text, and where a grant for it would lie."""
    source: str = run.args.request
    pasted = source.startswith(request.TEXT)
    try:
        raw = request.from_text(source) if pasted else read_any(source, "The request")
        asked = request.read_request(raw, holdings.settings.organisation)
    except Untrusted as error:
        if error.rule == "organisation":
            raise Refused(
                "This request is for another organisation.",
                "Give its owner this organisation's file (noview-org invite FILE).",
            ) from error
        raise _no_request() from error
    except Malformed as error:
        raise _no_request() from error
    if pasted and not run.args.out:
        raise Refused("It is not said where the grant goes.", "Give --out FILE.grant")
    return asked, Path(run.args.out if pasted else source)


def find(run: Run, holdings: Holdings, alias: str) -> list[Device]:
    """The devices in service with this alias (capitals do not matter in a hurry); of several, the
    one whose numbers begin with `--device`, or all with `--all`. Raises Refused."""
    wanted = alias.casefold()
    standing = holdings.standing_devices(run.now)
    found = [device for device in standing if device.certificate.alias.casefold() == wanted]
    numbers: str | None = getattr(run.args, "device", None)
    if numbers is not None:
        digits = "".join(numbers.split())
        found = [d for d in found if spoken(d.fingerprint).replace(" ", "").startswith(digits)]
    if not found:
        raise Refused("No device like that is in service.", "See them all with: noview-org show")
    if len(found) > 1 and not getattr(run.args, "all", False):
        known = "; ".join(spoken(device.fingerprint) for device in found)
        raise Refused(
            f"{found[0].certificate.alias} has {len(found)} devices: {known}.",
            "Say which with --device and its first five digits, or give --all.",
        )
    return found


def _no_request() -> Refused:
    return Refused(
        "That is not a request of a device, or it is damaged.",
        "Its owner makes it with noview-org device request, or in the console.",
    )

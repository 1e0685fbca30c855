"""noview-org device add, renew and revoke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from orgkeys import ceremony, staff, vault
from orgkeys.device import device_of
from orgkeys.errors import VaultFault
from orgkeys.office.alias_words import refuse_alias
from orgkeys.office.commands import Run, administrator_seed, open_vault, vault_trouble
from orgkeys.office.commands_shift import check_hours, say_team, shift_life, sign_shift
from orgkeys.office.directory import File, check_new_file, device_name, document_name
from orgkeys.office.holdings import Device, Holdings, load
from orgkeys.office.pages import check_relay
from orgkeys.office.terminal import Refused, span, when
from relay.documents import Kind, SealingKey, decode_envelope, decode_payload

_WHOSE = "the device's vault"
_MOST_DAYS = 3 * 365


def add(run: Run) -> None:
    """Make a device: its vault, its record, and a roster that lists it. Raises Refused."""
    args = run.args
    holdings = load(run.directory)
    relay = check_relay(args.relay)
    standing = holdings.standing_devices(run.now)
    refuse_alias(args.alias, [device.certificate.alias for device in standing])
    staff.check_role(args.role, args.language)
    if not 1 <= args.days <= _MOST_DAYS:
        raise Refused(f"A device lives 1 to {_MOST_DAYS} days.", "Give another number to --days.")
    out = Path(args.out).absolute()
    check_new_file(out)
    administrator = administrator_seed(run, holdings)
    passphrase = run.terminal.new_passphrase(_WHOSE, args.device_passphrase_file)

    new = staff.make_device(
        holdings.settings.organisation,
        administrator,
        relay=relay,
        desk=holdings.settings.desk,
        alias=args.alias,
        role=args.role,
        languages=args.language,
        now=run.now,
        life=args.days * ceremony.DAY,
        random=run.random,
    )
    roster = staff.next_roster(holdings, run.now, run.random, added=new.device)
    raw_roster = ceremony.sign(roster, [administrator])
    holdings.trusted.add_roster(raw_roster, run.now)
    holdings.trusted.check_certificate(new.device.raw, run.now)
    run.directory.write(
        [
            File(out, _locked(run, new.keys, passphrase)),
            File(device_name(new.device.hash), new.device.record()),
            File(document_name("roster", roster.version), raw_roster),
        ]
    )
    run.terminal.say(f"{args.alias} ({args.role}, {', '.join(args.language)}) has a device.")
    run.terminal.fact("vault", str(out))
    run.terminal.fact("certificate", f"until {when(new.device.certificate.expires)}")
    run.terminal.fact("sealing key", f"until {when(run.now + ceremony.SEALING_KEY_LIFE)}")
    run.terminal.fingerprint("fingerprint", new.device.hash)
    run.terminal.say()
    run.terminal.say("Hand over the file and the passphrase by two different ways.")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def renew(run: Run) -> None:
    """Give a device a new sealing key, in its vault and its record. Raises Refused."""
    holdings = load(run.directory)
    path = Path(run.args.vault).absolute()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read.", "Check the path to the device's vault.") from error
    passphrase = run.terminal.passphrase(_WHOSE, run.args.device_passphrase_file)
    keys = open_vault(raw, passphrase, _WHOSE)
    if not isinstance(keys, vault.DeviceKeys) or (
        keys.organisation != holdings.settings.organisation
    ):
        raise Refused(
            "That vault is not a device of this organisation.",
            "Give the vault that device add wrote, and the right --directory.",
        )
    device = _standing(run, holdings, lambda known: known.raw == keys.certificate)
    version = 1 + max(_sealing(raw).version for raw in device.sealing_keys)
    organisation = holdings.settings.organisation
    fingerprint = device_of(organisation, keys.identity, keys.signing)
    made = staff.make_sealing(organisation, fingerprint, keys.signing, version, run.now, run.random)
    # A packet sealed to an older key may still be in use; what has run out is destroyed.
    kept = [(key, seed) for key, seed in keys.sealing_keys if _sealing(key).expires > run.now]
    new_keys = replace(keys, sealing_keys=(*kept, made))
    record = Device(device.certificate, device.hash, device.raw, (*(k for k, _ in kept), made[0]))
    run.directory.write(
        [
            File(path, _locked(run, new_keys, passphrase)),
            File(device_name(device.hash), record.record()),
        ]
    )
    run.terminal.say(f"{device.certificate.alias} has a new sealing key.")
    run.terminal.fact("sealing key", f"until {when(run.now + ceremony.SEALING_KEY_LIFE)}")
    run.terminal.say("The file was changed in place: hand it over, and destroy every older copy.")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def revoke(run: Run) -> None:
    """Shut a device out: a roster that says so and, where somebody is left, a shift without it."""
    check_hours(run.args.hours)
    holdings = load(run.directory)
    wanted: str = run.args.alias.casefold()  # a hurry must not fail over a capital letter
    device = _standing(run, holdings, lambda known: known.certificate.alias.casefold() == wanted)
    administrator = administrator_seed(run, holdings)
    roster = staff.next_roster(holdings, run.now, run.random, revoked=device.hash)
    raw_roster = ceremony.sign(roster, [administrator])
    holdings.trusted.add_roster(raw_roster, run.now)
    # Also with nobody left: the new keys, which nobody holds, shut the device out of the desk.
    team = staff.gather_team(holdings, holdings.trusted, run.now)
    life = shift_life(run, holdings)
    shift = sign_shift(run, holdings, team, roster, administrator, life)
    run.directory.write([File(document_name("roster", roster.version), raw_roster), *shift])
    run.terminal.say(f"{device.certificate.alias} is shut out, as soon as this is published:")
    run.terminal.say("  noview-org publish wss://…")
    run.terminal.say(f"A new shift of {span(life)} was made without it.")
    say_team(run, team)
    if not team.serving:
        run.terminal.say(
            "Nobody is left who could answer. Close the desk (noview-org state closed)"
        )
        run.terminal.say("and publish, or add a device and run noview-org shift new.")


def _standing(run: Run, holdings: Holdings, wanted: Callable[[Device], bool]) -> Device:
    found = [device for device in holdings.standing_devices(run.now) if wanted(device)]
    if not found:
        raise Refused("No device like that is in service.", "See them all with: noview-org show")
    return found[0]


def _sealing(raw: bytes) -> SealingKey:
    return decode_payload(decode_envelope(raw, Kind.SEALING_KEY).payload, SealingKey)


def _locked(run: Run, keys: vault.DeviceKeys, passphrase: str) -> bytes:
    try:
        return vault.lock(keys, passphrase, run.random)
    except VaultFault as error:
        raise vault_trouble(error, _WHOSE) from error

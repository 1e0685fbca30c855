"""noview-org device request, accept and keys: what runs where a device's keys are."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from orgkeys import keyring as keyrings
from orgkeys import request, staff
from orgkeys.device import spoken
from orgkeys.office import confusables
from orgkeys.office.alias_words import refuse_alias
from orgkeys.office.commands import Run
from orgkeys.office.devices import device_from
from orgkeys.office.directory import SETTINGS, File, check_new_file, device_name
from orgkeys.office.grants import check_grant, read_grant
from orgkeys.office.holdings import load
from orgkeys.office.outputs import read_any, show_text
from orgkeys.office.own import WHOSE, Own, keys_file, new_places, read_own, vault_file
from orgkeys.office.pages import check_relay
from orgkeys.office.public_file import compared
from orgkeys.office.terminal import Refused, when
from orgkeys.primitives import x25519_public
from orgkeys.vault import DeviceKeys
from relay.documents import Certificate, Kind, decode_envelope, decode_payload


def ask_certificate(run: Run) -> None:
    """`device request`: make a device's keys here, and the request for a certificate."""
    args = run.args
    public, _ = compared(run, args.organisation)
    relay = check_relay(args.relay or public.relay)
    alias = confusables.tidy(args.alias)
    refuse_alias(alias, ())
    staff.check_role(args.role, args.language)
    path, ring_path = new_places(args.out)
    asked = path.with_suffix(".request")
    check_new_file(asked)
    passphrase = run.terminal.new_passphrase(WHOSE, args.device_passphrase_file)

    device = staff.new_keys(public.organisation, relay, public.desk, run.random)
    fingerprint = keyrings.fingerprint(device)
    ring = keyrings.with_new_key(
        keyrings.Keyring(), public.organisation, fingerprint, device.signing, run.now, run.random
    )
    raw = _request(device, ring, run.now, (alias, args.role, tuple(args.language)))
    files = [vault_file(run, path, device, passphrase), keys_file(run, path, device, ring)]
    run.directory.write([*files, File(asked, raw)])
    run.terminal.say("The keys of this device were made here, and never leave it.")
    for name, value in (("vault", path), ("keys file", ring_path), ("request", asked)):
        run.terminal.fact(name, str(value))
    run.terminal.fact("device", spoken(fingerprint))
    run.terminal.say()
    run.terminal.say(f"Bring {asked.name} to the administrator. It holds no secret.")
    run.terminal.say("Then read these numbers aloud to them, by telephone or in person:")
    run.terminal.say(f"  {spoken(fingerprint)}")
    run.terminal.say(f"Next: noview-org device accept FILE.grant --vault {path.name}")
    run.terminal.say(f"        --organisation {args.organisation}")
    if args.text:
        show_text(run, raw, "The request")


def accept(run: Run) -> None:
    """`device accept`: put the certificate of a grant into the device's vault."""
    raw = read_any(run.args.grant, "The grant")
    own = read_own(run)
    grant = read_grant(raw, own)
    envelope = decode_envelope(grant.certificate, Kind.CERTIFICATE)
    certificate = decode_payload(envelope.payload, Certificate)
    check_grant(run, own, grant)
    if keyrings.later(grant.certificate, own.certificate) != grant.certificate:
        raise Refused(
            "The vault holds a newer certificate than this grant. Nothing was changed.",
            "Keep the vault as it is, or ask the administrator for the newest grant.",
        )
    device = replace(own.device, certificate=grant.certificate, warrant=grant.warrant)
    ring = keyrings.pruned(own.keyring, run.now)
    if keyrings.due(ring, run.now):
        ring = _with_key(own, run)
    ring = replace(ring, certificate=b"", warrant=b"")
    run.directory.write(
        [
            keys_file(run, own.vault, device, ring),
            vault_file(run, own.vault, device, own.passphrase),
        ]
    )
    run.terminal.say(f"This device is {certificate.alias} ({certificate.role}).")
    run.terminal.fact("certificate", f"until {when(certificate.expires)}")
    if grant.warrant:
        run.terminal.fact("may also", "start shifts, and open and close the desk")
    run.terminal.say("It serves as soon as a shift includes it.")


def new_key(run: Run) -> None:
    """`device keys`: a new sealing key, for the folder if it is here, else as a request."""
    own = read_own(run)
    if not own.certificate:
        raise Refused(
            "This device has no certificate yet.",
            "Put the administrator's grant in first: noview-org device accept FILE --vault …",
        )
    ring = _with_key(own, run)
    certificate = device_from(own.certificate).certificate
    asked = own.vault.with_suffix(".request")
    with ExitStack() as held:
        record = _record(run, own, ring, held)
        if record is None:
            words = (certificate.alias, certificate.role, certificate.languages)
            record = File(asked, _request(own.device, ring, run.now, words))
        run.directory.write([keys_file(run, own.vault, own.device, ring), record])
    run.terminal.say(f"{certificate.alias} has a new sealing key.")
    for key in ring.keys[:-1]:
        run.terminal.fact("older key", f"kept until {when(key.until)}, for shifts sealed to it")
    run.terminal.fact("sealing key", f"until {when(ring.keys[-1].document.expires)}")
    if record.path == asked:
        run.terminal.say(f"Bring {asked.name} to the administrator, who runs:")
        run.terminal.say(f"  noview-org device certify {asked.name}")
    else:
        run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def _record(run: Run, own: Own, ring: keyrings.Keyring, held: ExitStack) -> File | None:
    """The device's record in the folder with the new key, if the folder is on this machine."""
    if not (run.directory.path / SETTINGS).is_file():
        return None
    held.enter_context(run.directory.locked())
    holdings = load(run.directory)
    if holdings.settings.organisation != own.device.organisation:
        raise Refused(
            "That vault is not a device of this organisation.",
            "Give the vault that device add wrote, and the right --directory.",
        )
    standing = holdings.standing_devices(run.now)
    found = [device for device in standing if device.fingerprint == own.fingerprint]
    if not found:
        raise Refused("No device like that is in service.", "See them all with: noview-org show")
    changed = found[0].with_sealing_key(ring.keys[-1].envelope, run.now)
    return File(device_name(changed.hash), changed.record())


def _with_key(own: Own, run: Run) -> keyrings.Keyring:
    """The keyring without what has run out, and with one more key."""
    device = own.device
    ring = keyrings.pruned(own.keyring, run.now)
    return keyrings.with_new_key(
        ring, device.organisation, own.fingerprint, device.signing, run.now, run.random
    )


def _request(
    device: DeviceKeys, ring: keyrings.Keyring, now: int, words: tuple[str, str, tuple[str, ...]]
) -> bytes:
    """A request under this alias and role, in these languages, with the newest sealing key."""
    key = keyrings.newest(ring, now)
    alias, role, languages = words
    return request.make_request(
        device.organisation,
        x25519_public(device.identity),
        device.signing,
        alias=alias,
        role=role,
        languages=languages,
        sealing_key=key.envelope if key else b"",
    )

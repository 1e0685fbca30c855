"""noview-org device add, certify, renew and revoke: what the administrator does for devices."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from orgkeys import keyring, request, staff
from orgkeys.device import spoken
from orgkeys.office import confusables
from orgkeys.office.commands import Run, administrator_keys
from orgkeys.office.commands_shift import check_hours, say_team, shift_life
from orgkeys.office.devices import Device
from orgkeys.office.directory import File, check_new_file, device_name
from orgkeys.office.enrolling import Wanted, check_days, check_wanted, enroll, find, read_request
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.outputs import show_text
from orgkeys.office.own import WHOSE, new_places, vault_file
from orgkeys.office.pages import check_relay
from orgkeys.office.signing import sign_roster, sign_shift
from orgkeys.office.terminal import Refused, span, when
from orgkeys.office.versions import write


def add(run: Run) -> None:
    """Make and certify a device in one go: vault, keys file, record and roster. Raises Refused."""
    args = run.args
    holdings = load(run.directory)
    relay = check_relay(args.relay)
    alias = confusables.tidy(args.alias)
    check_wanted(run, holdings, alias, args.role, args.language, args.second)
    check_days(args.days)
    out, ring_path = new_places(args.out)
    keys = administrator_keys(run, holdings)
    passphrase = run.terminal.new_passphrase(WHOSE, args.device_passphrase_file)

    made = staff.new_keys(holdings.settings.organisation, relay, holdings.settings.desk, run.random)
    sealing = staff.make_sealing(
        made.organisation, keyring.fingerprint(made), made.signing, run.now, run.now, run.random
    )
    wanted = Wanted.of(made, alias, args.role, tuple(args.language), sealing[0])
    device, files = enroll(run, holdings, keys, wanted, args.days)
    certified = replace(
        made, certificate=device.raw, warrant=device.warrant, sealing_keys=(sealing,)
    )
    write(
        run,
        [
            vault_file(run, out, certified, passphrase),
            File(ring_path, keyring.keys_file(certified, run.random)),
            *files,
        ],
    )
    _say_device(run, device)
    run.terminal.fact("vault", str(out))
    run.terminal.fact("keys file", str(ring_path))
    run.terminal.say()
    run.terminal.say("Hand over both files, and the passphrase by another way. Keep no copy.")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def certify(run: Run) -> None:
    """Certify a request whose numbers its owner has read aloud. Raises Refused."""
    args = run.args
    holdings = load(run.directory)
    asked, path = read_request(run, holdings)
    known = [d for d in holdings.devices if d.fingerprint == asked.device]
    standing = [d for d in holdings.standing_devices(run.now) if d.fingerprint == asked.device]
    if standing:
        _learn(run, holdings, standing[0], asked)
        return
    if known:
        raise Refused(
            "The keys of this request were shut out, or have run out.",
            "Make new keys on that device: noview-org device request",
        )
    alias = confusables.tidy(args.alias or asked.alias)
    role, languages = args.role or asked.role, tuple(args.language or asked.languages)
    check_wanted(run, holdings, alias, role, languages, args.second)
    check_days(args.days)
    out = (Path(args.out) if args.out else path.with_suffix(".grant")).absolute()
    check_new_file(out)
    run.terminal.say(f"{alias} asks to be {role}, in {', '.join(languages)}.")
    _compare(run, asked.device)
    keys = administrator_keys(run, holdings)
    wanted = Wanted(asked.identity, asked.signing, alias, role, languages, asked.sealing_key)
    device, files = enroll(run, holdings, keys, wanted, args.days)
    grant = request.make_grant(request.Grant(device.raw, device.warrant))
    write(run, [File(out, grant), *files])
    _say_device(run, device)
    run.terminal.fact("grant", str(out))
    if not asked.sealing_key:
        run.terminal.say("It has told no sealing key yet: it is on a shift after it came online.")
    run.terminal.say(f"Bring {out.name} to its owner. Then: noview-org shift new, and publish.")
    if args.text:
        show_text(run, grant, "The grant")


def _compare(run: Run, device: bytes) -> None:
    """What the person reads aloud is this request's fingerprint. Not shown before: it would be
    copied from the screen, and then nothing would have been compared."""
    given: str | None = run.args.fingerprint
    if given is None:
        given = run.terminal.question("Ask its owner to read the numbers aloud, and type them: ")
    if re.sub(r"[\s-]", "", given) != spoken(device).replace(" ", ""):
        raise Refused(
            "These are not the numbers of this request. Nothing was changed.",
            "Read them once more. If they stay different, somebody has put another request in "
            "its place: have it brought again by another way.",
        )


def _learn(run: Run, holdings: Holdings, device: Device, asked: request.Request) -> None:
    """A request of a device that stands brings no more than its newest sealing key."""
    if not asked.sealing_key or asked.sealing_key in device.sealing_keys:
        raise Refused(
            f"This is {device.certificate.alias}, who has a certificate already.",
            "To give it a new certificate: noview-org device renew ALIAS",
        )
    holdings.trusted.check_sealing_key(asked.sealing_key, device.certificate, run.now)
    changed = device.with_sealing_key(asked.sealing_key, run.now)
    run.directory.write([File(device_name(changed.hash), changed.record())])
    run.terminal.say(f"The new sealing key of {device.certificate.alias} is known.")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def renew(run: Run) -> None:
    """New certificates for the same keys; the older ones stand for two days more, for lines."""
    args = run.args
    holdings = load(run.directory)
    check_days(args.days)
    if bool(args.alias) == args.all or (args.all and (args.role or args.language)):
        raise Refused(
            "It is not clear which devices are to be renewed.",
            "Give one ALIAS, or --all. A role or languages change for one alias at a time.",
        )
    chosen = holdings.standing_devices(run.now) if args.all else find(run, holdings, args.alias)
    if not chosen:
        raise Refused(
            "No device is in service.",
            "Let people join: noview-org invite FILE, then noview-org device certify REQUEST.",
        )
    places = [_grant_path(device) for device in chosen]
    for place in places:
        check_new_file(place)
    keys = administrator_keys(run, holdings)
    renewed: list[Device] = []
    gone: set[bytes] = set()
    for device in chosen:
        before = device.certificate
        role, languages = args.role or before.role, tuple(args.language or before.languages)
        staff.check_role(role, languages)
        wanted = Wanted(before.identity, before.signing, before.alias, role, languages, b"")
        made = wanted.certified(run, keys, args.days)
        renewed.append(replace(made, sealing_keys=device.sealing_keys))
        if role != before.role:
            # Else the powers of the role before would stand until that certificate runs out.
            gone |= holdings.certificates_of(device)
    _, roster = sign_roster(run, holdings, keys, renewed, gone)
    files: list[File] = []
    for device, place in zip(renewed, places, strict=True):
        holdings.trusted.check_certificate(device.raw, run.now)
        files.append(File(place, request.make_grant(request.Grant(device.raw, device.warrant))))
        files.append(File(device_name(device.hash), device.record()))
    write(run, [*files, roster])
    for device, place in zip(renewed, places, strict=True):
        _say_device(run, device)
        run.terminal.fact("grant", str(place))
    run.terminal.say("Consoles take their certificates, and warrants, out of the next shift.")
    run.terminal.say("A device that is not on it needs its grant (device accept).")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def revoke(run: Run) -> None:
    """Shut a device out: a roster that says so and, where somebody is left, a shift without it."""
    check_hours(run.args.hours)
    holdings = load(run.directory)
    chosen = find(run, holdings, run.args.alias)
    keys = administrator_keys(run, holdings)
    gone = {hashed for device in chosen for hashed in holdings.certificates_of(device)}
    roster, file = sign_roster(run, holdings, keys, revoked=gone)
    # Also with nobody left: the new keys, which nobody holds, shut the device out of the desk.
    team = staff.gather_team(holdings, holdings.trusted, run.now)
    life = shift_life(run, holdings)
    shift = sign_shift(run, holdings, team, roster, keys, life)
    write(run, [file, *shift])
    for device in chosen:
        alias = device.certificate.alias
        run.terminal.say(f"{alias} is shut out, as soon as this is published:")
    run.terminal.say("  noview-org publish wss://…")
    run.terminal.say(f"A new shift of {span(life)} was made without it.")
    say_team(run, team)
    if not team.serving:
        run.terminal.say(
            "Nobody is left who could answer. Close the desk (noview-org state closed)"
        )
        run.terminal.say("and publish, or add a device and run noview-org shift new.")


def _grant_path(device: Device) -> Path:
    name = re.sub(r"[^\w]+", "-", device.certificate.alias).strip("-").lower()
    return Path(f"{name}-{spoken(device.fingerprint)[:5]}.grant").absolute()


def _say_device(run: Run, device: Device) -> None:
    told = device.certificate
    run.terminal.say(f"{told.alias} ({told.role}, {', '.join(told.languages)}) has a certificate.")
    run.terminal.fact("certificate", f"until {when(told.expires)}")
    if device.warrant:
        run.terminal.fact("may also", "start shifts, and open and close the desk")
    run.terminal.fact("device", spoken(device.fingerprint))

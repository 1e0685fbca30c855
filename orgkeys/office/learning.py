"""Who the staff are, out of the directory of a shift that others made (protocol.md 3.7)."""

from __future__ import annotations

from dataclasses import replace

from orgkeys.device import spoken
from orgkeys.errors import CannotOpen, NotOnShift
from orgkeys.keyring import later
from orgkeys.office import office_keys
from orgkeys.office.commands import Run
from orgkeys.office.devices import Device, device_from, good_warrant, issued_last, sealing_key
from orgkeys.office.directory import File, device_name, office_name
from orgkeys.office.holdings import Holdings
from orgkeys.office.pulling import Merged, Served
from orgkeys.packet import Directory as Listed
from orgkeys.packet import open_directory, packet_hash
from orgkeys.vault import AuthorityKeys
from relay.errors import Untrusted


def read_directory(
    run: Run, after: Holdings, merged: Merged, served: Served, keys: AuthorityKeys
) -> Listed:
    """The directory of the shift that the relay serves, or an empty one."""
    if merged.told is None:
        return Listed()
    settings, version = after.settings, merged.told.version
    if packet_hash(served.packet) != merged.told.packet_hash:
        run.terminal.warn(f"The relay gives no packet for shift {version}, or another one, so it")
        run.terminal.warn("does not say who the staff are. The folder goes on with whom it knows.")
        return Listed()
    place = (settings.organisation, settings.desk, version)
    try:
        return open_directory(*place, keys.office_seed, served.packet)
    except NotOnShift:
        run.terminal.say(f"Shift {version} was made without this administrator's office key, so it")
        run.terminal.say("does not say who the staff are.")
        run.terminal.say("Ask another administrator to run shift new and publish, then pull again.")
    except CannotOpen:
        run.terminal.warn(f"The directory of shift {version} is damaged: whoever made it should be")
        run.terminal.warn("asked. The folder goes on with whom it knows.")
    return Listed()


def learn(
    run: Run, after: Holdings, listed: Listed
) -> tuple[tuple[Device, ...], list[File], list[str]]:
    """All devices now, the records that change by what the directory tells, and words for each.

    Nothing in it is believed before the rulebook; what stands no more is left out.
    """
    files, said = [], []
    known = {device.hash: device for device in after.devices}
    for certificate, key, warrant in listed.devices:
        try:
            after.trusted.check_certificate(certificate, run.now)
        except Untrusted:  # it was shut out, or ran out, since the directory was made
            continue
        told = device_from(certificate)
        device = known.get(told.hash, told)
        changed = _with_key(run, after, device, key)
        changed = _with_warrant(run, after, changed, warrant)
        if told.hash not in known:
            who = f"{told.certificate.alias} ({told.certificate.role})"
            said.append(f"Learned of {who}, {spoken(told.fingerprint)}.")
        elif changed == device:
            continue
        if told.hash in known and changed.sealing_keys != device.sealing_keys:
            said.append(f"Learned a newer sealing key of {told.certificate.alias}.")
        if told.hash in known and changed.warrant != device.warrant:
            said.append(f"Learned the warrant of {told.certificate.alias}.")
        known[changed.hash] = changed
        files.append(File(device_name(changed.hash), changed.record()))
    found = office_keys.newest(run, after)
    for raw in listed.office_keys:
        signer = office_keys.take(found, raw, after, run.now)
        if signer is not None:
            files.append(File(office_name(signer), raw))
            said.append("Learned an administrator's office key.")
    return tuple(known.values()), files, said


def _with_key(run: Run, after: Holdings, device: Device, key: bytes) -> Device:
    """The device with this sealing key, if it is good and newer than those known."""
    if not key:
        return device
    try:
        made = after.trusted.check_sealing_key(key, device.certificate, run.now)
    except Untrusted:  # it has run out: the next one comes by itself
        return device
    if any(issued_last(sealing_key(held)) >= issued_last(made) for held in device.sealing_keys):
        return device
    return device.with_sealing_key(key, run.now)


def _with_warrant(run: Run, after: Holdings, device: Device, warrant: bytes) -> Device:
    """The device with this warrant, if it is good and newer than the one known."""
    good = good_warrant(device, warrant, after.trusted, run.now)
    return replace(device, warrant=later(device.warrant, good))

"""Staff devices as an administrator keeps them: made, given new certificates, shut out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orgkeys import primitives, vault
from orgkeys.ceremony import DAY, end_of_day
from orgkeys.device import spoken
from orgkeys.errors import NotOnShift
from orgkeys.office.devices import Device
from orgkeys.packet import open_directory
from orgkeys.staff import make_sealing
from relay.documents import Kind, Warrant, decode_envelope, decode_payload
from relay.errors import Untrusted
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOW, Office, add, copy_of, refused


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.add("Sam")
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def vault_of(office: Office, alias: str) -> Path:
    return office.path / f"{alias}.vault"


def device(office: Office, alias: str) -> Device:
    """The one device in service with this alias."""
    standing = office.holdings().standing_devices(office.now)
    (found,) = [one for one in standing if one.certificate.alias == alias]
    return found


def renew(office: Office, *args: str) -> str:
    return office.must("device", "renew", *args, answers=(ADMINISTRATOR,))


@pytest.fixture
def here(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose grants are written into its own folder."""
    monkeypatch.chdir(office.path)
    return office


def test_the_vault_of_a_device_says_where_it_serves(office: Office) -> None:
    keys, held = office.keys(vault_of(office, "Noor")), office.holdings()
    assert (keys.organisation, keys.desk) == (held.settings.organisation, held.settings.desk)
    assert keys.relay == "wss://chat.example.org"
    certificate = held.trusted.check_certificate(keys.certificate, NOW)
    assert certificate.identity == primitives.x25519_public(keys.identity)
    assert certificate.signing == primitives.ed25519_public(keys.signing)
    assert (certificate.alias, certificate.languages) == ("Noor", ("ar", "en"))
    ((raw, seed),) = keys.sealing_keys
    public = primitives.xwing_public(seed)
    assert held.trusted.check_sealing_key(raw, certificate, NOW).key == public


def test_a44_the_vault_alone_opens_no_packet(office: Office) -> None:
    office.shift()
    office.open_packet(vault_of(office, "Noor"), 1)  # the positive control
    vault_of(office, "Noor").with_suffix(".keys").unlink()
    with pytest.raises(NotOnShift):
        office.open_packet(vault_of(office, "Noor"), 1)


def test_a41_a_revoked_device_is_on_no_later_shift(office: Office) -> None:
    noor, sam = vault_of(office, "Noor"), vault_of(office, "Sam")
    office.shift()
    out = office.revoke("Noor")
    assert "left out       Noor: the device is shut out" in out
    told = office.open_packet(sam, 2)  # the positive control
    assert [raw for raw, *_ in told.directory.devices] == [office.keys(sam).certificate]
    with pytest.raises(NotOnShift):
        office.open_packet(noor, 2)
    with pytest.raises(Untrusted) as untrusted:
        office.believed().check_certificate(office.keys(noor).certificate, NOW)
    assert untrusted.value.rule == "revoked"
    noor.unlink()
    noor.with_suffix(".keys").unlink()
    office.add("Noor")  # the alias is free for the device that replaces it


def test_a41_revoking_the_last_device_still_takes_the_desk_from_it(office: Office) -> None:
    office.shift()
    office.revoke("Noor")
    out = office.revoke("Sam")
    assert "Nobody is left" in out
    assert office.believed().shift(office.holdings().settings.desk) is not None
    with pytest.raises(NotOnShift):
        office.open_packet(vault_of(office, "Sam"), 3)


def test_a_device_without_a_valid_sealing_key_is_left_out_until_it_makes_one(
    office: Office,
) -> None:
    noor, sam = vault_of(office, "Noor"), vault_of(office, "Sam")
    office.now += 9 * DAY
    result = office.run("shift", "new", answers=(ADMINISTRATOR,))
    assert result.code == 1
    assert "No device could open this shift" in result.err
    assert "Noor: its sealing key has run out" in result.out
    out = office.must("device", "keys", "--vault", str(noor), answers=(DEVICE,))
    assert "older key      kept until" not in out, "it ran out more than a day ago"
    out = office.shift()
    assert "on shift       Noor" in out
    assert "left out       Sam: its sealing key has run out" in out
    listed = {
        one.certificate: one.sealing_key for one in office.open_packet(noor, 1).directory.devices
    }
    assert listed[office.keys(sam).certificate] == b"", "listed all the same"
    assert len(office.keys(noor).sealing_keys) == 1  # the one that ran out is destroyed


def test_a_new_key_keeps_the_one_that_a_running_shift_may_need(office: Office) -> None:
    noor = vault_of(office, "Noor")
    office.shift()
    office.now += 60
    before = noor.read_bytes()
    out = office.must("device", "keys", "--vault", str(noor), answers=(DEVICE,))
    assert "older key      kept until" in out
    assert noor.read_bytes() == before, "the vault itself is not touched"
    office.open_packet(noor, 1)
    office.shift()
    office.open_packet(noor, 2)


def test_an_expired_device_is_left_out_and_its_row_is_dropped(office: Office) -> None:
    office.add("Robin", "--days", "2")
    office.now += 4 * DAY
    assert "left out       Robin: its certificate has run out" in office.shift()
    robin = next(d for d in office.holdings().devices if d.certificate.alias == "Robin")
    office.now += 4 * DAY  # the next renewal drops the row
    sam = str(vault_of(office, "Sam"))
    office.must("device", "keys", "--vault", sam, answers=(DEVICE,))
    office.shift()
    assert robin.hash not in {row[0] for row in office.holdings().roster.payload.rows}


def test_renewing_keeps_the_keys_and_the_certificate_of_before(here: Office) -> None:
    before = device(here, "Noor")
    here.now += DAY
    out = renew(here, "Noor", "--days", "700")
    after = device(here, "Noor")
    assert after.fingerprint == before.fingerprint
    assert after.hash != before.hash
    assert after.certificate.expires > before.certificate.expires + 300 * DAY
    assert spoken(after.fingerprint) in out
    stranger = here.believed()
    for raw in (before.raw, after.raw):  # lines that are open by the older one go on
        stranger.check_certificate(raw, here.now)
    rows = {row[0]: row[1] for row in here.holdings().roster.payload.rows}
    assert rows[before.hash] == end_of_day(int(here.now) + 2 * DAY)  # and end with the lines
    assert rows[after.hash] == after.certificate.expires
    here.shift()
    told = {
        one.certificate: one.sealing_key
        for one in here.open_packet(vault_of(here, "Noor"), 1).directory.devices
    }
    assert told[after.raw] == told[before.raw] != b"", "who makes the next roster knows both"
    here.revoke("Noor")  # and both go at once
    stranger = here.believed()
    for raw in (before.raw, after.raw):
        with pytest.raises(Untrusted, match="revoked"):
            stranger.check_certificate(raw, here.now)


def test_a44_the_older_certificate_ends_two_days_after_the_renewal(here: Office) -> None:
    """Else an old copy of a device's files would serve for as long as the first certificate."""
    before = device(here, "Noor")
    here.now += DAY
    renew(here, "Noor")
    here.shift()
    here.now += 4 * DAY
    here.shift()
    with pytest.raises(Untrusted, match=r"unlisted|expired"):
        here.believed().check_line(before.hash, here.now)
    here.believed().check_line(device(here, "Noor").hash, here.now)
    soon = device(here, "Sam")
    renew(here, "Sam", "--days", "1")  # a row is only ever cut, never made longer
    rows = {row[0]: row[1] for row in here.holdings().roster.payload.rows}
    assert rows[soon.hash] == end_of_day(int(here.now) + 2 * DAY)


def test_the_newest_sealing_key_is_the_one_issued_last(here: Office) -> None:
    """Not the one with the highest version, which a stolen key could push up."""
    keys, noor = here.keys(vault_of(here, "Noor")), device(here, "Noor")
    place = (keys.organisation, noor.fingerprint, keys.signing)
    high, _ = make_sealing(*place, 2**53 - 1, int(here.now) + 10, os.urandom)
    last, _ = make_sealing(*place, 2, int(here.now) + 20, os.urandom)
    for order in ((high, last), (last, high)):
        kept = noor
        for raw in order:
            kept = kept.with_sealing_key(raw, here.now)
        assert kept.sealing_keys[-2:] == (high, last)


def test_everybody_is_renewed_at_once_and_accepts_a_grant(here: Office) -> None:
    here.now += DAY
    out = renew(here, "--all")
    grants = sorted(here.path.glob("*.grant"))
    assert len(grants) == 2
    assert all(str(grant) in out for grant in grants)
    noor = vault_of(here, "Noor")
    grant = next(str(grant) for grant in grants if grant.name.startswith("noor"))
    public = ("--organisation", invitation(here))
    accept = ("device", "accept", grant, *public, "--vault")
    accepted = here.must(*accept, str(noor), answers=(DEVICE,))
    assert "This device is Noor (counselor)." in accepted
    assert here.keys(noor).certificate == device(here, "Noor").raw
    other = str(vault_of(here, "Sam"))
    result = refused(here, *accept, other, answers=(DEVICE,))
    assert "for another device" in result.err


def test_a_supervisor_gets_a_warrant_and_loses_it_with_the_role(here: Office) -> None:
    assert device(here, "Noor").warrant == b""
    here.now += DAY
    out = renew(here, "Noor", "--role", "supervisor")
    assert "may also       start shifts" in out
    made = device(here, "Noor")
    warrant = decode_payload(decode_envelope(made.warrant, Kind.WARRANT).payload, Warrant)
    assert warrant.powers == ("shift", "state")
    assert warrant.certificate_hash == made.hash
    (grant,) = here.path.glob("*.grant")
    vault_path = vault_of(here, "Noor")
    accept = ("device", "accept", str(grant), "--organisation", invitation(here))
    here.must(*accept, "--vault", str(vault_path), answers=(DEVICE,))
    assert here.keys(vault_path).warrant == made.warrant
    grant.unlink()
    here.now += DAY
    renew(here, "Noor", "--role", "trainee", "--language", "en")
    assert device(here, "Noor").certificate.role == "trainee"
    with pytest.raises(Untrusted, match="revoked"):  # a46: the powers of before are gone
        here.believed().check_certificate(made.raw, here.now)


def test_a_person_has_a_second_device_and_loses_one_of_them(office: Office) -> None:
    second = office.path / "Noor-2.vault"
    args = add("Noor", out=str(second))
    assert "is in service" in refused(office, *args).err
    assert "no second device" in refused(office, *add("Robin"), "--second").err
    office.must(*args, "--second", answers=(ADMINISTRATOR, DEVICE, DEVICE))
    result = refused(office, "device", "revoke", "Noor")
    assert "Noor has 2 devices" in result.err
    assert "--device" in result.err
    stolen = device_of(office, second)
    office.revoke("noor", "--device", spoken(stolen)[:5])
    assert device(office, "Noor").raw == office.keys(vault_of(office, "Noor")).certificate
    with pytest.raises(NotOnShift):
        office.open_packet(second, 1)
    office.open_packet(vault_of(office, "Noor"), 1)


def invitation(office: Office) -> str:
    """The organisation's public file, as a device is given it."""
    path = office.path / "night.organisation"
    office.must("invite", str(path), "--relay", "wss://chat.example.org")
    return str(path)


def device_of(office: Office, path: Path) -> bytes:
    raw = office.keys(path).certificate
    return next(one.fingerprint for one in office.holdings().devices if one.raw == raw)


def test_an_administrator_reads_who_the_staff_are_and_no_team_key(office: Office) -> None:
    office.shift()
    keys = vault.unlock((office.folder / "keys/administrator.vault").read_bytes(), ADMINISTRATOR)
    assert isinstance(keys, vault.AuthorityKeys)
    held = office.holdings()
    raw = (office.folder / "documents/packet-000001").read_bytes()
    place = (held.settings.organisation, held.settings.desk, 1)
    told = open_directory(*place, keys.office_seed, raw)
    assert {entry.certificate for entry in told.devices} == {d.raw for d in held.devices}
    (office_key,) = told.office_keys
    assert held.trusted.check_office_key(office_key, NOW).key == primitives.xwing_public(
        keys.office_seed
    )


def test_an_office_key_is_made_once_and_again_before_it_runs_out(office: Office) -> None:
    office.shift()
    (kept,) = (office.folder / "office").iterdir()
    before = kept.read_bytes()
    office.shift()
    assert kept.read_bytes() == before
    office.now += 320 * DAY
    for alias in ("Noor", "Sam"):
        path = str(vault_of(office, alias))
        office.must("device", "keys", "--vault", path, answers=(DEVICE,))
    office.shift()
    assert kept.read_bytes() != before


def test_renewals_that_are_not_clear_are_refused(here: Office) -> None:
    for args in ([], ["Noor", "--all"], ["--all", "--role", "trainee"]):
        assert "not clear which" in refused(here, "device", "renew", *args).err
    assert "No device like that" in refused(here, "device", "renew", "Nobody").err
    assert "days" in refused(here, "device", "renew", "Noor", "--days", "5000").err
    here.now += DAY
    renew(here, "Noor")
    assert "exists already" in refused(here, "device", "renew", "Noor").err

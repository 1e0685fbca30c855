"""Supervisors whose certificates are made anew go on starting shifts, and no file is carried."""

from __future__ import annotations

import asyncio
import os
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest

from orgkeys import ceremony, packet
from orgkeys import vault as vaults
from orgkeys.ceremony import DAY, HOUR
from orgkeys.office.devices import Device
from orgkeys.packet import Directory
from orgkeys.vault import AuthorityKeys, DeviceKeys
from relay.documents import TrustedDocuments
from relay.errors import Untrusted
from relay.frames import Done, Publish
from tests.builders import filler
from tests.orgkeys.founders import found
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, Office, copy_of
from tests.orgkeys.test_administrators import add_elif, brought
from tests.orgkeys.town import Town


def supervisor(office: Office, alias: str = "Vera") -> Path:
    return office.add(alias, "--role", "supervisor")


def newest(office: Office, alias: str) -> Device:
    return next(d for d in office.holdings().standing_devices(office.now) if alias_of(d) == alias)


def alias_of(device: Device) -> str:
    return device.certificate.alias


def found_in(office: Office, vault: Path, version: int, certificate: bytes) -> bytes:
    """The warrant beside this certificate, as its own device reads it in a shift's packet."""
    told = office.open_packet(vault, version).directory
    return next(entry.warrant for entry in told.devices if entry.certificate == certificate)


def starts(reader: TrustedDocuments, keys: DeviceKeys, warrant: bytes, now: int) -> bool:
    """Whether everybody believes a shift that this device signs by this warrant."""
    assert reader.roster is not None
    before = reader.shift(keys.desk)
    shift = ceremony.make_shift(
        *(keys.organisation, keys.desk, before.payload.version + 1 if before else 1),
        team_seed=filler("team"),
        desk_seed=filler("desk seed"),
        roster=reader.roster.payload,
        packet_hash=filler("packet"),
        now=now,
        life=12 * HOUR,
    )
    try:
        return reader.add_shift(ceremony.sign(shift, [keys.signing], [warrant]), now)
    except Untrusted:
        return False


def test_a_renewed_supervisor_finds_the_warrant_in_the_next_shift(tmp_path: Path) -> None:
    office = Office(tmp_path).init()
    office.add("Noor")
    vault = supervisor(office)
    office.shift()
    before, keys = newest(office, "Vera"), office.keys(vault)
    office.now += DAY
    with chdir(office.path):
        office.must("device", "renew", "Vera", answers=(ADMINISTRATOR,))
    office.shift()
    after = newest(office, "Vera")
    assert after.raw != before.raw
    assert found_in(office, vault, 2, after.raw) == after.warrant != before.warrant
    assert starts(office.believed(), keys, after.warrant, int(office.now))
    noor = newest(office, "Noor")
    assert found_in(office, vault, 2, noor.raw) == b"", "a counselor starts no shifts"


def test_an_administrator_leaves_and_the_supervisor_starts_the_next_shift(tmp_path: Path) -> None:
    story = found(tmp_path, ["Amira", "Basel", "Chen"], 2)
    office = story.office
    vault = supervisor(office)
    office.shift()
    before, keys = newest(office, "Vera"), office.keys(vault)
    office.now += 600
    add_elif(story, "--remove", "Dana")
    paths = [story.sign("Basel"), story.sign("Chen")]
    elifs = ("--administrator-vault", office.file("Elif.vault"))
    office.done(brought(), "charter", "finish", *paths, *elifs)
    office.now += 60
    reader, after = office.believed(), newest(office, "Vera")
    assert not starts(office.believed(), keys, before.warrant, int(office.now)), "the control"
    warrant = found_in(office, vault, 2, after.raw)
    assert starts(reader, keys, warrant, int(office.now))
    held = reader.shift(keys.desk)
    assert held is not None
    assert held.payload.version == 3


# --- what others planted -------------------------------------------------------------------------


@pytest.fixture
async def town(tmp_path: Path, serve: Serve) -> Town:
    """Two copies of a folder; Vera, the supervisor, is known to both."""
    ours = Office(tmp_path / "ours")
    ours.path.mkdir()

    def begin() -> None:
        ours.init().add("Noor")
        supervisor(ours)
        ours.shift()

    await asyncio.to_thread(begin)
    theirs = copy_of(ours.path, tmp_path / "theirs")
    relay = Relay(ours)
    made = Town(ours, theirs, relay, await serve(relay.answer))
    await made.publish(ours)
    return made


async def test_pull_keeps_the_warrant_of_a_supervisor_whom_a_colleague_certified(
    town: Town,
) -> None:
    robin = await asyncio.to_thread(supervisor, town.theirs, "Robin")
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    out = await town.pull()
    assert "Learned of Robin (supervisor)" in out
    given = town.theirs.keys(robin)
    assert newest(town.ours, "Robin").warrant == given.warrant != b""
    assert "Nothing was newer" in await town.pull()
    await asyncio.to_thread(town.ours.shift)
    town.theirs.path = town.ours.path  # the packet that our folder made
    assert found_in(town.theirs, robin, 3, given.certificate) == given.warrant


async def planted(town: Town, certificate: bytes, warrant: bytes, version: int) -> None:
    """Vera's console starts a shift whose directory says that this is somebody's warrant."""
    keys, now = town.ours.keys(town.ours.path / "Vera.vault"), int(town.ours.now)
    held = town.ours.holdings()
    told = town.ours.open_packet(town.ours.path / "Vera.vault", 1).directory
    devices = tuple(
        one._replace(warrant=warrant if one.certificate == certificate else one.warrant)
        for one in told.devices
    )
    assert any(one.certificate == certificate for one in devices)
    content = packet.PacketContent(os.urandom(32), os.urandom(32))
    offices = [held.trusted.check_office_key(key, now).key for key in told.office_keys]
    raw = packet.make_packet(
        *(keys.organisation, keys.desk, version, content),
        *(Directory(devices, told.office_keys), [], offices, os.urandom),
    )
    shift = ceremony.make_shift(
        *(keys.organisation, keys.desk, version),
        team_seed=content.team_seed,
        desk_seed=content.desk_seed,
        roster=held.roster.payload,
        packet_hash=packet.packet_hash(raw),
        now=now,
        life=12 * HOUR,
    )
    envelope = ceremony.sign(shift, [keys.signing], [keys.warrant])
    assert isinstance(town.relay.take(Publish(ref=1, envelope=envelope, packet=raw)), Done)


async def test_a41_a_supervisor_plants_warrants_and_the_office_carries_none_of_them_on(
    town: Town,
) -> None:
    noor, vera = newest(town.ours, "Noor"), newest(town.ours, "Vera")
    keys = town.ours.keys(town.ours.path / "Vera.vault")
    seed = unlock_administrator(town.ours)
    organisation, now = keys.organisation, int(town.ours.now)

    def made(by: bytes, device: Device = noor) -> bytes:
        warrant = ceremony.make_warrant(organisation, device.certificate, ("shift", "state"), now)
        return ceremony.sign(warrant, [by])

    for number, warrant in enumerate(
        (vera.warrant, made(keys.signing), made(filler("root")), noor.raw, b"no envelope"), 2
    ):
        town.ours.now = town.relay.now = town.ours.now + 60
        await planted(town, noor.raw, warrant, number)
        assert "Learned the warrant" not in await town.pull()
        assert newest(town.ours, "Noor").warrant == b""
    town.ours.now = town.relay.now = town.ours.now + 60
    await planted(town, noor.raw, made(seed), 7)
    assert "Learned the warrant of Noor." in await town.pull(), "the control"
    assert newest(town.ours, "Noor").warrant == made(seed)


def test_a41_a_record_with_a_bad_warrant_is_listed_without_it(tmp_path: Path) -> None:
    """Also what lies in the folder itself is carried no further unless the rulebook takes it."""
    office = Office(tmp_path).init()
    noor_vault, vera_vault = office.add("Noor"), supervisor(office)
    noor, vera = newest(office, "Noor"), newest(office, "Vera")
    place = office.folder / "devices" / noor.hash.hex()
    assert place.is_file()
    place.write_bytes(replace(noor, warrant=vera.warrant).record())
    office.shift()
    assert found_in(office, noor_vault, 1, noor.raw) == b""
    assert found_in(office, vera_vault, 1, vera.raw) == vera.warrant, "the control"


def test_a_warrant_counts_with_its_own_certificate_that_stands(tmp_path: Path) -> None:
    office = Office(tmp_path).init()
    office.add("Noor")
    supervisor(office)
    noor, vera, now = newest(office, "Noor"), newest(office, "Vera"), office.now
    reader = office.believed()
    assert reader.check_warrant(vera.warrant, vera.certificate, now).powers == ("shift", "state")
    for raw, device, at, rule in (
        (vera.warrant, noor, now, "signer"),
        (vera.raw, vera, now, "shape"),
        (vera.warrant, vera, now + 8 * DAY, "expired"),
    ):
        with pytest.raises(Untrusted) as refused:
            reader.check_warrant(raw, device.certificate, at)
        assert refused.value.rule == rule
    office.shift()
    office.revoke("Vera")
    with pytest.raises(Untrusted, match="revoked"):
        office.believed().check_warrant(vera.warrant, vera.certificate, now)


def unlock_administrator(office: Office) -> bytes:
    raw = (office.folder / "keys/administrator.vault").read_bytes()
    keys = vaults.unlock(raw, ADMINISTRATOR)
    assert isinstance(keys, AuthorityKeys)
    return keys.seed

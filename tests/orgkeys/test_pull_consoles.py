"""A shift that a supervisor's console made by its warrant, taken over by the office."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from orgkeys import ceremony, keyring, packet, staff
from orgkeys.ceremony import DAY, HOUR
from orgkeys.vault import DeviceKeys
from relay.frames import Done, Publish
from relay.frames import Refused as RefusedFrame
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, Office, add
from tests.orgkeys.town import Town


@pytest.fixture
async def town(tmp_path: Path, serve: Serve) -> Town:
    (tmp_path / "ours").mkdir()
    ours = Office(tmp_path / "ours")

    def found() -> None:
        ours.init().add("Noor")
        vera = add("Vera", out=str(ours.path / "Vera.vault"), role="supervisor")
        ours.must(*vera, answers=(ADMINISTRATOR, DEVICE, DEVICE))
        ours.shift()

    await asyncio.to_thread(found)
    relay = Relay(ours)
    made = Town(ours, ours, relay, await serve(relay.answer))
    await made.publish(ours)
    return made


def start_shift(
    town: Town, keys: DeviceKeys, version: int, now: int, forgets: bytes = b""
) -> Done | RefusedFrame:
    """What the console of this device publishes, with what the directory told it."""
    held = town.ours.holdings()
    team = staff.gather_team(held, held.trusted, now)
    raw = (town.ours.folder / "documents/packet-000001").read_bytes()
    told = town.ours.open_packet(town.ours.path / "Vera.vault", 1).directory
    assert {entry.certificate for entry in told.devices} == {e.certificate for e in team.directory}
    content = packet.PacketContent(os.urandom(32), os.urandom(32))
    fresh = keyring.with_new_key(
        keyring.keyring_of(keys),
        *(keys.organisation, keyring.fingerprint(keys), keys.signing, now, os.urandom),
    )
    renewed = packet.Directory(
        tuple(
            entry._replace(sealing_key=fresh.keys[-1].envelope)
            if entry.certificate == keys.certificate
            else entry
            for entry in told.devices
            if entry.certificate != forgets
        ),
        () if forgets else told.office_keys,
    )
    offices = [held.trusted.check_office_key(key, now).key for key in told.office_keys]
    sealed = packet.make_packet(
        *(keys.organisation, keys.desk, version, content, renewed),
        *([key for _, key in team.serving], offices, os.urandom),
    )
    assert sealed != raw
    shift = ceremony.make_shift(
        *(keys.organisation, keys.desk, version),
        team_seed=content.team_seed,
        desk_seed=content.desk_seed,
        roster=held.roster.payload,
        packet_hash=packet.packet_hash(sealed),
        now=now,
        life=12 * HOUR,
    )
    envelope = ceremony.sign(shift, [keys.signing], [keys.warrant])
    return town.relay.take(Publish(ref=1, envelope=envelope, packet=sealed))


async def test_a_shift_by_warrant_brings_the_sealing_keys_that_consoles_made(town: Town) -> None:
    vera = town.ours.keys(town.ours.path / "Vera.vault")
    town.ours.now += DAY // 2
    town.relay.now = town.ours.now
    assert isinstance(start_shift(town, vera, 2, int(town.ours.now)), Done)
    out = await town.pull()
    assert "taken over     shift 2" in out
    assert "Learned a newer sealing key of Vera." in out
    assert "Nothing was newer" in await town.pull()
    assert "on shift       Vera" in await asyncio.to_thread(town.ours.shift)
    assert "published      shift 3" in await town.publish(town.ours)


async def test_a41_a_directory_that_leaves_somebody_out_makes_nobody_forgotten(town: Town) -> None:
    """A supervisor's console that is in other hands: the next shift has everybody again."""
    ours, now = town.ours, int(town.ours.now)
    noor = ours.keys(ours.path / "Noor.vault").certificate
    vera = ours.keys(ours.path / "Vera.vault")
    assert isinstance(start_shift(town, vera, 2, now, forgets=noor), Done)
    assert "taken over     shift 2" in await town.pull()
    told = ours.open_packet(ours.path / "Vera.vault", 2).directory
    assert noor not in {entry.certificate for entry in told.devices}  # the control
    assert "on shift       Noor" in await asyncio.to_thread(ours.shift)
    told = ours.open_packet(ours.path / "Noor.vault", 3).directory
    listed = {entry.certificate: entry for entry in told.devices}
    assert set(listed) == {noor, vera.certificate}
    assert listed[vera.certificate].warrant == vera.warrant
    assert len(told.office_keys) == 1


async def test_a41_a_supervisor_who_was_shut_out_starts_no_shift(town: Town) -> None:
    vera = town.ours.keys(town.ours.path / "Vera.vault")
    now = int(town.ours.now)
    assert isinstance(start_shift(town, vera, 2, now), Done)  # the positive control
    await town.pull()
    await asyncio.to_thread(town.ours.revoke, "Vera")
    await town.publish(town.ours)
    town.ours.now = town.relay.now = now + HOUR
    stale = Office(town.ours.path, now=now)
    held = stale.holdings()
    content = (os.urandom(32), os.urandom(32))
    shift = ceremony.make_shift(
        *(vera.organisation, vera.desk, 9),
        team_seed=content[0],
        desk_seed=content[1],
        roster=held.roster.payload,
        packet_hash=bytes(32),
        now=now,
        life=HOUR,
    )
    envelope = ceremony.sign(shift, [vera.signing], [vera.warrant])
    refused = town.relay.take(Publish(ref=1, envelope=envelope, packet=b""))
    assert isinstance(refused, RefusedFrame)
    assert "Nothing was newer" in await town.pull()

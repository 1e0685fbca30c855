"""A relay that serves what is old, other or foreign: a pull refuses it and changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import Office
from tests.orgkeys.town import Town, add, open_town


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.add("Sam")
    made.shift()
    return made.path


@pytest.fixture
async def town(template: Path, tmp_path: Path, serve: Serve) -> Town:
    return await open_town(template, tmp_path, serve)


async def test_a03_rollback_a_relay_from_an_old_backup_is_refused(town: Town) -> None:
    old = town.relay.trusted.roster
    await add(town.ours, "Robin")
    await asyncio.to_thread(town.ours.shift)
    await town.publish(town.ours)
    again = Relay(town.ours)
    again.trusted.add_charters(town.relay.trusted.charters, town.ours.now)
    assert old is not None
    again.trusted.add_roster(old.raw, town.ours.now)
    town.relay.trusted = again.trusted
    assert "serves an older roster than it was given" in await town.refused()


async def test_a05_fork_another_document_of_a_version_that_was_published(town: Town) -> None:
    await add(town.theirs, "Robin")
    await asyncio.to_thread(town.theirs.shift)
    forked = Relay(town.theirs)
    await add(town.ours, "Kim")
    await asyncio.to_thread(town.ours.shift)
    await town.publish(town.ours)
    held = town.theirs.holdings()
    forked.trusted.add_charters(held.trusted.charters, town.ours.now)
    forked.trusted.add_roster(held.roster.raw, town.ours.now)
    town.relay.trusted = forked.trusted
    assert "serves another roster of the same version" in await town.refused()


async def test_a02_what_a_stranger_signed_is_refused(
    town: Town, tmp_path: Path, serve: Serve
) -> None:
    other = Office(tmp_path / "other")
    other.path.mkdir()
    await asyncio.to_thread(other.init)
    stranger = Relay(other)
    stranger.organisation = town.relay.organisation
    stranger.trusted.add_charters(other.holdings().trusted.charters, other.now)
    town.address = await serve(stranger.answer)
    assert "serves another charter" in await town.refused()


@pytest.mark.parametrize("packet", [b"", b"something else"])
async def test_a_shift_without_its_packet_tells_nothing_and_stops_nobody(
    town: Town, packet: bytes
) -> None:
    """Else a host, or one stolen supervisor's key, would keep an office from going on."""
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    town.relay.packets[-1] = packet
    result = await town.tries()
    assert "no packet for shift 2" in result.err
    assert "taken over     shift 2" in result.out
    assert "Nothing was newer" in await town.pull()
    assert "its packet is not here" in await town.publish(town.ours)
    assert "on shift       Noor" in await asyncio.to_thread(town.ours.shift)
    assert "published      shift 3" in await town.publish(town.ours)


async def test_a_wrong_passphrase_and_a_closed_relay_change_nothing(town: Town) -> None:
    town.address = "ws://127.0.0.1:9"
    assert "nobody answers there" in await town.refused()
    args = ("pull", town.address)
    before = town.ours.snapshot()
    result = await asyncio.to_thread(lambda: town.ours.run(*args, answers=("wrong, all wrong!",)))
    assert "does not open the administrator key" in result.err
    assert town.ours.snapshot() == before

"""Every roster goes out with the shift that names it (rule 8), and nothing goes out by halves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from orgkeys.ceremony import HOUR
from orgkeys.office import commands_public, publish
from relay.documents import Kind
from tests.orgkeys.little_relay import Serve
from tests.orgkeys.office import DEVICE, Office
from tests.orgkeys.town import Town, add, open_town


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.shift()
    return made.path


@pytest.fixture
async def town(template: Path, tmp_path: Path, serve: Serve) -> Town:
    return await open_town(template, tmp_path, serve)


async def stuck(town: Town) -> str:
    """Publishing is refused, and the relay was brought nothing at all."""
    before = list(town.relay.order)
    result = await asyncio.to_thread(lambda: town.ours.run("publish", town.address))
    assert result.code == 1
    assert town.relay.order == before
    return result.err


def night(town: Town) -> None:
    town.ours.now = town.theirs.now = town.relay.now = town.ours.now + 14 * HOUR


async def test_a_roster_waits_for_its_shift(town: Town) -> None:
    await add(town.ours, "Sam")
    err = await stuck(town)
    assert "shift 1 does not name roster 3" in err
    assert "noview-org shift new" in err
    shown = await asyncio.to_thread(town.ours.must, "show")
    assert "does not name the newest roster" in shown
    await asyncio.to_thread(town.ours.shift)
    said = await town.publish(town.ours)
    assert "published      roster 3" in said
    assert "published      shift 2" in said
    town.ours.believed()


async def test_at_night_a_roster_goes_out_alone(town: Town) -> None:
    night(town)
    await add(town.ours, "Sam")
    assert "published      roster 3" in await town.publish(town.ours)


async def test_a_folder_that_was_not_pulled_brings_nothing_at_all(town: Town) -> None:
    """Consoles have gone on; this folder numbers too low, and says so before the roster is out."""
    for _ in range(2):
        await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    await add(town.ours, "Sam")
    await asyncio.to_thread(town.ours.shift)
    err = await stuck(town)
    assert "already holds shift 3" in err
    assert "noview-org pull" in err
    held = town.relay.trusted.roster
    assert held is not None
    assert held.payload.version == 2


async def test_a_shift_that_only_the_relay_has_is_not_made_worthless(town: Town) -> None:
    """Here the last shift is over; a console's is not, and names the roster before."""
    night(town)
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    await add(town.ours, "Sam")
    err = await stuck(town)
    assert "holds shift 2" in err
    assert "noview-org pull" in err
    await town.pull()
    await asyncio.to_thread(town.ours.shift)
    assert "published      roster 3" in await town.publish(town.ours)
    town.ours.believed()


async def test_keys_that_consoles_made_are_learned_from_a_shift_under_the_roster_before(
    town: Town,
) -> None:
    """A colleague published a roster at night: nobody takes the last shift under it any more."""
    noor = ("device", "keys", "--vault", str(town.theirs.path / "Noor.vault"))
    town.theirs.now += 60
    await asyncio.to_thread(lambda: town.theirs.must(*noor, answers=(DEVICE,)))
    await asyncio.to_thread(town.theirs.shift)
    town.relay.now = town.theirs.now
    await town.publish(town.theirs)
    town.ours.now = town.theirs.now
    night(town)
    await add(town.theirs, "Sam")
    await town.publish(town.theirs)
    out = await town.pull()
    assert "left out       shift: it has run out" in out
    assert "Learned a newer sealing key of Noor." in out
    assert town.relay.trusted.shift(town.relay.desk) is not None
    assert town.relay.held(Kind.SHIFT)


async def test_the_control_without_the_guard_survivors_have_no_shift(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted faults: each of the two guards is left out."""
    await add(town.ours, "Sam")
    monkeypatch.setattr(commands_public, "check_ready", lambda *_: None)
    assert "nobody could use it any more under the new roster" in await stuck(town)
    monkeypatch.setattr(publish, "check_shift", lambda *_: None)
    await town.publish(town.ours)
    with pytest.raises(Exception, match="roster-mismatch"):
        town.ours.believed()

"""A pull on the machine of somebody who is an administrator no longer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, ROOT, Office, copy_of
from tests.orgkeys.town import Town

OTHER = "words of another administrator"


def hand_over(office: Office) -> None:
    """Elif comes and the administrator goes, by a charter that the root holder signs."""
    place = {name: str(office.path / name) for name in ("Elif.vault", "Elif.card", "draft", "sig")}
    made = ("--vault", place["Elif.vault"], "--card", place["Elif.card"])
    office.must("administrator", "new", "--name", "Elif", *made, answers=(OTHER, OTHER))
    words = ("add", place["Elif.card"], "--remove", "administrator", "--out", place["draft"])
    office.must("charter", "administrator", *words)
    root = ("--vault", str(office.folder / "keys/root-1.vault"), "--yes", "--out", place["sig"])
    office.must("charter", "sign", place["draft"], *root, answers=(ROOT,))
    finish = ("charter", "finish", place["sig"], "--administrator-vault", place["Elif.vault"])
    office.must(*finish, answers=(OTHER,))


@pytest.fixture
async def town(tmp_path: Path, serve: Serve) -> Town:
    """Theirs went on without us; ours has shut somebody out and never published it."""
    (tmp_path / "ours").mkdir()
    ours = Office(tmp_path / "ours")
    relay = await asyncio.to_thread(_begin, ours)
    theirs = copy_of(ours.path, tmp_path / "theirs")
    made = Town(ours, theirs, relay, await serve(relay.answer))
    await made.publish(ours)
    await asyncio.to_thread(ours.revoke, "Noor")
    theirs.now = ours.now = relay.now = ours.now + 60
    await asyncio.to_thread(hand_over, theirs)
    await made.publish(theirs)
    return made


def _begin(office: Office) -> Relay:
    office.init()
    for alias in ("Noor", "Sam"):
        office.add(alias)
    office.shift()
    return Relay(office)


async def test_who_has_left_is_told_so_and_signs_nothing(town: Town) -> None:
    out = await town.pull()
    assert "Your key is no longer an administrator's (charter 2)." in out
    assert "clock" not in out
    assert "again: publish it" not in out
    assert town.ours.holdings().charter.payload.version == 2
    assert "no longer an administrator's" in await town.pull()


async def test_who_has_left_destroys_nothing_at_the_relay(town: Town) -> None:
    before = sorted(path.name for path in (town.ours.folder / "keys").iterdir())
    answers = ("Night Line", ADMINISTRATOR)
    args = ("destroy", "--relay", town.address)
    result = await asyncio.to_thread(lambda: town.ours.run(*args, answers=answers))
    assert result.code == 1
    assert "not in the newest charter" in result.err
    assert "No key was destroyed" in result.err
    assert sorted(path.name for path in (town.ours.folder / "keys").iterdir()) == before
    assert town.relay.trusted.state(town.relay.desk) is None

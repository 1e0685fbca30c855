"""Two copies of one folder, as two administrators have it, and a little relay in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, Office, Result, copy_of


class Town:
    """Two copies of one folder, and a relay in between."""

    def __init__(self, ours: Office, theirs: Office, relay: Relay, address: str) -> None:
        self.ours, self.theirs = ours, theirs
        self.relay, self.address = relay, address

    async def publish(self, office: Office) -> str:
        return await asyncio.to_thread(office.must, "publish", self.address)

    async def pull(self) -> str:
        result = await self.tries()
        assert result.code == 0, result.err
        return result.out

    async def tries(self) -> Result:
        args = ("pull", self.address)
        return await asyncio.to_thread(lambda: self.ours.run(*args, answers=(ADMINISTRATOR,)))

    async def refused(self) -> str:
        """The pull is refused, and not one byte of the folder is another."""
        before = self.ours.snapshot()
        result = await self.tries()
        assert result.code == 1
        assert "What to do: " in result.err
        assert self.ours.snapshot() == before
        return result.err


async def open_town(template: Path, path: Path, serve: Serve) -> Town:
    """Both copies of the folder in `template`, and a relay that has what ours holds."""
    ours, theirs = copy_of(template, path / "ours"), copy_of(template, path / "theirs")
    relay = Relay(ours)
    made = Town(ours, theirs, relay, await serve(relay.answer))
    await made.publish(ours)
    return made


async def add(office: Office, alias: str) -> Path:
    return await asyncio.to_thread(office.add, alias)

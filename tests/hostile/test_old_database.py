"""Attacks 3 and 41 with the real relay: its database of last week, put back by the host.

The clients, the relay, its SQLite file and the administrator's publishing are the real ones. What
the old database brings back ends when the organisation publishes again, or when it expires.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from orgkeys.client import Counselor, Visitor
from orgkeys.machines.actions import Knock
from orgkeys.office.publish import Item, push
from orgkeys.office.terminal import Refused
from relay.documents import Kind
from relay.flood import UNLIMITED
from tests.hostile import weak
from tests.hostile.forgeries import content, newest
from tests.hostile.host import revoke
from tests.hostile.relay import hostile_relay
from tests.hostile.scene import Clock, Scene, house_of_today, unsendable, within
from tests.orgkeys.house import DAY, DESK, House
from tests.orgkeys.test_client import publish
from tests.relay.running import Running, running_relay


def items(house: House) -> list[Item]:
    """What the administrator's folder holds, as `noview-org publish` gathers it."""
    kinds = (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)
    found = []
    for kind in kinds:
        raw, packet = newest(house, kind)
        payload = content(raw)
        found.append(Item(kind, payload.version, payload.expires, raw, packet))
    return found


def holds(client: Visitor | Counselor, house: House) -> bool:
    """Whether a client believes the newest shift."""
    shift = client.machine._follower.trusted.shift(DESK)
    newer = content(newest(house, Kind.SHIFT)[0])
    return shift is not None and shift.payload.version == newer.version


async def brings(house: House, relay: Running) -> list[str]:
    return [
        item.name
        for item in await push(relay.url, house.organisation, DESK, items(house), int(house.now))
    ]


@asynccontextmanager
async def old_database(folder: Path) -> AsyncIterator[Scene]:
    """A scene in which the revocation was published, and the file of before is in use again."""
    house = house_of_today("Noor", "Robin")
    database, backup = folder / "relay.db", folder / "backup.db"
    ours = [house.organisation]
    async with running_relay(ours, store="sqlite", database=database) as relay:
        await publish(relay.url, house, house.published)
    shutil.copyfile(database, backup)
    async with AsyncExitStack() as things:
        relay = await things.enter_async_context(
            running_relay(ours, store="sqlite", database=database, budgets=UNLIMITED)
        )
        hostile = await things.enter_async_context(hostile_relay(relay.url))
        people = await things.enter_async_context(AsyncExitStack())
        here = Scene(house, relay, hostile, people)
        yield here


async def restore(here: Scene, folder: Path, things: AsyncExitStack) -> Running:
    """The host puts the old file back: everybody is cut off, and comes back to it."""
    old = await things.enter_async_context(
        running_relay(
            [here.house.organisation],
            store="sqlite",
            database=folder / "backup.db",
            budgets=UNLIMITED,
        )
    )
    here.hostile.upstream = old.url
    for conn in here.hostile.conns:
        conn.cut()
    return old


async def the_story(folder: Path) -> None:
    async with AsyncExitStack() as things:
        here = await things.enter_async_context(old_database(folder))
        page = await here.visitor()
        await page.ready(within())
        robin = await here.on_duty("Robin")
        await here.publish(*revoke(here.house, "Noor"))
        await robin.until(lambda _: holds(robin, here.house), within())
        await page.until(lambda _: holds(page, here.house), within())
        await robin.until(lambda view: view.stage == "on-duty", within())
        await page.until(lambda view: view.problem is None and view.desk == "open", within())
        old = await restore(here, folder, things)

        # Whoever has seen the revocation is not talked out of it.
        await page.until(lambda view: view.problem == "documents-untrusted", within())
        assert await unsendable(page.act(Knock("en", "Sam", "hello")))
        view = await robin.until(lambda view: view.problem is not None, within())
        assert (view.stage, view.problem) == ("off-duty", "documents-untrusted")

        # Somebody who comes for the first time can meet the revoked device, for a day at most.
        noor = await here.on_duty("Noor")
        newcomer, clock = await here.visitor(), Clock()
        clock.ahead = DAY
        tomorrow = await here.visitor(clock)
        await tomorrow.until(lambda view: view.problem == "shift-expired", within())
        await newcomer.knock(first="hello", within=within())
        talk = await noor.claim(within=within())
        await newcomer.talking(within())

        # The administrator publishes what there is: that ends it at once.
        assert await brings(here.house, old) == ["roster 2", "shift 2"]
        view_of_newcomer = await newcomer.until(lambda view: view.ended is not None, within())
        assert view_of_newcomer.ended is not None
        assert view_of_newcomer.ended.reason == "revoked"
        await noor.until(lambda view: view.stage == "refused", within())
        assert noor.talk(talk.key).stage == "ended"
        await page.until(lambda view: view.problem is None, within())
        assert await brings(here.house, old) == [], "and once is enough"
        await page.knock(first="hello again", within=within())
        await robin.until(lambda view: view.stage == "on-duty", 2 * within())
        await robin.claim(within=within())
        await page.talking(within())
        assert [person.alias for person in page.view.people] == ["Robin"]


async def test_a03_a41_an_old_database_fools_nobody_who_knows_and_nobody_for_long(
    tmp_path: Path,
) -> None:
    await the_story(tmp_path)


async def test_a03_control_clients_that_take_older_versions_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak.takes_older_versions(monkeypatch)
    monkeypatch.setattr("tests.hostile.scene.WITHIN", 3.0)
    with pytest.raises((AssertionError, TimeoutError)):
        await the_story(tmp_path)


async def test_a03_the_administrators_command_notices_that_its_own_folder_is_the_old_copy(
    tmp_path: Path,
) -> None:
    """The other way round: the relay is up to date, and an old copy of the folder publishes."""
    async with old_database(tmp_path) as here:
        old = items(here.house)
        await here.publish(*revoke(here.house, "Noor"))
        with pytest.raises(Refused, match="an old copy of the folder"):
            await push(here.relay.url, here.house.organisation, DESK, old, int(here.house.now))


async def test_a05_the_administrators_command_notices_a_fork(tmp_path: Path) -> None:
    """Two copies of a folder, or a stolen administrator key, made two rosters of one version."""
    async with old_database(tmp_path) as here:
        house = here.house
        before = house.roster
        await here.publish(house.new_roster())
        house.roster = before
        house.revoked.add("Robin")
        house.new_roster()
        with pytest.raises(Refused, match="another roster 2 than this folder"):
            await brings(house, here.relay)

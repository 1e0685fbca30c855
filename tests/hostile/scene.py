"""An organisation, its honest relay, the hostile one before it, and friendly clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from orgkeys.client import Counselor, Visitor
from orgkeys.errors import Unsendable
from orgkeys.machines.actions import Claim
from orgkeys.machines.views import Note
from relay import frames
from relay.flood import UNLIMITED
from tests.hostile.relay import NO_FAULT, Conn, Hostile, hostile_relay
from tests.orgkeys.house import DESK, House, make_house
from tests.orgkeys.street import kinds, texts
from tests.orgkeys.test_client import publish
from tests.relay.running import Running, running_relay

WITHIN = 30.0  # seconds

Story = Callable[[], Awaitable[None]]


def within() -> float:
    """How long anything may take: seconds. The controls are less patient."""
    return WITHIN


def house_of_today(*aliases: str) -> House:
    """A house whose documents are good now."""
    return make_house(*aliases, now=int(time.time()), seed=time.time_ns())


class Clock:
    """The time of day, which a test can move."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Scene:
    """Clients made here talk to the hostile relay."""

    house: House
    relay: Running
    hostile: Hostile
    people: AsyncExitStack

    async def visitor(self, clock: Callable[[], float] = time.time) -> Visitor:
        """A survivor's browser."""
        made = Visitor(self.hostile.url, self.house.organisation, DESK, clock=clock)
        return await self.people.enter_async_context(made)

    async def counselor(
        self, alias: str = "Noor", limit: int = 3, clock: Callable[[], float] = time.time
    ) -> Counselor:
        """A console, unlocked and not on duty yet."""
        keys = self.house.devices[alias].keys
        made = Counselor(self.hostile.url, keys, limit=limit, clock=clock)
        return await self.people.enter_async_context(made)

    async def on_duty(self, alias: str = "Noor", limit: int = 3) -> Counselor:
        """A console that serves."""
        counselor = await self.counselor(alias, limit)
        await counselor.on_duty(WITHIN)
        return counselor

    async def publish(self, *documents: tuple[bytes, bytes]) -> None:
        """Bring new documents to the honest relay."""
        await publish(self.relay.url, self.house, list(documents))


@asynccontextmanager
async def scene(house: House | None = None) -> AsyncIterator[Scene]:
    """Everything is up and honest; what is hostile is up to the test, and must happen."""
    house = house or house_of_today()
    async with (
        running_relay([house.organisation], budgets=UNLIMITED) as relay,
        hostile_relay(relay.url) as hostile,
        AsyncExitStack() as people,
    ):
        await publish(relay.url, house, house.published)
        yield Scene(house, relay, hostile, people)
        hostile.proved()


@dataclass
class Talking:
    """A visitor and a counselor who have each said one thing."""

    scene: Scene
    visitor: Visitor
    noor: Counselor
    key: str

    def notes(self) -> tuple[Note, ...]:
        """What the console shows of this talk."""
        return self.noor.talk(self.key).notes

    async def gap(self) -> None:
        """One of them is told that something is missing."""

        def told(_: object) -> bool:
            return "gap" in kinds(self.visitor.view.notes) + kinds(self.notes())

        await self.visitor.until(told, WITHIN)

    async def whole(self, *said: str, remade: bool | None = None) -> None:
        """Everything was said and heard once, in one order, and nobody else was there."""

        def complete(_: object) -> bool:
            both = [*self.visitor.view.notes, *self.notes()]
            mine = [note for note in both if note.mine]
            return (
                set(said) <= set(texts(self.visitor.view.notes))
                and texts(self.visitor.view.notes) == texts(self.notes())
                and all(note.delivery == "delivered" for note in mine)
            )

        await self.visitor.until(complete, WITHIN)
        shown = texts(self.visitor.view.notes)
        assert len(shown) == len(set(shown)), "something is shown twice"
        assert {note.alias for note in self.visitor.view.notes} <= {"", "Noor"}
        events = set(kinds(self.visitor.view.notes)) | set(kinds(self.notes()))
        assert remade is None or ({"gap", "remade"} <= events) == remade


async def talking(here: Scene, first: str = "hello", noor: Counselor | None = None) -> Talking:
    """A conversation that has begun."""
    noor = noor or await here.on_duty()
    visitor = await here.visitor()
    await visitor.knock(first=first, within=WITHIN)
    talk = await noor.claim(within=WITHIN)
    await visitor.talking(WITHIN)
    pair = Talking(here, visitor, noor, talk.key)
    await pair.whole(first)
    return pair


async def claim_everything(counselor: Counselor) -> None:
    """Take every knock that can be taken, until cancelled."""
    while True:
        for knock in counselor.view.knocks:
            if knock.state == "waiting":
                with suppress(Unsendable):
                    await counselor.act(Claim(knock.key))
        await asyncio.sleep(0.05)


async def is_caught(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: with something planted, the same story cannot be told to its end."""
    monkeypatch.setattr("tests.hostile.scene.WITHIN", 4.0)
    with pytest.raises((AssertionError, TimeoutError, Unsendable)) as caught:
        await story()
    assert NO_FAULT not in str(caught.value)


async def drops(visitor: Visitor, conn: Conn, *told: frames.Frame) -> None:
    """Tell a visitor who waits what is no good answer to the knock: when it was looked at, it is
    dropped, and the visitor knocks again with fresh keys. Nobody is shown at any time."""
    before = conn.knock
    conn.tell(*told)
    await visitor.until(lambda view: view.stage != "waiting" or conn.knock is not before, within())
    assert visitor.view.stage == "waiting"
    assert visitor.view.people == ()


async def unsendable(doing: Awaitable[object]) -> bool:
    """Whether this cannot be done now."""
    try:
        await doing
    except Unsendable:
        return True
    return False

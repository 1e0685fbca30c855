"""Attack 17, as far as a relay can provoke it: no plain words leave, and the screen says no lie."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from orgkeys.client import Counselor, Visitor
from orgkeys.machines.actions import Claim, Knock, OnDuty, Say, TalkSay
from orgkeys.machines.views import Problem
from relay import frames
from relay.frames import Refusal
from tests.hostile import weak
from tests.hostile.nonsense import CODES, NO_FRAMES, out_of_place, refuse
from tests.hostile.relay import Passing, honest
from tests.hostile.scene import (
    Story,
    house_of_today,
    is_caught,
    scene,
    talking,
    unsendable,
    within,
)

CANARY = "zanzibar-canary"
SAYABLE: dict[type[frames.Frame], tuple[Problem | None, ...]] = {
    frames.Join: ("unknown-organisation", "relay-unreachable", None),
    frames.Fetch: (
        "unknown-organisation",
        "documents-untrusted",
        "slow-down",
        "relay-unreachable",
        None,
    ),
    frames.Open: ("slow-down", "unknown-organisation", None),
    frames.Knock: ("desk-closed", "line-full", "slow-down", "unknown-organisation", None),
    frames.Append: ("unknown-organisation", None),
}


def alive(client: Visitor | Counselor) -> bool:
    """No task of the client has fallen over."""
    return not any(task.done() for task in client.keeper._tasks)


def each_its_own(path: str) -> Callable[[Passing], int | None]:
    """A code for each of the first connections; who comes again after it is refused as well."""
    codes = dict(enumerate(CODES))

    def code(passing: Passing) -> int | None:
        if passing.conn.path != f"/v1/{path}":
            return None
        return codes.get(passing.conn.number, Refusal.ABSENT)

    return code


async def visitors_refused(at: type[frames.Frame]) -> None:
    """Nineteen visitors, each of whom is always refused at this stage with a code of their own."""
    async with scene() as here:
        visitors = {code: await here.visitor() for code in CODES}
        early = at in (frames.Join, frames.Fetch)
        mine = refuse(at, each_its_own("visit"))
        if early:
            here.hostile.script = mine
            for conn in here.hostile.conns:
                conn.cut()
        else:
            for visitor in visitors.values():
                await visitor.ready(within())
        noor = None
        if at is frames.Append:
            noor = await here.on_duty(limit=64)
        else:
            here.hostile.script = mine
        for visitor in visitors.values():
            await unsendable(visitor.act(Knock("en", CANARY, CANARY)))
        if noor is not None:
            for _ in visitors:
                await noor.claim(within=within())
            for visitor in visitors.values():
                await visitor.until(lambda view: view.stage != "waiting", within())
            here.hostile.script = mine
            for visitor in visitors.values():
                await unsendable(visitor.act(Say(CANARY + " again")))
        await asyncio.sleep(1.0)
        for code, visitor in visitors.items():
            view = visitor.view
            assert alive(visitor), code
            assert view.problem in SAYABLE[at], (code, view.problem)
            again = [note for note in view.notes if note.text == CANARY + " again"]
            assert all(note.delivery != "delivered" for note in again), code
            if at is not frames.Append:
                assert view.stage != "talking"
                assert view.people == ()
        assert not here.hostile.carries(CANARY)


async def consoles_refused(at: type[frames.Frame]) -> None:
    """Nineteen consoles, refused in turn at whatever a console asks for."""
    names = [f"N{int(code)}" for code in CODES]
    async with scene(house_of_today(*names)) as here:
        consoles = [await here.counselor(name) for name in names]
        for console in consoles:
            await console.until(lambda view: view.stage == "off-duty", within())
        here.hostile.script = refuse(at, each_its_own("staff"))
        visitor = await here.visitor()
        await visitor.knock(first=CANARY, within=within())
        for console in consoles:
            await console.act(OnDuty())
        await asyncio.sleep(0.5)
        for console in consoles:
            for knock in console.view.knocks:
                if knock.state == "waiting":
                    await unsendable(console.act(Claim(knock.key)))
            await asyncio.sleep(0.05)
        for console in consoles:
            for talk in console.view.talks:
                await unsendable(console.act(TalkSay(talk.key, CANARY)))
        await asyncio.sleep(0.7)
        for console in consoles:
            assert alive(console)
            if at is frames.Duty:
                assert console.view.stage != "on-duty", "the relay has not taken the proof"
            if at is not frames.Append:
                assert not any(talk.stage == "talking" for talk in console.view.talks)
            notes = [note for talk in console.view.talks for note in talk.notes if note.mine]
            assert all(note.delivery != "delivered" for note in notes)
        assert not here.hostile.carries(CANARY)


async def nonsense_told(path: str) -> None:
    """In the middle of a conversation: the socket is dropped, the conversation goes on."""
    async with asyncio.timeout(3 * within()), scene() as here:
        pair = await talking(here)
        said = []
        for number, (name, raw) in enumerate(NO_FRAMES.items()):
            conn = here.hostile.client(path)
            conn.tell(raw)
            client = pair.visitor if path == "visit" else pair.noor
            while not conn.gone:
                assert alive(client), name
                await asyncio.sleep(0.01)
            said.append(f"after {number}")
            await pair.visitor.say(said[-1])
            while not here.hostile.there(path) or client.view.connection != "connected":
                assert alive(client), name
                await asyncio.sleep(0.01)
        await pair.whole("hello", *said, remade=False)
        assert pair.visitor.view.problem is None


async def out_of_turn(path: str) -> None:
    """Well-formed frames that answer nothing: nothing comes of them."""
    async with scene() as here:
        waiting = await here.visitor()
        pair = await talking(here)
        for conn in here.hostile.conns:
            if conn.path == f"/v1/{path}":
                conn.tell(*out_of_place(conn))
        await pair.visitor.say("still here")
        await pair.whole("hello", "still here", remade=False)
        await waiting.ready(within())
        assert waiting.view.desk == "open"
        assert all(alive(client) for client in (waiting, pair.visitor, pair.noor))


@pytest.mark.parametrize("at", list(SAYABLE), ids=lambda at: at.__name__)
async def test_a17_a_visitor_who_is_refused_with_any_code_says_no_plain_word_and_no_lie(
    at: type[frames.Frame],
) -> None:
    await visitors_refused(at)


@pytest.mark.parametrize(
    "at",
    [frames.Open, frames.Duty, frames.Claim, frames.Accept, frames.Append],
    ids=lambda at: at.__name__,
)
async def test_a17_a_console_that_is_refused_with_any_code_says_no_plain_word_and_no_lie(
    at: type[frames.Frame],
) -> None:
    await consoles_refused(at)


@pytest.mark.parametrize("path", ["visit", "staff"])
@pytest.mark.parametrize("story", [nonsense_told, out_of_turn])
async def test_a17_a_relay_that_talks_nonsense_is_given_up_and_nothing_is_lost(
    story: Callable[[str], Awaitable[None]], path: str
) -> None:
    await story(path)


async def test_a17_a_relay_that_was_nonsense_from_the_first_word_is_unreachable_at_most() -> None:
    async with scene() as here:
        here.hostile.script = lambda passing: [b"\xc1"] if passing.down else None
        visitor = await here.visitor()
        view = await visitor.until(lambda view: view.problem is not None, within())
        assert (view.problem, view.stage) == ("relay-unreachable", "loading")
        here.hostile.script = honest
        await visitor.ready(within())


@pytest.mark.parametrize(
    ("story", "plant"),
    [
        (lambda: visitors_refused(frames.Knock), weak.knocks_in_plain_words),
        (lambda: visitors_refused(frames.Append), weak.calls_sent_delivered),
        (lambda: nonsense_told("visit"), weak.falls_over_nonsense),
        (lambda: nonsense_told("staff"), weak.falls_over_nonsense),
    ],
    ids=["plain", "delivered", "visit", "staff"],
)
async def test_control_a_weak_client_is_caught(
    story: Story, plant: weak.Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    await is_caught(story, monkeypatch)

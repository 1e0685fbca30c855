"""Attack 1: a hostile host brings somebody who is not staff. Nobody ever talks to them."""

from __future__ import annotations

import asyncio

import pytest

from orgkeys.client import Visitor
from orgkeys.messages import Admit
from relay import frames
from relay.relay_frames import Deliver
from tests.builders import filler
from tests.hostile import weak
from tests.hostile.forgeries import Ghost, Insider, forged_line_frame, ghosts
from tests.hostile.scene import (
    Scene,
    claim_everything,
    drops,
    house_of_today,
    is_caught,
    scene,
    talking,
    within,
)
from tests.orgkeys.house import House
from tests.orgkeys.street import kinds


def house_with_eve() -> House:
    """Noor serves; Eve was dismissed."""
    house = house_of_today("Noor", "Eve")
    house.revoked.add("Eve")
    house.new_roster()
    house.new_shift()
    return house


async def haunted(here: Scene, ghost: Ghost, visitor: Visitor) -> None:
    """The ghost answers the knock before anybody else can; the visitor goes on waiting."""
    conn = here.hostile.client("visit")
    assert conn.knock is not None
    append = Insider(here.house).hello(conn.knock.sealed, ghost.identity, ghost.certificate)
    await drops(visitor, conn, Deliver(conn.knock.handle, 0, append))
    said = here.hostile.said(conn)
    assert not any(isinstance(frame, frames.Append) for frame in said), "something was answered"


async def every_ghost() -> None:
    """One after the other; then Noor comes, and the same visitor talks to her alone."""
    async with scene(house_with_eve()) as here:
        all_of_them = ghosts(here.house, house_of_today())
        visitor = await here.visitor()
        for ghost in all_of_them:
            visitor = await here.visitor()
            await visitor.knock(first="hello", within=within())
            await haunted(here, ghost, visitor)
        assert here.hostile.faults == len(all_of_them) == 11
        noor = await here.on_duty(limit=64)
        serving = asyncio.create_task(claim_everything(noor))
        await visitor.talking(within())
        assert [person.alias for person in visitor.view.people] == ["Noor"]
        assert kinds(visitor.view.notes) == ["joined"]
        serving.cancel()


async def one_ghost(name: str) -> None:
    async with scene(house_with_eve()) as here:
        visitor = await here.visitor()
        await visitor.knock(first="hello", within=within())
        found = ghosts(here.house, house_of_today())
        await haunted(here, next(one for one in found if one.name == name), visitor)


async def test_a01_a_ghost_is_never_shown_and_nothing_is_sent_to_it() -> None:
    await every_ghost()


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("signed by a stranger", weak.believes_any_certificate),
        ("of another organisation", weak.believes_any_certificate),
        ("not in the roster", weak.believes_any_certificate),
        ("revoked", weak.believes_any_certificate),
        ("alias swapped", weak.believes_any_certificate),
        ("a colleague's, without the key", weak.accepts_without_frame_0),
    ],
)
async def test_a01_control_a_weak_client_lets_the_ghost_in(
    name: str, plant: weak.Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    await is_caught(lambda: one_ghost(name), monkeypatch)


async def test_a01_a_colleague_who_serves_as_somebody_else_cannot_kill_a_knock() -> None:
    """Claims and answers as the relay's rules allow, but under another's certificate."""
    async with scene(house_with_eve()) as here:
        visitor = await here.visitor()
        await visitor.knock(first="hello", within=within())
        noor = await here.on_duty()
        conn = here.hostile.client("staff")
        ghost = ghosts(here.house, house_of_today())[2]

        def answer_as_another(passing: object) -> list[frames.Frame] | None:
            frame = getattr(passing, "frame", None)
            sealed = here.hostile.client("visit").knock
            if not isinstance(frame, frames.Accept) or conn.hostile.faults or sealed is None:
                return None
            forged = Insider(here.house).hello(sealed.sealed, ghost.identity, ghost.certificate)
            return [frames.Accept(frame.ref, frame.desk, frame.knock, frame.fence, forged)]

        here.hostile.script = answer_as_another
        serving = asyncio.create_task(claim_everything(noor))
        await visitor.talking(within())
        assert kinds(visitor.view.notes) == ["joined"]
        await noor.until(lambda view: any(talk.stage == "talking" for talk in view.talks), within())
        serving.cancel()


async def test_a01_an_admission_that_the_relay_invents_is_never_asked_about() -> None:
    async with scene() as here:
        pair = await talking(here)
        conn = here.hostile.client("visit")
        line = conn.handle(frames.Mode.LINE)
        other = house_of_today().devices["Noor"]
        sealing = other.keys.sealing_keys[0][0]
        admit = Admit(1, other.device.raw, sealing, filler("w"), 1)
        number = conn.next[line]
        conn.tell(Deliver(line, number, forged_line_frame(admit, number)))
        await pair.gap()
        await pair.visitor.say("who was that?")
        await pair.whole("hello", "who was that?", remade=True)
        assert pair.visitor.view.asks == ()
        assert [person.alias for person in pair.visitor.view.people] == ["Noor"]

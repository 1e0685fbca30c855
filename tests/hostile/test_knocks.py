"""Attacks 2, 15 and 16 on knocks, before a friendly console."""

from __future__ import annotations

import pytest

from orgkeys import labels
from orgkeys.encoding import decode, encode
from orgkeys.primitives import xwing_public
from orgkeys.sealing import seal_padded
from relay import frames
from relay.limits import ASK_SIZE
from tests.builders import filler
from tests.hostile import weak
from tests.hostile.forgeries import Insider, open_with
from tests.hostile.relay import Passing, Tampered
from tests.hostile.scene import (
    is_caught,
    scene,
    unsendable,
    within,
)
from tests.hostile.scripts import on
from tests.hostile.test_handshakes import flipped, knock_of, serving
from tests.orgkeys.house import DESK


async def a_knock_swapped() -> None:
    """The console is shown a knock that the host has made: Noor says nothing, the visitor waits."""
    async with scene() as here:
        visitor = await here.visitor()
        await visitor.knock(first="hello", within=within())
        insider = Insider(here.house)
        opened = insider.opened(knock_of(here).sealed)
        public = xwing_public(insider.packet.team_seed)
        fields = decode(open_with(insider, knock_of(here).sealed))
        assert isinstance(fields, list)
        theirs = [*fields[:2], xwing_public(filler("u_s")), *fields[3:]]
        info = insider.believed.bound(labels.KNOCK)
        sealed, _ = seal_padded(public, info, encode(theirs), ASK_SIZE)
        assert opened.u_s != theirs[2]

        def swap(passing: Passing) -> Tampered:
            frame = passing.frame
            assert isinstance(frame, frames.Waiting)
            return [frames.Waiting(frame.desk, frame.knock, frame.waited, sealed)]

        here.hostile.script = on(frames.Waiting, "staff", swap)
        noor = await here.on_duty()
        await noor.next_knock(within())
        with serving(noor):
            await noor.until(
                lambda view: any(talk.stage == "unverified" for talk in view.talks), within()
            )
        assert await unsendable(noor.say("hello, I am Noor"))
        assert visitor.view.stage == "waiting"
        assert visitor.view.people == ()
        staff = here.hostile.said(here.hostile.client("staff"))
        assert not any(isinstance(frame, frames.Append) for frame in staff)


async def knocks_of_other_forms() -> None:
    """What is no knock of this version is shown as unreadable and cannot be taken."""
    async with scene() as here:
        visitor = await here.visitor()
        await visitor.knock(first="hello", within=within())
        insider, sealed = Insider(here.house), knock_of(here).sealed
        public = xwing_public(insider.packet.team_seed)
        fields = decode(open_with(insider, sealed))
        assert isinstance(fields, list)
        u_s = fields[2]
        assert isinstance(u_s, bytes)
        keys = here.house.devices["Noor"].keys
        hello = insider.hello(sealed, keys.identity, keys.certificate)
        wrong: list[bytes] = [hello, flipped(sealed, 0), flipped(sealed, 1100), bytes(ASK_SIZE)]
        info = insider.believed.bound(labels.KNOCK)
        for other in (
            [0, *fields[1:]],
            [2, *fields[1:]],
            [*fields[:2], u_s[:1184], *fields[3:]],
            [*fields[:2], u_s[1184:], *fields[3:]],
            [*fields, b""],
        ):
            wrong.append(seal_padded(public, info, encode(other), ASK_SIZE)[0])
        other_label = insider.believed.bound(labels.INVITATION)
        wrong.append(seal_padded(public, other_label, encode(fields), ASK_SIZE)[0])
        again = seal_padded(public, info, encode(fields), ASK_SIZE)[0]
        noor = await here.on_duty()
        conn = here.hostile.client("staff")
        for number, one in enumerate([*wrong, again]):
            conn.tell(frames.Waiting(DESK, bytes([number]) * 16, 1, one))
        view = await noor.until(lambda view: len(view.knocks) == len(wrong) + 2, within())
        states = {knock.key: knock.state for knock in view.knocks}
        bad = [states[(bytes([number]) * 16).hex()] for number in range(len(wrong))]
        assert bad == ["unreadable"] * 10
        # The control: the same, sealed again as it was, can be read.
        assert states[(bytes([len(wrong)]) * 16).hex()] == "waiting"


async def test_a02_a_knock_that_the_host_has_made_gets_no_word_out_of_staff() -> None:
    await a_knock_swapped()


async def test_a15_a16_what_is_no_knock_of_this_version_is_unreadable() -> None:
    await knocks_of_other_forms()


async def test_control_a_console_that_talks_to_anybody_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weak.talks_to_anybody(monkeypatch)
    await is_caught(a_knock_swapped, monkeypatch)

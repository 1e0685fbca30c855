"""Two friendly clients of a relay, for tests, audits and bots: a visitor and a counselor.

    async with Visitor(url, organisation, desk) as visitor:
        await visitor.knock(first="Hello")
        await visitor.talking()
        await visitor.say("I am here")
        await visitor.heard("And so am I")

Every wait has a limit and raises TimeoutError. Both run the same machines as the screens do;
`view` is what a screen would show. Pass `connect` to stand between a client and its relay.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from orgkeys.client_base import PATIENCE, Client, TurnedDown, delivered, next_note, take_note
from orgkeys.machines.actions import (
    Admit,
    Claim,
    DutyAction,
    End,
    EndTalk,
    Finish,
    Knock,
    Leave,
    OnDuty,
    Say,
    TalkSay,
    VisitAction,
)
from orgkeys.machines.duty import Duty
from orgkeys.machines.views import DutyView, KnockView, Note, TalkView, VisitView
from orgkeys.machines.visit import Visit
from orgkeys.sockets import Connect, connect
from orgkeys.vault import DeviceKeys

__all__ = ["Connect", "Counselor", "TurnedDown", "Visitor", "connect"]


class Visitor(Client[VisitView, VisitAction]):
    """A survivor's browser. `url` is the relay's, without a path; ids are bytes (32 and 16)."""

    def __init__(
        self,
        url: str,
        organisation: bytes,
        desk: bytes,
        *,
        connect: Connect = connect,
        random: Callable[[int], bytes] = os.urandom,
        clock: Callable[[], float] = time.time,
        least_charter_version: int = 1,
    ) -> None:
        self.machine = Visit(organisation, desk, random, least_charter_version)
        super().__init__(url.rstrip("/") + "/v1/visit", self.machine, connect, clock)
        self._read: set[str] = set()

    async def ready(self, within: float = PATIENCE) -> VisitView:
        """Wait until the documents are verified. Raises TurnedDown when they are refused."""
        view = await self.until(lambda v: v.stage != "loading", within)
        if view.stage == "refused":
            raise TurnedDown(view.problem or "documents-untrusted")
        return view

    async def knock(
        self,
        first: str = "",
        *,
        language: str = "en",
        address_as: str = "",
        answers: tuple[tuple[str, str], ...] = (),
        within: float = PATIENCE,
    ) -> VisitView:
        """Knock, and wait for a place in the line. Raises TurnedDown with what is wrong."""
        await self.ready(within)
        await self.act(Knock(language, address_as, first, answers))
        view = await self.until(
            lambda v: v.place is not None or v.stage != "waiting" or v.problem is not None, within
        )
        if view.problem is not None and view.stage not in ("waiting", "talking"):
            raise TurnedDown(view.problem)
        return view

    async def talking(self, within: float = PATIENCE) -> VisitView:
        """Wait until somebody whose certificate holds is on a line."""
        return await self.until(lambda v: v.stage == "talking", within)

    async def say(self, text: str) -> None:
        """Say something to everybody."""
        await self.act(Say(text))

    async def delivered(self, within: float = PATIENCE) -> VisitView:
        """Wait until everything that was said is delivered."""
        return await self.until(lambda v: delivered(v.notes), within)

    async def heard(self, text: str | None = None, within: float = PATIENCE) -> Note:
        """Wait for these words of somebody else, or for the next that were not asked for yet."""
        view = await self.until(lambda v: next_note(v.notes, text, self._read) is not None, within)
        return take_note(view.notes, text, self._read)

    async def admit(self, request: int, *, yes: bool = True, show_earlier: bool = False) -> None:
        """Answer a request to let a colleague in."""
        await self.act(Admit(request, yes, show_earlier))

    async def end(self, *, unwanted: bool = False) -> None:
        """End the conversation; `unwanted`: nobody is to write again."""
        await self.act(End(unwanted))

    async def leave(self) -> None:
        """Quick exit."""
        await self.act(Leave())

    async def ended(self, within: float = PATIENCE) -> VisitView:
        """Wait until the conversation is over."""
        return await self.until(lambda v: v.stage == "ended", within)


class Counselor(Client[DutyView, DutyAction]):
    """A console with an unlocked device. Without `talk`, the newest one is meant."""

    def __init__(
        self,
        url: str,
        device: DeviceKeys,
        *,
        limit: int = 3,
        connect: Connect = connect,
        random: Callable[[int], bytes] = os.urandom,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.machine = Duty(device, random, limit)
        super().__init__(url.rstrip("/") + "/v1/staff", self.machine, connect, clock)
        self._read: set[str] = set()

    async def on_duty(self, within: float = PATIENCE) -> DutyView:
        """Serve the desk. Raises TurnedDown with what is wrong."""
        await self.until(lambda v: v.stage != "connecting", within)
        await self.act(OnDuty())
        view = await self.until(lambda v: v.stage == "on-duty" or v.problem is not None, within)
        if view.stage != "on-duty":
            raise TurnedDown(view.problem or "not-on-shift")
        return view

    async def finish(self) -> None:
        """Take no more knocks."""
        await self.act(Finish())

    async def next_knock(self, within: float = PATIENCE) -> KnockView:
        """The oldest knock that can be taken, once there is one."""
        view = await self.until(lambda v: _takable(v) is not None, within)
        knock = _takable(view)
        if knock is None:
            raise TurnedDown("someone-else-took-it")
        return knock

    async def claim(self, knock: KnockView | None = None, within: float = PATIENCE) -> TalkView:
        """Take a knock (the oldest one), and wait until the talk is verified.

        Raises TurnedDown when somebody else has it.
        """
        chosen = knock or await self.next_knock(within)
        before = {talk.key for talk in self.view.talks}
        await self.act(Claim(chosen.key))

        def settled(view: DutyView) -> bool:
            new = [talk for talk in view.talks if talk.key not in before]
            return any(talk.stage == "talking" for talk in new) or (
                not new and view.problem is not None
            )

        view = await self.until(settled, within)
        new = [talk for talk in view.talks if talk.key not in before]
        if not new:
            raise TurnedDown(view.problem or "someone-else-took-it")
        return new[-1]

    def talk(self, key: str | None = None) -> TalkView:
        """A talk as a screen would show it. Raises TurnedDown when there is none."""
        talks = [talk for talk in self.view.talks if key is None or talk.key == key]
        if not talks:
            raise TurnedDown("no-such-talk")
        return talks[-1]

    async def say(self, text: str, talk: str | None = None) -> None:
        """Say something in a talk."""
        await self.act(TalkSay(self.talk(talk).key, text))

    async def delivered(self, talk: str | None = None, within: float = PATIENCE) -> TalkView:
        """Wait until everything that was said in a talk is delivered."""
        await self.until(lambda _: delivered(self.talk(talk).notes), within)
        return self.talk(talk)

    async def heard(
        self, text: str | None = None, talk: str | None = None, within: float = PATIENCE
    ) -> Note:
        """Wait for these words of somebody else, or for the next that were not asked for yet."""
        chosen = self.talk(talk).key
        read = {key.removeprefix(chosen) for key in self._read if key.startswith(chosen)}
        await self.until(
            lambda _: next_note(self.talk(chosen).notes, text, read) is not None, within
        )
        note = take_note(self.talk(chosen).notes, text, read)
        self._read.add(chosen + note.key)
        return note

    async def end(self, talk: str | None = None) -> None:
        """Leave a talk."""
        await self.act(EndTalk(self.talk(talk).key))

    async def ended(self, talk: str | None = None, within: float = PATIENCE) -> TalkView:
        """Wait until a talk is over."""
        await self.until(lambda _: self.talk(talk).stage == "ended", within)
        return self.talk(talk)


def _takable(view: DutyView) -> KnockView | None:
    return next((knock for knock in view.knocks if knock.state == "waiting"), None)

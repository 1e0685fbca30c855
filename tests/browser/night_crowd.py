"""Forty visitors of one night: most by a Python client, each in a task of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from functools import partial

import aiohttp

from orgkeys.client import TurnedDown, Visitor
from orgkeys.machines.views import VisitView
from orgkeys.sockets import connect
from relay.frames import Drop, Join, Knock, Open, decode_relay, encode
from relay.limits import ASK_SIZE, DROP_SIZE
from tests.browser.friends import Friends
from tests.browser.night_town import NEEDS, Secrets
from tests.browser.place import Place

LONG = 900.0
"""Seconds: no visitor gives up before the story is over."""


@dataclass(frozen=True)
class Guest:
    """Somebody who comes. `name` is what they want to be called, with a secret behind it."""

    number: int
    language: str

    troll: bool = False
    """Comes to hurt, not to talk."""

    @property
    def called(self) -> str:
        return f"Guest {self.number:02}"

    @property
    def need(self) -> str:
        """What it is about; the counselor finds out by talking."""
        return NEEDS[self.number % len(NEEDS)]


@dataclass
class Crowd:
    """Those who come by Python."""

    place: Place
    friends: Friends
    secrets: Secrets
    where: tuple[bytes, bytes] = (b"", b"")
    """The organisation and its desk."""
    _tasks: dict[int, asyncio.Task[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = self.place.office.holdings().settings
        self.where = (settings.organisation, settings.desk)

    def come(self, *guests: Guest) -> None:
        """All at once; each stands in the line when this returns."""

        async def begin() -> None:
            queued = [asyncio.Event() for _ in guests]
            for guest, event in zip(guests, queued, strict=True):
                self._tasks[guest.number] = asyncio.create_task(self._visits(guest, event))
            await asyncio.gather(*(event.wait() for event in queued))

        self.friends.do(begin(), LONG)

    def end_of(self, guest: Guest) -> str:
        """How it went for them, once it is over."""

        async def over() -> str:
            return await self._tasks[guest.number]

        return self.friends.do(over())

    def go(self) -> None:
        """Whoever is still here closes the page."""

        async def away() -> None:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

        self.friends.do(away())

    async def _visits(self, guest: Guest, queued: asyncio.Event) -> str:
        secrets = self.secrets
        address, origin = self.place.relay_address, self.place.pages_origin
        # A relay counts how often one address knocks; whoever is turned away takes nobody along.
        opens = partial(connect, origin=origin, source=f"127.0.1.{guest.number}")
        own = Visitor(address, *self.where, connect=opens)
        try:
            async with own as visitor:
                view = await visitor.knock(
                    f"{guest.called} {secrets.first}",
                    language=guest.language,
                    address_as=f"{guest.called} {secrets.name}",
                )
                queued.set()
                if view.place is None:
                    return view.problem or view.stage
                view = await visitor.until(lambda v: v.stage not in ("waiting", "loading"), LONG)
                if view.stage != "talking":
                    return view.problem or view.stage
                await visitor.say(f"{guest.called} says {secrets.said}")
                heard = await visitor.until(lambda v: self._answered(v) or v.stage == "ended", LONG)
                answered = "answered" if self._answered(heard) else "not answered"
                view = await visitor.ended(LONG)
                reason = view.ended.reason if view.ended is not None else ""
                return f"{answered}, {reason}"
        except TurnedDown as fault:
            return fault.code
        finally:
            queued.set()

    def _answered(self, view: VisitView) -> bool:
        return any(self.secrets.answered in note.text for note in view.notes)


def stranger(place: Place, friends: Friends, plain: str) -> None:
    """The control: a stranger gives these words to the relay, in a knock and in a drop that are
    not sealed at all, and leaves. The drop is kept."""

    async def give() -> None:
        settings = place.office.holdings().settings
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(
                f"{place.relay_address}/v1/visit", origin=place.pages_origin
            ) as socket,
        ):

            def sealed(size: int) -> bytes:
                words = plain.encode()
                return os.urandom(64) + words + os.urandom(size - 64 - len(words))

            for frame in (
                Join(1, settings.organisation),
                Open(1, os.urandom(32), 0, 2),
                Knock(2, settings.desk, 1, b"", b"", sealed(ASK_SIZE)),
                Drop(3, settings.desk, sealed(DROP_SIZE)),
            ):
                await socket.send_bytes(encode(frame))
            for _ in range(3):
                decode_relay(await socket.receive_bytes())

    with contextlib.suppress(TimeoutError):
        friends.do(give())

"""The friendly clients through a real relay on real sockets, and the transport with bad ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from orgkeys import transport
from orgkeys.client import Counselor, TurnedDown, Visitor
from orgkeys.machines.views import VisitView
from orgkeys.sockets import Socket, connect
from relay import frames
from tests.orgkeys.house import DESK, House, make_house
from tests.orgkeys.street import kinds, texts
from tests.relay.running import Running, running_relay


def house_of_today(*aliases: str) -> House:
    return make_house(*aliases, now=int(time.time()))


async def publish(url: str, house: House, documents: Iterable[tuple[bytes, bytes]]) -> None:
    socket = await connect(f"{url}/v1/publish")
    await socket.send(frames.encode(frames.Join(1, house.organisation)))
    for document in documents:
        await socket.send(frames.encode(frames.Publish(1, *document)))
    done = 0
    while done < len(list(documents)):
        raw = await socket.receive()
        assert raw is not None
        frame = frames.decode_relay(raw)
        assert not isinstance(frame, frames.Refused), frame.code
        done += isinstance(frame, frames.Done)
    await socket.close()


class Way:
    """Stands between clients and the relay: follows it to another port, and cuts sockets."""

    def __init__(self) -> None:
        self.url = ""
        self.sockets: list[Socket] = []

    async def __call__(self, url: str) -> Socket:
        if not self.url:
            raise ConnectionError("nobody listens")
        socket = await connect(self.url + url.removeprefix("ws://relay"))
        self.sockets.append(socket)
        return socket

    async def cut(self) -> None:
        cut, self.sockets = self.sockets, []
        for socket in cut:
            await socket.close()


@asynccontextmanager
async def open_house(house: House, **more: object) -> AsyncIterator[Running]:
    async with running_relay([house.organisation], **more) as relay:  # type: ignore[arg-type]
        await publish(relay.url, house, house.published)
        yield relay


async def test_a_conversation_through_a_real_relay() -> None:
    house = house_of_today()
    async with (
        open_house(house) as relay,
        Counselor(relay.url, house.devices["Noor"].keys) as noor,
        Visitor(relay.url, house.organisation, DESK) as visitor,
    ):
        await noor.on_duty()
        await visitor.knock(first="hello", address_as="Sam")
        talk = await noor.claim()
        assert (talk.address_as, talk.stage) == ("Sam", "talking")
        view = await visitor.talking()
        assert [person.alias for person in view.people] == ["Noor"]
        await noor.say("I am here")
        await visitor.heard("I am here")
        await visitor.say("thank you")
        assert (await noor.heard("hello")).text == "hello"
        assert (await noor.heard()).text == "thank you"
        await visitor.delivered()
        await noor.delivered()
        await noor.end()
        ended = (await visitor.ended()).ended
        assert ended is not None
        assert ended.reason == "finished"


async def test_a_relay_that_restarts_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    house, way, database = house_of_today(), Way(), tmp_path / "relay.sqlite"
    async with (
        Counselor("ws://relay", house.devices["Noor"].keys, connect=way) as noor,
        Visitor("ws://relay", house.organisation, DESK, connect=way) as visitor,
    ):
        async with open_house(house, store="sqlite", database=database) as relay:
            way.url = relay.url
            await noor.on_duty()
            await visitor.knock(first="hello")
            await noor.claim()
            await visitor.talking()
            await visitor.say("before")
            await noor.heard("before")
        way.url = ""
        await visitor.until(lambda view: view.connection == "lost")
        await visitor.say("while it is away")
        await noor.say("are you there?")
        assert visitor.view.notes[-1].delivery == "sending"
        async with running_relay([house.organisation], store="sqlite", database=database) as relay:
            way.url = relay.url
            await visitor.heard("are you there?")
            await noor.heard("while it is away")
            await visitor.delivered()
            await noor.delivered()
            assert texts(visitor.view.notes) == texts(noor.talk().notes)
            assert kinds(visitor.view.notes) == ["joined"]


async def test_sockets_that_are_cut_again_and_again_double_nothing() -> None:
    house, way = house_of_today(), Way()
    async with (
        open_house(house) as relay,
        Counselor("ws://relay", house.devices["Noor"].keys, connect=way) as noor,
        Visitor("ws://relay", house.organisation, DESK, connect=way) as visitor,
    ):
        way.url = relay.url
        await noor.on_duty()
        await visitor.knock(first="hello")
        await noor.claim()
        await visitor.talking()
        for turn in range(4):
            await visitor.say(f"visitor {turn}")
            await way.cut()
            await noor.say(f"noor {turn}")
        await visitor.delivered()
        await noor.delivered()
        said = texts(visitor.view.notes)
        assert len(said) == len(set(said)) == 9
        assert texts(noor.talk().notes) == said
        assert kinds(visitor.view.notes) == ["joined"]


async def test_two_counselors_and_one_knock() -> None:
    house = house_of_today("Noor", "Robin")
    async with (
        open_house(house) as relay,
        Counselor(relay.url, house.devices["Noor"].keys) as noor,
        Counselor(relay.url, house.devices["Robin"].keys) as robin,
        Visitor(relay.url, house.organisation, DESK) as visitor,
    ):
        await noor.on_duty()
        await robin.on_duty()
        await visitor.knock()
        first, second = await noor.next_knock(), await robin.next_knock()
        results = await asyncio.gather(
            noor.claim(first), robin.claim(second), return_exceptions=True
        )
        refused = [one for one in results if isinstance(one, TurnedDown)]
        assert [one.code for one in refused] == ["someone-else-took-it"]
        assert len((await visitor.talking()).people) == 1


async def test_what_is_wrong_is_said_by_its_name() -> None:
    house, other = house_of_today(), house_of_today()
    house.new_state("closed")
    async with (
        open_house(house) as relay,
        Visitor(relay.url, house.organisation, DESK) as visitor,
        Visitor(relay.url, bytes(32), DESK) as lost,
    ):
        with pytest.raises(TurnedDown) as closed:
            await visitor.knock()
        assert closed.value.code == "desk-closed"
        with pytest.raises(TurnedDown) as unknown:
            await lost.knock()
        assert unknown.value.code == "unknown-organisation"
    async with Visitor("ws://127.0.0.1:9", other.organisation, DESK) as nowhere:
        view = await nowhere.until(lambda view: view.problem is not None)
        assert view.problem == "relay-unreachable"


class Dumb:
    """A socket whose other side accepts everything and says what the test says."""

    def __init__(self, *says: bytes) -> None:
        self.says = list(says)
        self.sent: list[bytes] = []
        self.closed = asyncio.Event()

    async def send(self, raw: bytes) -> None:
        self.sent.append(raw)

    async def receive(self) -> bytes | None:
        if self.says:
            return self.says.pop(0)
        await self.closed.wait()
        return None

    async def close(self) -> None:
        self.closed.set()


async def connections_to(says: bytes | None, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a visitor has tried so many connections to a relay that only says this."""
    for name in ("QUIET", "DEADLINE", "FIRST_WAIT"):
        monkeypatch.setattr(transport, name, 0.02)
    sockets: list[Dumb] = []

    async def dumb(_: str) -> Socket:
        sockets.append(Dumb(*([] if says is None else [says])))
        return sockets[-1]

    def often_enough(_: VisitView) -> bool:
        return len(sockets) >= count

    async with Visitor("ws://relay", bytes(32), DESK, connect=dumb) as visitor:
        await visitor.until(often_enough)
    assert all(socket.closed.is_set() for socket in sockets)
    assert isinstance(frames.decode_client(sockets[0].sent[0]), frames.Join)
    if says is None:
        assert isinstance(frames.decode_client(sockets[0].sent[1]), frames.Ping)


async def test_a_relay_that_says_nothing_is_asked_and_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await connections_to(None, 3, monkeypatch)


@pytest.mark.parametrize("nonsense", [b"", b"\xc1", b"\x90", b"\x91\x01", bytes(600)])
async def test_a_relay_that_talks_nonsense_is_given_up(
    nonsense: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connections_to(nonsense, 2, monkeypatch)


async def test_a_relay_that_stops_is_left_alone_for_as_long_as_it_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "FIRST_WAIT", 0.01)
    times: list[float] = []

    async def stopping(_: str) -> Socket:
        times.append(asyncio.get_running_loop().time())
        socket = Dumb(frames.encode(frames.Later(1)))
        socket.closed.set()
        return socket

    async with Visitor("ws://relay", bytes(32), DESK, connect=stopping) as visitor:
        await visitor.until(lambda _: len(times) >= 2)
    assert times[1] - times[0] >= 0.4

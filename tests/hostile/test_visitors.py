"""The malicious visitor, end to end: attacks 47, 48, 51, 52 and 53 on the command as it runs.

Attacks 28, 49 and 50 are done over real sockets in tests/relay/test_server.py; a page of another
site is in test_cross_site.py.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from orgkeys.client import Counselor, Visitor
from orgkeys.handshake import KnockText, make_knock
from orgkeys.primitives import xwing_public
from relay import frames, limits
from relay.frames import Refusal
from tests.hostile.forgeries import Insider
from tests.hostile.nonsense import NO_FRAMES
from tests.hostile.scene import claim_everything, house_of_today
from tests.orgkeys.house import DESK, House
from tests.orgkeys.test_client import publish
from tests.relay.running import PATIENCE, Process, relay_process

SERVED_WITHIN = 20.0  # seconds, beside the flood, on two busy cores


@pytest.fixture
def house() -> House:
    return house_of_today()


@pytest.fixture
def relay(house: House) -> Iterator[Process]:
    """`noview-relay serve` as it is configured without a word."""
    with relay_process([house.organisation]) as process:
        yield process


class Attacker:
    """One connection, from an address of its own."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, *said: frames.Frame | bytes) -> None:
        for one in said:
            await self.socket.send_bytes(one if isinstance(one, bytes) else frames.encode(one))

    async def hear(self) -> frames.Frame:
        message = await asyncio.wait_for(self.socket.receive(), PATIENCE)
        assert message.type is aiohttp.WSMsgType.BINARY, message.type
        return frames.decode_relay(message.data)

    async def closed(self) -> int | None:
        """Read to the end; the code with which the relay closed. (`close_code` is another one
        where the relay was gone before the answer could be written.)"""
        while True:
            message = await asyncio.wait_for(self.socket.receive(), PATIENCE)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return int(message.data)
            if message.type is not aiohttp.WSMsgType.BINARY:
                return None


@asynccontextmanager
async def attacker(
    relay: Process, house: House, address: str = "127.0.0.1", path: str = "visit"
) -> AsyncIterator[Attacker]:
    """Joined, from this address of this machine."""
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        socket = await session.ws_connect(f"{relay.url}/v1/{path}", max_msg_size=0)
        found = Attacker(socket)
        await found.say(frames.Join(1, house.organisation))
        assert isinstance(await found.hear(), frames.Joined)
        yield found
        await socket.close()


@dataclass
class Flood:
    """Good knocks from one address, as many as the relay takes without work."""

    waiting: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)


async def flood(relay: Process, house: House, address: str, here: Flood) -> None:
    """Knock as often as the budget of an address allows, then stay."""
    insider = Insider(house)
    shift_key = insider.packet.team_seed
    async with attacker(relay, house, address) as one:
        ask = make_knock(
            insider.believed, xwing_public(shift_key), KnockText("en", "flood", ""), os.urandom
        )
        for number in range(1, 25):
            await one.say(
                frames.Open(number, os.urandom(32), 0, 2),
                frames.Knock(number, DESK, number, b"", b"", ask.sealed),
            )
            answer = await one.hear()
            while not isinstance(answer, frames.Queued | frames.Work | frames.Refused):
                answer = await one.hear()
            here.waiting += isinstance(answer, frames.Queued)
        here.done.set()
        await here.stop.wait()


@pytest.mark.parametrize(
    ("addresses", "most"),
    [(["127.0.0.2"], limits.ORIGIN_WAITING), ([f"127.0.1.{n}" for n in range(1, 9)], 40)],
    ids=["one address", "many addresses"],
)
async def test_a47_an_honest_visitor_is_served_beside_a_flood_within_the_stated_bound(
    addresses: list[str], most: int, house: House
) -> None:
    for _ in range(3):
        with relay_process([house.organisation]) as relay:
            if await served_in(relay, house, addresses, most) < SERVED_WITHIN:
                return
    raise AssertionError("served too late, three times")


async def served_in(relay: Process, house: House, addresses: list[str], most: int) -> float:
    """Seconds from an honest visitor's knock to somebody who answers, beside the flood."""
    await publish(relay.url, house, house.published)
    floods = [Flood() for _ in addresses]
    tasks = [
        asyncio.create_task(flood(relay, house, address, here))
        for address, here in zip(addresses, floods, strict=True)
    ]
    for here in floods:
        await asyncio.wait_for(here.done.wait(), 2 * PATIENCE)
    assert sum(here.waiting for here in floods) >= limits.ORIGIN_WAITING, (
        "the control: there is a flood"
    )
    async with (
        Visitor(relay.url, house.organisation, DESK) as honest,
        Counselor(relay.url, house.devices["Noor"].keys, limit=64) as noor,
    ):
        began = time.monotonic()
        view = await honest.knock(first="help", address_as="honest", within=2 * PATIENCE)
        assert view.place is not None
        assert 0 < view.place.ahead <= most, "how many are before somebody who came last"
        await noor.on_duty()
        serving = asyncio.create_task(claim_everything(noor))
        await honest.talking(2 * PATIENCE)
        serving.cancel()
        took = time.monotonic() - began
    for here in floods:
        here.stop.set()
    await asyncio.gather(*tasks)
    return took


async def test_a48_guessed_identifiers_give_one_answer_whatever_they_are(
    relay: Process, house: House
) -> None:
    await publish(relay.url, house, house.published)
    async with attacker(relay, house) as owner, attacker(relay, house, "127.0.0.2") as guesser:
        r, closed = os.urandom(32), os.urandom(32)
        await owner.say(
            frames.Open(1, r, 0, 0), frames.Open(2, closed, 0, 0), frames.CloseMailbox(2)
        )
        assert [await owner.hear(), await owner.hear()] == [
            frames.Opened(1, 0),
            frames.Opened(2, 0),
        ]
        good = frames.write_capability(r)
        near = good[:-1] + bytes([good[-1] ^ 1])
        for guess in (os.urandom(32), near, frames.write_capability(closed), r, bytes(32)):
            await guesser.say(
                frames.Append(7, guess, 0, bytes(512)), frames.Leave(7, guess, bytes(512))
            )
            for _ in range(2):
                assert await guesser.hear() == frames.Refused(7, Refusal.ABSENT, 0)
        # Whoever has r takes over, and the owner is told; nobody else can.
        await guesser.say(frames.Open(1, near, 0, 0))
        assert await guesser.hear() == frames.Opened(1, 0)
        await owner.say(frames.Ping(3))
        assert await owner.hear() == frames.Pong(3)
        await guesser.say(frames.Open(2, r, 0, 0))
        assert await guesser.hear() == frames.Opened(2, 0)
        assert await owner.hear() == frames.Taken(1)


def resident(process: Process) -> int:
    """Bytes of memory that the relay holds."""
    statm = Path(f"/proc/{process.process.pid}/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_a51_a52_bombs_and_second_readings_close_one_connection_and_cost_nothing(
    relay: Process, house: House
) -> None:
    await publish(relay.url, house, house.published)
    said: dict[str, bytes] = {name: raw for name, raw in NO_FRAMES.items() if len(raw) < 20_000}
    said["deep"] = b"\x91" * 20_000
    said["many empty maps"] = b"\xdc\x4e\x00" + b"\x80" * 19_968
    said["trailing"] = frames.encode(frames.Ping(1)) + b"\xc0"
    said["long integer"] = b"\x92\x11\xcc\x01"
    said["long array header"] = b"\xdc\x00\x02\x11\x01"
    said["long binary header"] = b"\x93\x05" + b"\xce\x00\x00\x00\x01" + b"\x01"
    said.pop("a client's own frame")
    async with attacker(relay, house) as watcher:
        before = resident(relay)
        for name, raw in said.items():
            async with attacker(relay, house) as one:
                await one.say(raw)
                assert await one.hear() == frames.Refused(0, Refusal.MALFORMED, 0), name
                assert await one.closed() == 4001, name
        await watcher.say(frames.Ping(5))
        assert await watcher.hear() == frames.Pong(5), "the others never noticed"
        assert resident(relay) - before < 8 * 1024 * 1024


async def test_a53_keys_of_a_clients_choice_cost_linear_time(relay: Process, house: House) -> None:
    await publish(relay.url, house, house.published)

    async def seconds(count: int, colliding: bool) -> float:
        async with attacker(relay, house) as one:
            step = 2**23 if colliding else 1  # the same place in any table of up to 2**23 slots
            numbers = [number * step for number in range(count)]
            assert numbers[-1] < 2**32, "the control: they are handles that a frame can carry"
            began = time.monotonic()
            for number in numbers:
                await one.say(frames.Ack(number, 0))
            await one.say(frames.Ping(1))
            while await one.hear() != frames.Pong(1):
                pass
            return time.monotonic() - began

    await seconds(50, False)
    plain = min([await seconds(400, False) for _ in range(3)])
    colliding = min([await seconds(400, True) for _ in range(3)])
    assert colliding < 10 * plain + 0.5
    async with attacker(relay, house) as one:
        for handle in range(limits.VISITOR_HANDLES + 1):
            await one.say(frames.Open(handle, os.urandom(32), 0, 0))
        answers = [await one.hear() for _ in range(limits.VISITOR_HANDLES + 1)]
        assert [type(answer) for answer in answers[:-1]] == [frames.Opened] * (len(answers) - 1)
        last = answers[-1]
        assert isinstance(last, frames.Refused)
        assert last.code == Refusal.TOO_MANY

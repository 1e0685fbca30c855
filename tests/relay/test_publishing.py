"""Publishing from consoles: the rulebook decides, a clash harms nothing, an Origin gives no right.

Several consoles may make the next document at the same time, and the page that does it may come
from a disk. So what counts is what a signed document says of the one before (protocol.md 10.9).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import time

import aiohttp
import pytest

from relay.config import Config
from relay.documents import envelope_hash
from relay.flood import Budgets, Rate
from relay.frames import (
    Changed,
    Document,
    Done,
    Fetch,
    Frame,
    Join,
    Joined,
    Publish,
    Refusal,
    Refused,
    decode_relay,
    encode,
)
from relay.store.memory import MemoryStore
from tests.builders import (
    NOW,
    Organisation,
    filler,
    key,
    make_organisation,
    packet_hash,
)
from tests.relay.running import Running, running_relay
from tests.relay.world import PUBLISH, World


def packet_for(who: Organisation, maker: str, version: int) -> tuple[bytes, bytes]:
    """A shift that this maker signs on the roster of now, and its packet."""
    packet = filler(f"packet of {maker}", 4096)
    return who.sign_shift(version=version, packet_hash=packet_hash(packet)), packet


def test_of_two_consoles_that_make_the_next_shift_the_first_stands_and_the_other_fetches_it() -> (
    None
):
    world = World()
    who = world.organisations[0]
    on_duty, one, other = world.console(), world.client(PUBLISH), world.client(PUBLISH)
    first, packet = packet_for(who, "one", version=2)
    second, other_packet = packet_for(who, "other", version=2)
    assert one.send(Publish(1, first, packet)) == [Done(1), Changed(4, who.desk)]
    kept = list(world.stored)
    on_duty.heard.clear()
    assert other.send(Publish(1, second, other_packet)) == [Refused(1, Refusal.UNTRUSTED, 0)]
    assert other.send(Publish(2, who.shift, who.packet)) == [Refused(2, Refusal.OLD_VERSION, 0)]
    assert other.closed_with is None, "it may go on and fetch"
    assert other.send(Fetch(3, 4, who.desk)) == [Document(3, 4, [first], b"")]
    assert on_duty.heard == [], "nobody is told of what was refused"
    assert world.stored == kept
    third, its_packet = packet_for(who, "other", version=3)
    assert other.send(Publish(4, third, its_packet))[0] == Done(4), "control: the next one stands"


def test_the_same_document_brought_twice_is_done_and_changes_nothing() -> None:
    world = World()
    who = world.organisations[0]
    console, publisher = world.console(), world.client(PUBLISH)
    kept = list(world.stored)
    console.heard.clear()
    assert publisher.send(Publish(1, who.shift, who.packet)) == [Done(1)]
    assert console.heard == []
    assert world.stored == kept


def test_a5_a_fork_of_the_roster_cannot_be_published_beside_the_one_that_stands() -> None:
    world = World()
    who = world.organisations[0]
    publisher = world.client(PUBLISH)
    one = who.sign_roster(version=2)
    other = who.sign_roster(version=2, rows=who.pad_rows([]), expires=NOW + 5 * 86400)
    assert publisher.send(Publish(1, one, b""))[0] == Done(1)
    assert publisher.send(Publish(2, other, b"")) == [Refused(2, Refusal.UNTRUSTED, 0)]
    who.roster = one
    wrong = who.sign_roster(version=3, previous=envelope_hash(other))
    assert publisher.send(Publish(3, wrong, b"")) == [Refused(3, Refusal.UNTRUSTED, 0)]
    right = who.sign_roster(version=3)
    assert publisher.send(Publish(4, right, b""))[0] == Done(4), "control"


def test_a_shift_that_comes_before_its_roster_is_refused_and_can_be_brought_again() -> None:
    """Roster first, then shift; the other way round harms nothing."""
    world = World()
    who = world.organisations[0]
    console, publisher = world.console(), world.client(PUBLISH)
    before = who.roster
    who.roster = who.sign_roster(version=2)
    who.desk_signing = key("after")
    shift, packet = packet_for(who, "after", version=2)
    assert publisher.send(Publish(1, shift, packet)) == [Refused(1, Refusal.UNTRUSTED, 0)]
    assert console.take(Refused) == [], "nobody lost a duty by it"
    assert publisher.send(Publish(2, who.roster, b""))[0] == Done(2)
    assert publisher.send(Publish(3, shift, packet))[0] == Done(3)
    assert console.take(Refused) == [Refused(0, Refusal.NOT_ON_DUTY, 0)]
    assert before != who.roster


def test_a_document_is_kept_before_done_and_duties_end_before_anybody_hears_of_it() -> None:
    world = World()
    who = world.organisations[0]
    console, publisher = world.console(), world.client(PUBLISH)
    console.heard.clear()
    who.desk_signing = key("after")
    shift, packet = packet_for(who, "after", version=2)
    before = len(world.stored)
    assert publisher.send(Publish(1, shift, packet))[0] == Done(1)
    assert [record.envelope for record in world.stored[before:]] == [shift]
    assert console.heard == [Refused(0, Refusal.NOT_ON_DUTY, 0), Changed(4, who.desk)]


def test_a47_publishing_has_a_budget_of_its_own_for_each_address() -> None:
    world = World(budgets=Budgets(publishes=Rate(3, 0.5)))
    who = world.organisations[0]
    hostile = world.client(PUBLISH, origin=b"hostile address!")
    nonsense = [hostile.code(Publish(n, b"nonsense", b"")) for n in range(20)]
    assert nonsense == [Refusal.UNTRUSTED] * 3 + [Refusal.SLOW_DOWN] * 17
    shift, packet = packet_for(who, "revoke", version=2)
    assert hostile.code(Publish(1, shift, packet)) == Refusal.SLOW_DOWN
    console = world.client(PUBLISH, origin=b"honest address..")
    assert console.send(Publish(1, shift, packet))[0] == Done(1)


# --- from a page ----------------------------------------------------------------------------------


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def publish(
    http: aiohttp.ClientSession, relay: Running, who: Organisation, frame: Frame, origin: str
) -> Frame:
    """What the relay answers a page of this Origin that publishes."""
    headers = {"Origin": origin}
    async with http.ws_connect(f"{relay.url}/v1/publish", headers=headers) as socket:
        await socket.send_bytes(encode(Join(1, who.fingerprint)))
        assert isinstance(decode_relay(await socket.receive_bytes(timeout=3)), Joined)
        await socket.send_bytes(encode(frame))
        return decode_relay(await socket.receive_bytes(timeout=3))


async def test_a28_a_console_from_the_disk_publishes_and_an_origin_gives_nobody_a_right(
    http: aiohttp.ClientSession,
) -> None:
    who = make_organisation(int(time()))
    stranger = make_organisation(int(time()), "stranger")
    config = Config(null_origin=True, staff_origins=("https://desk.example",))
    async with running_relay([who.fingerprint], config=config) as relay:
        for origin in ("null", "https://desk.example"):
            for raw in (b"nonsense", stranger.charters[0], who.roster):
                refused = await publish(http, relay, who, Publish(1, raw, b""), origin)
                assert refused == Refused(1, Refusal.UNTRUSTED, 0)
        assert await publish(http, relay, who, Publish(1, who.charters[0], b""), "null") == Done(1)
        roster = Publish(2, who.roster, b"")
        assert await publish(http, relay, who, roster, "https://desk.example") == Done(2)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await publish(http, relay, who, roster, "https://elsewhere.example")


async def test_a_store_that_fails_ends_the_connection_and_never_says_done(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = make_organisation(int(time()))
    store = MemoryStore()
    monkeypatch.setattr(store, "put", lambda *_: False)
    config = Config(null_origin=True)
    async with running_relay([who.fingerprint], store=store, config=config) as relay:
        headers = {"Origin": "null"}
        async with http.ws_connect(f"{relay.url}/v1/publish", headers=headers) as socket:
            await socket.send_bytes(encode(Join(1, who.fingerprint)))
            await socket.receive_bytes(timeout=3)
            await socket.send_bytes(encode(Publish(1, who.charters[0], b"")))
            closed = await socket.receive(timeout=3)
            assert closed.type is aiohttp.WSMsgType.CLOSE

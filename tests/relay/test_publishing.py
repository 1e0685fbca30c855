"""Publishing from consoles: the rulebook decides, a clash harms nothing, an Origin gives no right.

Several consoles may make the next document at the same time, and the page that does it may come
from a disk. So what counts is what a signed document says of the one before (protocol.md 10.9).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from time import time

import aiohttp
import pytest

from relay import server
from relay.config import Config, Deadlines
from relay.documents import envelope_hash
from relay.effects import Record
from relay.errors import LocalFault
from relay.flood import Budgets, Rate
from relay.frames import (
    Changed,
    Document,
    Done,
    Duty,
    Fetch,
    Frame,
    Join,
    Joined,
    Publish,
    Refusal,
    Refused,
    decode_relay,
    desk_proof_input,
    encode,
)
from relay.store import Slot
from relay.store.memory import MemoryStore
from tests.builders import (
    NOW,
    Organisation,
    filler,
    key,
    make_organisation,
    packet_hash,
)
from tests.relay.running import PATIENCE, Running, comes, running_relay
from tests.relay.world import PUBLISH, World

NO_LONGER_ON_DUTY = Refused(0, Refusal.NOT_ON_DUTY, 0)


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


def test_a05_a_fork_of_the_roster_cannot_be_published_beside_the_one_that_stands() -> None:
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
        assert isinstance(decode_relay(await socket.receive_bytes(timeout=PATIENCE)), Joined)
        await socket.send_bytes(encode(frame))
        return decode_relay(await socket.receive_bytes(timeout=PATIENCE))


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


class FullDisk(MemoryStore):
    """A store that cannot keep anything while `full`."""

    full = False

    def put(self, record: Record, expires: int, forget: Sequence[Slot] = ()) -> bool:
        if self.full:
            raise LocalFault("store-broken", "the database failed: SQLITE_FULL")
        return super().put(record, expires, forget)


async def test_a41_a_revocation_that_cannot_be_kept_is_in_force_and_kept_as_soon_as_it_can_be(
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Or the next restart would take it back, and nobody would bring it again."""
    monkeypatch.setattr(server, "RENEW", 0.05)
    who, store = make_organisation(int(time())), FullDisk()
    deadlines = Deadlines(slow_reader=0.1, closing=0.2)
    async with running_relay([who.fingerprint], store=store, deadlines=deadlines) as relay:
        for kind, raw in who.documents():
            packet = who.packet if kind == "shift" else b""
            told = await publish(http, relay, who, Publish(1, raw, packet), "https://desk.example")
            assert told == Done(1)
        async with http.ws_connect(f"{relay.url}/v1/staff") as console:
            await console.send_bytes(encode(Join(1, who.fingerprint)))
            joined = decode_relay(await console.receive_bytes(timeout=PATIENCE))
            assert isinstance(joined, Joined)
            proof = desk_proof_input(who.fingerprint, who.desk, joined.challenge)
            signature = who.desk_signing.sign(proof).signature
            await console.send_bytes(encode(Duty(1, who.desk, 4, signature)))
            assert decode_relay(await console.receive_bytes(timeout=PATIENCE)) == Done(1)
            who.desk_signing = key("after")
            shift, packet = packet_for(who, "after", version=2)
            store.full = True
            async with http.ws_connect(f"{relay.url}/v1/publish") as publisher:
                await publisher.send_bytes(encode(Join(1, who.fingerprint)))
                await publisher.receive_bytes(timeout=PATIENCE)
                await publisher.send_bytes(encode(Publish(1, shift, packet)))
                closed = await publisher.receive(timeout=PATIENCE)
                assert closed.type is aiohttp.WSMsgType.CLOSE, "and nobody has said done"
            assert decode_relay(await console.receive_bytes(timeout=PATIENCE)) == NO_LONGER_ON_DUTY
            assert decode_relay(await console.receive_bytes(timeout=PATIENCE)) == Changed(
                4, who.desk
            )
        assert kept_shifts(store, who) == [1], "control: the disk is full"
        store.full = False
        await comes(lambda: kept_shifts(store, who) == [2])
    assert "a document or a drop was not kept" in caplog.text


def kept_shifts(store: MemoryStore, who: Organisation) -> list[int]:
    return [one.version for one in store.documents(who.fingerprint) if one.kind == 4]

"""The relay as it really runs, with real WebSocket clients."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from time import time

import aiohttp
import pytest
from yarl import URL

from relay.config import Config, Deadlines
from relay.documents import Kind
from relay.effects import Record
from relay.errors import LocalFault
from relay.frames import (
    Changed,
    Document,
    Done,
    Duty,
    Fetch,
    Frame,
    Join,
    Joined,
    Later,
    Ping,
    Pong,
    Publish,
    Refusal,
    Refused,
    decode_relay,
    encode,
)
from relay.keeper import Keeper
from relay.limits import MAX_FRAME, UNASKED_FROM_ONE
from relay.store.memory import MemoryStore
from relay.store.sqlite import SqliteStore
from tests.builders import DAY, Organisation, make_organisation
from tests.relay.running import PATIENCE, Running, comes, running_relay

Socket = aiohttp.ClientWebSocketResponse
SOON = 9.0  # seconds: sooner than any deadline that a relay has by default


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return make_organisation(int(time()))


async def say(socket: Socket, frame: Frame) -> None:
    await socket.send_bytes(encode(frame))


async def hear(socket: Socket) -> Frame:
    message = await asyncio.wait_for(socket.receive(), PATIENCE)
    assert message.type is aiohttp.WSMsgType.BINARY, message
    return decode_relay(message.data)


async def join(
    http: aiohttp.ClientSession,
    relay: Running,
    organisation: Organisation,
    path: str = "visit",
    autoping: bool = True,
) -> Socket:
    url = f"{relay.url}/v1/{path}"
    socket = await http.ws_connect(url, max_msg_size=0, autoping=autoping)
    await say(socket, Join(1, organisation.fingerprint))
    assert isinstance(await hear(socket), Joined)
    return socket


async def publish_all(
    http: aiohttp.ClientSession, relay: Running, organisation: Organisation
) -> None:
    socket = await join(http, relay, organisation, "publish")
    for kind, raw in organisation.documents():
        await say(socket, Publish(9, raw, organisation.packet if kind == "shift" else b""))
        assert await hear(socket) == Done(9)
        assert isinstance(await hear(socket), Changed)
    await socket.close()


def keep_all(organisation: Organisation, database: Path) -> None:
    """What a relay that was alive when these documents were made has left on its disk."""
    keeper = Keeper(SqliteStore(database), "relay of before")
    keeper.begin(organisation.now)
    for name, raw in organisation.documents():
        kind = Kind[name.upper()]
        desk = b"" if name in ("charter", "roster") else organisation.desk
        packet = organisation.packet if kind == Kind.SHIFT else b""
        keeper.keep(Record(organisation.fingerprint, kind, desk, 1, raw, packet), organisation.now)
    keeper.end(organisation.now)


async def closed_with(socket: Socket, within: float = PATIENCE) -> int:
    """Read until the close; the code that came. (`close_code` is another one where the relay was
    gone before the answer could be written.)"""
    while True:
        message = await asyncio.wait_for(socket.receive(), within)
        if message.type is aiohttp.WSMsgType.CLOSE:
            return int(message.data)
        assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.PING), message


async def test_documents_are_published_and_fetched(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        await publish_all(http, relay, organisation)
        visitor = await join(http, relay, organisation)
        await say(visitor, Fetch(1, 4, organisation.desk))
        assert await hear(visitor) == Document(1, 4, [organisation.shift], b"")
        staff = await join(http, relay, organisation, "staff")
        await say(staff, Fetch(2, 4, organisation.desk))
        assert await hear(staff) == Document(2, 4, [organisation.shift], organisation.packet)


async def test_an_organisation_that_is_not_listed_cannot_even_join(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    async with running_relay() as relay:
        socket = await http.ws_connect(f"{relay.url}/v1/publish")
        await say(socket, Join(1, organisation.fingerprint))
        assert await hear(socket) == Refused(0, Refusal.UNKNOWN_ORGANISATION, 0)
        assert await closed_with(socket) == 4002


async def test_several_organisations_do_not_see_one_another(http: aiohttp.ClientSession) -> None:
    one, two = make_organisation(int(time()), "one"), make_organisation(int(time()), "two")
    async with running_relay([one.fingerprint, two.fingerprint]) as relay:
        await publish_all(http, relay, one)
        visitor = await join(http, relay, two)
        await say(visitor, Fetch(1, 4, one.desk))
        assert await hear(visitor) == Refused(1, Refusal.NO_SUCH_DOCUMENT, 0)


@pytest.mark.parametrize("times", [1, 3])
async def test_a_restart_keeps_documents(
    http: aiohttp.ClientSession, organisation: Organisation, tmp_path: Path, times: int
) -> None:
    database = tmp_path / "relay.db"
    async with running_relay([organisation.fingerprint], store="sqlite", database=database) as one:
        await publish_all(http, one, organisation)
    for _ in range(times):
        async with running_relay(
            [organisation.fingerprint], store="sqlite", database=database
        ) as again:
            staff = await join(http, again, organisation, "staff")
            await say(staff, Fetch(1, 4, organisation.desk))
            assert await hear(staff) == Document(1, 4, [organisation.shift], organisation.packet)
            await say(staff, Fetch(2, 1, b""))
            assert await hear(staff) == Document(2, 1, organisation.charters, b"")


async def test_a62_what_was_kept_long_enough_is_gone_before_anybody_can_ask(
    http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """A database of sixteen days ago: its shift ended fifteen days ago, its roster nine."""
    database = tmp_path / "relay.db"
    old = make_organisation(int(time()) - 16 * DAY)
    keep_all(old, database)
    assert old.shift in database.read_bytes(), "the control: it was kept"
    async with running_relay([old.fingerprint], store="sqlite", database=database) as relay:
        assert old.shift not in database.read_bytes()
        visitor = await join(http, relay, old)
        await say(visitor, Fetch(1, 4, old.desk))
        assert await hear(visitor) == Refused(1, Refusal.NO_SUCH_DOCUMENT, 0)
        await say(visitor, Fetch(2, 2, b""))
        assert await hear(visitor) == Document(2, 2, [old.roster], b""), "to make the next one from"


async def test_a_relay_started_in_the_morning_serves_the_shift_of_last_night_and_nobody_by_it(
    http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    database = tmp_path / "relay.db"
    old = make_organisation(int(time()) - DAY - 3600)
    keep_all(old, database)
    async with running_relay([old.fingerprint], store="sqlite", database=database) as relay:
        staff = await join(http, relay, old, "staff")
        await say(staff, Fetch(1, 4, old.desk))
        assert await hear(staff) == Document(1, 4, [old.shift], old.packet)
        await say(staff, Duty(2, old.desk, 4, bytes(64)))
        assert await hear(staff) == Refused(2, Refusal.EXPIRED, 0)


async def test_what_a_new_charter_makes_forgotten_is_forgotten_in_the_store_too(
    http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    database, here = tmp_path / "relay.db", make_organisation(int(time()), "forgetful")
    good = here.administrators[1]
    async with running_relay([here.fingerprint], store="sqlite", database=database) as relay:
        await publish_all(http, relay, here)
        publisher = await join(http, relay, here, "publish")
        charter = here.sign_charter(administrator_keys=(bytes(good.verify_key),))
        low = here.sign_roster(good, version=2)
        for raw in (here.sign_roster(version=2**53 - 1), charter, low):
            await say(publisher, Publish(1, raw, b""))
            assert await hear(publisher) == Done(1)
            assert isinstance(await hear(publisher), Changed)
    async with running_relay([here.fingerprint], store="sqlite", database=database) as relay:
        visitor = await join(http, relay, here)
        await say(visitor, Fetch(1, 2, b""))
        assert await hear(visitor) == Document(1, 2, [low], b"")


async def test_a_document_that_cannot_be_kept_is_not_called_done(
    http: aiohttp.ClientSession, organisation: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    class FullDisk(MemoryStore):
        def put(self, *_: object, **__: object) -> bool:
            raise LocalFault("store-broken", "the database failed: SQLITE_FULL")

    async with running_relay([organisation.fingerprint], store=FullDisk()) as relay:
        publisher = await join(http, relay, organisation, "publish")
        await say(publisher, Publish(1, organisation.charters[0], b""))
        assert await closed_with(publisher) == 1011
    assert "a document or a drop was not kept" in caplog.text


# --- the door -----------------------------------------------------------------------------------


async def test_health_is_for_load_balancers(http: aiohttp.ClientSession) -> None:
    async with running_relay() as relay:
        async with http.get(f"{relay.http}/health") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
            assert answer.headers["Connection"] == "close"
        relay.relay._stopping = True
        async with http.get(f"{relay.http}/health") as answer:
            assert answer.status == 503


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/visit", 426),
        ("POST", "/v1/visit", 405),
        ("GET", "/v1/visit?who=me", 404),
        ("GET", "/v1/vis%69t", 404),
        ("GET", "/v1/other", 404),
        ("POST", "/health", 404),
    ],
)
async def test_everything_else_is_refused(
    http: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    async with running_relay() as relay:
        url = URL(relay.http + path, encoded=True)
        async with http.request(method, url) as answer:
            assert answer.status == status


@pytest.mark.parametrize(
    ("path", "origin", "let_in"),
    [
        ("visit", "https://help.example", True),
        ("visit", "https://evil.example", False),
        ("visit", "https://help.example.evil.example", False),
        ("visit", None, False),
        ("visit", "null", False),
        ("staff", "https://desk.example", True),
        ("staff", "https://evil.example", False),
        ("staff", "null", True),
        ("staff", None, True),
        ("publish", "https://desk.example", True),
        ("publish", "null", True),
        ("publish", "https://evil.example", False),
        ("publish", None, True),
    ],
)
async def test_a28_a_foreign_or_missing_origin_is_refused_as_configured(
    http: aiohttp.ClientSession, path: str, origin: str | None, let_in: bool
) -> None:
    config = Config(
        allowed_origins=("https://help.example",),
        staff_origins=("https://desk.example",),
        null_origin=True,
    )
    headers = {} if origin is None else {"Origin": origin}
    async with running_relay(config=config) as relay:
        if let_in:
            socket = await http.ws_connect(f"{relay.url}/v1/{path}", headers=headers)
            await socket.close()
        else:
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await http.ws_connect(f"{relay.url}/v1/{path}", headers=headers)


async def test_a28_the_null_origin_is_refused_unless_configured(
    http: aiohttp.ClientSession,
) -> None:
    async with running_relay() as relay:
        for path in ("visit", "staff", "publish"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await http.ws_connect(f"{relay.url}/v1/{path}", headers={"Origin": "null"})
        socket = await http.ws_connect(f"{relay.url}/v1/visit", headers={"Origin": "https://a.b"})
        await socket.close()


async def test_a23_compression_is_never_agreed_to(http: aiohttp.ClientSession) -> None:
    async with running_relay() as relay:
        socket = await http.ws_connect(f"{relay.url}/v1/visit", compress=15)
        assert socket.compress == 0
        await socket.close()


# --- bounds -------------------------------------------------------------------------------------


async def test_a49_an_oversized_message_is_closed_with_1009(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        visitor = await join(http, relay, organisation)
        await visitor.send_bytes(bytes(MAX_FRAME + 1))
        assert await closed_with(visitor) == 1009
        publisher = await join(http, relay, organisation, "publish")
        await publisher.send_bytes(bytes(MAX_FRAME + 1))  # malformed there, not too big
        assert await hear(publisher) == Refused(0, Refusal.MALFORMED, 0)
        assert await closed_with(publisher) == 4001


async def test_a49_fragments_are_put_together_within_the_same_bound(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    # Time to say all of it: who goes on after the close is cut off after that deadline.
    async with running_relay([organisation.fingerprint], deadlines=Deadlines()) as relay:
        visitor = await join(http, relay, organisation)
        ping = encode(Ping(7))
        await raw_frame(visitor, 0x02, ping[:1])
        await raw_frame(visitor, 0x80, ping[1:])
        assert await hear(visitor) == Pong(7), "the control: a small one in two pieces is read"
        await raw_frame(visitor, 0x02, bytes(1000))
        for _ in range(MAX_FRAME // 1000 + 1):
            await raw_frame(visitor, 0x00, bytes(1000))
        assert await closed_with(visitor) == 1009
        many = await join(http, relay, organisation)
        await raw_frame(many, 0x02, b"")
        for _ in range(100):
            await raw_frame(many, 0x00, b"")
        assert await closed_with(many) == 1009


@pytest.mark.parametrize(
    ("first", "code"), [(0x81, 1003), (0xC2, 1002), (0x83, 1002), (0x80, 1002), (0x09, 1002)]
)
async def test_a49_what_is_not_a_binary_message_is_closed_with_the_right_code(
    http: aiohttp.ClientSession, organisation: Organisation, first: int, code: int
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        visitor = await join(http, relay, organisation)
        await raw_frame(visitor, first, b"hello")
        assert await closed_with(visitor) == code


async def raw_frame(socket: Socket, first: int, payload: bytes) -> None:
    """A client's frame as it should not be, masked with zeros."""
    transport = socket._response.connection.transport  # type: ignore[union-attr]
    assert isinstance(transport, asyncio.WriteTransport)
    size = len(payload)
    head = (
        bytes((first, 0x80 | size))
        if size < 126
        else (bytes((first, 0xFE)) + size.to_bytes(2, "big"))
    )
    transport.write(head + bytes(4) + payload)
    await asyncio.sleep(0)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /v1/visit HTTP/1.1\r\nHost: a",
        b"GET /health HTTP/1.1\r\nHost: a\r\nX: ",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nslow",
    ],
    ids=["silent", "slow-header", "slower-header", "slow-body"],
)
async def test_a50_who_does_not_finish_a_request_is_closed_in_time(sent: bytes) -> None:
    async with running_relay(deadlines=Deadlines(headers=0.5, closing=0.2)) as relay:
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.relay.door.port)
        for byte in sent[:10]:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.01)
        writer.write(sent[10:])
        await asyncio.wait_for(until_gone(reader), SOON)
        writer.close()


async def until_gone(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def test_a50_one_address_cannot_keep_the_others_out_with_silence(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    # So long that nobody is sent away for it meanwhile.
    deadlines = Deadlines(headers=300.0, closing=0.2)
    async with running_relay([organisation.fingerprint], deadlines=deadlines) as relay:
        port, door = relay.relay.door.port, relay.relay.door._http
        silent = [
            await asyncio.open_connection("127.0.0.1", port) for _ in range(UNASKED_FROM_ONE + 20)
        ]
        await asyncio.gather(
            *(asyncio.wait_for(until_gone(one), PATIENCE) for one, _ in silent[UNASKED_FROM_ONE:])
        )
        await comes(lambda: len(door.timers) == UNASKED_FROM_ONE)
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, local_addr=("127.0.0.2", 0)
        )
        writer.write(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b" 200 " in await asyncio.wait_for(until_gone(reader), PATIENCE)
        for _, one in silent:
            one.close()
        await comes(lambda: not door._held)  # the control: who has gone is not counted
        await join(http, relay, organisation)
        writer.close()


async def test_a50_the_default_deadlines_are_within_ten_seconds() -> None:
    default = Deadlines()
    assert max(default.headers, default.first_frame, default.frame) <= 10


async def test_a50_a_socket_that_says_nothing_is_closed(http: aiohttp.ClientSession) -> None:
    async with running_relay(deadlines=Deadlines(first_frame=0.5, closing=0.2)) as relay:
        socket = await http.ws_connect(f"{relay.url}/v1/visit")
        assert await closed_with(socket, SOON) == 1008


async def test_a50_half_a_frame_and_long_silence_are_closed(
    http: aiohttp.ClientSession, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock that goes on when everybody has done what they can until then."""
    deadlines = Deadlines(frame=0.6, idle=1.2, slow_reader=0.5, closing=0.2)
    async with running_relay([organisation.fingerprint], deadlines=deadlines) as relay:
        now = [relay.relay.now()]
        monkeypatch.setattr(relay.relay, "now", lambda: now[0])
        half = await join(http, relay, organisation)
        gone = await join(http, relay, organisation, autoping=False)
        quiet = await join(http, relay, organisation)
        of_half, of_gone, of_quiet = sorted(relay.relay._open, key=lambda one: one.ident)
        half._response.connection.transport.write(b"\x82\xfe")  # type: ignore[union-attr]
        await comes(lambda: of_half.begun > 0)
        answering = asyncio.create_task(quiet.receive())
        now[0] += 0.7
        assert await closed_with(half) == 1008
        await comes(lambda: of_quiet.heard == now[0])
        assert of_gone.asked, "the control: it is asked first"
        now[0] += 0.55
        assert await closed_with(gone) == 1008
        for _ in range(3):
            now[0] += 0.63
            await comes(lambda: of_quiet.heard == now[0])
        assert not answering.done(), "the control: who says nothing but answers pings stays"
        await say(quiet, Ping(1))
        assert decode_relay((await answering).data) == Pong(1)


async def test_a_client_that_does_not_read_is_disconnected_and_memory_stays_bounded(
    organisation: Organisation, http: aiohttp.ClientSession
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        await publish_all(http, relay, organisation)
        _, writer = await asyncio.open_connection("127.0.0.1", relay.relay.door.port, limit=1024)
        writer.write(
            b"GET /v1/staff HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        await comes(lambda: len(relay.relay._sockets) == 1)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(masked(encode(Join(1, organisation.fingerprint))))
        (socket,) = relay.relay._sockets.values()
        await comes(lambda: socket._timer is None)  # its first frame has come
        most = 0
        for _ in range(3000):
            socket.send(bytes(4096))
            most = max(most, socket.transport.get_write_buffer_size())
            if socket.ident not in relay.relay._sockets:
                break
        assert socket.ident not in relay.relay._sockets, "it was let go"
        assert 64 * 1024 < most < 400 * 1024
        writer.close()


async def test_a50_who_says_goodbye_and_reads_nothing_is_gone_soon_too(
    organisation: Organisation,
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        _, writer = await asyncio.open_connection("127.0.0.1", relay.relay.door.port, limit=1024)
        writer.write(
            b"GET /v1/visit HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        await comes(lambda: len(relay.relay._open) == 1)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        (socket,) = relay.relay._open
        while not socket.stuck:
            socket.send(bytes(16384))
        assert socket.transport.get_write_buffer_size() > 64 * 1024
        writer.write(b"\x88\x80" + bytes(4))
        await comes(lambda: socket.ident not in relay.relay._sockets)  # its goodbye has come in
        # Or its memory would be held by nobody's bound.
        await comes(lambda: socket not in relay.relay._open, SOON)
        writer.close()


def masked(payload: bytes) -> bytes:
    return bytes((0x82, 0x80 | len(payload))) + bytes(4) + payload


# --- stopping, faults ---------------------------------------------------------------------------


async def test_a_relay_that_stops_says_later_and_closes_with_1001(
    http: aiohttp.ClientSession, organisation: Organisation
) -> None:
    async with running_relay([organisation.fingerprint]) as relay:
        visitor = await join(http, relay, organisation)
        stopping = asyncio.create_task(relay.relay.stop())
        assert isinstance(await hear(visitor), Later)
        assert await closed_with(visitor) == 1001
        await stopping
        with pytest.raises(aiohttp.ClientError):
            await http.get(f"{relay.http}/health")


async def test_an_unexpected_fault_ends_one_connection_and_its_words_are_not_logged(
    http: aiohttp.ClientSession,
    organisation: Organisation,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_relay([organisation.fingerprint]) as relay:
        visitor = await join(http, relay, organisation)
        other = await join(http, relay, organisation)
        genuine = relay.relay.switchboard.received

        def fail(conn: int, raw: bytes, now: float) -> object:
            if raw == encode(Ping(666)):
                raise RuntimeError("canary-7d1e")
            return genuine(conn, raw, now)

        monkeypatch.setattr(relay.relay.switchboard, "received", fail)
        await say(visitor, Ping(666))
        assert await closed_with(visitor) == 1011
        await say(other, Ping(1))
        assert await hear(other) == Pong(1)
    said = [record for record in caplog.records if record.name == "noview.relay"]
    assert any("RuntimeError while taking a frame, at test_server.py:" in r.message for r in said)
    assert "canary-7d1e" not in caplog.text
    assert "127.0.0.1" not in "".join(record.getMessage() for record in said)


async def test_garbage_over_http_is_answered_and_never_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with running_relay() as relay:
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.relay.door.port)
        writer.write(b"canary-7d1e \xff\xfe\r\n\r\n")
        answer = await asyncio.wait_for(until_gone(reader), PATIENCE)
        writer.close()
    assert answer.startswith(b"HTTP/1.0 400")
    assert b"canary" not in answer, "nor are its own bytes given back"
    assert b"aiohttp" not in answer
    assert "canary" not in caplog.text


async def test_the_bounds_on_a_request_are_really_in_force() -> None:
    """aiohttp would fall back to its own, wider ones if it no longer knew ours by name."""
    async with running_relay() as relay:
        for wide in (b"X: " + b"a" * 5000, b"\r\n".join(b"X%d: a" % n for n in range(70))):
            reader, writer = await asyncio.open_connection("127.0.0.1", relay.relay.door.port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: a\r\n" + wide + b"\r\n\r\n")
            assert b" 400 " in await asyncio.wait_for(until_gone(reader), PATIENCE)
            writer.close()


async def test_a_second_relay_on_the_same_store_does_not_start_beside_another(
    organisation: Organisation, tmp_path: Path
) -> None:
    database = tmp_path / "relay.db"
    one, two = Config(name="one"), Config(name="two")
    async with running_relay(store="sqlite", database=database, config=one):
        with pytest.raises(LocalFault, match="another relay"):
            async with running_relay(store="sqlite", database=database, config=two):
                pass
    async with running_relay(store="sqlite", database=database, config=two) as relay:
        assert relay.relay._keeper.term == 2


async def test_a_relay_whose_lease_is_anothers_stops(tmp_path: Path) -> None:
    database = tmp_path / "relay.db"
    async with running_relay(store="sqlite", database=database) as old:
        old.relay._renew(old.relay.now())
        assert not old.relay.unusable.done()
        async with running_relay(store="sqlite", database=database) as new:
            assert new.relay._keeper.term > old.relay._keeper.term
            old.relay._renew(old.relay.now())
            assert old.relay.unusable.done()

"""Bringing documents to a relay: what is sent, in which order, and words for every failure."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from orgkeys.office import link
from orgkeys.office.commands_public import gather
from orgkeys.office.directory import Directory
from orgkeys.office.publish import Item, push
from orgkeys.office.refusals import in_words
from orgkeys.office.terminal import Refused
from relay.frames import (
    Joined,
    Later,
    Refusal,
    encode,
)
from relay.frames import Refused as RefusedFrame
from tests.orgkeys.little_relay import Handler, Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, Office, copy_of


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.shift()
    made.must("state", "open", answers=(ADMINISTRATOR,))
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def items(office: Office) -> list[Item]:
    return gather(Directory(office.folder), office.holdings())


async def bring(office: Office, relay: str) -> list[str]:
    settings = office.holdings().settings
    sent = await push(relay, settings.organisation, settings.desk, items(office), int(office.now))
    return [item.name for item in sent]


async def test_everything_is_brought_in_order_and_only_once(office: Office, serve: Serve) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    everything = ["charter 1", "roster 2", "notice 1", "shift 1", "state 1"]
    assert await bring(office, address) == everything
    assert relay.order == ["charter", "roster", "notice", "shift", "state"]
    assert relay.packets == [(office.folder / "documents/packet-000001").read_bytes()]
    assert await bring(office, address) == []
    await asyncio.to_thread(office.shift)
    assert await bring(office, address) == ["shift 2"]


async def test_a03_an_old_copy_of_the_folder_is_named(
    office: Office, serve: Serve, tmp_path: Path, template: Path
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    await asyncio.to_thread(office.shift)
    await bring(office, address)
    with pytest.raises(Refused, match="this is an old copy"):
        await bring(copy_of(template, tmp_path / "old"), address)


async def test_a05_two_copies_that_went_apart_are_named(
    office: Office, serve: Serve, tmp_path: Path, template: Path
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    twin = copy_of(template, tmp_path / "twin")
    for each in (office, twin):
        await asyncio.to_thread(each.shift)
    await bring(office, address)
    with pytest.raises(Refused, match="another shift 2 than this folder"):
        await bring(twin, address)


def answering(*answers: bytes, close: int = 0) -> Handler:
    """A relay that answers each frame with the next of these, then closes."""

    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for answer in answers:
            await socket.receive()
            await socket.send_bytes(answer)
        if close:
            await socket.receive()
            await socket.close(code=close)
        else:
            await socket.receive()
            await socket.receive()
        return socket

    return handler


JOINED = encode(Joined(challenge=bytes(32)))
HOLDS_NOTHING = [encode(RefusedFrame(ref, 4, 0)) for ref in range(1, 6)]


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (answering(encode(RefusedFrame(0, 2, 0))), "does not serve this organisation"),
        (answering(close=4002), "does not serve this organisation"),
        (answering(close=1011), "connection was lost"),
        (answering(encode(Later(30))), "just stopping"),
        (answering(b"\xff garbage"), "does not answer like a relay"),
        (answering(JOINED, encode(RefusedFrame(1, 10, 7))), "fewer attempts"),
        (answering(JOINED, *HOLDS_NOTHING, encode(RefusedFrame(6, 15, 0))),
         "does not accept charter 1"),
        (answering(JOINED, *HOLDS_NOTHING, encode(Joined(bytes(32)))),
         "did not confirm charter 1"),
    ],
)  # fmt: skip
async def test_what_a_relay_says_no_to_is_said_in_words(
    office: Office, serve: Serve, handler: Handler, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        await bring(office, await serve(handler))
    assert refused.value.next_step


async def test_what_is_not_a_relay_is_named(office: Office, serve: Serve) -> None:
    async def website(_: web.Request) -> web.Response:
        return web.Response(text="hello", status=404)

    with pytest.raises(Refused, match="not a relay"):
        await bring(office, await serve(website))


async def test_a_relay_that_never_answers_is_given_up(
    office: Office, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "DEADLINE", 0.05)
    with pytest.raises(Refused, match="does not answer in time"):
        await bring(office, await serve(answering(JOINED)))


def test_an_unreachable_relay_has_its_own_words(office: Office) -> None:
    before = office.snapshot()
    result = office.run("publish", "wss://127.0.0.1:9")
    assert result.code == 1
    assert "nobody answers there. Nothing is lost" in result.err
    assert office.snapshot() == before


async def test_a_name_that_nobody_has_is_told_apart(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nowhere(*_: object, **__: object) -> list[object]:
        raise OSError("no such name")

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", nowhere)
    with pytest.raises(Refused, match="no machine of that name"):
        await bring(office, "wss://nowhere.invalid")


def test_every_code_has_words_and_a_next_step() -> None:
    for code in Refusal:
        refused = in_words(code, 0, "shift 3", "ab" * 32)
        assert refused.what
        assert refused.next_step.endswith(".")
    assert "ab" * 32 in in_words(2, 0, "shift 3", "ab" * 32).next_step


def test_what_has_run_out_is_not_sent(office: Office) -> None:
    office.now += 2 * 86400
    result = office.run("publish", "wss://127.0.0.1:9")
    assert "not sent       shift 1 ran out" in result.out

"""Following signed documents at an honest relay over a socket, and what nobody can say."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from audit import documents, documents_visits
from audit.__main__ import main
from audit.documents_visits import Visit
from relay.config import Config
from relay.flood import UNLIMITED
from tests.audit.documents_scene import audited, export_of, house_of, serving
from tests.audit.scene import codes, evidence
from tests.orgkeys.house import House
from tests.orgkeys.test_client import publish
from tests.relay.running import running_relay

GRADES = ("fail", "inconclusive", "warn", "note")


async def test_an_honest_relay_passes_and_a_record_is_kept(tmp_path: Path) -> None:
    house, seen = house_of(), tmp_path / "seen"
    async with serving(house) as url:
        first = await audited(house, url, seen=seen)
        assert (first.verdict, codes(first)) == ("pass", set()), first
        again = await audited(house, url, seen=seen)
        assert (again.verdict, codes(again)) == ("pass", set()), again
        house.new_shift()
        await publish(url, house, house.published[-1:])
        later = await audited(house, url, seen=seen, sources=("127.0.0.1",))
    assert (later.verdict, codes(later)) == ("pass", set()), later
    assert (first.looked_at["connections"], later.looked_at["connections"]) == (4, 5)
    assert "first-look" in codes(first, "note")
    assert "first-look" not in codes(again, "note")
    assert "duty plan (shift) 1 of desk 00010203 at" in evidence(first, "documents-shown")
    assert "duty plan (shift) 2 of desk 00010203 at" in evidence(later, "documents-shown")


async def test_without_a_pin_it_is_never_a_pass(tmp_path: Path) -> None:
    house = house_of()
    copy = export_of(house, tmp_path / "night.organisation")
    async with serving(house) as url:
        checked = await audited(house, url, pin=b"", copies=(copy,))
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"not-pinned"})
    assert "".join(evidence(checked, "not-pinned").split()) == house.organisation.hex()


async def test_without_a_desk_it_is_never_a_pass() -> None:
    house = house_of()
    async with serving(house) as url:
        checked = await audited(house, url, desks=())
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"desk-unknown"})


async def test_documents_that_are_published_while_we_ask_are_no_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A revocation comes between two connections: everybody is asked once more."""
    house = house_of()
    asked: list[int] = []
    real = documents_visits.visits

    async with serving(house) as url:

        async def visits(*words: Any) -> list[Visit]:
            found = await real(*words)
            if not asked:
                await revoked(url, house)
                found[2:] = (await real(*words))[2:]
            asked.append(len(found))
            return found

        monkeypatch.setattr(documents, "visits", visits)
        checked = await audited(house, url)
    assert (checked.verdict, codes(checked)) == ("pass", set()), checked
    assert asked == [4, 4]


async def revoked(url: str, house: House) -> None:
    house.revoked.add("Noor")
    await publish(url, house, [house.new_roster(), house.new_shift()])


async def test_a03_of_two_relays_the_one_that_is_behind_is_named() -> None:
    house = house_of()
    async with serving(house) as behind, serving(house) as ahead:
        assert (await audited(house, behind, ahead)).verdict == "pass"
        await revoked(ahead, house)
        checked = await audited(house, behind, ahead)
    assert (checked.verdict, codes(checked)) == ("fail", {"withheld"})
    assert f"staff list (roster) 1 at {behind}" in evidence(checked, "withheld")
    assert f"but staff list (roster) 2 at {ahead}" in evidence(checked, "withheld")


async def test_what_does_not_answer_like_a_relay_is_inconclusive() -> None:
    house = house_of()

    async def nonsense(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if request.path.endswith("visit"):
            await socket.send_bytes(b"\xc1")
        await socket.close()
        return socket

    app = web.Application()
    app.router.add_get("/v1/{path}", nonsense)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    checked = await audited(house, url)
    await runner.cleanup()
    assert codes(checked, *GRADES) == {"not-reached"}, "what follows from it is not said again"
    where = evidence(checked, "not-reached")
    assert "it does not speak like a relay" in where
    assert "it closed the connection" in where
    gone = await audited(house, url)
    assert "no connection could be made" in evidence(gone, "not-reached")


async def test_a_relay_that_does_not_serve_the_organisation_is_inconclusive() -> None:
    house = house_of()
    async with running_relay([bytes(32)], budgets=UNLIMITED) as relay:
        checked = await audited(house, relay.url)
    assert checked.verdict == "inconclusive"
    assert codes(checked, *GRADES) == {"not-served"}, "one wrong digit, and one thing to say"
    assert "it says that it does not serve" in evidence(checked, "not-served")


def test_a_relay_is_not_asked_without_tls_by_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["documents", "http://127.0.0.1:1", "--pin", "ab" * 32]) == 2
    assert "wants TLS (wss://" in capsys.readouterr().err


async def test_a_relay_that_lets_in_one_website_alone_is_asked_as_from_there() -> None:
    house = house_of()
    config = Config(allowed_origins=("https://help.example",))
    async with running_relay([house.organisation], config=config, budgets=UNLIMITED) as relay:
        await publish(relay.url, house, house.published)
        outside = await audited(house, relay.url)
        inside = await audited(house, relay.url, origin="https://help.example")
    assert codes(outside, "warn", "fail", "inconclusive") == set(), "it is no weakness"
    assert "partly-reached" in codes(outside, "note")
    assert "partly-reached" not in codes(inside, "note")
    assert codes(inside, "warn", "fail", "inconclusive") == set()


async def test_nothing_is_asked_but_what_a_page_asks() -> None:
    """Looking costs a relay four connections and some questions, and changes nothing there."""
    house = house_of()
    async with running_relay([house.organisation], budgets=UNLIMITED) as relay:
        await publish(relay.url, house, house.published)
        began = time.monotonic()
        await asyncio.gather(*(audited(house, relay.url) for _ in range(3)))
        assert time.monotonic() - began < 10
        for _ in range(3000):
            if not len(relay.relay.switchboard):
                break
            await asyncio.sleep(0.01)
        assert len(relay.relay.switchboard) == 0, "every connection is closed again"

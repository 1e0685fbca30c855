"""Attacks 2, 3, 4 and 16: a host that swaps, rolls back, freezes or mixes up signed documents."""

from __future__ import annotations

import asyncio

import pytest

from orgkeys.client import Counselor, Visitor
from orgkeys.machines.actions import Knock
from orgkeys.machines.views import DutyView, VisitView
from relay import frames
from relay.documents import Kind
from tests.hostile import weak
from tests.hostile.forgeries import newest, swapped_documents
from tests.hostile.relay import Passing, Script, Tampered
from tests.hostile.scene import (
    Clock,
    Scene,
    Story,
    house_of_today,
    is_caught,
    scene,
    talking,
    unsendable,
    within,
)
from tests.orgkeys.house import DAY, DESK

QUIET = (frames.Join, frames.Fetch, frames.Ping)
"""All that a client says which believes nothing yet."""
STAFF_FOLLOWS = (Kind.CHARTER, Kind.ROSTER, Kind.SHIFT)


def serve(raw: bytes, kind: int, packet: bytes = b"", *, number: int | None = None) -> Script:
    """Serve this in the place of the real document (to connection `number` only)."""

    def script(passing: Passing) -> Tampered:
        frame = passing.frame
        if not isinstance(frame, frames.Document) or frame.kind != kind:
            return None
        if number is not None and passing.conn.number != number:
            return None
        return [frames.Document(frame.ref, kind, [raw], packet if frame.packet else b"")]

    return script


async def quietly_refused(here: Scene, client: Visitor | Counselor, problem: str) -> None:
    """The screen says what is wrong; a person who tries all the same sends nothing."""

    def told(view: VisitView | DutyView) -> bool:
        return view.problem is not None

    view = await client.until(told, within())
    assert view.problem == problem
    if isinstance(client, Visitor):
        assert client.view.stage == "refused"
        assert await unsendable(client.act(Knock("en", "Sam", "hello")))
    else:
        assert client.view.stage in ("off-duty", "refused")
    await asyncio.sleep(0.05)


def only_asked(here: Scene, path: str) -> None:
    """Nobody on this path has said more than a client that believes nothing."""
    conns = [conn for conn in here.hostile.conns if conn.path == f"/v1/{path}"]
    said = [frame for conn in conns for frame in here.hostile.said(conn)]
    loud = {type(frame).__name__ for frame in said if not isinstance(frame, QUIET)}
    assert loud <= {"Open"} if path == "staff" else not loud, loud


async def every_key_swapped(path: str) -> None:
    """Each in turn to its own client: refused by its name, and nothing leaves."""
    async with scene() as here:
        swaps = [
            swap
            for swap in swapped_documents(here.house)
            if path == "visit" or swap.kind in STAFF_FOLLOWS
        ]
        _, packet = newest(here.house, Kind.SHIFT)
        for swap in swaps:
            here.hostile.script = serve(swap.raw, swap.kind, packet)
            client = await (here.visitor() if path == "visit" else here.counselor())
            first = swap.kind is Kind.CHARTER
            problem = "wrong-fingerprint" if first else "documents-untrusted"
            await quietly_refused(here, client, problem)
            await client.keeper.stop()
        assert here.hostile.faults >= len(swaps) >= 14
        only_asked(here, path)


async def another_packet() -> None:
    """The shift is real, the packet is another one: this console serves nobody."""
    async with scene() as here:
        raw, packet = newest(here.house, Kind.SHIFT)
        other = house_of_today()
        _, foreign = newest(other, Kind.SHIFT)
        for wrong in (foreign, packet[:-1] + bytes([packet[-1] ^ 1]), b""):
            here.hostile.script = serve(raw, Kind.SHIFT, wrong)
            client = await here.counselor()
            await quietly_refused(here, client, "documents-untrusted")
            await client.keeper.stop()
        only_asked(here, "staff")


async def rolled_back(path: str) -> None:
    """A client that holds the newest is served the ones before, of each kind."""
    async with scene() as here:
        old = {kind: newest(here.house, kind) for kind in (Kind.ROSTER, Kind.SHIFT, Kind.STATE)}
        await here.publish(
            here.house.new_roster(), here.house.new_shift(), here.house.new_state("closed")
        )
        visitor = await here.visitor()
        noor = await here.counselor()
        await visitor.ready(within())
        await visitor.until(lambda view: view.desk == "closed", within())
        await noor.until(lambda view: view.stage == "off-duty", within())
        for kind, (raw, packet) in old.items():
            if path == "staff" and kind is Kind.STATE:
                continue
            here.hostile.script = serve(raw, kind, packet)
            client: Visitor | Counselor = visitor if path == "visit" else noor
            conn = here.hostile.client(path)
            conn.tell(frames.Changed(kind, b"" if kind is Kind.ROSTER else DESK))
            view = await client.until(lambda view: view.problem is not None, within())
            assert view.problem == "documents-untrusted", kind
            here.hostile.script = lambda _: None
            conn.tell(frames.Changed(kind, b"" if kind is Kind.ROSTER else DESK))
            await client.until(lambda view: view.problem is None, within())
        assert visitor.view.desk == "closed"
        only_asked(here, "visit")


async def frozen() -> None:
    """The relay keeps everything new to itself: the clock is what ends it."""
    async with scene() as here:
        late, console = Clock(), Clock()
        noor = await here.counselor(clock=console)
        await noor.on_duty(within())
        pair = await talking(here, noor=noor)
        visitor = await here.visitor(late)
        await visitor.ready(within())
        here.hostile.script = lambda passing: (
            [] if isinstance(passing.frame, frames.Changed) else None
        )
        await here.publish(here.house.new_roster(), here.house.new_shift())
        before = knocks(here)
        late.ahead = DAY + 1
        view = await visitor.until(lambda view: view.problem is not None, within())
        assert (view.problem, view.desk) == ("shift-expired", "closed")
        await visitor.act(Knock("en", "Sam", "hello"))
        first = await here.visitor(late)
        here.hostile.script = serve(*old_shift(here))
        view = await first.until(lambda view: view.problem is not None, within())
        assert view.problem == "shift-expired"
        await first.act(Knock("en", "Sam", "hello"))
        assert knocks(here) == before > 0, "nobody knocks on the word of an expired shift"
        console.ahead = DAY + 1
        await noor.until(lambda view: view.stage == "off-duty", within())
        assert noor.talk(pair.key).stage == "talking", "an open line runs on"
        console.ahead = 7 * DAY + 1
        await noor.until(lambda _: noor.talk(pair.key).stage == "ended", within())
        ended = noor.talk(pair.key).ended
        assert ended is not None
        assert ended.reason == "closed"


def knocks(here: Scene) -> int:
    return sum(isinstance(one, frames.Knock) for one in here.hostile.said())


def old_shift(here: Scene) -> tuple[bytes, int]:
    shifts = [raw for raw, packet in here.house.published if packet]
    return shifts[0], Kind.SHIFT


async def line_outlives_the_roster() -> None:
    """A visitor who talks while every newer roster is withheld stops when theirs runs out."""
    async with scene() as here:
        clock = Clock()
        noor = await here.on_duty()
        visitor = await here.visitor(clock)
        await visitor.knock(first="hello", within=within())
        await noor.claim(within=within())
        await visitor.talking(within())
        here.hostile.script = lambda passing: (
            [] if isinstance(passing.frame, frames.Changed) else None
        )
        await here.publish(here.house.new_roster())
        clock.ahead = 7 * DAY + 1
        view = await visitor.until(lambda view: view.ended is not None, within())
        assert view.ended is not None
        assert view.ended.reason == "closed"
        assert visitor.view.notes == ()


async def mixed_up(path: str) -> None:
    """Every kind is answered with every other kind, under either number."""
    async with scene() as here:
        asked = tuple(Kind(kind) for kind in range(1, 6)) if path == "visit" else STAFF_FOLLOWS
        for kind in asked:
            for other in (one for one in range(1, 6) if one != kind):
                raw, _ = newest(here.house, Kind(other))
                for claimed in (kind, other):
                    here.hostile.script = confusion(kind, claimed, raw)
                    client = await (here.visitor() if path == "visit" else here.counselor())
                    await quietly_refused(here, client, "documents-untrusted")
                    await client.keeper.stop()
        only_asked(here, path)


def confusion(kind: int, claimed: int, raw: bytes) -> Script:
    def script(passing: Passing) -> Tampered:
        frame = passing.frame
        if not isinstance(frame, frames.Document) or frame.kind != kind:
            return None
        return [frames.Document(frame.ref, claimed, [raw], frame.packet)]

    return script


# ------------------------------------------------------------------ the tests


@pytest.mark.parametrize("path", ["visit", "staff"])
async def test_a02_every_public_key_of_every_document_swapped_is_refused(path: str) -> None:
    await every_key_swapped(path)


async def test_a02_another_staff_packet_is_refused() -> None:
    await another_packet()


@pytest.mark.parametrize("path", ["visit", "staff"])
async def test_a03_who_holds_the_newest_is_not_talked_back_to_an_older_one(path: str) -> None:
    await rolled_back(path)


async def test_a04_a_host_that_withholds_everything_new_gets_nothing_past_its_time() -> None:
    await frozen()


async def test_a04_a_line_ends_with_the_roster_that_it_rests_on() -> None:
    await line_outlives_the_roster()


@pytest.mark.parametrize("path", ["visit", "staff"])
async def test_a16_a_document_of_one_kind_is_never_another(path: str) -> None:
    await mixed_up(path)


@pytest.mark.parametrize(
    ("story", "plant"),
    [
        (lambda: every_key_swapped("visit"), weak.believes_any_signer),
        (lambda: every_key_swapped("staff"), weak.believes_signers_and_packets),
        (another_packet, weak.opens_any_packet),
        (lambda: rolled_back("visit"), weak.takes_older_versions),
        (lambda: rolled_back("staff"), weak.takes_older_versions),
        (frozen, weak.knows_no_time),
        (line_outlives_the_roster, weak.knows_no_time),
        (lambda: mixed_up("visit"), weak.says_nothing_of_documents),
        (lambda: mixed_up("staff"), weak.says_nothing_of_documents),
    ],
    ids=["a02", "a02 staff", "a02 packet", "a03", "a03 staff", "a04", "a04 line", "a16", "a16 s"],
)
async def test_control_a_weak_client_is_caught(
    story: Story, plant: weak.Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    await is_caught(story, monkeypatch)

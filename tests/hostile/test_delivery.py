"""A relay that repeats, reorders, drops, reflects and splices: shown once, in order, or a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from relay import frames
from tests.hostile import weak
from tests.hostile.relay import Passing, Script, Tampered, honest
from tests.hostile.scene import Scene, Story, Talking, is_caught, scene, talking
from tests.hostile.scripts import both, on, once
from tests.orgkeys.street import texts


async def speak(pair: Talking, *, count: int = 3) -> list[str]:
    """Both say a few things in turn."""
    said = []
    for turn in range(count):
        said += [f"visitor {turn}", f"noor {turn}"]
        await pair.visitor.say(said[-2])
        await pair.noor.say(said[-1], pair.key)
        await asyncio.sleep(0.05)
    return said


def drop(_: Passing) -> Tampered:
    return []


def swapped() -> Callable[[Passing], Tampered]:
    """Holds a frame back until the next one has gone before it."""
    held: list[bytes] = []

    def act(passing: Passing) -> Tampered:
        if not held:
            held.append(passing.raw)
            return []
        first = held.pop()
        passing.conn.hostile.script = honest
        return [passing.raw, first]

    return act


def line_of(passing: Passing) -> bool:
    """Whether this goes to a mailbox of a line."""
    assert isinstance(passing.frame, frames.Deliver)
    opened = passing.conn.opened.get(passing.frame.handle)
    return opened is not None and opened.mode == frames.Mode.LINE


def strike(pair: Talking, side: str, act: Callable[[Passing], Tampered]) -> None:
    """Do this once to a delivery on a line of that side."""
    script = on(frames.Deliver, side, lambda passing: act(passing) if line_of(passing) else None)
    pair.scene.hostile.script = once(script)


# ------------------------------------------------------------------ the stories


async def replayed() -> None:
    """Everything comes again and again: within a session, after a restart, in another session."""
    async with scene() as here:
        pair = await talking(here)
        kept: dict[tuple[int, int], list[bytes]] = {}

        def again(passing: Passing) -> Tampered:
            assert isinstance(passing.frame, frames.Deliver)
            before = kept.setdefault((passing.conn.number, passing.frame.handle), [])
            before.append(passing.raw)
            return [passing.raw, *before]

        here.hostile.script = both_sides(again)
        said = await speak(pair)
        await pair.whole("hello", *said, remade=False)
        for path in ("visit", "staff"):
            here.hostile.client(path).cut()
        await pair.visitor.say("after the restart")
        await pair.whole("hello", *said, "after the restart", remade=False)
        for path in ("visit", "staff"):
            old = [raw for sent in kept.values() for raw in sent]
            here.hostile.client(path).tell(*[raw for raw in old if fits(here, path, raw)])
        await pair.whole("hello", *said, "after the restart")
        here.hostile.script = honest
        other = await talking(here, "another session", pair.noor)
        conn = here.hostile.client("visit")
        line = conn.handle(frames.Mode.LINE)
        for sent in list(kept.values()):
            for raw in sent:
                frame = frames.decode_relay(raw)
                assert isinstance(frame, frames.Deliver)
                conn.tell(frames.Deliver(line, frame.number, frame.ciphertext))
        await other.visitor.say("still only ours")
        await other.whole("another session", "still only ours")


def fits(here: Scene, path: str, raw: bytes) -> bool:
    """Whether this delivery names a mailbox that the client has open now."""
    frame = frames.decode_relay(raw)
    assert isinstance(frame, frames.Deliver)
    return frame.handle in here.hostile.client(path).opened


def both_sides(act: Callable[[Passing], Tampered]) -> Script:
    return both(on(frames.Deliver, "visit", act), on(frames.Deliver, "staff", act))


async def reordered(side: str) -> None:
    """Two deliveries change places: never shown in the wrong order."""
    async with scene() as here:
        pair = await talking(here)
        act = swapped()
        here.hostile.script = on(frames.Deliver, side, lambda p: act(p) if line_of(p) else None)
        said = await speak(pair)
        await pair.whole("hello", *said, remade=True)


async def dropped(side: str) -> None:
    """One delivery is lost: both see a gap, nothing stays lost."""
    async with scene() as here:
        pair = await talking(here)
        strike(pair, side, drop)
        said = await speak(pair)
        await pair.whole("hello", *said, remade=True)


async def cut_off(side: str) -> None:
    """From now on nothing arrives on one side: nothing is called delivered."""
    async with scene() as here:
        pair = await talking(here)
        here.hostile.script = on(frames.Deliver, side, drop)
        await pair.visitor.say("from the visitor")
        await pair.noor.say("from noor", pair.key)
        await asyncio.sleep(1.0)
        both = {note.text: note for note in (*pair.visitor.view.notes, *pair.notes()) if note.mine}
        assert both["from the visitor"].delivery == "sending"
        assert both["from noor"].delivery == "sending"
        here.hostile.script = honest
        for path in ("visit", "staff"):
            here.hostile.client(path).cut()
        await pair.whole("hello", "from the visitor", "from noor")


async def reflected(side: str) -> None:
    """What a side has said comes back to it in the place of the next frame."""
    async with scene() as here:
        pair = await talking(here)
        said_at = {
            frame.number: frame.ciphertext
            for frame in here.hostile.said(here.hostile.client(side))
            if isinstance(frame, frames.Append)
        }
        struck: list[int] = []

        def act(passing: Passing) -> Tampered:
            frame, conn = passing.frame, passing.conn
            assert isinstance(frame, frames.Append)
            said_at[frame.number] = frame.ciphertext
            line = conn.handle(frames.Mode.LINE)
            number = conn.next[line]
            if not struck and number in said_at:
                struck.append(number)
                conn.tell(frames.Deliver(line, number, said_at[number]))
            return None

        here.hostile.script = on(frames.Append, side, act)
        said = []
        for turn in range(12):
            said.append(f"{side} says {turn}")
            if side == "visit":
                await pair.visitor.say(said[-1])
            else:
                await pair.noor.say(said[-1], pair.key)
        await pair.gap()
        await pair.whole("hello", *said, remade=True)
        assert struck


async def spliced() -> None:
    """A frame of one conversation of a console comes in another one's mailbox, both ways."""
    async with scene() as here:
        noor = await here.on_duty()
        one, two = await talking(here, "one", noor), await talking(here, "two", noor)
        told: list[bytes] = []

        def act(passing: Passing) -> Tampered:
            frame, conn = passing.frame, passing.conn
            assert isinstance(frame, frames.Deliver)
            lines = [handle for handle, asked in conn.opened.items() if asked.mode == 0]
            if told or frame.handle != min(lines):
                return None
            told.append(passing.raw)
            other = max(lines)
            return [passing.raw, frames.Deliver(other, conn.next[other], frame.ciphertext)]

        here.hostile.script = on(frames.Deliver, "staff", act)
        said = []
        for turn in range(3):
            said.append(f"for one {turn}")
            await one.visitor.say(said[-1])
        await one.whole("one", *said, remade=False)
        await two.gap()
        await two.visitor.say("for two")
        await two.whole("two", "for two", remade=True)
        visit = here.hostile.client("visit", 1), here.hostile.client("visit", 0)
        frame = next(
            passed.frame
            for passed in reversed(here.hostile.passed)
            if isinstance(passed.frame, frames.Deliver) and passed.conn is visit[0]
        )
        line = visit[1].handle(frames.Mode.LINE)
        visit[1].tell(frames.Deliver(line, visit[1].next[line], frame.ciphertext))
        await two.visitor.say("again for two")
        await two.whole("two", "for two", "again for two", remade=True)
        assert [text for text in texts(two.visitor.view.notes) if text.startswith("for one")] == []


# ------------------------------------------------------------------ the tests


@pytest.mark.parametrize("side", ["visit", "staff"])
@pytest.mark.parametrize("story", [reordered, dropped, cut_off, reflected])
async def test_a09_a10_a11_a12_one_side_is_lied_to(
    story: Callable[[str], Awaitable[None]], side: str
) -> None:
    await story(side)


@pytest.mark.parametrize("story", [replayed, spliced])
async def test_a08_a13_nothing_is_shown_twice_or_elsewhere(
    story: Story,
) -> None:
    await story()


@pytest.mark.parametrize(
    ("story", "plant"),
    [
        (replayed, weak.shows_again),
        (lambda: reordered("visit"), weak.overlooks_gaps),
        (lambda: dropped("staff"), weak.overlooks_gaps),
        (lambda: cut_off("visit"), weak.calls_sent_delivered),
        (lambda: cut_off("staff"), weak.calls_sent_delivered),
        (lambda: reflected("visit"), weak.has_one_chain_for_both_directions),
        (spliced, weak.has_the_same_chains_for_all),
    ],
    ids=["a08", "a09", "a10", "a11 visit", "a11 staff", "a12", "a13"],
)
async def test_control_a_weak_client_is_caught(
    story: Story, plant: weak.Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    await is_caught(story, monkeypatch)

"""Attacks 2, 15, 16 and 18 on hellos, refreshes and frames: no key swapped, no half stripped."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from orgkeys import labels, messages
from orgkeys.chain import OVERHEAD, RESPONDER, Where
from orgkeys.client import Counselor
from orgkeys.primitives import expand, pad, xchacha_seal, xwing_public
from relay import frames
from relay.limits import ASK_SIZE, HELLO_SIZE
from tests.builders import filler
from tests.hostile import weak
from tests.hostile.forgeries import Insider
from tests.hostile.relay import Passing, Tampered
from tests.hostile.scene import (
    Scene,
    Story,
    Talking,
    claim_everything,
    drops,
    is_caught,
    scene,
    talking,
    within,
)
from tests.hostile.scripts import on
from tests.orgkeys.street import kinds, texts

ENC_POST_QUANTUM, ENC = 1088, 1120


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def zeros(raw: bytes, start: int, end: int) -> bytes:
    return raw[:start] + bytes(end - start) + raw[end:]


HELLOS: dict[str, Callable[[bytes], bytes]] = {
    "post-quantum half": lambda raw: flipped(raw, 5),
    "X25519 half": lambda raw: flipped(raw, ENC_POST_QUANTUM),
    "sealed": lambda raw: flipped(raw, ENC + 40),
    "end of the hello": lambda raw: flipped(raw, HELLO_SIZE - 1),
    "commitment of frame 0": lambda raw: flipped(raw, HELLO_SIZE),
    "nonce of frame 0": lambda raw: flipped(raw, HELLO_SIZE + 32),
    "end of frame 0": lambda raw: flipped(raw, ASK_SIZE - 1),
    "no post-quantum half": lambda raw: zeros(raw, 0, ENC_POST_QUANTUM),
    "no X25519 half": lambda raw: zeros(raw, ENC_POST_QUANTUM, ENC),
    "no frame 0": lambda raw: zeros(raw, HELLO_SIZE, ASK_SIZE),
    "cut": lambda raw: raw[:2048],
    "grown": lambda raw: raw + bytes(4096),
}


@contextmanager
def serving(noor: Counselor) -> Iterator[None]:
    """Noor takes everybody who waits."""
    task = asyncio.create_task(claim_everything(noor))
    try:
        yield
    finally:
        task.cancel()


async def every_hello_changed() -> None:
    """Each visitor's first hello is changed on the way; the second is not, and that one counts."""
    async with scene() as here:
        visitors = {name: await here.visitor() for name in HELLOS}
        for visitor in visitors.values():
            await visitor.knock(first="hello", within=within())
        changes = dict(enumerate(HELLOS.values()))
        struck: set[int] = set()
        hellos: Counter[int] = Counter()

        def change(passing: Passing) -> Tampered:
            frame = passing.frame
            assert isinstance(frame, frames.Deliver)
            number = passing.conn.number
            opened = passing.conn.opened.get(frame.handle)
            hellos[number] += opened is not None and opened.mode == frames.Mode.KNOCK
            if number in struck or number not in changes:
                return None
            struck.add(number)
            changed = changes[number](frame.ciphertext)
            return [frames.Deliver(frame.handle, frame.number, changed)]

        here.hostile.script = on(frames.Deliver, "visit", change)
        noor = await here.on_duty(limit=64)
        with serving(noor):
            for name, visitor in visitors.items():
                await visitor.talking(within())
                assert [person.alias for person in visitor.view.people] == ["Noor"], name
                assert kinds(visitor.view.notes) == ["joined"], name
        assert len(struck) == len(HELLOS)
        assert all(hellos[number] == 2 for number in struck), "a changed hello was taken"


async def other_versions() -> None:
    """Even Noor herself, with all her keys, is refused in another version or with half a key."""
    async with scene() as here:
        keys = here.house.devices["Noor"].keys
        half = xwing_public(filler("u_c"))
        forms: list[dict[str, object]] = [
            {"format": 0},
            {"format": 2},
            {"u_c": half[1184:]},
            {"u_c": half[:1184]},
            {"u_c": b""},
            {"cs": b""},
            {"e_c": bytes(32)},
        ]
        visitor = await here.visitor()
        for form in forms:
            visitor = await here.visitor()
            await visitor.knock(first="hello", within=within())
            conn = here.hostile.client("visit")
            assert conn.knock is not None
            insider = Insider(here.house)
            append = insider.hello(conn.knock.sealed, keys.identity, keys.certificate, **form)
            await drops(visitor, conn, frames.Deliver(conn.knock.handle, 0, append))
        good = Insider(here.house).hello(knock_of(here).sealed, keys.identity, keys.certificate)
        here.hostile.client("visit").tell(frames.Deliver(knock_of(here).handle, 0, good))
        await visitor.talking(within())  # the control: unchanged, it is accepted


def knock_of(here: Scene) -> frames.Knock:
    knock = here.hostile.client("visit").knock
    assert knock is not None
    return knock


async def a_refresh_changed(side: str) -> None:
    """The first refresh of a direction is changed: that line is over, and another one is made."""
    async with scene() as here:
        noor = await here.on_duty()
        visitor = await here.visitor()
        struck: list[int] = []

        def change(passing: Passing) -> Tampered:
            frame = passing.frame
            assert isinstance(frame, frames.Deliver)
            first = 0 if side == "staff" else 1
            opened = passing.conn.opened.get(frame.handle)
            if struck or opened is None or opened.mode != frames.Mode.LINE or frame.number != first:
                return None
            struck.append(frame.number)
            changed = flipped(frame.ciphertext, len(frame.ciphertext) // 2)
            return [frames.Deliver(frame.handle, frame.number, changed)]

        here.hostile.script = on(frames.Deliver, side, change)
        await visitor.knock(first="hello", within=within())
        with serving(noor):
            await visitor.talking(within())
            await visitor.until(lambda _: bool(struck), within())
            await visitor.until(lambda view: "gap" in kinds(view.notes), within())
            await visitor.talking(within())
            await visitor.say("and now?")
            await visitor.until(lambda view: view.notes[-1].delivery == "delivered", within())
        newest = [talk for talk in noor.view.talks if talk.stage == "talking"][-1]
        assert texts(newest.notes)[-1] == "and now?"
        assert texts(visitor.view.notes) == ["hello", "and now?"]


async def frames_in_other_mailboxes() -> None:
    """Knocks, hellos and frames come where another one of them belongs."""
    async with scene() as here:
        pair = await talking(here)
        staff, visit = here.hostile.client("staff"), here.hostile.client("visit")
        waiting = await here.visitor()
        await waiting.knock(first="me too", within=within())
        theirs = here.hostile.client("visit")
        assert theirs.knock is not None
        hello = next(f.ciphertext for f in here.hostile.said(staff) if isinstance(f, frames.Accept))
        line = next(f.ciphertext for f in here.hostile.said(staff) if isinstance(f, frames.Append))
        for raw in (hello, line, theirs.knock.sealed):
            theirs.tell(frames.Deliver(theirs.knock.handle, 0, raw))
        inbox = staff.opened[staff.handle(frames.Mode.INBOX)]
        for raw in (hello, line, theirs.knock.sealed):
            staff.say(frames.Leave(0, frames.write_capability(inbox.r), raw))
        await asyncio.sleep(0.3)
        assert (waiting.view.stage, waiting.view.people) == ("waiting", ())
        assert len(pair.noor.view.talks) == 1
        for conn, raw in ((visit, hello), (staff, theirs.knock.sealed)):
            box = conn.handle(frames.Mode.LINE)
            conn.tell(frames.Deliver(box, conn.next[box], raw))
        await pair.gap()
        await pair.visitor.say("go on")
        await pair.whole("hello", "go on", remade=True)


def next_step(pair: Talking) -> tuple[bytes, Where]:
    """The key and place of Noor's next frame, out of her own memory."""
    machine = pair.noor.keeper.machine
    talk = machine._talks.get(pair.key)  # type: ignore[attr-defined]
    line = talk.link.line
    place = Where(pair.scene.house.organisation, line.line_id, RESPONDER, line.number)
    return line._keys.sending.step().message_key, place


async def two_keys_one_ciphertext() -> None:
    """A box that opens under the key of the line, with the commitment of another key."""
    async with scene() as here:
        pair = await talking(here)
        key, where = next_step(pair)
        double = two_faced(key, filler("another key"), where)
        conn = here.hostile.client("visit")
        line = conn.handle(frames.Mode.LINE)
        assert conn.next[line] == where.number
        conn.tell(frames.Deliver(line, where.number, double))
        await pair.gap()
        await pair.visitor.say("what was that?")
        await pair.whole("hello", "what was that?", remade=True)
        assert "two faces" not in texts(pair.visitor.view.notes)


def two_faced(key: bytes, committed: bytes, where: Where) -> bytes:
    """A frame of 512 bytes that opens under `key`, and names `committed`."""
    organisation = where.organisation
    text = pad(messages.encode(messages.Text(99, "two faces")), 512 - OVERHEAD)
    nonce = filler("nonce", 24)
    box = xchacha_seal(
        expand(key, labels.FRAME_KEY, organisation), nonce, where.bound(labels.FRAME), text
    )
    return expand(committed, labels.COMMIT, organisation) + nonce + box


async def test_a02_a15_a_hello_changed_anywhere_is_dropped_and_waiting_goes_on() -> None:
    await every_hello_changed()


async def test_a15_no_other_version_and_no_half_key_is_accepted_from_anybody() -> None:
    await other_versions()


@pytest.mark.parametrize("side", ["visit", "staff"])
async def test_a02_a_refresh_that_is_changed_ends_its_line(side: str) -> None:
    await a_refresh_changed(side)


async def test_a16_what_comes_in_another_mailbox_is_nothing() -> None:
    await frames_in_other_mailboxes()


async def test_a18_a_box_that_opens_under_two_keys_is_refused_by_its_commitment() -> None:
    await two_keys_one_ciphertext()


@pytest.mark.parametrize(
    ("story", "plant"),
    [
        (other_versions, weak.takes_any_version),
        (every_hello_changed, weak.accepts_without_frame_0),
        (two_keys_one_ciphertext, weak.compares_no_commitment),
    ],
    ids=["a15", "a02", "a18"],
)
async def test_control_a_weak_client_is_caught(
    story: Story, plant: weak.Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    await is_caught(story, monkeypatch)

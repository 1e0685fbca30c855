"""A quiet line between a browser and a Python client, and a page that nobody touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median

import pytest
from playwright.sync_api import Browser, expect

from orgkeys.client import Counselor
from orgkeys.quiet import QUIET_BUCKET, SLOT, pieces
from relay import frames
from relay.frames import Append
from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.place import NOTICE, PHONE, Place
from tests.browser.windows import Survivor

QUIET = NOTICE.replace("[hours]", '[policy]\nquiet = "on"\nidle-end = "silence"\n[hours]')
LATER = """
const real = Date.now;
globalThis.ahead = 0;
Date.now = () => real() + globalThis.ahead;
"""
LONG = ("one word and another " * 190).strip()


@pytest.fixture(scope="module")
def hushed(open_place: Callable[..., Place]) -> Place:
    place = open_place(notice=QUIET).start()
    place.publish()
    return place


@pytest.fixture
def survivor(browser: Browser, hushed: Place) -> Iterator[Survivor]:
    windows = Windows(browser, hushed)
    survivor = windows.survivor()
    survivor.context.add_init_script(LATER)
    yield survivor.open()
    windows.close()


def passes(survivor: Survivor, minutes: int) -> None:
    """So much later, and time goes on."""
    survivor.page.evaluate("(minutes) => { globalThis.ahead = minutes * 60_000; }", minutes)


def meet(survivor: Survivor, place: Place, friends: Friends) -> Counselor:
    noor = friends.enter(Counselor(place.relay_address, place.device()))
    friends.do(noor.on_duty())
    survivor.start(name="Sam")
    friends.do(noor.claim())
    survivor.talks_with("Noor")
    return noor


def test_a_quiet_line_of_a_browser_and_a_python_client(
    hushed: Place, survivor: Survivor, friends: Friends
) -> None:
    times: list[float] = []
    sizes: set[int] = set()

    def watch(raw: bytes, at: float) -> None:
        frame = frames.decode_client(raw)
        if isinstance(frame, Append):
            times.append(at)
            sizes.add(len(frame.ciphertext))

    survivor.wire.on_sent = watch
    noor = meet(survivor, hushed, friends)
    for text in ("Can you read this?", "نعم", LONG):
        survivor.says(text)
        friends.do(noor.say(text[::-1]))
    survivor.see("composer").press_sequentially("and more", delay=300)
    said = "".join(note.text for note in noor.talk().notes if note.kind == "text" and note.mine)
    assert said == "".join(text[::-1] for text in ("Can you read this?", "نعم", LONG))
    friends.do(noor.delivered(within=60), 90)
    # The long one has come in pieces, which are the text again.
    assert len(pieces(LONG)) == 2
    for piece in pieces(LONG):
        friends.do(noor.heard(piece))
    survivor.page.wait_for_timeout(10)  # for what the browser has to tell
    assert sizes == {QUIET_BUCKET}
    gaps = [after - before for before, after in pairwise(times)]
    assert len(gaps) > 6
    # The machine may be late, and miss a slot; never early, and never twice in one slot.
    assert median(gaps) == pytest.approx(SLOT, abs=0.25)
    assert all(after - before > SLOT for before, after in zip(times, times[2:], strict=False))

    # The connection is lost: said calmly, what is written stays, the phone is one tap away.
    survivor.context.set_offline(True)
    survivor.connection("lost")
    survivor.says("From a tunnel.")
    survivor.see("call").locator("summary").click()
    expect(survivor.see("call").locator("a")).to_have_attribute("href", f"tel:{_dialed(PHONE)}")
    expect(survivor.see("composer")).to_be_enabled()
    survivor.context.set_offline(False)
    survivor.connection("connected")
    expect(survivor.see("call")).to_have_count(0)
    friends.do(noor.heard("From a tunnel."))
    assert sizes == {QUIET_BUCKET}
    assert survivor.faults == []


def test_nobody_touches_the_page_and_then_she_wants_no_more_words(
    hushed: Place, survivor: Survivor, friends: Friends
) -> None:
    noor = meet(survivor, hushed, friends)
    friends.do(noor.say("Take your time."))
    survivor.hears("Take your time.")
    passes(survivor, 11)
    expect(survivor.see("idle")).to_contain_text("Are you still there?")
    expect(survivor.page.locator('[role="status"]').filter(has=survivor.see("idle"))).to_have_count(
        1
    )
    survivor.page.keyboard.press("Tab")
    expect(survivor.see("idle")).to_have_count(0)
    expect(survivor.see("talk")).to_be_visible()
    # One tap, no question: over, erased, and the counselor knows why.
    survivor.press("unwanted")
    survivor.is_told_erased()
    expect(survivor.page.get_by_text("You asked that nobody writes to you again.")).to_be_visible()
    ended = friends.do(noor.ended()).ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("unwanted", False)
    assert "Take your time" not in survivor.words()
    assert survivor.faults == []


def test_an_idle_chat_closes_in_silence_where_the_organisation_wants_it(
    hushed: Place, survivor: Survivor, friends: Friends
) -> None:
    noor = meet(survivor, hushed, friends)
    friends.do(noor.say("Write when you can."))
    survivor.hears("Write when you can.")
    passes(survivor, 25)
    expect(survivor.see("talk")).to_have_count(0)
    # Without a word about a chat, and with the phone.
    shown = survivor.page.locator("#app").inner_text().lower()
    for word in ("chat", "erase", "noor", "write when you can"):
        assert word not in shown
    expect(survivor.page.get_by_text(PHONE).first).to_be_visible()
    ended = friends.do(noor.ended()).ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("idle", False)
    assert survivor.faults == []


def _dialed(number: str) -> str:
    return number.replace(" ", "")

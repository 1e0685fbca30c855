"""A hostile relay against a console that talks, in Chromium: attacks 4, 8 to 13, 17 and 18."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import expect

from relay import frames
from relay.frames import decode_relay
from tests.browser.looks import becomes, never
from tests.browser.windows import Console, hook
from tests.builders import filler
from tests.hostile.console_stage import ConsoleTalk, later, reconnect, until
from tests.hostile.nonsense import CODES, NO_FRAMES, out_of_place, refuse
from tests.hostile.relay import Passing, Script, Tampered, honest
from tests.hostile.scripts import on, once
from tests.hostile.stage import Stage
from tests.hostile.test_handshakes import two_faced
from tests.orgkeys.house import DAY


def line_only(act: Callable[[Passing], Tampered]) -> Script:
    """Only what goes to a mailbox of a line on the console's side."""

    def script(passing: Passing) -> Tampered:
        assert isinstance(passing.frame, frames.Deliver)
        opened = passing.conn.opened.get(passing.frame.handle)
        return act(passing) if opened is not None and opened.mode == 0 else None

    return on(frames.Deliver, "staff", script)


def told_in_line(stage: Stage, ciphertext: bytes) -> None:
    """Delivered to the console in the place of the next frame of its newest line."""
    conn = stage.hostile.client("staff")
    line = conn.handle(frames.Mode.LINE)
    conn.tell(frames.Deliver(line, conn.next[line], ciphertext))
    conn.next[line] += 1


def test_a08_to_a18_a_conversation_under_attack_is_whole_or_shows_its_gaps(
    stage: Stage, console: Console
) -> None:
    other = ConsoleTalk(stage, console, "Ada")
    talk = ConsoleTalk(stage, console, "Bea")
    # Attack 8: within the session and after a restart of the relay.
    kept: list[bytes] = []

    def again(passing: Passing) -> Tampered:
        kept.append(passing.raw)
        return [passing.raw, *kept]

    stage.hostile.script = line_only(again)
    talk.speak("replayed")
    talk.whole()
    stage.hostile.script = honest
    stage.hostile.client("staff").cut()
    talk.hears("after the restart")
    talk.whole()
    stage.hostile.client("staff").tell(*kept)
    talk.speak("after the replay", 1)
    talk.whole()
    assert talk.gaps() == 0
    # Attack 11: nothing is called delivered that did not arrive.
    stage.hostile.script = on(frames.Deliver, "visit", lambda _: [])
    talk.says("into the dark")
    console.page.wait_for_timeout(1000)
    assert talk.deliveries()[-1] == "sending"
    stage.hostile.script = honest
    for conn in stage.hostile.there("visit"):
        conn.cut()
    talk.whole()
    # Attacks 9 and 10.
    held: list[bytes] = []

    def swap(passing: Passing) -> Tampered:
        if not held:
            held.append(passing.raw)
            return []
        stage.hostile.script = honest
        return [passing.raw, held.pop()]

    for script in (once(line_only(lambda _: [])), line_only(swap)):
        gaps, remade = talk.gaps(), talk.remade()
        stage.hostile.script = script
        talk.speak("lost")
        talk.gap_and_whole(gaps, remade)
    # Attacks 12, 13, 16 and 18: what was never meant for this place.
    said = stage.hostile.said(stage.hostile.client("staff"))
    reflected = next(one for one in reversed(said) if isinstance(one, frames.Append))
    spliced = next(
        one.frame
        for one in reversed(stage.hostile.passed)
        if isinstance(one.frame, frames.Deliver) and one.conn.path == "/v1/staff"
    )
    hello = next(one for one in stage.hostile.said() if isinstance(one, frames.Accept))
    talk.talk.ends()
    talk = ConsoleTalk(stage, console, "Cleo")
    foreign = [reflected.ciphertext, spliced.ciphertext, hello.ciphertext, double(stage, talk)]
    for ciphertext in foreign:
        gaps, remade = talk.gaps(), talk.remade()
        told_in_line(stage, ciphertext)
        talk.speak("foreign")
        talk.gap_and_whole(gaps, remade)
    never(lambda: "two faces" in talk.talk.texts())
    # Attack 17, as far as a relay can provoke it.
    conn = stage.hostile.client("staff")
    conn.tell(*[one for one in out_of_place(conn) if not _ends_duty(one)])
    for name in ("nothing", "nested", "three megabytes"):
        stage.hostile.client("staff").tell(NO_FRAMES[name])
        talk.hears(f"after {name}")
        console.page.evaluate("dispatchEvent(new Event('online'))")
        talk.whole()
    becomes(lambda: other.talk.texts(), ["first of Ada"])
    console.on_duty()


def _ends_duty(frame: frames.Frame) -> bool:
    return isinstance(frame, frames.Joined)


def double(stage: Stage, talk: ConsoleTalk) -> bytes:
    """Opens under the key of the visitor's next frame, and is committed to another one."""

    async def forge() -> bytes:
        seats = talk.visitor.keeper.machine._star.seats  # type: ignore[attr-defined]
        line = next(iter(seats.values())).link.line
        place = line._where(0, line.number)
        return two_faced(line._keys.sending.step().message_key, filler("another key"), place)

    return stage.do(forge())


@pytest.mark.parametrize(
    "at", [frames.Duty, frames.Claim, frames.Accept], ids=lambda at: at.__name__
)
def test_a17_refused_with_every_code_no_lie_is_shown(
    at: type[frames.Frame], stage: Stage, console: Console
) -> None:
    visitor = stage.visitor()
    name = f"Kim {at.__name__}"
    stage.do(visitor.knock(first="zanzibar-canary", address_as=name))
    for code in CODES:
        if at is not frames.Duty:
            reconnect(stage, console)
            console.on_duty()
            expect(console.knock(name)).to_be_visible()
        refused: list[int] = []
        come = len(console.wire.received)
        stage.hostile.script = on_staff(refuse(at, noting(code, refused)))
        if at is frames.Duty:
            reconnect(stage, console)
        else:
            console.knock(name).locator(hook("claim")).click()
        until(console, partial(bool, refused))
        if code not in frames.FATAL:  # those cut the line, and may be lost with it
            until(console, partial(told, console, code, come))
        console.page.wait_for_timeout(100)
        if at is frames.Duty:
            expect(console.see("duty")).not_to_have_attribute("data-duty", "on-duty")
        never(lambda: console.page.locator(f'{hook("talk")}[data-stage="talking"]').count(), code)
        assert console.faults == [], code
        stage.hostile.script = honest
    reconnect(stage, console)
    console.on_duty()
    assert visitor.view.stage == "waiting"
    assert not stage.hostile.carries("zanzibar-canary")
    stage.do(visitor.keeper.stop())


def noting(code: int, refused: list[int]) -> Callable[[Passing], int]:
    """Always this code; `refused` gets it each time."""

    def chosen(_: Passing) -> int:
        refused.append(code)
        return code

    return chosen


def told(console: Console, code: int, come: int) -> bool:
    """Whether this refusal is among what came to the page after the first `come` frames."""
    console.page.evaluate("0")
    said = [decode_relay(raw) for raw in console.wire.received[come:]]
    return any(isinstance(one, frames.Refused) and one.code == code for one in said)


def on_staff(script: Script) -> Script:
    return lambda passing: script(passing) if passing.conn.path == "/v1/staff" else None


def test_a04_a_frozen_relay_gets_nothing_past_the_time_of_its_documents(
    stage: Stage, shared_console: Console
) -> None:
    """The last story of this console: its clock does not come back."""
    console = shared_console.on_duty()
    with stage.lies():
        stage.hostile.script = lambda passing: (
            [] if isinstance(passing.frame, frames.Changed) else None
        )
        stage.do(stage.here.publish(stage.here.house.new_roster(), stage.here.house.new_shift()))
        for seconds, problem in ((DAY + 60, "shift-expired"), (6 * DAY, "roster-expired")):
            later(console, seconds)
            console.problem(problem)
            expect(console.see("duty")).not_to_have_attribute("data-duty", "on-duty")

"""A hostile relay against the console's page, in Chromium. One console, unlocked once."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from orgkeys import labels
from orgkeys.encoding import decode, encode
from orgkeys.primitives import xwing_public
from orgkeys.sealing import seal_padded
from relay import frames
from relay.documents import Kind
from relay.limits import ASK_SIZE
from tests.browser.fixtures import Windows
from tests.browser.windows import Console, hook
from tests.builders import filler
from tests.hostile.console_stage import ConsoleTalk, reconnect, until
from tests.hostile.forgeries import Insider, newest, open_with, swapped_documents
from tests.hostile.nonsense import CODES, NO_FRAMES, out_of_place, refuse
from tests.hostile.relay import Passing, Script, Tampered, honest, on, once
from tests.hostile.stage import Stage
from tests.hostile.test_documents import STAFF_FOLLOWS, confusion, serve
from tests.hostile.test_ghosts import house_with_eve
from tests.hostile.test_handshakes import flipped, two_faced
from tests.orgkeys.house import DAY, DESK


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage"), house_with_eve())
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def shared_console(browser: Browser, stage: Stage) -> Iterator[Console]:
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    console = windows.console().open()
    yield console.unlock().on_duty()
    windows.close()


@pytest.fixture
def console(shared_console: Console, stage: Stage) -> Iterator[Console]:
    with stage.lies():
        yield shared_console.on_duty()
    shared_console.on_duty().clear()


def changed(stage: Stage, kind: Kind) -> None:
    """Make the console fetch."""
    desk = b"" if kind in (Kind.CHARTER, Kind.ROSTER) else DESK
    stage.hostile.client("staff").tell(frames.Changed(kind, desk))


def is_told_and_believes_nothing(stage: Stage, console: Console, kind: Kind, problem: str) -> None:
    """The screen says what is wrong; it goes away when the relay is honest again."""
    changed(stage, kind)
    console.problem(problem)
    stage.hostile.script = honest
    changed(stage, kind)
    expect(console.see("problem")).to_have_count(0)


def test_a02_every_public_key_of_every_document_swapped_is_refused(
    stage: Stage, console: Console
) -> None:
    _, packet = newest(stage.here.house, Kind.SHIFT)
    for swap in swapped_documents(stage.here.house):
        if swap.kind in STAFF_FOLLOWS:
            stage.hostile.script = serve(swap.raw, swap.kind, packet)
            charter = swap.kind is Kind.CHARTER
            problem = "wrong-fingerprint" if charter else "documents-untrusted"
            is_told_and_believes_nothing(stage, console, swap.kind, problem)
    assert console.faults == []


def test_a16_a_document_of_one_kind_is_never_another(stage: Stage, console: Console) -> None:
    for kind in (Kind.ROSTER, Kind.SHIFT):
        for other in (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE):
            if other != kind:
                raw, _ = newest(stage.here.house, other)
                stage.hostile.script = confusion(kind, kind, raw)
                is_told_and_believes_nothing(stage, console, kind, "documents-untrusted")


def test_a03_a_console_is_not_talked_back_to_older_documents(
    stage: Stage, console: Console
) -> None:
    house = stage.here.house
    old = {kind: newest(house, kind) for kind in (Kind.ROSTER, Kind.SHIFT)}
    fetched = len(_documents(stage))
    stage.do(stage.here.publish(house.new_roster(), house.new_shift()))
    until(console, lambda: len(_documents(stage)) >= fetched + 2)
    console.on_duty()
    for kind, (raw, packet) in old.items():
        stage.hostile.script = serve(raw, kind, packet)
        is_told_and_believes_nothing(stage, console, kind, "documents-untrusted")
    console.on_duty()


def _documents(stage: Stage) -> list[frames.Frame]:
    conn = stage.hostile.client("staff")
    return [
        passed.frame
        for passed in stage.hostile.passed
        if passed.conn is conn and isinstance(passed.frame, frames.Document)
    ]


def test_a02_a15_a16_what_is_no_knock_of_this_version_is_unreadable(
    stage: Stage, console: Console
) -> None:
    visitor = stage.visitor()
    stage.do(visitor.knock(first="real", address_as="Real"))
    expect(console.knock("Real")).to_be_visible()
    knock = stage.hostile.client("visit").knock
    assert knock is not None
    insider, keys = Insider(stage.here.house), stage.here.house.devices["Noor"].keys
    fields = decode(open_with(insider, knock.sealed))
    assert isinstance(fields, list)
    u_s = fields[2]
    assert isinstance(u_s, bytes)
    public, info = xwing_public(insider.packet.team_seed), insider.believed.bound(labels.KNOCK)
    forms = (
        [0, *fields[1:]],
        [2, *fields[1:]],
        [*fields[:2], u_s[:1184], *fields[3:]],
        [*fields[:2], u_s[1184:], *fields[3:]],
        [*fields, b""],
    )
    wrong = [seal_padded(public, info, encode(form), ASK_SIZE)[0] for form in forms]
    wrong += [
        insider.hello(knock.sealed, keys.identity, keys.certificate),
        flipped(knock.sealed, 0),
        flipped(knock.sealed, 1100),
        bytes(ASK_SIZE),
        seal_padded(public, insider.believed.bound(labels.INVITATION), encode(fields), ASK_SIZE)[0],
    ]
    conn = stage.hostile.client("staff")
    for number, one in enumerate(wrong):
        conn.tell(frames.Waiting(DESK, bytes([number]) * 16, 1, one))
    expect(console.see("knock-item")).to_have_count(len(wrong) + 1)
    expect(console.see("knock-item").locator(hook("claim"))).to_have_count(1)
    for number in range(len(wrong)):
        conn.tell(frames.Gone(DESK, bytes([number]) * 16))
    expect(console.see("knock-item")).to_have_count(1)
    stage.do(visitor.keeper.stop())
    conn.tell(frames.Gone(DESK, _shown(stage)))


def _shown(stage: Stage) -> bytes:
    waiting = [one.frame for one in stage.hostile.passed if isinstance(one.frame, frames.Waiting)]
    newest_one = waiting[-1]
    assert isinstance(newest_one, frames.Waiting)
    return newest_one.knock


def test_a02_a_knock_that_the_host_has_made_gets_no_word_out_of_staff(
    stage: Stage, console: Console
) -> None:
    insider = Insider(stage.here.house)
    public, info = xwing_public(insider.packet.team_seed), insider.believed.bound(labels.KNOCK)
    theirs = xwing_public(filler("u_s"))
    plain = encode([1, xwing_public(filler("e"))[:32], theirs, "en", "Mallory", "hello", []])
    sealed, _ = seal_padded(public, info, plain, ASK_SIZE)

    def swap(passing: Passing) -> Tampered:
        frame = passing.frame
        assert isinstance(frame, frames.Waiting)
        return [frames.Waiting(frame.desk, frame.knock, frame.waited, sealed)]

    stage.hostile.script = on(frames.Waiting, "staff", swap)
    visitor = stage.visitor()
    stage.do(visitor.knock(first="real", address_as="Real"))
    console.knock("Mallory").locator(hook("claim")).click()
    talk = console.talk("Mallory")
    talk.stage("unverified")
    expect(talk.see("send")).to_be_disabled()
    assert (visitor.view.stage, visitor.view.people) == ("waiting", ())
    talk.ends()
    talk.forgets()
    stage.do(visitor.keeper.stop())


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
    assert "two faces" not in talk.talk.texts()
    # Attack 17, as far as a relay can provoke it.
    conn = stage.hostile.client("staff")
    conn.tell(*[one for one in out_of_place(conn) if not _ends_duty(one)])
    for name in ("nothing", "nested", "three megabytes"):
        stage.hostile.client("staff").tell(NO_FRAMES[name])
        talk.hears(f"after {name}")
        console.page.evaluate("dispatchEvent(new Event('online'))")
        talk.whole()
    assert other.talk.texts() == ["first of Ada"]
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
        stage.hostile.script = on_staff(refuse(at, always(code)))
        before = stage.hostile.faults
        if at is frames.Duty:
            reconnect(stage, console)
            before += 1
        else:
            console.knock(name).locator(hook("claim")).click()
        until(console, more_faults(stage, before))
        console.page.wait_for_timeout(100)
        if at is frames.Duty:
            expect(console.see("duty")).not_to_have_attribute("data-duty", "on-duty")
        assert console.page.locator(f'{hook("talk")}[data-stage="talking"]').count() == 0, code
        assert console.faults == [], code
        stage.hostile.script = honest
    reconnect(stage, console)
    console.on_duty()
    assert visitor.view.stage == "waiting"
    assert not stage.hostile.carries("zanzibar-canary")
    stage.do(visitor.keeper.stop())


def more_faults(stage: Stage, before: int) -> Callable[[], bool]:
    return lambda: stage.hostile.faults > before


def always(code: int) -> Callable[[Passing], int]:
    return lambda _: code


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
        for seconds, problem in ((DAY + 60, "shift-expired"), (7 * DAY + 60, "roster-expired")):
            when = datetime.datetime.fromtimestamp(time.time() + seconds, tz=datetime.UTC)
            console.page.clock.set_fixed_time(when)
            console.problem(problem)
            expect(console.see("duty")).not_to_have_attribute("data-duty", "on-duty")

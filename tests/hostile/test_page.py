"""A hostile relay against the survivor's page, in Chromium."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from relay import frames
from relay.documents import Kind
from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, never
from tests.browser.windows import Survivor
from tests.hostile import page_stories as stories
from tests.hostile.forgeries import newest, swapped_documents
from tests.hostile.nonsense import CODES, NO_FRAMES, out_of_place, refuse
from tests.hostile.relay import Passing, Tampered, honest
from tests.hostile.stage import PageTalk, Stage, pause, until
from tests.hostile.test_documents import QUIET, confusion, serve
from tests.orgkeys.house import DAY, DESK


@pytest.fixture
def windows(browser: Browser, stage: Stage) -> Iterator[Windows]:
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    with stage.lies():
        yield windows
    windows.close()


def refused_quietly(stage: Stage, window: Survivor, problem: str) -> None:
    """The screen says this, nobody can begin, and nothing has left."""
    window.problem(problem)
    expect(window.see("start")).to_have_count(0)
    said = stage.hostile.said(stage.hostile.client("visit"))
    assert all(isinstance(frame, QUIET) for frame in said)
    assert window.faults == []


def test_a01_a02_a15_nobody_but_staff_is_shown_and_nothing_is_answered(
    stage: Stage, windows: Windows
) -> None:
    window = windows.survivor().open()
    conn = stories.ghosts_answer(stage, window)
    stories.other_forms_answer(stage, window, conn)
    conn.cut()
    noor = stage.counselor()
    until(window, lambda: any(knock.state == "waiting" for knock in noor.view.knocks))
    stage.do(noor.claim())
    window.talks_with("Noor")
    events = window.page.locator('[data-test="event"]')
    expect(events).to_have_count(1)
    expect(events).to_have_attribute("data-kind", "joined")
    assert window.faults == []
    stage.do(noor.keeper.stop())


def test_a02_every_public_key_of_every_document_swapped_is_refused(
    stage: Stage, windows: Windows
) -> None:
    window = windows.survivor()
    for swap in swapped_documents(stage.here.house):
        stage.hostile.script = serve(swap.raw, swap.kind)
        window.open()
        charter = swap.kind is Kind.CHARTER
        refused_quietly(stage, window, "wrong-fingerprint" if charter else "documents-untrusted")


def test_a16_a_document_of_one_kind_is_never_another(stage: Stage, windows: Windows) -> None:
    window = windows.survivor()
    for kind in (Kind.ROSTER, Kind.SHIFT, Kind.STATE):
        for other in (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE):
            if other != kind:
                raw, _ = newest(stage.here.house, other)
                stage.hostile.script = confusion(kind, kind, raw)
                window.open()
                refused_quietly(stage, window, "documents-untrusted")


def test_a03_a_page_is_not_talked_back_to_older_documents(stage: Stage, windows: Windows) -> None:
    house = stage.here.house
    old = {kind: newest(house, kind)[0] for kind in (Kind.ROSTER, Kind.SHIFT, Kind.STATE)}
    stage.do(stage.here.publish(house.new_roster(), house.new_shift(), house.new_state("open")))
    window = windows.survivor().open()
    window.is_offered_a_start()
    conn = stage.hostile.client("visit")
    for kind, raw in old.items():
        stage.hostile.script = serve(raw, kind)
        conn.tell(frames.Changed(kind, b"" if kind is Kind.ROSTER else DESK))
        refused_quietly(stage, window, "documents-untrusted")
        stage.hostile.script = honest
        conn.tell(frames.Changed(kind, b"" if kind is Kind.ROSTER else DESK))
        window.is_offered_a_start()


def came(window: Survivor, raw: bytes) -> bool:
    """Whether the page has read this document."""
    window.page.evaluate("0")
    return any(raw in one for one in window.wire.received)


def test_a03_an_old_backup_fools_no_open_page_and_a_first_visit_only_until_its_shift_expires(
    stage: Stage, windows: Windows
) -> None:
    house = stage.here.house
    before = list(house.published)
    window = windows.survivor().open()
    window.is_offered_a_start()
    newer = [house.new_roster(), house.new_shift()]
    stage.do(stage.here.publish(*newer))
    conn = stage.hostile.client("visit")
    until(window, lambda: all(stage.hostile.served(conn, raw) for raw, _ in newer))
    until(window, lambda: all(came(window, raw) for raw, _ in newer))
    window.is_offered_a_start()
    with stage.old_backup(before):
        refused_quietly(stage, window, "documents-untrusted")
        first = windows.survivor().open()
        first.is_offered_a_start()
        later(first, DAY + 60)
        first.problem("shift-expired")
        expect(first.see("start")).to_have_count(0)
    window.is_offered_a_start()
    assert window.faults == []


def test_a04_a_frozen_relay_gets_nothing_past_the_time_of_its_documents(
    stage: Stage, windows: Windows
) -> None:
    # A chat that nobody touches for a day would otherwise close by itself.
    never = (("idle-warn", "0"), ("idle-close", "0"))
    stage.do(stage.here.publish(stage.here.house.new_notice(2, policy=never)))
    window, talker = windows.survivor().open(), windows.survivor().open()
    noor = stage.counselor()
    talk = PageTalk(stage, talker, noor, "Til")
    stage.hostile.script = lambda passing: [] if isinstance(passing.frame, frames.Changed) else None
    stage.do(stage.here.publish(stage.here.house.new_roster(), stage.here.house.new_shift()))
    window.is_offered_a_start()
    later(window, DAY + 60)
    window.problem("shift-expired")
    expect(window.see("start")).to_have_count(0)
    window.open()
    window.problem("shift-expired")
    expect(window.see("start")).to_have_count(0)
    later(talker, DAY + 60)
    talk.says("an open line runs on")
    talk.whole()
    later(talker, 7 * DAY + 60)
    expect(talker.see("ended")).to_be_visible()
    stage.do(noor.keeper.stop())


def later(window: Survivor, seconds: float) -> None:
    """The clock of this device goes on; its timers do as before."""
    when = datetime.datetime.fromtimestamp(time.time() + seconds, tz=datetime.UTC)
    window.page.clock.set_fixed_time(when)


def test_a08_to_a18_a_conversation_under_attack_is_whole_or_shows_its_gaps(
    stage: Stage, windows: Windows
) -> None:
    noor = stage.counselor()
    other = PageTalk(stage, windows.survivor().open(), noor, "Ada")
    theirs = next(
        passed.frame
        for passed in reversed(stage.hostile.passed)
        if isinstance(passed.frame, frames.Deliver) and passed.conn is other.conn
    )
    assert isinstance(theirs, frames.Deliver)
    talk = PageTalk(stage, windows.survivor().open(), noor, "Bea")
    stories.replayed(talk)
    stories.cut_off(talk)
    stories.dropped(talk)
    stories.reordered(talk)
    stories.reflected(talk)
    stories.spliced(talk, theirs)
    stories.other_kinds(talk)
    stories.invented_admission(talk)
    stories.two_keys_one_ciphertext(talk)
    conn = stage.hostile.client("visit")
    conn.tell(*out_of_place(conn))
    talk.says("nothing came of it")
    talk.whole()
    for name in ("nothing", "nested", "three megabytes"):
        stage.hostile.client("visit").tell(NO_FRAMES[name])
        talk.says(f"after {name}")
        talk.window.page.evaluate("dispatchEvent(new Event('online'))")
        talk.whole()
    becomes(lambda: other.window.texts(), ["first of Ada"])
    stage.do(noor.keeper.stop())


def test_a17_nonsense_from_the_first_word_on_breaks_no_page(stage: Stage, windows: Windows) -> None:
    window = windows.survivor()
    for name, raw in NO_FRAMES.items():
        struck: list[str] = []

        def once_down(passing: Passing, raw: bytes = raw, struck: list[str] = struck) -> Tampered:
            if not passing.down or struck:
                return None
            struck.append("")
            return [raw]

        stage.hostile.script = once_down
        window.open()
        until(window, lambda struck=struck: bool(struck))
        window.page.evaluate("dispatchEvent(new Event('online'))")
        window.is_offered_a_start()
        assert window.faults == [], name


def always(code: int) -> Callable[[Passing], int]:
    return lambda _: code


@pytest.mark.parametrize(
    "at", [frames.Join, frames.Fetch, frames.Open, frames.Knock], ids=lambda at: at.__name__
)
def test_a17_refused_with_every_code_no_plain_word_leaves_and_no_lie_is_shown(
    at: type[frames.Frame], stage: Stage, windows: Windows
) -> None:
    canary = "zanzibar-canary"
    window = windows.survivor()
    for code in CODES:
        refusing = refuse(at, always(code))
        stage.hostile.script = refusing if at in (frames.Join, frames.Fetch) else honest
        before = stage.hostile.faults
        window.open()
        if stage.hostile.script is honest:
            window.is_asked()
            stage.hostile.script = refusing
            window.see("first").fill(canary)
            window.press("knock")
        until(window, lambda before=before: stage.hostile.faults > before)
        pause(window, 0.2)
        never(lambda: window.see("talk").count(), code)
        assert window.faults == [], code
        # Read at one moment: what the screen says may go again.
        if at is frames.Knock:
            places = window.see("place").evaluate_all("all => all.map((one) => one.dataset.ahead)")
            assert set(places) <= {None}, code
        told = window.see("problem").evaluate_all(
            "all => all.map((one) => one.querySelectorAll('p').length)"
        )
        assert told[:1] in ([], [2]), code
    assert not stage.hostile.carries(canary)

"""A hostile relay against the console's page, in Chromium. Documents and knocks."""

from __future__ import annotations

from playwright.sync_api import expect

from orgkeys import labels
from orgkeys.encoding import decode, encode
from orgkeys.primitives import xwing_public
from orgkeys.sealing import seal_padded
from relay import frames
from relay.documents import Kind
from relay.limits import ASK_SIZE
from tests.browser.windows import Console, hook
from tests.builders import filler
from tests.hostile.console_stage import until
from tests.hostile.forgeries import Insider, newest, open_with, swapped_documents
from tests.hostile.relay import Passing, Tampered, honest
from tests.hostile.scripts import on
from tests.hostile.stage import Stage
from tests.hostile.test_documents import STAFF_FOLLOWS, confusion, serve
from tests.hostile.test_handshakes import flipped
from tests.orgkeys.house import DESK


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

"""Attacks 4 and 41, freeze: a host that keeps a revocation to itself.

The published bounds, measured with a clock that the test moves: a device whose revocation is
withheld can begin a line until the shift of before expires (24 hours at most), and go on in one
until the roster of before does (7 days).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orgkeys.machines.actions import Claim, Say
from relay import frames
from tests.hostile import weak
from tests.hostile.host import HOUR, open_host, revoke, roster_expires, shift_expires
from tests.orgkeys.house import DAY
from tests.orgkeys.test_machines import HELLO


def a_line_begun_at(after: float) -> str:
    """The host keeps a revocation to itself; Noor's hello comes so long after the shift's end."""
    host = open_host("Noor")
    host.now += 23 * HOUR
    revoke(host.house, "Noor")  # and nobody is told
    host.stop_the_clock()
    end = shift_expires(host.house)
    host.now = end - 60.0
    host.visitor("first-timer")
    host.pass_time(1)
    host.act("first-timer", HELLO)
    kept: list[bytes] = []

    def keep(member: str, raw: bytes) -> bytes | None:
        if member == "first-timer" and isinstance(frames.decode_relay(raw), frames.Deliver):
            kept.append(raw)
            return None
        return raw

    host.tamper = keep
    host.act("Noor", Claim(host.duty().knocks[0].key))
    (hello,) = kept
    host.members["first-timer"].machine.frame(hello, end + after)
    return host.visit("first-timer").stage


def test_a04_freeze_a_withheld_revocation_is_bounded_by_the_shift_for_new_lines() -> None:
    assert a_line_begun_at(-1) == "talking", "this is what the published bound admits"
    assert a_line_begun_at(0) == "waiting"
    assert a_line_begun_at(DAY) == "waiting"


def desk_of_a_newcomer(after: float) -> tuple[str, str | None]:
    """What somebody sees who opens the page so long after the end of the withheld shift."""
    host = open_host("Noor")
    revoke(host.house, "Noor")
    host.stop_the_clock()
    host.now = shift_expires(host.house) + after
    host.visitor("newcomer")
    seen = host.visit("newcomer").desk, host.visit("newcomer").problem
    host.act("newcomer", HELLO)
    assert host.visit("newcomer").stage == ("waiting" if seen[0] == "open" else "ready")
    return seen


def test_a04_freeze_nobody_knocks_on_the_word_of_an_expired_shift() -> None:
    assert desk_of_a_newcomer(-1) == ("open", None)
    assert desk_of_a_newcomer(0) == ("closed", "shift-expired")
    assert desk_of_a_newcomer(6 * DAY) == ("closed", "roster-expired")


def an_open_line_at(after: float) -> tuple[str, str | None]:
    """Noor is revoked in the middle of a conversation, and the host keeps it to itself."""
    host = open_host("Noor")
    host.act("open page", HELLO)
    host.act("Noor", Claim(host.duty().knocks[0].key))
    revoke(host.house, "Noor")
    host.stop_the_clock()
    page = host.members["open page"].machine
    host.now = roster_expires(host.house) - 10.0
    host.pass_time(1)
    assert host.visit("open page").stage == "talking"
    host.act("open page", Say("still here"))
    page.tick(roster_expires(host.house) + after)
    view = host.visit("open page")
    return view.stage, view.ended.reason if view.ended is not None else None


def test_a04_freeze_a_withheld_revocation_is_bounded_by_the_roster_for_open_lines() -> None:
    assert an_open_line_at(-1) == ("talking", None)
    assert an_open_line_at(0) == ("ended", "closed")


@pytest.mark.parametrize(
    "story",
    [
        test_a04_freeze_a_withheld_revocation_is_bounded_by_the_shift_for_new_lines,
        test_a04_freeze_nobody_knocks_on_the_word_of_an_expired_shift,
        test_a04_freeze_a_withheld_revocation_is_bounded_by_the_roster_for_open_lines,
    ],
    ids=["new lines", "knocks", "open lines"],
)
def test_a04_control_clients_that_know_no_time_are_caught(
    story: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    weak.knows_no_time(monkeypatch)
    with pytest.raises(AssertionError):
        story()


def test_a41_control_a_revocation_that_is_not_withheld_ends_the_line_at_once() -> None:
    host = open_host("Noor", "Robin")
    host.act("open page", HELLO)
    host.act("Noor", Claim(host.duty().knocks[0].key))
    began = host.now
    for document in revoke(host.house, "Noor"):
        host.publish(document)
    view = host.visit("open page")
    assert view.ended is not None
    assert view.ended.reason == "revoked"
    assert host.now == began, "within the same second"
    host.visitor("newcomer")
    host.act("newcomer", HELLO)
    assert host.duty("Noor").stage == "refused"
    host.until(lambda: bool(host.duty("Robin").knocks), 5)
    host.act("Robin", Claim(host.duty("Robin").knocks[0].key))
    assert [person.alias for person in host.visit("newcomer").people] == ["Robin"]

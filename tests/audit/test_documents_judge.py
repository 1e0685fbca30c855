"""What is wrong with one document, each found by its own name; the same without it passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.audit.documents_shelf import Desk, next_shift, visit_of
from tests.audit.scene import codes, evidence
from tests.builders import DAY, NOW, Organisation, key, make_organisation, packet_hash, public

Change = Callable[[Organisation], None]


def found(change: Change | None = None, now: float = NOW + 60.0) -> dict[str, str]:
    """The codes that count, with their evidence, after this change."""
    who = make_organisation()
    if change is not None:
        change(who)
    checked = Desk(who.fingerprint, now).look(visit_of(who))
    return {code: evidence(checked, code) for code in codes(checked)}


def no_member(who: Organisation) -> None:
    who.roster = who.sign_roster(key("nobody"))


def broken_signature(who: Organisation) -> None:
    who.notice = who.notice[:-5] + bytes([who.notice[-5] ^ 1]) + who.notice[-4:]


def without_a_warrant(who: Organisation) -> None:
    who.state = who.sign_state(who.devices[0].signing)


def with_a_warrant_of_ones_own(who: Organisation) -> None:
    own = who.sign_warrant(who.devices[0], who.devices[0].signing)
    who.state = who.sign_state(who.devices[0].signing, [own])


def too_few_holders(who: Organisation) -> None:
    who.charters.append(who.sign_charter(who.roots[:1]))


def another_charter(who: Organisation) -> None:
    who.charters[0] = make_organisation(seed="other").charters[0]


def for_a_year(who: Organisation) -> None:
    who.shift = who.sign_shift(expires=NOW + 365 * DAY, packet_hash=packet_hash(who.packet))


def of_another_organisation(who: Organisation) -> None:
    who.notice = make_organisation(seed="other").notice


def says_another_organisation(who: Organisation) -> None:
    who.notice = who.sign_notice(organisation=bytes(32))


def of_tomorrow(who: Organisation) -> None:
    who.notice = who.sign_notice(issued=NOW + DAY, expires=NOW + 9 * DAY)


def no_envelope(who: Organisation) -> None:
    who.state = b"\xc0 nothing"


def of_another_desk(who: Organisation) -> None:
    who.notice = who.sign_notice(desk=bytes(16))


def another_package(who: Organisation) -> None:
    who.packet = bytes(4096)


def on_a_newer_roster(who: Organisation) -> None:
    before, who.roster = who.roster, who.sign_roster(version=2)
    next_shift(who, 2)
    who.roster = before


def on_the_roster_before(who: Organisation) -> None:
    who.roster = who.sign_roster(version=2)


def absurd(who: Organisation) -> None:
    who.notice = who.sign_notice(version=2**50)


def as_the_other_kind(who: Organisation) -> None:
    who.notice = who.state


def by_an_administrator_who_has_left(who: Organisation) -> None:
    stays = (public(who.administrators[1]),)
    shift = who.sign_shift(who.administrators[1], packet_hash=packet_hash(who.packet))
    who.charters.append(who.sign_charter(administrator_keys=stays))
    who.notice = who.sign_notice(who.administrators[1], version=2)
    who.state = who.sign_state(who.administrators[1], version=2)
    who.shift = shift


def a_step_left_out(who: Organisation) -> None:
    who.charters.append(who.sign_charter())
    who.charters.append(who.sign_charter())
    del who.charters[1]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (no_member, "no-right", "signed by a key that may not"),
        (broken_signature, "no-right", "a signature does not hold"),
        (without_a_warrant, "no-right", "signed by a key that may not"),
        (with_a_warrant_of_ones_own, "no-right", "signed by a key that may not"),
        (too_few_holders, "no-right", "charter 2 at wss://relay.example"),
        (of_another_organisation, "no-right", "notice 1"),
        (says_another_organisation, "other-organisation", "notice 1"),
        (for_a_year, "lives-too-long", "duty plan (shift) 1"),
        (of_tomorrow, "future", "notice 1"),
        (no_envelope, "no-document", "state of the desk at wss://relay.example"),
        (as_the_other_kind, "no-document", "notice at wss://relay.example"),
        (of_another_desk, "mixed", "it is of another desk"),
        (another_package, "packet-wrong", "another package"),
        (on_a_newer_roster, "mixed", "it names staff list 2, shown is 1"),
        (on_the_roster_before, "shift-behind", "it names staff list 1, shown is 2"),
        (absurd, "pushed-too-high", f"notice {2**50}"),
        (by_an_administrator_who_has_left, "no-right", "staff list (roster) 1"),
        (a_step_left_out, "gap", "charter 3"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a01_a02_a06_a07_a45_each_fault_has_its_name(change: Change, code: str, where: str) -> None:
    wrong = found(change)
    assert set(wrong) == {code}
    assert where in wrong[code]


def test_control_without_a_fault_nothing_is_found() -> None:
    assert found() == {}


def test_a02_a_relay_that_shows_another_organisations_charter_is_caught() -> None:
    assert set(found(another_charter)) == {"other-organisation", "charters-unread"}


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (DAY - 1, set()),
        (DAY, {"run-out": "duty plan (shift) 1"}),
        (7 * DAY - 1, {"run-out": "duty plan (shift) 1"}),
        (7 * DAY, {"run-out": "staff list (roster) 1"}),
        (400 * DAY, {"run-out": "charter 1"}),
    ],
)
def test_a04_what_has_run_out_is_named(after: float, wrong: dict[str, str]) -> None:
    seen = found(now=NOW + after)
    assert set(seen) == set(wrong)
    assert all(where in seen[code] for code, where in dict(wrong).items())


@pytest.mark.parametrize(
    ("left", "kind"), [(3600, "shift"), (2 * DAY, "roster"), (14 * DAY, "notice"), (30 * DAY, "ch")]
)
def test_what_runs_out_soon_is_told_before(left: int, kind: str) -> None:
    ends = {"shift": DAY, "roster": 7 * DAY, "notice": 90 * DAY, "ch": 365 * DAY}
    who = make_organisation()
    checked = Desk(who.fingerprint, NOW + ends[kind] - left).look(visit_of(who))
    assert kind in evidence(checked, "runs-out-soon")
    assert kind not in evidence(
        Desk(who.fingerprint, NOW + ends[kind] - left - 1).look(visit_of(who)), "runs-out-soon"
    )


def test_a19_the_relays_time_is_never_asked() -> None:
    """Whether something has run out follows from this machine's clock and the document alone."""
    who = make_organisation()
    desk = Desk(who.fingerprint, NOW - DAY)
    assert codes(desk.look(visit_of(who))) == {"future", "charters-unread"}
    assert desk.last == [], "what is not of now is not remembered"

"""What is nobody's fault is said as that; and no answer makes an auditor stumble, or see less."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.documents_visits import Place
from relay.documents import Kind, envelope_hash
from tests.audit.documents_shelf import RELAY, Desk, next_shift, revoke, shown, visit_of
from tests.audit.scene import codes, evidence
from tests.builders import DAY, NOW, make_organisation

WHO = make_organisation()
GOOD = visit_of(WHO)
PLACES = sorted(GOOD.answers)


def test_of_what_a_relay_does_not_serve_it_is_said_that_it_was_not_seen() -> None:
    who = make_organisation()
    desk = Desk(who.fingerprint)
    desk.look(visit_of(who))
    desk.remember()
    next_shift(who, 5)
    checked = desk.look(visit_of(who))
    assert codes(checked) == set()
    assert "3 between this and 1 were not seen" in evidence(checked, "not-followed")
    desk.remember()
    assert "not-followed" not in codes(desk.look(visit_of(who)), "note"), "it is told once"


def test_a_copy_from_before_a_charter_and_a_roster_still_counts_as_what_it_was() -> None:
    """Signed by an administrator who has left since, and run out: no fault of anybody's."""
    who = make_organisation()
    copies = [raw for _, raw in who.documents()]
    who.now += 30 * DAY
    who.administrators = who.administrators[1:]
    who.charters.append(who.sign_charter())
    who.roster, who.notice = who.sign_roster(version=2), who.sign_notice(version=2)
    who.state = who.sign_state(version=2)
    next_shift(who, 2)
    desk = Desk(who.fingerprint, who.now + 60.0)
    checked = desk.look(visit_of(who), copies=copies)
    assert codes(checked) == set(), checked
    assert "charter 1" not in evidence(checked, "copy-run-out")
    alone = desk.look(copies=copies)
    assert codes(alone) == set()
    assert desk.last == [], "only what relays show is remembered"
    assert envelope_hash(copies[0]) == who.fingerprint


def test_an_exported_state_by_a_device_that_was_shut_out_later_accuses_nobody() -> None:
    who = make_organisation()
    device = who.devices[0]
    who.state = who.sign_state(device.signing, [who.sign_warrant(device)])
    who.now += 60
    revoke(who, 2)
    copies = [raw for _, raw in who.documents()]
    checked = Desk(who.fingerprint, NOW + 120.0).look(copies=copies)
    assert codes(checked) == set()
    assert "staff list that was not shown" in evidence(checked, "not-followed")
    served = Desk(who.fingerprint, NOW + 120.0).look(visit_of(who))
    assert codes(served) == {"no-right"}, "but no honest relay goes on serving it"
    assert RELAY in evidence(served, "no-right")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES), st.integers(0, 2**16), st.integers(0, 7))
def test_a02_one_bit_of_any_document_changed_is_never_a_pass(
    place: Place, at: int, bit: int
) -> None:
    (raw,) = GOOD.answers[place]
    changed = bytearray(raw)
    changed[at % len(raw)] ^= 1 << bit
    checked = Desk(WHO.fingerprint).look(shown(GOOD, {place: [bytes(changed)]}))
    assert checked.verdict == "fail"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), st.lists(st.binary(max_size=64), max_size=3)))
def test_whatever_a_relay_answers_there_is_a_result(answers: dict[Place, list[bytes]]) -> None:
    checked = Desk(WHO.fingerprint).look(shown(GOOD, answers))
    harmless = all(kind is Kind.STATE and not raws for (kind, _), raws in answers.items())
    assert (checked.verdict == "pass") == harmless, "a desk needs no state, and all else"

"""What was seen at several places or times, put side by side; and what is no fault of anybody."""

from __future__ import annotations

from audit.documents import uneven
from audit.documents_visits import Visit
from relay.documents import Kind
from tests.audit.documents_shelf import RELAY, Desk, next_shift, revoke, shown, visit_of
from tests.audit.scene import codes, evidence
from tests.builders import (
    DAY,
    DESK,
    NOW,
    make_organisation,
    packet_hash,
    public,
)


def test_a05_two_relays_with_two_staff_lists_of_one_number() -> None:
    who = make_organisation()
    other = make_organisation()
    other.roster = other.sign_roster(rows=other.pad_rows([]))
    next_shift(other, 2)
    checked = Desk(who.fingerprint).look(visit_of(who), visit_of(other, 2, "wss://second.example"))
    assert "fork" in codes(checked)
    assert "wss://second.example" in evidence(checked, "fork")


def test_a05_two_charters_of_one_number() -> None:
    who = make_organisation()
    other = make_organisation()
    who.charters.append(who.sign_charter())
    other.charters.append(other.sign_charter(name="Another Line"))
    checked = Desk(who.fingerprint).look(visit_of(who), visit_of(other, 2, "wss://second.example"))
    assert codes(checked) == {"fork"}
    assert evidence(checked, "fork").count("charter 2") == 1


def test_a05_a_staff_list_that_follows_another_than_the_one_seen() -> None:
    who = make_organisation()
    desk = Desk(who.fingerprint)
    assert desk.look(visit_of(who)).verdict == "pass"
    desk.remember()
    who.roster = who.sign_roster(version=2, previous=bytes(32))
    next_shift(who, 2)
    checked = desk.look(visit_of(who))
    assert codes(checked) == {"roster-gap"}
    assert "your own record" in evidence(checked, "roster-gap")


def test_a03_a41_who_was_shut_out_and_stands_again_is_found_with_the_list_between() -> None:
    who = make_organisation()
    revoke(who, 2)
    between = who.roster
    revoke(who, 3, gone=False)
    desk = Desk(who.fingerprint)
    assert codes(desk.look(visit_of(who))) == set(), "a visitor who comes now cannot know"
    checked = desk.look(visit_of(who), copies=[*who.charters, between])
    assert codes(checked) == {"revoked-again"}
    assert "staff list (roster) 3" in evidence(checked, "revoked-again")


def test_a41_a_duty_plan_by_a_device_that_was_shut_out_is_found() -> None:
    who = make_organisation()
    device = who.devices[0]
    warrant = who.sign_warrant(device)
    revoke(who, 2)
    who.shift = who.sign_shift(device.signing, [warrant], version=3)
    checked = Desk(who.fingerprint).look(shown(visit_of(who), {}))
    assert "signed by a device that was shut out" in evidence(checked, "no-right")


def test_a06_the_way_back_is_no_rollback() -> None:
    """A stolen device pushes the state up; it is shut out, and lower numbers count again."""
    who = make_organisation()
    device = who.devices[0]
    desk = Desk(who.fingerprint)
    who.state = who.sign_state(device.signing, [who.sign_warrant(device)], version=2**50)
    assert codes(desk.look(visit_of(who))) == {"pushed-too-high"}
    desk.remember()
    who.state = who.sign_state()
    assert codes(desk.look(visit_of(who))) == {"document-older"}, "as long as it stands"
    revoke(who, 2)
    who.state = who.sign_state(version=NOW)
    checked = desk.look(visit_of(who))
    assert codes(checked) == set()
    assert f"state of the desk {2**50}" in evidence(checked, "way-back")


def test_a03_one_connection_is_shown_older_documents_than_another_before() -> None:
    who = make_organisation()
    old = visit_of(who, 2)
    revoke(who, 2)
    checked = Desk(who.fingerprint).look(visit_of(who, 1), old)
    assert codes(checked) == {"two-faces"}
    assert "connection 2 as staff; but" in evidence(checked, "two-faces")
    honest = Desk(who.fingerprint).look(
        visit_of(who, 3), visit_of(who, 4), before=[old, visit_of(who, 2)]
    )
    assert codes(honest) == set(), "somebody published while we asked"


def test_what_was_torn_or_behind_while_somebody_published_is_no_finding() -> None:
    who = make_organisation()
    behind = visit_of(who, 1)
    revoke(who, 2)
    whole = visit_of(who, 3)
    torn = shown(whole, {(Kind.ROSTER, b""): behind.answers[Kind.ROSTER, b""]})
    copies = [who.roster, who.shift]
    desk = Desk(who.fingerprint)
    assert codes(desk.look(whole, before=[behind], copies=copies)) == set()
    assert codes(desk.look(whole, before=[torn])) == set()
    assert codes(desk.look(behind, copies=copies)) == {"withheld"}, "control: it stays behind"
    assert codes(desk.look(torn)) == {"mixed"}, "control: it stays torn"


def test_everything_is_asked_again_where_it_was_torn_or_not_the_same_for_all() -> None:
    who = make_organisation()
    behind = visit_of(who, 1)
    revoke(who, 2)
    whole = visit_of(who, 2)
    torn = shown(whole, {(Kind.ROSTER, b""): behind.answers[Kind.ROSTER, b""]})
    assert not uneven([whole, whole])
    assert uneven([behind, whole])
    assert uneven([torn, torn])
    assert uneven([whole, Visit(RELAY, "visit", 3, trouble="it did not answer in time")])
    nonsense = shown(whole, {(Kind.ROSTER, b""): [b"nonsense"]})
    assert not uneven([nonsense, nonsense]), "it will not get better"


def test_a_gap_at_the_relay_is_found_also_where_a_copy_fills_it() -> None:
    who = make_organisation()
    who.charters.append(who.sign_charter())
    who.charters.append(who.sign_charter())
    gap = shown(visit_of(who), {(Kind.CHARTER, b""): [who.charters[0], who.charters[2]]})
    checked = Desk(who.fingerprint).look(gap, copies=who.charters)
    assert codes(checked) == {"gap"}
    assert "they do not follow" in evidence(checked, "gap")


def test_a03_what_somebody_signed_who_has_left_hides_no_rollback() -> None:
    """A staff list of hers with a high number shuts everybody out; it decides nothing any more."""
    who = make_organisation()
    left, stays = who.administrators
    device = who.devices[0]
    who.roster = who.sign_roster(stays)
    hers = who.sign_roster(left, version=99, previous=bytes(32), rows=who.pad_rows([]))
    who.charters.append(who.sign_charter(administrator_keys=(public(stays),)))
    who.administrators = [stays]
    who.notice, who.state = who.sign_notice(), who.sign_state()
    next_shift(who, 1)
    older = visit_of(who)
    warrant = who.sign_warrant(device)
    packet = packet_hash(who.packet)
    who.shift = who.sign_shift(device.signing, [warrant], version=2, packet_hash=packet)
    desk = Desk(who.fingerprint)
    assert codes(desk.look(visit_of(who))) == set()
    desk.remember()
    checked = desk.look(older, copies=[*who.charters, hers])
    assert codes(checked) == {"document-older"}
    assert "duty plan (shift) 1" in evidence(checked, "document-older")


def test_what_rested_on_somebody_who_has_left_is_not_said_to_be_kept_back() -> None:
    who = make_organisation()
    desk = Desk(who.fingerprint)
    assert desk.look(visit_of(who)).verdict == "pass"
    desk.remember()
    stays = who.administrators[1]
    who.charters.append(who.sign_charter(administrator_keys=(public(stays),)))
    none = {place: () for place in visit_of(who).answers if place[0] is not Kind.CHARTER}
    checked = desk.look(shown(visit_of(who), none))
    assert codes(checked) == {"not-published"}
    assert "state of the desk" not in evidence(checked, "not-published"), "a desk needs none"


def test_what_is_of_tomorrow_is_not_remembered() -> None:
    who = make_organisation()
    who.notice = who.sign_notice(issued=NOW + DAY, expires=NOW + 9 * DAY, version=7)
    desk = Desk(who.fingerprint)
    assert codes(desk.look(visit_of(who))) == {"future"}
    assert {row.head.kind for row in desk.last} == {1, 2, 4, 5}


def test_a03_a_charter_that_is_not_shown_any_more_is_found() -> None:
    who = make_organisation()
    before = visit_of(who)
    who.charters.append(who.sign_charter())
    desk = Desk(who.fingerprint)
    assert desk.look(visit_of(who)).verdict == "pass"
    desk.remember()
    checked = desk.look(before)
    assert codes(checked) == {"document-older"}
    assert "charter 1 at wss://relay.example" in evidence(checked, "document-older")


def test_a03_a_relay_that_has_lost_what_it_had_is_found() -> None:
    who = make_organisation()
    desk = Desk(who.fingerprint)
    empty = {(Kind.ROSTER, b""): (), (Kind.SHIFT, DESK): (), (Kind.NOTICE, DESK): ()}
    first = desk.look(shown(visit_of(who), empty))
    assert codes(first) == {"not-published"}
    desk.look(visit_of(who))
    desk.remember()
    checked = desk.look(shown(visit_of(who), empty))
    assert codes(checked) == {"withheld"}
    assert "no staff list (roster) at wss://relay.example" in evidence(checked, "withheld")
    desk.now = NOW + 8 * DAY
    over = evidence(desk.look(shown(visit_of(who), empty)), "withheld")
    assert "no staff list" in over, "it has run out, and the next one is made from it"
    desk.now = NOW + 22 * DAY
    late = desk.look(shown(visit_of(who), empty))
    assert "no staff list" not in evidence(late, "withheld"), "14 days after its end it is gone"

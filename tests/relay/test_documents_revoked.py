"""What nobody undoes by what rule 11 makes forgotten; attacks by their numbers.

The way back (rule 11) forgets a document with whoever it rests on. An attacker who holds the line
between a relay and its readers replays what was good before. The controls plant the fault.
"""

from __future__ import annotations

import pytest

from relay import document_rules, documents
from relay.document_floors import Floors
from relay.document_rules import check_base_roster
from relay.documents import HeadSeen, TrustedDocuments, envelope_hash
from relay.limits import MAX_HEADS
from tests.builders import DAY, DESK, NOW, Organisation, filler, make_organisation, public
from tests.relay.test_documents_heads import rule_of

Rows = tuple[tuple[bytes, int, bool], ...]


def shut(organisation: Organisation, *gone: int) -> Rows:
    """Rows that revoke these devices and let the others stand."""
    return organisation.pad_rows(
        [
            (one.certificate_hash, NOW + 90 * DAY, at in gone)
            for at, one in enumerate(organisation.devices)
        ]
    )


def next_roster(organisation: Organisation, version: int, *gone: int) -> bytes:
    """The roster after the organisation's, which it becomes."""
    before = envelope_hash(organisation.roster)
    organisation.roster = organisation.sign_roster(
        version=version, previous=before, rows=shut(organisation, *gone)
    )
    return organisation.roster


def by_robin(organisation: Organisation, version: int) -> bytes:
    robin = organisation.devices[0]
    return organisation.sign_shift(
        robin.signing, [organisation.sign_warrant(robin)], version=version
    )


def replayed(organisation: Organisation) -> tuple[TrustedDocuments, bytes]:
    """Robin signed the newest shift and was shut out: a reader now, and yesterday's shift."""
    reader = organisation.trusted()
    yesterday = organisation.shift
    assert reader.add_shift(by_robin(organisation, 2), NOW)
    assert reader.add_roster(next_roster(organisation, 2, 0), NOW)
    assert reader.shift(DESK) is None, "rule 11: it is forgotten with its version"
    return reader, yesterday


def test_a03_rollback_to_the_shift_before_the_one_that_was_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organisation = make_organisation()
    reader, yesterday = replayed(organisation)
    assert rule_of(reader, "shift", yesterday) == "roster-mismatch"
    assert reader.shift(DESK) is None
    # What the organisation publishes next is taken, and the old one is a rollback then.
    assert reader.add_shift(organisation.sign_shift(version=3), NOW)
    assert rule_of(reader, "shift", yesterday) == "rollback"
    # The planted fault: a shift that goes with any later roster.
    monkeypatch.setattr(
        documents.TrustedDocuments._take_shift, "__defaults__", (check_base_roster,)
    )
    assert rule_of(replayed(make_organisation())[0], "shift", yesterday) == "ok"


def test_a07_mix_and_match_of_the_new_roster_with_the_old_shift() -> None:
    """A page that was just opened is shown the newest roster and a shift that names another."""
    organisation = make_organisation()
    old = organisation.shift
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charters(organisation.charters, NOW)
    reader.add_roster(next_roster(organisation, 2, 0), NOW)
    assert rule_of(reader, "shift", old) == "roster-mismatch"
    assert rule_of(reader, "shift", organisation.sign_shift(version=2)) == "ok"


def test_a07_a_shift_that_is_held_serves_until_its_successor_comes() -> None:
    """An ordinary publication: the roster, and some milliseconds later its shift."""
    organisation = make_organisation()
    reader = organisation.trusted()
    old = organisation.shift
    assert reader.add_roster(next_roster(organisation, 2), NOW)
    held = reader.shift(DESK)
    assert held is not None
    assert held.raw == old
    assert not reader.add_shift(old, NOW), "served again: no news, and nothing wrong"
    new = organisation.sign_shift(version=2)
    assert reader.add_shift(new, NOW)
    assert rule_of(reader, "shift", old) == "rollback"


def test_a06_a41_who_was_revoked_stays_revoked_when_the_roster_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The administrator who signed the revocation leaves, and another one's older roster comes."""

    def left() -> tuple[Organisation, TrustedDocuments, bytes]:
        organisation = make_organisation()
        two = organisation.administrators[1]
        older = organisation.sign_roster(two)
        reader = organisation.trusted()
        reader.add_roster(next_roster(organisation, 2, 0), NOW)
        reader.add_charter(organisation.sign_charter(administrator_keys=(public(two),)), NOW)
        assert reader.roster is None
        return organisation, reader, older

    organisation, reader, older = left()
    two = organisation.administrators[1]
    assert rule_of(reader, "roster", older) == "rollback"
    high = organisation.sign_roster(two, version=9, previous=filler("unknown"))
    assert rule_of(reader, "roster", high) == "rollback"
    assert reader.roster is None
    honest = organisation.sign_roster(
        two, version=3, previous=filler("unknown"), rows=shut(organisation, 0)
    )
    assert rule_of(reader, "roster", honest) == "ok"
    with monkeypatch.context() as patch:
        patch.setattr(documents, "revoked_with", lambda *_: frozenset())
        organisation, reader, older = left()
        assert rule_of(reader, "roster", older) == "ok", "the planted fault: the device is back"


def test_a41_a_row_that_was_left_out_does_not_come_back_either() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    sam = (organisation.devices[1].certificate_hash, NOW + 90 * DAY, False)
    reader.add_roster(next_roster(organisation, 2, 0), NOW)
    before = envelope_hash(organisation.roster)
    organisation.roster = organisation.sign_roster(
        version=3, previous=before, rows=organisation.pad_rows([sam])
    )
    assert reader.add_roster(organisation.roster, NOW)
    assert rule_of(reader, "roster", next_roster(organisation, 4)) == "rollback"


def test_the_rows_that_are_remembered_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = make_organisation()
    monkeypatch.setattr(document_rules, "MAX_REVOKED", 1)
    reader = organisation.trusted()
    assert reader.add_roster(next_roster(organisation, 2, 0), NOW)
    held = reader.roster
    assert rule_of(reader, "roster", next_roster(organisation, 3, 0, 1)) == "shape"
    assert reader.roster is held


# --- the floor of whoever still stands -----------------------------------------------------------


def test_a03_a06_the_floor_falls_back_to_who_still_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """One administrator pushed the version up and leaves: what the other had signed stays a floor,
    in memory and across a restart."""
    organisation = make_organisation()
    one, two = organisation.administrators
    older = organisation.sign_roster(two, version=2, previous=filler("x"))
    of_two = organisation.sign_roster(two, version=3, previous=filler("x"))
    pushed = organisation.sign_roster(one, version=2**53 - 1, previous=filler("x"))
    higher = organisation.sign_roster(two, version=5, previous=filler("x"))
    without = organisation.sign_charter(administrator_keys=(public(two),))

    def seen() -> TrustedDocuments:
        reader = TrustedDocuments(organisation.fingerprint)
        reader.add_charters(organisation.charters, NOW)
        reader.add_roster(of_two, NOW)
        reader.add_roster(pushed, NOW)
        return reader

    def readers() -> list[TrustedDocuments]:
        again = TrustedDocuments(organisation.fingerprint)
        again.remember(seen().heads())
        again.add_charters(organisation.charters, NOW)
        both = [seen(), again]
        for reader in both:
            reader.add_charter(without, NOW)
        return both

    assert rule_of(seen(), "roster", higher) == "rollback", "the control: nobody can go on"
    for reader in readers():
        assert reader.roster is None
        assert rule_of(reader, "roster", older) == "rollback"
        assert rule_of(reader, "roster", higher) == "ok"
    with monkeypatch.context() as patch:
        patch.setattr(Floors, "dismissed", lambda floors, _: floors.remember(()))
        for reader in readers():
            assert rule_of(reader, "roster", older) == "ok", "the planted fault: all is forgotten"


def test_a03_the_floor_of_a_desk_falls_back_past_a_device_that_was_shut_out() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    warrant = organisation.sign_warrant(robin)
    reader = organisation.trusted()
    lower = organisation.sign_state(version=2)
    reader.add_state(organisation.sign_state(version=3), NOW)
    reader.add_state(organisation.sign_state(robin.signing, [warrant], version=2**53 - 1), NOW)
    reader.add_roster(next_roster(organisation, 2, 0), NOW)
    assert reader.state(DESK) is None
    assert rule_of(reader, "state", lower) == "rollback"
    assert rule_of(reader, "state", organisation.sign_state(version=4)) == "ok"
    assert [head.version for head in reader.heads() if head.kind == 5] == [4]


def test_no_more_heads_are_remembered_than_a_keys_file_holds_and_the_newest_first() -> None:
    floors = Floors()
    floors.saw(HeadSeen(1, b"", 1, filler("charter"), b"", b""))
    for number in range(200):
        behind = filler(f"certificate {number}")
        floors.saw(HeadSeen(5, DESK, 1 + number, filler(f"{number}"), filler("one"), behind))
    floors.saw(HeadSeen(2, b"", 1, filler("roster"), filler("one"), b""))
    heads = floors.all()
    assert len(heads) == MAX_HEADS
    assert [head.version for head in heads] == [1, 1, *range(75, 201)]
    assert heads == tuple(sorted(heads))
    again = Floors()
    again.remember(heads)
    assert again.all() == heads

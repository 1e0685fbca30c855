"""What a reader remembers across a restart; attacks by their names in TUF and their numbers here.

Without remembered heads every one of these attacks works on a reader that starts again, for as
long as the old documents are in their time. The controls show that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.document_floors import Floors, HeadSeen
from relay.document_held import LINES_GRACE
from relay.documents import TrustedDocuments, envelope_hash
from relay.errors import Untrusted
from tests.builders import DAY, DESK, NOW, Organisation, make_organisation, public

KINDS = ("notice", "shift", "state")


def restarted(heads: Sequence[HeadSeen], organisation: Organisation) -> TrustedDocuments:
    """A reader that has just started, with the heads of before."""
    reader = TrustedDocuments(organisation.fingerprint)
    reader.remember(heads)
    return reader


def rule_of(reader: TrustedDocuments, kind: str, raw: bytes) -> str:
    """`ok`, or the rule that refuses."""
    try:
        getattr(reader, f"add_{kind}")(raw, NOW)
    except Untrusted as refused:
        return refused.rule
    return "ok"


def basis(reader: TrustedDocuments, organisation: Organisation) -> TrustedDocuments:
    reader.add_charters(organisation.charters, NOW)
    reader.add_roster(organisation.roster, NOW)
    return reader


def test_the_heads_say_the_newest_of_everything_and_who_is_behind_it() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    reader = organisation.trusted()
    warrant = organisation.sign_warrant(robin)
    reader.add_state(organisation.sign_state(robin.signing, [warrant], version=4), NOW)
    heads = reader.heads()
    administrator = public(organisation.administrators[0])
    numbers = [(head.kind, head.version) for head in heads]
    assert numbers == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (5, 4)]
    assert [head.desk for head in heads] == [b"", b"", *[DESK] * 4]
    assert [head.administrator for head in heads] == [b"", *[administrator] * 5]
    assert [head.certificate for head in heads] == [b""] * 5 + [robin.certificate_hash]
    assert heads[0].hash == organisation.fingerprint
    assert heads[3].hash == envelope_hash(organisation.shift)
    assert all(head.good for head in heads)
    assert repr(heads[5]) == "<HeadSeen>"
    again = restarted(heads, organisation)
    assert again.heads() == heads, "they are not lost while nothing has come yet"
    for kind, raw in organisation.documents()[:4]:
        assert rule_of(again, kind, raw) == "ok"
    assert again.heads() == heads


@pytest.mark.parametrize("kind", ["roster", *KINDS])
def test_a03_rollback_across_a_restart_is_refused(kind: str) -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    newer = getattr(organisation, f"sign_{kind}")(version=2)
    getattr(reader, f"add_{kind}")(newer, NOW)
    old = getattr(organisation, kind)
    forgetful, remembering = (
        TrustedDocuments(organisation.fingerprint),
        restarted(reader.heads(), organisation),
    )
    for one in (forgetful, remembering):
        one.add_charters(organisation.charters, NOW)
        if kind != "roster":
            one.add_roster(organisation.roster, NOW)
    assert rule_of(forgetful, kind, old) == "ok", "the control: this is the attack"
    assert rule_of(remembering, kind, old) == "rollback"
    assert rule_of(remembering, kind, newer) == "ok"


@pytest.mark.parametrize("kind", ["roster", *KINDS])
def test_a05_fork_across_a_restart_is_refused(kind: str) -> None:
    """An arbitrary other document, well signed, in the place of the one that was seen."""
    organisation = make_organisation()
    heads = organisation.trusted().heads()
    forked = getattr(organisation, f"sign_{kind}")(issued=NOW - 1)
    forgetful, remembering = (
        TrustedDocuments(organisation.fingerprint),
        restarted(heads, organisation),
    )
    for one in (forgetful, remembering):
        one.add_charters(organisation.charters, NOW)
        if kind != "roster":
            one.add_roster(organisation.roster, NOW)
    assert rule_of(forgetful, kind, forked) == "ok", "the control: this is the attack"
    assert rule_of(remembering, kind, forked) == "fork"
    assert rule_of(remembering, kind, getattr(organisation, kind)) == "ok"


def test_a03_rollback_of_the_charter_leaves_nothing_to_rest_on() -> None:
    """A chain that is cut short: the administrator whom the last charter dismissed signs again."""
    organisation = make_organisation()
    old = list(organisation.charters)
    organisation.charters.append(
        organisation.sign_charter(administrator_keys=(public(organisation.administrators[1]),))
    )
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charters(organisation.charters, NOW)
    again = restarted(reader.heads(), organisation)
    with pytest.raises(Untrusted) as caught:
        again.add_charters(old, NOW)
    assert caught.value.rule == "rollback"
    for kind in ("roster", *KINDS):
        assert rule_of(again, kind, getattr(organisation, kind)) == "rollback"
    # The whole chain heals it, and is the control.
    again.add_charters(organisation.charters, NOW)
    by_the_other = organisation.sign_roster(organisation.administrators[1])
    assert rule_of(again, "roster", by_the_other) == "ok"


def test_a04_indefinite_freeze_does_not_outlive_what_the_documents_say() -> None:
    """Heads say what is the least, never that something old is still good."""
    organisation = make_organisation()
    heads = organisation.trusted().heads()
    late = NOW + 7 * DAY
    reader = restarted(heads, organisation)
    reader.add_charters(organisation.charters, late)
    for kind in ("roster", "shift"):
        with pytest.raises(Untrusted):
            getattr(reader, f"add_{kind}")(getattr(organisation, kind), late)
    assert reader.roster is None
    # The control: a day before, the very same roster is good.
    assert reader.add_roster(organisation.roster, late - 1)


def test_a06_fast_forward_has_a_way_back_across_a_restart_too() -> None:
    organisation = make_organisation()
    one, two = organisation.administrators
    reader = organisation.trusted()
    pushed = organisation.sign_roster(one, version=2**53 - 1, previous=bytes(32))
    reader.add_roster(pushed, NOW)
    again = restarted(reader.heads(), organisation)
    again.add_charters(organisation.charters, NOW)
    good = organisation.sign_roster(two, version=2)
    assert rule_of(again, "roster", good) == "rollback", "the control: it is stuck"
    without = organisation.sign_charter(administrator_keys=(public(two),))
    again.add_charter(without, NOW)
    assert rule_of(again, "roster", good) == "ok"


def test_a07_mix_and_match_of_an_old_roster_with_the_new_shift_is_refused() -> None:
    """The revocation is in the roster that the new shift names; the old one does not go with it."""
    organisation = make_organisation()
    robin = organisation.devices[0]
    old = organisation.roster
    rows = organisation.pad_rows([(robin.certificate_hash, NOW + DAY, True)])
    organisation.roster = organisation.sign_roster(version=2, rows=rows)
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charters(organisation.charters, NOW)
    reader.add_roster(old, NOW)
    new_shift = seen_with(organisation, old)
    assert rule_of(reader, "shift", new_shift) == "roster-mismatch"
    again = restarted(seen(organisation), organisation)
    again.add_charters(organisation.charters, NOW)
    assert rule_of(again, "roster", old) == "rollback"
    assert rule_of(basis(restarted(seen(organisation), organisation), organisation), "shift",
                   new_shift) == "ok"  # fmt: skip


def test_each_guard_is_the_one_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted faults: heads that are not compared, and heads that any charter makes forgotten."""
    organisation = make_organisation()
    reader = organisation.trusted()
    reader.add_roster(organisation.sign_roster(version=2), NOW)
    heads = reader.heads()
    with monkeypatch.context() as patch:
        patch.setattr(Floors, "check", lambda *_: None)
        again = restarted(heads, organisation)
        again.add_charters(organisation.charters, NOW)
        assert rule_of(again, "roster", organisation.roster) == "ok"
    with monkeypatch.context() as patch:
        patch.setattr(Floors, "dismissed", lambda floors, _: floors.remember(()))
        again = restarted(heads, organisation)
        again.add_charters(organisation.charters, NOW)
        assert rule_of(again, "roster", organisation.roster) == "ok"
    again = restarted(heads, organisation)
    again.add_charters(organisation.charters, NOW)
    assert rule_of(again, "roster", organisation.roster) == "rollback", "as it ships"


def seen(organisation: Organisation) -> tuple[HeadSeen, ...]:
    reader = TrustedDocuments(organisation.fingerprint)
    return basis(reader, organisation).heads()


def seen_with(organisation: Organisation, old: bytes) -> bytes:
    """A shift that names the second roster, whose builder needs both rosters."""
    return organisation.sign_shift(
        roster_version=2, roster_hash=envelope_hash(organisation.roster), version=2
    )


HISTORIES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 6)), max_size=12)
BUILT = make_organisation()
SIGNED = {
    (kind, version): getattr(BUILT, f"sign_{kind}")(version=version)
    for kind in KINDS
    for version in range(1, 7)
}


@settings(max_examples=100, deadline=None)
@given(HISTORIES, HISTORIES)
def test_a_restart_changes_nothing_of_what_is_refused(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    """Whatever came before, and whatever comes after: versions go up as if nothing had happened."""
    steady = basis(TrustedDocuments(BUILT.fingerprint), BUILT)
    for kind, version in before:
        rule_of(steady, kind, SIGNED[kind, version])
    again = basis(restarted(steady.heads(), BUILT), BUILT)
    for kind, version in after:
        raw = SIGNED[kind, version]
        assert rule_of(again, kind, raw) == rule_of(steady, kind, raw)
        assert again.heads() == steady.heads()


# --- heads that cannot be ours, and the state of the reader ---------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"kind": 6},
        {"kind": 0},
        {"desk": DESK},
        {"version": 0},
        {"hash": b""},
        {"administrator": b""},
        {"certificate": b"short"},
    ],
)
def test_heads_out_of_shape_are_not_remembered(change: dict[str, Any]) -> None:
    organisation = make_organisation()
    charter, roster, *_ = organisation.trusted().heads()
    reader = TrustedDocuments(organisation.fingerprint)
    with pytest.raises(ValueError, match="head"):
        reader.remember([charter, roster._replace(**change)])
    for heads in ([roster], [charter, charter]):
        with pytest.raises(ValueError, match="head"):
            reader.remember(heads)
    assert reader.heads() == ()
    reader.remember([charter, roster])
    assert reader.heads() == (charter, roster), "the control"


def test_heads_are_remembered_before_anything_is_held() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    with pytest.raises(ValueError, match="before the first document"):
        reader.remember(reader.heads())


# --- open lines ----------------------------------------------------------------------------------


def test_an_open_line_stands_by_the_roster_alone() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    other = organisation.administrators[1]
    reader = organisation.trusted()
    reader.add_roster(organisation.sign_roster(other, version=2), NOW)
    reader.add_charter(organisation.sign_charter(administrator_keys=(public(other),)), NOW)
    with pytest.raises(Untrusted, match="signer"):
        reader.check_certificate(robin.certificate, NOW)
    reader.check_line(robin.certificate_hash, NOW + LINES_GRACE)
    roster = reader.roster
    assert roster is not None
    with pytest.raises(Untrusted, match="missing"):
        reader.check_line(robin.certificate_hash, roster.payload.expires)


def test_a04_freeze_between_a_charter_and_its_roster_lasts_a_minute() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    other = organisation.administrators[1]
    reader = organisation.trusted()
    organisation.charters.append(organisation.sign_charter(administrator_keys=(public(other),)))
    reader.add_charter(organisation.charters[1], NOW)
    assert reader.roster is None
    reader.check_line(robin.certificate_hash, NOW + LINES_GRACE - 1)
    assert reader.line_roster(NOW + LINES_GRACE) is None
    with pytest.raises(Untrusted, match="missing"):
        reader.check_line(robin.certificate_hash, NOW + LINES_GRACE)
    # One more charter does not begin the minute again.
    reader.add_charter(organisation.sign_charter(administrator_keys=(public(other),)), NOW + 50)
    with pytest.raises(Untrusted, match="missing"):
        reader.check_line(robin.certificate_hash, NOW + LINES_GRACE)
    reader.add_roster(organisation.sign_roster(other, previous=b""), NOW + 50)
    reader.check_line(robin.certificate_hash, NOW + LINES_GRACE)


def test_the_office_key_is_an_administrators_and_ends_with_them() -> None:
    organisation = make_organisation()
    one, two = organisation.administrators
    reader = organisation.trusted()
    for administrator in (one, two):
        assert len(reader.check_office_key(organisation.sign_office_key(administrator), NOW).key)
    with pytest.raises(Untrusted, match="signer"):
        reader.check_office_key(organisation.sign_office_key(organisation.roots[0]), NOW)
    reader.add_charter(organisation.sign_charter(administrator_keys=(public(two),)), NOW)
    with pytest.raises(Untrusted, match="signer"):
        reader.check_office_key(organisation.sign_office_key(one), NOW)
    reader.check_office_key(organisation.sign_office_key(two), NOW)

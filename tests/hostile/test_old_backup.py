"""Attacks 3, 7 and 41, rollback and mix and match: a host that restores an old backup.

Whoever has seen newer documents is not fooled at all: a page for as long as it is open, a console
also after it was locked. A page that is opened for the first time has the expiries only.
"""

from __future__ import annotations

import pytest

from orgkeys import ceremony
from orgkeys.errors import Unsendable
from orgkeys.machines.actions import Claim
from orgkeys.primitives import ed25519_public
from relay.documents import Kind, TrustedDocuments, decode_envelope
from relay.errors import Untrusted
from tests.builders import filler
from tests.hostile import weak
from tests.hostile.forgeries import newest
from tests.hostile.host import Host, open_host, revoke, serving, shift_expires
from tests.orgkeys.house import House, make_house
from tests.orgkeys.test_machines import HELLO

# --- an old backup ------------------------------------------------------------------------------


def restored(*on_duty: str) -> tuple[Host, list[tuple[bytes, bytes]]]:
    """Noor was revoked, everybody knew; the host restores the database from before."""
    host = open_host(*on_duty)
    backup, before = host.backup(), host.now
    host.pass_time(60)
    newer = revoke(host.house, "Noor")
    for document in newer:
        host.publish(document)
    host.pass_time(3)
    host.bring_back(backup, before)
    return host, newer


def test_a03_rollback_a_page_that_holds_newer_refuses_an_old_backup() -> None:
    host, newer = restored("Noor", "Robin")
    page = host.visit("open page")
    assert (page.problem, page.stage) == ("documents-untrusted", "refused")
    with pytest.raises(Unsendable):
        host.act("open page", HELLO)
    robin = host.duty("Robin")
    assert (robin.stage, robin.problem) == ("off-duty", "documents-untrusted")
    for document in newer:
        host.publish(document)
    host.pass_time(10)
    assert host.visit("open page").problem is None, "the organisation publishes again"
    assert host.duty("Robin").stage == "on-duty"
    assert host.duty("Noor").stage == "refused"


def test_a03_control_a_page_that_takes_older_versions_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weak.takes_older_versions(monkeypatch)
    with pytest.raises(AssertionError):
        test_a03_rollback_a_page_that_holds_newer_refuses_an_old_backup()


def test_a03_rollback_a_first_visit_believes_an_old_backup_until_its_shift_expires() -> None:
    """A page remembers nothing, so the expiry is the only bound: it is the same as for a freeze."""
    host, _ = restored("Noor")
    host.visitor("first-timer")
    assert host.visit("first-timer").desk == "open"
    host.now = shift_expires(host.house) - 2.0
    host.pass_time(1)
    assert host.visit("first-timer").desk == "open"
    host.pass_time(1)
    assert (host.visit("first-timer").desk, host.visit("first-timer").problem) == (
        "closed",
        "shift-expired",
    )


# --- heads that are remembered ------------------------------------------------------------------


def next_charter(house: House) -> None:
    """Another administrator; the one of before is gone, and everything is signed anew."""
    before, seed = house.charter, filler("the next administrator")
    house.charter = ceremony.make_charter(
        name=before.name,
        threshold=before.threshold,
        roots=before.root_keys,
        administrators=[ed25519_public(seed)],
        now=house.now,
        before=before,
        organisation=house.organisation,
    )
    house.published.append((ceremony.sign(house.charter, [house.root]), b""))
    house.administrator = seed
    for alias in list(house.devices):
        house.add(alias)


def charters(house: House) -> list[bytes]:
    return [raw for raw, _ in house.published if decode_envelope(raw).kind == Kind.CHARTER]


def of(made: tuple[bytes, bytes]) -> bytes:
    return made[0]


def test_a03_rollback_a_console_that_remembers_heads_refuses_an_old_backup_after_a_lock() -> None:
    house = make_house("Noor", "Robin")
    old_roster, old_shift = newest(house, Kind.ROSTER)[0], newest(house, Kind.SHIFT)[0]
    now = house.now + 60
    before = TrustedDocuments(house.organisation)
    before.add_charters(charters(house), now)
    new_roster, new_shift = (of(made) for made in revoke(house, "Noor"))
    assert before.add_roster(new_roster, now)
    assert before.add_shift(new_shift, now)
    forgetful, remembering = (TrustedDocuments(house.organisation) for _ in range(2))
    remembering.remember(before.heads())
    for one in (forgetful, remembering):
        one.add_charters(charters(house), now)
    assert forgetful.add_roster(old_roster, now), "control: this is what a first visit believes"
    assert forgetful.add_shift(old_shift, now)
    with pytest.raises(Untrusted, match="rollback"):
        remembering.add_roster(old_roster, now)
    assert remembering.add_roster(new_roster, now)
    with pytest.raises(Untrusted, match="rollback"):
        remembering.add_shift(old_shift, now)
    assert remembering.add_shift(new_shift, now)
    assert remembering.heads() == before.heads()


def test_a03_rollback_of_the_charter_from_an_old_backup_is_refused_by_all_who_can_know() -> None:
    """An administrator who was dismissed in anger helps the host with an old charter."""
    house = make_house("Noor")
    old, angry = charters(house), house.administrator
    old_roster = newest(house, Kind.ROSTER)[0]
    next_charter(house)
    roster, shift = of(house.new_roster()), of(house.new_shift())
    now = house.now + 60
    before = TrustedDocuments(house.organisation)
    before.add_charters(charters(house), now)
    before.add_roster(roster, now)
    before.add_shift(shift, now)
    with pytest.raises(Untrusted, match="rollback"):
        before.add_charters(old, now)
    remembering = TrustedDocuments(house.organisation)
    remembering.remember(before.heads())
    pinned = TrustedDocuments(house.organisation, least_charter_version=2)
    first = TrustedDocuments(house.organisation)
    assert first.add_charters(old, now), "a page that pins nothing newer cannot know"
    assert first.add_roster(old_roster, now)
    for one, rule in ((remembering, "rollback"), (pinned, "least-charter")):
        with pytest.raises(Untrusted, match=rule):
            one.add_charters(old, now)
        with pytest.raises(Untrusted, match=rule):
            one.add_roster(old_roster, now)
        assert one.add_charters(charters(house), now), "with the whole chain all is well"
        assert one.add_roster(roster, now)
    house.administrator = angry
    with pytest.raises(Untrusted, match="signer"):
        remembering.add_roster(of(house.new_roster()), now)


# --- mix and match --------------------------------------------------------------------------------


def test_a07_mix_and_match_a_new_roster_with_the_old_shift_gets_the_revoked_nobody() -> None:
    """A page that holds the old shift goes on with it: Noor can still read a knock. That is all."""
    host = open_host("Noor", "Robin")
    roster, _shift = revoke(host.house, "Noor")
    held = host.backup()
    old = next(one for one in held if one.kind == Kind.ROSTER)
    host.tamper = serving(["Noor"], {Kind.ROSTER: (old.envelope, b"")})
    host.publish(roster)  # and the shift is kept back
    assert host.visit("open page").desk == "open"
    host.visitor("newcomer")
    view = host.visit("newcomer")
    assert (view.desk, view.problem) == ("closed", None), "who holds none is given none"
    host.act("open page", HELLO)
    (knock,) = host.duty("Noor").knocks
    assert knock.first == HELLO.first, "the published bound for reading: the shift's expiry"
    host.act("Noor", Claim(knock.key))
    host.pass_time(3)
    assert host.visit("open page").stage == "waiting"
    assert host.visit("open page").people == ()
    assert all(talk.stage != "talking" for talk in host.duty("Noor").talks)
    host.leaves("Noor")
    host.until(lambda: bool(host.duty("Robin").knocks), 120)
    host.act("Robin", Claim(host.duty("Robin").knocks[0].key))
    host.until(lambda: host.visit("open page").stage == "talking", 120)
    assert [person.alias for person in host.visit("open page").people] == ["Robin"]


def test_a07_mix_and_match_the_new_shift_with_the_old_roster_is_refused() -> None:
    host = open_host("Robin")
    old = next(one for one in host.backup() if one.kind == Kind.ROSTER)
    for document in revoke(host.house, "Noor"):
        host.publish(document)
    host.tamper = serving(["newcomer"], {Kind.ROSTER: (old.envelope, b"")})
    host.visitor("newcomer")
    view = host.visit("newcomer")
    assert (view.problem, view.desk) == (None, "closed"), "as if the roster were on the way"
    host.act("newcomer", HELLO)
    assert host.visit("newcomer").stage == "ready", "nobody can knock"

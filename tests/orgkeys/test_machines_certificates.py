"""Certificates that are renewed, and administrators who leave, in the middle of conversations."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from orgkeys import ceremony
from orgkeys.errors import Unsendable
from orgkeys.machines.actions import Claim, Knock, OnDuty, Say, TalkSay
from orgkeys.machines.duty import Duty
from orgkeys.machines.own import Own
from orgkeys.packet import Directory, Entry
from relay.document_held import LINES_GRACE
from relay.documents import TrustedDocuments, envelope_hash
from tests.builders import filler
from tests.orgkeys.house import DAY, House, make_house
from tests.orgkeys.street import Street, texts
from tests.orgkeys.test_machines import talking_street

SUCCESSOR = filler("the next administrator")


def console(street: Street, name: str = "Noor") -> Duty:
    machine = street.members[name].machine
    assert isinstance(machine, Duty)
    return machine


def met(street: Street, name: str = "visitor") -> str:
    """The hash of the certificate behind the first person on the visitor's screen, in hex."""
    return street.visit(name).people[0].fingerprint


def still_talking(street: Street, word: str) -> None:
    street.act("visitor", Say(word))
    street.act("Noor", TalkSay(street.duty().talks[0].key, f"{word}, yes"))
    street.pass_time(2)
    assert texts(street.duty().talks[0].notes)[-2:] == [word, f"{word}, yes"]
    assert texts(street.visit().notes)[-1] == f"{word}, yes"


def reader(house: House) -> TrustedDocuments:
    trusted = TrustedDocuments(house.organisation)
    for raw, packet in house.published:
        if not packet and raw[1] in (1, 2):
            {1: trusted.add_charter, 2: trusted.add_roster}[raw[1]](raw, house.now)
    return trusted


# --- a certificate is renewed --------------------------------------------------------------------


def test_a_renewed_certificate_comes_with_the_shift_and_ends_nothing() -> None:
    street = talking_street()
    house, before = street.house, met(street)
    street.pass_time(60)
    house.now = int(street.now)
    renewed = house.renew("Noor")
    street.publish(house.new_roster())
    street.publish(house.new_shift())
    street.until(lambda: street.duty().stage == "on-duty")
    still_talking(street, "the same line")
    assert met(street) == before, "the line that is open stands by the old one"
    street.visitor("second")
    street.act("second", Knock("en", "Ada", ""))
    street.until(lambda: bool(street.duty().knocks))
    street.act("Noor", Claim(street.duty().knocks[0].key))
    street.until(lambda: street.visit("second").stage == "talking")
    assert met(street, "second") == renewed.device.hash.hex() != before


def test_a_line_from_before_the_renewal_is_made_again_with_the_certificate_it_knows() -> None:
    street = talking_street()
    house, before = street.house, met(street)
    street.pass_time(60)
    house.now = int(street.now)
    house.renew("Noor")
    street.publish(house.new_roster())
    street.publish(house.new_shift())
    street.until(lambda: street.duty().stage == "on-duty")
    street.leaves("Noor")  # everything in memory is lost, the vault has the old certificate
    street.counselor("Noor")
    street.act("Noor", OnDuty())
    street.act("visitor", Say("are you there?"))
    street.until(lambda: bool(street.duty().talks), 300)
    street.pass_time(2)
    assert texts(street.duty().talks[0].notes) == ["are you there?"]
    assert met(street) == before


def newer(house: House, raw_signer: bytes, now: int, **changed: object) -> bytes:
    """A certificate for Noor's keys, or others, signed by anybody."""
    told = house.devices["Noor"].device.certificate
    fields = {"identity": told.identity, "signing": told.signing, **changed}
    certificate = ceremony.make_certificate(
        house.organisation,
        **fields,  # type: ignore[arg-type]
        alias="Noor",
        role="supervisor",
        languages=("en",),
        now=now,
        life=90 * DAY,
        random=house.random,
    )
    return ceremony.sign(certificate, [raw_signer])


def listed(house: House, raw: bytes, *, revoked: bool = False) -> TrustedDocuments:
    """A reader whose roster lists this certificate too."""
    assert house.roster is not None
    gone = house.devices["Noor"].device.hash
    others = [row for row in house.roster.rows if row[0] != gone][1:]
    mine = [row for row in house.roster.rows if row[0] == gone]
    rows = sorted([*others, *mine, (envelope_hash(raw), house.now + 90 * DAY, revoked)])
    changed = {"version": 2, "previous": ceremony.hash_of(house.roster), "rows": tuple(rows)}
    roster = msgspec.structs.replace(house.roster, **changed)
    trusted = reader(house)
    trusted.add_roster(ceremony.sign(roster, [house.administrator]), house.now)
    return trusted


def adopted(house: House, raw: bytes, trusted: TrustedDocuments) -> bool:
    """Whether Noor's console takes this certificate out of a directory."""
    own = Own(house.devices["Noor"].keys)
    before, entry = own.raw, Entry(raw, b"", b"")
    taken = own.adopt(Directory((Entry(b"no envelope", b"", b""), entry)), trusted, house.now)
    assert own.raw == (raw if taken else before)
    assert own.hashes()[0] == envelope_hash(own.raw)
    return taken


def test_a45_nobody_renews_a_certificate_but_an_administrator() -> None:
    house = make_house()
    later, keys = house.now + 60, house.devices["Noor"].keys
    good = newer(house, house.administrator, later)
    assert adopted(house, good, listed(house, good)), "the control"
    for thief in (keys.signing, house.root, filler("another administrator")):
        forged = newer(house, thief, later)
        assert not adopted(house, forged, listed(house, forged))
    assert not adopted(house, good, reader(house)), "it is on no roster"
    assert not adopted(house, good, listed(house, good, revoked=True))


def test_a07_mix_and_match_of_a_certificate_with_other_keys_is_not_taken_for_ours() -> None:
    house = make_house()
    later = house.now + 60
    for changed in ({"identity": filler("their identity")}, {"signing": filler("their signing")}):
        mixed = newer(house, house.administrator, later, **changed)
        assert not adopted(house, mixed, listed(house, mixed))
    own = newer(house, house.administrator, later)
    assert adopted(house, own, listed(house, own)), "the control"


def test_a03_rollback_of_ones_own_certificate_is_not_adopted() -> None:
    """An older certificate for the same keys changes nothing while ours is good."""
    house = make_house()
    older = newer(house, house.administrator, house.now - DAY)
    assert not adopted(house, older, listed(house, older))
    newest = newer(house, house.administrator, house.now + 1)
    assert adopted(house, newest, listed(house, newest)), "the control"


def test_a_device_without_a_certificate_has_no_place_at_a_desk() -> None:
    device = replace(make_house().devices["Noor"].keys, certificate=b"")
    with pytest.raises(Unsendable, match="not-certified"):
        Own(device)


# --- an administrator leaves ---------------------------------------------------------------------


def test_when_who_certified_a_device_leaves_its_lines_go_on_and_nothing_new_begins() -> None:
    street = talking_street()
    house = street.house
    house.now = int(street.now)
    certifier = house.administrator
    street.publish(house.new_charter(SUCCESSOR, certifier))
    street.publish(house.new_roster())  # by the successor already
    street.publish(house.new_shift())
    street.until(lambda: street.duty().stage == "on-duty")
    street.publish(house.new_charter(SUCCESSOR))
    street.pass_time(LINES_GRACE + 10)
    assert (street.duty().stage, street.duty().problem) == ("off-duty", "not-on-shift")
    still_talking(street, "you are still here")
    # The successor certifies the same keys: the console hears of it with the next shift.
    house.now = int(street.now)
    house.renew("Noor")
    street.publish(house.new_roster())
    street.publish(house.new_shift())
    street.act("Noor", OnDuty())
    street.until(lambda: street.duty().stage == "on-duty")
    still_talking(street, "and now you are back")


def test_no_line_ends_in_the_moment_between_a_charter_and_its_roster() -> None:
    street = talking_street()
    house = street.house
    house.now = int(street.now)
    street.publish(house.new_charter(SUCCESSOR))  # whoever signed the roster has left
    street.pass_time(LINES_GRACE / 2)
    still_talking(street, "nothing has ended")
    house.now = int(street.now)
    house.renew("Noor")
    street.publish(house.new_roster())
    street.publish(house.new_shift())
    street.act("Noor", OnDuty())
    street.until(lambda: street.duty().stage == "on-duty")
    street.pass_time(LINES_GRACE)
    still_talking(street, "nor has it now")


def test_a04_indefinite_freeze_after_a_charter_ends_open_lines_within_a_minute() -> None:
    """A relay that shows the charter and withholds the roster that goes with it gains a minute."""
    street = talking_street()
    street.house.now = int(street.now)
    street.publish(street.house.new_charter(SUCCESSOR))
    street.pass_time(LINES_GRACE - 10)
    assert street.visit().stage == "talking", "the control: not before"
    street.pass_time(15)
    ended = street.visit().ended
    assert ended is not None
    assert ended.reason == "closed"
    assert street.duty().talks[0].stage == "ended"


def test_a06_fast_forward_of_the_roster_is_undone_by_a_charter() -> None:
    """An administrator pushes the version to the end; the charter without them is the way back."""
    street = talking_street()
    house = street.house
    house.now = int(street.now)
    assert house.roster is not None
    good = house.roster
    highest = msgspec.structs.replace(
        good, version=2**53 - 1, previous=bytes(32), issued=house.now, expires=house.now + 7 * DAY
    )
    street.publish((ceremony.sign(highest, [house.administrator]), b""))
    street.publish(house.new_charter(SUCCESSOR))
    house.roster = good  # the office goes on from the one it knows
    house.renew("Noor")
    street.publish(house.new_roster())
    street.publish(house.new_shift())
    street.act("Noor", OnDuty())
    street.until(lambda: street.duty().stage == "on-duty")
    still_talking(street, "it is version two again")
    held = console(street)._follower.trusted.roster
    assert held is not None
    assert held.payload.version == 2

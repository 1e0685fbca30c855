"""Whatever an organisation does in good faith, no audit calls its host a liar; and whatever older
answers a host goes back to, an auditor who has seen the newer ones finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.documents_visits import Visit
from audit.findings import Checked
from relay.documents import Kind, decode_envelope
from relay.effects import Record
from relay.errors import Untrusted
from relay.shelf import Shelf
from tests.audit.documents_shelf import Desk, visit_to
from tests.audit.scene import codes
from tests.builders import filler
from tests.orgkeys.house import DAY, House, make_house

STEPS = ("shift", "state", "notice", "revoke", "add", "renew", "charter", "leave", "night", "week")


@dataclass
class Life:
    """An organisation and its relay, which is restarted now and then."""

    house: House = field(default_factory=lambda: make_house("Noor", "Robin"))
    records: list[Record] = field(default_factory=list)
    notices: int = 1
    added: int = 0
    given: int = 0

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.house.organisation)
        self.bring()

    def bring(self) -> None:
        """Publish what is new, in order; what has been overtaken meanwhile is refused."""
        for raw, packet in self.house.published[self.given :]:
            record = self.shelf.publish(raw, packet, self.house.now + 1)
            if record is not None:
                self.records.append(record)
        self.given = len(self.house.published)

    def restart(self) -> None:
        """The relay comes back from its store, which holds the newest of each."""
        newest: dict[tuple[int, bytes, int], Record] = {}
        for record in self.records:
            slot = record.version if record.kind == Kind.CHARTER else 0
            newest[record.kind, record.desk, slot] = record
        self.shelf = Shelf(self.house.organisation)
        for record in sorted(newest.values(), key=lambda one: (one.kind, one.version)):
            try:
                self.shelf.restore(record, self.house.now + 1)
            except Untrusted:
                continue

    def step(self, what: str) -> None:
        """One thing that people do, an hour after the last."""
        house = self.house
        house.now += {"night": 30 * 3600, "week": 8 * DAY}.get(what, 3600)
        standing = [one for one in house.devices if one not in house.revoked]
        if what == "state":
            house.new_state("closed")
        elif what == "notice":
            self.notices += 1
            house.new_notice(self.notices)
        elif what == "charter":
            house.new_charter(house.administrator, filler("second administrator"))
        elif what == "leave":
            self.leave()
        elif what == "renew" and standing:
            house.renew(standing[0])
        elif what == "revoke" and len(standing) > 1:
            house.revoked.add(standing[0])
        elif what == "add":
            self.added += 1
            house.add(f"Sam {self.added}")
        if what in ("week", "charter", "renew", "revoke", "add"):
            house.new_roster()
            house.new_shift()
        elif what in ("shift", "night"):
            roster = house.roster
            if roster is not None and roster.expires < house.now + DAY:
                house.new_roster()
            house.new_shift()
        self.bring()

    def leave(self) -> None:
        """The administrator leaves: everything is signed anew by another one."""
        self.house.new_charter(filler(f"administrator {len(self.house.published)}"))
        self.house.new_roster()
        self.notices += 1
        self.house.new_notice(self.notices)
        self.house.new_shift()
        self.house.new_state("open")

    def visits(self) -> list[Visit]:
        return [visit_to(self.shelf), visit_to(self.shelf, 2, path="visit")]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans(), st.booleans()), max_size=7))
def test_a_good_host_is_never_called_a_liar(steps: Sequence[tuple[str, bool, bool]]) -> None:
    """With copies of everything that was published, at every point, also after a restart."""
    life = Life()
    auditor = Desk(life.house.organisation)
    for what, restart, looks in (*steps, ("shift", False, True)):
        life.step(what)
        if restart:
            life.restart()
        if looks:
            auditor.now = life.house.now + 60.0
            copies = [raw for raw, _ in life.house.published]
            for checked in (auditor.look(*life.visits(), copies=copies), look(auditor, life)):
                assert codes(checked, "fail") == set(), checked
            auditor.remember()
    assert codes(look(auditor, life)) == set()


def look(auditor: Desk, life: Life) -> Checked:
    return auditor.look(*life.visits())


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(STEPS), max_size=3),
    st.lists(st.sampled_from(("shift", "revoke", "notice", "state")), min_size=1, max_size=3),
    st.sampled_from((Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)),
)
def test_a03_whoever_has_seen_the_newer_one_finds_the_older(
    before: Sequence[str], after: Sequence[str], kind: Kind
) -> None:
    life = Life()
    for step in before:
        life.step(step)
    (old,) = life.visits()[:1]
    for step in after:
        life.step(step)
    (new,) = life.visits()[:1]
    auditor = Desk(life.house.organisation, life.house.now + 60.0)
    assert codes(auditor.look(new), "fail") == set()
    auditor.remember()
    went_back = {
        **new.answers,
        **{place: raws for place, raws in old.answers.items() if place[0] == kind},
    }
    checked = auditor.look(replace(new, answers=went_back, packets={**new.packets, **old.packets}))
    lied = went_back != new.answers
    older = codes(checked, "fail") & {"roster-older", "document-older"}
    assert bool(older) == lied, (
        checked,
        [decode_envelope(raw).kind for raw, _ in life.house.published],
    )

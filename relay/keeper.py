"""Between the switchboard and the store: documents that last, the lease, secrets and counts."""

from __future__ import annotations

from collections.abc import Mapping

from relay.document_bytes import decode_payload
from relay.document_past import LASTING, PastDocuments
from relay.document_rules import still_stands
from relay.document_types import Charter, Notice, Roster, Shift, State
from relay.documents import Kind, decode_envelope
from relay.effects import Drop, ForgetDrops, KeepDrop, Record
from relay.effects import Store as StoreEffect
from relay.errors import LocalFault, Untrusted
from relay.limits import BASE_KEPT
from relay.store import Counted, Slot, Store
from relay.usage import Day

LEASE = "relay"
LEASE_SECONDS = 30
COUNTS = ("knocks", "conversations", "refused")


class Keeper:
    """One relay's use of a store. Raises LocalFault when the store fails or is another's."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner
        self._counted: dict[tuple[bytes, int], Day] = {}
        self._owed: list[Record] = []
        """What the switchboard holds and the store does not yet: at most one of each place."""
        self._owed_drops: dict[tuple[bytes, bytes], Drop | None] = {}
        """Sealed answers that the store does not have yet, or has still (None): one of a name."""
        self.term = 0

    def begin(self, now: float) -> None:
        """Take the lease, and drop what was kept long enough, before anybody asks (attack 62)."""
        term = self._store.lease(LEASE, self._owner, now, now + LEASE_SECONDS)
        if term is None:
            raise LocalFault("lease", "another relay serves from this store; stop it first")
        self.term = term
        self._store.purge(now)

    def renew(self, now: float) -> bool:
        """Keep the lease; False when somebody else has it, and this relay must stop."""
        until = now + LEASE_SECONDS
        return self._store.lease(LEASE, self._owner, now, until, self.term) == self.term

    def ticket_key(self) -> bytes:
        """The key of the tickets, which outlives a restart, so that places in line do."""
        return self._store.secret("ticket")

    def documents(self, organisations: tuple[bytes, ...]) -> list[Record]:
        """What was kept for these."""
        return [record for one in organisations for record in self._store.documents(one)]

    def drops(self, organisations: tuple[bytes, ...]) -> list[Drop]:
        """The sealed answers that were kept for these."""
        return [drop for one in organisations for drop in self._store.drops(one)]

    def do(self, effect: StoreEffect | KeepDrop | ForgetDrops, now: float) -> None:
        """What the switchboard wants kept or forgotten. Raises LocalFault as `keep` does."""
        if isinstance(effect, StoreEffect):
            self.keep(effect.record, now)
            return
        if isinstance(effect, KeepDrop):
            self._owed_drops[effect.drop.organisation, effect.drop.name] = effect.drop
        else:
            for name in effect.names:
                self._owed_drops[effect.organisation, name] = None
        self.catch_up(now)

    def keep(self, record: Record, now: float) -> None:
        """Make a document durable.

        Raises LocalFault when the store holds a newer one, and when it fails: then `catch_up`
        tries again, as the relay goes by the document all the same, and nobody publishes it twice.
        """
        place = (record.organisation, record.kind, record.desk)
        if record.kind != Kind.CHARTER:
            self._owed = [one for one in self._owed if one[:3] != place]
        self._owed.append(record)
        self.catch_up(now)

    def catch_up(self, now: float) -> None:
        """Keep what could not be kept before, in its order. Raises LocalFault as `keep` does."""
        owed = self._owed_drops
        for organisation in {place[0] for place in owed}:
            here = {name: drop for (one, name), drop in owed.items() if one == organisation}
            keep = [drop for drop in here.values() if drop is not None]
            self._store.drops(organisation, keep, [name for name in here if here[name] is None])
            for name in here:
                del owed[organisation, name]
        while self._owed:
            record = self._owed[0]
            until = kept_until(record)
            if now < until or record.kind == Kind.CHARTER:
                forget = self._outdated(record, now)
                kept = self._store.put(record, until, forget)
            else:
                kept = True  # nobody wants it any more
            del self._owed[0]
            if not kept:
                raise LocalFault("store-newer", "the store holds a newer document")

    def _outdated(self, record: Record, now: float) -> list[Slot]:
        """What nobody would believe from scratch once this document holds (protocol.md 3.11)."""
        if record.kind not in (Kind.CHARTER, Kind.ROSTER):
            return []
        kept = self._store.documents(record.organisation)
        charters = [one.envelope for one in kept if one.kind == Kind.CHARTER]
        trusted = PastDocuments(record.organisation)
        if record.kind == Kind.CHARTER:
            charters.append(record.envelope)
        for envelope in charters:
            trusted.add_charter(envelope, now)
        add = {
            Kind.ROSTER: trusted.restore_roster,
            Kind.NOTICE: trusted.add_notice,
            Kind.SHIFT: trusted.restore_shift,
            Kind.STATE: trusted.add_state,
        }
        if record.kind == Kind.ROSTER:
            trusted.restore_roster(record.envelope, now)
        forget = []
        for one in kept:
            if one.kind in add and (one.kind, one.desk) != (record.kind, record.desk):
                try:
                    add[Kind(one.kind)](one.envelope, now)
                except Untrusted as refused:
                    # A shift of the roster before is what the next is made from (3.15).
                    if refused.rule != "roster-mismatch":
                        forget.append((one.kind, one.desk))
        return forget + self._dismissed(trusted, record, now)

    @staticmethod
    def _dismissed(trusted: PastDocuments, record: Record, now: float) -> list[Slot]:
        """Shifts whose device stood when they ended, and stands no more in a new roster."""
        if record.kind != Kind.ROSTER or trusted.roster is None:
            return []
        roster = trusted.roster.payload
        held = [(desk, trusted.shift(desk)) for desk in trusted.desks()]
        return [
            (Kind.SHIFT, desk)
            for desk, shift in held
            if shift is not None and not still_stands(shift, roster, now)
        ]

    def count(self, read: Mapping[bytes, Mapping[int, Day]]) -> None:
        """Write what the counters have gained since the last call."""
        more = []
        for organisation, days in read.items():
            for number, day in days.items():
                before = self._counted.get((organisation, number), Day())
                for what in COUNTS:
                    gained = getattr(day, what) - getattr(before, what)
                    if gained:
                        more.append(Counted(organisation, number, what, gained))
                self._counted[organisation, number] = day
        if more:
            self._store.count(more)

    def purge(self, now: float) -> None:
        """Drop what was kept long enough."""
        self._store.purge(now)

    def end(self, now: float) -> None:
        """Purge once more, so that a store at rest tells no order of arrival; give the lease back
        and close the store."""
        try:
            if self.term and self.renew(now):  # else the store is another relay's by now
                try:
                    self._store.purge(now)
                finally:
                    self._store.lease(LEASE, self._owner, -1, 0, self.term)  # given back
        finally:
            self._store.close()


SHAPES: Mapping[int, type[Charter | Roster | Notice | Shift | State]] = {
    Kind.CHARTER: Charter,
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
}


def kept_until(record: Record) -> int:
    """How long a document that was believed is kept: until its end, and what the next one is made
    from a while longer. Raises Untrusted("shape") for any other.
    """
    payload = decode_envelope(record.envelope).payload
    expires = decode_payload(payload, SHAPES[record.kind]).expires
    return expires + BASE_KEPT if record.kind in LASTING else expires

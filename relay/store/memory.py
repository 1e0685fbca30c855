"""A store that is gone with the process: for tests, and for a relay that keeps nothing at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from relay.effects import Drop, Record
from relay.errors import LocalFault
from relay.limits import DROP_DAYS, MAX_TERM, USAGE_DAYS
from relay.store import CHARTER, Counted, Slot


@dataclass
class Lease:
    """Who owns something, until when, in which term."""

    owner: str
    until: float
    term: int


class MemoryStore:
    """The interface of `relay.store.Store`, in dictionaries."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._lock = Lock()
        self._documents: dict[tuple[bytes, int, bytes, int], tuple[Record, int]] = {}
        self._leases: dict[str, Lease] = {}
        self._secrets: dict[str, bytes] = {}
        self._counts: dict[tuple[bytes, int, str], int] = {}
        self._drops: dict[tuple[bytes, bytes], Drop] = {}

    def put(self, record: Record, until: int, forget: Sequence[Slot] = ()) -> bool:
        """See `Store.put`."""
        slot = record.version if record.kind == CHARTER else 0
        place = (record.organisation, record.kind, record.desk, slot)
        with self._lock:
            kept = self._documents.get(place)
            dropped = (record.kind, record.desk) in forget and record.kind != CHARTER
            if kept is not None and not dropped and kept[0].version >= record.version:
                return False
            for kind, desk in forget:
                self._documents.pop((record.organisation, kind, desk, 0), None)
            self._documents[place] = (record, until)
            return True

    def documents(self, organisation: bytes) -> list[Record]:
        """See `Store.documents`."""
        with self._lock:
            places = sorted(place for place in self._documents if place[0] == organisation)
            return [self._documents[place][0] for place in places]

    def lease(self, name: str, owner: str, now: float, until: float, held: int = 0) -> int | None:
        """See `Store.lease`."""
        with self._lock:
            lease = self._leases.get(name)
            if lease is None:
                lease = self._leases[name] = Lease(owner, until, 1)
                return lease.term
            same = lease.owner == owner
            if not (same and held in (0, lease.term)) and lease.until > now:
                return None
            if not (same and held == lease.term):
                if lease.term >= MAX_TERM:
                    raise LocalFault("store-terms", "the terms of a lease are used up")
                lease.term += 1
            lease.owner, lease.until = owner, until
            return lease.term

    def secret(self, name: str) -> bytes:
        """See `Store.secret`."""
        with self._lock:
            if name not in self._secrets:
                self._secrets[name] = self._random(32)
            return self._secrets[name]

    def count(self, more: Sequence[Counted]) -> list[Counted]:
        """See `Store.count`."""
        with self._lock:
            for one in more:
                key = (one.organisation, one.day, one.what)
                self._counts[key] = self._counts.get(key, 0) + one.number
            return [Counted(*key, self._counts[key]) for key in sorted(self._counts)]

    def drops(
        self, organisation: bytes, keep: Sequence[Drop] = (), forget: Sequence[bytes] = ()
    ) -> list[Drop]:
        """See `Store.drops`."""
        with self._lock:
            if keep or forget:
                for drop in keep:
                    self._drops.setdefault((organisation, drop.name), drop)
                for name in forget:
                    self._drops.pop((organisation, name), None)
                return []
            kept = [drop for drop in self._drops.values() if drop.organisation == organisation]
            return sorted(kept, key=lambda drop: (drop.desk, drop.name))

    def purge(self, now: float) -> int:
        """See `Store.purge`."""
        with self._lock:
            over = [
                place
                for place, (record, until) in self._documents.items()
                if record.kind != CHARTER and until <= now
            ]
            for place in over:
                del self._documents[place]
            old = [key for key in self._counts if key[1] <= now // 86_400 - USAGE_DAYS]
            for key in old:
                del self._counts[key]
            last = now // 86_400 - DROP_DAYS
            left = [key for key, drop in self._drops.items() if drop.day < last]
            for name in left:
                del self._drops[name]
            return len(over) + len(old) + len(left)

    def close(self) -> None:
        """See `Store.close`."""

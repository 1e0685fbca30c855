"""Sealed answers that wait for the organisation, without an address or an hour. Pure state.

A drop is known by a hash of its bytes, so that neither memory nor a store keeps an order in which
they came, and the same bytes are one drop however often they are sent (protocol.md 15.2).
"""

from __future__ import annotations

from collections.abc import Sequence

from relay import limits
from relay.effects import Drop
from relay.errors import ClientFault
from relay.frames import Refusal, drop_name

DAY = 86_400


class Drops:
    """The drops of one organisation, bounded in number and in days."""

    def __init__(self, organisation: bytes) -> None:
        self._organisation = organisation
        self._desks: dict[bytes, dict[bytes, Drop]] = {}
        # Named as collected on this day by somebody who may not make forget. Not stored: after a
        # restart they are shown once more, which is no harm, since whoever counts knows the names.
        self._named: dict[bytes, dict[bytes, int]] = {}
        self._count = 0
        self._swept = 0

    def __len__(self) -> int:
        return self._count

    def add(self, desk: bytes, sealed: bytes, now: float, proven: bool = False) -> Drop | None:
        """Take a drop; None when it is there already. `proven`: from somebody on duty, for whom
        a fifth is left whatever strangers send. Raises FULL with nothing changed."""
        name = drop_name(sealed)
        here = self._desks.get(desk, {})
        if name in here:
            return None
        part = 1.0 if proven else limits.OPEN_DROPS
        most_here, most = limits.DESK_DROPS * part, limits.ORGANISATION_DROPS * part
        if len(here) >= int(most_here) or self._count >= int(most):
            raise ClientFault(Refusal.FULL)
        drop = Drop(self._organisation, desk, name, int(now // DAY), sealed)
        self.restore(drop)
        return drop

    def restore(self, drop: Drop) -> None:
        """Take what a store kept before a restart."""
        here = self._desks.setdefault(drop.desk, {})
        self._count += drop.name not in here
        here[drop.name] = drop

    def page(self, desk: bytes, after: bytes, named: bool = True) -> tuple[list[Drop], bool]:
        """The next drops above a name, in the order of names, and whether there are more; with
        those that were `named` as collected, or without."""
        here = self._desks.get(desk, {})
        hidden = {} if named else self._named.get(desk, {})
        names = sorted(name for name in here if name > after and name not in hidden)
        first = names[: limits.DROPS_AT_ONCE]
        return [here[name] for name in first], len(names) > len(first)

    def forget(self, desk: bytes, names: Sequence[bytes]) -> tuple[bytes, ...]:
        """Forget these; the names of those that were there."""
        here = self._desks.get(desk, {})
        gone = tuple(name for name in dict.fromkeys(names) if here.pop(name, None) is not None)
        self._count -= len(gone)
        named = self._named.get(desk, {})
        for name in gone:
            named.pop(name, None)
        if not here:
            self._desks.pop(desk, None)
            self._named.pop(desk, None)
        return gone

    def name(self, desk: bytes, names: Sequence[bytes], now: float) -> None:
        """These are collected: not shown to a warrant again, and forgotten some days from now."""
        here = self._desks.get(desk, {})
        for name in names:
            if name in here:
                self._named.setdefault(desk, {}).setdefault(name, int(now // DAY))

    def sweep(self, now: float) -> tuple[bytes, ...]:
        """Once a day: forget what nobody collected in time, or a warrant did; their names."""
        today = int(now // DAY)
        if today == self._swept:
            return ()
        self._swept = today
        gone: list[bytes] = []
        for desk, here in list(self._desks.items()):
            named = self._named.get(desk, {})
            old = [
                name
                for name, drop in here.items()
                if drop.day + limits.DROP_DAYS < today
                or named.get(name, today) + limits.NAMED_DAYS < today
            ]
            gone += self.forget(desk, old)
        return tuple(gone)

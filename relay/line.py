"""The waiting line of one desk: who waits, in which order, and which tickets still keep a place.

Protocol.md 10.3. Pure state. First come, first served: the order is that of the tickets, which
begin with the time of arrival, and no two at one desk have the same. An origin holds a bounded
number of places, waiting and kept together, so a flood from one address has a bounded effect; in
a full line the address with the most places gives one up to somebody who has fewer.
"""

from __future__ import annotations

import hmac
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from relay import limits
from relay.effects import NOBODY
from relay.errors import ClientFault
from relay.frames import Refusal, bind


@dataclass(frozen=True, slots=True)
class Offer:
    """A knock as it comes in: from which connection and origin, with which mailbox."""

    conn: int
    handle: int
    ref: int
    address: bytes = field(repr=False)
    origin: bytes = field(repr=False)
    ticket: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(slots=True, eq=False)
class Knock:
    """One place in the line. `owner` is the console that has claimed it, or NOBODY."""

    ident: bytes
    ticket: bytes = field(repr=False)
    offer: Offer
    returns: int = 0
    """How often it came back after it had been accepted."""
    lost: float | None = None
    """Since when its connection is gone."""
    owner: int = NOBODY
    fence: int = 0
    deadline: float = 0.0
    shown: bool = False
    told: tuple[int, bool] = (-1, False)
    """The place that the survivor was told last."""

    @property
    def arrival(self) -> float:
        """Seconds since 1970."""
        return int.from_bytes(self.ticket[:8], "big") / 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """A place kept for a ticket whose knock has left the line."""

    origin: bytes = field(repr=False)
    until: float
    returns: int


class Line:
    """The knocks of one desk in the order of their arrival."""

    def __init__(
        self,
        organisation: bytes,
        desk: bytes,
        key: bytes,
        random: Callable[[int], bytes],
        now: float,
        length: int = limits.LINE_LENGTH,
    ) -> None:
        self._bound = (organisation, desk)
        self._key = key
        self._random = random
        self._length = length
        self._started = now
        self._last = int(now * 1000)
        self._order: list[bytes] = []
        self._knocks: dict[bytes, Knock] = {}
        self._idents: dict[bytes, Knock] = {}
        self._addresses: dict[bytes, Knock] = {}
        self._kept: dict[bytes, Kept] = {}
        self._places: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Knock]:
        return iter([self._knocks[ticket] for ticket in self._order])

    def first(self, count: int) -> list[Knock]:
        """The `count` oldest."""
        return [self._knocks[ticket] for ticket in self._order[:count]]

    def ahead(self, knock: Knock) -> int:
        """How many stand before it."""
        return bisect_left(self._order, knock.ticket)

    def by_ident(self, ident: bytes) -> Knock | None:
        """The knock with this public number."""
        return self._idents.get(ident)

    def by_address(self, address: bytes) -> Knock | None:
        """The knock that was made with this mailbox."""
        return self._addresses.get(address)

    def waiting(self, offer: Offer) -> Knock | None:
        """The knock that the offer replaces: with the same ticket, or else on the same mailbox."""
        return self._knocks.get(offer.ticket) or self._addresses.get(offer.address)

    def keeps_place(self, offer: Offer, now: float) -> bool:
        """Whether the offer has a place already, waiting or kept for its ticket."""
        return self.waiting(offer) is not None or self._returns(offer.ticket, now) is not None

    def add(self, offer: Offer, now: float) -> tuple[Knock, Knock | None]:
        """Give the offer a place: the one kept for its ticket, or else the last.

        Returns it and the knock that had to give way. Raises ClientFault TOO_MANY when the origin
        holds its share, LINE_FULL when the line is full and nobody has to give way. A ticket that
        is unknown, forged or too old is as good as none.
        """
        returns = self._returns(offer.ticket, now)
        if self._share(offer.origin) >= limits.ORIGIN_WAITING:
            raise ClientFault(Refusal.TOO_MANY)
        gives_way = None
        if len(self._order) >= self._length:
            gives_way = self._heaviest(offer.origin)
            if gives_way is None:
                raise ClientFault(Refusal.LINE_FULL)
            self.remove(gives_way)
        ticket = offer.ticket
        if returns is None:
            ticket, returns = self._issue(now), 0
        elif ticket in self._kept:
            self._forget(ticket)
        while self._places[offer.origin] >= limits.ORIGIN_WAITING:
            self._forget(next(t for t, kept in self._kept.items() if kept.origin == offer.origin))
        knock = Knock(self._random(limits.KNOCK_ID_SIZE), ticket, offer, returns)
        insort(self._order, ticket)
        self._knocks[ticket] = self._idents[knock.ident] = knock
        self._addresses[offer.address] = knock
        self._places[offer.origin] += 1
        return knock, gives_way

    def rebind(self, knock: Knock, offer: Offer) -> None:
        """The same knock in its same place, from another connection, mailbox or with fresh keys.

        With other bytes it gets another public number: what was opened before is not answered.
        """
        del self._addresses[knock.offer.address]
        self._addresses[offer.address] = knock
        if offer.sealed != knock.offer.sealed:
            del self._idents[knock.ident]
            knock.ident = self._random(limits.KNOCK_ID_SIZE)
            self._idents[knock.ident] = knock
            knock.shown = False
        self._leave(knock.offer.origin)
        self._places[offer.origin] += 1
        knock.offer = offer
        knock.lost = None

    def remove(self, knock: Knock) -> None:
        """Out of the line, and its ticket is worth nothing any more."""
        del self._order[bisect_left(self._order, knock.ticket)]
        del self._knocks[knock.ticket]
        del self._idents[knock.ident]
        del self._addresses[knock.offer.address]
        self._leave(knock.offer.origin)

    def keep(self, knock: Knock, now: float, *, served: bool) -> None:
        """Out of the line, and its ticket keeps the place for a while.

        Who was served can come back a few times only, so that nobody is served for ever.
        """
        self.remove(knock)
        returns = knock.returns + served
        if returns > limits.TICKET_RETURNS:
            return
        origin = knock.offer.origin
        if len(self._kept) >= self._length:
            worst = max(self._kept.values(), key=lambda kept: self._places[kept.origin]).origin
            self._forget(next(t for t, kept in self._kept.items() if kept.origin == worst))
        self._kept[knock.ticket] = Kept(origin, now + limits.TICKET_GRACE, returns)
        self._places[origin] += 1

    def sweep(self, now: float) -> None:
        """Forget tickets whose time is over; all are kept equally long, so the first go first."""
        while self._kept:
            ticket = next(iter(self._kept))
            if now < self._kept[ticket].until:
                return
            self._forget(ticket)

    def _share(self, origin: bytes) -> int:
        """Places in the line proper; kept ones give way to these."""
        return self._places[origin] - sum(k.origin == origin for k in self._kept.values())

    def _heaviest(self, origin: bytes) -> Knock | None:
        """The newest unclaimed knock of the origin with the most, if that is more than fair."""
        most = self._share(origin) + 2
        found = None
        counts = Counter(knock.offer.origin for knock in self._knocks.values())
        for ticket in reversed(self._order):
            knock = self._knocks[ticket]
            if knock.owner == NOBODY and counts[knock.offer.origin] >= most:
                most = counts[knock.offer.origin] + 1
                found = knock
        return found

    def _forget(self, ticket: bytes) -> None:
        self._leave(self._kept.pop(ticket).origin)

    def _leave(self, origin: bytes) -> None:
        self._places[origin] -= 1
        if not self._places[origin]:
            del self._places[origin]

    def _issue(self, now: float) -> bytes:
        self._last = max(int(now * 1000), self._last + 1)
        arrival, random = self._last.to_bytes(8, "big"), self._random(8)
        return arrival + random + self._mac(arrival, random)

    def _mac(self, arrival: bytes, random: bytes) -> bytes:
        return hmac.digest(
            self._key, bind("noview/1 ticket", *self._bound, arrival, random), "sha256"
        )[:16]

    def _returns(self, ticket: bytes, now: float) -> int | None:
        """How often a ticket that still keeps a place was used; None for any other."""
        kept = self._kept.get(ticket)
        if kept is not None:
            return kept.returns if now < kept.until else None
        # A relay that has just started knows no tickets, and honors those from before for a while.
        if not ticket or ticket in self._knocks or now >= self._started + limits.TICKET_GRACE:
            return None
        arrival = int.from_bytes(ticket[:8], "big") / 1000
        if not self._started - limits.TICKET_AGE <= arrival <= self._started:
            return None
        right = hmac.compare_digest(self._mac(ticket[:8], ticket[8:16]), ticket[16:])
        return limits.TICKET_RETURNS if right else None

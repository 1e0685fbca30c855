"""Letting a colleague in (protocol.md 9.3): the request, the survivor's answer, the invitation.

And whether who took a knock that was made again may read what was said before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from orgkeys.errors import Unsendable
from orgkeys.machines.follow import Follower
from orgkeys.machines.meeting import Address, Invitation, Met, Random
from orgkeys.machines.views import AdmissionAsk, Person
from orgkeys.machines.wire import Wire
from orgkeys.messages import Admit, Admitted
from relay.documents import Certificate, envelope_hash
from relay.errors import Untrusted

if TYPE_CHECKING:
    from orgkeys.machines.seat import Seat
    from orgkeys.machines.star import Star

PEOPLE_MOST: Final = 8  # on a line, on their way, or asked for
HAND_OVER: Final = 2


@dataclass(eq=False)
class Request:
    """A colleague's request whose documents were good."""

    number: int
    theirs: int
    asker: int
    certificate: Certificate = field(repr=False)
    raw: bytes = field(repr=False)
    address: Address
    purpose: int


class Admissions:
    """Requests that wait for an answer, and colleagues who have been invited."""

    def __init__(self, wire: Wire, follower: Follower, star: Star, random: Random) -> None:
        self._wire = wire
        self._follower = follower
        self._star = star
        self._random = random
        self._requests: dict[int, Request] = {}
        self._coming: dict[int, tuple[Request, Invitation]] = {}
        self._arrived: dict[int, tuple[int, int]] = {}  # request -> person, texts before them
        self._made = 0

    @property
    def expecting(self) -> bool:
        """Whether somebody has been invited and may still come."""
        return bool(self._coming)

    def ask(self, seat: Seat, message: Admit, now: float) -> None:
        """A person on a line asks; a request that cannot be trusted is answered with no."""
        trusted = self._follower.trusted
        waiting = [(one.asker, one.theirs) for one in self._requests.values()]
        coming = [(one.asker, one.theirs) for one, _ in self._coming.values()]
        if (seat.person, message.request) in waiting + coming:
            return  # said again on a line made again
        try:
            certificate = trusted.check_certificate(message.certificate, now)
            key = trusted.check_sealing_key(message.sealing_key, certificate, now)
        except Untrusted:
            self._star.send(seat, Admitted(message.request, False), now)
            return
        known = len(self._requests) + len(self._coming) + len(self._star.seats)
        if known >= PEOPLE_MOST:
            self._star.send(seat, Admitted(message.request, False), now)
            return
        self._made += 1
        address = Address(message.w, envelope_hash(message.certificate), key.key)
        self._requests[self._made] = Request(
            self._made,
            message.request,
            seat.person,
            certificate,
            message.certificate,
            address,
            message.purpose,
        )

    def arrived(self, person: int, said: int) -> None:
        """Somebody took a knock that was made again, `said` texts after the beginning."""
        self._made += 1
        self._arrived[self._made] = (person, said)

    def views(self) -> tuple[AdmissionAsk, ...]:
        """The requests that wait for the survivor."""
        there = [
            (number, self._star.seats[person].view())
            for number, (person, _) in self._arrived.items()
        ]
        asked = (
            AdmissionAsk(
                request.number,
                self._star.seats[request.asker].view(),
                _colleague(request),
                "hand-over" if request.purpose == HAND_OVER else "join",
            )
            for request in self._requests.values()
        )
        return (*(AdmissionAsk(number, who, who, "earlier") for number, who in there), *asked)

    def answer(self, number: int, yes: bool, show_earlier: bool, now: float) -> None:
        """What the survivor says; Unsendable for a request that is not there (any more)."""
        if (arrived := self._arrived.pop(number, None)) is not None:
            if yes and show_earlier:
                self._star.show_earlier(*arrived, now)
            return
        request = self._requests.pop(number, None)
        if request is None:
            raise Unsendable("no-such-request")
        self._star.send(self._star.seats[request.asker], Admitted(request.theirs, yes), now)
        if not yes:
            return

        def met(who: Met, at: float) -> None:
            self._coming.pop(number, None)
            self._star.welcome(who, at, earlier=show_earlier)

        invitation = Invitation(
            self._wire, self._follower, request.address, met, lambda at: self._gone(number, at)
        )
        self._coming[number] = (request, invitation)
        invitation.begin(b"", request.purpose, now, self._random)

    def _gone(self, number: int, now: float) -> None:
        """The colleague could not be reached: whoever asked is told."""
        request, _ = self._coming.pop(number, (None, None))
        seat = self._star.seats.get(request.asker) if request is not None else None
        if request is not None and seat is not None:
            self._star.send(seat, Admitted(request.theirs, False), now)
        self._star.settle(None, now)

    def asker_left(self, person: int) -> None:
        """Who has left asks for nothing more. A hand-over that was granted goes on."""
        self._requests = {n: one for n, one in self._requests.items() if one.asker != person}
        self._arrived = {n: one for n, one in self._arrived.items() if one[0] != person}

    def documents(self, now: float) -> None:
        """Documents have changed: requests for somebody who does not stand any more are over."""
        for number, request in list(self._requests.items()):
            try:
                self._follower.trusted.check_certificate(request.raw, now)
            except Untrusted:
                del self._requests[number]
                seat = self._star.seats[request.asker]
                self._star.send(seat, Admitted(request.theirs, False), now)

    def rejoined(self) -> None:
        """A new connection: leave the invitations again."""
        for _, invitation in self._coming.values():
            invitation.leave()

    def tick(self, now: float) -> None:
        """About every second."""
        for _, invitation in list(self._coming.values()):
            invitation.tick(now)

    def close(self) -> None:
        """Nobody is let in any more."""
        for _, invitation in self._coming.values():
            invitation.close()
        self._coming.clear()
        self._requests.clear()
        self._arrived.clear()


def _colleague(request: Request) -> Person:
    certificate = request.certificate
    fingerprint = request.address.certificate_hash.hex()
    return Person(0, certificate.alias, certificate.role, certificate.languages, fingerprint)

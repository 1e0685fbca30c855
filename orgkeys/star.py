"""The survivor's end of a conversation on the wire (protocol.md 5.8, 9): one line per person.

`Center` orders the words; here are the lines that carry them: made, made again after a gap, and
ended. Admissions are in `orgkeys/admissions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from orgkeys.admissions import Admissions
from orgkeys.conversation import Center, Who
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.follow import Follower
from orgkeys.keystrokes import Keystrokes
from orgkeys.link import Link, Random
from orgkeys.meeting import Address, Invitation, Met
from orgkeys.messages import (
    Admit,
    Contact,
    End,
    Known,
    Message,
    People,
    Text,
    Typing,
    Unknown,
)
from orgkeys.notes import Notes
from orgkeys.parting import Parting
from orgkeys.views import EndReason, Person, Problem
from orgkeys.wire import Wire
from relay.documents import SealingKey, in_time
from relay.errors import Untrusted
from relay.frames import write_capability

REASONS: Final[tuple[EndReason, ...]] = ("finished", "left", "broken", "closed", "revoked")
LEFT, CLOSED, REVOKED = 1, 3, 4
AGAIN: Final = 0  # purpose of an invitation (5.8)
UNSENT_MOST: Final = 256
BREAKS_MOST: Final = 5
BREAKS_WITHIN: Final = 120.0  # seconds


class StarHost(Protocol):
    """Who holds the conversation."""

    def over(self, reason: EndReason, now: float) -> None:
        """The last person has ended their line, or it was ended for them."""

    def alone(self, now: float) -> None:
        """The last line is lost and cannot be made again from here."""

    def trouble(self, problem: Problem) -> None:
        """Something went wrong on this side."""


@dataclass(eq=False)
class Seat:
    """One person: who they are, their line while there is one, and how to reach them."""

    person: int
    met: Met
    link: Link | None = None
    line_id: bytes = field(default=b"", repr=False)
    address: Address | None = None
    sealing: SealingKey | None = field(default=None, repr=False)
    inviting: Invitation | None = None
    unsent: list[Known] = field(default_factory=list, repr=False)
    last_id: int = 0
    breaks: list[float] = field(default_factory=list)


class Star:
    """Everybody in the conversation. Owner of all its links."""

    def __init__(
        self, wire: Wire, follower: Follower, host: StarHost, parting: Parting, random: Random
    ) -> None:
        self.notes = Notes()
        self.center = Center(follower.organisation)
        self.seats: dict[int, Seat] = {}
        self.strokes = Keystrokes()
        self.admissions = Admissions(wire, follower, self, random)
        self._wire = wire
        self._follower = follower
        self._host = host
        self._parting = parting
        self._random = random
        self._held = ""
        self._held_key = ""
        self._keys: dict[int, str] = {}

    # ------------------------------------------------------------------ people

    def hold(self, first: str, now: float) -> None:
        """Keep what stands in the knock until there is somebody on a line to say it to."""
        if first:
            self._held = first
            self._held_key = self.notes.text(first, now, sender=0, mine=True, readers=(-1,))

    def people(self) -> tuple[Person, ...]:
        """Everyone who can read now."""
        return tuple(self.person(seat) for seat in self.seats.values())

    def person(self, seat: Seat) -> Person:
        """One of them, as the screens want it."""
        return person_view(seat.person, seat.met)

    def welcome(self, met: Met, now: float, *, earlier: bool = False) -> None:
        """Somebody has a line: all are told. What was said before goes there only if allowed."""
        who = Who(met.hash, met.certificate.alias, met.certificate.role)
        person, sends = self.center.join(who, earlier)
        seat = Seat(person, met)
        self.seats[person] = seat
        self.notes.event("joined", now, sender=person, alias=met.certificate.alias)
        self._connect(seat, met, now)
        self._spread(sends, now)
        if self._held:
            held, key = self._held, self._held_key
            self._held = self._held_key = ""
            self._say(held, now, key)

    def _connect(self, seat: Seat, met: Met, now: float) -> None:
        r = self._random(32)
        link = Link(self._wire, self, met.line, r, self._random)
        seat.link, seat.line_id, seat.inviting = link, met.line.line_id, None
        link.answer(write_capability(r), now)

    def _seat(self, link: Link) -> Seat | None:
        return next((seat for seat in self.seats.values() if seat.link is link), None)

    def leave(self, seat: Seat, now: float) -> None:
        """A person is gone: the rest are told, and nothing more goes there (9.4)."""
        if self.seats.pop(seat.person, None) is None:
            return
        if seat.inviting is not None:
            seat.inviting.close()
        if seat.link is not None and not seat.link.line.dead:
            seat.link.close()
        seat.link = None
        seat.unsent.clear()
        self.strokes.theirs(seat.person, False, now)
        self.notes.gone(seat.person)
        self.notes.event("left", now, sender=seat.person, alias=seat.met.certificate.alias)
        self.admissions.asker_left(seat.person)
        self._spread(self.center.leave(seat.person), now)

    # ------------------------------------------------------------------ words

    def say(self, text: str, now: float) -> None:
        """The survivor's words to everybody; Unsendable if they are no text, or too many wait."""
        if any(len(seat.unsent) >= UNSENT_MOST for seat in self.seats.values()):
            raise Unsendable("outbox-full")
        self._say(text, now)
        self.strokes.sent()

    def _say(self, text: str, now: float, key: str = "") -> None:
        sends = self.center.say(text)
        place = len(self.center.transcript)
        readers = [person for person, _ in sends]
        if key:
            self.notes.place(key, place)
            self.notes.sent_to(key, readers, now)
        else:
            key = self.notes.text(text, now, sender=0, mine=True, order=place, readers=readers)
        self._keys[place] = key
        self._spread(sends, now)

    def typing(self, on: bool, now: float) -> None:
        """The survivor types, or has stopped."""
        self._tell_typing(self.strokes.mine(on, now), now)

    def _tell_typing(self, on: bool | None, now: float) -> None:
        for seat in list(self.seats.values()) if on is not None else ():
            if seat.link is not None:
                seat.link.push(Typing(bool(on)), now)

    def _spread(self, sends: list[tuple[int, Known]], now: float) -> None:
        for person, message in sends:
            if (seat := self.seats.get(person)) is not None:
                self.send(seat, message, now)

    def send(self, seat: Seat, message: Known, now: float) -> None:
        """Send on a person's line, or keep it for the line that is being made."""
        if seat.link is None:
            seat.unsent.append(message)
            return
        try:
            seat.link.push(message, now)
        except Unsendable:
            self._lost(seat, now)  # who does not read for so long is not there any more

    # ------------------------------------------------------------------ from the links

    def heard(self, link: Link, message: Message, now: float) -> None:
        """A message from a person's line."""
        seat = self._seat(link)
        if seat is None:
            return
        match message:
            case Text():
                self._text(seat, message, now)
            case Typing():
                self.strokes.theirs(seat.person, message.on, now)
            case Contact():
                self._contact(seat, message, now)
            case Admit():
                self.admissions.ask(seat, message, now)
            case End(reason=2):
                link.close()  # broken on the other side
                self.broken(link, "broken", now)
            case End():
                link.flow(now)  # the receipt, before the mailbox goes
                link.close()
                self.leave(seat, now)
                self._settle(REASONS[message.reason], now)
            case Unknown():
                alias = seat.met.certificate.alias
                self.notes.event("not-understood", now, sender=seat.person, alias=alias)
            case _:
                link.close()  # what only a center says
                self.broken(link, "unexpected", now)

    def _text(self, seat: Seat, message: Text, now: float) -> None:
        before = len(self.center.transcript)
        try:
            sends = self.center.receive(seat.person, message)
        except OutOfPlace:
            self._lost(seat, now)
            return
        alias = seat.met.certificate.alias
        if len(self.center.transcript) > before:
            if message.id > seat.last_id + 1:
                self.notes.event("gap", now, sender=seat.person, alias=alias)
            seat.last_id = message.id
            self.notes.text(message.text, now, sender=seat.person, alias=alias, order=before + 1)
            self.strokes.theirs(seat.person, False, now)
        self._spread(sends, now)

    def _contact(self, seat: Seat, contact: Contact, now: float) -> None:
        trusted, certificate = self._follower.trusted, seat.met.certificate
        try:
            key = trusted.check_sealing_key(contact.sealing_key, certificate, now)
        except Untrusted:
            return  # the line stays good; it only cannot be made again by this
        seat.sealing = key
        seat.address = Address(contact.w, seat.met.hash, key.key)

    def answered(self, link: Link, now: float) -> None:
        """Only responders are answered."""

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """A device has opened a message."""
        seat = self._seat(link)
        if seat is not None and isinstance(message, Text):
            self.notes.delivered(self._keys.get(message.id, ""), seat.person)

    def broken(self, link: Link, reason: str, now: float) -> None:
        """A line is over: say so, and make it again by invitation where that is possible."""
        seat = self._seat(link)
        if seat is None:
            return
        seat.unsent = [*link.carry(), *seat.unsent]
        seat.link = None
        if reason == "encryption-failed":
            self._host.trouble("encryption-failed")
            self.leave(seat, now)
            self._settle("broken", now)
            return
        self.notes.event("gap", now, sender=seat.person, alias=seat.met.certificate.alias)
        seat.breaks = [at for at in seat.breaks if now - at < BREAKS_WITHIN] + [now]
        reachable = seat.sealing is not None and in_time(seat.sealing, now)
        if seat.address is None or not reachable or len(seat.breaks) > BREAKS_MOST:
            self._lost(seat, now)
            return
        seat.inviting = Invitation(
            self._wire,
            self._follower,
            seat.address,
            lambda met, at: self._remade(seat, met, at),
            lambda at: self._lost(seat, at),
        )
        seat.inviting.begin(seat.line_id, AGAIN, now, self._random)

    def _remade(self, seat: Seat, met: Met, now: float) -> None:
        """The line is made again: the same person; what was not receipted is said again."""
        seat.met = met
        again, seat.unsent = seat.unsent, []
        self._connect(seat, met, now)
        self.notes.event("remade", now, sender=seat.person, alias=met.certificate.alias)
        for message in (People(self.center.people), *again):
            self.send(seat, message, now)

    def _lost(self, seat: Seat, now: float) -> None:
        self.leave(seat, now)
        if not self.seats and not self.admissions.expecting:
            self._host.alone(now)

    def _settle(self, reason: EndReason, now: float) -> None:
        if not self.seats and not self.admissions.expecting:
            self._host.over(reason, now)

    def nobody_comes(self, now: float) -> None:
        """An admitted colleague did not come."""
        if not self.seats and not self.admissions.expecting:
            self._host.alone(now)

    # ------------------------------------------------------------------ time and end

    def documents(self, now: float) -> None:
        """Documents have changed: whoever does not stand any more is shut out at once."""
        for seat in list(self.seats.values()):
            try:
                self._follower.trusted.check_certificate(seat.met.raw, now)
            except Untrusted:
                self._shut_out(seat, REVOKED, now)
        self.admissions.documents(now)

    def _shut_out(self, seat: Seat, code: int, now: float) -> None:
        link, seat.link = seat.link, None
        if link is not None:
            self._parting.part(link, code, now)
        self.leave(seat, now)
        self._settle(REASONS[code], now)

    def rejoined(self, now: float) -> None:
        """A new connection: everything that is not receipted goes again."""
        for seat in list(self.seats.values()):
            if seat.link is not None:
                seat.link.rejoined(now)
            if seat.inviting is not None:
                seat.inviting.leave()
        self.admissions.rejoined()

    def tick(self, now: float) -> None:
        """About every second."""
        roster = self._follower.trusted.roster
        expired = roster is None or not in_time(roster.payload, now)
        for seat in list(self.seats.values()):
            if expired or not in_time(seat.met.certificate, now):
                self._shut_out(seat, CLOSED if expired else REVOKED, now)
            elif seat.link is not None:
                seat.link.tick(now)
            elif seat.inviting is not None:
                seat.inviting.tick(now)
        self.admissions.tick(now)
        self._tell_typing(self.strokes.due(now), now)

    def end(self, reason: int, now: float) -> None:
        """End every line."""
        for seat in self.seats.values():
            link, seat.link = seat.link, None
            if link is not None:
                self._parting.part(link, reason, now)
        self.clear()

    def wipe(self, now: float) -> None:
        """Say goodbye if the socket is open, and forget every word and every key, at once."""
        for seat in self.seats.values():
            if seat.link is not None and not seat.link.line.dead:
                seat.link.farewell(End(LEFT), now)
        self.clear()

    def clear(self) -> None:
        """Forget every word."""
        for seat in self.seats.values():
            if seat.inviting is not None:
                seat.inviting.close()
            seat.unsent.clear()
        self.admissions.close()
        self.seats.clear()
        self.notes.clear()
        self._keys.clear()
        self._held = self._held_key = ""
        self.center = Center(self._follower.organisation)


def person_view(number: int, met: Met) -> Person:
    """A person by their certificate."""
    certificate = met.certificate
    return Person(
        number, certificate.alias, certificate.role, certificate.languages, met.hash.hex()
    )

"""The survivor's end of a conversation on the wire (protocol.md 5.8, 9): one line per person.

`Words` has what is said; here are the lines that carry it: made, made again after a gap, and
ended. Admissions are in `orgkeys/machines/admissions.py`.
"""

from __future__ import annotations

from typing import Final

from orgkeys.conversation import Sends, Who, check_text
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.machines.admissions import Admissions
from orgkeys.machines.code_word import CodesAsked
from orgkeys.machines.follow import Follower
from orgkeys.machines.link import Link, Random
from orgkeys.machines.meeting import Invitation, Met
from orgkeys.machines.owners import CLOSED, LEFT, REASONS, REVOKED, StarHost
from orgkeys.machines.parting import Parting
from orgkeys.machines.seat import Seat
from orgkeys.machines.views import EndReason, Person
from orgkeys.machines.wire import Wire
from orgkeys.machines.words import Words
from orgkeys.messages import (
    Admit,
    CodeAsk,
    Contact,
    End,
    Known,
    Message,
    People,
    Text,
    Typing,
    Unknown,
)
from orgkeys.quiet import pieces, soonest
from relay.documents import in_time
from relay.errors import Untrusted
from relay.frames import write_capability

AGAIN: Final = 0  # purpose of an invitation (5.8)
UNSENT_MOST: Final = 256


class Star:
    """Everybody in the conversation. Owner of all its links."""

    def __init__(
        self, wire: Wire, follower: Follower, host: StarHost, parting: Parting, random: Random
    ) -> None:
        self.words = Words(follower.organisation)
        self.seats: dict[int, Seat] = {}
        self.codes = CodesAsked()
        self.admissions = Admissions(wire, follower, self, random)
        self._wire = wire
        self._follower = follower
        self._host = host
        self._parting = parting
        self._random = random

    # ------------------------------------------------------------------ people

    def people(self) -> tuple[Person, ...]:
        """Everyone who can read now."""
        return tuple(seat.view() for seat in self.seats.values())

    def due(self) -> float | None:
        """When a quiet line wants its `tick`."""
        return soonest(seat.link.due for seat in self.seats.values() if seat.link is not None)

    @property
    def nobody(self) -> bool:
        """Whether there is nobody on a line, and nobody is expected."""
        return not self.seats and not self.admissions.expecting

    def welcome(self, met: Met, now: float, *, earlier: bool | None = None) -> None:
        """Somebody has a line: all are told. What was said before goes there only if allowed.

        Where nobody was asked about that yet (None), the survivor is now.
        """
        who = Who(met.hash, met.certificate.alias, met.certificate.role)
        said = len(self.words.center.transcript)
        person, sends = self.words.center.join(who, bool(earlier))
        seat = self.seats[person] = Seat(person, met)
        self.words.event("joined", seat, now)
        self._connect(seat, met, now)
        self._spread(sends, now)
        self._spread(self.words.release(now), now)
        if earlier is None and said:
            self.admissions.arrived(person, said)

    def show_earlier(self, person: int, said: int, now: float) -> None:
        """The first `said` texts to somebody whom the survivor lets read them (9.3)."""
        self._spread(self.words.center.earlier(person, said), now)

    def _connect(self, seat: Seat, met: Met, now: float) -> None:
        r = self._random(32)
        quiet = self._follower.quiet()
        link = Link(self._wire, self, met.line, r, self._random, quiet=quiet)
        seat.link, seat.line_id, seat.inviting = link, met.line.line_id, None
        link.answer(write_capability(r), now)

    def _seat(self, link: Link) -> Seat | None:
        return next((seat for seat in self.seats.values() if seat.link is link), None)

    def _leave(self, seat: Seat, now: float, reason: int | None = None) -> None:
        """A person is gone: the rest are told, and nothing more goes there (9.4)."""
        if self.seats.pop(seat.person, None) is None:
            return
        link = seat.stand_up()
        if link is not None and reason is not None:
            self._parting.part(link, reason, now)
        elif link is not None:
            link.close()
        self.admissions.asker_left(seat.person)
        self.codes.gone(seat.person)
        self._spread(self.words.gone(seat, now), now)

    def settle(self, reason: EndReason | None, now: float) -> None:
        """Say so when everybody has gone; without a reason nobody meant it."""
        if not self.nobody:
            return
        if reason is None:
            self._host.alone(now)
        else:
            self._host.over(reason, now)

    # ------------------------------------------------------------------ words

    def say(self, text: str, now: float) -> None:
        """The survivor's words to everybody; Unsendable if they are no text, or too many wait."""
        if any(len(seat.unsent) >= UNSENT_MOST for seat in self.seats.values()):
            raise Unsendable("outbox-full")
        check_text(text)
        links = [seat.link for seat in self.seats.values() if seat.link is not None]
        quiet = self._follower.quiet() or any(link.line.quiet for link in links)
        for piece in pieces(text) if quiet else [text]:
            self._spread(self.words.say(piece, now), now)

    def say_code(self, person: int, word: str, now: float) -> None:
        """The code word, to that person alone; empty for not now. Unsendable if nobody asks."""
        code = self.codes.answer(person, word)
        self.send(self.seats[person], code, now)

    def typing(self, on: bool, now: float) -> None:
        """The survivor types, or has stopped."""
        self.words.strokes.mine(on, now)

    def _tell_typing(self, on: bool | None, now: float) -> None:
        for seat in list(self.seats.values()) if on is not None else ():
            if seat.link is not None:
                seat.link.push(Typing(bool(on)), now)

    def _spread(self, sends: Sends, now: float) -> None:
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
            case Typing():
                self.words.strokes.theirs(seat.person, message.on, now)
            case Contact():
                seat.reached_by(message, self._follower.trusted, now)
            case CodeAsk():
                self.codes.came(seat.person, message)
            case Admit():
                self.admissions.ask(seat, message, now)
            case End(reason=2):
                link.break_off("broken", now)  # on the other side
            case End():
                link.flow(now)  # the receipt, before the mailbox goes
                self._leave(seat, now)
                self.settle(REASONS[message.reason], now)
            case Unknown():
                self.words.event("not-understood", seat, now)
            case Text():
                self._text(seat, link, message, now)
            case _:
                link.break_off("unexpected", now)  # what only a center says

    def _text(self, seat: Seat, link: Link, message: Text, now: float) -> None:
        try:
            sends = self.words.hear(seat, message, now)
        except OutOfPlace:
            self._lost(seat, now)
            return
        self._spread(sends, now)

    def answered(self, link: Link, now: float) -> None:
        """Only responders are answered."""

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """A device has opened a message."""
        if (seat := self._seat(link)) is not None:
            self.words.delivered(seat, message)

    def broken(self, link: Link, reason: str, now: float) -> None:
        """A line is over: say so, and make it again by invitation where that is possible."""
        seat = self._seat(link)
        if seat is None:
            return
        address = seat.break_off(link, now)
        if reason == "encryption-failed":
            self._host.trouble("encryption-failed")
            self._leave(seat, now)
            self.settle("broken", now)
            return
        self.words.event("gap", seat, now)
        if address is None:
            self._lost(seat, now)
            return
        seat.inviting = Invitation(
            self._wire,
            self._follower,
            address,
            lambda met, at: self._remade(seat, met, at),
            lambda at: self._lost(seat, at),
        )
        seat.inviting.begin(seat.line_id, AGAIN, now, self._random)

    def _remade(self, seat: Seat, met: Met, now: float) -> None:
        """The line is made again: the same person; what was not receipted is said again."""
        seat.met, seat.remade = met, True
        again, seat.unsent = seat.unsent, []
        self._connect(seat, met, now)
        self.words.event("remade", seat, now)
        for message in (People(self.words.center.people), *again):
            self.send(seat, message, now)

    def _lost(self, seat: Seat, now: float) -> None:
        self._leave(seat, now)
        self.settle(None, now)

    # ------------------------------------------------------------------ time and end

    def documents(self, now: float) -> None:
        """Documents have changed: whoever does not stand any more is shut out at once."""
        for seat in list(self.seats.values()):
            try:
                self._follower.trusted.check_line(seat.met.hash, now)
            except Untrusted:
                if self._follower.trusted.line_roster(now) is None:
                    continue  # nobody is shut out by that; `tick` ends every line
                self._leave(seat, now, REVOKED)
                self.settle("revoked", now)
        self.admissions.documents(now)

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
        expired = self._follower.trusted.line_roster(now) is None
        reason = CLOSED if expired else REVOKED
        for seat in list(self.seats.values()):
            if expired or not in_time(seat.met.certificate, now):
                self._leave(seat, now, reason)
                self.settle(REASONS[reason], now)
            elif seat.link is not None:
                seat.link.tick(now)
            elif seat.inviting is not None:
                seat.inviting.tick(now)
        self.admissions.tick(now)
        self._tell_typing(self.words.strokes.due(now), now)

    def end(self, reason: int, now: float) -> None:
        """End every line, and forget every word."""
        for seat in self.seats.values():
            if (link := seat.stand_up()) is not None:
                self._parting.part(link, reason, now)
        self.clear()

    def wipe(self, now: float) -> None:
        """Say goodbye if the socket is open, and forget every word and every key, at once."""
        for seat in self.seats.values():
            if (link := seat.stand_up()) is not None:
                link.farewell(End(LEFT), now)
        self.clear()

    def clear(self) -> None:
        """Forget every word."""
        for seat in self.seats.values():
            if (link := seat.stand_up()) is not None:
                link.close()
        self.admissions.close()
        self.seats.clear()
        self.words.clear()

"""One conversation of a console: its line, its words, its stage (protocol.md 5.6, 6.3, 8, 9)."""

from __future__ import annotations

from typing import Final, Protocol

from orgkeys.conversation import CENTER, Entry, Point
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.handshake import KnockText
from orgkeys.keystrokes import Keystrokes
from orgkeys.link import Link
from orgkeys.messages import (
    Admit,
    Admitted,
    Contact,
    End,
    Known,
    Member,
    Message,
    Passed,
    People,
    Placed,
    Text,
    Typing,
    Unknown,
)
from orgkeys.notes import Notes
from orgkeys.parting import Parting
from orgkeys.star import REASONS
from orgkeys.views import Ended, EndReason, Person, Problem, TalkOrigin, TalkStage, TalkView

UNSENT_MOST: Final = 256
NOBODY: Final = KnockText()


class TalkHost(Protocol):
    """The console that holds the talks."""

    def contact(self, now: float) -> Contact | None:
        """How to reach this device; None while there is no shift."""


class Talk:
    """Owner of its link. `me` is the hash of this device's certificate (32 bytes)."""

    def __init__(
        self,
        key: str,
        host: TalkHost,
        point: Point,
        alias: str,
        by: TalkOrigin,
        text: KnockText = NOBODY,
    ) -> None:
        self.key = key
        self.by = by
        self.point = point
        self.stage: TalkStage = "hello"
        self.sealed = b""
        """The ask that it began with, while it is not sure that our answer was taken."""
        self.hello = b""
        self.given = 0
        self.established = b""
        """The id of the last line whose answer has opened."""
        self.unread = 0
        self.ended: Ended | None = None
        self.problem: Problem | None = None
        self.notes = Notes()
        self.strokes = Keystrokes()
        self.link: Link | None = None
        self.admitted: dict[int, bool] = {}
        self._host = host
        self._alias = alias
        self._text = text
        self._first_key = ""
        self._keys: list[str] = []
        self._unsent: list[Known] = []
        self._requests = 0

    def begin(self, link: Link, now: float) -> None:
        """The hello is on its way."""
        self.link = link
        if self._text.first:
            self._first_key = self.notes.text(self._text.first, now, sender=CENTER, order=0)

    def again(self, link: Link) -> None:
        """The survivor has made the line again; the old one is over."""
        if self.link is not None:
            self._unsent = [*self.link.carry(), *self._unsent]
            if not self.link.line.dead:
                self.link.close()
        self.link = link

    @property
    def active(self) -> bool:
        """Whether it takes one of the places of the limit."""
        return self.stage != "ended"

    def line_ids(self) -> tuple[bytes, ...]:
        """The lines that the survivor may know this talk by: the last good one, and the next."""
        pending = self.link.line.line_id if self.link is not None else b""
        return tuple(one for one in (self.established, pending) if one)

    # ------------------------------------------------------------------ from the link

    def answered(self, link: Link, now: float) -> None:
        """The answer has opened: whoever knocked holds the keys of this line."""
        self.problem = None
        self.sealed = self.hello = b""
        if self.established:
            self.notes.event("remade", now)
        self.established = link.line.line_id
        self.stage = "talking"
        self.reach(now)
        again, self._unsent = self._unsent, []
        for message in again:
            self._push(message, now)

    def reach(self, now: float) -> None:
        """Tell the survivor's browser how to reach this device when the line is lost."""
        contact = self._host.contact(now)
        if contact is not None and self.stage == "talking":
            self._push(contact, now)

    def heard(self, link: Link, message: Message, now: float) -> None:
        """A message from the survivor's browser."""
        match message:
            case Typing():
                self.strokes.theirs(CENTER, message.on, now)
            case End():
                link.flow(now)  # the receipt, before the mailbox goes
                link.close()
                self._over(REASONS[message.reason], now, by_me=False)
            case Admitted():
                self.admitted[message.request] = message.yes
            case Unknown():
                self.notes.event("not-understood", now)
            case _:
                before = self.point.people
                gaps = self.point.gaps
                try:
                    entry = self.point.receive(message)
                except OutOfPlace:
                    link.close()
                    self.broken(link, "unexpected", now)
                    return
                if self.point.gaps > gaps:
                    self.notes.event("gap", now)
                if isinstance(message, People):
                    self._people(before, now)
                elif entry is not None:
                    self._show(entry, message, now)

    def _people(self, before: tuple[Member, ...], now: float) -> None:
        was, are = {one.person for one in before}, {one.person for one in self.point.people}
        for one in self.point.people:
            if one.person not in was:
                self.notes.event("joined", now, sender=one.person, alias=one.alias)
        for one in before:
            if one.person not in are:
                self.notes.event("left", now, sender=one.person, alias=one.alias)

    def _show(self, entry: Entry, message: Message, now: float) -> None:
        match message:
            case Placed():
                self.notes.place(self._keys[message.id - 1], entry.place)
                return
            case Text() if entry.place == 1 and entry.text == self._text.first:
                # What stood in the knock comes again, now from who holds the line.
                self.notes.remove(self._first_key)
        alias = next((o.alias for o in self.point.people if o.person == entry.person), "")
        self.notes.text(
            entry.text,
            now,
            sender=entry.person,
            alias=alias,
            order=entry.place,
            passed_on=isinstance(message, Passed),
        )
        self.strokes.theirs(entry.person, False, now)
        self.unread += 1

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """The survivor's browser has opened a message of ours."""
        if isinstance(message, Text):
            self.notes.delivered(self._keys[message.id - 1], CENTER)

    def broken(self, link: Link, reason: str, now: float) -> None:
        """The line is over. Only the survivor's browser can make it again, by invitation."""
        if self.link is not link:
            return
        self._unsent = [*link.carry(), *self._unsent]
        self.link = None
        self.problem = "line-broken"
        self.notes.event("gap", now)
        if not self.established:
            self._over("broken", now, by_me=False)

    # ------------------------------------------------------------------ what a person does

    def say(self, text: str, now: float) -> None:
        """Say something. Unsendable before the answer has opened, after the end, or for no text."""
        if self.stage != "talking":
            raise Unsendable("not-answered" if self.active else "line-over")
        if len(self._unsent) >= UNSENT_MOST:
            raise Unsendable("outbox-full")
        message = self.point.say(text)
        sender, alias = self.point.number, self._alias
        key = self.notes.text(text, now, sender=sender, alias=alias, mine=True, readers=(CENTER,))
        self._keys.append(key)
        self._push(message, now)
        self.strokes.sent()
        self.unread = 0

    def typing(self, on: bool, now: float) -> None:
        """Typing, or not any more."""
        self._tell_typing(self.strokes.mine(on, now), now)

    def introduce(self, certificate: bytes, contact: Contact, purpose: int, now: float) -> int:
        """Ask that a colleague may join (1) or take over (2); the number of the request."""
        if self.stage != "talking":
            raise Unsendable("not-answered")
        self._requests += 1
        self._push(Admit(self._requests, certificate, contact.sealing_key, contact.w, purpose), now)
        return self._requests

    def end(self, reason: int, parting: Parting, now: float) -> None:
        """Leave the conversation; reason as in protocol.md 8."""
        link, self.link = self.link, None
        if link is not None and self.established:
            parting.part(link, reason, now)
        elif link is not None:
            link.close()  # nobody has answered, so nothing is said
        self._over(REASONS[reason], now, by_me=True)

    def _over(self, reason: EndReason, now: float, *, by_me: bool) -> None:
        self.stage, self.ended, self.problem = "ended", Ended(reason, by_me), None
        self.link = None
        self._unsent.clear()
        self.notes.gone(CENTER)
        self.notes.event("ended", now)

    def _push(self, message: Known, now: float) -> None:
        if self.link is None:
            self._unsent.append(message)
        else:
            self.link.push(message, now)

    def _tell_typing(self, on: bool | None, now: float) -> None:
        if on is not None and self.link is not None and self.stage == "talking":
            self.link.push(Typing(on), now)

    # ------------------------------------------------------------------ time and view

    def rejoined(self, now: float) -> None:
        """A new connection."""
        if self.link is not None:
            self.link.rejoined(now)

    def tick(self, now: float) -> None:
        """About every second."""
        if self.link is not None:
            self.link.tick(now)
        self._tell_typing(self.strokes.due(now), now)

    def clear(self) -> None:
        """Forget every word."""
        self.notes.clear()
        self._unsent.clear()
        self._text = NOBODY

    def view(self, now: float) -> TalkView:
        """The talk as the screen wants it."""
        notes = self.notes.view(now)
        texts = [note for note in notes if note.kind == "text"]
        return TalkView(
            key=self.key,
            address_as=self._text.address_as,
            language=self._text.language,
            stage=self.stage,
            by=self.by,
            notes=notes,
            people=tuple(_person(member) for member in self.point.people),
            typing=self.strokes.people(now),
            unread=self.unread,
            waiting_for_me=self.stage == "talking" and bool(texts) and not texts[-1].mine,
            ended=self.ended,
            problem=self.problem,
        )


def _person(member: Member) -> Person:
    return Person(member.person, member.alias, member.role, (), member.certificate_hash.hex())

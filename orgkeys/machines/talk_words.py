"""What is said in one conversation, as a console shows it (protocol.md 8, 9)."""

from __future__ import annotations

from orgkeys.conversation import CENTER, Entry, Point
from orgkeys.handshake import KnockText
from orgkeys.machines.keystrokes import Keystrokes
from orgkeys.machines.notes import Notes
from orgkeys.machines.views import Note, Person
from orgkeys.messages import Known, Member, Message, Passed, People, Placed, Text

NO_KNOCK = KnockText()


class TalkWords:
    """One conversation at one of its points; `alias` is our own."""

    def __init__(self, point: Point, alias: str, knock: KnockText = NO_KNOCK) -> None:
        self.point = point
        self.notes = Notes()
        self.strokes = Keystrokes()
        self.unread = 0
        self.knock = knock
        self._alias = alias
        self._first_key = ""
        self._keys: list[str] = []  # notes of our own words, by their count

    def begin(self, now: float) -> None:
        """Show what stood in the knock."""
        if self.knock.first:
            self._first_key = self.notes.text(self.knock.first, now, sender=CENTER, order=0)

    def say(self, text: str, now: float) -> Text:
        """The message for our own words; Unsendable if they are no text."""
        message = self.point.say(text)
        key = self.notes.text(
            text,
            now,
            sender=self.point.number,
            alias=self._alias,
            mine=True,
            readers=(CENTER,),
        )
        self._keys.append(key)
        self.strokes.sent()
        self.unread = 0
        return message

    def hear(self, message: Message, now: float) -> None:
        """What the center says. Raises OutOfPlace for what it never says."""
        before, gaps = self.point.people, self.point.gaps
        entry = self.point.receive(message)
        if self.point.gaps > gaps:
            self.notes.event("gap", now)
        if isinstance(message, People):
            self._people(before, now)
        elif entry is not None and isinstance(message, Placed):
            self.notes.place(self._key(message.id), entry.place)
        elif entry is not None:
            self._theirs(entry, isinstance(message, Passed), now)

    def _people(self, before: tuple[Member, ...], now: float) -> None:
        was, are = {one.person for one in before}, {one.person for one in self.point.people}
        for one in self.point.people:
            if one.person not in was:
                self.notes.event("joined", now, sender=one.person, alias=one.alias)
        for one in before:
            if one.person not in are:
                self.notes.event("left", now, sender=one.person, alias=one.alias)

    def _theirs(self, entry: Entry, passed_on: bool, now: float) -> None:
        if entry.place == 1 and entry.person == CENTER and entry.text == self.knock.first:
            # What stood in the knock comes again, now from who holds the line.
            self.notes.remove(self._first_key)
        alias = next((o.alias for o in self.point.people if o.person == entry.person), "")
        self.notes.text(
            entry.text,
            now,
            sender=entry.person,
            alias=alias,
            order=entry.place,
            passed_on=passed_on,
        )
        self.strokes.theirs(entry.person, False, now)
        self.unread += 1

    def delivered(self, message: Known) -> None:
        """The survivor's browser has opened a message of ours."""
        if isinstance(message, Text):
            self.notes.delivered(self._key(message.id), CENTER)

    def _key(self, ident: int) -> str:
        return self._keys[ident - self.point.before - 1]

    def people(self) -> tuple[Person, ...]:
        """Everyone on a line, as the center says; person 0 is not listed."""
        return tuple(_person(member) for member in self.point.people)

    @staticmethod
    def waits_for_me(notes: tuple[Note, ...]) -> bool:
        """Whether the last words are somebody else's."""
        texts = [note for note in notes if note.kind == "text"]
        return bool(texts) and not texts[-1].mine

    def clear(self) -> None:
        """Forget every word."""
        self.notes.clear()
        self.knock = NO_KNOCK


def _person(member: Member) -> Person:
    return Person(member.person, member.alias, member.role, (), member.certificate_hash.hex())

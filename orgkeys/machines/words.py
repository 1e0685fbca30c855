"""The survivor's words and everybody's, as the survivor's screen shows them (protocol.md 9.1).

`Center` gives each text its place; here stands what is known about its delivery, who is typing,
and the first message, which waits until there is somebody on a line to say it to.
"""

from __future__ import annotations

from orgkeys.conversation import CENTER, Center, Sends
from orgkeys.machines.keystrokes import Keystrokes
from orgkeys.machines.notes import NOBODY_YET, Notes
from orgkeys.machines.seat import Seat
from orgkeys.machines.views import NoteKind
from orgkeys.messages import Known, Text


class Words:
    """One conversation at its center."""

    def __init__(self, organisation: bytes) -> None:
        self.center = Center(organisation)
        self.notes = Notes()
        self.strokes = Keystrokes()
        self._organisation = organisation
        self._held = ""
        self._held_key = ""
        self._keys: dict[int, str] = {}  # place -> note of our own words

    def hold(self, first: str, now: float) -> None:
        """Keep what stands in the knock until it can be said."""
        if first:
            self._held = first
            self._held_key = self.notes.text(
                first, now, sender=CENTER, mine=True, readers=(NOBODY_YET,)
            )

    def release(self, now: float) -> Sends:
        """Say what was held, if anything was."""
        if not self._held:
            return []
        sends = self.center.say(self._held)
        place, key = len(self.center.transcript), self._held_key
        self._held = self._held_key = ""
        self.notes.place(key, place)
        self.notes.sent_to(key, [person for person, _ in sends], now)
        self._keys[place] = key
        return sends

    def say(self, text: str, now: float) -> Sends:
        """The survivor's words to everybody; Unsendable if they are no text."""
        sends = self.center.say(text)
        place = len(self.center.transcript)
        readers = [person for person, _ in sends]
        self._keys[place] = self.notes.text(
            text, now, sender=CENTER, mine=True, order=place, readers=readers
        )
        self.strokes.sent()
        return sends

    def hear(self, seat: Seat, message: Text, now: float) -> Sends:
        """A person's words: shown once, placed, and passed on. Raises OutOfPlace."""
        before = len(self.center.transcript)
        sends = self.center.receive(seat.person, message)
        if len(self.center.transcript) > before:
            if message.id > seat.last_id + 1 and not seat.remade:
                self.event("gap", seat, now)
            seat.last_id, seat.remade = message.id, False
            self.notes.text(
                message.text, now, sender=seat.person, alias=seat.alias, order=before + 1
            )
            self.strokes.theirs(seat.person, False, now)
        return sends

    def event(self, kind: NoteKind, seat: Seat, now: float) -> None:
        """Note what happened to a person."""
        self.notes.event(kind, now, sender=seat.person, alias=seat.alias)

    def delivered(self, seat: Seat, message: Known) -> None:
        """A person's device has opened a message."""
        if isinstance(message, Text):
            self.notes.delivered(self._keys.get(message.id, ""), seat.person)

    def gone(self, seat: Seat, now: float) -> Sends:
        """A person has left: nothing more is expected, and the rest are told."""
        self.strokes.theirs(seat.person, False, now)
        self.notes.gone(seat.person)
        self.event("left", seat, now)
        return self.center.leave(seat.person)

    def clear(self) -> None:
        """Forget every word and every name."""
        self.notes.clear()
        self._keys.clear()
        self._held = self._held_key = ""
        self.center = Center(self._organisation)

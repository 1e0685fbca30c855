"""A conversation as a star (protocol.md 9), without lines or keys: messages in, messages out.

`Center` is the survivor's browser: it alone orders, and each text goes to everyone who is on a line
and to nobody else. `Point` is a staff device: it shows what the center says, in the center's
order. Both keep the running hash of the transcript (9.2), so that points can compare.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from orgkeys import labels
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.messages import (
    TEXT_LONGEST,
    Admit,
    Admitted,
    Contact,
    Known,
    Member,
    Message,
    Passed,
    People,
    Placed,
    Text,
)
from orgkeys.primitives import digest, u64

CENTER = 0
TRANSCRIPT_MOST = 100_000
PEOPLE_MOST = 32  # on a line at once

# Messages to send, each with the number of the person on whose line it goes.
Sends = list[tuple[int, Known]]


@dataclass(frozen=True)
class Who:
    """Who somebody is, by a certificate that was checked (its hash has 32 bytes)."""

    certificate_hash: bytes = field(repr=False)
    alias: str = field(repr=False)
    role: str


@dataclass(frozen=True)
class Entry:
    """One text at its place (from 1). `id` is the author's own count; 0 where it is not known."""

    place: int
    person: int
    id: int
    text: str = field(repr=False)
    earlier: bool = False


def start_hash(organisation: bytes) -> bytes:
    """h_0 (9.2)."""
    return digest(labels.TRANSCRIPT_START, organisation)


def step_hash(before: bytes, place: int, author: bytes, text: str) -> bytes:
    """h_n (9.2); `author` is the certificate hash, or empty for the center."""
    return digest(labels.TRANSCRIPT_STEP, before, u64(place), author, text.encode())


def check_text(text: str) -> None:
    """Unsendable for what is no text of a message."""
    if not text or len(text) > TEXT_LONGEST or "\x00" in text:
        raise Unsendable("text")


class Center:
    """The only transcript, and who is on a line. Persons are numbered from 1 and keep theirs."""

    def __init__(self, organisation: bytes) -> None:
        self.hash = start_hash(organisation)
        self._who: dict[int, Who] = {}
        self._present: list[int] = []
        self._transcript: list[Entry] = []
        self._placed: dict[tuple[int, int], int] = {}  # (person, id) -> place
        self._last: dict[int, int] = {}  # the highest id of each person that has a place

    @property
    def transcript(self) -> tuple[Entry, ...]:
        """Everything that was said, in order."""
        return tuple(self._transcript)

    @property
    def people(self) -> tuple[Member, ...]:
        """Everyone on a line now: all who can read."""
        return tuple(
            Member(person, who.certificate_hash, who.alias, who.role)
            for person, who in ((person, self._who[person]) for person in self._present)
        )

    def join(self, who: Who, earlier: bool = False) -> tuple[int, Sends]:
        """Somebody is on a line (9.3): their number, and `people` to all.

        What was said before goes there only with `earlier`, which the survivor decides.
        """
        if len(self._present) >= PEOPLE_MOST:
            raise Unsendable("too-many")
        person = len(self._who) + 1
        self._who[person] = who
        self._last[person] = 0
        self._present.append(person)
        passed = self.earlier(person, len(self._transcript)) if earlier else []
        return person, [*self._tell_people(), *passed]

    def earlier(self, person: int, many: int) -> Sends:
        """The first `many` texts, for somebody whom the survivor lets read them (9.3)."""
        before = self._transcript[:many]
        return [(person, Passed(e.place, e.person, True, e.text)) for e in before]

    def leave(self, person: int) -> Sends:
        """A line has ended (9.4): the rest are told, and nothing more goes there."""
        if person not in self._present:
            return []
        self._present.remove(person)
        return self._tell_people()

    def say(self, text: str) -> Sends:
        """The survivor's own words, to everyone on a line; Unsendable if they are no text."""
        check_text(text)
        if len(self._transcript) >= TRANSCRIPT_MOST:
            raise Unsendable("too-many")
        place = len(self._transcript) + 1
        self._enter(Entry(place, CENTER, place, text))
        return [(person, Text(place, text)) for person in self._present]

    def receive(self, person: int, message: Message) -> Sends:
        """A message from a person's line. OutOfPlace for what only a center says.

        A text that has its place already (its line was made again) is answered and not repeated.
        Messages that concern a line or a device (end, contact, admit, typing, …) are for the
        caller; nothing comes of them here.
        """
        if person not in self._present:
            raise OutOfPlace("absent")
        if isinstance(message, Placed | Passed | People | Admitted):
            raise OutOfPlace("unexpected")
        if not isinstance(message, Text):
            return []
        if message.id <= self._last[person]:
            place = self._placed.get((person, message.id))
            return [] if place is None else [(person, Placed(message.id, place))]
        if len(self._transcript) >= TRANSCRIPT_MOST:
            raise OutOfPlace("too-many")
        place = len(self._transcript) + 1
        self._last[person] = message.id
        self._placed[person, message.id] = place
        self._enter(Entry(place, person, message.id, message.text))
        passed = Passed(place, person, False, message.text)
        others = [other for other in self._present if other != person]
        return [(person, Placed(message.id, place)), *((other, passed) for other in others)]

    def _enter(self, entry: Entry) -> None:
        author = self._who[entry.person].certificate_hash if entry.person else b""
        self.hash = step_hash(self.hash, entry.place, author, entry.text)
        self._transcript.append(entry)

    def _tell_people(self) -> Sends:
        told = People(self.people)
        return [(person, told) for person in self._present]


class Point:
    """A staff device's end of the star. `me` is the hash of its own certificate (32 bytes).

    Its own texts are counted from `before` + 1. A device that goes on with a conversation after it
    has lost what it knew counts on above everything that it may have said (9.5).
    """

    def __init__(self, organisation: bytes, me: bytes, before: int = 0) -> None:
        self.hash: bytes | None = start_hash(organisation)  # None: not heard from the start
        self._organisation = organisation
        self.gaps = 0
        self.people: tuple[Member, ...] = ()
        self.before = before
        self._me = me
        self._known: dict[int, Member] = {}
        self._sent: list[str] = []
        self._placed: set[int] = set()
        self._transcript: list[Entry] = []
        self._authors: dict[int, bytes | None] = {}  # place -> certificate hash, None: unknown
        self._lowest = 0  # the first place that came by itself
        self._earlier = 0  # how far up to it what is from before has come

    @property
    def transcript(self) -> tuple[Entry, ...]:
        """What the center has placed, in its order; our own texts are in it once placed."""
        return tuple(self._transcript)

    @property
    def waiting(self) -> tuple[Text, ...]:
        """Our own texts that have no place yet: to be sent again on a line made again."""
        numbered = enumerate(self._sent, self.before + 1)
        return tuple(Text(number, text) for number, text in numbered if number not in self._placed)

    @property
    def number(self) -> int:
        """Our own number in the conversation; 0 until `people` has said it."""
        ours = [member.person for member in self.people if member.certificate_hash == self._me]
        return ours[-1] if ours else 0

    def say(self, text: str) -> Text:
        """The message for our own words; Unsendable if they are no text."""
        check_text(text)
        if len(self._sent) >= TRANSCRIPT_MOST:
            raise Unsendable("too-many")
        self._sent.append(text)
        return Text(self.before + len(self._sent), text)

    def receive(self, message: Message) -> Entry | None:
        """A message from the center: the entry that is new to show, or None.

        OutOfPlace for what only a point says, and for the place of a text that we did not write.
        """
        match message:
            case People():
                self.people = message.people
                self._known.update((member.person, member) for member in message.people)
            case Text():
                return self._enter(Entry(message.id, CENTER, message.id, message.text), b"")
            case Passed():
                member = self._known.get(message.person)
                author = member.certificate_hash if member else None
                if message.person == CENTER:
                    author = b""
                entry = Entry(message.place, message.person, 0, message.text, message.earlier)
                return self._enter(entry, author)
            case Placed():
                return self._own_place(message)
            case Contact() | Admit():
                raise OutOfPlace("unexpected")
            case _:  # for the line or the machine
                pass
        return None

    def _own_place(self, message: Placed) -> Entry | None:
        if 1 <= message.id <= self.before:
            return None  # said before we lost what we knew
        if not 1 <= message.id - self.before <= len(self._sent):
            raise OutOfPlace("unexpected")
        if message.id in self._placed:
            return None
        self._placed.add(message.id)
        text = self._sent[message.id - self.before - 1]
        return self._enter(Entry(message.place, self.number, message.id, text), self._me)

    def _enter(self, entry: Entry, author: bytes | None) -> Entry | None:
        """Take an entry whose place is new; a place that was skipped is counted as a gap."""
        last = self._transcript[-1].place if self._transcript else 0
        from_before = entry.earlier and self._earlier < entry.place < self._lowest
        if entry.place <= last and not from_before:
            return None
        if len(self._transcript) >= TRANSCRIPT_MOST:
            raise OutOfPlace("too-many")
        self._authors[entry.place] = author
        if from_before:
            return self._enter_before(entry)
        self._lowest = self._lowest or entry.place
        follows = entry.place == last + 1
        if not follows and self._transcript:
            self.gaps += 1
        known = self.hash is not None and follows and author is not None
        self.hash = step_hash(self.hash, entry.place, author, entry.text) if known else None  # type: ignore[arg-type]
        self._transcript.append(entry)
        return entry

    def _enter_before(self, entry: Entry) -> Entry:
        """What the survivor lets be read only now (9.3): it comes in order, each place once."""
        if entry.place > self._earlier + 1:
            self.gaps += 1
        self._earlier = entry.place
        at = bisect_left(self._transcript, entry.place, key=lambda one: one.place)
        self._transcript.insert(at, entry)
        self.hash = self._whole() if entry.place + 1 == self._lowest else self.hash
        return entry

    def _whole(self) -> bytes | None:
        """The running hash, where every place from 1 is known by now, and who wrote it."""
        running = start_hash(self._organisation)
        for place, entry in enumerate(self._transcript, 1):
            author = self._authors.get(place)
            if entry.place != place or author is None:
                return None
            running = step_hash(running, place, author, entry.text)
        return running

"""What the two machines show: the views of `client_js/src/core/views.ts` in Python.

Frozen values without behavior of their own; `orgkeys/machines/actions.py` has what a person can
do. Times are seconds since 1970. What a person wrote or is called is left out of `repr`, so that
no log line can carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from orgkeys.machines.code_word import CodeKind, CodeState

Connection = Literal["connecting", "connected", "lost"]

Problem = Literal[
    "relay-unreachable",
    "wrong-fingerprint",
    "unknown-organisation",
    "documents-untrusted",
    "shift-expired",
    "roster-expired",
    "clock-disagrees",
    "desk-closed",
    "line-full",
    "slow-down",
    "unsupported-browser",
    "line-broken",
    "encryption-failed",
    "wrong-passphrase",
    "damaged-vault",
    "foreign-vault",
    "not-on-shift",
    "taken-over",
    "someone-else-took-it",
]
"""What is wrong, as a key into the catalog of words."""

Delivery = Literal["sending", "delivered", "received", "not-delivered"]
NoteKind = Literal["text", "joined", "left", "gap", "remade", "not-understood", "ended"]
EndReason = Literal["finished", "left", "broken", "closed", "revoked", "idle", "unwanted"]
VisitStage = Literal["loading", "ready", "waiting", "talking", "ended", "refused"]
TalkOrigin = Literal["knock", "again", "join", "hand-over"]
TalkStage = Literal["hello", "unverified", "talking", "ended"]
DutyStage = Literal["connecting", "off-duty", "on-duty", "finishing", "refused"]


@dataclass(frozen=True)
class Person:
    """Somebody in a conversation; `number` is stable in it, and 0 is the survivor."""

    number: int
    alias: str = field(repr=False)
    role: str
    languages: tuple[str, ...]
    fingerprint: str
    """Hex of the certificate hash, for those who want to compare."""


@dataclass(frozen=True)
class Note:
    """One entry of what was said and what happened; `key` is stable while the note lives."""

    key: str
    kind: NoteKind
    sender: int
    """Person number; 0 is the survivor (`from` in TypeScript)."""
    alias: str = field(repr=False)
    """Alias of the sender at that time; empty for the survivor and where nobody told it."""
    mine: bool
    text: str = field(repr=False)
    delivery: Delivery
    passed_on: bool
    """The words came by way of the survivor's browser from someone else."""


@dataclass(frozen=True)
class Phone:
    """A number that the organisation signed, and what stands beside it."""

    number: str
    label: str


@dataclass(frozen=True)
class Hours:
    """Open on `day` (0 is Monday) from minute to minute of the notice's time zone."""

    day: int
    opens: int
    closes: int


@dataclass(frozen=True)
class NoticeView:
    """The signed notice, ready to show."""

    organisation: str
    languages: tuple[str, ...]
    timezone: str
    hours: tuple[Hours, ...]
    exit_address: str
    texts: dict[str, dict[str, str]]
    numbers: tuple[tuple[str, dict[str, str]], ...]

    def text(self, language: str, key: str) -> str:
        """The text in that language, else in the first language, else empty."""
        chosen = self.texts.get(language, {}).get(key)
        if chosen is None and self.languages:
            chosen = self.texts[self.languages[0]].get(key)
        return chosen or ""

    def phones(self, language: str) -> tuple[Phone, ...]:
        """The numbers, labeled in that language, else in the first language of the label."""
        return tuple(
            Phone(number, labels.get(language, next(iter(labels.values()), "")))
            for number, labels in self.numbers
        )


@dataclass(frozen=True)
class AdmissionAsk:
    """A staff member asks the survivor to let a colleague in."""

    request: int
    asker: Person
    colleague: Person
    purpose: Literal["join", "hand-over", "earlier"]
    """"earlier": has come by a knock made again, and may read what was said before?"""


@dataclass(frozen=True)
class Place:
    """The place in the waiting line: how many are ahead, and whether anybody is on duty."""

    ahead: int
    serving: bool


@dataclass(frozen=True)
class Ended:
    """Why a conversation is over, and whether this side ended it."""

    reason: EndReason
    by_me: bool


@dataclass(frozen=True)
class VisitView:
    """What the survivor's page shows."""

    stage: VisitStage
    connection: Connection
    problem: Problem | None
    notice: NoticeView | None
    desk: Literal["open", "closed", "unknown"]
    said: str
    """The key of the notice's text that stands for the desk; empty for none."""
    place: Place | None
    people: tuple[Person, ...]
    notes: tuple[Note, ...]
    typing: tuple[int, ...]
    asks: tuple[AdmissionAsk, ...]
    codes: tuple[tuple[int, CodeKind], ...]
    """Who asks for the code word, by person number, and what for."""
    ended: Ended | None
    survey: Literal["asked", "sent"] | None = None
    """After the end: the organisation asks; then, that the answers are on their way."""


@dataclass(frozen=True)
class KnockView:
    """One knock of the waiting line; `told_at` is when `waited` (seconds) was told."""

    key: str
    language: str = field(repr=False)
    address_as: str = field(repr=False)
    first: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    waited: int
    told_at: float
    state: Literal["waiting", "claiming", "unreadable"]


@dataclass(frozen=True)
class TalkView:
    """One conversation of a console."""

    key: str
    address_as: str = field(repr=False)
    language: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    stage: TalkStage
    by: TalkOrigin
    """From the waiting line, or by an invitation from the survivor's browser."""
    notes: tuple[Note, ...]
    people: tuple[Person, ...]
    typing: tuple[int, ...]
    unread: int
    waiting_for_me: bool
    ended: Ended | None
    problem: Problem | None
    code: CodeState
    code_anew: bool
    """The word was changed by somebody unknown; who writes counts as verified only while `code` is
    "match" and this is false."""


@dataclass(frozen=True)
class DutyView:
    """What a console shows."""

    stage: DutyStage
    connection: Connection
    problem: Problem | None
    organisation: str
    alias: str = field(repr=False)
    role: str
    shift_expires: int | None
    limit: int
    knocks: tuple[KnockView, ...]
    talks: tuple[TalkView, ...]

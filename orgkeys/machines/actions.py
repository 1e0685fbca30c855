"""What a person can do with the two machines: the actions of `client_js/src/core/views.ts`."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgkeys.machines.code_word import CodeKind

# What a survivor can do.


@dataclass(frozen=True)
class Knock:
    """Ask to talk; everything may be empty."""

    language: str = field(repr=False)
    address_as: str = field(repr=False)
    first: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The key of a question (`caller` or one of the notice's), and what was answered."""


@dataclass(frozen=True)
class Withdraw:
    """Leave the waiting line."""


@dataclass(frozen=True)
class Say:
    """Send a text to everybody in the conversation."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Typing:
    """Begin or stop typing."""

    on: bool


@dataclass(frozen=True)
class Admit:
    """Answer an AdmissionAsk."""

    request: int
    yes: bool
    show_earlier: bool


@dataclass(frozen=True)
class SayCode:
    """Answer a person who asks for the code word; empty for not now."""

    person: int
    word: str = field(repr=False)


@dataclass(frozen=True)
class End:
    """End the conversation for everybody; `unwanted`: nobody is to write to her again."""

    unwanted: bool = False


@dataclass(frozen=True)
class Leave:
    """Quick exit: wipe everything at once; `end` is sent if the socket is open."""


@dataclass(frozen=True)
class Survey:
    """Answer the organisation's questions after the end: (key of the question, answer)."""

    answers: tuple[tuple[str, str], ...] = field(repr=False)


VisitAction = Knock | Withdraw | Say | Typing | Admit | SayCode | End | Leave | Survey


# What somebody on duty can do.


@dataclass(frozen=True)
class OnDuty:
    """Serve the desk."""


@dataclass(frozen=True)
class Finish:
    """Take no more knocks, and go off duty when the last conversation is over."""


@dataclass(frozen=True)
class OffDuty:
    """Take no more knocks."""


@dataclass(frozen=True)
class SetLimit:
    """How many conversations at once."""

    limit: int


@dataclass(frozen=True)
class Claim:
    """Take this knock."""

    key: str


@dataclass(frozen=True)
class TalkSay:
    """Send a text in one conversation."""

    talk: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class TalkTyping:
    """Begin or stop typing in one conversation."""

    talk: str
    on: bool


@dataclass(frozen=True)
class AskCode:
    """Ask for the code word in one conversation."""

    talk: str
    kind: CodeKind


@dataclass(frozen=True)
class Read:
    """Everything in this conversation has been seen."""

    talk: str


@dataclass(frozen=True)
class EndTalk:
    """Leave this conversation."""

    talk: str


@dataclass(frozen=True)
class Forget:
    """Remove an ended conversation from the screen and from memory."""

    talk: str


@dataclass(frozen=True)
class Lock:
    """Leave everything and wipe every key."""


DutyAction = (
    OnDuty
    | Finish
    | OffDuty
    | SetLimit
    | Claim
    | TalkSay
    | TalkTyping
    | AskCode
    | Read
    | EndTalk
    | Forget
    | Lock
)

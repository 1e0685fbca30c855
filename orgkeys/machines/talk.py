"""One conversation of a console: its line, its stage, its end (protocol.md 5.6, 6.3, 9)."""

from __future__ import annotations

from math import inf
from typing import Final, Protocol

from orgkeys.conversation import CENTER, check_text
from orgkeys.errors import OutOfPlace, Unsendable
from orgkeys.machines.code_word import CodeKind, CodeWord
from orgkeys.machines.link import Link, Random
from orgkeys.machines.owners import REASONS
from orgkeys.machines.parting import Parting
from orgkeys.machines.talk_words import TalkWords
from orgkeys.machines.views import Ended, EndReason, Problem, TalkOrigin, TalkStage, TalkView
from orgkeys.messages import (
    Admit,
    Admitted,
    Code,
    Contact,
    End,
    Known,
    Message,
    Typing,
    Unknown,
)
from orgkeys.quiet import pieces

UNSENT_MOST: Final = 256
ANSWER_MOST: Final = 660.0
"""Seconds from a hello: no relay keeps it for longer where nobody fetches it (10.5)."""
ANSWER_SOON: Final = 20.0
"""Seconds of connection from the closing of the knock's mailbox, which is a moment before the
answer: enough for a page whose connection was lost just then to notice it and to come back."""
HEARD_MOST: Final = 2000.0
HEARD_PER_SECOND: Final = 5.0
"""What one conversation may ask of a console. A person never comes near it; a flood does."""


class TalkHost(Protocol):
    """The console that holds the talks."""

    def contact(self, now: float) -> Contact | None:
        """How to reach this device; None while there is no shift."""


class Talk:
    """Owner of its link."""

    def __init__(
        self, key: str, host: TalkHost, words: TalkWords, by: TalkOrigin, random: Random
    ) -> None:
        self.key = key
        self.by = by
        self.words = words
        self.code = CodeWord(random)
        self.stage: TalkStage = "hello" if by == "knock" else "unverified"
        self.sealed = b""
        """The knock that it began with, while it is not sure that our hello was taken ..."""
        self.hello = b""
        """... and that hello, which can be given again."""
        self.given = 0
        self.knock = b""
        """The relay's number of that knock."""
        self.established = b""
        """The id of the last line whose answer has opened."""
        self.ended: Ended | None = None
        self.problem: Problem | None = None
        self.link: Link | None = None
        self.admitted: dict[int, bool] = {}
        """What the survivor said to our requests."""
        self._host = host
        self._unsent: list[Known] = []
        self._quiet = False
        """Whether the last line was a quiet one."""
        self._requests = 0
        self._room = HEARD_MOST
        self._heard_at: float | None = None
        self._patience = inf
        """Until when an answer may come; after that, whoever knocked has left."""
        self._patience_most = inf
        self._closed = False
        """Whether the knock's mailbox is."""

    def begin(self, link: Link, now: float) -> None:
        """The hello is on its way."""
        self.link = link
        self._patience = self._patience_most = now + ANSWER_MOST
        self.words.begin(now)

    def withdrawn(self, now: float) -> None:
        """The knock's mailbox is closed: the answer comes now, or nobody is there any more."""
        self._closed = True
        self._patience = min(self._patience_most, now + ANSWER_SOON)

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
            self.words.notes.event("remade", now)
            self.code.remade()
        self.established = link.line.line_id
        self.stage = "talking"
        self.reach(now)
        again, self._unsent = self._unsent, []
        for message in again:
            self._push(message, now)

    def reach(self, now: float) -> None:
        """Tell the survivor's browser how to reach this device when the line is lost."""
        contact = self._host.contact(now)
        if contact is not None and self.stage == "talking" and self.link is not None:
            self._push(contact, now)

    def heard(self, link: Link, message: Message, now: float) -> None:
        """A message from the survivor's browser."""
        passed = max(0.0, now - (now if self._heard_at is None else self._heard_at))
        self._heard_at = now
        self._room = min(HEARD_MOST, self._room + passed * HEARD_PER_SECOND) - 1
        if self._room < 0:
            # Whoever floods one conversation must not hold up the others on this console.
            link.close()
            self._over("broken", now, by_me=False)
            return
        match message:
            case Typing():
                self.words.strokes.theirs(CENTER, message.on, now)
            case End():
                link.flow(now)  # the receipt, before the mailbox goes
                link.close()
                self._over(REASONS[message.reason], now, by_me=False)
            case Code():
                self.code.answered(message)
            case Admitted():
                self.admitted[message.request] = message.yes
            case Unknown():
                self.words.notes.event("not-understood", now)
            case _:
                try:
                    self.words.hear(message, now)
                except OutOfPlace:
                    link.break_off("unexpected", now)

    def receipted(self, link: Link, message: Known, now: float) -> None:
        """The survivor's browser has opened a message of ours."""
        self.words.delivered(message)

    def broken(self, link: Link, reason: str, now: float) -> None:
        """The line is over. Only the survivor's browser can make it again, by invitation."""
        if self.link is not link:
            return
        self._unsent = [*link.carry(), *self._unsent]
        self._quiet = link.line.quiet
        self.link = None
        failed = reason == "encryption-failed"
        self.problem = "encryption-failed" if failed else "line-broken"
        self.words.notes.event("gap", now)
        if failed or not self.established:
            self._over("broken", now, by_me=False)

    # ------------------------------------------------------------------ what a person does

    def say(self, text: str, now: float) -> None:
        """Say something. Unsendable before the answer has opened, after the end, or for no text."""
        self._check_talking()
        backlog = self.link.backlog if self.link is not None else 0
        if len(self._unsent) + backlog >= UNSENT_MOST:
            raise Unsendable("outbox-full")
        check_text(text)
        quiet = self._quiet if self.link is None else self.link.line.quiet
        for piece in pieces(text) if quiet else [text]:
            self._push(self.words.say(piece, now), now)

    def typing(self, on: bool, now: float) -> None:
        """Typing, or not any more."""
        self.words.strokes.mine(on, now)

    def ask_code(self, kind: CodeKind, now: float) -> None:
        """Ask for the code word. Unsendable before the answer, or with no word to check."""
        self._check_talking()
        self._push(self.code.ask(kind), now)

    def introduce(self, certificate: bytes, contact: Contact, purpose: int, now: float) -> int:
        """Ask that a colleague may join (1) or take over (2); the number of the request."""
        self._check_talking()
        self._requests += 1
        admit = Admit(self._requests, certificate, contact.sealing_key, contact.w, purpose)
        self._push(admit, now)
        return self._requests

    def _check_talking(self) -> None:
        if self.stage != "talking":
            raise Unsendable("not-answered" if self.active else "line-over")

    def end(self, reason: int, parting: Parting, now: float) -> None:
        """Leave the conversation; reason as in protocol.md 8."""
        link, self.link = self.link, None
        if link is not None and self.established:
            parting.part(link, reason, now)
        elif link is not None:
            link.close()  # nobody has answered, so nothing is said
        if self.active:
            self._over(REASONS[reason], now, by_me=True)

    def _over(self, reason: EndReason, now: float, *, by_me: bool) -> None:
        self.stage, self.ended = "ended", Ended(reason, by_me)
        self.link = None
        self._unsent.clear()
        self.code.forget()
        self.words.notes.gone(CENTER)
        self.words.notes.event("ended", now)

    def _push(self, message: Known, now: float) -> None:
        # While a line is being made again, what is new waits behind what was not receipted: the
        # survivor's browser has no place for what comes after a later one.
        if self.link is None or not self.link.line.answered:
            self._unsent.append(message)
        else:
            self.link.push(message, now)

    def _tell_typing(self, on: bool | None, now: float) -> None:
        if on is not None and self.link is not None and self.stage == "talking":
            self.link.push(Typing(on), now)

    # ------------------------------------------------------------------ time and view

    def lost(self) -> None:
        """The connection is gone: an answer cannot come before the next one."""
        self._patience = self._patience_most

    def rejoined(self, now: float) -> None:
        """A new connection."""
        if self._closed:
            self.withdrawn(now)
        if self.link is not None:
            self.link.rejoined(now)

    def tick(self, now: float) -> None:
        """About every second."""
        if self.active and not self.established and now >= self._patience:
            if self.link is not None:
                self.link.close()
            self._over("left", now, by_me=False)
        if self.link is not None:
            self.link.tick(now)
        self._tell_typing(self.words.strokes.due(now), now)

    def clear(self) -> None:
        """Forget every word."""
        self.words.clear()
        self._unsent.clear()

    def view(self, now: float) -> TalkView:
        """The talk as the screen wants it."""
        notes = self.words.notes.view(now)
        return TalkView(
            key=self.key,
            address_as=self.words.knock.address_as,
            language=self.words.knock.language,
            answers=self.words.knock.answers,
            stage=self.stage,
            by=self.by,
            notes=notes,
            people=self.words.people(),
            typing=self.words.strokes.people(now),
            unread=self.words.unread,
            waiting_for_me=self.active and self.words.waits_for_me(notes),
            ended=self.ended,
            problem=self.problem,
            code=self.code.state,
            code_anew=self.code.anew,
        )

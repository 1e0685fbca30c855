"""The survivor's machine: documents, knock, waiting, conversation, end (protocol.md 5, 9, 10).

Pure: bytes, actions and times go in, bytes and views come out. A transport (`orgkeys/client.py`)
gives it a socket. The same machine in TypeScript is `client_js/src/core/visit.ts`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from orgkeys.errors import Unsendable
from orgkeys.handshake import KnockText
from orgkeys.machines.actions import (
    Admit,
    End,
    Knock,
    Leave,
    Say,
    SayCode,
    Survey,
    Typing,
    VisitAction,
    Withdraw,
)
from orgkeys.machines.asking import Asking, ask
from orgkeys.machines.knocking import Knocking
from orgkeys.machines.machine import Machine
from orgkeys.machines.meeting import Met
from orgkeys.machines.owners import FINISHED, REASONS, UNWANTED
from orgkeys.machines.parting import Parting
from orgkeys.machines.star import Star
from orgkeys.machines.views import Ended, EndReason, Problem, VisitStage, VisitView
from relay import frames
from relay.errors import Malformed

Random = Callable[[int], bytes]

Wants = Literal["socket", "none"]

FATAL: Final = ("wrong-fingerprint", "unknown-organisation", "documents-untrusted")


class Visit(Machine):
    """One visit, from loading to the end. `organisation` is the pinned fingerprint (32 bytes)."""

    def __init__(
        self, organisation: bytes, desk: bytes, random: Random, least_charter_version: int = 1
    ) -> None:
        super().__init__(organisation, desk, least_charter_version)
        self._random = random
        self._parting = Parting()
        self._star: Star | None = None
        self._knocking: Knocking | None = None
        self._text = KnockText()
        self._ticket = b""
        self._ended: Ended | None = None
        self._asking: Asking | None = None
        self._rounds = 0

    # ------------------------------------------------------------------ the transport

    def frame(self, raw: bytes, now: float) -> None:
        """A frame arrived. Raises Malformed for what is none; the socket is to be dropped then."""
        with self._turn(now, (Malformed,)):
            match self._wire.received(raw, now):
                case frames.Joined():
                    self._joined(now)
                case frames.Changed():
                    self._follower.start()
                case frames.Refused(code=frames.Refusal.UNKNOWN_ORGANISATION):
                    self._follower.unknown()
                case _:
                    pass  # for consoles, or for the transport
            self._documents(now)

    def tick(self, now: float) -> None:
        """About every second, and at once again while `busy`."""
        with self._turn(now):
            self._follower.tick(now)
            if self._knocking is not None:
                self._knocking.tick(now)
            if self._star is not None:
                self._star.tick(now)
            self._parting.tick(now)
            if self._asking is not None:
                self._asking.tick(now)
            self._wire.tick(now)

    def wants(self) -> Wants:
        """Whether a connection is needed."""
        lingers = self._parting.busy or (self._asking is not None and self._asking.open)
        return "socket" if self._ended is None or lingers else "none"

    def due(self) -> float | None:
        """When a quiet line wants its `tick`."""
        return self._star.due() if self._star is not None else None

    def busy(self) -> bool:
        """Whether `tick` has long work to go on with."""
        return self._knocking is not None and self._knocking.busy

    # ------------------------------------------------------------------ what happens

    def _joined(self, now: float) -> None:
        self._connection = "connected"
        if self._knocking is not None:
            self._knocking.rejoined()
        self._wire.joined()
        self._follower.start()
        if self._star is not None:
            self._star.rejoined(now)
        self._parting.rejoined(now)
        if self._asking is not None:
            self._asking.rejoined()

    def _documents(self, now: float) -> None:
        if self._rounds == self._follower.rounds:
            return
        self._rounds = self._follower.rounds
        if self._star is not None:
            self._star.documents(now)
        if self._knocking is not None:
            self._knocking.documents(now)
        self._stated(now)

    def _stated(self, now: float) -> None:
        """Who waits while the desk is closed by its state is told, and keeps nothing (10.5)."""
        if not self._follower.shut(now):
            if self._problem == "desk-closed":
                self._problem = None
        elif self._stage() == "waiting" and self._star is not None:
            if self._star.words.center.transcript:
                self.over("closed", now)
            else:
                self.turned_down("desk-closed", now)
                self._text, self._ticket = KnockText(), b""

    def met(self, met: Met, now: float) -> None:
        """Somebody has answered the knock: the conversation begins."""
        if self._knocking is not None:
            self._ticket, self._knocking = self._knocking.ticket, None
        if self._star is not None:
            self._star.welcome(met, now)

    def turned_down(self, problem: Problem, now: float) -> None:
        """The relay does not take the knock."""
        self._stop_waiting()
        if self._star is not None and self._star.words.center.transcript:
            self.over("broken", now)
        else:
            self._star = None
        self._problem = problem

    def over(self, reason: EndReason, now: float) -> None:
        """The last line is over."""
        self._finish(Ended(reason, by_me=False))
        if reason == "finished":
            self._asking = ask(self._wire, self._follower, now)

    def trouble(self, problem: Problem) -> None:
        """Something went wrong on this side."""
        self._problem = problem

    def alone(self, now: float) -> None:
        """The last line is lost for good: knock again, with the ticket, for all to see."""
        self._knocking = Knocking(
            self._wire, self._follower, self, self._random, self._text, self._ticket
        )
        self._knocking.begin(now)

    def _stop_waiting(self) -> None:
        if self._knocking is not None:
            self._knocking.withdraw()
        self._knocking = None

    def _finish(self, ended: Ended) -> None:
        """It is over: every word is forgotten. Only the `end` that was said may still linger."""
        self._stop_waiting()
        if self._star is not None:
            self._star.clear()
        self._star = None
        self._text, self._ticket = KnockText(), b""
        self._ended = self._ended or ended

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.close()

    def _failed(self, now: float) -> None:
        if self._star is not None:
            self._star.wipe(now)
        self._finish(Ended("broken", by_me=False))
        self._stop_asking()
        self._parting.close()
        self._wire.wipe()

    # ------------------------------------------------------------------ what a person does

    def act(self, action: VisitAction, now: float) -> None:
        """A person did something. Unsendable if it cannot be done now; nothing changes then."""
        if self._ended is not None and not isinstance(action, Leave | Survey):
            return
        with self._turn(now, (Unsendable,)):
            self._act(action, now)

    def _act(self, action: VisitAction, now: float) -> None:
        star, talking = self._star, self._stage() == "talking"
        match action:
            case Leave():
                self._leave(now)
            case End():
                reason = UNWANTED if action.unwanted else FINISHED
                if star is not None:
                    star.end(reason, now)
                self._finish(Ended(REASONS[reason], by_me=True))
                if talking and reason == FINISHED:
                    self._asking = ask(self._wire, self._follower, now)
            case Survey() if self._ended is not None:
                if self._asking is not None:
                    self._asking.send(action.answers, now)
            case Knock():
                self._knock(action, now)
            case Withdraw() if self._stage() == "waiting":
                self._withdraw()
            case Say() if star is not None and talking:
                star.say(action.text, now)
            case Typing():
                if star is not None and talking:
                    star.typing(action.on, now)
            case SayCode() if star is not None:
                star.say_code(action.person, action.word, now)
            case Admit() if star is not None:
                star.admissions.answer(action.request, action.yes, action.show_earlier, now)
            case _:
                raise Unsendable("out-of-turn")

    def _knock(self, action: Knock, now: float) -> None:
        if self._stage() != "ready":
            raise Unsendable("out-of-turn")
        if self._follower.desk(now) != "open":
            self._problem = self._follower.problem or "desk-closed"
            return
        text = KnockText(action.language, action.address_as, action.first, action.answers)
        star = Star(self._wire, self._follower, self, self._parting, self._random)
        waiting = Knocking(self._wire, self._follower, self, self._random, text)
        waiting.begin(now)  # Unsendable for a part that is too long
        star.words.hold(text.first, now)
        self._problem = None
        self._text, self._star, self._knocking = text, star, waiting

    def _withdraw(self) -> None:
        self._stop_waiting()
        if self._star is not None and self._star.words.center.transcript:
            self._finish(Ended("finished", by_me=True))
        else:
            self._star = None

    def _leave(self, now: float) -> None:
        """Quick exit: synchronous, and nothing is left behind."""
        if self._star is not None:
            self._star.wipe(now)
        self._finish(Ended("left", by_me=True))
        self._stop_asking()
        self._parting.close()
        self._wire.wipe()

    # ------------------------------------------------------------------ what it shows

    def _stage(self) -> VisitStage:
        if self._ended is not None:
            return "ended"
        if self._star is not None:
            return "talking" if self._star.seats or self._star.admissions.expecting else "waiting"
        if self._follower.problem in FATAL:
            return "refused"
        return "ready" if self._follower.loaded else "loading"

    def view(self) -> VisitView:
        """What the page shows."""
        star, now, stage = self._star, self._now, self._stage()
        waiting = self._knocking.problem if self._knocking is not None else None
        return VisitView(
            stage=stage,
            connection=self._connection,
            problem=self._problem or waiting or self._documents_problem(),
            notice=self._follower.notice(now),
            desk=self._follower.desk(now),
            said=self._follower.said(now),
            place=self._knocking.place_told if self._knocking and stage == "waiting" else None,
            people=star.people() if star else (),
            notes=star.words.notes.view(now) if star else (),
            typing=star.words.strokes.people(now) if star else (),
            asks=star.admissions.views() if star else (),
            codes=star.codes.views() if star else (),
            ended=self._ended,
            survey=self._asking.state if self._asking is not None else None,
        )

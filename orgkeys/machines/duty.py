"""The console's machine: documents, duty, waiting line, conversations (protocol.md 3.7, 5, 9, 10).

Pure: bytes, actions and times go in, bytes and views come out. A transport (`orgkeys/client.py`)
gives it a socket. The same machine in TypeScript is `client_js/src/core/duty.ts`.
"""

from __future__ import annotations

from typing import Final, Literal

from orgkeys.errors import Unsendable
from orgkeys.machines.actions import (
    AskCode,
    Claim,
    DutyAction,
    EndTalk,
    Finish,
    Forget,
    Lock,
    OffDuty,
    OnDuty,
    Read,
    SetLimit,
    TalkSay,
    TalkTyping,
)
from orgkeys.machines.link import Random
from orgkeys.machines.machine import Machine
from orgkeys.machines.owners import CLOSED, FINISHED, REVOKED
from orgkeys.machines.parting import Parting
from orgkeys.machines.serving import Serving, Wanted
from orgkeys.machines.standing import Standing
from orgkeys.machines.talks import Talks
from orgkeys.machines.views import DutyStage, DutyView, Problem
from orgkeys.machines.waiting_line import Waiting, WaitingLine
from orgkeys.messages import Contact
from orgkeys.vault import DeviceKeys
from relay import frames, limits
from relay.errors import Malformed
from relay.frames import Refusal

DEFAULT_LIMIT: Final = 3

Wants = Literal["socket", "none"]


class Duty(Machine):
    """One console, from unlocking to locking. `device` is what its vault holds."""

    def __init__(self, device: DeviceKeys, random: Random, limit: int = DEFAULT_LIMIT) -> None:
        super().__init__(device.organisation, device.desk)
        self._device = device
        self._standing = Standing(device, self._follower)
        self._parting = Parting()
        self._line = WaitingLine(self._wire, device.desk)
        self._talks = Talks(self._wire, device, self._standing, self, random)
        self._limit = limit
        self._serving = Serving(self._wire, device.desk, self._standing, self._follower.start)
        self._locked = False
        self._rounds = 0
        self._had_roster = False

    # ------------------------------------------------------------------ the transport

    def lost(self, now: float) -> None:
        """The socket is gone, and the duty with it."""
        super().lost(now)
        self._serving.forgotten()
        self._line.clear()
        self._talks.lost()

    def frame(self, raw: bytes, now: float) -> None:
        """A frame arrived. Raises Malformed for what is none; the socket is to be dropped then."""
        with self._turn(now, (Malformed,)):
            match self._wire.received(raw, now):
                case frames.Joined(challenge=challenge):
                    self._joined(challenge, now)
                case frames.Changed():
                    self._follower.start()
                case frames.Waiting() as told if self._serving.wanted == "on":
                    if not self._talks.waits_again(told):
                        self._line.told(told, now)
                case frames.Gone() as gone:
                    self._line.gone(gone)
                    self._talks.gone(gone.knock, now)
                case frames.Refused(code=Refusal.UNKNOWN_ORGANISATION):
                    self._follower.unknown()
                case frames.Refused(code=Refusal.NOT_ON_DUTY):
                    self._serving.ended(now)
                    self._line.clear()
                case _:
                    pass  # for visitors, or for the transport
            self._settle(now)

    def tick(self, now: float) -> None:
        """About every second."""
        with self._turn(now):
            self._follower.tick(now)
            self._standing_over(now)
            self._talks.tick(now)
            self._parting.tick(now)
            self._wire.tick(now)
            self._settle(now)

    def wants(self) -> Wants:
        """Whether a connection is needed."""
        return "none" if self._locked and not self._parting.busy else "socket"

    def due(self) -> float | None:
        """When a quiet line wants its `tick`."""
        return self._talks.due()

    def busy(self) -> bool:
        """Whether `tick` has long work to go on with; a console never has."""
        return False

    # ------------------------------------------------------------------ what happens

    def _joined(self, challenge: bytes, now: float) -> None:
        self._connection = "connected"
        self._serving.joined(challenge)
        self._wire.joined()
        self._follower.start()
        self._talks.rejoined(now)
        self._parting.rejoined(now)

    def _settle(self, now: float) -> None:
        """After everything that came in: look at the documents, and keep the relay told."""
        if self._rounds != self._follower.rounds:
            self._rounds = self._follower.rounds
            before = self._standing.believed
            self._standing.look(now)
            self._standing_over(now)
            if self._serving.on and not self._standing.on_shift(now):
                self._go_off("on")  # no knocks while we cannot answer them; on again when we can
            if self._standing.believed is not None and self._standing.believed != before:
                self._line.keys(self._standing.keys)
                self._serving.new_shift()
                self._talks.new_shift(self._standing.believed, now)
        if self._serving.wanted == "finishing" and not self._talks.active:
            self._serving.wanted = "off"
        self._serving.keep_told(self._limit - self._talks.active, now)

    def _standing_over(self, now: float) -> None:
        """A device that does not stand any more stops at once; so does all with an old roster."""
        roster = self._follower.trusted.line_roster(now)
        expired = roster is None and self._had_roster
        self._had_roster = self._had_roster or roster is not None
        if self._standing.shut_out is None and not expired:
            return
        self._go_off()
        self._talks.end_all(CLOSED if expired else REVOKED, self._parting, now)

    def _go_off(self, wanted: Wanted = "off") -> None:
        self._serving.stop(wanted)
        self._line.clear()

    def taken_over(self, now: float) -> None:
        """Another console has unlocked the same device: this one takes no more knocks."""
        self._go_off()
        self._problem = "taken-over"

    # ------------------------------------------------------------------ what a person does

    def act(self, action: DutyAction, now: float) -> None:
        """A person did something. Unsendable if it cannot be done now; nothing changes then."""
        if self._locked:
            return
        with self._turn(now, (Unsendable,)):
            self._act(action, now)
            self._settle(now)

    def _act(self, action: DutyAction, now: float) -> None:
        match action:
            case OnDuty():
                self._problem = None
                self._serving.begin()
                if self._standing.believed is not None:
                    self._talks.inbox.open(self._standing.believed)
            case Finish():
                self._go_off("finishing")
            case OffDuty():
                self._go_off()
            case SetLimit():
                self._limit = max(1, min(action.limit, limits.MAX_CAPACITY))
            case Claim():
                self._claim(action.key)
            case TalkSay():
                self._talks.get(action.talk).say(action.text, now)
            case TalkTyping():
                self._talks.get(action.talk).typing(action.on, now)
            case AskCode():
                self._talks.get(action.talk).ask_code(action.kind, now)
            case Read():
                self._talks.get(action.talk).words.unread = 0
            case EndTalk():
                self._talks.get(action.talk).end(FINISHED, self._parting, now)
            case Forget():
                self._talks.forget(action.talk)
            case Lock():
                self._lock(now)

    def _claim(self, key: str) -> None:
        if not self._serving.on:
            raise Unsendable("not-on-duty")
        if self._talks.active >= self._limit:
            raise Unsendable("limit")
        self._problem = None

        def claimed(waiting: Waiting, fence: int, now: float) -> None:
            self._talks.answer_knock(waiting, fence, now)

        self._line.claim(key, claimed, self.too_late)

    def too_late(self, now: float) -> None:
        """A claim or an answer came too late."""
        self._problem = "someone-else-took-it"

    def introduce(
        self, talk: str, certificate: bytes, contact: Contact, purpose: int, now: float
    ) -> int:
        """Ask the survivor to let a colleague in: 1 join, 2 hand over. The request's number."""
        return self._talks.get(talk).introduce(certificate, contact, purpose, now)

    def admitted(self, talk: str) -> dict[int, bool]:
        """What the survivor has said to our requests of a talk, by their numbers."""
        return dict(self._talks.get(talk).admitted)

    def contact(self, now: float) -> Contact | None:
        """How to reach this device, for one colleague, soon; None while it is not on a shift."""
        self._talks.expected.colleague(now)
        return self._standing.contact(self._talks.inbox.w(), now)

    def _lock(self, now: float) -> None:
        self._go_off()
        self._failed(now)

    def _failed(self, now: float) -> None:
        self._talks.wipe(now)
        self._parting.close()
        self._wire.wipe()
        self._standing.wipe()
        self._line.clear()
        self._serving.wanted = "off"
        self._locked = True

    # ------------------------------------------------------------------ what it shows

    def _first_problem(self, documents: Problem | None) -> Problem | None:
        """What a colleague has just done is news; what stands in the way of work goes before it."""
        serving = self._serving.problem or documents
        if documents == "documents-untrusted":
            serving = documents  # a relay with other documents takes no proof by ours
        if self._problem == "someone-else-took-it":
            return serving or self._problem
        return self._problem or serving

    def _refused(self) -> Problem | None:
        if self._follower.problem in ("wrong-fingerprint", "unknown-organisation"):
            return self._follower.problem
        return self._standing.shut_out

    def _stage(self) -> DutyStage:
        if self._locked or self._refused() is not None:
            return "refused"
        if not self._follower.loaded:
            return "connecting"
        if self._serving.wanted == "finishing":
            return "finishing"
        return "on-duty" if self._serving.on else "off-duty"

    def view(self) -> DutyView:
        """What the console shows."""
        held = self._follower.trusted.shift(self._device.desk)
        certificate = self._standing.own.certificate
        documents = self._standing.problem or self._documents_problem()
        return DutyView(
            stage=self._stage(),
            connection=self._connection,
            problem=self._refused() or self._first_problem(documents),
            organisation=self._follower.name(),
            alias=certificate.alias,
            role=certificate.role,
            shift_expires=held.payload.expires if held is not None else None,
            limit=self._limit,
            knocks=self._line.views(),
            talks=self._talks.views(self._now),
        )

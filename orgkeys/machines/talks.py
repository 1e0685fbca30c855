"""All conversations of a console: how they begin, go on and end (protocol.md 5.3, 5.6 to 5.8)."""

from __future__ import annotations

from typing import Final, Protocol

from orgkeys.conversation import Point
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.handshake import Believed, OpenedAsk, make_hello
from orgkeys.line import Line
from orgkeys.machines.inbox import Expected, Inbox
from orgkeys.machines.link import Link, Opening, Random
from orgkeys.machines.owners import LEFT
from orgkeys.machines.parting import Parting
from orgkeys.machines.standing import Standing
from orgkeys.machines.talk import Talk
from orgkeys.machines.talk_words import NO_KNOCK, TalkWords
from orgkeys.machines.views import TalkOrigin, TalkView
from orgkeys.machines.waiting_line import Waiting
from orgkeys.machines.wire import Asked, Wire
from orgkeys.messages import Contact, End
from orgkeys.quiet import soonest
from orgkeys.vault import DeviceKeys
from relay import frames
from relay.frames import write_capability

ORIGINS: Final[tuple[TalkOrigin, ...]] = ("again", "join", "hand-over")
AGAIN: Final = 0
FORMER_MOST: Final = 256
TALKS_MOST: Final = 32
GIVEN_MOST: Final = 3
"""How often a hello is given again before the survivor's browser counts as refusing it."""


class TalksHost(Protocol):
    """The console."""

    def too_late(self, now: float) -> None:
        """An answer came too late."""

    def taken_over(self, now: float) -> None:
        """Another console reads our inbox."""


class Talks:
    """The conversations by key, and the inbox that brings some of them."""

    def __init__(
        self, wire: Wire, device: DeviceKeys, standing: Standing, host: TalksHost, random: Random
    ) -> None:
        self._wire = wire
        self._device = device
        self._standing = standing
        self._host = host
        self._random = random
        self._talks: dict[str, Talk] = {}
        self._former: dict[bytes, None] = {}  # lines of talks that are not to come back
        self._made = 0
        self.expected = Expected()
        seeds = tuple(seed for _, seed in device.sealing_keys)
        self.inbox = Inbox(
            wire,
            device.inbox_secret,
            standing.own.hashes,
            seeds,
            self._invited,
            host.taken_over,
        )

    def due(self) -> float | None:
        """When a quiet line wants its `tick`."""
        links = (talk.link for talk in self._talks.values())
        return soonest(link.due for link in links if link is not None)

    @property
    def active(self) -> int:
        """How many conversations are not over."""
        return sum(talk.active for talk in self._talks.values())

    def get(self, key: str) -> Talk:
        """A talk by its key; Unsendable if there is none."""
        talk = self._talks.get(key)
        if talk is None:
            raise Unsendable("no-such-talk")
        return talk

    def contact(self, now: float) -> Contact | None:
        """How to reach this device; None while there is no shift."""
        return self._standing.contact(self.inbox.w(), now)

    # ------------------------------------------------------------------ beginning

    def answer_knock(self, waiting: Waiting, fence: int, now: float) -> None:
        """Answer a knock that we have claimed: hello and `ready`, with the fence."""
        opened = waiting.opened
        own = self._standing.own
        made = self._hello(opened, own.raw) if opened is not None else None
        if opened is None or made is None:
            self._wire.ask(
                lambda ref: frames.Release(ref, self._device.desk, waiting.knock, fence),
                lambda *_: None,
            )
            self._host.too_late(now)
            return
        append, line, r = made
        talk = self._new("knock", opened, own.hash)
        talk.sealed, talk.hello = waiting.sealed, append
        talk.begin(self._link(talk, line, r), now)
        self._accept(talk, waiting.knock, fence)

    def _accept(self, talk: Talk, knock: bytes, fence: int) -> None:
        desk = self._device.desk
        talk.knock = knock

        def answered(frame: Asked, now: float) -> None:
            if not isinstance(frame, frames.Done):
                self._too_late(talk, now)
            elif talk.stage == "hello":
                talk.stage = "unverified"

        self._wire.ask(lambda ref: frames.Accept(ref, desk, knock, fence, talk.hello), answered)

    def gone(self, knock: bytes, now: float) -> None:
        """The mailbox in which our answer to this knock lies is closed."""
        for talk in self._talks.values():
            if talk.knock == knock:
                talk.withdrawn(now)

    def waits_again(self, told: frames.Waiting) -> bool:
        """A knock that we have answered waits again: the answer never arrived. Give it again.

        Where the connection was lost in between, nobody can know whether the survivor has the
        hello; the same bytes can be taken only once.
        """
        talk = next((one for one in self._talks.values() if one.sealed == told.sealed), None)
        if talk is None or talk.established:
            return False
        if talk.given >= GIVEN_MOST:
            self._drop(talk)
            return False
        talk.given += 1
        desk = self._device.desk

        def answered(frame: Asked, now: float) -> None:
            if isinstance(frame, frames.Claimed):
                self._accept(talk, told.knock, frame.fence)
            else:
                self._too_late(talk, now)

        self._wire.ask(lambda ref: frames.Claim(ref, desk, told.knock), answered)
        return True

    def _too_late(self, talk: Talk, now: float) -> None:
        if self._talks.get(talk.key) is talk and not talk.established:
            self._drop(talk)
            self._host.too_late(now)

    def _invited(self, opened: OpenedAsk, invited: bytes, now: float) -> None:
        """An invitation that opened, for the first time; `invited` is the certificate's hash."""
        text = opened.invitation
        before = text.line_id_before
        talk = next((one for one in self._talks.values() if before in one.line_ids()), None)
        full = self.active >= TALKS_MOST
        if (talk is None or not talk.active) and (before in self._former or full):
            return
        if talk is None and not self.expected.take(again=text.purpose == AGAIN, now=now):
            return
        made = self._hello(opened, self._standing.own.of(invited))
        if made is None:
            return
        append, line, r = made
        opening = Opening(text.w, append)
        if talk is not None and talk.active and text.purpose == AGAIN:
            talk.again(self._link(talk, line, r, opening))
        elif talk is None:
            # Whatever we said there before we lost it, the time counts above it.
            count = int(now * 1000) if text.purpose == AGAIN else 0
            talk = self._new(ORIGINS[text.purpose], None, invited, count)
            talk.begin(self._link(talk, line, r, opening), now)
        else:
            line.close()
            return
        if talk.link is not None:
            talk.link.resend(now)

    def _link(self, talk: Talk, line: Line, r: bytes, opening: Opening | None = None) -> Link:
        quiet = self._standing.quiet()
        return Link(self._wire, talk, line, r, self._random, opening, quiet=quiet)

    def _hello(self, opened: OpenedAsk, certificate: bytes) -> tuple[bytes, Line, bytes] | None:
        """Hello and `ready`, our line, and the mailbox that we read; None for a useless ask."""
        device, r = self._device, self._random(32)
        try:
            append, line = make_hello(
                opened.believed,
                device.identity,
                certificate,
                opened,
                write_capability(r),
                self._random,
            )
        except CannotOpen:
            return None
        return append, line, r

    def _new(
        self, by: TalkOrigin, opened: OpenedAsk | None, met_as: bytes, before: int = 0
    ) -> Talk:
        self._made += 1
        key = f"t{self._made}"
        point = Point(self._device.organisation, met_as, before)
        alias = self._standing.own.certificate.alias
        knock = opened.knock if opened is not None else NO_KNOCK
        talk = self._talks[key] = Talk(key, self, TalkWords(point, alias, knock), by, self._random)
        return talk

    # ------------------------------------------------------------------ going on and ending

    def new_shift(self, believed: Believed, now: float) -> None:
        """Another shift: another inbox, which the survivors' browsers are told."""
        self.inbox.open(believed)
        for talk in self._talks.values():
            talk.reach(now)

    def lost(self) -> None:
        """The connection is gone."""
        for talk in self._talks.values():
            talk.lost()

    def rejoined(self, now: float) -> None:
        """A new connection. Whether an answer arrived on the old one, nobody can say."""
        self.expected.begin(now)
        for talk in list(self._talks.values()):
            if talk.stage == "hello":
                talk.stage = "unverified"
            talk.rejoined(now)

    def tick(self, now: float) -> None:
        """About every second."""
        for talk in list(self._talks.values()):
            talk.tick(now)

    def end_all(self, reason: int, parting: Parting, now: float) -> None:
        """End every conversation."""
        for talk in self._talks.values():
            if talk.active:
                talk.end(reason, parting, now)

    def forget(self, key: str) -> None:
        """Forget a talk that is over; Unsendable while it is not."""
        talk = self.get(key)
        if talk.active:
            raise Unsendable("not-over")
        self._drop(talk)

    def _drop(self, talk: Talk) -> None:
        if talk.link is not None and not talk.link.line.dead:
            talk.link.close()
        talk.link = None
        talk.clear()
        if talk.established:
            self._former[talk.established] = None
            while len(self._former) > FORMER_MOST:
                del self._former[next(iter(self._former))]
        self._talks.pop(talk.key, None)

    def wipe(self, now: float) -> None:
        """Say goodbye where that is possible, and forget everything."""
        for talk in list(self._talks.values()):
            if talk.link is not None and not talk.link.line.dead:
                talk.link.farewell(End(LEFT), now)
            self._drop(talk)
        self._former.clear()
        self.inbox.close()

    def views(self, now: float) -> tuple[TalkView, ...]:
        """All talks as the screen wants them."""
        return tuple(talk.view(now) for talk in self._talks.values())

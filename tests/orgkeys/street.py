"""Machines and a real switchboard in memory: no sockets, a clock that the test moves, and faults.

Every frame that crosses, in either direction, is counted; a fault can be set to strike at any of
them. Whoever is cut off comes back a second later, as a transport would.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from random import Random as Seeded

from orgkeys.machines.duty import Duty
from orgkeys.machines.views import DutyView, Note, VisitView
from orgkeys.machines.visit import Visit
from relay import frames
from relay.effects import Close, Drop, Effect, ForgetDrops, KeepDrop, Record, Send, Store
from relay.flood import UNLIMITED
from relay.frames import Join, Publish
from relay.switchboard import Switchboard
from tests.orgkeys.house import DESK, House

VISIT, STAFF, PUBLISH = "/v1/visit", "/v1/staff", "/v1/publish"


class Member:
    """A machine with its place on the street; `conn` is None while it is not connected."""

    def __init__(self, name: str, machine: Visit | Duty, path: str) -> None:
        self.name = name
        self.machine = machine
        self.path = path
        self.conn: int | None = None
        self.held = False
        """Kept away from the network by the test."""


class Street:
    """A relay, and everybody who is connected to it."""

    def __init__(self, house: House, seed: int = 7) -> None:
        self.house = house
        self.now = float(house.now)
        self.random = Seeded(seed).randbytes
        self.members: dict[str, Member] = {}
        self.records: list[Record] = []
        self.drops: dict[bytes, Drop] = {}
        """Sealed answers that the relay's store keeps."""
        self.frames = 0
        self.fault_at = -1
        self.fault: Callable[[], None] = lambda: None
        self.tamper: Callable[[str, bytes], bytes | None] = lambda _, raw: raw
        """What a hostile relay makes of a frame on its way to somebody; None drops it."""
        self._conns = 0
        self._term = 0
        self._queue: deque[tuple[int, bytes | None]] = deque()  # None closes the socket
        self.board = self._start()
        for document in house.published:
            self.publish(document)

    # ------------------------------------------------------------------ the relay

    def _start(self) -> Switchboard:
        self._term += 1
        return Switchboard(
            [self.house.organisation],
            ticket_key=bytes(32),
            random=self.random,
            term=self._term,
            budgets=UNLIMITED,
        )

    def publish(self, document: tuple[bytes, bytes]) -> None:
        """Publish one envelope with its packet, and let the news travel."""
        self._conns += 1
        conn = self._conns
        self._do(self.board.connected(conn, PUBLISH, bytes(16), self.now))
        for frame in (Join(1, self.house.organisation), Publish(1, *document)):
            effects = self.board.received(conn, frames.encode(frame), self.now)
            answers = [
                frames.decode_relay(e.raw)
                for e in effects
                if isinstance(e, Send) and e.conn == conn
            ]
            refused = [answer.code for answer in answers if isinstance(answer, frames.Refused)]
            assert refused == []
            self._do(effects)
        self._do(self.board.closed(conn, self.now))
        self.pump()

    def restart(self) -> None:
        """The relay is replaced: everything in memory is gone, the documents are not."""
        for member in self.members.values():
            self._drop(member)
        self._queue.clear()
        self.board = self._start()
        assert self.board.restore(self.records, self.now) == 0

    def cut(self, *names: str) -> None:
        """These sockets are gone, with everything that was on its way in them."""
        for name in names:
            member = self.members[name]
            conn = member.conn
            self._drop(member)
            if conn is not None:
                self._do(self.board.closed(conn, self.now))

    def _drop(self, member: Member) -> None:
        if member.conn is not None:
            member.machine.lost(self.now)
        member.conn = None

    # ------------------------------------------------------------------ people

    def visitor(self, name: str = "visitor") -> Visit:
        visit = Visit(self.house.organisation, DESK, self.random)
        self._enter(Member(name, visit, VISIT))
        return visit

    def counselor(self, name: str = "Noor", limit: int = 3) -> Duty:
        duty = Duty(self.house.devices[name].keys, self.random, limit)
        self._enter(Member(name, duty, STAFF))
        return duty

    def _enter(self, member: Member) -> None:
        self.members[member.name] = member
        self._connect(member)
        self.pump()

    def leaves(self, name: str) -> None:
        """The page or console is closed for good, without a word."""
        self.cut(name)
        del self.members[name]

    def _connect(self, member: Member) -> None:
        if member.held or member.machine.wants() == "none":
            return
        self._conns += 1
        member.conn = self._conns
        origin = member.name.encode().ljust(16, b".")[:16]
        self._do(self.board.connected(member.conn, member.path, origin, self.now))
        member.machine.opened(self.now)

    # ------------------------------------------------------------------ time

    def pump(self) -> None:
        """Carry frames until nobody has anything to say."""
        busy = True
        while busy:
            busy = False
            for member in list(self.members.values()):
                for raw in member.machine.drain():
                    busy = True
                    if member.conn is not None and not self._strikes(member):
                        self._do(self.board.received(member.conn, raw, self.now))
            while self._queue:
                busy = True
                conn, sent = self._queue.popleft()
                member_there = next((m for m in self.members.values() if m.conn == conn), None)
                if member_there is None:
                    continue
                if sent is None:
                    self.cut(member_there.name)
                elif not self._strikes(member_there):
                    altered = self.tamper(member_there.name, sent)
                    if altered is not None:
                        member_there.machine.frame(altered, self.now)

    def _strikes(self, member: Member) -> bool:
        """Count a frame; True if the fault struck and the frame is lost with its socket."""
        self.frames += 1
        if self.frames - 1 == self.fault_at:
            self.fault()
        return member.conn is None

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Store):
                self.records.append(effect.record)
            elif isinstance(effect, KeepDrop):
                self.drops[effect.drop.name] = effect.drop
            elif isinstance(effect, ForgetDrops):
                for name in effect.names:
                    del self.drops[name]
            elif isinstance(effect, Send):
                self._queue.append((effect.conn, effect.raw))
            elif isinstance(effect, Close):
                self._queue.append((effect.conn, None))

    def pass_time(self, seconds: float = 1.0, then: Callable[[], None] = lambda: None) -> None:
        """Let time go by; `then` is called every second."""
        end = self.now + seconds
        while self.now < end:
            self.now += 1.0
            self._do(self.board.tick(self.now))
            for member in list(self.members.values()):
                if member.conn is None:
                    self._connect(member)
                member.machine.tick(self.now)
                self.pump()
                if member.machine.wants() == "none" and member.conn is not None:
                    self.cut(member.name)
            then()
            self.pump()

    def until(self, what: Callable[[], bool], seconds: float = 120.0) -> None:
        """Let time go by until it is so."""
        self.pump()
        end = self.now + seconds
        while not what():
            assert self.now < end, "it did not happen in time"
            self.pass_time(1.0)

    def act(self, name: str, action: object) -> None:
        """A person does something, and it travels."""
        self.members[name].machine.act(action, self.now)  # type: ignore[arg-type]
        self.pump()

    def visit(self, name: str = "visitor") -> VisitView:
        machine = self.members[name].machine
        assert isinstance(machine, Visit)
        return machine.view()

    def duty(self, name: str = "Noor") -> DutyView:
        machine = self.members[name].machine
        assert isinstance(machine, Duty)
        return machine.view()


def texts(notes: Iterable[Note]) -> list[str]:
    """What was said, in the order in which it is shown."""
    return [note.text for note in notes if note.kind == "text"]


def kinds(notes: Iterable[Note]) -> list[str]:
    """What happened, without the words."""
    return [note.kind for note in notes if note.kind != "text"]

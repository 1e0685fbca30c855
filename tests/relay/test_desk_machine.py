"""A desk under any order of events: a machine that compares the relay with a simple model."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from relay import limits
from relay.desk import Desk
from relay.effects import NOBODY
from relay.frames import (
    Call,
    Called,
    Claimed,
    Deliver,
    Done,
    Gone,
    Off,
    Publish,
    Queued,
    Refusal,
    Refused,
    Release,
    TurnAway,
    Waiting,
    Withdraw,
)
from relay.line import Line
from tests.builders import key, packet_hash
from tests.relay.world import PUBLISH, STAFF, Client, World

PICK = st.integers(0, 9)


@dataclass
class Visitor:
    """A survivor's browser: its connection (or none), its ticket, and what it knocked with."""

    name: str
    client: Client | None
    ticket: bytes = b""
    text: str = ""
    arrival: int = -1
    answers: int = 0


@dataclass
class Console:
    """A console: what it has been shown, and what it owns as far as it knows."""

    client: Client
    shown: dict[bytes, bytes] = field(default_factory=dict)
    owned: dict[bytes, int] = field(default_factory=dict)
    on_duty: bool = True


class DeskMachine(RuleBasedStateMachine):
    """Visitors come, knock again, get lost; consoles claim, accept, release, get lost."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.visitors: list[Visitor] = []
        self.consoles: list[Console] = []
        self.fences: list[int] = []
        self.accepted: list[tuple[bytes, int]] = []
        self.arrivals = 0
        self.shifts = 1

    @property
    def desk(self) -> Desk | None:
        who = self.world.organisations[0]
        return self.world.board._organisations[who.fingerprint].desks.get(who.desk)

    # --- visitors -----------------------------------------------------------------------------

    @precondition(lambda self: len(self.visitors) < 8)
    @rule()
    def come(self) -> None:
        visitor = Visitor(f"visitor {len(self.visitors)}", self.world.client())
        self.visitors.append(visitor)
        self.knock(visitor, "first")

    @precondition(lambda self: self.visitors)
    @rule(which=PICK, fresh=st.booleans(), newly=st.booleans())
    def knock_again(self, which: int, fresh: bool, newly: bool) -> None:
        visitor = self.visitors[which % len(self.visitors)]
        if visitor.client is None or newly:
            visitor.client = self.world.client()
        self.knock(visitor, f"fresh {self.world.now} {self.arrivals}" if fresh else visitor.text)

    def knock(self, visitor: Visitor, text: str) -> None:
        assert visitor.client is not None
        self.world.now += 0.01
        before = self.waiting_tickets()
        name = f"{visitor.name} {visitor.answers}"  # a new mailbox after each answer
        answers = visitor.client.knock(name, visitor.answers, visitor.ticket, text + name)
        self.listen()
        for answer in answers:
            if isinstance(answer, Queued):
                if answer.ticket != visitor.ticket:
                    assert visitor.ticket not in before
                    visitor.arrival = self.arrivals = self.arrivals + 1
                visitor.ticket, visitor.text = answer.ticket, text
                assert answer.ahead == self.waiting_tickets().index(answer.ticket)

    @precondition(lambda self: self.visitors)
    @rule(which=PICK)
    def withdraw(self, which: int) -> None:
        visitor = self.visitors[which % len(self.visitors)]
        if visitor.client is not None:
            visitor.client.send(Withdraw(1, visitor.answers))

    @precondition(lambda self: self.visitors)
    @rule(which=PICK)
    def lose_visitor(self, which: int) -> None:
        visitor = self.visitors[which % len(self.visitors)]
        if visitor.client is not None:
            visitor.client.vanish()
            visitor.client = None

    # --- consoles -----------------------------------------------------------------------------

    @precondition(lambda self: len(self.consoles) < 3)
    @rule(capacity=st.integers(0, 2))
    def come_on_duty(self, capacity: int) -> None:
        client = self.world.client(STAFF)
        self.consoles.append(Console(client))
        client.duty(capacity)

    @precondition(lambda self: self.consoles)
    @rule(which=PICK, vanish=st.booleans())
    def go_off_duty(self, which: int, vanish: bool) -> None:
        console = self.consoles.pop(which % len(self.consoles))
        if vanish:
            console.client.vanish()
        else:
            assert console.client.send(Off(1, self.world.organisations[0].desk))[-1] == Done(1)

    @precondition(lambda self: self.consoles)
    @rule()
    def new_desk_key(self) -> None:
        """As a revocation brings one: every duty ends, and every claim with it."""
        self.shifts += 1
        who = self.world.organisations[0]
        who.desk_signing = key(f"desk {self.shifts}")
        shift = who.sign_shift(version=self.shifts, packet_hash=packet_hash(who.packet))
        publisher = self.world.client(PUBLISH)
        assert Done(1) in publisher.send(Publish(1, shift, who.packet))
        for console in self.consoles:
            assert Refused(0, Refusal.NOT_ON_DUTY, 0) in console.client.heard
        self.consoles.clear()

    @precondition(lambda self: any(console.shown for console in self.consoles))
    @rule(who=PICK, which=PICK)
    def claim(self, who: int, which: int) -> None:
        able = [console for console in self.consoles if console.shown]
        console = able[who % len(able)]
        knock = list(console.shown)[which % len(console.shown)]
        for answer in console.client.claim(knock):
            if isinstance(answer, Claimed):
                self.fences.append(answer.fence)
                console.owned[knock] = answer.fence
                del console.shown[knock]

    @precondition(lambda self: any(console.owned for console in self.consoles))
    @rule(who=PICK, what=st.sampled_from(("accept", "release", "turn away")))
    def finish(self, who: int, what: str) -> None:
        able = [console for console in self.consoles if console.owned]
        console = able[who % len(able)]
        knock, fence = console.owned.popitem()
        desk = self.world.organisations[0].desk
        if what == "accept":
            answers = console.client.accept(knock, fence, text=f"{fence}")
            if Done(5) in answers:
                self.accepted.append((knock, fence))
        else:
            kind = Release if what == "release" else TurnAway
            answers = console.client.send(kind(5, desk, knock, fence))
        assert len(answers) >= 1

    @precondition(lambda self: self.consoles)
    @rule(which=PICK, proven=st.booleans())
    def call(self, which: int, proven: bool) -> None:
        self.listen()
        sender = self.consoles[which % len(self.consoles)].client
        if not proven:
            sender = self.world.client(STAFF)
        desk = self.world.organisations[0].desk
        answers = sender.send(Call(6, desk, bytes(4096)))
        hearing = [console.client for console in self.consoles if console.client is not sender]
        if not hearing:
            assert answers == [Refused(6, Refusal.ABSENT, 0)]
        elif proven:
            assert answers == [Done(6)]
        said = [Called(desk, proven, bytes(4096))] if Done(6) in answers else []
        for client in hearing:
            assert client.take(Called) == said
        assert sender.take(Called) == []

    @rule(seconds=st.sampled_from((1, 5, limits.CLAIM_DEADLINE, limits.KNOCK_GRACE, 600)))
    def wait(self, seconds: int) -> None:
        self.world.pass_time(seconds, step=max(1.0, seconds / 10))

    # --- what must hold -----------------------------------------------------------------------

    def waiting_tickets(self) -> list[bytes]:
        return [knock.ticket for knock in self.desk.line] if self.desk else []

    def listen(self) -> None:
        for console in self.consoles:
            for frame in console.client.heard:
                if isinstance(frame, Waiting):
                    console.shown[frame.knock] = frame.sealed
                    console.owned.pop(frame.knock, None)
                elif isinstance(frame, Gone):
                    console.shown.pop(frame.knock, None)
                    console.owned.pop(frame.knock, None)
            console.client.heard.clear()
        for visitor in self.visitors:
            if visitor.client is not None:
                visitor.answers += len(visitor.client.take(Deliver))

    @invariant()
    def consoles_see_exactly_what_can_be_claimed(self) -> None:
        self.listen()
        if self.desk is None:
            return
        free = {k.ident: k.offer.sealed for k in self.desk.line if k.owner == NOBODY}
        for console in self.consoles:
            assert console.shown == free

    @invariant()
    def first_come_first_served(self) -> None:
        if self.desk is None:
            return
        arrivals = {visitor.ticket: visitor.arrival for visitor in self.visitors}
        order = [arrivals[t] for t in self.waiting_tickets() if t in arrivals]
        assert order == sorted(order)

    @invariant()
    def one_owner_with_the_newest_fence(self) -> None:
        assert self.fences == sorted(set(self.fences))
        if self.desk is None:
            return
        for knock in self.desk.line:
            owners = [c.client.conn for c in self.consoles if knock.ident in c.owned]
            assert len(owners) <= 1
            if knock.owner == NOBODY:
                assert owners == []
            else:
                assert owners == [knock.owner]
                assert knock.fence in self.fences
        for conn, duty in self.desk._duties.items():
            assert duty.claims == sum(knock.owner == conn for knock in self.desk.line)
            assert duty.claims <= duty.capacity

    @invariant()
    def nobody_is_answered_more_often_than_accepted(self) -> None:
        assert len(set(self.accepted)) == len(self.accepted)
        assert sum(visitor.answers for visitor in self.visitors) <= len(self.accepted)

    @invariant()
    def the_line_adds_up(self) -> None:
        if self.desk is None:
            return
        line: Line = self.desk.line
        tickets = self.waiting_tickets()
        assert tickets == sorted(set(tickets))
        assert len(tickets) == len(line._idents) == len(line._addresses) == len(line._knocks)
        assert not set(tickets) & set(line._kept)
        assert sum(line._places.values()) == len(tickets) + len(line._kept)


TestDeskMachine = DeskMachine.TestCase
TestDeskMachine.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
# A planted fault has to be found, not to be found quickly or made small: a long search, always
# the same one, that ends at the first find.
CONTROL = settings(
    max_examples=3000,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)


def test_control_the_machine_sees_a_claim_that_is_never_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Desk, "off", lambda desk, conn, now, out: bool(desk._duties.pop(conn, 0)))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(DeskMachine, settings=CONTROL)


def test_control_the_machine_sees_two_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Desk.claim

    def broken(desk: Desk, conn: int, ident: bytes, *rest: object) -> None:
        knock = desk.line.by_ident(ident)
        if knock is not None:
            knock.owner = NOBODY
        sound(desk, conn, ident, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "claim", broken)
    monkeypatch.setattr(Desk, "_tell", lambda *_, **__: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(DeskMachine, settings=CONTROL)


def test_control_the_machine_sees_a_call_that_one_console_does_not_hear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = Desk.others
    monkeypatch.setattr(Desk, "others", lambda desk, conn: sound(desk, conn)[:1])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(DeskMachine, settings=CONTROL)


def test_control_the_machine_sees_duties_that_outlive_their_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Desk, "only", lambda *_: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(DeskMachine, settings=CONTROL)

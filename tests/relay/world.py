"""A whole relay in memory: a switchboard, a clock that a test moves, and clients that talk to it.

Every frame that the switchboard sends is read by the strict reader on its way to a client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from relay.effects import Close, Drop, Effect, ForgetDrops, KeepDrop, Record, Send, Store
from relay.flood import Budgets
from relay.frames import (
    Accept,
    Append,
    Claim,
    Claimed,
    ClientFrame,
    Deliver,
    Duty,
    Frame,
    Join,
    Joined,
    Knock,
    Open,
    Publish,
    Queued,
    Refused,
    RelayFrame,
    Waiting,
    decode_relay,
    desk_proof_input,
    encode,
    write_capability,
)
from relay.switchboard import Switchboard
from tests.builders import NOW, Organisation, filler, make_organisation

F = TypeVar("F", bound=Frame)
VISIT, STAFF, PUBLISH = "/v1/visit", "/v1/staff", "/v1/publish"


def sealed(name: str) -> bytes:
    """What looks like a knock."""
    return filler(f"sealed {name}", 4096)


class Client:
    """One connection; `heard` is what came in and was not taken yet."""

    def __init__(self, world: World, conn: int, organisation: Organisation) -> None:
        self.world = world
        self.conn = conn
        self.organisation = organisation
        self.heard: list[RelayFrame] = []
        self.closed_with: int | None = None
        self.challenge = b""

    def send(self, frame: ClientFrame) -> list[RelayFrame]:
        """Send a frame; what this client heard in answer."""
        return self.send_raw(encode(frame))

    def send_raw(self, raw: bytes) -> list[RelayFrame]:
        before = len(self.heard)
        self.world.do(self.world.board.received(self.conn, raw, self.world.now))
        return self.heard[before:]

    def take(self, kind: type[F]) -> list[F]:
        """Everything of a kind that was heard, once."""
        found: list[F] = [frame for frame in self.heard if isinstance(frame, kind)]
        self.heard = [frame for frame in self.heard if not isinstance(frame, kind)]
        return found

    def code(self, frame: ClientFrame) -> int:
        """The code with which the frame is refused; 0 when it is not."""
        answers = self.send(frame)
        return next((a.code for a in answers if isinstance(a, Refused)), 0)

    def vanish(self) -> None:
        """The network is gone, and nothing is said."""
        self.world.clients.pop(self.conn, None)
        self.world.do(self.world.board.closed(self.conn, self.world.now))

    # --- what survivors and writers do --------------------------------------------------------

    def open(self, handle: int, r: bytes, mode: int = 0, first: int = 0) -> list[RelayFrame]:
        return self.send(Open(handle, r, first, mode))

    def append(self, w: bytes, number: int, text: str = "", size: int = 512) -> list[RelayFrame]:
        return self.send(Append(number, w, number, filler(f"{text} {number}", size)))

    def knock(
        self, name: str, handle: int = 1, ticket: bytes = b"", text: str = "", work: bytes = b""
    ) -> list[RelayFrame]:
        """Open a mailbox for answers, if that is not done, and knock."""
        self.open(handle, filler(f"knock box {name}"), mode=2)
        frame = Knock(9, self.organisation.desk, handle, ticket, work, sealed(text or name))
        return self.send(frame)

    def queued(self, name: str, handle: int = 1, ticket: bytes = b"", text: str = "") -> Queued:
        """Knock, and be let into the line."""
        answers = self.knock(name, handle, ticket, text)
        assert isinstance(answers[-1], Queued), answers
        return answers[-1]

    # --- what consoles do ---------------------------------------------------------------------

    def duty(self, capacity: int = 4, organisation: Organisation | None = None) -> list[RelayFrame]:
        """Prove the desk key, as `organisation` knows it."""
        who = organisation or self.organisation
        proof = desk_proof_input(who.fingerprint, who.desk, self.challenge)
        signature = who.desk_signing.sign(proof).signature
        return self.send(Duty(3, who.desk, capacity, signature))

    def claim(self, knock: bytes) -> list[RelayFrame]:
        return self.send(Claim(4, self.organisation.desk, knock))

    def claimed(self, knock: bytes) -> int:
        """Claim a knock; the fence."""
        answer = self.claim(knock)[-1]
        assert isinstance(answer, Claimed), answer
        return answer.fence

    def accept(self, knock: bytes, fence: int, text: str = "hello") -> list[RelayFrame]:
        ciphertext = filler(f"answer {text}", 4096)
        return self.send(Accept(5, self.organisation.desk, knock, fence, ciphertext))

    def waiting(self) -> list[Waiting]:
        return self.take(Waiting)

    def delivered(self) -> list[tuple[int, bytes]]:
        return [(frame.number, frame.ciphertext) for frame in self.take(Deliver)]


class World:
    """A relay with organisations that have published everything, unless told otherwise."""

    def __init__(
        self,
        organisations: Sequence[Organisation] = (),
        *,
        publish: bool = True,
        budgets: Budgets | None = None,
        now: float = NOW,
        **limits: int,
    ) -> None:
        self.now = now
        self.organisations = list(organisations) or [make_organisation()]
        self.clients: dict[int, Client] = {}
        self.stored: list[Record] = []
        self.drops: dict[bytes, Drop] = {}
        self._drawn = 0
        self._conns = 0
        self.board = self.start(budgets, **limits)
        if publish:
            for organisation in self.organisations:
                self.publish(organisation, (raw for _, raw in organisation.documents()))

    def start(self, budgets: Budgets | None = None, term: int = 1, **limits: int) -> Switchboard:
        return Switchboard(
            [organisation.fingerprint for organisation in self.organisations],
            ticket_key=filler("ticket key"),
            random=self.random,
            term=term,
            budgets=budgets,
            **limits,
        )

    def restart(self, term: int = 2) -> None:
        """Everything in memory is gone; the store is not."""
        self.clients.clear()
        self.board = self.start(term=term)
        assert self.board.restore(reversed(self.stored), self.now) == 0
        self.board.restore_drops(self.drops.values())

    def random(self, size: int) -> bytes:
        self._drawn += 1
        return filler(f"random {self._drawn}", size)

    def do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Store):
                self.stored.append(effect.record)
            elif isinstance(effect, KeepDrop):
                self.drops[effect.drop.name] = effect.drop
            elif isinstance(effect, ForgetDrops):
                for name in effect.names:
                    del self.drops[name]
            elif effect.conn in self.clients:
                client = self.clients[effect.conn]
                if isinstance(effect, Send):
                    client.heard.append(decode_relay(effect.raw))
                elif isinstance(effect, Close):
                    client.closed_with = effect.code

    def client(
        self,
        path: str = VISIT,
        organisation: Organisation | None = None,
        origin: bytes = b"",
        join: bool = True,
    ) -> Client:
        """A new connection, from an origin of its own unless one is given."""
        self._conns += 1
        conn = self._conns
        who = organisation or self.organisations[0]
        client = self.clients[conn] = Client(self, conn, who)
        key = origin or filler(f"origin {conn}", 16)
        self.do(self.board.connected(conn, path, key, self.now))
        if join and client.closed_with is None:
            client.send(Join(1, who.fingerprint))
            for joined in client.take(Joined):
                client.challenge = joined.challenge
        return client

    def console(self, capacity: int = 4, organisation: Organisation | None = None) -> Client:
        """A console on duty."""
        console = self.client(STAFF, organisation)
        console.duty(capacity)
        return console

    def publish(self, organisation: Organisation, documents: Iterable[bytes]) -> list[RelayFrame]:
        """Publish documents, each with the organisation's packet where it is its shift."""
        publisher = self.client(PUBLISH, organisation)
        answers: list[RelayFrame] = []
        for raw in documents:
            packet = organisation.packet if raw == organisation.shift else b""
            answers += publisher.send(Publish(2, raw, packet))
        publisher.vanish()
        return answers

    def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time go by, with a tick every second."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + step)
            self.do(self.board.tick(self.now))


def writer(r: bytes) -> bytes:
    return write_capability(r)

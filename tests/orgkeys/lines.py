"""Two ends of a line for tests, on a real organisation's documents, with randomness from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from orgkeys import handshake
from orgkeys.asks import Ask, Believed, InvitationText, KnockText, OpenedAsk
from orgkeys.line import Line, Outgoing
from orgkeys.messages import Answer, Message, Text
from orgkeys.primitives import x25519_public, xwing_public
from orgkeys.sealing import Random
from relay.documents import Certificate, envelope_hash
from tests.builders import NOW, Organisation, filler, make_organisation


def seeded(seed: str) -> Random:
    """`random(n)` that gives the same bytes in the same order for the same seed."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(f"{seed} {drawn}".encode()).digest(size)

    return draw


def talk(world: World, inviter: Line, responder: Line) -> None:
    """Answer, and words both ways: the positive control of every attack below."""
    answer = inviter.answer(filler("w new"), world.now, world.random)
    assert isinstance(responder.receive(answer.number, answer.frame), Answer)
    assert responder.write == filler("w new")
    for one, other in ((responder, inviter), (inviter, responder)):
        heard = [
            other.receive(sent.number, sent.frame)
            for sent in one.send(Text(1, "hello"), world.now, world.random)
        ]
        assert heard[-1] == Text(1, "hello")


@dataclass
class Device:
    """A staff device with its private keys and its certificate, which is in the roster."""

    name: str
    identity: bytes
    sealing_seed: bytes
    certificate: bytes

    @property
    def hash(self) -> bytes:
        return envelope_hash(self.certificate)

    @property
    def sealing_key(self) -> bytes:
        return xwing_public(self.sealing_seed)


@dataclass
class World:
    """An organisation with three devices, a shift, and what both sides believe of it."""

    random: Random
    team_seed: bytes
    organisation: Organisation
    devices: list[Device]
    believed: Believed
    check: Callable[[bytes], Certificate]
    now: float = field(default=float(NOW))

    def knock(self, text: KnockText = KnockText("en", "Kim", "hello?")) -> Ask:  # noqa: B008
        return handshake.make_knock(self.believed, xwing_public(self.team_seed), text, self.random)

    def opened(self, ask: Ask) -> OpenedAsk:
        return handshake.open_knock(self.believed, self.team_seed, ask.sealed)

    def hello(self, ask: Ask, device: Device | None = None) -> tuple[bytes, Line]:
        one = device or self.devices[0]
        return handshake.make_hello(
            self.believed,
            one.identity,
            one.certificate,
            self.opened(ask),
            filler("w_c"),
            self.random,
        )

    def pair(self) -> Pair:
        """A knock answered and the answer opened: two ends that may talk."""
        ask = self.knock()
        append, responder = self.hello(ask)
        inviter, _, _ = handshake.accept_hello(ask, append, self.check)
        answer = inviter.answer(filler("w new"), self.now, self.random)
        responder.receive(answer.number, answer.frame)
        return Pair(inviter, responder, self.random, self.now)

    def invitation(
        self, device: Device, inviter: Device | None = None, note: str = "", before: bytes = b""
    ) -> Ask:
        raw = inviter.certificate if inviter else b""
        text = InvitationText(filler("w"), before, 1, raw, note)
        return handshake.make_invitation(
            self.believed,
            device.sealing_key,
            device.hash,
            text,
            self.random,
            inviter.identity if inviter else b"",
        )

    def open_invitation(self, device: Device, ask: Ask) -> OpenedAsk:
        return handshake.open_invitation(
            self.believed, device.sealing_seed, device.hash, ask.sealed, self.check
        )


@dataclass
class Pair:
    """Both ends of an answered line."""

    inviter: Line
    responder: Line
    random: Random
    now: float

    def deliver(self, line: Line, frames: Iterable[Outgoing]) -> list[Message | None]:
        """Give frames to this end."""
        return [line.receive(sent.number, sent.frame) for sent in frames]

    def settle(self) -> list[Message]:
        """Let both ends send what is due until nothing is."""
        heard: list[Message] = []
        while True:
            there = self.responder.due(self.now, self.random)
            back = self.inviter.due(self.now, self.random)
            if not there and not back:
                return heard
            heard += [m for m in self.deliver(self.inviter, there) if m is not None]
            heard += [m for m in self.deliver(self.responder, back) if m is not None]


def make_world(seed: str = "world") -> World:
    """The same world for the same seed, but for sealing, which is random in the library."""
    organisation = make_organisation()
    organisation.devices.clear()
    devices = []
    for name in ("Robin", "Sam", "Toni"):
        identity = filler(f"{seed} identity {name}")
        raw = organisation.sign_certificate(name, identity=x25519_public(identity))
        added = organisation.add_device(name)
        added.certificate, added.certificate_hash = raw, envelope_hash(raw)
        devices.append(Device(name, identity, filler(f"{seed} sealing {name}"), raw))
    organisation.roster = organisation.sign_roster()
    team_seed = filler(f"{seed} team")
    organisation.shift = organisation.sign_shift(team_key=xwing_public(team_seed))
    trusted = organisation.trusted()
    shift, roster = trusted.shift(organisation.desk), trusted.roster
    assert shift is not None
    assert roster is not None
    believed = Believed(organisation.fingerprint, shift.hash, roster.hash)

    def check(raw: bytes) -> Certificate:
        return trusted.check_certificate(raw, organisation.now)

    return World(seeded(seed), team_seed, organisation, devices, believed, check)


def say(pair: Pair, line: Line, *texts: str) -> list[Outgoing]:
    start = line.number
    return [
        frame
        for number, text in enumerate(texts, start)
        for frame in line.send(Text(number, text), pair.now, pair.random)
    ]


def words(messages: Sequence[Message | None]) -> list[str]:
    return [message.text for message in messages if isinstance(message, Text)]

"""Vectors of a line: single frames (6), refreshes (7), and a whole conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orgkeys import handshake, labels, messages
from orgkeys.chain import Chain, Where, make_frame
from orgkeys.line import Line, Outgoing
from orgkeys.messages import (
    Admitted,
    Contact,
    Cover,
    End,
    Known,
    Member,
    Passed,
    People,
    Placed,
    Receipt,
    Text,
)
from orgkeys.primitives import expand, extract, pad, seal, u64, xwing_public
from orgkeys.quiet import QUIET_BUCKET
from orgkeys.sealing import lock
from tests.orgkeys.lines import World, make_world
from tools.vectors_asks import TEXTS
from tools.vectors_case import Case, case, filler, flip, message_value

KEY, NONCE = filler("message key"), filler("nonce", 24)
WHERE = Where(filler("organisation"), filler("line"), 0, 5)


def _place(where: Where) -> dict[str, Any]:
    return {
        "organisation": where.organisation,
        "line_id": where.line_id,
        "direction": where.direction,
        "number": where.number,
    }


def frames() -> Iterator[Case]:
    """One frame under one message key. `nonce` is the randomness of making it."""
    texts = {"ready": b"\x91\x00", "empty": b"", "words": messages.encode(Text(1, "hello"))}
    for size, length in ((512, 439), (1024, 440), (4096, 4023), (16384, 16311)):
        texts[f"{size}-full"] = filler(f"message {length}", length)
    for name, message in texts.items():
        for direction, number in ((0, 0), (1, 2**53 - 1)):
            where = Where(WHERE.organisation, WHERE.line_id, direction, number)
            frame = make_frame(KEY, where, message, NONCE)
            told = {"message_key": KEY, "nonce": NONCE, "message": message, "frame": frame}
            yield case(f"ok-{name}-direction-{direction}", **_place(where), **told)
    # On a quiet line words, a receipt and cover are all as large (6.5).
    for name, said in (("words", Text(1, "hello")), ("receipt", Receipt(7)), ("cover", Cover())):
        raw = messages.encode(said)
        frame = make_frame(KEY, WHERE, raw, NONCE, QUIET_BUCKET)
        told = {"message_key": KEY, "nonce": NONCE, "message": raw, "frame": frame}
        yield case(f"ok-quiet-{name}", **_place(WHERE), **told, least=QUIET_BUCKET)
    frame = make_frame(KEY, WHERE, texts["words"], NONCE)
    commit = expand(KEY, labels.COMMIT, WHERE.organisation)
    key = expand(KEY, labels.FRAME_KEY, WHERE.organisation)
    second = filler("second key")
    second_key = expand(second, labels.FRAME_KEY, WHERE.organisation)
    bound, room = WHERE.bound(labels.FRAME), 512 - 72
    for name, raw in (
        ("commit-changed", flip(frame, 0)),
        ("nonce-changed", flip(frame, 32)),
        ("ciphertext-changed", flip(frame, 60)),
        ("tag-changed", flip(frame, 511)),
        ("cut", frame[:-1]),
        ("grown", frame + b"\x00"),
        ("grown-to-a-bucket", frame + bytes(512)),
        ("no-bucket", lock(commit, key, NONCE, bound, pad(b"words", room + 1))),
        ("no-padding", lock(commit, key, NONCE, bound, bytes(room))),
        ("commits-to-another-key", lock(commit, second_key, NONCE, bound, pad(b"w", room))),
        ("no-binding", lock(commit, key, NONCE, b"", pad(b"words", room))),
    ):
        yield case(f"no-{name}", "refused", **_place(WHERE), message_key=KEY, frame=raw)
    o, line, direction, number = WHERE.organisation, WHERE.line_id, WHERE.direction, WHERE.number
    for name, where in (
        ("reflected", Where(o, line, 1 - direction, number)),
        ("other-number", Where(o, line, direction, number + 1)),
        ("other-line", Where(o, filler("other"), direction, number)),
    ):
        yield case(f"no-{name}", "refused", **_place(where), message_key=KEY, frame=frame)
    told = {"message_key": second, "frame": frame}
    yield case("no-other-key", "refused", **_place(WHERE), **told)


def refreshes() -> Iterator[Case]:
    """`sealed` in the frame at this place opens with `seed` to `secret`; then the chain."""
    seed, secret, following = filler("refresh key"), filler("refresh secret"), filler("next")
    for name, index, place in (("first", 0, WHERE), ("later", 300, Where(*_four(WHERE, 77)))):
        info = place.bound(labels.REFRESH, u64(index))
        sealed = seal(xwing_public(seed), info, secret)
        after = expand(extract(following, secret), labels.REFRESHED, place.organisation)
        told: dict[str, Any] = {"index": index, "seed": seed, "sealed": sealed}
        kept = {"info": info, "secret": secret, "next": following, "chain_after": after}
        yield case(f"ok-{name}", **_place(place), **told, **kept)
        for what, other, under in (
            ("other-index", place, index + 1),
            ("other-number", Where(*_four(place, place.number + 1)), index),
            ("reflected", Where(place.organisation, place.line_id, 1, place.number), index),
        ):
            told["index"] = under
            yield case(f"no-{name}-{what}", "refused", **_place(other), **told)
        told |= {"index": index, "seed": filler("other")}
        yield case(f"no-{name}-other-key", "refused", **_place(place), **told)


def _four(where: Where, number: int) -> tuple[bytes, bytes, int, int]:
    return where.organisation, where.line_id, where.direction, number


class Recorder:
    """Both ends of a line, everything that they send, and every refresh key they ever held."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = world.now
        self.frames: list[dict[str, Any]] = []
        self.seeds: tuple[dict[int, bytes], dict[int, bytes]] = ({}, {})
        self.lines: list[Line] = []

    def send(self, role: int, *said: Known) -> None:
        """Say something and deliver it, then let the other side do what is due."""
        line, other = self.lines[role], self.lines[1 - role]
        for message in said:
            self.carry(line, line.send(message, self.now, self.world.random))
        self.carry(other, other.due(self.now, self.world.random))
        self.carry(line, line.due(self.now, self.world.random))

    def carry(self, line: Line, frames: list[Outgoing]) -> None:
        """Record the frames of this line and give them to the other."""
        self.remember()
        for sent in frames:
            message = self.lines[1 - line.role].receive(sent.number, sent.frame)
            if message is None or isinstance(message, messages.Unknown):
                raise TypeError("a frame of ours that does not open")
            told = {"direction": line.role, "number": sent.number, "frame": sent.frame.hex()}
            self.frames.append({**told, "value": message_value(message)})

    def remember(self) -> None:
        """Note the refresh keys that are held now."""
        for line, seeds in zip(self.lines, self.seeds, strict=True):
            for index, seed in line._keys.refresh._seeds.items():
                seeds[index] = bytes(seed)


def conversations() -> Iterator[Case]:
    """A knock, its answer, and all frames in the order in which they were sent."""
    world = make_world("conversation vectors")
    recorder = Recorder(world)
    ask = world.knock(TEXTS["words"])
    e_s, u_s, _ = map(bytes, ask.secrets())
    append, responder = world.hello(ask)
    inviter, certificate, _ = handshake.accept_hello(ask, append, world.check)
    chains = [bytes(line._keys.sending._key) for line in (inviter, responder)]
    recorder.lines = [inviter, responder]
    recorder.remember()
    recorder.carry(inviter, [inviter.answer(filler("w new"), recorder.now, world.random)])
    recorder.carry(responder, responder.due(recorder.now, world.random))
    recorder.carry(inviter, inviter.due(recorder.now, world.random))
    who = Member(1, world.devices[0].hash, certificate.alias, certificate.role)
    recorder.send(0, People((who,)), Text(1, TEXTS["words"].first))
    recorder.send(1, Contact(filler("inbox"), filler("envelope", 1400)), Text(1, "I am here."))
    recorder.send(0, Placed(1, 2), Text(3, "\U0001f33b" * 4000))
    for number in range(2, 26):
        recorder.send(number % 2, Text(number, f"words {number}"))
    recorder.now += 400
    recorder.send(0, Admitted(1, True), Passed(9, 2, True, "from somebody else"))
    recorder.send(1, Text(99, "after a silence"))
    recorder.send(1, End(0))
    held = recorder.seeds
    seeds = [[one.get(index, b"") for index in range(max(one) + 1)] for one in held]
    after = [Chain(key, world.believed.organisation).step().message_key for key in chains]
    yield case(
        "knock-to-end",
        organisation=world.believed.organisation,
        shift_hash=world.believed.shift_hash,
        roster_hash=world.believed.roster_hash,
        team_seed=world.team_seed,
        sealed=ask.sealed,
        padded=ask.padded,
        e_s=e_s,
        u_s=u_s,
        append=append,
        certificates=[world.devices[0].certificate],
        identity=world.devices[0].identity,
        line_id=inviter.line_id,
        # Inviter first: the sending chain before frame 0 (responder: before frame 1).
        chains=chains,
        first_message_keys=after,
        refresh_seeds=seeds,
        frames=recorder.frames,
    )

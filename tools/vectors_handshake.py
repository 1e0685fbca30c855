"""Vectors of hellos (5.3, 5.5) and of the root (5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orgkeys import handshake, labels
from orgkeys.asks import Ask, OpenedAsk
from orgkeys.encoding import encode
from orgkeys.primitives import bind, expand, extract, x25519, x25519_public, xwing_public
from orgkeys.sealing import open_padded, seal_padded
from relay.limits import ASK_SIZE, HELLO_SIZE
from tests.orgkeys.lines import Device, World, make_world
from tools.vectors_asks import TEXTS, believed_of
from tools.vectors_case import Case, case, fields_of, filler, flip

W_C = filler("w_c")


@dataclass
class Asked:
    """An ask of each shape, with who it was for and what they opened."""

    shape: int
    ask: Ask
    opened: OpenedAsk
    device: Device
    inviter: Device | None = None


def _asked(world: World) -> list[Asked]:
    robin, sam, _ = world.devices
    knock = world.knock(TEXTS["words"])
    again = world.invitation(sam, None, "", filler("line before"))
    staff = world.invitation(sam, robin, "please join")
    return [
        Asked(0, knock, world.opened(knock), robin),
        Asked(1, again, world.open_invitation(sam, again), sam),
        Asked(2, staff, world.open_invitation(sam, staff), sam, robin),
    ]


def _made(world: World, asked: Asked, device: Device, certificate: bytes) -> tuple[bytes, bytes]:
    """hello ‖ frame 0, and the line id."""
    append, line = handshake.make_hello(
        world.believed, device.identity, certificate, asked.opened, W_C, world.random
    )
    return append, line.line_id


def hellos() -> Iterator[Case]:
    """What the inviter accepts, drops, and then holds."""
    world = make_world("hello vectors")
    toni = world.devices[2]
    for asked in _asked(world):
        ask, device = asked.ask, asked.device
        e_s, u_s, identity = ask.secrets()
        own: dict[str, Any] = {
            "believed": believed_of(world.believed),
            "shape": ask.shape,
            "sealed": ask.sealed,
            "padded": ask.padded,
            "e_s": e_s,
            "u_s": u_s,
            "identity": identity,
            "certificate_hash": ask.certificate_hash,
        }
        certificates = [one.certificate for one in world.devices]
        append, line_id = _made(world, asked, device, device.certificate)
        told = {"w_c": W_C, "line_id": line_id, "certificate": device.certificate}
        name = f"shape-{asked.shape}"
        yield case(f"ok-{name}", **own, certificates=certificates, append=append, **told)
        second, _ = _made(world, asked, device, device.certificate)
        posed, _ = _made(world, asked, toni, device.certificate)
        for what, raw in (
            ("ready-of-another-hello", append[:HELLO_SIZE] + second[HELLO_SIZE:]),
            ("identity-of-another-device", posed),
            ("hello-changed", flip(append, 3000)),
            ("ready-changed", flip(append, ASK_SIZE - 1)),
            ("ready-commit-changed", flip(append, HELLO_SIZE)),
            ("cut", append[:-1]),
            ("only-hello", append[:HELLO_SIZE]),
            ("grown", append + b"\x00"),
            ("version-2", _changed(world, asked, append, 0, 2)),
            ("u_c-only-post-quantum", _changed(world, asked, append, 3, filler("u", 1184))),
            ("e_c-zero", _changed(world, asked, append, 2, bytes(32))),
            ("cs-swapped", _changed(world, asked, append, 1, filler("cs"))),
            ("e_c-swapped", _changed(world, asked, append, 2, x25519_public(filler("e")))),
            ("u_c-swapped", _changed(world, asked, append, 3, xwing_public(filler("u")))),
            ("w_c-swapped", _changed(world, asked, append, 4, filler("w"))),
            ("certificate-swapped", _changed(world, asked, append, 5, toni.certificate)),
        ):
            refused = {**own, "certificates": certificates, "append": raw}
            yield case(f"no-{name}-{what}", "refused", **refused)
        unlisted = {**own, "certificates": [toni.certificate], "append": append}
        yield case(f"no-{name}-certificate-not-believed", "refused", **unlisted)
        if asked.shape:
            stolen, _ = _made(world, asked, toni, toni.certificate)
            refused = {**own, "certificates": certificates, "append": stolen}
            yield case(f"no-{name}-another-device", "refused", **refused)


def _changed(world: World, asked: Asked, append: bytes, position: int, put: Any) -> bytes:
    """The hello with one field changed, sealed again by somebody who knows everything."""
    _, u_s, _ = asked.ask.secrets()
    info = bind(labels.HELLO, world.believed.organisation, handshake.ask_hash(asked.ask.sealed))
    fields = fields_of(open_padded(u_s, info, append[:HELLO_SIZE], HELLO_SIZE)[0])
    fields[position] = put
    sealed, _ = seal_padded(xwing_public(u_s), info, encode(fields), HELLO_SIZE)
    return sealed + append[HELLO_SIZE:]


def handshakes() -> Iterator[Case]:
    """The root and all that follows, from what both sides know: one right answer each."""
    world = make_world("handshake vectors")
    for asked in _asked(world):
        drawn: list[bytes] = []

        def draw(size: int, drawn: list[bytes] = drawn) -> bytes:
            drawn.append(world.random(size))
            return drawn[-1]

        ask, device = asked.ask, asked.device
        append, _ = handshake.make_hello(
            world.believed, device.identity, device.certificate, asked.opened, W_C, draw
        )
        cs, e_c, u_c, _ = drawn
        e_s, u_s, inviter = ask.secrets()
        hello = append[:HELLO_SIZE]
        info = bind(labels.HELLO, world.believed.organisation, handshake.ask_hash(ask.sealed))
        _, padded = open_padded(u_s, info, hello, HELLO_SIZE)
        shared = [x25519(device.identity, x25519_public(e_s)), x25519(e_c, x25519_public(e_s))]
        if inviter:
            shared.append(x25519(e_c, x25519_public(inviter)))
        transcript = handshake.transcript(ask, hello, padded)
        root = extract(transcript, cs + b"".join(shared))
        organisation = world.believed.organisation
        yield case(
            f"shape-{asked.shape}",
            believed=believed_of(world.believed),
            shape=asked.shape,
            sealed=ask.sealed,
            padded_ask=ask.padded,
            hello=hello,
            padded_hello=padded,
            cs=cs,
            identity=device.identity,
            e_s=e_s,
            e_c=e_c,
            u_c=u_c,
            inviter_identity=inviter,
            ask_hash=handshake.ask_hash(ask.sealed),
            transcript=transcript,
            shared=shared,
            root=root,
            chain_inviter=expand(root, labels.CHAIN_INVITER, organisation),
            chain_responder=expand(root, labels.CHAIN_RESPONDER, organisation),
            line_id=expand(root, labels.LINE_ID, organisation),
            ready=append[HELLO_SIZE:],
        )

"""Vectors of asks: knocks (5.2) and invitations (5.8), as the responder opens them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orgkeys import labels
from orgkeys.asks import STAFF_SHAPE, Ask, Believed, KnockText
from orgkeys.encoding import encode
from orgkeys.primitives import xwing_public
from orgkeys.sealing import open_padded, seal_padded
from relay.limits import ASK_SIZE
from tests.orgkeys.lines import World, make_world
from tools.vectors_case import Case, case, fields_of, filler, flip

TEXTS = {
    "empty": KnockText(),
    "words": KnockText("en", "Kim", "hello \u0628 \U0001f33b", (("safe now?", "yes"), ("", ""))),
    "longest": KnockText("x" * 16, "\u00e9" * 64, "y" * 1000, (("q", "a"),) * 8),
}


def believed_of(believed: Believed) -> dict[str, bytes]:
    """The three hashes (5.1) as fields."""
    return {
        "organisation": believed.organisation,
        "shift_hash": believed.shift_hash,
        "roster_hash": believed.roster_hash,
    }


def _knock(name: str, expect: str, world: World, seed: bytes, sealed: bytes, **more: Any) -> Case:
    where = {"ask": "knock", "believed": believed_of(world.believed)}
    return case(name, expect, **where, team_seed=seed, sealed=sealed, **more)


def _resealed(world: World, ask: Ask, position: int, put: Any) -> bytes:
    """The knock with one field changed by a holder of the team key."""
    info = world.believed.bound(labels.KNOCK)
    fields = fields_of(open_padded(world.team_seed, info, ask.sealed, ASK_SIZE)[0])
    fields[position : position + 1] = put
    plain = encode(fields)
    return seal_padded(xwing_public(world.team_seed), info, plain, ASK_SIZE)[0]


def knocks() -> Iterator[Case]:
    """Knocks and invitations as the responder opens them."""
    world = make_world("knock vectors")
    seed = world.team_seed
    for name, text in TEXTS.items():
        ask = world.knock(text)
        opened = world.opened(ask)
        told = {
            "language": text.language,
            "address_as": text.address_as,
            "first": text.first,
            "answers": text.answers,
        }
        keys = {"padded": opened.padded, "e_s": opened.e_s, "u_s": opened.u_s}
        yield _knock(f"ok-knock-{name}", "ok", world, seed, ask.sealed, text=told, **keys)
    ask = world.knock(TEXTS["words"])
    for name, raw in (
        ("cut", ask.sealed[:-1]),
        ("grown", ask.sealed + b"\x00"),
        ("changed", flip(ask.sealed, 2000)),
        ("version-0", _resealed(world, ask, 0, [0])),
        ("version-2", _resealed(world, ask, 0, [2])),
        ("no-version", _resealed(world, ask, 0, [])),
        ("e_s-short", _resealed(world, ask, 1, [bytes(31)])),
        ("u_s-only-post-quantum", _resealed(world, ask, 2, [filler("u", 1184)])),
        ("u_s-only-x25519", _resealed(world, ask, 2, [filler("u", 32)])),
        ("first-1001-bytes", _resealed(world, ask, 5, ["x" * 1001])),
        ("first-1002-bytes-in-501-letters", _resealed(world, ask, 5, ["\u00e9" * 501])),
        ("nine-answers", _resealed(world, ask, 6, [[["q", "a"]] * 9])),
        ("field-more", _resealed(world, ask, 6, [[], 1])),
    ):
        yield _knock(f"no-knock-{name}", "refused", world, seed, raw)
    yield _knock("no-knock-other-team", "refused", world, filler("other"), ask.sealed)
    other = make_world("knock vectors")
    for field in ("organisation", "shift_hash", "roster_hash"):
        believed = Believed(**{**believed_of(world.believed), field: filler("other")})
        other.believed = believed
        yield _knock(f"no-knock-other-{field}", "refused", other, seed, ask.sealed)
    yield from _invitations(world)


def _invitations(world: World) -> Iterator[Case]:
    robin, sam, toni = world.devices
    known = [robin.certificate, sam.certificate, toni.certificate]
    for name, ask in (
        ("survivor", world.invitation(sam, None, "", filler("line before"))),
        ("staff", world.invitation(sam, robin, "please join \U0001f33b")),
    ):
        opened = world.open_invitation(sam, ask)
        text = opened.invitation
        told = {
            "w": text.w,
            "line_id_before": text.line_id_before,
            "purpose": text.purpose,
            "inviter_certificate": text.inviter_certificate,
            "note": text.note,
        }

        def made(
            name: str, expect: str, seed: bytes, hashed: bytes, ask: Ask = ask, **more: Any
        ) -> Case:
            where = {"ask": "invitation", "believed": believed_of(world.believed)}
            mine = {"sealing_seed": seed, "certificate_hash": hashed, "sealed": ask.sealed}
            fields = {**where, **mine, "shape": ask.shape, "certificates": known, **more}
            return case(f"{expect}-invitation-{name}".replace("refused", "no"), expect, **fields)

        keys: dict[str, Any] = {"padded": opened.padded, "e_s": opened.e_s, "u_s": opened.u_s}
        yield made(name, "ok", sam.sealing_seed, sam.hash, text=told, **keys)
        yield made(f"{name}-other-device", "refused", toni.sealing_seed, sam.hash)
        yield made(f"{name}-other-certificate", "refused", sam.sealing_seed, toni.hash)
        if ask.shape == STAFF_SHAPE:
            only = [sam.certificate]
            name = f"{name}-inviter-not-believed"
            yield made(name, "refused", sam.sealing_seed, sam.hash, certificates=only)

"""Vectors of calls (3.12)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import call, encoding, primitives, sealing
from orgkeys.call import ABSENT, HeadTold, Presence, TalkTold, seal_call
from relay.documents import envelope_hash
from tests.builders import NOW
from tests.builders import key as signer
from tools.vectors_case import Case, case, filler, flip
from tools.vectors_keys import DESK, HOUSE, ORGANISATION, ROBIN, SIGNING

SHIFT_HASH = envelope_hash(HOUSE.shift)


def calls() -> Iterator[Case]:
    """`sealed` opens with the team's seed, and says who calls and what they believe."""
    team, other = filler("team"), filler("another team")
    certificates = [one.certificate for one in HOUSE.devices]
    place = {"organisation": ORGANISATION, "desk": DESK, "shift_hash": SHIFT_HASH}
    heads = tuple(
        HeadTold(head.kind, head.desk, head.version, head.hash) for head in HOUSE.trusted().heads()
    )

    def sealed(
        to: bytes = team,
        who: bytes = SIGNING,
        certificate: bytes = ROBIN.certificate,
        key: bytes = b"",
        told: tuple[HeadTold, ...] = heads,
        shift: bytes = SHIFT_HASH,
        desk: bytes = DESK,
        inbox: bytes = b"",
        presence: Presence = ABSENT,
    ) -> bytes:
        public = primitives.xwing_public(to)
        place = (ORGANISATION, desk, shift, public)
        return seal_call(*place, who, certificate, key, told, NOW, inbox, presence)

    def made(name: str, expect: str, raw: bytes, now: int = NOW, content: object = None) -> Case:
        told = {"content": content} if content else {}
        with_team = {**place, "team_seed": team, "certificates": certificates, "now": now}
        return case(name, expect, **with_team, sealed=raw, **told)

    key = HOUSE.sign_sealing_key(ROBIN)
    listed = [list(head) for head in heads]
    absent: list[object] = [3, 0, []]
    said = {
        "certificate": ROBIN.certificate,
        "sealing_key": key,
        "at": NOW,
        "heads": listed,
        "inbox": b"",
        "presence": absent,
    }
    yield made("ok-all", "ok", sealed(key=key), content=said)
    bare = {**said, "sealing_key": b"", "heads": []}
    inbox = filler("inbox")
    talks = tuple(TalkTold(filler(f"talk {n}", 4), NOW - n, NOW * (n % 2)) for n in range(12))
    for name, state, limit, some in (("busy", 0, 16, talks), ("pausing", 2, 3, ())):
        busy = Presence(state, limit, some)
        told = {**bare, "inbox": inbox, "presence": [state, limit, [list(one) for one in some]]}
        yield made(f"ok-{name}", "ok", sealed(told=(), inbox=inbox, presence=busy), content=told)
    yield made("ok-bare", "ok", sealed(told=()), content=bare)
    yield made("ok-five-minutes-late", "ok", sealed(told=()), NOW + call.CLOCKS, bare)
    yield made("ok-five-minutes-early", "ok", sealed(told=()), NOW - call.CLOCKS, bare)
    good = sealed()
    yield made("no-too-late", "refused", good, NOW + call.CLOCKS + 1)
    yield made("no-too-early", "refused", good, NOW - call.CLOCKS - 1)
    yield made("no-other-team", "refused", sealed(to=other))
    yield made("no-other-shift", "refused", sealed(shift=filler("another shift")))
    yield made("no-other-desk", "refused", sealed(desk=filler("another desk", 16)))
    yield made("no-signed-by-another", "refused", sealed(who=bytes(signer("thief"))))
    unknown = HOUSE.sign_certificate("Ghost", signing=primitives.ed25519_public(SIGNING))
    yield made("no-unlisted-certificate", "refused", sealed(certificate=unknown))
    yield made("no-certificate", "refused", sealed(certificate=b""))
    yield made("no-changed", "refused", flip(good, len(good) - 1))
    yield made("no-cut", "refused", good[:-1])
    yield made("no-trailing-byte", "refused", good + b"\x00")

    def plain(*fields: object, label: str = "noview/1 call signature") -> bytes:
        payload = encoding.encode(list(fields))
        signature = primitives.sign(SIGNING, primitives.bind(label, ORGANISATION, payload))
        info = primitives.bind("noview/1 call", ORGANISATION, DESK, SHIFT_HASH)
        whole = encoding.encode([1, payload, signature])
        return sealing.seal_padded(primitives.xwing_public(team), info, whole, 4096)[0]

    rest = [ROBIN.certificate, b"", NOW]
    desked = [1, DESK, 1, filler("hash")]
    here = (b"", absent)
    yield made("ok-same-by-hand", "ok", plain(2, *rest, [], *here), content=bare)
    yield made("no-format-1", "refused", plain(1, *rest, [], *here))
    yield made("no-format-1-as-it-was", "refused", plain(1, *rest, []))
    yield made("no-format-3", "refused", plain(3, *rest, [], *here))
    yield made("no-other-label", "refused", plain(2, *rest, [], *here, label="noview/1 request"))
    yield made("no-nine-heads", "refused", plain(2, *rest, [list(heads[0])] * 9, *here))
    yield made("no-head-of-kind-6", "refused", plain(2, *rest, [[6, *heads[0][1:]]], *here))
    yield made("no-charter-with-a-desk", "refused", plain(2, *rest, [desked], *here))
    yield made(
        "no-shift-without-a-desk", "refused", plain(2, *rest, [[4, b"", *desked[2:]]], *here)
    )
    yield made("no-extra-field", "refused", plain(2, *rest, [], *here, 0))
    talk = [filler("talk 0", 4), NOW, 0]
    for wrong, fields in (
        ("short-inbox", (inbox[:31], absent)),
        ("state-4", (b"", [4, 0, []])),
        ("limit-17", (b"", [0, 17, []])),
        ("thirteen-talks", (b"", [0, 16, [talk] * 13])),
        ("long-name", (b"", [0, 16, [[filler("talk 0", 5), NOW, 0]]])),
        ("talk-of-two-fields", (b"", [0, 16, [talk[:2]]])),
        ("no-presence", (b"",)),
    ):
        yield made(f"no-{wrong}", "refused", plain(2, *rest, [], *fields))

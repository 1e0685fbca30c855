"""What a hostile host can make, alone and together with somebody who holds the team key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from orgkeys import ceremony, encoding, handshake, labels, messages
from orgkeys.chain import RESPONDER, Chain, Where, make_frame
from orgkeys.handshake import Believed, OpenedAsk
from orgkeys.packet import PacketContent, open_packet
from orgkeys.primitives import (
    bind,
    ed25519_public,
    x25519,
    x25519_public,
    xwing_public,
)
from orgkeys.sealing import open_padded, seal_padded
from relay.document_types import Charter, Notice, State
from relay.documents import (
    Certificate,
    Kind,
    Payload,
    Roster,
    Shift,
    decode_envelope,
    decode_payload,
    encode_envelope,
    encode_payload,
    envelope_hash,
)
from relay.limits import ASK_SIZE, HELLO_SIZE
from tests.builders import filler
from tests.orgkeys.house import DESK, House

STRANGER = filler("stranger")
SHAPES: dict[int, type[Payload]] = {
    Kind.CHARTER: Charter,
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
}


def newest(house: House, kind: Kind) -> tuple[bytes, bytes]:
    """The newest published document of a kind, with its packet."""
    return next(
        (raw, packet)
        for raw, packet in reversed(house.published)
        if decode_envelope(raw).kind == kind
    )


def content(raw: bytes) -> Payload:
    """The payload of an envelope; who signed it is not looked at."""
    envelope = decode_envelope(raw)
    return decode_payload(envelope.payload, SHAPES[envelope.kind])


def with_payload(raw: bytes, payload: Payload) -> bytes:
    """The envelope with another payload under the same signatures."""
    envelope = decode_envelope(raw)
    return encode_envelope(structs.replace(envelope, payload=encode_payload(payload)))


# ------------------------------------------------------------------ documents

KEYS = {
    Kind.CHARTER: ("root_keys", "administrator_keys"),
    Kind.ROSTER: ("rows",),
    Kind.NOTICE: ("numbers",),
    Kind.SHIFT: ("team_key", "desk_key", "roster_hash", "packet_hash"),
    Kind.STATE: ("mode",),
}
OURS = {
    "root_keys": (ed25519_public(STRANGER),),
    "administrator_keys": (ed25519_public(STRANGER),),
    "numbers": (("+1 900 555 0100", (("en", "Call us"),)),),
    "team_key": xwing_public(STRANGER),
    "desk_key": ed25519_public(STRANGER),
    "roster_hash": filler("roster"),
    "packet_hash": filler("packet"),
    "mode": 2,
}


@dataclass(frozen=True)
class Swapped:
    """One document with one field of the attacker's choice."""

    name: str
    kind: Kind
    raw: bytes


def swapped_documents(house: House) -> Iterator[Swapped]:
    """Every key in turn: under the old signature, and signed anew by a stranger."""
    for kind, fields in KEYS.items():
        raw, _ = newest(house, kind)
        payload = content(raw)
        for field in fields:
            value = OURS.get(field)
            if isinstance(payload, Roster):
                value = ((filler("certificate"), payload.expires, False), *payload.rows[1:])
                value = tuple(sorted(value))
            changed = structs.replace(payload, **{field: value})
            yield Swapped(f"{kind.name} {field} kept", kind, with_payload(raw, changed))
            signed = ceremony.sign(changed, [STRANGER])
            yield Swapped(f"{kind.name} {field} stranger", kind, signed)


# ------------------------------------------------------------------ hellos


@dataclass(frozen=True)
class Insider:
    """Somebody on the shift who works for the host: team key, and colleagues' certificates."""

    house: House

    @property
    def _shift(self) -> tuple[bytes, bytes]:
        return newest(self.house, Kind.SHIFT)

    @property
    def believed(self) -> Believed:
        """What everybody believes now."""
        raw, _ = self._shift
        shift = content(raw)
        assert isinstance(shift, Shift)
        return Believed(self.house.organisation, envelope_hash(raw), shift.roster_hash)

    @property
    def packet(self) -> PacketContent:
        """The opened staff packet."""
        raw, packet = self._shift
        seeds = [one.keys.sealing_keys[0][1] for one in self.house.devices.values()]
        version = content(raw).version
        return open_packet(self.house.organisation, DESK, version, seeds, packet)

    def opened(self, sealed: bytes) -> OpenedAsk:
        """The knock, read with the team key."""
        return handshake.open_knock(self.believed, self.packet.team_seed, sealed)

    def hello(self, sealed: bytes, identity: bytes, certificate: bytes, **changed: object) -> bytes:
        """Hello and frame 0 for a knock, with any field of the hello changed (protocol.md 5.3)."""
        opened, believed = self.opened(sealed), self.believed
        cs, e_c, u_c = filler("cs"), filler("e_c"), xwing_public(filler("u_c"))
        fields: dict[str, object] = {
            "format": 1,
            "cs": cs,
            "e_c": x25519_public(e_c),
            "u_c": u_c,
            "w_c": filler("w_c"),
            "certificate": certificate,
        }
        plain = encoding.encode(list((fields | changed).values()))
        info = bind(labels.HELLO, believed.organisation, handshake.ask_hash(sealed))
        hello, padded = seal_padded(opened.u_s, info, plain, HELLO_SIZE)
        secrets = cs + x25519(identity, opened.e_s) + x25519(e_c, opened.e_s)
        transcript = handshake.transcript(opened, hello, padded)
        roots = handshake.derive(believed.organisation, transcript, secrets)
        step = Chain(roots.responder, believed.organisation).step()
        where = Where(believed.organisation, roots.line_id, RESPONDER, 0)
        ready = messages.encode(messages.Ready())
        return hello + make_frame(step.message_key, where, ready, filler("nonce", 24))


def open_with(insider: Insider, sealed: bytes) -> bytes:
    """The plaintext of a knock, without its padding."""
    info = insider.believed.bound(labels.KNOCK)
    plain, _ = open_padded(insider.packet.team_seed, info, sealed, ASK_SIZE)
    return plain


@dataclass(frozen=True)
class Ghost:
    """Somebody who is not staff, with what they show."""

    name: str
    identity: bytes
    certificate: bytes


def ghosts(house: House, other: House) -> list[Ghost]:
    """Uncertified, of another organisation, of a colleague without their key, unlisted, changed.

    `house` must have Noor, who serves, and Eve, who is revoked.
    """
    noor = house.devices["Noor"]
    identity = filler("ghost identity")
    mine = structs.replace(_certificate(noor.device.raw), identity=x25519_public(identity))
    theirs = other.devices["Noor"]
    eve = house.devices["Eve"]
    found = [
        Ghost("signed by a stranger", identity, ceremony.sign(mine, [STRANGER])),
        Ghost("of another organisation", theirs.keys.identity, theirs.device.raw),
        Ghost("a colleague's, without the key", identity, noor.device.raw),
        Ghost("not in the roster", identity, ceremony.sign(mine, [house.administrator])),
        Ghost("revoked", eve.keys.identity, eve.device.raw),
    ]
    swaps: dict[str, object] = {
        "identity": x25519_public(identity),
        "signing": ed25519_public(STRANGER),
        "alias": "Anna",
        "role": "supervisor",
        "expires": mine.expires + 86_400,
        "salt": filler("salt"),
    }
    for field, value in swaps.items():
        changed = structs.replace(_certificate(noor.device.raw), **{field: value})
        own = identity if field == "identity" else noor.keys.identity
        found.append(Ghost(f"{field} swapped", own, with_payload(noor.device.raw, changed)))
    return found


def _certificate(raw: bytes) -> Certificate:
    return decode_payload(decode_envelope(raw).payload, Certificate)


def forged_line_frame(message: messages.Known, number: int) -> bytes:
    """A frame of the right form, under keys that the relay has invented."""
    where = Where(filler("organisation"), filler("line"), RESPONDER, number)
    return make_frame(filler("key"), where, messages.encode(message), filler("nonce", 24))

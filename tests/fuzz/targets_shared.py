"""The decoders that both languages have, with what was read in words that both share.

tests/js/fuzz/targets.ts has the same names. Where something is sealed, a target reads what is
inside it (tests/fuzz/transparent.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgkeys import (
    asks,
    call,
    encoding,
    handshake,
    keyring,
    messages,
    packet,
    primitives,
    staff_words,
    survey,
    tally,
    vault,
)
from orgkeys import request as requests
from orgkeys.errors import CannotOpen
from orgkeys.office import handbook_document
from relay import frames
from relay.documents import (
    Certificate,
    Charter,
    Kind,
    Notice,
    OfficeKey,
    Roster,
    SealingKey,
    Shift,
    State,
    Warrant,
    decode_envelope,
    decode_payload,
    encode_envelope,
    encode_payload,
)
from relay.errors import Malformed
from tests.fuzz.rulebook import rulebook
from tests.fuzz.seeds import world
from tests.fuzz.target import Target, encode, fields

ZEROS, TAG = bytes(1120), bytes(16)
WORLD = world()
ORGANISATION, DESK = WORLD["organisation"], WORLD["desk"]
NOW = int.from_bytes(WORLD["now"], "big")
BELIEVED = asks.Believed(ORGANISATION, bytes(32), bytes(32))
SEED = bytes(range(32))
PHRASE = "long enough a phrase"
PAYLOADS: dict[Kind, type[Any]] = {
    Kind.CHARTER: Charter,
    Kind.ROSTER: Roster,
    Kind.NOTICE: Notice,
    Kind.SHIFT: Shift,
    Kind.STATE: State,
    Kind.CERTIFICATE: Certificate,
    Kind.WARRANT: Warrant,
    Kind.SEALING_KEY: SealingKey,
    Kind.OFFICE_KEY: OfficeKey,
}


def padded(plain: bytes, size: int) -> bytes:
    """The plaintext padded, or cut where it is longer: then it is refused by its padding."""
    return primitives.pad(plain, size) if len(plain) < size else plain[:size]


def sealed(plain: bytes, size: int) -> bytes:
    """What opens to this plaintext, for the transparent cryptography."""
    return ZEROS + padded(plain, size - 1136) + TAG


def locked(plain: bytes, step: int) -> bytes:
    """The same for what is locked with a commit."""
    return bytes(56) + primitives.pad(plain, -(-(len(plain) + 1) // step) * step) + TAG


def believing(raw: bytes) -> Certificate:
    """A check that takes every certificate that can be read."""
    return decode_payload(decode_envelope(raw, Kind.CERTIFICATE).payload, Certificate)


def _value(value: Any) -> tuple[str, list[Any]]:
    return "", [value]


def _message(value: messages.Message) -> tuple[str, list[Any]]:
    if isinstance(value, messages.Unknown):
        return "unknown", [value.type]
    return fields(value)


def _knock(raw: bytes) -> asks.OpenedAsk:
    return asks.open_knock(BELIEVED, SEED, sealed(raw, 4096))


def _knock_told(ask: asks.OpenedAsk) -> tuple[str, list[Any]]:
    text = ask.knock
    return "knock", [ask.e_s, ask.u_s, text.language, text.address_as, text.first, text.answers]


def _invitation(raw: bytes) -> asks.OpenedAsk:
    return asks.open_invitation(BELIEVED, SEED, bytes(32), sealed(raw, 4096), believing)


def _invitation_told(ask: asks.OpenedAsk) -> tuple[str, list[Any]]:
    text = ask.invitation
    inviter = [] if ask.inviter is None else fields(ask.inviter, tagged=False)[1]
    told = [text.w, text.line_id_before, text.purpose, inviter, text.note]
    return "invitation", [ask.shape, ask.e_s, ask.u_s, *told]


def _hello(raw: bytes) -> Any:
    ask = asks.Ask(0, BELIEVED, (SEED, SEED), (bytes(4096), bytes(2960)))
    frame = locked(messages.encode(messages.Ready()), 440)
    return handshake.accept_hello(ask, sealed(raw, 3584) + frame, believing)


def _hello_told(met: Any) -> tuple[str, list[Any]]:
    line, certificate, w_c = met
    return "hello", [line.line_id, w_c, fields(certificate, tagged=False)[1]]


def _call(raw: bytes) -> call.Call:
    place = (ORGANISATION, DESK, bytes(32))
    return call.open_call(*place, SEED, sealed(raw, 4096), believing, NOW)


def _call_told(told: call.Call) -> tuple[str, list[Any]]:
    who = fields(told.certificate, tagged=False)[1]
    return "call", [who, told.at, told.heads, told.inbox, told.presence]


def _drop(raw: bytes) -> Any:
    told = survey.open_drop(ORGANISATION, DESK, SEED, sealed(raw, 2048))
    if told.kind == survey.KIND:
        twice = len({key for key, _ in told.answers}) < len(told.answers)
        return "forged" if twice else told
    if told.kind not in tally.KINDS:
        return "other"
    return tally.proved((ORGANISATION, DESK), [SEED], told) or "forged"


def _drop_told(told: Any) -> tuple[str, list[Any]]:
    return ("", [told]) if isinstance(told, str) else ("drop", [told.kind, told.day, told.answers])


def _keys(raw: bytes) -> keyring.Keyring:
    file = keyring.MAGIC + encode([1, WORLD["device"]]) + locked(raw, 4096)
    return keyring.unwrap(file, ORGANISATION, WORLD["device"], SEED)


def _keys_told(ring: keyring.Keyring) -> tuple[str, list[Any]]:
    keys = [[one.envelope, one.seed, one.until] for one in ring.keys]
    return "keys", [ring.certificate, ring.warrant, keys, ring.heads]


def _vault(kind: str) -> Callable[[bytes], vault.Vault]:
    head = vault.MAGIC + encode([1, kind, 3, 65_536, bytes(16)])
    return lambda raw: vault.unlock(head + locked(raw, 512), PHRASE)


def _vault_told(told: vault.Vault) -> tuple[str, list[Any]]:
    if isinstance(told, vault.StatisticsKeys):
        return told.kind, [told.organisation, told.seeds]
    if isinstance(told, vault.AuthorityKeys):
        office = [told.office_seed] if told.kind == "administrator" else []
        return told.kind, [told.organisation, told.seed, *office]
    secrets = [told.identity, told.signing, told.inbox_secret, told.storage_secret]
    head = [told.organisation, told.relay, told.desk]
    return told.kind, [*head, *secrets, told.certificate, told.warrant]


def _packet_of(directory: bytes) -> bytes:
    """A packet with a slot for SEED as a device's key, and this directory."""
    body = primitives.pad(encode([1, SEED, SEED]), 128)
    plain = primitives.pad(directory, -(-(len(directory) + 1) // 4096) * 4096)
    slot = packet.packet_slot(ORGANISATION, SEED * 38)
    parts = [bytes(24), bytes(32) + body + TAG, bytes(24), bytes(32) + plain + TAG]
    return encode([2, [[slot, ZEROS + SEED + TAG]], *parts])


def _packet(raw: bytes) -> packet.PacketContent:
    content = packet.open_packet(ORGANISATION, DESK, 7, [SEED], raw)
    # The caller compares both with the shift, as TypeScript does within the same function.
    if content.team_seed != SEED or content.desk_seed != SEED:
        raise CannotOpen("malformed")
    return content


def _directory_told(told: packet.Directory) -> tuple[str, list[Any]]:
    return "directory", [told.devices, told.office_keys, told.handbook]


def _packet_told(content: packet.PacketContent) -> tuple[str, list[Any]]:
    return _directory_told(content.directory)


def _handbook(raw: bytes) -> handbook_document.Signed:
    return handbook_document.read_handbook(ORGANISATION, DESK, [WORLD["administrator"]], raw)


def _handbook_told(signed: handbook_document.Signed) -> tuple[str, list[Any]]:
    _, values = fields(signed.payload, tagged=False)
    return "handbook", [*values, signed.administrator]


def _request_told(told: requests.Request) -> tuple[str, list[Any]]:
    who = [told.organisation, told.identity, told.signing, told.alias, told.role]
    return "request", [*who, told.languages, told.device]


def _grant(raw: bytes) -> requests.Grant:
    return requests.read_grant(raw, ORGANISATION, WORLD["identity"], WORLD["signing"])


def _text(raw: bytes) -> bytes:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("not text") from None
    return requests.from_text(text)


def _envelope(raw: bytes) -> Any:
    """As the kind that it says it is, or as a charter."""
    kind = raw[1] if len(raw) > 1 and 1 <= raw[1] <= 9 else 1
    return decode_envelope(raw, Kind(kind))


def _payload(kind: Kind) -> Target:
    shape = PAYLOADS[kind]
    return Target(
        f"payload {int(kind)}",
        ("relay.document_bytes:decode_payload",),
        lambda raw: decode_payload(raw, shape),
        encode_payload,
        lambda value: fields(value, tagged=False),
        codes=True,
        weight=2,
    )


VAULT = (
    "orgkeys.vault:unlock",
    "orgkeys.office.commands:open_vault",
    "orgkeys.encoding:length_of_first",
)
SHARED: tuple[Target, ...] = (
    Target("value", ("orgkeys.encoding:decode", "orgkeys.encoding:decode_as"), encoding.decode,
           encoding.encode, _value, weight=8),
    Target("client frame", ("relay.frames:decode_client",), frames.decode_client, frames.encode,
           fields, weight=6),
    Target("relay frame", ("relay.frames:decode_relay",), frames.decode_relay, frames.encode,
           fields, weight=6),
    Target("message", ("orgkeys.messages:decode",), messages.decode, None, _message, weight=6),
    Target("staff word", ("orgkeys.staff_words:decode",), staff_words.decode, staff_words.encode,
           fields, weight=4),
    Target("padding", ("orgkeys.primitives:unpad",), primitives.unpad, None, _value, weight=1),
    Target("knock", ("orgkeys.asks:open_knock", "orgkeys.sealing:open_padded"), _knock, None,
           _knock_told),
    Target("invitation", ("orgkeys.asks:open_invitation",), _invitation, None, _invitation_told),
    Target("hello", ("orgkeys.handshake:accept_hello", "orgkeys.chain:open_frame"), _hello, None,
           _hello_told),
    Target("call", ("orgkeys.call:open_call",), _call, None, _call_told),
    Target("drop", ("orgkeys.survey:open_drop", "orgkeys.tally:proved"), _drop, None, _drop_told),
    Target("keys", ("orgkeys.keyring:unwrap", "orgkeys.sealing:unlock"), _keys, None, _keys_told,
           codes=True, weight=2),
    *(Target(f"vault {kind}", VAULT, _vault(kind), None, _vault_told, codes=True, weight=1)
      for kind in ("root", "administrator", "device", "statistics")),
    Target("keys file", ("orgkeys.keyring:unwrap",),
           lambda raw: keyring.unwrap(raw, ORGANISATION, WORLD["device"], SEED), None, _keys_told,
           codes=True, weight=1),
    Target("vault file", VAULT, lambda raw: vault.unlock(raw, PHRASE), None, _vault_told,
           codes=True, weight=1),
    Target("packet", ("orgkeys.packet:open_packet",), _packet, None, _packet_told, weight=1),
    Target("directory", ("orgkeys.packet:open_directory",),
           lambda raw: packet.open_directory(
               ORGANISATION, DESK, 7, SEED, _packet_of(raw)), None, _directory_told, weight=2),
    Target("handbook", ("orgkeys.office.handbook_document:read_handbook",
                        "orgkeys.office.handbook_document:payload_of"), _handbook, None,
           _handbook_told, codes=True, weight=2),
    Target("request", ("orgkeys.request:read_request",),
           lambda raw: requests.read_request(raw, ORGANISATION), None, _request_told, codes=True),
    Target("grant", ("orgkeys.request:read_grant",), _grant, requests.make_grant,
           lambda told: ("grant", [told.certificate, told.warrant]), codes=True),
    Target("export", ("orgkeys.request:read_public",), requests.read_public, requests.make_public,
           lambda told: ("export", [told.organisation, told.desk, told.relay, told.charters,
                                    told.others]), codes=True, weight=2),
    Target("text", ("orgkeys.request:from_text",), _text, None, _value, weight=2),
    Target("envelope", ("relay.document_bytes:decode_envelope",
                        "relay.document_bytes:envelope_hash"), _envelope, encode_envelope,
           lambda value: fields(value, tagged=False), codes=True, weight=4),
    *(_payload(kind) for kind in PAYLOADS),
    rulebook(),
)  # fmt: skip

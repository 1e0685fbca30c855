"""How Python reads the shared vectors; the families are explained in tests/vectors/README.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgkeys import encoding, handshake, messages, packet, primitives, vault
from orgkeys.asks import Ask, Believed, InvitationText, KnockText
from orgkeys.chain import Where, make_frame, open_frame
from orgkeys.errors import (
    BadHello,
    CannotOpen,
    DamagedVault,
    ForeignVault,
    NotOnShift,
    UnsupportedVault,
    WrongPassphrase,
)
from orgkeys.messages import Unknown
from orgkeys.vault import AuthorityKeys, DeviceKeys, StatisticsKeys, Vault
from relay.documents import Certificate, decode_envelope, decode_payload
from relay.errors import Untrusted

Case = dict[str, Any]

REFUSALS: tuple[tuple[type[Exception], str], ...] = (
    (NotOnShift, "not-on-shift"),
    (WrongPassphrase, "wrong-passphrase"),
    (DamagedVault, "damaged-vault"),
    (ForeignVault, "foreign-vault"),
    (UnsupportedVault, "unsupported-vault"),
    (BadHello, "refused"),
    (CannotOpen, "refused"),
    (Untrusted, "refused"),
)


def b(case: Case, name: str) -> bytes:
    """A field of bytes."""
    return bytes.fromhex(case[name])


def outcome(act: Callable[[], object]) -> str:
    """`ok`, or the name of the refusal."""
    try:
        act()
    except tuple(kind for kind, _ in REFUSALS) as fault:
        return next(name for kind, name in REFUSALS if isinstance(fault, kind))
    return "ok"


def from_json(value: Any) -> Any:
    """A value of 1.1 from its JSON."""
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return [from_json(part) for part in value] if isinstance(value, list) else value


def refuses_every_beginning(raw: bytes, act: Callable[[bytes], object], step: int = 1) -> None:
    """Byte by byte: nothing that is not whole is taken for whole."""
    for size in range(0, len(raw), step):
        assert outcome(lambda: act(raw[:size])) != "ok"  # noqa: B023 - called at once


def believed_of(case: Case) -> Believed:
    told = case["believed"]
    names = ("organisation", "shift_hash", "roster_hash")
    return Believed(*(b(told, name) for name in names))


def believing(case: Case) -> Callable[[bytes], Certificate]:
    """A check that believes exactly the certificates of the case."""

    def check(raw: bytes) -> Certificate:
        if raw.hex() not in case["certificates"]:
            raise Untrusted("unlisted")
        return decode_payload(decode_envelope(raw).payload, Certificate)

    return check


def place_of(case: Case) -> Where:
    direction, number = case["direction"], case["number"]
    return Where(b(case, "organisation"), b(case, "line_id"), direction, number)


def read_padding(case: Case) -> None:
    padded = b(case, "padded")
    assert outcome(lambda: primitives.unpad(padded)) == case["expect"]
    if case["expect"] == "ok":
        assert primitives.unpad(padded) == b(case, "data")
        assert primitives.pad(b(case, "data"), case["size"]) == padded


def read_encoding(case: Case) -> None:
    raw = b(case, "hex")
    assert outcome(lambda: encoding.decode(raw)) == case["expect"]
    if case["expect"] == "ok":
        assert encoding.decode(raw) == from_json(case["value"])
        assert encoding.encode(from_json(case["value"])) == raw
        refuses_every_beginning(raw, encoding.decode, 1 if len(raw) < 1000 else 501)


def read_messages(case: Case) -> None:
    raw = b(case, "hex")
    assert outcome(lambda: messages.decode(raw)) == case["expect"]
    if case["expect"] != "ok":
        return
    message = messages.decode(raw)
    assert type(message).__name__.lower() == case["type"].lower()
    if isinstance(message, Unknown):
        assert message.type == case["number"]
        return
    assert messages.encode(message) == raw
    assert encoding.decode(raw) == from_json(case["value"])
    refuses_every_beginning(raw, messages.decode, 1 if len(raw) < 3000 else 101)


def read_frames_line(case: Case) -> None:
    key, where, frame = b(case, "message_key"), place_of(case), b(case, "frame")
    assert outcome(lambda: open_frame(key, where, frame)) == case["expect"]
    if case["expect"] == "ok":
        assert open_frame(key, where, frame) == b(case, "message")
        least = case.get("least", 0)
        assert make_frame(key, where, b(case, "message"), b(case, "nonce"), least) == frame
        refuses_every_beginning(frame, lambda raw: open_frame(key, where, raw))


def read_sealing(case: Case) -> None:
    seed, info, sealed = b(case, "seed"), b(case, "info"), b(case, "sealed")
    assert outcome(lambda: primitives.open_sealed(seed, info, sealed)) == case["expect"]
    if case["expect"] == "ok":
        assert primitives.xwing_public(seed) == b(case, "public")
        assert primitives.open_sealed(seed, info, sealed) == b(case, "plaintext")
        refuses_every_beginning(sealed, lambda raw: primitives.open_sealed(seed, info, raw), 37)


def directory_of(told: Case) -> packet.Directory:
    """A directory from its JSON."""
    devices = tuple(packet.Entry(*map(bytes.fromhex, one)) for one in told["devices"])
    keys = tuple(map(bytes.fromhex, told["office_keys"]))
    return packet.Directory(devices, keys, b(told, "handbook"))


def read_directory(case: Case) -> None:
    raw, seed = b(case, "packet"), b(case, "office_seed")
    where = (b(case, "organisation"), b(case, "desk"), case["version"])
    assert outcome(lambda: packet.open_directory(*where, seed, raw)) == case["expect"]
    if case["expect"] == "ok":
        assert packet.open_directory(*where, seed, raw) == directory_of(case["content"])
        refuses_every_beginning(raw, lambda cut: packet.open_directory(*where, seed, cut), 513)


def read_packet(case: Case) -> None:
    raw, seeds = b(case, "packet"), [bytes.fromhex(seed) for seed in case["seeds"]]
    where = (b(case, "organisation"), b(case, "desk"), case["version"])
    assert packet.packet_hash(raw) == b(case, "hash")
    assert outcome(lambda: packet.open_packet(*where, seeds, raw)) == case["expect"]
    if case["expect"] == "ok":
        content = packet.open_packet(*where, seeds, raw)
        told = case["content"]
        assert content.team_seed == b(told, "team_seed")
        assert content.desk_seed == b(told, "desk_seed")
        assert content.directory == directory_of(told)
        assert primitives.xwing_public(content.team_seed) == b(case, "team_key")
        assert primitives.ed25519_public(content.desk_seed) == b(case, "desk_key")


def vault_of(kind: str, told: Case) -> Vault:
    """The content of a vault from its JSON."""
    if kind == "root":
        return AuthorityKeys("root", b(told, "organisation"), b(told, "seed"))
    if kind == "administrator":
        seeds = b(told, "seed"), b(told, "office_seed")
        return AuthorityKeys("administrator", b(told, "organisation"), *seeds)
    if kind == "statistics":
        kept = tuple((bytes.fromhex(seed), until) for seed, until in told["seeds"])
        return StatisticsKeys(b(told, "organisation"), kept)
    return DeviceKeys(
        organisation=b(told, "organisation"),
        relay=told["relay"],
        desk=b(told, "desk"),
        identity=b(told, "identity"),
        signing=b(told, "signing"),
        inbox_secret=b(told, "inbox_secret"),
        storage_secret=b(told, "storage_secret"),
        certificate=b(told, "certificate"),
        warrant=b(told, "warrant"),
    )


def read_vault(case: Case) -> None:
    raw, passphrase = b(case, "vault"), case["passphrase"]
    assert outcome(lambda: vault.unlock(raw, passphrase)) == case["expect"]
    if case["expect"] == "ok":
        content = vault_of(case["kind"], case["content"])
        assert vault.unlock(raw, passphrase) == content
        drawn = {16: b(case, "salt"), 24: b(case, "nonce")}
        assert vault.lock(content, passphrase, drawn.__getitem__) == raw


def read_knock(case: Case) -> None:
    believed, sealed = believed_of(case), b(case, "sealed")

    def opened(raw: bytes) -> handshake.OpenedAsk:
        if case["ask"] == "knock":
            return handshake.open_knock(believed, b(case, "team_seed"), raw)
        mine = (b(case, "sealing_seed"), b(case, "certificate_hash"))
        return handshake.open_invitation(believed, *mine, raw, believing(case))

    assert outcome(lambda: opened(sealed)) == case["expect"]
    if case["expect"] != "ok":
        return
    ask, told = opened(sealed), case["text"]
    for name in ("padded", "e_s", "u_s"):
        assert getattr(ask, name) == b(case, name)
    if case["ask"] == "knock":
        answers = tuple((question, answer) for question, answer in told["answers"])
        text = KnockText(told["language"], told["address_as"], told["first"], answers)
        assert ask.knock == text
    else:
        binary = [b(told, name) for name in ("w", "line_id_before", "inviter_certificate")]
        w, before, inviter = binary
        assert ask.invitation == InvitationText(w, before, told["purpose"], inviter, told["note"])
        assert ask.shape == case["shape"]
    refuses_every_beginning(sealed, opened, 129)


def ask_of(case: Case) -> Ask:
    """The inviter's ask as it stood before any hello."""
    return Ask(
        case["shape"],
        believed_of(case),
        (b(case, "e_s"), b(case, "u_s")),
        (b(case, "sealed"), b(case, "padded")),
        b(case, "certificate_hash"),
        b(case, "identity"),
    )


def read_hello(case: Case) -> None:
    ask, append, check = ask_of(case), b(case, "append"), believing(case)
    if case["expect"] != "ok":
        assert outcome(lambda: handshake.accept_hello(ask, append, check)) == case["expect"]
        assert not ask.spent
        return
    refuses_every_beginning(append, lambda raw: handshake.accept_hello(ask, raw, check), 129)
    line, certificate, w_c = handshake.accept_hello(ask, append, check)
    assert (line.line_id, w_c) == (b(case, "line_id"), b(case, "w_c"))
    assert certificate == check(b(case, "certificate"))

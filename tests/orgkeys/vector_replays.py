"""How Python computes the vectors that have every secret in them, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgkeys import encoding, handshake, labels, messages, primitives
from orgkeys.chain import Chain, Where, open_frame
from orgkeys.conversation import start_hash, step_hash
from orgkeys.messages import Answer, Ready, Refresh
from orgkeys.office import confusables
from orgkeys.primitives import expand, extract, u64, x25519, x25519_public
from relay.frames import mailbox_address, write_capability
from tests.orgkeys import vector_handbook, vector_numbers, vector_readers, vector_travel
from tests.orgkeys.vector_readers import (
    Case,
    ask_of,
    b,
    believed_of,
    believing,
    from_json,
    outcome,
    place_of,
)


def _transcript(told: Case) -> list[str]:
    hashes = [start_hash(b(told, "organisation"))]
    for place, said in enumerate(told["said"], 1):
        hashes.append(step_hash(hashes[-1], place, b(said, "author"), said["text"]))
    return [one.hex() for one in hashes]


def _label(told: Case) -> dict[str, str]:
    parts = [bytes.fromhex(part) for part in told["parts"]]
    label = told["label"]
    return {
        "bind": primitives.bind(label, *parts).hex(),
        "digest": primitives.digest(label, *parts).hex(),
        "expand": expand(b(told, "key"), label, b(told, "organisation")).hex(),
    }


def _inbox(told: Case) -> bytes:
    shift = b(told, "shift_hash")
    believed = handshake.Believed(b(told, "organisation"), shift, b"")
    return handshake.inbox_capability(b(told, "secret"), believed)


FUNCTIONS: dict[str, Callable[[Case], Any]] = {
    "label": _label,
    "bind": lambda told: primitives.bind(told["label"], *map(bytes.fromhex, told["parts"])),
    "extract": lambda told: extract(b(told, "salt"), b(told, "secret")),
    "hkdf_expand": lambda told: primitives.hkdf_expand(b(told, "key"), b(told, "info")),
    "u64": lambda told: u64(told["number"]),
    "x25519": lambda told: x25519(b(told, "private"), b(told, "public")),
    "x25519_public": lambda told: x25519_public(b(told, "private")),
    "ed25519_public": lambda told: primitives.ed25519_public(b(told, "seed")),
    "sign": lambda told: primitives.sign(b(told, "seed"), b(told, "message")),
    "xwing_public": lambda told: primitives.xwing_public(b(told, "seed")),
    "write_capability": lambda told: write_capability(b(told, "r")),
    "mailbox_address": lambda told: mailbox_address(b(told, "w")),
    "inbox": _inbox,
    "transcript": _transcript,
}


def read_derivation(case: Case) -> None:
    function = FUNCTIONS[case["function"]]
    assert outcome(lambda: function(case["inputs"])) == case["expect"]
    if case["expect"] == "ok":
        output = function(case["inputs"])
        assert (output.hex() if isinstance(output, bytes) else output) == case["output"]


def read_chain(case: Case) -> None:
    organisation = b(case, "organisation")
    chain = Chain(b(case, "chain"), organisation)
    for told in case["steps"]:
        step = chain.step()
        assert step.message_key == b(told, "message_key")
        assert step.following == b(told, "next")
        key = step.message_key
        assert expand(key, labels.COMMIT, organisation) == b(told, "commit")
        assert expand(key, labels.FRAME_KEY, organisation) == b(told, "frame_key")
        chain.move(step, b(told, "secret") or None)
        after = Chain(b(told, "chain_after"), organisation)
        assert chain.step() == after.step()


def read_refresh(case: Case) -> None:
    where, seed, sealed = place_of(case), b(case, "seed"), b(case, "sealed")
    info = where.bound(labels.REFRESH, u64(case["index"]))
    assert outcome(lambda: primitives.open_sealed(seed, info, sealed)) == case["expect"]
    if case["expect"] == "ok":
        assert info == b(case, "info")
        secret = primitives.open_sealed(seed, info, sealed)
        assert secret == b(case, "secret")
        mixed = extract(b(case, "next"), secret)
        assert expand(mixed, labels.REFRESHED, where.organisation) == b(case, "chain_after")


def read_handshake(case: Case) -> None:
    believed = believed_of(case)
    organisation, hello = believed.organisation, b(case, "hello")
    ask = ask_of(
        {**case, "u_s": "00" * 32, "certificate_hash": "", "identity": case["inviter_identity"]}
        | {"padded": case["padded_ask"]}
    )
    assert handshake.ask_hash(ask.sealed) == b(case, "ask_hash")
    transcript = handshake.transcript(ask, hello, b(case, "padded_hello"))
    assert transcript == b(case, "transcript")
    e_s, e_c = b(case, "e_s"), b(case, "e_c")
    identity, inviter = b(case, "identity"), b(case, "inviter_identity")
    shared = [x25519(identity, x25519_public(e_s)), x25519(e_c, x25519_public(e_s))]
    assert shared[0] == x25519(e_s, x25519_public(identity))
    if inviter:
        shared.append(x25519(e_c, x25519_public(inviter)))
    assert [one.hex() for one in shared] == case["shared"]
    secrets = b(case, "cs") + b"".join(shared)
    assert extract(transcript, secrets) == b(case, "root")
    roots = handshake.derive(organisation, transcript, secrets)
    assert roots.inviter == b(case, "chain_inviter")
    assert roots.responder == b(case, "chain_responder")
    assert roots.line_id == b(case, "line_id")
    step = Chain(roots.responder, organisation).step()
    where = Where(organisation, roots.line_id, 1, 0)
    assert messages.decode(open_frame(step.message_key, where, b(case, "ready"))) == Ready()
    fields = encoding.decode(primitives.unpad(b(case, "padded_hello")))
    assert isinstance(fields, list)
    public = [x25519_public(e_c), primitives.xwing_public(b(case, "u_c"))]
    assert fields[1:4] == [b(case, "cs"), *public]


def read_conversation(case: Case) -> None:
    organisation, line_id = b(case, "organisation"), b(case, "line_id")
    beginning = {**case, "shape": 0, "certificate_hash": "", "identity": ""}
    names = ("organisation", "shift_hash", "roster_hash")
    beginning["believed"] = {name: case[name] for name in names}
    line, _, _ = handshake.accept_hello(ask_of(beginning), b(case, "append"), believing(case))
    assert line.line_id == line_id
    chains = [Chain(bytes.fromhex(key), organisation) for key in case["chains"]]
    keys = [chain.step().message_key.hex() for chain in chains]
    assert keys == case["first_message_keys"]
    for told in case["frames"]:
        direction = told["direction"]
        where = Where(organisation, line_id, direction, told["number"])
        step = chains[direction].step()
        raw = open_frame(step.message_key, where, b(told, "frame"))
        assert encoding.decode(raw) == from_json(told["value"])
        message = messages.decode(raw)
        secret = None
        if isinstance(message, Answer | Refresh):
            seed = bytes.fromhex(case["refresh_seeds"][1 - direction][message.index])
            info = where.bound(labels.REFRESH, u64(message.index))
            secret = primitives.open_sealed(seed, info, message.sealed)
            if message.new_key:
                announced = bytes.fromhex(case["refresh_seeds"][direction][message.new_index])
                assert primitives.xwing_public(announced) == message.new_key
        chains[direction].move(step, secret)


def read_alias(case: Case) -> None:
    found = confusables.check_alias(case["alias"], case["others"])
    told = (found.code, found.other) if found else ("ok", "")
    assert told == (case["expect"], case["other"])


READERS: dict[str, Callable[[Case], None]] = {
    "padding": vector_readers.read_padding,
    "encoding": vector_readers.read_encoding,
    "messages": vector_readers.read_messages,
    "derivation": read_derivation,
    "chain": read_chain,
    "frames_line": vector_readers.read_frames_line,
    "refresh": read_refresh,
    "sealing": vector_readers.read_sealing,
    "packet": vector_readers.read_packet,
    "directory": vector_readers.read_directory,
    "vault": vector_readers.read_vault,
    "device": vector_travel.read_device,
    "keys": vector_travel.read_keys,
    "request": vector_travel.read_request,
    "staff": vector_travel.read_staff,
    "grant": vector_travel.read_grant,
    "public": vector_travel.read_public,
    "text": vector_travel.read_text,
    "call": vector_travel.read_call,
    "drop": vector_travel.read_drop,
    "handbook": vector_handbook.read_handbook_case,
    "handbook_rules": vector_handbook.read_rules,
    "tally": vector_numbers.read_tally,
    "knock": vector_readers.read_knock,
    "hello": vector_readers.read_hello,
    "handshake": read_handshake,
    "conversation": read_conversation,
    "aliases": read_alias,
}

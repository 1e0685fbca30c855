"""Where fuzzing starts: what the shared vectors hold, as the bytes that a target reads.

Nothing is copied into the tree. Sealed vectors are opened with their own keys, and what was in
them is wrapped again the way tests/fuzz/transparent.py opens it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from orgkeys import primitives

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
CORPUS = Path(__file__).with_name("corpus")
SMALL = 40_000
"""A larger vector says nothing new to a mutation and makes each one slow."""

Case = dict[str, Any]
Seeds = dict[str, list[bytes]]

encode = msgspec.msgpack.Encoder().encode


@cache
def world() -> dict[str, bytes]:
    """What both languages believe while they fuzz: tests/fuzz/world.json."""
    told: dict[str, str] = json.loads((CORPUS.parent / "world.json").read_text(encoding="utf-8"))
    return {name: bytes.fromhex(value) for name, value in told.items()}


def cases(family: str) -> Iterator[Case]:
    """The vectors of a family, in the order of their names."""
    for path in sorted((VECTORS / family).glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def raws(family: str, field: str, keep: Callable[[Case], object] = bool) -> list[bytes]:
    """A field of hexadecimal, of those cases."""
    found = [bytes.fromhex(case[field]) for case in cases(family) if keep(case)]
    return [raw for raw in found if len(raw) <= SMALL]


def good(case: Case) -> bool:
    """Whether the case is accepted."""
    return bool(case["expect"] == "ok")


def binary(value: Any) -> Any:
    """The JSON of a vector's content with its hexadecimal as bytes."""
    return [binary(one) for one in value] if isinstance(value, list) else bytes.fromhex(value)


def opened(family: str, seed: str, info: Callable[[Case], bytes]) -> list[bytes]:
    """What was sealed in the good cases of a family, without its padding."""
    found = []
    for case in filter(good, cases(family)):
        padded = primitives.open_sealed(
            bytes.fromhex(case[seed]), info(case), bytes.fromhex(case["sealed"])
        )
        found.append(primitives.unpad(padded))
    return found


def _bound(label: str, *fields: str) -> Callable[[Case], bytes]:
    return lambda case: primitives.bind(label, *(bytes.fromhex(case[name]) for name in fields))


def _unpadded(family: str, field: str, keep: Callable[[Case], object]) -> list[bytes]:
    return [primitives.unpad(raw) for raw in raws(family, field, keep)]


def _keys() -> list[bytes]:
    found = []
    for case in filter(good, cases("keys")):
        told = case["content"]
        keys = [[*binary(one[:2]), one[2]] for one in told["keys"]]
        heads = [
            [kind, *binary([desk]), n, *binary(rest)] for kind, desk, n, *rest in told["heads"]
        ]
        envelopes = binary([told["certificate"], told["warrant"]])
        found.append(encode([1, *envelopes, keys, heads]))
    return found


def _vaults() -> Seeds:
    found: Seeds = {f"vault {kind}": [] for kind in ("root", "administrator", "device")}
    found["vault statistics"] = []
    for case in filter(good, cases("vault")):
        told = case["content"]
        formats = {"root": 1, "statistics": 1}
        fields: list[Any] = [formats.get(case["kind"], 2), bytes.fromhex(told["organisation"])]
        for name, value in list(told.items())[1:]:
            if name == "seeds":
                fields.append([[bytes.fromhex(seed), until] for seed, until in value])
            else:
                fields.append(value if name == "relay" else bytes.fromhex(value))
        found[f"vault {case['kind']}"].append(encode(fields))
    return found


def _directories() -> list[bytes]:
    found = []
    for case in filter(good, cases("directory")):
        told = case["content"]
        lists = [binary(told["devices"]), binary(told["office_keys"])]
        found.append(encode([2, *lists, bytes.fromhex(told["handbook"])]))
    return [raw for raw in found if len(raw) <= SMALL]


def _file(magic: bytes, header: list[Any], plain: bytes, step: int) -> bytes:
    """A locked file that opens to this plaintext, for the transparent cryptography."""
    padded = primitives.pad(plain, -(-(len(plain) + 1) // step) * step)
    return magic + encode(header) + bytes(56) + padded + bytes(16)


def edges() -> Seeds:
    """What is just as long as it may be (protocol.md 3.9), and one more."""
    signed = [[bytes(32), bytes(64)]]

    def envelope(kind: int, size: int) -> bytes:
        rest = len(encode([kind, bytes(size - 200), signed, []])) - (size - 200)
        return encode([kind, bytes(size - rest), signed, []])

    def roster(rows: int) -> bytes:
        told = [[n.to_bytes(32, "big"), 2_000_000_000, False] for n in range(rows)]
        return encode([1, bytes(32), 1, 1, 2, b"", told])

    limits = ((1, 16_384), (1, 16_385), (3, 131_072), (3, 131_073), (4, 131_072))
    return {
        "envelope": [envelope(kind, size) for kind, size in limits],
        "payload 2": [roster(rows) for rows in (16, 2048, 2064)],
    }


def _packet(directory: bytes) -> bytes:
    """A packet for the seed 00 01 … 1f, with this directory."""
    seed, tag = bytes(range(32)), bytes(16)
    slot = primitives.digest("noview/1 packet slot", world()["organisation"], seed * 38)[:16]
    body = primitives.pad(encode([1, seed, seed]), 128)
    told = primitives.pad(directory, -(-(len(directory) + 1) // 4096) * 4096)
    parts = [bytes(24), bytes(32) + body + tag, bytes(24), bytes(32) + told + tag]
    return encode([2, [[slot, bytes(1120) + seed + tag]], *parts])


def _handbooks() -> list[bytes]:
    """Those of the vectors for the organisation and desk of this world."""
    found = []
    for raw in raws("handbook", "handbook"):
        try:
            kind, payload, signatures, warrants = msgspec.msgpack.decode(raw)
            fields = msgspec.msgpack.decode(payload)
            fields[1], fields[5] = world()["organisation"], world()["desk"]
        except (msgspec.MsgspecError, ValueError, TypeError, IndexError):
            continue
        found.append(encode([kind, encode(fields), signatures, warrants]))
    return found


def _documents() -> Seeds:
    found: Seeds = {"envelope": [], "rulebook": []}
    for at, case in enumerate(cases("documents")):
        last = bytes.fromhex(case["documents"][-1]["hex"])
        if len(last) > SMALL:
            continue
        found["rulebook"].append(at.to_bytes(2, "big") + last)
        found["envelope"].append(last)
        _payloads(last, found)
    for raw in raws("grant", "grant", good):
        for envelope in filter(None, msgspec.msgpack.decode(raw[len(b"noview grant\n") :])[1:]):
            _payloads(envelope, found)
    return {name: sorted(set(some), key=some.index) for name, some in found.items()}


def _payloads(raw: bytes, found: Seeds) -> None:
    """What an envelope carries, and its warrant, by kind."""
    try:
        kind, payload, _, warrants = msgspec.msgpack.decode(raw)
    except (msgspec.MsgspecError, ValueError, TypeError):
        return
    if type(kind) is int and isinstance(payload, bytes) and isinstance(warrants, list):
        found.setdefault(f"payload {kind}", []).append(payload)
        for warrant in (one for one in warrants if isinstance(one, bytes)):
            _payloads(warrant, found)


def _texts() -> list[bytes]:
    texts = [case["text"] for family in ("text", "request") for case in cases(family)
             if "text" in case]  # fmt: skip
    return [text.encode() for text in texts]


def derived() -> Seeds:
    """By target, from the vectors alone."""
    drop = _bound("noview/1 drop", "organisation", "desk")
    call = _bound("noview/1 call", "organisation", "desk", "shift_hash")
    found: Seeds = {
        "value": raws("encoding", "hex"),
        "client frame": raws("frames", "hex", lambda case: case["direction"] == "client"),
        "relay frame": raws("frames", "hex", lambda case: case["direction"] == "relay"),
        "message": raws("messages", "hex"),
        "staff word": raws("staff", "hex"),
        "padding": raws("padding", "padded"),
        "knock": _unpadded("knock", "padded", lambda c: good(c) and c["ask"] == "knock"),
        "invitation": _unpadded("knock", "padded", lambda c: good(c) and c["ask"] != "knock"),
        "hello": _unpadded("handshake", "padded_hello", bool),
        "call": opened("call", "team_seed", call),
        "drop": opened("drop", "seed", drop) + opened("tally", "seed", drop),
        "keys": _keys(),
        "directory": _directories(),
        "handbook": _handbooks(),
        "request": raws("request", "request"),
        "grant": raws("grant", "grant"),
        "export": raws("public", "public"),
        "text": _texts(),
    }
    found["packet"] = [_packet(raw) for raw in found["directory"]]
    found["keys file"] = raws("keys", "keys")
    found["keys file"] += [_file(b"noview keys\n", [1, world()["device"]], raw, 4096)
                           for raw in found["keys"]]  # fmt: skip
    vaults = _vaults()
    found["vault file"] = raws("vault", "vault")
    for name, plains in vaults.items():
        header = [1, name.removeprefix("vault "), 3, 65_536, bytes(16)]
        found["vault file"] += [_file(b"noview vault\n", header, raw, 512) for raw in plains]
    documents = _documents()
    for name, more in edges().items():
        documents[name] = documents.get(name, []) + more
    return {**found, **vaults, **documents}


def kept(target: str) -> list[bytes]:
    """What was found by fuzzing and stays in the tree: crashes, disagreements, new ground."""
    folder = CORPUS / target.replace(" ", "-")
    return [path.read_bytes() for path in sorted(folder.glob("*.bin"))]


@cache
def seeds() -> Seeds:
    """Everything to begin with, by target."""
    from tests.fuzz.seeds_own import own  # it needs what is above

    found = {**derived(), **own()}
    for folder in CORPUS.iterdir():
        name = folder.name.replace("-", " ")
        found[name] = found.get(name, []) + kept(name)
    return found


__all__ = ["derived", "kept", "seeds", "world"]

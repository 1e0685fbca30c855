"""Published test vectors as cases: which function, what goes in, what must come out.

Readers for the text files of the package `cryptography-vectors` (NIST, RFCs, draft HPKE), for
Wycheproof's JSON files, and for tests/js/core/published.json. Nothing of them is kept here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent.parent
PUBLISHED: Final = HERE / "tests" / "js" / "core" / "published.json"


class Case(NamedTuple):
    """One vector. `expect` is None where the input must be refused; `flag` says why it is odd."""

    source: str
    number: str
    function: str
    inputs: tuple[bytes, ...]
    expect: bytes | None
    flag: str = ""


Fields = dict[str, str]


def blocks(path: Path) -> Iterator[Fields]:
    """The cases of a text file of `Name = value` lines; a name that comes again begins the next."""
    fields: Fields = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, is_field, value = line.partition("=")
        name = name.strip().strip("[").lower()
        if line.startswith("#") or not is_field:
            continue
        if name in fields:
            yield fields
            fields = {}
        fields[name] = value.strip().strip("]")
    if fields:
        yield fields


def _hex(fields: Fields, *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(fields[name].strip('"')) for name in names)


def _one(text: str) -> bytes:
    return bytes.fromhex(text)


def number(value: int) -> bytes:
    """An integer among the inputs."""
    return value.to_bytes(8, "big")


def _x25519(path: Path) -> Iterator[Case]:
    for one in blocks(path):
        secret, point, out = _hex(one, "input_scalar", "input_u", "output_u")
        yield Case("", one["count"], "x25519", (secret, point), out)


def _ed25519(path: Path) -> Iterator[Case]:
    for at, line in enumerate(path.read_text(encoding="ascii").splitlines()):
        seed, public, message, signed = map(bytes.fromhex, line.split(":")[:4])
        signature = signed[:64]
        yield Case("", f"{at} sign", "ed25519_sign", (seed[:32], message), signature)
        yield Case("", f"{at} verify", "ed25519_verify", (public, message, signature), b"\x01")
        wrong = bytes([signature[0] ^ 1]) + signature[1:]
        yield Case("", f"{at} changed", "ed25519_verify", (public, message, wrong), None)


def _hmac(path: Path) -> Iterator[Case]:
    for at, one in enumerate(blocks(path)):
        key, message, out = _hex(one, "key", "msg", "md")
        if len(out) == 32:  # one is about cutting the result off
            yield Case("", str(at), "hmac", (key, message), out)


def _hkdf(path: Path) -> Iterator[Case]:
    for one in blocks(path):
        secret, salt, info, okm = _hex(one, "ikm", "salt", "info", "okm")
        yield Case("", one["count"], "hkdf", (secret, salt, info, number(len(okm))), okm)


def _hash(function: str) -> Callable[[Path], Iterator[Case]]:
    def read(path: Path) -> Iterator[Case]:
        for at, one in enumerate(blocks(path)):
            if "msg" in one and ("md" in one or "output" in one):
                size = int(one.get("len", "0")) // 8
                message = bytes.fromhex(one["msg"])
                message = message[:size] if "len" in one else message
                out = bytes.fromhex(one.get("md") or one.get("output", ""))
                yield Case("", str(at), function, (message, number(len(out))), out)

    return read


def _argon2id(path: Path) -> Iterator[Case]:
    for one in blocks(path):
        if one["lanes"] != "1" or one["length"] != "32" or one.get("ad") or one.get("secret"):
            continue  # one lane, 32 bytes and nothing beside is what the protocol has
        phrase, salt, out = _hex(one, "pass", "salt", "output")
        if len(salt) == 16:
            costs = (number(int(one["iter"])), number(int(one["memcost"])))
            yield Case("", one["count"], "argon2id", (phrase, salt, *costs), out)


def _mlkem(path: Path) -> Iterator[Case]:
    for one in blocks(path):
        d, z, message, public, sealed, shared = _hex(one, "d", "z", "msg", "pk", "ct", "ss")
        wrong, other = _hex(one, "ct_n", "ss_n")
        yield Case("", f"{one['count']} key", "mlkem_public", (d + z,), public)
        yield Case("", f"{one['count']} out", "mlkem_open", (d + z, sealed), shared)
        yield Case("", f"{one['count']} not", "mlkem_open", (d + z, wrong), other)
        yield Case("", f"{one['count']} in", "mlkem_seal", (public, message), sealed + shared)


def _hpke(path: Path) -> Iterator[Case]:
    for at, one in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        if (one["kem_id"], one["kdf_id"], one["aead_id"], one["mode"]) != (0x647A, 1, 3, 0):
            continue
        seed, public, enc, shared, info, key, nonce = _hex(
            one, "skRm", "pkRm", "enc", "shared_secret", "info", "key", "base_nonce"
        )
        yield Case("", f"{at} key", "xwing_public", (seed,), public)
        yield Case("", f"{at} open", "xwing_open", (seed, enc), shared)
        yield Case("", f"{at} keys", "hpke_keys", (shared, info), key + nonce)


PACKAGE: Final[tuple[tuple[str, Callable[[Path], Iterator[Case]]], ...]] = (
    ("asymmetric/X25519/rfc7748.txt", _x25519),
    ("asymmetric/Ed25519/sign.input", _ed25519),
    ("asymmetric/MLKEM/kat_MLKEM_768.rsp", _mlkem),
    ("hashes/SHA2/SHA256ShortMsg.rsp", _hash("sha256")),
    ("hashes/SHA2/SHA256LongMsg.rsp", _hash("sha256")),
    ("hashes/SHA2/SHA512ShortMsg.rsp", _hash("sha512")),
    ("hashes/SHA3/SHA3_256ShortMsg.rsp", _hash("sha3_256")),
    ("hashes/SHAKE/SHAKE256ShortMsg.rsp", _hash("shake256")),
    ("hashes/SHAKE/SHAKE256VariableOut.rsp", _hash("shake256")),
    ("HMAC/rfc-4231-sha256.txt", _hmac),
    ("KDF/rfc-5869-HKDF-SHA256.txt", _hkdf),
    ("KDF/argon2id.txt", _argon2id),
    ("HPKE/hpke-pq-test-vectors.json", _hpke),
)


def of_package(folder: Path) -> Iterator[Case]:
    """All of the package `cryptography-vectors` that this protocol uses."""
    for name, read in PACKAGE:
        for case in read(folder / name):
            yield case._replace(source=name)


def published() -> Iterator[Case]:
    """What the tree has: values of RFCs and drafts, and disputed Ed25519 signatures."""
    told: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    curve, kdf, wing = told["rfc7748"], told["rfc5869"], told["hpkePq"]
    yield Case("", "6.1", "x25519", _hex(curve, "alice", "bobPublic"), _one(curve["shared"]))
    okm = bytes.fromhex(kdf["okm"])
    parts = _hex(kdf, "ikm", "salt", "info")
    yield Case("", "A.1", "hkdf", (*parts, number(len(okm))), okm)
    yield Case("", "prk", "hmac", _hex(kdf, "salt", "ikm"), _one(kdf["prk"]))
    for at, one in enumerate(told["ed25519"]):
        inputs = _hex(one, "publicKey", "message", "signature")
        yield Case("", f"disputed {at}", "ed25519_verify", inputs, b"\x01" if one["good"] else None)
    yield Case("", "key", "xwing_public", _hex(wing, "seed"), _one(wing["publicKey"]))


def of_tree() -> Iterator[Case]:
    """The same, by the name of the file."""
    for case in published():
        yield case._replace(source="published.json")

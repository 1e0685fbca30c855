"""Wycheproof's JSON files as cases: valid must pass, invalid must fail, and our reading of others.

"Acceptable" is what the makers leave to whoever implements: for X25519 public keys on the twist, of
low order, or in a longer form than needed. Ours is RFC 7748 with an all-zero result refused
(protocol.md 1.3): the result that is given must come out, and one of zeros must not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tools.vectors_external_files import Case, number

Test = dict[str, Any]
ZEROS: Final = bytes(32)


def _b(test: Test, *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(test[name]) for name in names)


def _x25519(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    secret, public, shared = _b(test, "private", "public", "shared")
    wanted = test["result"] != "invalid" and shared != ZEROS
    yield "x25519", (secret, public), shared if wanted else None


def _ed25519(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    public = bytes.fromhex(group["publicKey"]["pk"])
    good = test["result"] == "valid"
    yield "ed25519_verify", (public, *_b(test, "msg", "sig")), b"\x01" if good else None


def _aead(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    key, nonce, aad, plain, sealed, tag = _b(test, "key", "iv", "aad", "msg", "ct", "tag")
    expect = plain if test["result"] == "valid" else None
    if group["ivSize"] >= 192 or "xchacha" in group["file"]:
        yield "xchacha_open", (key, nonce, aad, sealed + tag), expect
    elif not aad:
        yield "chacha_open", (key, nonce, sealed + tag), expect


def _hkdf(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    if test["result"] == "valid":  # the others ask for more than HKDF has; ours has 32 bytes
        inputs = (*_b(test, "ikm", "salt", "info"), number(test["size"]))
        yield "hkdf", inputs, bytes.fromhex(test["okm"])


def _hmac(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    key, message, tag = _b(test, "key", "msg", "tag")
    if group["tagSize"] == 256:  # whole results; what is cut off is compared by its users
        name = "hmac" if test["result"] == "valid" else "hmac_not"
        expect = tag if test["result"] == "valid" else None
        yield name, (key, message) if name == "hmac" else (key, message, tag), expect


def _mlkem(group: Test, test: Test) -> Iterator[tuple[str, tuple[bytes, ...], bytes | None]]:
    good = test["result"] == "valid"
    if group["type"] == "MLKEMTest":
        seed, sealed = _b(test, "seed", "c")
        if good and test.get("ek"):
            yield "mlkem_public", (seed,), bytes.fromhex(test["ek"])
        yield "mlkem_open", (seed, sealed), bytes.fromhex(test["K"]) if good else None
    elif group["type"] == "MLKEMEncapsTest":
        public, message = _b(test, "ek", "m")
        expect = b"".join(_b(test, "c", "K")) if good else None
        yield "mlkem_seal", (public, message), expect
    elif group["type"] == "MLKEMKeyGen":
        yield "mlkem_public", _b(test, "seed"), bytes.fromhex(test["ek"]) if good else None


Read = Callable[[Test, Test], Iterator[tuple[str, tuple[bytes, ...], bytes | None]]]
FILES: Final[tuple[tuple[str, Read], ...]] = (
    ("x25519_test.json", _x25519),
    ("ed25519_test.json", _ed25519),
    ("chacha20_poly1305_test.json", _aead),
    ("xchacha20_poly1305_test.json", _aead),
    ("hkdf_sha256_test.json", _hkdf),
    ("hmac_sha256_test.json", _hmac),
    ("mlkem_768_test.json", _mlkem),
    ("mlkem_768_encaps_test.json", _mlkem),
    ("mlkem_768_keygen_seed_test.json", _mlkem),
)


def of_wycheproof(folder: Path) -> Iterator[Case]:
    """All cases of the files that this protocol uses. Raises FileNotFoundError where one is not."""
    for name, read in FILES:
        path = folder / name
        if not path.is_file():
            raise FileNotFoundError(path)
        for group in json.loads(path.read_text(encoding="utf-8"))["testGroups"]:
            group["file"] = name
            for test in group["tests"]:
                flag = ",".join(test["flags"]) if test["result"] == "acceptable" else ""
                for function, inputs, expect in read(group, test):
                    yield Case(name, str(test["tcId"]), function, inputs, expect, flag)

"""Vectors of derivations (1.2, 1.3 and all that use them) and of chains (6.2, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import labels
from orgkeys.chain import Chain
from orgkeys.conversation import start_hash, step_hash
from orgkeys.handshake import Believed, inbox_capability
from orgkeys.primitives import (
    bind,
    digest,
    ed25519_public,
    expand,
    extract,
    hkdf_expand,
    sign,
    u64,
    x25519,
    x25519_public,
    xwing_public,
)
from relay.frames import mailbox_address, write_capability
from tools.vectors_case import Case, case, filler

ORGANISATION = filler("organisation")


def derivations() -> Iterator[Case]:
    """1.2, 1.3, 2, 3.2, 3.7, 5.7, 9.2, 10.1: `function`, its `inputs`, and the `output`."""
    key, secret = filler("key"), filler("secret")
    parts = [b"", b"\x00", b"words", filler("part", 300)]
    for label in labels.ALL:
        name = label.removeprefix("noview/1 ").replace(" ", "-")
        outputs = {"bind": bind(label, *parts), "digest": digest(label, *parts)}
        outputs["expand"] = expand(key, label, ORGANISATION)
        inputs = {"label": label, "parts": parts, "key": key, "organisation": ORGANISATION}
        yield case(f"label-{name}", function="label", inputs=inputs, output=outputs)
    single = {
        "bind-no-parts": ("bind", {"label": labels.KNOCK, "parts": []}, bind(labels.KNOCK)),
        "extract": ("extract", {"salt": key, "secret": secret}, extract(key, secret)),
        "hkdf-expand": ("hkdf_expand", {"key": key, "info": b"info"}, hkdf_expand(key, b"info")),
        "u64": ("u64", {"number": 2**53 - 1}, u64(2**53 - 1)),
        "x25519-public": ("x25519_public", {"private": key}, x25519_public(key)),
        "x25519": (
            "x25519",
            {"private": key, "public": x25519_public(secret)},
            x25519(key, x25519_public(secret)),
        ),
        "ed25519-public": ("ed25519_public", {"seed": key}, ed25519_public(key)),
        "ed25519-sign": ("sign", {"seed": key, "message": b"message"}, sign(key, b"message")),
        "xwing-public": ("xwing_public", {"seed": key}, xwing_public(key)),
        "write-capability": ("write_capability", {"r": key}, write_capability(key)),
        "mailbox-address": ("mailbox_address", {"w": key}, mailbox_address(key)),
        "inbox": (
            "inbox",
            {"secret": secret, "organisation": ORGANISATION, "shift_hash": key},
            inbox_capability(secret, Believed(ORGANISATION, key, key)),
        ),
    }
    for name, (function, told, output) in single.items():
        yield case(name, function=function, inputs=told, output=output)
    for name, point in (("zero", bytes(32)), ("one", b"\x01" + bytes(31))):
        told = {"private": key, "public": point}
        yield case(f"x25519-{name}", "refused", function="x25519", inputs=told)
    said = [("", "hello"), (filler("a").hex(), "\u0628 \U0001f33b"), (filler("b").hex(), "bye")]
    hashes = [start_hash(ORGANISATION)]
    for place, (author, text) in enumerate(said, 1):
        hashes.append(step_hash(hashes[-1], place, bytes.fromhex(author), text))
    told_said = [{"author": author, "text": text} for author, text in said]
    inputs = {"organisation": ORGANISATION, "said": told_said}
    yield case("transcript", function="transcript", inputs=inputs, output=hashes)


def chains() -> Iterator[Case]:
    """6.2 and 7.1: a chain from its first key, with a refresh secret in some of its frames."""
    for name, secrets in (("plain", [b""] * 4), ("refreshed", [filler("one"), b"", filler("two")])):
        first = filler(f"chain {name}")
        chain, steps = Chain(first, ORGANISATION), []
        for secret in secrets:
            step = chain.step()
            key = step.message_key
            chain.move(step, secret or None)
            told = {
                "message_key": key,
                "commit": expand(key, labels.COMMIT, ORGANISATION),
                "frame_key": expand(key, labels.FRAME_KEY, ORGANISATION),
                "next": step.following,
                "secret": secret,
                "chain_after": bytes(chain._key),
            }
            steps.append(told)
        yield case(name, organisation=ORGANISATION, chain=first, steps=steps)

"""What TypeScript made, Python reads byte for byte: knock, hello, line and vault.

The vectors are written by `node client_js/vectors.mjs`; tests/js/core reads them too. An unknown
family fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orgkeys import labels, messages
from orgkeys.asks import KNOCK_SHAPE, Ask, Believed, open_knock
from orgkeys.chain import Chain, Where, open_frame
from orgkeys.errors import BadHello, CannotOpen, VaultFault
from orgkeys.handshake import accept_hello
from orgkeys.messages import Answer, Refresh
from orgkeys.primitives import open_sealed, u64
from orgkeys.vault import DeviceKeys, unlock
from relay.documents import Certificate, Kind, decode_envelope, decode_payload

Vector = dict[str, Any]

HERE = Path(__file__).resolve().parent.parent / "vectors" / "from_ts"
FILES = sorted(HERE.glob("*.json"))


def raw(vector: Vector, name: str) -> bytes:
    return bytes.fromhex(vector[name])


def believed(vector: Vector) -> Believed:
    return Believed(
        raw(vector, "organisation"), raw(vector, "shift_hash"), raw(vector, "roster_hash")
    )


def unchecked(certificate: bytes) -> Certificate:
    return decode_payload(decode_envelope(certificate, Kind.CERTIFICATE).payload, Certificate)


def read_knock(vector: Vector) -> None:
    seed, sealed = raw(vector, "team_seed"), raw(vector, "sealed")
    if vector["expect"] != "ok":
        with pytest.raises(CannotOpen):
            open_knock(believed(vector), seed, sealed)
        return
    told = open_knock(believed(vector), seed, sealed).knock
    assert (told.language, told.address_as) == (vector["language"], vector["address_as"])
    assert told.first == vector["first"]
    assert [list(answer) for answer in told.answers] == vector["answers"]


def read_hello(vector: Vector) -> None:
    one_time = (raw(vector, "e_s"), raw(vector, "u_s"))
    sealed = (raw(vector, "sealed"), raw(vector, "padded"))
    ask = Ask(KNOCK_SHAPE, believed(vector), one_time, sealed)
    append = raw(vector, "append")
    if vector["expect"] != "ok":
        with pytest.raises(BadHello):
            accept_hello(ask, append, unchecked)
        assert not ask.spent
        return
    line, certificate, w = accept_hello(ask, append, unchecked)
    assert line.line_id.hex() == vector["line_id"]
    assert certificate.identity.hex() == vector["identity"]
    assert w.hex() == vector["w"]


def read_line(vector: Vector) -> None:
    organisation, line_id = raw(vector, "organisation"), raw(vector, "line_id")
    chains = [
        Chain(raw(vector, name), organisation) for name in ("chain_inviter", "chain_responder_1")
    ]
    for entry in vector["frames"]:
        where = Where(organisation, line_id, entry["direction"], entry["number"])
        chain = chains[entry["direction"]]
        step = chain.step()
        if vector["expect"] != "ok":
            with pytest.raises(CannotOpen):
                open_frame(step.message_key, where, raw(entry, "frame"))
            return
        opened = open_frame(step.message_key, where, raw(entry, "frame"))
        assert opened.hex() == entry["message"]
        message = messages.decode(opened)
        secret = None
        if isinstance(message, Answer | Refresh):
            info = where.bound(labels.REFRESH, u64(message.index))
            secret = open_sealed(raw(entry, "seed"), info, message.sealed)
        chain.move(step, secret)


def read_vault(vector: Vector) -> None:
    if vector["expect"] != "ok":
        with pytest.raises(VaultFault) as caught:
            unlock(raw(vector, "vault"), vector["passphrase"])
        assert caught.value.code == vector["expect"]
        return
    told = unlock(raw(vector, "vault"), vector["passphrase"])
    assert told.kind == vector["kind"]
    content = dict(vector["content"])
    if isinstance(told, DeviceKeys):
        content["inbox_secret"] = content.pop("inbox")
    for name in content.keys() - {"relay", "sealing_keys"}:
        assert getattr(told, name).hex() == content[name], name
    if isinstance(told, DeviceKeys):
        keys = [[envelope.hex(), seed.hex()] for envelope, seed in told.sealing_keys]
        assert (told.relay, keys) == (vector["content"]["relay"], vector["content"]["sealing_keys"])


READERS: dict[str, Callable[[Vector], None]] = {
    "knock": read_knock,
    "hello": read_hello,
    "line": read_line,
    "vault": read_vault,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_python_decides_as_the_vector_from_typescript_says(path: Path) -> None:
    vector: Vector = json.loads(path.read_text(encoding="utf-8"))
    assert vector["name"] == path.stem
    READERS[vector["family"]](vector)


def test_every_family_is_there_with_something_good_and_something_bad() -> None:
    found = {
        (vector["family"], vector["expect"] == "ok")
        for vector in (json.loads(path.read_text(encoding="utf-8")) for path in FILES)
    }
    assert found == {(family, good) for family in READERS for good in (True, False)}

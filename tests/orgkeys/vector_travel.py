"""How Python reads the vectors of what devices keep, ask for and say (tests/vectors/README.md)."""

from __future__ import annotations

from collections.abc import Callable

from orgkeys import call, encoding, keyring, messages, request, staff_words, survey
from orgkeys.call import HeadTold
from orgkeys.device import device_hash, spoken
from orgkeys.errors import VaultFault
from orgkeys.keyring import KeptKey, Keyring
from orgkeys.primitives import ed25519_public
from relay.documents import HeadSeen
from relay.errors import Malformed, Untrusted
from tests.orgkeys.vector_readers import (
    Case,
    b,
    believing,
    from_json,
    outcome,
    refuses_every_beginning,
)


def refusal(act: Callable[[], object]) -> str:
    """`ok`, or the code of the refusal; of a document that is not trusted, its rule."""
    try:
        act()
    except Untrusted as fault:
        return fault.rule
    except (Malformed, VaultFault) as fault:
        return fault.code
    return "ok"


def read_device(case: Case) -> None:
    device = device_hash(b(case, "organisation"), b(case, "identity"), b(case, "signing"))
    assert device == b(case, "device")
    assert spoken(device) == case["spoken"]


def read_keys(case: Case) -> None:
    raw, organisation = b(case, "keys"), b(case, "organisation")
    place = organisation, b(case, "device"), b(case, "storage_secret")
    assert refusal(lambda: keyring.unwrap(raw, *place)) == case["expect"]
    if case["expect"] != "ok":
        return
    told = case["content"]
    keys = tuple(KeptKey(bytes.fromhex(e), bytes.fromhex(s), u) for e, s, u in told["keys"])
    heads = tuple(
        HeadSeen(kind, bytes.fromhex(desk), version, *map(bytes.fromhex, rest))
        for kind, desk, version, *rest in told["heads"]
    )
    content = Keyring(b(told, "certificate"), b(told, "warrant"), keys, heads)
    assert keyring.unwrap(raw, *place) == content
    assert keyring.wrap(content, *place, lambda _: b(case, "nonce")) == raw
    for size in range(0, len(raw), 97):
        assert refusal(lambda size=size: keyring.unwrap(raw[:size], *place)) != "ok"  # type: ignore[misc]


def read_request(case: Case) -> None:
    raw, organisation = b(case, "request"), b(case, "organisation")
    assert refusal(lambda: request.read_request(raw, organisation)) == case["expect"]
    if case["expect"] != "ok":
        return
    told, asked = case["content"], request.read_request(raw, organisation)
    binary = ("identity", "signing", "sealing_key", "device")
    assert {name: getattr(asked, name) for name in binary} == {n: b(told, n) for n in binary}
    assert (asked.alias, asked.role) == (told["alias"], told["role"])
    assert asked.languages == tuple(told["languages"])
    assert ed25519_public(b(case, "signing_seed")) == asked.signing
    again = request.make_request(
        organisation,
        asked.identity,
        b(case, "signing_seed"),
        alias=asked.alias,
        role=asked.role,
        languages=asked.languages,
        sealing_key=asked.sealing_key,
    )
    assert again == raw
    assert request.to_text(raw) == case["text"]
    assert request.from_text(case["text"]) == raw


def read_grant(case: Case) -> None:
    raw, place = (
        b(case, "grant"),
        (b(case, "organisation"), b(case, "identity"), b(case, "signing")),
    )
    assert refusal(lambda: request.read_grant(raw, *place)) == case["expect"]
    if case["expect"] == "ok":
        told = case["content"]
        grant = request.Grant(b(told, "certificate"), b(told, "warrant"))
        assert request.read_grant(raw, *place) == grant
        assert request.make_grant(grant) == raw


def read_public(case: Case) -> None:
    raw = b(case, "public")
    assert refusal(lambda: request.read_public(raw)) == case["expect"]
    if case["expect"] == "ok":
        told = case["content"]
        public = request.Public(
            b(told, "organisation"),
            b(told, "desk"),
            told["relay"],
            tuple(map(bytes.fromhex, told["charters"])),
            tuple(map(bytes.fromhex, told["others"])),
        )
        assert request.read_public(raw) == public
        assert request.make_public(public) == raw


def read_text(case: Case) -> None:
    text = case["text"]
    assert refusal(lambda: request.from_text(text)) == case["expect"]
    if case["expect"] == "ok":
        assert request.from_text(text) == b(case, "hex")
        assert (request.to_text(b(case, "hex")) == text) == case["canonical"]


def read_call(case: Case) -> None:
    place = b(case, "organisation"), b(case, "desk"), b(case, "shift_hash"), b(case, "team_seed")
    check, now = believing(case), case["now"]

    def opened(raw: bytes) -> call.Call:
        return call.open_call(*place, raw, check, now)

    sealed = b(case, "sealed")
    assert outcome(lambda: opened(sealed)) == case["expect"]
    if case["expect"] == "ok":
        said, told = opened(sealed), case["content"]
        assert said.raw == b(told, "certificate")
        assert said.sealing_key == b(told, "sealing_key")
        assert said.at == told["at"]
        assert list(said.heads) == [
            HeadTold(kind, bytes.fromhex(desk), version, bytes.fromhex(hashed))
            for kind, desk, version, hashed in told["heads"]
        ]
        state, limit, talks = told["presence"]
        assert said.inbox == b(told, "inbox")
        assert (said.presence.state, said.presence.limit) == (state, limit)
        assert list(said.presence.talks) == [
            (bytes.fromhex(name), since, waiting) for name, since, waiting in talks
        ]
        refuses_every_beginning(sealed, opened, 129)


def read_staff(case: Case) -> None:
    raw = b(case, "hex")
    assert outcome(lambda: staff_words.decode(raw)) == case["expect"]
    if case["expect"] == "ok":
        word = staff_words.decode(raw)
        assert type(word).__name__.lower() == case["type"].lower()
        assert staff_words.encode(word) == raw
        assert encoding.decode(raw) == from_json(case["value"])
        assert isinstance(messages.decode(raw), messages.Unknown), "a line carries it unread"
        refuses_every_beginning(raw, staff_words.decode, 1 if len(raw) < 3000 else 101)


def read_drop(case: Case) -> None:
    place = b(case, "organisation"), b(case, "desk"), b(case, "seed")
    sealed = b(case, "sealed")
    assert outcome(lambda: survey.open_drop(*place, sealed)) == case["expect"]
    if case["expect"] == "ok":
        said, told = survey.open_drop(*place, sealed), case["content"]
        assert (said.kind, said.day) == (told["kind"], told["day"])
        assert [list(one) for one in said.answers] == told["answers"]

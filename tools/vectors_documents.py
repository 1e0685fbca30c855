"""Write tests/vectors/documents/: one file a case, read by Python and by TypeScript.

    python -m tools.vectors_documents [directory]

A reader is made from `organisation` (hex) and `least_charter_version`, and is given `documents` in
order at the time `now`. All but the last are believed. The last gives `expect`: "ok", or the rule
that refuses it (protocol.md 3, and the docstring of relay/documents.py). Kinds: charter, roster,
notice, shift and state are added; `certificate` is checked; `sealing_key` is checked against the
certificate before it; `office_key` is checked; of `line` (a certificate) only the hash is, as that
of an open line. `heads`, where there are any, are remembered before the first document, each as
`[kind, desk, version, hash, administrator, certificate]`. `hash` is the document hash of the last
document where its envelope can be read, and empty where not. Seeds are fixed: the same files come
out every time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from relay.documents import Kind, decode_envelope, encode_envelope, envelope_hash
from relay.errors import Untrusted
from tests.builders import DAY, NOW, key, make_organisation, public, seal_envelope
from tools import vectors_heads, vectors_revoked
from tools.vectors_case import shown
from tools.vectors_heads import Case

HERE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "documents"


def cases() -> Iterator[Case]:
    """Every case, by name."""
    yield from charters()
    yield from times_and_versions()
    yield from vectors_revoked.rosters_named()
    yield from vectors_revoked.revocations()
    yield from vectors_revoked.floors()
    yield from devices()
    yield from warrants()
    yield from shapes()
    yield from vectors_heads.office_keys()
    yield from vectors_heads.lines()
    yield from vectors_heads.heads()


def charters() -> Iterator[Case]:
    """Rules 2 to 4."""
    o = make_organisation()
    first = ("charter", o.charters[0])
    payload = decode_envelope(o.charters[0]).payload
    yield Case("charter-first", o, [first], "ok")
    other = make_organisation(seed="other")
    yield Case("charter-other-fingerprint", o, [("charter", other.charters[0])], "fingerprint")
    for name, who, rule in (
        ("charter-one-of-two", o.roots[:1], "threshold"),
        ("charter-other-two", o.roots[1:], "ok"),
        ("charter-all-three", o.roots, "ok"),
        ("charter-stranger-counts-not", [o.roots[0], key("stranger")], "threshold"),
        ("charter-stranger-signs-along", [*o.roots[:2], key("stranger")], "signer"),
    ):
        raw = seal_envelope(Kind.CHARTER, bytes(32), payload, who)
        yield Case(name, o, [("charter", raw)], rule)
    wrong = seal_envelope(Kind.CHARTER, o.fingerprint, payload, o.roots[:2])
    yield Case("charter-first-signed-for-fingerprint", o, [("charter", wrong)], "signature")
    new = [key(f"new root {n}") for n in range(2)]
    keys = tuple(public(root) for root in new)
    for name, raw, rule in (
        ("charter-second", o.sign_charter(name="Harbor"), "ok"),
        ("charter-again", o.charters[0], "ok"),
        ("charter-gap", o.sign_charter(version=3), "gap"),
        ("charter-fork-previous", o.sign_charter(previous=bytes(32)), "fork"),
        ("charter-other-organisation", o.sign_charter(organisation=bytes(32)), "organisation"),
        ("charter-early", o.sign_charter(issued=NOW + 301), "early"),
        ("charter-nearly-early", o.sign_charter(issued=NOW + 300), "ok"),
        ("charter-expired-is-a-step", o.sign_charter(issued=NOW - 400 * DAY), "ok"),
        ("charter-new-roots-alone", o.sign_charter(new, root_keys=keys), "threshold"),
        ("charter-old-roots-alone", o.sign_charter(o.roots[:2], root_keys=keys), "threshold"),
        ("charter-both-roots", o.sign_charter([*o.roots[:2], *new], root_keys=keys), "ok"),
        ("charter-name-120-characters", o.sign_charter(name="\U0001f30a" * 120), "ok"),
        ("charter-name-121-characters", o.sign_charter(name="\U0001f30a" * 121), "shape"),
        ("charter-threshold-above-keys", o.sign_charter(threshold=4), "shape"),
    ):
        yield Case(name, o, [first, ("charter", raw)], rule)
    one, two = o.sign_charter(name="One"), o.sign_charter(name="Two")
    yield Case("charter-fork", o, [first, ("charter", one), ("charter", two)], "fork")
    yield Case("charter-rollback", o, [first, ("charter", one), first], "rollback")
    expired = ("charter", o.sign_charter(issued=NOW - 400 * DAY))
    yield Case(
        "charter-expired-stops-the-rest", o, [first, expired, ("notice", o.notice)], "expired"
    )
    yield Case("charter-below-least", o, [first, ("notice", o.notice)], "least-charter", least=2)
    second = ("charter", one)
    yield Case("charter-at-least", o, [first, second, ("notice", o.notice)], "ok", least=2)
    yield Case("charter-missing", o, [("roster", o.roster)], "missing")


def times_and_versions() -> Iterator[Case]:
    """Rules 6 to 8 and 11."""
    o = make_organisation()
    everything = o.documents()
    yield Case("everything", o, everything, "ok")
    for at, (kind, _) in enumerate(everything):
        if kind == "charter":
            continue
        sign = getattr(o, f"sign_{kind}")
        life = {"roster": 7 * DAY, "notice": 90 * DAY, "shift": DAY, "state": 30 * DAY}[kind]
        before = everything[: 2 if kind == "shift" else 1]
        held = [*before, everything[at]]
        end = NOW + life
        raw = sign(expires=end)
        if kind in ("roster", "shift"):
            yield Case(f"{kind}-last-second", o, [*before, (kind, raw)], "ok", now=end - 1)
            too_long = sign(expires=end + 1)
            yield Case(f"{kind}-lives-too-long", o, [*before, (kind, too_long)], "life")
        yield Case(f"{kind}-expired", o, [*before, (kind, raw)], "expired", now=end)
        yield Case(f"{kind}-early", o, [*before, (kind, sign(issued=NOW + 301))], "early")
        yield Case(f"{kind}-again", o, [*held, everything[at]], "ok")
        newer = (kind, sign(version=2))
        yield Case(f"{kind}-newer", o, [*held, newer], "ok")
        yield Case(f"{kind}-rollback", o, [*held, newer, everything[at]], "rollback")
        yield Case(f"{kind}-fork", o, [*held, (kind, sign(issued=NOW - 1))], "fork")
        foreign = sign(organisation=bytes([1]) * 32)
        yield Case(f"{kind}-other-organisation", o, [*before, (kind, foreign)], "organisation")
        yield Case(f"{kind}-stranger", o, [*before, (kind, sign(key("stranger")))], "signer")
        envelope = decode_envelope(everything[at][1])
        payload = envelope.payload[:-1] + bytes([envelope.payload[-1] ^ 1])
        changed = encode_envelope(msgspec.structs.replace(envelope, payload=payload))
        yield Case(f"{kind}-changed", o, [*before, (kind, changed)], "signature")
        crossed = seal_envelope(
            Kind.CERTIFICATE, o.fingerprint, envelope.payload, [o.administrators[0]]
        )
        relabeled = encode_envelope(
            msgspec.structs.replace(decode_envelope(crossed), kind=envelope.kind)
        )
        yield Case(f"{kind}-other-label", o, [*before, (kind, relabeled)], "signature")
    base = everything[:2]
    forked = ("roster", o.sign_roster(version=2, previous=bytes(32)))
    yield Case("roster-follows-another", o, [*base, forked], "fork")
    skipped = ("roster", o.sign_roster(version=5, previous=bytes(32)))
    yield Case("roster-skips", o, [*base, skipped], "ok")
    for name, fields in (
        ("shift-other-roster", {"roster_hash": bytes(32)}),
        ("shift-later-roster", {"roster_version": 2, "roster_hash": bytes(32)}),
    ):
        yield Case(name, o, [*base, ("shift", o.sign_shift(**fields))], "roster-mismatch")
    second = ("roster", o.sign_roster(version=2))
    earlier = ("shift", o.shift)
    yield Case("shift-roster-before", o, [*base, second, earlier], "roster-mismatch")
    liar = ("shift", o.sign_shift(roster_hash=bytes([2]) * 32))
    yield Case("shift-roster-before-forged", o, [*base, second, liar], "roster-mismatch")
    yield Case("shift-roster-missing", o, [*everything[:1], earlier], "missing")
    good = o.administrators[1]
    charter = ("charter", o.sign_charter(administrator_keys=(public(good),)))
    high = ("roster", o.sign_roster(version=2**53 - 1))
    low = ("roster", o.sign_roster(good, version=2))
    yield Case("way-back-closed", o, [*everything[:1], high, low], "rollback")
    yield Case("way-back", o, [*everything[:1], high, charter, low], "ok")
    yield Case("way-back-not-for-the-dismissed", o, [*everything[:1], charter, high], "signer")


def devices() -> Iterator[Case]:
    """Rules 9 and 10."""
    o = make_organisation()
    base = o.documents()[:2]
    robin, sam = o.devices
    certificate = ("certificate", robin.certificate)
    yield Case("certificate", o, [*base, certificate], "ok")
    yield Case(
        "certificate-unlisted", o, [*base, ("certificate", o.sign_certificate("K"))], "unlisted"
    )
    own = ("certificate", o.sign_certificate("Robin", robin.signing, version=2))
    yield Case("certificate-renewed-by-itself", o, [*base, own], "signer")
    yield Case("certificate-roster-missing", o, [*base[:1], certificate], "missing")
    for name, row, rule in (
        ("certificate-revoked", (robin.certificate_hash, NOW + DAY, True), "revoked"),
        ("certificate-row-expired", (robin.certificate_hash, NOW, False), "expired"),
    ):
        roster = ("roster", o.sign_roster(version=2, rows=o.pad_rows([row])))
        yield Case(name, o, [*base, roster, certificate], rule)
    unknown_role = ("certificate", o.sign_certificate("Robin", role="admin"))
    yield Case("certificate-unknown-role", o, [*base, unknown_role], "shape")
    for name, raw, rule in (
        ("sealing-key", o.sign_sealing_key(robin), "ok"),
        ("sealing-key-of-another", o.sign_sealing_key(sam), "signer"),
        (
            "sealing-key-for-another-device",
            o.sign_sealing_key(robin, device=bytes(32)),
            "signer",
        ),
        ("sealing-key-by-administrator", o.sign_sealing_key(robin, o.administrators[0]), "signer"),
        ("sealing-key-nine-days", o.sign_sealing_key(robin, expires=NOW + 9 * DAY), "life"),
        ("sealing-key-expired", o.sign_sealing_key(robin, issued=NOW - 8 * DAY), "expired"),
    ):
        yield Case(name, o, [*base, certificate, ("sealing_key", raw)], rule)


def warrants() -> Iterator[Case]:
    """Rules 5 and 9 for what a device signs."""
    o = make_organisation()
    base = o.documents()[:2]
    robin, sam = o.devices
    good = o.sign_warrant(robin)
    for name, warrant, rule in (
        ("good", good, "ok"),
        ("without-the-power", o.sign_warrant(robin, powers=("state",)), "power"),
        ("of-another", o.sign_warrant(sam), "signer"),
        ("by-itself", o.sign_warrant(robin, robin.signing), "signer"),
        ("expired", o.sign_warrant(robin, issued=NOW - 30 * DAY), "expired"),
        ("early", o.sign_warrant(robin, issued=NOW + 301), "early"),
        ("unlisted", o.sign_warrant(robin, certificate_hash=bytes(32)), "unlisted"),
        ("other-organisation", o.sign_warrant(robin, organisation=bytes(32)), "organisation"),
        ("unknown-power", o.sign_warrant(robin, powers=("everything",)), "shape"),
        ("is-a-roster", o.roster, "shape"),
    ):
        shift = ("shift", o.sign_shift(robin.signing, [warrant]))
        yield Case(f"warrant-{name}", o, [*base, shift], rule)
    two = ("shift", o.sign_shift(robin.signing, [good, good]))
    yield Case("warrant-two", o, [*base, two], "shape")
    on_certificate = seal_envelope(
        Kind.CERTIFICATE,
        o.fingerprint,
        decode_envelope(robin.certificate).payload,
        [robin.signing],
        [good],
    )
    yield Case("warrant-on-certificate", o, [*base, ("certificate", on_certificate)], "shape")
    revoked = o.pad_rows([(robin.certificate_hash, NOW + DAY, True)])
    roster = ("roster", o.sign_roster(version=2, rows=revoked))
    state = ("state", o.sign_state(robin.signing, [good], version=2**53 - 1))
    yield Case("warrant-revoked", o, [*base, roster, state], "revoked")
    lower = ("state", o.sign_state(version=2))
    yield Case("warrant-way-back", o, [*base, state, roster, lower], "ok")
    yield Case("warrant-way-back-closed", o, [*base, state, lower], "rollback")


def shapes() -> Iterator[Case]:
    """Rule 1 and protocol.md 1.1: one strict reading."""
    o = make_organisation()
    base = o.documents()[:2]
    raw = o.state
    long_length = raw[:2] + b"\xc5\x00" + raw[3:]  # the payload's length in two bytes, not one
    for name, bad in (
        ("trailing-byte", raw + b"\x00"),
        ("truncated", raw[:-1]),
        ("long-array-header", b"\xdc\x00\x04" + raw[1:]),
        ("long-integer", b"\x94\xcc\x05" + raw[2:]),
        ("signed-integer", b"\x94\xd0\x05" + raw[2:]),
        ("long-bin-header", long_length),
        ("extra-field", b"\x95" + raw[1:] + b"\x90"),
        ("nil-kind", b"\x94\xc0" + raw[2:]),
        ("float-kind", b"\x94\xca\x40\xa0\x00\x00" + raw[2:]),
        ("other-kind", b"\x94\x02" + raw[2:]),
        ("empty", b""),
        ("map", b"\x80"),
        ("deep", b"\x91" * 64),
    ):
        yield Case(f"envelope-{name}", o, [*base, ("state", bad)], "shape")
    values = msgspec.msgpack.decode(decode_envelope(raw).payload)
    for name, payload in (
        ("trailing-byte", msgspec.msgpack.encode(values) + b"\x00"),
        ("extra-field", msgspec.msgpack.encode([*values, 0])),
        ("missing-field", msgspec.msgpack.encode(values[:-1])),
        ("format-2", msgspec.msgpack.encode([2, *values[1:]])),
        ("version-0", msgspec.msgpack.encode([1, values[1], 0, *values[3:]])),
        ("version-2-53", msgspec.msgpack.encode([1, values[1], 2**53, *values[3:]])),
        ("negative", msgspec.msgpack.encode([1, values[1], -1, *values[3:]])),
        ("bool-for-integer", msgspec.msgpack.encode([1, values[1], True, *values[3:]])),
        ("mode-4", msgspec.msgpack.encode([*values[:6], 4, ""])),
        ("str-for-bin", msgspec.msgpack.encode([*values[:5], "0123456789abcdef", *values[6:]])),
        ("bad-utf-8", msgspec.msgpack.encode([*values[:7], "~~"])[:-2] + b"\xc3\x28"),
        ("surrogate", msgspec.msgpack.encode([*values[:7], "~~~"])[:-3] + b"\xed\xa0\x80"),
        ("expires-before-issued", msgspec.msgpack.encode([*values[:3], NOW, NOW, *values[5:]])),
    ):
        bad = seal_envelope(Kind.STATE, o.fingerprint, payload, [o.administrators[0]])
        yield Case(f"payload-{name}", o, [*base, ("state", bad)], "shape")
    for name, fields in (
        ("roster-unsorted", {"rows": tuple((bytes([32 - n] * 32), 1, False) for n in range(16))}),
        ("roster-doubled", {"rows": ((bytes(32), 1, False),) * 16}),
        ("roster-fifteen", {"rows": tuple((bytes([n] * 32), 1, False) for n in range(15))}),
        ("roster-first-with-previous", {"previous": bytes(32)}),
    ):
        yield Case(name, o, [base[0], ("roster", o.sign_roster(**fields))], "shape")
    doubled = ("notice", o.sign_notice(texts=(("en", ()), ("en", ()))))
    yield Case("notice-language-twice", o, [base[0], doubled], "shape")
    emoji = ("notice", o.sign_notice(texts=(("en", (("closed", "\U0001f30a" * 4000),)),)))
    yield Case("notice-text-4000-characters", o, [base[0], emoji], "ok")


def as_json(case: Case) -> str:
    """The file of a case."""
    try:
        hashed = envelope_hash(case.documents[-1][1]).hex()
    except Untrusted:
        hashed = ""
    value = {
        "name": case.name,
        "organisation": case.organisation.fingerprint.hex(),
        "least_charter_version": case.least,
        "now": case.now,
        **({"heads": [shown(head) for head in case.heads]} if case.heads else {}),
        "documents": [{"kind": kind, "hex": raw.hex()} for kind, raw in case.documents],
        "expect": case.expect,
        "hash": hashed,
    }
    return json.dumps(value, indent=1) + "\n"


def write(directory: Path = HERE) -> int:
    """Write every case, remove files of cases that are gone; the number of cases."""
    directory.mkdir(parents=True, exist_ok=True)
    files = {f"{case.name}.json": as_json(case) for case in cases()}
    for old in directory.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    return len(files)


def main() -> None:
    """Write the vectors where the first argument says, or in their place."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    print(f"documents: {write(directory)} cases in {directory.name}/")


if __name__ == "__main__":
    main()

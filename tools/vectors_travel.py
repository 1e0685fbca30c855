"""Vectors of what a new device and its administrator hand to each other: requests, grants, exports,
and their lines of text (11.2)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import encoding, primitives, request
from orgkeys.device import device_of
from tools.vectors_case import Case, case, filler, flip
from tools.vectors_keys import DESK, HOUSE, IDENTITY, ORGANISATION, ROBIN, SIGNING, keyrings


def _sealing_key() -> bytes:
    return keyrings()["one-key"].keys[0].envelope


def requests() -> Iterator[Case]:
    """`request` is read for `organisation`; what holds was signed by the device itself."""
    identity = primitives.x25519_public(IDENTITY)
    public = primitives.ed25519_public(SIGNING)
    device = device_of(ORGANISATION, IDENTITY, SIGNING)
    place = {"organisation": ORGANISATION}
    words = {"alias": "Robin", "role": "counselor", "languages": ("en", "ar")}
    for name, sealing_key, said in (
        ("with-key", _sealing_key(), words),
        ("for-a-code", b"", words),
        ("no-language", b"", {**words, "languages": (), "role": "supervisor"}),
        ("alias-of-64", b"", {**words, "alias": "\U0001f30a" * 64}),
    ):
        raw = request.make_request(
            ORGANISATION,
            identity,
            SIGNING,
            alias=str(said["alias"]),
            role=str(said["role"]),
            languages=tuple(said["languages"]),
            sealing_key=sealing_key,
        )
        told = {"identity": identity, "signing": public, **said, "sealing_key": sealing_key}
        yield case(
            f"ok-{name}",
            **place,
            request=raw,
            signing_seed=SIGNING,
            text=request.to_text(raw),
            content={**told, "device": device},
        )

    def signed(*fields: object, label: str = "noview/1 request", bound: bytes = b"") -> bytes:
        body = encoding.encode(list(fields))
        bound_to = bound or ORGANISATION
        signature = primitives.sign(SIGNING, primitives.bind(label, bound_to, body))
        return request.REQUEST + body + signature

    head = [1, ORGANISATION, identity, public]
    tail = ["Robin", "counselor", ["en", "ar"], b""]
    good = signed(*head, *tail)
    foreign = filler("another organisation")
    long = HOUSE.now + 9 * 86_400
    of_sam = HOUSE.sign_sealing_key(HOUSE.devices[1])
    of_robin = HOUSE.sign_sealing_key(ROBIN, device=device)
    for name, expect, bad in (
        ("empty", "malformed", b""),
        ("a-grant", "malformed", b"noview grant\n" + good[15:]),
        ("cut", "malformed", good[:-1]),
        ("trailing-byte", "malformed", good + b"\x00"),
        ("too-long", "malformed", good + bytes(8192)),
        ("format-2", "malformed", signed(2, *head[1:], *tail)),
        ("extra-field", "malformed", signed(*head, *tail, 0)),
        ("no-alias", "malformed", signed(*head, "", *tail[1:])),
        ("alias-of-65", "malformed", signed(*head, "a" * 65, *tail[1:])),
        ("unknown-role", "malformed", signed(*head, "Robin", "admin", *tail[2:])),
        ("language-twice", "malformed", signed(*head, *tail[:2], ["en", "en"], b"")),
        ("language-empty", "malformed", signed(*head, *tail[:2], [""], b"")),
        ("languages-17", "malformed",
         signed(*head, *tail[:2], [f"l{n}" for n in range(17)], b"")),
        ("other-organisation", "organisation", signed(1, foreign, *head[2:], *tail, bound=foreign)),
        ("signature-changed", "signature", flip(good, len(good) - 1)),
        ("role-changed", "signature", _with_role(good)),
        ("other-label", "signature", signed(*head, *tail, label="noview/1 call signature")),
        ("bound-elsewhere", "signature", signed(*head, *tail, bound=foreign)),
        ("signed-by-another", "signature",
         signed(*head[:3], primitives.ed25519_public(filler("thief")), *tail)),
        ("key-of-another-device", "signer", signed(*head, *tail[:3], of_sam)),
        ("key-signature-changed", "signature",
         signed(*head, *tail[:3], flip(of_robin, len(of_robin) - 2))),
        ("key-for-another-device", "signer",
         signed(*head, *tail[:3], HOUSE.sign_sealing_key(ROBIN, device=filler("another")))),
        ("key-of-nine-days", "life",
         signed(*head, *tail[:3], HOUSE.sign_sealing_key(ROBIN, device=device, expires=long))),
        ("key-is-a-certificate", "shape", signed(*head, *tail[:3], ROBIN.certificate)),
    ):  # fmt: skip
        yield case(f"no-{name}", expect, **place, request=bad)


def _with_role(good: bytes) -> bytes:
    """The same request for more than was signed: a supervisor's place."""
    return good.replace(b"\xa9counselor", b"\xaasupervisor", 1)


def grants() -> Iterator[Case]:
    """`grant` is read by the device with these public keys."""
    identity, public = filler("harbor identity Robin"), primitives.ed25519_public(SIGNING)
    place = {"organisation": ORGANISATION, "identity": identity, "signing": public}
    warrant = HOUSE.sign_warrant(ROBIN)
    for name, with_warrant in (("certificate", b""), ("with-warrant", warrant)):
        granted = request.Grant(ROBIN.certificate, with_warrant)
        told = {"certificate": granted.certificate, "warrant": granted.warrant}
        yield case(f"ok-{name}", **place, grant=request.make_grant(granted), content=told)
    good = request.make_grant(request.Grant(ROBIN.certificate, warrant))
    sam = HOUSE.devices[1]

    def made(certificate: bytes, warrant: bytes = b"") -> bytes:
        return request.make_grant(request.Grant(certificate, warrant))

    foreign = HOUSE.sign_certificate("Robin", organisation=filler("another organisation"))
    abroad = HOUSE.sign_warrant(ROBIN, organisation=filler("another organisation"))
    for name, expect, bad in (
        ("empty", "malformed", b""),
        ("a-request", "malformed", b"noview request\n" + good[13:]),
        ("cut", "malformed", good[:-1]),
        ("trailing-byte", "malformed", good + b"\x00"),
        ("too-long", "malformed", good + bytes(8192)),
        ("format-2", "malformed", good.replace(b"\n\x93\x01", b"\n\x93\x02", 1)),
        ("no-certificate", "shape", made(b"")),
        ("certificate-is-a-warrant", "shape", made(warrant)),
        ("warrant-is-a-certificate", "shape", made(ROBIN.certificate, ROBIN.certificate)),
        ("other-organisation", "organisation", made(foreign)),
        ("warrant-of-another-organisation", "organisation", made(ROBIN.certificate, abroad)),
        ("of-another-device", "signer", made(sam.certificate)),
        ("other-identity", "signer", made(HOUSE.sign_certificate("Robin", identity=bytes(32)))),
        ("warrant-of-another", "signer", made(ROBIN.certificate, HOUSE.sign_warrant(sam))),
        ("warrant-for-another-certificate", "signer",
         made(ROBIN.certificate, HOUSE.sign_warrant(ROBIN, certificate_hash=bytes(32)))),
    ):  # fmt: skip
        yield case(f"no-{name}", expect, **place, grant=bad)


def exports() -> Iterator[Case]:
    """`public` is everything public, or an invitation to enroll with the charters alone."""
    relay, charters = "wss://relay.example", tuple(HOUSE.charters)
    others = (HOUSE.roster, HOUSE.notice, HOUSE.shift, HOUSE.state)

    def made(**fields: object) -> bytes:
        told = {"relay": relay, "charters": charters, "others": others, **fields}
        return request.make_public(request.Public(ORGANISATION, DESK, **told))  # type: ignore[arg-type]

    for name, rest in (("all", others), ("invitation", ())):
        told = {"organisation": ORGANISATION, "desk": DESK, "relay": relay}
        content = {**told, "charters": charters, "others": rest}
        yield case(f"ok-{name}", public=made(others=rest), content=content)
    good = made()
    for name, expect, bad in (
        ("empty", "malformed", b""),
        ("a-request", "malformed", b"noview request\n" + good[20:]),
        ("cut", "malformed", good[:-1]),
        ("trailing-byte", "malformed", good + b"\x00"),
        ("format-2", "malformed", good.replace(b"\n\x96\x01", b"\n\x96\x02", 1)),
        ("no-charter", "malformed", made(charters=())),
        ("charter-is-a-roster", "shape", made(charters=(HOUSE.roster,))),
        ("holds-a-charter-as-other", "shape", made(others=charters)),
        ("holds-a-certificate", "shape", made(others=(ROBIN.certificate,))),
        ("holds-an-office-key", "shape", made(others=(HOUSE.sign_office_key(),))),
        ("holds-a-number", "shape", made(others=(b"\x07",))),
        ("holds-nothing", "malformed", made(others=(b"",))),
    ):
        yield case(f"no-{name}", expect, public=bad)


def texts() -> Iterator[Case]:
    """`text` is `noview:` and base64url without padding."""
    for size in (0, 1, 2, 3, 100):
        raw = filler("text", size)
        yield case(f"ok-{size}-bytes", text=request.to_text(raw), hex=raw, canonical=True)
    raw = filler("text", 5)
    line = request.to_text(raw)
    yield case("ok-white-space-around", text=f" \n{line}\r\n", hex=raw, canonical=False)
    for name, bad in (
        ("empty", ""),
        ("no-prefix", line.removeprefix("noview:")),
        ("capital-prefix", "NOVIEW:" + line.removeprefix("noview:")),
        ("padding", line + "="),
        ("white-space-inside", f"{line[:10]} {line[10:]}"),
        ("other-alphabet", "noview:+/+/"),
        ("spare-bits", "noview:AB"),
        ("one-left-over", "noview:AAAAA"),
        ("control-before", f"\x1e{line}"),
        ("byte-order-mark-before", f"\ufeff{line}"),
        ("wide-blank-behind", f"{line}\u00a0"),
    ):
        yield case(f"no-{name}", "malformed", text=bad)

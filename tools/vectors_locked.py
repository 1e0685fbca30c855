"""Vectors of sealing (4), staff packets (3.7) and vaults (11)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import vault
from orgkeys.encoding import encode
from orgkeys.primitives import bind, ed25519_public, seal, xwing_public
from orgkeys.sealing import BODY_STEP, COMMIT, TAG, PacketContent, make_packet, packet_hash
from orgkeys.vault import AuthorityKeys, DeviceKeys, Vault
from tests.builders import make_organisation
from tools.vectors_case import Case, case, filler, flip, seeded

ORGANISATION, DESK = filler("organisation"), filler("desk", 16)
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - a test vector


def sealings() -> Iterator[Case]:
    """`sealed` opens with `seed` under `info`, or is refused."""
    seed, info = filler("sealing"), bind("noview/1 knock", ORGANISATION)
    public = xwing_public(seed)
    for name, plain in (("empty", b""), ("secret", filler("s")), ("knock", filler("k", 2960))):
        sealed = seal(public, info, plain)
        told = {"seed": seed, "public": public, "info": info, "plaintext": plain}
        yield case(f"ok-{name}", **told, sealed=sealed)
    plain = b"words"
    sealed = seal(public, info, plain)
    other = xwing_public(filler("other"))
    for name, raw, under, who in (
        ("post-quantum-half-changed", flip(sealed, 5), info, seed),
        ("x25519-half-changed", flip(sealed, 1100), info, seed),
        ("x25519-half-zero", sealed[:1088] + bytes(32) + sealed[1120:], info, seed),
        ("ciphertext-changed", flip(sealed, 1122), info, seed),
        ("tag-changed", flip(sealed, len(sealed) - 1), info, seed),
        ("cut", sealed[:-1], info, seed),
        ("grown", sealed + b"\x00", info, seed),
        ("only-enc", sealed[:1120], info, seed),
        ("empty", b"", info, seed),
        ("other-info", sealed, info + b"\x00", seed),
        ("no-info", sealed, b"", seed),
        ("other-key", sealed, info, filler("other")),
        (
            "post-quantum-half-of-another",
            seal(other[:1184] + public[1184:], info, plain),
            info,
            seed,
        ),
        ("x25519-half-of-another", seal(public[:1184] + other[1184:], info, plain), info, seed),
    ):
        yield case(f"no-{name}", "refused", seed=who, info=under, sealed=raw)


def packets() -> Iterator[Case]:
    """`packet` opens with one of `seeds`; `hash` is what the shift says of it."""
    seeds = [filler(f"device {number}") for number in range(17)]
    content = PacketContent(
        filler("team"),
        filler("desk seed"),
        tuple(make_organisation().sign_certificate(name) for name in ("Robin", "Sam")),
    )
    told = {
        "team_seed": content.team_seed,
        "desk_seed": content.desk_seed,
        "certificates": content.certificates,
    }
    keys = {"team_key": xwing_public(content.team_seed)}
    keys["desk_key"] = ed25519_public(content.desk_seed)

    def made(name: str, expect: str, raw: bytes, ours: list[bytes], version: int = 7) -> Case:
        where = {"organisation": ORGANISATION, "desk": DESK, "version": version}
        opened = {"content": told} if expect == "ok" else {}
        hashed = packet_hash(raw)
        return case(name, expect, **where, **keys, seeds=ours, packet=raw, hash=hashed, **opened)

    def packed(count: int, random: str) -> bytes:
        public = [xwing_public(seed) for seed in seeds[:count]]
        return make_packet(ORGANISATION, DESK, 7, public, content, seeded(random))

    few, many = packed(3, "few"), packed(17, "many")
    yield made("ok-first-of-three", "ok", few, seeds[:1])
    yield made("ok-last-of-three", "ok", few, seeds[2:3])
    yield made("ok-with-an-older-key", "ok", few, [filler("older"), seeds[1]])
    yield made("ok-two-groups-of-slots", "ok", many, seeds[16:17])
    yield made("no-other-device", "not-on-shift", few, seeds[3:4])
    yield made("no-key-at-all", "not-on-shift", few, [])
    yield made("no-other-version", "refused", few, seeds[:1], 8)
    yield made("no-body-changed", "refused", flip(few, len(few) - 1), seeds[:1])
    yield made("no-cut", "refused", few[:-1], seeds[:1])
    yield made("no-trailing", "refused", few + b"\x00", seeds[:1])
    commit = len(few) - (COMMIT + BODY_STEP + TAG)
    yield made("no-commit-changed", "refused", flip(few, commit), seeds[:1])
    yield made("no-format-2", "refused", b"\x94\x02" + few[2:], seeds[:1])


def vaults() -> Iterator[Case]:
    """`vault` opens with `passphrase`; `salt` and `nonce` are the randomness of locking."""
    certificate = make_organisation().sign_certificate("Robin")
    device = DeviceKeys(
        organisation=ORGANISATION,
        relay="wss://relay.example/",
        desk=DESK,
        identity=filler("identity"),
        signing=filler("signing"),
        inbox_secret=filler("inbox"),
        certificate=certificate,
        sealing_keys=((filler("envelope", 1400), filler("sealing")),),
    )
    contents: dict[str, Vault] = {
        "root": AuthorityKeys("root", b"", filler("root")),
        "administrator": AuthorityKeys("administrator", ORGANISATION, filler("administrator")),
        "device": device,
    }
    salt, nonce = filler("salt", 16), filler("nonce", 24)

    def draw(size: int) -> bytes:
        return {16: salt, 24: nonce}[size]

    def told(content: Vault) -> dict[str, object]:
        if isinstance(content, AuthorityKeys):
            return {"organisation": content.organisation, "seed": content.seed}
        fields = ("organisation", "relay", "desk", "identity", "signing", "inbox_secret")
        plain = {name: getattr(content, name) for name in (*fields, "certificate")}
        return {**plain, "sealing_keys": [list(pair) for pair in content.sealing_keys]}

    for kind, content in contents.items():
        raw = vault.lock(content, PASSPHRASE, draw)
        drawn = {"salt": salt, "nonce": nonce, "kind": kind, "content": told(content)}
        yield case(f"ok-{kind}", passphrase=PASSPHRASE, vault=raw, **drawn)
    odd = "caf\u00e9 \u2126 \ufb01ne pass"
    raw = vault.lock(contents["root"], odd, draw)
    yield case(
        "ok-passphrase-typed-otherwise",
        passphrase="cafe\u0301 \u03a9 fine pass",  # noqa: S106 - a test vector
        vault=raw,
        salt=salt,
        nonce=nonce,
        kind="root",
        content=told(contents["root"]),
    )
    raw = vault.lock(contents["root"], PASSPHRASE, draw)
    body = raw[len(vault.MAGIC) + 31 :]

    def headed(*fields: int | str | bytes) -> bytes:
        return vault.MAGIC + encode(list(fields)) + body

    cost = (vault.ITERATIONS, vault.MEMORY_KIB)
    for name, expect, bad, passphrase in (
        ("wrong-passphrase", "wrong-passphrase", raw, PASSPHRASE + "!"),
        ("empty-file", "foreign-vault", b"", PASSPHRASE),
        ("other-file", "foreign-vault", b"PK\x03\x04" + bytes(600), PASSPHRASE),
        ("body-changed", "damaged-vault", flip(raw, len(raw) - 1), PASSPHRASE),
        ("nonce-changed", "damaged-vault", flip(raw, len(raw) - len(body) + 33), PASSPHRASE),
        ("commit-changed", "wrong-passphrase", flip(raw, len(raw) - len(body)), PASSPHRASE),
        ("cut", "damaged-vault", raw[:-1], PASSPHRASE),
        ("only-magic", "damaged-vault", vault.MAGIC, PASSPHRASE),
        ("grown", "damaged-vault", raw + b"\x00", PASSPHRASE),
        ("fewer-iterations", "unsupported-vault", headed(1, "root", 1, 65536, salt), PASSPHRASE),
        ("less-memory", "unsupported-vault", headed(1, "root", 3, 8, salt), PASSPHRASE),
        ("more-memory", "unsupported-vault", headed(1, "root", 3, 2**31, salt), PASSPHRASE),
        ("version-2", "unsupported-vault", headed(2, "root", *cost, salt), PASSPHRASE),
        ("unknown-kind", "unsupported-vault", headed(1, "pet", *cost, salt), PASSPHRASE),
        ("other-kind", "damaged-vault", headed(1, "administrator", *cost, salt), PASSPHRASE),
    ):
        yield case(f"no-{name}", expect, passphrase=passphrase, vault=bad)

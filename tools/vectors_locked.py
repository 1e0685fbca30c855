"""Vectors of sealing (4), staff packets (3.7) and vaults (11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from orgkeys import labels, vault
from orgkeys.encoding import encode
from orgkeys.packet import Directory, Entry, PacketContent, make_packet, packet_hash
from orgkeys.primitives import bind, ed25519_public, expand, pad, seal, u64, xwing_public
from orgkeys.sealing import COMMIT, NONCE, lock
from orgkeys.vault import AuthorityKeys, DeviceKeys, Vault
from tests.builders import make_organisation
from tools.vectors_case import Case, case, fields_of, filler, flip, seeded

ORGANISATION, DESK = filler("organisation"), filler("desk", 16)
HOUSE = make_organisation()
ROBIN, SAM = HOUSE.devices
SEEDS = [filler(f"device {number}") for number in range(17)]
OFFICE = filler("office 1")
LISTED = Directory(
    (
        Entry(ROBIN.certificate, HOUSE.sign_sealing_key(ROBIN), HOUSE.sign_warrant(ROBIN)),
        Entry(SAM.certificate, b"", b""),
    ),
    tuple(HOUSE.sign_office_key(administrator) for administrator in HOUSE.administrators),
    filler("handbook", 300),
)
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
    content = PacketContent(filler("team"), filler("desk seed"), LISTED)
    told = {"team_seed": content.team_seed, "desk_seed": content.desk_seed, **_listed()}
    keys = {"team_key": xwing_public(content.team_seed)}
    keys["desk_key"] = ed25519_public(content.desk_seed)

    def made(name: str, expect: str, raw: bytes, ours: list[bytes], version: int = 7) -> Case:
        where = {"organisation": ORGANISATION, "desk": DESK, "version": version}
        opened = {"content": told} if expect == "ok" else {}
        hashed = packet_hash(raw)
        return case(name, expect, **where, **keys, seeds=ours, packet=raw, hash=hashed, **opened)

    few, many, theirs = _packed(3, "few"), _packed(17, "many"), _packed(3, "theirs")
    yield made("ok-first-of-three", "ok", few, SEEDS[:1])
    yield made("ok-last-of-three", "ok", few, SEEDS[2:3])
    yield made("ok-with-an-older-key", "ok", few, [filler("older"), SEEDS[1]])
    yield made("ok-two-groups-of-slots", "ok", many, SEEDS[16:17])
    yield made("no-other-device", "not-on-shift", few, SEEDS[3:4])
    yield made("no-key-at-all", "not-on-shift", few, [])
    yield made("no-office-key", "refused", few, [OFFICE])
    yield made("no-other-version", "refused", few, SEEDS[:1], 8)
    yield made("no-cut", "refused", few[:-1], SEEDS[:1])
    yield made("no-trailing", "refused", few + b"\x00", SEEDS[:1])
    yield made("no-format-1", "refused", b"\x96\x01" + few[2:], SEEDS[:1])
    yield made("no-format-3", "refused", b"\x96\x03" + few[2:], SEEDS[:1])
    parts, other = fields_of(few), fields_of(theirs)
    for name, place, change in (
        ("nonce-changed", 2, flip(parts[2], 0)),
        ("body-commit-changed", 3, flip(parts[3], 0)),
        ("body-changed", 3, flip(parts[3], COMMIT)),
        ("body-of-another-packet", 3, other[3]),
        ("directory-nonce-changed", 4, flip(parts[4], 0)),
        ("directory-commit-changed", 5, flip(parts[5], 0)),
        ("directory-changed", 5, flip(parts[5], len(parts[5]) - 1)),
        ("directory-of-another-packet", 5, other[5]),
        ("slots-of-another-packet", 1, other[1]),
    ):
        bad = encode([*parts[:place], change, *parts[place + 1 :]])
        yield made(f"no-{name}", "refused", bad, SEEDS[:1])


def directories() -> Iterator[Case]:
    """The directory of `packet` opens with an administrator's `office_seed`, and nothing else."""

    def made(name: str, expect: str, raw: bytes, seed: bytes = OFFICE, version: int = 7) -> Case:
        where = {"organisation": ORGANISATION, "desk": DESK, "version": version}
        opened = {"content": _listed()} if expect == "ok" else {}
        return case(name, expect, **where, office_seed=seed, packet=raw, **opened)

    few, theirs = _packed(3, "few"), _packed(3, "theirs")
    yield made("ok-first-administrator", "ok", few)
    yield made("ok-second-administrator", "ok", few, filler("office 2"))
    yield made("no-other-administrator", "not-on-shift", few, filler("office 3"))
    yield made("no-sealing-key", "refused", few, SEEDS[0])
    yield made("no-other-version", "refused", few, OFFICE, 8)
    yield made("no-cut", "refused", few[:-1])
    yield made("no-trailing", "refused", few + b"\x00")
    yield made("no-format-1", "refused", b"\x96\x01" + few[2:])
    whole = [2, [list(one) for one in LISTED.devices], list(LISTED.office_keys), LISTED.handbook]
    yield made("ok-sealed-again", "ok", _told(few, whole))
    for name, plain in (
        ("format-1", [1, [], []]),
        ("format-3", [3, [], [], b""]),
        ("no-place-for-a-handbook", [2, [], []]),
        ("text-as-handbook", [2, [], [], "a"]),
    ):
        yield made(f"no-directory-{name}", "refused", _told(few, plain))
    for name, entry in (
        ("two", (ROBIN.certificate, b"")),
        ("four", (ROBIN.certificate, *[b""] * 3)),
    ):
        bad = _packed(3, name, Directory((cast("Entry", entry),)))
        yield made(f"no-entries-of-{name}", "refused", bad)
    parts, other = fields_of(few), fields_of(theirs)
    for name, place, change in (
        ("nonce-changed", 4, flip(parts[4], 0)),
        ("commit-changed", 5, flip(parts[5], 0)),
        ("changed", 5, flip(parts[5], COMMIT)),
        ("of-another-packet", 5, other[5]),
    ):
        bad = encode([*parts[:place], change, *parts[place + 1 :]])
        yield made(f"no-directory-{name}", "refused", bad)


def _told(raw: bytes, plain: object) -> bytes:
    """`_packed(…, "few")` with this in the place of its directory."""
    key = expand(seeded("few")(32), labels.DIRECTORY_KEY, ORGANISATION)
    locked = lock(
        expand(key, labels.DIRECTORY_COMMIT, ORGANISATION),
        expand(key, labels.DIRECTORY_BODY, ORGANISATION),
        filler("nonce", NONCE),
        bind(labels.DIRECTORY, ORGANISATION, DESK, u64(7)),
        pad(encode(plain), -(-(len(encode(plain)) + 1) // 4096) * 4096),
    )
    commit, nonce = locked[:COMMIT], locked[COMMIT : COMMIT + NONCE]
    return encode([*fields_of(raw)[:4], nonce, commit + locked[COMMIT + NONCE :]])


def _listed() -> dict[str, object]:
    return {
        "devices": LISTED.devices,
        "office_keys": LISTED.office_keys,
        "handbook": LISTED.handbook,
    }


def _packed(count: int, random: str, listed: Directory = LISTED) -> bytes:
    content = PacketContent(filler("team"), filler("desk seed"))
    public = [xwing_public(seed) for seed in SEEDS[:count]]
    offices = [xwing_public(OFFICE), xwing_public(filler("office 2"))]
    return make_packet(ORGANISATION, DESK, 7, content, listed, public, offices, seeded(random))


def vaults() -> Iterator[Case]:
    """`vault` opens with `passphrase`; `salt` and `nonce` are the randomness of locking."""
    certificate = HOUSE.sign_certificate("Robin")
    device = DeviceKeys(
        organisation=ORGANISATION,
        relay="wss://relay.example/",
        desk=DESK,
        identity=filler("identity"),
        signing=filler("signing"),
        inbox_secret=filler("inbox"),
        storage_secret=filler("storage"),
        certificate=certificate,
        warrant=HOUSE.sign_warrant(ROBIN),
    )
    contents: dict[str, Vault] = {
        "root": AuthorityKeys("root", b"", filler("root")),
        "administrator": AuthorityKeys(
            "administrator", ORGANISATION, filler("administrator"), filler("office")
        ),
        "device": device,
        "device-not-certified": replace(device, certificate=b"", warrant=b""),
    }
    salt, nonce = filler("salt", 16), filler("nonce", 24)

    def draw(size: int) -> bytes:
        return {16: salt, 24: nonce}[size]

    def told(content: Vault) -> dict[str, object]:
        if isinstance(content, AuthorityKeys):
            plain = {"organisation": content.organisation, "seed": content.seed}
            office = {"office_seed": content.office_seed}
            return {**plain, **(office if content.kind == "administrator" else {})}
        fields = ("organisation", "relay", "desk", "identity", "signing", "inbox_secret")
        names = (*fields, "storage_secret", "certificate", "warrant")
        return {name: getattr(content, name) for name in names}

    for name, content in contents.items():
        raw = vault.lock(content, PASSPHRASE, draw)
        drawn = {"salt": salt, "nonce": nonce, "kind": content.kind, "content": told(content)}
        yield case(f"ok-{name}", passphrase=PASSPHRASE, vault=raw, **drawn)
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
        (
            "iterations-past-2-53",
            "damaged-vault",
            vault.MAGIC
            + headed(1, "root", 3, 65536, salt)[len(vault.MAGIC) :].replace(
                b"\xa4root\x03", b"\xa4root\xcf\x00\x20" + bytes(6), 1
            ),
            PASSPHRASE,
        ),
        ("unknown-kind", "unsupported-vault", headed(1, "pet", *cost, salt), PASSPHRASE),
        ("other-kind", "damaged-vault", headed(1, "administrator", *cost, salt), PASSPHRASE),
    ):
        yield case(f"no-{name}", expect, passphrase=passphrase, vault=bad)

    def inside(kind: str, *fields: object) -> bytes:
        """Another content under the right passphrase."""
        header = vault.MAGIC + encode([1, kind, *cost, salt])
        commit, key = vault._keys(PASSPHRASE, salt)
        plain = encode(list(fields))
        size = -(-(len(plain) + 1) // vault.STEP) * vault.STEP
        return header + lock(commit, key, nonce, header, pad(plain, size))

    office = [b"", filler("administrator"), filler("office")]
    first = [ORGANISATION, device.relay, DESK, *(bytes(32) for _ in range(4)), certificate, b""]
    yield case(
        "ok-device-by-hand",
        passphrase=PASSPHRASE,
        vault=inside("device", 2, *first),
        salt=salt,
        nonce=nonce,
        kind="device",
        content={**told(device), **_zeroed(), "warrant": b""},
    )
    for name, expect, bad in (
        ("root-format-2", "unsupported-vault", inside("root", 2, b"", filler("root"))),
        ("administrator-format-1", "unsupported-vault",
         inside("administrator", 1, b"", filler("administrator"))),
        ("administrator-format-3", "unsupported-vault", inside("administrator", 3, *office)),
        ("device-format-1", "unsupported-vault", inside("device", 1, *first[:7], certificate, [])),
        ("device-format-3", "unsupported-vault", inside("device", 3, *first)),
        ("root-with-office-key", "damaged-vault",
         inside("root", 1, b"", filler("root"), filler("office"))),
        ("root-organisation-cut", "damaged-vault", inside("root", 1, bytes(31), filler("root"))),
        ("administrator-without-office-key", "damaged-vault",
         inside("administrator", 2, *office[:2])),
        ("device-without-warrant", "damaged-vault", inside("device", 2, *first[:-1])),
        ("device-desk-cut", "damaged-vault",
         inside("device", 2, *first[:2], DESK[:15], *first[3:])),
        ("device-extra-field", "damaged-vault", inside("device", 2, *first, b"")),
        ("statistics-format-yes", "damaged-vault", inside("statistics", True, b"", [])),
        ("device-long-relay", "damaged-vault",
         inside("device", 2, first[0], "x" * 2049, *first[2:])),
    ):  # fmt: skip
        yield case(f"no-{name}", expect, passphrase=PASSPHRASE, vault=bad)


def _zeroed() -> dict[str, bytes]:
    return dict.fromkeys(("identity", "signing", "inbox_secret", "storage_secret"), bytes(32))

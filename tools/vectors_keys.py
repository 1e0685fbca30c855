"""Vectors of what a device is and keeps: its fingerprint (2.1) and its keys file (11.1)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import encoding, keyring, primitives, sealing
from orgkeys.device import device_hash, device_of, spoken
from orgkeys.keyring import Keyring
from relay.documents import HeadSeen
from tests.builders import NOW, make_organisation
from tools.vectors_case import Case, case, filler, flip

HOUSE = make_organisation()
ORGANISATION, DESK = HOUSE.fingerprint, HOUSE.desk
ROBIN = HOUSE.devices[0]
SIGNING = bytes(ROBIN.signing)
IDENTITY = filler("private identity")
STORAGE, NONCE = filler("storage"), filler("nonce", 24)


def devices() -> Iterator[Case]:
    """`device` is the fingerprint of the two public keys, `spoken` what is read aloud."""
    for name, identity, signing in (
        ("robin", primitives.x25519_public(IDENTITY), primitives.ed25519_public(SIGNING)),
        ("zeros", bytes(32), bytes(32)),
        ("other", filler("identity 2"), filler("signing 2")),
    ):
        device = device_hash(ORGANISATION, identity, signing)
        keys = {"identity": identity, "signing": signing}
        told = {"device": device, "spoken": spoken(device)}
        yield case(f"ok-{name}", organisation=ORGANISATION, **keys, **told)


def _draw(size: int) -> bytes:
    return {24: NONCE, 32: filler("a sealing seed")}[size]


def keyrings() -> dict[str, Keyring]:
    """Keyrings of one device by name, the fullest last."""
    device = device_of(ORGANISATION, IDENTITY, SIGNING)
    one = keyring.with_new_key(Keyring(), ORGANISATION, device, SIGNING, NOW, _draw)
    two = keyring.with_new_key(one, ORGANISATION, device, SIGNING, NOW + keyring.RENEWED_AT, _draw)
    reader = HOUSE.trusted()
    warrant = HOUSE.sign_warrant(ROBIN)
    state = HOUSE.sign_state(ROBIN.signing, [warrant], version=2)
    reader.add_state(state, NOW)
    return {
        "empty": Keyring(),
        "one-key": one,
        "renewed": Keyring(ROBIN.certificate, warrant, two.keys, reader.heads()),
    }


def keys_files() -> Iterator[Case]:
    """`keys` unwraps with `storage_secret` for this `device`."""
    device = device_of(ORGANISATION, IDENTITY, SIGNING)
    place = {"organisation": ORGANISATION, "device": device, "storage_secret": STORAGE}
    for name, ring in keyrings().items():
        raw = keyring.wrap(ring, ORGANISATION, device, STORAGE, _draw)
        told = {
            "certificate": ring.certificate,
            "warrant": ring.warrant,
            "keys": [[one.envelope, one.seed, one.until] for one in ring.keys],
            "heads": [list(head) for head in ring.heads],
        }
        yield case(f"ok-{name}", **place, keys=raw, nonce=NONCE, content=told)
    ring = keyrings()["renewed"]
    good = keyring.wrap(ring, ORGANISATION, device, STORAGE, _draw)
    start = len(keyring.MAGIC) + 36

    def inside(*fields: object) -> bytes:
        """Another content under the right keys: only somebody with the storage secret can."""
        commit, key = keyring._keys(STORAGE, ORGANISATION)
        plain = encoding.encode(list(fields))
        padded = primitives.pad(plain, -(-(len(plain) + 1) // keyring.STEP) * keyring.STEP)
        return good[:start] + sealing.lock(commit, key, NONCE, good[:start], padded)

    heads = [list(head) for head in ring.heads]
    nine = [[one.envelope, one.seed, one.until] for one in ring.keys] * 5
    other = HeadSeen(2, b"", 7, filler("roster"), filler("administrator"), b"")
    for name, expect, bad in (
        ("empty-file", "foreign-keys", b""),
        ("a-vault", "foreign-keys", b"noview vault\n" + good[12:]),
        ("of-another-device", "foreign-keys", flip(good, len(keyring.MAGIC) + 5)),
        ("format-2", "unsupported-keys", good.replace(b"\n\x92\x01", b"\n\x92\x02", 1)),
        ("format-200", "unsupported-keys", good.replace(b"\n\x92\x01", b"\n\x92\xcc\xc8", 1)),
        ("only-magic", "damaged-keys", keyring.MAGIC),
        ("only-header", "damaged-keys", good[:start]),
        ("cut", "damaged-keys", good[:-1]),
        ("trailing-byte", "damaged-keys", good + b"\x00"),
        ("commit-changed", "damaged-keys", flip(good, start)),
        ("nonce-changed", "damaged-keys", flip(good, start + 33)),
        ("body-changed", "damaged-keys", flip(good, len(good) - 1)),
        ("inside-format-2", "damaged-keys", inside(2, b"", b"", [], [])),
        ("inside-nine-keys", "damaged-keys", inside(1, b"", b"", nine[:9], [])),
        ("inside-extra-field", "damaged-keys", inside(1, b"", b"", [], [], 0)),
        ("inside-heads-without-charter", "damaged-keys", inside(1, b"", b"", [], heads[1:])),
        ("inside-head-twice", "damaged-keys", inside(1, b"", b"", [], [*heads, heads[0]])),
        ("inside-head-of-a-certificate", "damaged-keys",
         inside(1, b"", b"", [], [*heads, [6, *other[1:]]])),
        ("inside-roster-with-a-warrant", "damaged-keys",
         inside(1, b"", b"", [], [heads[0], [*other[:5], filler("certificate")]])),
        ("inside-head-without-administrator", "damaged-keys",
         inside(1, b"", b"", [], [heads[0], [2, b"", 7, filler("roster"), b"", b""]])),
    ):  # fmt: skip
        yield case(f"no-{name}", expect, **place, keys=bad)
    wrong = {**place, "storage_secret": filler("another storage")}
    yield case("no-other-storage-secret", "damaged-keys", **wrong, keys=good)
    wrong = {**place, "organisation": filler("another organisation")}
    yield case("no-other-organisation", "damaged-keys", **wrong, keys=good)

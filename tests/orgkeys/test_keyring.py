"""A device's sealing keys: wrapped beside the vault, renewed weekly, destroyed when they can be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import keyring, vault
from orgkeys.device import device_hash, device_of, spoken
from orgkeys.errors import (
    CryptoFailed,
    DamagedVault,
    ForeignVault,
    UnsupportedVault,
    VaultFault,
)
from orgkeys.keyring import DAY, KeptKey, Keyring
from orgkeys.primitives import ed25519_public, x25519_public, xwing_public
from orgkeys.vault import AuthorityKeys
from relay.documents import HeadSeen, Kind, TrustedDocuments
from tests.builders import NOW, filler
from tests.orgkeys.house import make_house
from tests.orgkeys.lines import seeded

PASSPHRASE = "correct horse battery staple"
HOUSE = make_house()
DEVICE = HOUSE.devices["Noor"].keys
ORGANISATION = HOUSE.organisation
FINGERPRINT = keyring.fingerprint(DEVICE)
PLACE = (ORGANISATION, FINGERPRINT, DEVICE.storage_secret)
HEADS = (
    HeadSeen(Kind.CHARTER, b"", 3, filler("charter"), b"", b""),
    HeadSeen(Kind.STATE, DEVICE.desk, 9, filler("state"), filler("one"), filler("certificate")),
)


EMPTY = Keyring()


def fresh(ring: Keyring = EMPTY, now: int = NOW) -> Keyring:
    random = seeded(f"ring {now}")
    return keyring.with_new_key(ring, ORGANISATION, FINGERPRINT, DEVICE.signing, now, random)


FULL = replace(fresh(fresh(), NOW + 5 * DAY), heads=HEADS, certificate=DEVICE.certificate)
HOUSE_READER = TrustedDocuments(ORGANISATION)
HOUSE_READER.add_charter(HOUSE.published[0][0], NOW)
HOUSE_READER.add_roster(HOUSE.published[1][0], NOW)
CERTIFICATE = HOUSE_READER.check_certificate(DEVICE.certificate, NOW)
RAW = keyring.wrap(FULL, *PLACE, seeded("wrap"))


# --- the fingerprint -----------------------------------------------------------------------------


def test_a_fingerprint_is_read_aloud_as_six_groups_of_five_digits() -> None:
    keys = x25519_public(DEVICE.identity), ed25519_public(DEVICE.signing)
    assert device_hash(ORGANISATION, *keys) == FINGERPRINT
    assert device_of(ORGANISATION, DEVICE.identity, DEVICE.signing) == FINGERPRINT
    assert spoken(bytes(32)) == "00000 00000 00000 00000 00000 00000"
    # 2^40 less 1 is 1 099 511 627 775: the last five digits of each group of five bytes.
    assert spoken(b"\xff" * 32) == " ".join(["27775"] * 6)
    groups = spoken(FINGERPRINT).split(" ")
    assert [len(group) for group in groups] == [5] * 6


@given(st.binary(min_size=32, max_size=32), st.integers(0, 239))
def test_whatever_changes_in_the_keys_changes_what_is_read_aloud(device: bytes, bit: int) -> None:
    changed = bytearray(device)
    changed[bit // 8] ^= 1 << bit % 8
    assert spoken(bytes(changed)) != spoken(device)


# --- the file ------------------------------------------------------------------------------------


def test_what_was_wrapped_is_unwrapped_and_shows_only_that_it_is_there() -> None:
    assert keyring.unwrap(RAW, *PLACE) == FULL
    assert keyring.unwrap(keyring.wrap(Keyring(), *PLACE, seeded("w")), *PLACE) == Keyring()
    few = keyring.wrap(fresh(), *PLACE, seeded("few"))
    assert len(few) == len(keyring.wrap(Keyring(), *PLACE, seeded("none")))
    assert (len(RAW) - len(keyring.MAGIC) - 36 - 72) % keyring.STEP == 0


def test_a44_a_stolen_keys_file_opens_with_its_own_vault_only() -> None:
    for place in (
        (ORGANISATION, FINGERPRINT, filler("another storage secret")),
        (filler("another organisation"), FINGERPRINT, DEVICE.storage_secret),
    ):
        with pytest.raises(DamagedVault, match="damaged-keys"):
            keyring.unwrap(RAW, *place)
    with pytest.raises(ForeignVault, match="foreign-keys"):
        keyring.unwrap(RAW, ORGANISATION, filler("another device"), DEVICE.storage_secret)
    assert keyring.unwrap(RAW, *PLACE) == FULL, "the control"


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(RAW) * 8 - 1))
def test_any_flipped_bit_of_a_keys_file_is_noticed(bit: int) -> None:
    flipped = bytearray(RAW)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(VaultFault):
        keyring.unwrap(bytes(flipped), *PLACE)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_do_more_than_be_refused(raw: bytes) -> None:
    for bad in (raw, keyring.MAGIC + raw, RAW[: (len(keyring.MAGIC) + 36)] + raw):
        with pytest.raises(VaultFault):
            keyring.unwrap(bad, *PLACE)


def test_a_keys_file_holds_so_many_keys_and_heads_and_no_more() -> None:
    key = FULL.keys[0]
    many = tuple(
        HeadSeen(Kind.STATE, filler(f"desk {n}", 16), 1, bytes(32), bytes(32), b"")
        for n in range(127)
    )
    most = Keyring(keys=(key,) * 8, heads=(HEADS[0], *many))
    raw = keyring.wrap(most, *PLACE, seeded("most"))
    assert len(raw) <= keyring.LARGEST
    assert keyring.unwrap(raw, *PLACE) == most
    for over in (
        Keyring(keys=(key,) * 9),
        Keyring(heads=(HEADS[0], *many, HEADS[1])),
    ):
        with pytest.raises(CryptoFailed):
            keyring.wrap(over, *PLACE, seeded("over"))


def test_nothing_secret_is_in_a_representation() -> None:
    shown = repr(FULL) + repr(FULL.keys[0]) + repr(HEADS[1])
    for secret in (FULL.keys[0].seed, FULL.certificate, HEADS[1].hash):
        assert repr(secret) not in shown


# --- the life of the keys ------------------------------------------------------------------------


def test_keys_are_renewed_after_five_days_and_at_once_when_there_is_none() -> None:
    empty = Keyring()
    assert keyring.newest(empty, NOW) is None
    assert keyring.due(empty, NOW)
    one = fresh()
    assert not keyring.due(one, NOW)
    assert not keyring.due(one, NOW + 5 * DAY - 1)
    assert keyring.due(one, NOW + 5 * DAY)
    # A console that was away for two weeks has no key that is good.
    assert keyring.newest(one, NOW + 8 * DAY) is None
    assert keyring.due(one, NOW + 14 * DAY)


def test_a_new_key_is_the_devices_own_and_goes_above_all_before_it() -> None:
    one = fresh()
    two = fresh(one, NOW + 5 * DAY)
    newest = keyring.newest(two, NOW + 5 * DAY)
    assert newest == two.keys[-1]
    trusted = HOUSE_READER
    told = [trusted.check_sealing_key(key.envelope, CERTIFICATE, NOW) for key in one.keys]
    assert [key.key for key in told] == [xwing_public(one.keys[0].seed)]
    assert told[0].expires - told[0].issued == 8 * DAY
    assert two.keys[1].document.version > two.keys[0].document.version
    # A keys file that was lost: the next key goes above the one that nobody has any more.
    assert fresh(Keyring(), NOW + 6 * DAY).keys[0].document.version > two.keys[1].document.version


def test_an_old_key_is_destroyed_an_hour_after_a_newer_one_has_served() -> None:
    one = fresh()
    two = fresh(one, NOW + 5 * DAY)
    old, new = two.keys
    later = NOW + 6 * DAY
    assert keyring.pruned(two, later) == two, "both may be needed"
    # Opening with the old key says nothing against it.
    assert keyring.opened_with(two, old.seed, later) == two
    served = keyring.opened_with(two, new.seed, later)
    assert [key.until for key in served.keys] == [later + 3600, new.until]
    # It is not put off by opening again.
    assert keyring.opened_with(served, new.seed, later + 1800) == served
    assert keyring.pruned(served, later + 3599) == served
    assert keyring.pruned(served, later + 3600).keys == (new,)
    assert keyring.opened_with(two, filler("a stranger's"), later) == two


@given(st.lists(st.integers(0, 30 * DAY), max_size=12))
def test_no_key_outlives_its_expiry_by_more_than_a_day(times: list[int]) -> None:
    """However the console is used: a shift sealed to a key is dead by then, and so is the key."""
    ring = Keyring()
    for moment in sorted(times):
        now = NOW + moment
        ring = keyring.pruned(ring, now)
        if keyring.due(ring, now):
            ring = fresh(ring, now)
        assert len(ring.keys) <= keyring.KEYS_MOST
        for key in ring.keys:
            assert now < key.until <= key.document.expires + DAY
        newest = keyring.newest(ring, now)
        assert newest is not None
        assert newest.document.issued == max(key.document.issued for key in ring.keys)


# --- with a vault --------------------------------------------------------------------------------


def test_a_device_is_loaded_from_its_vault_and_its_keys_file() -> None:
    locked = vault.lock(DEVICE, PASSPHRASE, seeded("vault"))
    keys = keyring.keys_file(DEVICE, seeded("keys"))
    assert keyring.load_device(locked, PASSPHRASE, keys) == DEVICE
    bare = keyring.load_device(locked, PASSPHRASE, None)
    assert bare == replace(DEVICE, sealing_keys=())
    kept = keyring.unwrap(keys, *PLACE).keys
    assert [key.until - key.document.expires for key in kept] == [DAY]
    root = vault.lock(AuthorityKeys("root", b"", bytes(32)), PASSPHRASE, seeded("root"))
    with pytest.raises(UnsupportedVault):
        keyring.load_device(root, PASSPHRASE, None)


def test_the_later_certificate_counts_wherever_it_lies() -> None:
    house = make_house()
    old = house.devices["Noor"].device.raw
    house.now += 60
    new = house.renew("Noor").device.raw
    assert keyring.later(old, new) == keyring.later(new, old) == new
    assert keyring.later(b"", old) == keyring.later(old, b"") == old
    assert keyring.later(old, b"no envelope") == old
    for in_vault, in_file in ((old, new), (new, old), (new, b""), (b"", new)):
        device = replace(DEVICE, certificate=in_vault, sealing_keys=())
        locked = vault.lock(device, PASSPHRASE, seeded("vault"))
        ring = Keyring(certificate=in_file, keys=(KeptKey(b"", bytes(32), 0),))
        raw = keyring.wrap(ring, *PLACE, seeded("keys"))
        assert keyring.load_device(locked, PASSPHRASE, raw).certificate == new

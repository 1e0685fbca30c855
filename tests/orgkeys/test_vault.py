"""The vault: one passphrase opens it, at one published cost, and each refusal has its own name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import encoding, primitives, sealing, vault
from orgkeys.errors import (
    CryptoFailed,
    DamagedVault,
    ForeignVault,
    UnsupportedVault,
    VaultFault,
    WeakPassphrase,
    WrongPassphrase,
)
from orgkeys.primitives import argon2id
from orgkeys.vault import AuthorityKeys, DeviceKeys, Vault, lock, unlock
from tests.builders import filler
from tests.orgkeys.lines import seeded

PASSPHRASE = "correct horse battery staple"
DEVICE = DeviceKeys(
    organisation=filler("organisation"),
    relay="wss://relay.example/",
    desk=filler("desk", 16),
    identity=filler("identity"),
    signing=filler("signing"),
    inbox_secret=filler("inbox"),
    storage_secret=filler("storage"),
    certificate=filler("certificate", 400),
    warrant=filler("warrant", 300),
)
ROOT = AuthorityKeys("root", b"", filler("root"))
ADMINISTRATOR = AuthorityKeys(
    "administrator", filler("organisation"), filler("administrator"), filler("office")
)
NEW_DEVICE = replace(DEVICE, certificate=b"", warrant=b"")


@cache
def locked(content: Vault = ROOT) -> bytes:
    return lock(content, PASSPHRASE, seeded("vault"))


HEADER = len(vault.MAGIC) + 31  # of the kind root


@pytest.mark.parametrize(
    "content", [ROOT, ADMINISTRATOR, DEVICE, NEW_DEVICE], ids=lambda one: one.kind
)
def test_what_was_locked_is_unlocked(content: Vault) -> None:
    assert unlock(locked(content), PASSPHRASE) == content
    with pytest.raises(WrongPassphrase):
        unlock(locked(content), PASSPHRASE + "!")


def test_a_passphrase_is_read_as_one_text_however_it_was_typed() -> None:
    raw = lock(ROOT, "caf\u00e9 caf\u00e9 caf\u00e9", seeded("vault"))
    assert unlock(raw, "cafe\u0301 cafe\u0301 cafe\u0301") == ROOT
    with pytest.raises(WrongPassphrase):
        unlock(raw, "cafe cafe cafe")


@pytest.mark.parametrize("passphrase", ["", "short", "x" * 13, "e\u0301" * 13])
def test_a_short_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        lock(ROOT, passphrase, seeded("vault"))
    assert lock(ROOT, "x" * 14, seeded("vault"))


def with_header(raw: bytes, *fields: encoding.Value) -> bytes:
    assert raw[HEADER - 18 : HEADER - 16] == b"\xc4\x10"
    return vault.MAGIC + encoding.encode(list(fields)) + raw[HEADER:]


@pytest.mark.parametrize(
    "costs", [(1, 65536), (2, 65536), (4, 65536), (3, 8), (3, 65535), (3, 2**31)]
)
def test_a44_other_costs_are_refused_before_anything_is_computed(
    costs: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    salt = locked()[HEADER - 16 : HEADER]
    calls: list[tuple[int, int]] = []

    def counted(secret: bytes, given: bytes, iterations: int, memory: int) -> bytes:
        calls.append((iterations, memory))
        return argon2id(secret, given, iterations, memory)

    monkeypatch.setattr(vault, "argon2id", counted)
    with pytest.raises(UnsupportedVault):
        unlock(with_header(locked(), 1, "root", *costs, salt), PASSPHRASE)
    assert calls == []
    # Positive control: the same header with the published cost opens, and costs just that.
    assert unlock(with_header(locked(), 1, "root", 3, 65536, salt), PASSPHRASE) == ROOT
    assert calls == [(3, 65536)]


def test_another_version_or_kind_is_not_supported() -> None:
    salt = locked()[HEADER - 16 : HEADER]
    for version, kind in ((2, "root"), (0, "root"), (1, "pet"), (1, "")):
        with pytest.raises(UnsupportedVault):
            unlock(with_header(locked(), version, kind, 3, 65536, salt), PASSPHRASE)


def test_a16_a_vault_does_not_open_as_another_kind() -> None:
    salt = locked()[HEADER - 16 : HEADER]
    with pytest.raises(DamagedVault):
        unlock(with_header(locked(), 1, "administrator", 3, 65536, salt), PASSPHRASE)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"noview vault", b"{}", b"NOVIEW VAULT\n"])
def test_a_file_that_is_no_vault_is_foreign(raw: bytes) -> None:
    with pytest.raises(ForeignVault):
        unlock(raw, PASSPHRASE)


def test_a_vault_cut_short_or_grown_is_damaged() -> None:
    for raw in (
        vault.MAGIC,
        locked()[:30],
        locked()[:HEADER],
        locked()[: HEADER + 100],
        locked()[:-1],
        locked() + b"\0",
        vault.MAGIC + bytes(70000),
    ):
        with pytest.raises(DamagedVault):
            unlock(raw, PASSPHRASE)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(locked()) * 8 - 1))
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    flipped = bytearray(locked())
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(VaultFault):
        unlock(bytes(flipped), PASSPHRASE)


def test_a_bit_of_the_body_is_damage_and_one_of_the_commitment_a_wrong_passphrase() -> None:
    for at, fault in ((HEADER, WrongPassphrase), (-1, DamagedVault), (HEADER + 33, DamagedVault)):
        flipped = bytearray(locked())
        flipped[at] ^= 1
        with pytest.raises(fault):
            unlock(bytes(flipped), PASSPHRASE)


def test_sizes_say_little_and_nothing_is_shown() -> None:
    assert (len(locked()) - HEADER - 72) % 512 == 0
    assert len(locked(ADMINISTRATOR)) - len(locked()) == len("administrator") - len("root")
    assert len(locked(NEW_DEVICE)) - len(locked()) == len("device") - len("root")
    for content in (ROOT, ADMINISTRATOR, DEVICE):
        shown = repr(content)
        assert "seed" not in shown
        assert "inbox" not in shown
        assert repr(filler("identity")) not in shown


def test_a_device_leaves_its_sealing_keys_out_of_the_vault() -> None:
    """They are in the keys file, where they can be destroyed: an old vault opens no packet."""
    full = DEVICE.with_sealing_keys(((b"envelope", filler("new")),))
    assert full.sealing_keys == ((b"envelope", filler("new")),)
    assert full.with_sealing_keys(()) == DEVICE
    assert unlock(lock(full, PASSPHRASE, seeded("vault")), PASSPHRASE) == DEVICE


def with_plain(kind: str, fields: list[encoding.Value]) -> bytes:
    """A vault whose maker knew the passphrase and wrote something else into it."""
    salt, plain = filler("salt", 16), encoding.encode(fields)
    header = vault.MAGIC + encoding.encode([1, kind, 3, 65536, salt])
    commit, key = vault._keys(PASSPHRASE, salt)
    padded = primitives.pad(plain, -(-(len(plain) + 1) // 512) * 512)
    return header + sealing.lock(commit, key, filler("nonce", 24), header, padded)


def test_a44_another_format_inside_is_not_supported_and_another_shape_is_damage() -> None:
    root: list[encoding.Value] = [1, b"", filler("root")]
    administrator: list[encoding.Value] = [2, b"", filler("a"), filler("o")]
    assert unlock(with_plain("root", root), PASSPHRASE) == ROOT, "the control"
    office = AuthorityKeys("administrator", b"", filler("a"), filler("o"))
    assert unlock(with_plain("administrator", administrator), PASSPHRASE) == office
    other_formats: list[tuple[str, list[encoding.Value]]] = [
        ("root", [2, *root[1:]]),
        ("administrator", [1, *administrator[1:3]]),
        ("administrator", [3, *administrator[1:]]),
        ("device", [1, *root[1:]]),
    ]
    for kind, plain in other_formats:
        with pytest.raises(UnsupportedVault):
            unlock(with_plain(kind, plain), PASSPHRASE)
    other_shapes: list[tuple[str, list[encoding.Value]]] = [
        ("root", [*root, filler("office")]),
        ("root", [1, b"short", filler("root")]),
        ("administrator", [2, *administrator[1:3]]),
        ("administrator", [2, *administrator[1:3], b""]),
        ("device", [2, *root[1:]]),
        ("device", []),
    ]
    for kind, plain in other_shapes:
        with pytest.raises(DamagedVault):
            unlock(with_plain(kind, plain), PASSPHRASE)


def test_an_administrator_has_an_office_key_and_a_root_has_none() -> None:
    for wrong in (
        replace(ADMINISTRATOR, office_seed=b""),
        replace(ADMINISTRATOR, office_seed=b"short"),
        replace(ROOT, office_seed=bytes(32)),
    ):
        with pytest.raises(CryptoFailed):
            lock(wrong, PASSPHRASE, seeded("vault"))

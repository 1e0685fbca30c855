"""Keyed hashes of addresses for flood budgets, and whose word about an address counts."""

from __future__ import annotations

import os

import pytest

from relay.origins import DAY, Hashed, address_of, networks


def test_an_address_has_one_key_for_a_day_and_another_tomorrow() -> None:
    hashed = Hashed(os.urandom, 0)
    today = hashed("192.0.2.1", 1)
    assert hashed("192.0.2.1", DAY - 1) == today
    assert hashed("192.0.2.2", 1) != today
    assert hashed("192.0.2.1", DAY) != today
    assert Hashed(os.urandom, 0)("192.0.2.1", 1) != today, "and on another relay"
    assert len(today) == 16


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "not an address", True),
    ],
)
def test_what_shares_a_budget(one: str, other: str, same: bool) -> None:
    assert (networks(one)[0] == networks(other)[0]) is same


def test_an_ipv6_address_also_has_the_key_of_its_wider_network() -> None:
    hashed = Hashed(os.urandom, 0)
    one, beside, elsewhere = (
        hashed(address, 1) for address in ("2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2::1")
    )
    assert len(one) == 32
    assert one[:16] != beside[:16]
    assert one[16:] == beside[16:] != elsewhere[16:]
    assert len(hashed("::ffff:192.0.2.1", 1)) == 16


def test_only_the_nearest_proxy_is_believed_about_an_address() -> None:
    assert address_of("10.0.0.1", []) == "10.0.0.1"
    assert address_of("10.0.0.1", ["198.51.100.7, 192.0.2.1"]) == "192.0.2.1"
    assert address_of("10.0.0.1", ["198.51.100.7", "192.0.2.1"]) == "192.0.2.1"
    assert address_of("10.0.0.1", ["192.0.2.1, nonsense"]) == "10.0.0.1"
    assert address_of("10.0.0.1", [""]) == "10.0.0.1"

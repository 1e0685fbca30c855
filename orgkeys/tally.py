"""What staff count of their work, sealed as survivors' answers are (protocol.md 15.7).

A console makes these; they hold choices of the signed handbook and rough facts, and a proof that
somebody with the handbook made them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orgkeys import labels
from orgkeys.encoding import encode
from orgkeys.errors import CryptoFailed, Unsendable
from orgkeys.primitives import bind, equal, expand, extract, u64
from orgkeys.sealing import seal_padded
from orgkeys.survey import Answers, Told
from relay.limits import DROP_SIZE

KINDS: Final = ("tally", "incident", "hours")
NONCE: Final = ".nonce"
MAC: Final = ".mac"
NONCE_SIZE: Final = 8
MAC_SIZE: Final = 16


def make_tally(
    place: tuple[bytes, bytes], key: bytes, secret: bytes, told: Told, nonce: bytes
) -> bytes:
    """The 2048 bytes that leave. `place` is organisation (32) and desk (16), `key` the statistics
    key, `secret` the handbook's (32), `nonce` 8 random bytes. Unsendable where it does not fit."""
    mac = _mac(place, secret, told.kind, told.day, told.answers, nonce)
    rows = [list(one) for one in (*told.answers, (NONCE, nonce.hex()), (MAC, mac.hex()))]
    plain = encode([1, told.kind, told.day, rows])
    try:
        return seal_padded(key, bind(labels.DROP, *place), plain, DROP_SIZE)[0]
    except CryptoFailed:
        raise Unsendable("too-long") from None


def proved(place: tuple[bytes, bytes], secrets: Iterable[bytes], told: Told) -> Told | None:
    """The same without its proof, where one of the handbook's secrets made it and no key is there
    twice; otherwise None."""
    *answers, nonce_row, mac_row = (("", ""), ("", ""), *told.answers)
    nonce, mac = _read(nonce_row, NONCE, NONCE_SIZE), _read(mac_row, MAC, MAC_SIZE)
    if told.kind not in KINDS or nonce is None or mac is None:
        return None
    given = tuple(answers[2:])
    if len({key for key, _ in given}) < len(given):
        return None
    for secret in secrets:
        if equal(_mac(place, secret, told.kind, told.day, given, nonce), mac):
            return Told(told.day, told.kind, given)
    return None


def _mac(
    place: tuple[bytes, bytes], secret: bytes, kind: str, day: int, answers: Answers, nonce: bytes
) -> bytes:
    organisation, desk = place
    parts = (kind.encode(), u64(day), encode([list(one) for one in answers]), nonce)
    key = expand(secret, labels.TALLY, organisation)
    # Extract is HMAC-SHA-256 with its first argument as the key (RFC 5869, 2.2).
    return extract(key, bind(labels.TALLY_MAC, organisation, desk, *parts))[:MAC_SIZE]


def _read(row: tuple[str, str], key: str, size: int) -> bytes | None:
    name, text = row
    if name != key or len(text) != 2 * size or not set(text) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(text)

"""Whether bytes look random, with a bound on how often real random bytes are suspected.

The statistic is the likelihood-ratio chi-square, G/2 = n * KL(seen || expected). For every n it is
at least x with a probability of at most exp(d - x) * (x / d) ** d, where d is the number of bins
less one and x > d (Agrawal, "Finite-sample concentration of the multinomial in relative entropy",
2020). So nothing is approximated, also for short records. Runs are bounded by counting.

Looking random is no proof of being encrypted: it only says that nobody reads it as it stands.
"""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

ALPHA: Final = 1e-12
"""The most that one test may be wrong about random bytes; a report adds up its tests."""
WINDOW: Final = 256
READABLE: Final = re.compile(
    rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf4][\x80-\xbf]{3}){40,}"
)
"""Forty characters of UTF-8 in a row. A random place begins one with a probability of 98/256 +
30/256/4 + 16/256/16 + 5/256/64 < 0.417, so in n random bytes at most n * 0.417 ** 40 = n * 7e-16.
"""
REPEATED: Final = re.compile(rb"(.)\1{10,}", re.DOTALL)
"""Eleven equal bytes in a row: in n random bytes at most n * 256 ** -10 = n * 8e-25."""

LEGIBLE: Final = bytes(
    byte in b"\t\n\r" or 0x20 <= byte <= 0x7E or 0x80 <= byte <= 0xBF or 0xC2 <= byte <= 0xF4
    for byte in range(256)
)
MANY_LEGIBLE: Final = b"\1" * 40
TEN_TIMES: Final = bytes(10)
"""Cheaper to look for; where these are not, neither is what the patterns above find."""

ML_KEM_Q: Final = 3329


@lru_cache
def threshold(bins: int, alpha: float = ALPHA) -> float:
    """What n * KL exceeds with a probability of at most `alpha`."""
    free = bins - 1
    low, high = float(free), float(free) + 1000 + 10 * math.log(1 / alpha)
    for _ in range(80):
        middle = (low + high) / 2
        if middle - free * (1 + math.log(middle / free)) < math.log(1 / alpha):
            low = middle
        else:
            high = middle
    return high


def likelihood_ratio(counts: Iterable[int], expected: Iterable[float]) -> float:
    """n * KL of what was counted to what is expected; both over the same bins."""
    pairs = [(count, share) for count, share in zip(counts, expected, strict=True) if count]
    many = sum(count for count, _ in pairs)
    return sum(count * math.log(count / (many * share)) for count, share in pairs)


def compressed(bits: int) -> tuple[float, ...]:
    """How often each value of a coefficient of an ML-KEM ciphertext comes (FIPS 203, 4.7)."""
    seen = Counter(
        ((value << bits) + ML_KEM_Q // 2) // ML_KEM_Q % (1 << bits) for value in range(ML_KEM_Q)
    )
    return tuple(seen[value] / ML_KEM_Q for value in range(1 << bits))


EXPECTED: Final = {
    "bytes": (1 / 256,) * 256,
    "ML-KEM u": compressed(10),
    "ML-KEM v": compressed(4),
}


def not_random(data: bytes) -> str:
    """Why these bytes are not random, in a word ("text", "repeats", "uneven"), or nothing."""
    if MANY_LEGIBLE in data.translate(LEGIBLE) and READABLE.search(data):
        return "text"
    if TEN_TIMES in differences(data) and REPEATED.search(data):
        return "repeats"
    if any(uneven(window) for window in windows(data)):
        return "uneven"
    return ""


def windows(data: bytes) -> Iterator[bytes]:
    """Overlapping pieces, each step half of one; the last one reaches to the end."""
    for start in range(0, max(1, len(data) - WINDOW // 2), WINDOW // 2):
        yield data[start : start + WINDOW]


def differences(data: bytes) -> bytes:
    """Each byte but the first against the one before it: zero where they are equal."""
    number = int.from_bytes(data)
    return (number ^ number >> 8).to_bytes(len(data))[1:]


def uneven(data: bytes) -> bool:
    """Whether the half bytes of a piece are too unevenly spread."""
    if not data:
        return False
    written, many = data.hex(), 2 * len(data)
    statistic = sum(TIMES_LOG[written.count(half)] for half in HALVES)
    return statistic - many * math.log(many / 16) > threshold(16)


HALVES: Final = "0123456789abcdef"
TIMES_LOG: Final = (0.0, *(n * math.log(n) for n in range(1, 2 * WINDOW + 1)))


@dataclass
class Pool:
    """Counts over all that was looked at, by model; a bias too small for one record shows here."""

    counts: dict[str, Counter[int]] = field(default_factory=dict)
    tests: int = 0
    size: int = 0

    def add(self, model: str, data: bytes) -> str:
        """Count these in; and what `not_random` says of them by themselves."""
        counts = self.counts.setdefault(model, Counter())
        self.size += len(data)
        self.tests += len(data) // (WINDOW // 2) + 3
        if model == "ML-KEM u":
            counts.update(coefficients(data))
        elif model == "ML-KEM v":
            written = data.hex()
            for value, half in enumerate(HALVES):
                counts[value] += written.count(half)
        else:
            counts.update(data)
        return not_random(data)

    def uneven(self) -> list[str]:
        """The models that all together do not follow."""
        found = []
        for model, counts in self.counts.items():
            expected = EXPECTED[model]
            self.tests += 1
            statistic = likelihood_ratio((counts[i] for i in range(len(expected))), expected)
            if statistic > threshold(len(expected)):
                found.append(model)
        return found

    @property
    def false_alarm(self) -> float:
        """How probable it is at most that random bytes alone have raised any alarm."""
        return self.tests * ALPHA + self.size * 7e-16


LOW: Final = [bytes(byte >> shift for byte in range(256)) for shift in (0, 2, 4, 6)]
HIGH: Final = [
    (
        bytes(byte << 8 - right & 255 for byte in range(256)),
        bytes(byte >> right & 3 for byte in range(256)),
    )
    for right in (0, 2, 4, 6)
]


def coefficients(data: bytes) -> array[int]:
    """The ten-bit numbers of the first part of an ML-KEM ciphertext (FIPS 203, 4.2.1), in an order
    of our own. Four of them are in five bytes, the lowest bits first."""
    whole = len(data) - len(data) % 5
    words = bytearray(2 * (whole // 5))
    found = array("H")
    for place, (low, (middle, high)) in enumerate(zip(LOW, HIGH, strict=True)):
        one, other = data[place:whole:5], data[place + 1 : whole : 5]
        low_bits = int.from_bytes(one.translate(low)) | int.from_bytes(other.translate(middle))
        words[0::2] = low_bits.to_bytes(len(one))
        words[1::2] = other.translate(high)
        found.frombytes(words)
    if sys.byteorder == "big":
        found.byteswap()
    return found

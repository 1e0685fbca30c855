"""A ledger as another browser has saved it, with a month that is complete on whatever day it is
today (protocol.md 15.9, 15.10)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from orgkeys import encoding, labels
from orgkeys.primitives import expand, pad
from orgkeys.sealing import lock
from orgkeys.survey import DAY
from orgkeys.vault import StatisticsKeys
from orgkeys.vault import unlock as unlock_vault
from tests.browser.counting import PASSPHRASE, vault_of
from tests.browser.place import Place

STEP = 4096
SURVEY = "survey"
EPOCH = date(1970, 1, 1)

Counts = Mapping[tuple[str, str, str], int]
"""How many, by kind, key and value; with key and value empty, how many of the kind."""


def month_before_last() -> date:
    """The first day of a month that ended more than three days ago."""
    today = datetime.fromtimestamp(time.time(), UTC).date()
    months = today.year * 12 + today.month - 1 - 2
    return date(months // 12, months % 12 + 1, 1)


def saved(
    place: Place, counts: Counts, words: Sequence[tuple[str, str]] = (), by: str = "Samira"
) -> Path:
    """The file of a colleague who has collected today, with that month's counts and `words` of
    survivors (question and text), which nobody has read yet."""
    content = unlock_vault(vault_of(place).read_bytes(), PASSPHRASE)
    assert isinstance(content, StatisticsKeys)
    seed = content.seeds[-1][0]
    month = month_before_last()
    sums = [[*name, count] for name, count in sorted(counts.items())]
    number = month.year * 12 + month.month - 1
    written = [[at.to_bytes(16, "big"), *one, number] for at, one in enumerate(words, 1)]
    today = int(time.time() // DAY)
    book = [bytes(15) + b"\x01", 1, [[(month - EPOCH).days, sums]], [], by, today, today, written]
    plain = encoding.encode([3, [book], [], [], []])
    header = b"noview numbers\n" + encoding.encode([1, content.organisation])
    padded = pad(plain, -(-(len(plain) + 1) // STEP) * STEP)
    commit, key = (
        expand(seed, one, content.organisation) for one in (labels.LEDGER_COMMIT, labels.LEDGER_KEY)
    )
    out = place.folder / f"{by}.ledger"
    out.write_bytes(header + lock(commit, key, time.time_ns().to_bytes(24, "big"), header, padded))
    return out

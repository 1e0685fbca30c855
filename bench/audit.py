"""`python -m bench.audit`: how much noview-audit works on a large store, beside `cat`, and in how
much memory. The store is made once, of real sealed answers, and is kept in build/ for the next run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from relay.effects import Drop
from relay.frames import drop_name
from relay.keeper import kept_until
from relay.store.sqlite import SqliteStore
from tests.audit.scene import DAY, asking_house, record_of, sealed_answer
from tests.orgkeys.house import DESK

BATCH = 2000
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Run:
    """One program from its start to its end."""

    code: int
    seconds: float
    """Of a processor."""
    peak: int
    """The most memory that it held, in bytes."""


def made(path: Path, size: int) -> None:
    """A store of at least so many bytes, as a relay leaves it."""
    now = time.time()
    house = asking_house(int(now))
    path.unlink(missing_ok=True)
    store = SqliteStore(path)
    for envelope, packet in house.published:
        record = record_of(house, envelope, packet)
        store.put(record, kept_until(record))
    number = 0
    while path.stat().st_size < size:
        drops = []
        for _ in range(BATCH):
            sealed = sealed_answer(house, f"words {number}")
            day = int(now // DAY) - number % 20
            drops.append(Drop(house.organisation, DESK, drop_name(sealed), day, sealed))
            number += 1
        store.drops(house.organisation, drops)
        print(f"\r{path.stat().st_size // MEGABYTE} of {size // MEGABYTE} MB", end="", flush=True)
    print()
    store.purge(now)
    store.close()


def run(command: Sequence[str]) -> Run:
    """Run a program to its end; what it says is not shown."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def main() -> None:
    """Make a store unless it is there, and print one line."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    options = parser.parse_args()
    path = Path("build") / f"audit-{options.megabytes}.db"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        made(path, options.megabytes * MEGABYTE)
    cat = min((run(["cat", str(path)]) for _ in range(3)), key=lambda one: one.seconds)
    nothing = run([sys.executable, "-m", "audit", "disclose", "--list"])
    audit = run([sys.executable, "-m", "audit", "storage", str(path)])
    print(f"{path.stat().st_size / MEGABYTE:.0f} MB; the audit ended with {audit.code}")
    print(
        f"cat {cat.seconds:.2f} CPU s; audit {audit.seconds:.1f} CPU s,"
        f" {audit.seconds / cat.seconds:.0f} times as much;"
        f" at most {audit.peak / MEGABYTE:.0f} MB of memory, of which"
        f" {nothing.peak / MEGABYTE:.0f} MB for the program itself"
    )


if __name__ == "__main__":
    main()

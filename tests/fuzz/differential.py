"""Both languages read the same: the same inputs to the Python and the TypeScript decoders.

    python -m tests.fuzz.differential [--count 1000000] [--seed …] [--target …] [--keep]

Inputs are made here (tests/fuzz/mutate.py) and go in batches to one Node process
(tests/js/fuzz/serve.ts), which answers each with nine bytes: `+` and a hash of what was read field
by field, `-` and why not, `!` and what should never be thrown. The answers are compared with those
of this process. Exit code 1 where two differ; `--keep` writes such inputs into the corpus.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from relay.errors import NoviewError
from tests.fuzz.mutate import made
from tests.fuzz.seeds import CORPUS, ROOT, seeds
from tests.fuzz.target import ANSWER, Target, answer
from tests.fuzz.targets_shared import SHARED
from tests.fuzz.transparent import through

BATCH: Final = 2_000
SHOWN: Final = 200
SEED: Final = "noview"
DIFFERENT: Final = ROOT / "build" / "fuzz" / "different"
"""Where inputs are written that both do not read the same, so that one can look at them."""


@dataclass(frozen=True)
class Difference:
    """An input that both languages do not read the same, and what each said."""

    target: str
    raw: bytes
    python: bytes
    typescript: bytes


@dataclass
class Compared:
    """What came of a run."""

    count: int = 0
    accepted: int = 0
    by_target: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


class Node:
    """The other half: one process, binary pipes."""

    def __init__(self, bundle: str, targets: Sequence[Target]) -> None:
        self._process = subprocess.Popen(
            ["node", "--enable-source-maps", bundle],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._in, self._out = _pipe(self._process.stdin), _pipe(self._process.stdout)
        self._in.write(json.dumps([target.name for target in targets]).encode() + b"\n")

    def give(self, inputs: Sequence[tuple[int, bytes]]) -> None:
        """Hand a batch over; what was answered meanwhile waits in the pipe."""
        parts = (bytes([at]) + len(raw).to_bytes(4, "big") + raw for at, raw in inputs)
        self._in.write(b"".join(parts))
        self._in.flush()

    def answers(self, count: int) -> list[bytes]:
        """The answers to a batch. Raises EOFError where the process has ended."""
        raw = self._out.read(count * ANSWER)
        if len(raw) != count * ANSWER:
            raise EOFError("the TypeScript half has ended")
        return [raw[at : at + ANSWER] for at in range(0, len(raw), ANSWER)]

    def close(self) -> None:
        """End it."""
        self._in.close()
        self._out.close()
        if self._process.wait(timeout=60) != 0:
            raise EOFError("the TypeScript half has failed")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError("no pipe")
    return pipe


def bundle(name: str = "serve", out: str = "") -> str:
    """The path of the bundle of tests/js/fuzz/<name>.ts, made anew."""
    command = ["node", "client_js/fuzz.mjs", name, *([out] if out else [])]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextmanager
def node(path: str, targets: Sequence[Target]) -> Iterator[Node]:
    """The other half, ended in any case."""
    running = Node(path, targets)
    try:
        yield running
    finally:
        running.close()


def said(target: Target, raw: bytes) -> bytes:
    """What this language answers; another exception than the project's is no answer at all."""
    try:
        return answer(target, raw)
    except Exception as fault:  # noqa: BLE001 - this is what a fuzzer looks for
        return (b"!" + type(fault).__name__.encode())[:ANSWER].ljust(ANSWER)


class Source:
    """Inputs for all targets, in proportion to their weight; the good vectors count twice."""

    def __init__(self, targets: Sequence[Target], seed: str) -> None:
        self._chance = random.Random(seed)
        self._targets = targets
        self._weights = [target.weight for target in targets]
        self._seeds = [started(target) for target in targets]

    def batch(self, count: int) -> list[tuple[int, bytes]]:
        """So many, each with the place of its target."""
        places = self._chance.choices(range(len(self._targets)), self._weights, k=count)
        return [(at, self._one(at)) for at in places]

    def _one(self, at: int) -> bytes:
        good, all_of_them = self._seeds[at]
        begin = good if good and self._chance.random() < 0.7 else all_of_them
        return made(begin, self._chance, self._targets[at].prefix)[: self._targets[at].most]


def started(target: Target) -> tuple[list[bytes], list[bytes]]:
    """What a target begins with: the inputs that are read, and all."""
    begin = seeds().get(target.name, [])
    return [raw for raw in begin if _reads(target, raw)], begin


def _reads(target: Target, raw: bytes) -> bool:
    try:
        target.read(raw)
    except NoviewError:
        return False
    return True


def compare(
    path: str,
    count: int,
    seed: str = SEED,
    targets: Sequence[Target] = SHARED,
    progress: bool = False,
) -> Compared:
    """Run so many inputs through both halves. The seeds themselves come first."""
    result = Compared()
    began = time.monotonic()
    seeds()  # with the real cryptography, since it opens the vectors
    with through(), node(path, targets) as other:
        source = Source(targets, seed)
        first = [(at, raw) for at, one in enumerate(targets) for raw in started(one)[1]][:count]
        while result.count < count:
            batch = first[:BATCH] or source.batch(min(BATCH, count - result.count))
            first = first[BATCH:]
            other.give(batch)
            ours = [said(targets[at], raw) for at, raw in batch]
            _note(result, targets, batch, ours, other.answers(len(batch)))
            if progress and result.count % 50_000 < BATCH:
                spent = time.monotonic() - began
                found = len(result.differences)
                print(f"{result.count} inputs, {found} differ, {spent:.0f} s", file=sys.stderr)
    return result


def _note(
    result: Compared,
    targets: Sequence[Target],
    batch: Sequence[tuple[int, bytes]],
    ours: Sequence[bytes],
    theirs: Sequence[bytes],
) -> None:
    for (at, raw), mine, its in zip(batch, ours, theirs, strict=True):
        name = targets[at].name
        result.count += 1
        result.by_target[name] += 1
        if mine[:1] == b"+":
            result.accepted += 1
            result.taken[name] += 1
        # Two crashes at once are no agreement.
        if mine != its or mine[:1] == b"!":
            result.differences.append(Difference(name, raw, mine, its))


def keep(found: Difference, corpus: Path = CORPUS) -> str:
    """Write an input into the corpus, or into another folder; its path."""
    folder = corpus / found.target.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256(found.raw).hexdigest()[:16]}.bin"
    path.write_bytes(found.raw)
    return str(path.relative_to(ROOT))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.differential", allow_abbrev=False)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--target", action="append", choices=[one.name for one in SHARED])
    parser.add_argument("--keep", action="store_true", help="write what differs into the corpus")
    options = parser.parse_args(arguments)
    targets = [one for one in SHARED if not options.target or one.name in options.target]
    began = time.monotonic()
    result = compare(bundle(), options.count, options.seed, targets, progress=True)
    for found in result.differences[:SHOWN]:
        where = keep(found, CORPUS if options.keep else DIFFERENT)
        print(f"{found.target}: Python {found.python!r}, TypeScript {found.typescript!r}: {where}")
    for name, count in sorted(result.by_target.items()):
        print(f"{name:22} {count:8} inputs {result.taken[name]:8} read")
    spent = time.monotonic() - began
    print(
        f"{result.count} inputs (seed {options.seed}), {result.accepted} read, "
        f"{len(result.differences)} differ, {spent:.0f} s"
    )
    return 1 if result.differences else 0


if __name__ == "__main__":
    sys.exit(main())

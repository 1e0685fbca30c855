"""Checks docs/formal/waiting-line.pml with spin: every state within stated bounds.

Run `.venv/bin/python -m tools.formal_spin` for the larger bounds (some minutes, 2 GB of memory);
the smaller ones are in the tests. `tools/need-spin.sh` installs what is missing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "docs" / "formal" / "waiting-line.pml"
DEEPEST = 400_000
"""No run may be longer; a search that is cut off is a failure."""

LONG = (
    {"PAGES": 2, "CONSOLES": 2, "FAULTS": 2},
    {"PAGES": 1, "CONSOLES": 2, "FAULTS": 4},
    {"PAGES": 2, "CONSOLES": 3, "FAULTS": 1},
    {"PAGES": 1, "CONSOLES": 3, "FAULTS": 2},
)


class CheckerError(Exception):
    """Spin, the compiler or the search itself failed: nothing is known of the model."""


@dataclass(frozen=True)
class Searched:
    """What a search found: `violated` is empty where every state was seen and all are good."""

    states: int
    depth: int
    violated: str
    unreached: tuple[str, ...]
    """Steps that no run came to: "line: what"."""


def search(defines: Mapping[str, int], *, cycles: bool = False, compiled: str = "-O0") -> Searched:
    """Search every state of the model with these macros.

    Checks its assertions, or with `cycles` that no run goes on for ever. `compiled`: how much work
    the compiler puts into the search; a short one takes less time than that. Raises CheckerError.
    """
    macros = [f"-D{name}={value}" for name, value in defines.items()]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        _run(place, "spin", "-a", *macros, str(MODEL))
        mode = "-DNP" if cycles else "-DSAFETY"
        _run(place, "gcc", compiled, "-w", mode, "-DNOFAIR", "-o", "pan", "pan.c")
        words = _run(place, "./pan", f"-m{DEEPEST}", *(["-l"] if cycles else []))
    return read(words)


def read(words: str) -> Searched:
    """What the verifier said. Raises CheckerError where it did not see everything."""
    if "search was incomplete" in words.lower() or "max search depth too small" in words:
        violated = re.search(r"^pan:1: (.+?) \(at depth", words, re.M)
        if violated is None:
            raise CheckerError("the search was cut off")
    errors = re.search(r"depth reached (\d+), errors: (\d+)", words)
    states = re.search(r"^\s*(\d+) states, stored", words, re.M)
    if errors is None or states is None:
        raise CheckerError("the verifier said nothing of what it saw")
    found = re.search(r"^pan:1: (.+?) \(at depth", words, re.M)
    violated_words = found[1] if found else ""
    if (errors[2] != "0") != bool(violated_words):
        raise CheckerError("errors without a word, or words without an error")
    unreached = re.findall(r"\.pml:(\d+), state \d+, \"(.+)\"", words)
    return Searched(
        states=int(states[1]),
        depth=int(errors[1]),
        violated=violated_words,
        unreached=tuple(f"{line}: {what}" for line, what in unreached if what != "-end-"),
    )


def _run(place: Path, *command: str) -> str:
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, text=True, timeout=1200, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise CheckerError(f"{command[0]}: {type(fault).__name__}") from fault
    if done.returncode != 0:
        raise CheckerError(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def main(argv: Sequence[str] | None = None) -> int:
    """The larger bounds, one after the other; 1 where something was found."""
    prog = ".venv/bin/python -m tools.formal_spin"
    parser = argparse.ArgumentParser(
        prog=prog, description="Search the larger bounds: some minutes, 2 GB of memory."
    )
    parser.parse_args(argv)
    bad = 0
    for bounds in LONG:
        found = search(bounds, compiled="-O2")
        said = ", ".join(f"{value} {name.lower()}" for name, value in bounds.items())
        print(f"{said}: {found.states} states, depth {found.depth}: {found.violated or 'good'}")
        bad |= bool(found.violated)
    return bad


if __name__ == "__main__":
    sys.exit(main())

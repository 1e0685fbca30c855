"""Runs the ProVerif models in docs/formal/ and records what came out.

Run `python -m tools.formal_proverif` where `proverif` is on the path: it runs the scenarios that
are named (or all), compares each result with what its comment expects, and with `--record` writes
what came out into docs/formal/results.json, with version and date.

The tests check that the record is of the models as they are now, and that it says what they expect;
they do not run ProVerif, which no package registry has.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMAL = ROOT / "docs" / "formal"
RECORD = FORMAL / "results.json"
SECONDS = 3600
"""For one scenario; most take seconds, the longest some minutes."""

_WORDS = {"true": "is true.", "false": "is false.", "unproved": "cannot be proved."}


class ModelError(Exception):
    """A scenario is not written as this program reads it, or ProVerif did not take it."""


@dataclass(frozen=True)
class Scenario:
    """One file: its libraries in order, and what its queries are expected to give, in order."""

    name: str
    libraries: tuple[str, ...]
    expected: tuple[str, ...]
    digest: str
    """SHA-256 over the scenario and its libraries."""


@dataclass(frozen=True)
class Came:
    """What ProVerif said of one scenario, in which version, and on which day."""

    digest: str
    results: tuple[str, ...]
    tool: str
    date: str


def scenario(path: Path) -> Scenario:
    """Read a scenario. Raises ModelError."""
    text = path.read_text(encoding="utf-8")
    libraries = re.search(r"^ *libs:((?: [a-z-]+\.pvl)+) \*\)$", text, re.M)
    if libraries is None:
        raise ModelError(f"{path.name}: no libraries")
    names = tuple(libraries[1].split())
    digest = hashlib.sha256()
    for name in (*names, path.name):
        body = (path.parent / name).read_bytes()
        _check_balance(name, body.decode())
        digest.update(name.encode() + b"\0" + body + b"\0")
    expected = tuple(re.findall(r"^\(\* expected: (\w+)\.", text, re.M))
    if not expected or not set(expected) <= set(_WORDS):
        raise ModelError(f"{path.name}: no expectations")
    queries = len(re.findall(r"^query ", text, re.M))
    if len(expected) != (queries or 1):
        raise ModelError(f"{path.name}: {queries} queries, {len(expected)} expectations")
    return Scenario(path.name, names, expected, digest.hexdigest())


def scenarios(place: Path = FORMAL) -> list[Scenario]:
    """All of them, by name."""
    return [scenario(path) for path in sorted(place.glob("*.pv"))]


def results(words: str) -> tuple[str, ...]:
    """What ProVerif's output says of each query, in order. Raises ModelError for other words."""
    found = []
    for line in re.findall(r"^RESULT (?!\(even )(.+)$", words, re.M):
        short = [name for name, ending in _WORDS.items() if line.endswith(ending)]
        if len(short) != 1:
            raise ModelError(f"an unknown result: {line}")
        found.append(short[0])
    return tuple(found)


def run(one: Scenario, proverif: str, place: Path = FORMAL) -> tuple[str, ...]:
    """The results of one scenario. Raises ModelError where it does not come to its end."""
    libraries = [word for name in one.libraries for word in ("-lib", name)]
    command = [proverif, *libraries, one.name]
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise ModelError(f"{one.name}: not done after {SECONDS} s") from fault
    if done.returncode != 0:
        raise ModelError(f"{one.name}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return results(done.stdout)


def differences(record: Path = RECORD, place: Path = FORMAL) -> list[str]:
    """What the record does not say of the models as they are; empty where all is well."""
    recorded = json.loads(record.read_text(encoding="utf-8"))
    present = scenarios(place)
    wrong = [
        f"{name}: recorded, not there" for name in recorded.keys() - {one.name for one in present}
    ]
    for one in present:
        came = recorded.get(one.name)
        if came is None:
            wrong.append(f"{one.name}: never run")
        elif came["digest"] != one.digest:
            wrong.append(f"{one.name}: changed since it was run")
        elif tuple(came["results"]) != one.expected:
            wrong.append(f"{one.name}: expected {one.expected}, came {came['results']}")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all; 1 where something came out otherwise than expected."""
    parser = argparse.ArgumentParser(description="Run the ProVerif models of docs/formal/.")
    parser.add_argument("--proverif", default="proverif", help="the program; proverif")
    parser.add_argument("--record", action="store_true", help="write docs/formal/results.json")
    parser.add_argument("names", nargs="*", help="scenarios; all")
    options = parser.parse_args(arguments)
    version = re.search(r"Proverif (\S+)\. ", _said([options.proverif, "-help"]))
    if version is None:
        raise ModelError("this is not ProVerif")
    wrong = 0
    for one in scenarios():
        if options.names and one.name not in options.names:
            continue
        came = run(one, options.proverif)
        same = came == one.expected
        wrong += not same
        print(f"{one.name}: {', '.join(came)}{'' if same else '  UNEXPECTED'}", flush=True)
        if options.record:
            day = datetime.datetime.now(datetime.UTC).date().isoformat()
            write(one.name, Came(one.digest, came, f"ProVerif {version[1]}", day))
    return int(wrong > 0)


def write(name: str, came: Came, record: Path = RECORD) -> None:
    """Put one scenario's results into the record; forget scenarios that are not there any more."""
    known = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    kept = {one: value for one, value in known.items() if (record.parent / one).exists()}
    kept[name] = asdict(came)
    record.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError as fault:
        raise ModelError(f"{command[0]} cannot be run") from fault


def _check_balance(name: str, text: str) -> None:
    bare = re.sub(r"\(\*.*?\*\)", "", text, flags=re.S)
    stack: list[str] = []
    for sign in re.findall(r"[()\[\]]", bare):
        if sign in "([":
            stack.append(sign)
        elif not stack or stack.pop() + sign not in ("()", "[]"):
            raise ModelError(f"{name}: brackets")
    if stack or "(*" in bare or "*)" in bare:
        raise ModelError(f"{name}: brackets or comments")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModelError as fault:
        sys.exit(str(fault))

"""The long run: every decoder of both languages, so many seconds each.

    python -m tests.fuzz.long [--seconds 30] [--target NAME …] [--only python|typescript] [--keep]

Python is guided by coverage where atheris is installed (`make fuzz` installs it where there is a
wheel). Inputs that brought new ground stay in build/fuzz/corpus for the next time; `--keep` puts
the smallest of them into tests/fuzz/corpus, where the short run reads them. What breaks the
contract is always written there. Exit code 1 where anything did.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.fuzz.differential import bundle
from tests.fuzz.seeds import CORPUS, ROOT, seeds
from tests.fuzz.targets import TARGETS

WORK: Final = ROOT / "build" / "fuzz"
SMALL: Final = 2_048
NEW_MOST: Final = 8
"""Inputs of a target that one run adds to the tree, and how long they may be."""


def _kept(target: str, raw: bytes) -> str:
    folder = CORPUS / target.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256(raw).hexdigest()[:16]}.bin"
    path.write_bytes(raw)
    return str(path.relative_to(ROOT))


def guided(name: str, seconds: int, keep: bool) -> bool:
    """One target of the Python side; whether the contract held."""
    corpus = WORK / "corpus" / name.replace(" ", "-")
    found = WORK / "found" / name.replace(" ", "-")
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    known = {path.name for path in corpus.iterdir()}
    command = [
        *(sys.executable, "-m", "tests.fuzz.guided", name, f"-max_total_time={seconds}"),
        *(f"-artifact_prefix={found}/", "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000"),
        *("-print_final_stats=1", str(corpus)),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    crashes = [path for path in found.iterdir() if path.is_file()]
    for path in crashes:
        print(f"BROKEN Python {name}: {_kept(name, path.read_bytes())}")
        path.unlink()
    if done.returncode and not crashes:
        print(f"BROKEN Python {name}: ended with {done.returncode}\n{done.stderr[-2000:]}")
    runs = re.findall(r"Done (\d+) runs|number_of_executed_units: (\d+)", done.stderr)
    new = _new(corpus, known, name)
    if keep:
        for raw in new[:NEW_MOST]:
            _kept(name, raw)
    told = "".join(runs[-1]) if runs else "?"
    print(f"Python {name}: {told} inputs, {len(new)} on new ground")
    return done.returncode == 0 and not crashes


def _new(corpus: Path, known: set[str], name: str) -> list[bytes]:
    begun = set(seeds()[name])
    files = [path for path in corpus.iterdir() if path.name not in known]
    raws = sorted((path.read_bytes() for path in files), key=len)
    return [raw for raw in raws if len(raw) <= SMALL and raw not in begun]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.long", allow_abbrev=False)
    parser.add_argument("--seconds", type=int, default=30, help="for each target")
    parser.add_argument("--target", action="append", default=[])
    parser.add_argument("--only", choices=("python", "typescript"))
    parser.add_argument("--keep", action="store_true", help="put new ground into the tree")
    options = parser.parse_args(arguments)
    good = True
    if options.only != "typescript":
        for target in TARGETS:
            if not options.target or target.name in options.target:
                good &= guided(target.name, options.seconds, options.keep)
    if options.only != "python":
        command = ["node", bundle("search"), str(options.seconds), *options.target]
        good &= subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

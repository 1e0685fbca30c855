"""Run the primitives of both languages against published test vectors.

    python -m tools.vectors_external [--package FOLDER] [--wycheproof FOLDER] [--json]

The Python primitives, the TypeScript ones, and the TypeScript ones with the libraries as the pages
carry them (client_js/lean.mjs: rewritten tables, parts cut out) are given the same vectors: those
of the package `cryptography-vectors` where it is installed (requirements/vectors.txt, which
`make vectors-external` does) or in FOLDER, those of a folder of Wycheproof's JSON files
(`testvectors_v1`), and the few in the tree. Exit code 1 where anything does not come out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tools.vectors_external_files import HERE, Case, of_package, of_tree
from tools.vectors_external_python import PYTHON, passes
from tools.vectors_external_wycheproof import of_wycheproof

BUILDS: Final = {"TypeScript": "external", "as the page carries it": "external-lean"}
SHOWN: Final = 20


@dataclass
class Ran:
    """What came of the cases of one source on one side."""

    passed: int = 0
    failed: list[Case] = field(default_factory=list)
    absent: int = 0

    def note(self, case: Case, came: bool | None) -> None:
        """One case more."""
        if came is None:
            self.absent += 1
        elif came:
            self.passed += 1
        else:
            self.failed.append(case)


Results = dict[tuple[str, str], Ran]


def run_python(cases: Iterable[Case], table: dict[str, Callable[..., bytes]] = PYTHON) -> Results:
    """All cases on the Python side, by source."""
    results: Results = {}
    for case in cases:
        results.setdefault(("Python", case.source), Ran()).note(case, passes(case, table))
    return results


def run_typescript(cases: Sequence[Case], side: str, bundle: str) -> Results:
    """All cases in a bundle of tests/js/fuzz/external.ts."""
    lines = (
        " ".join([case.function, *(one.hex() or "-" for one in case.inputs)]) for case in cases
    )
    done = subprocess.run(
        ["node", bundle], cwd=HERE, input="\n".join(lines) + "\n", text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    answers = done.stdout.split("\n")[:-1]
    results: Results = {}
    for case, told in zip(cases, answers, strict=True):
        expect = "refused" if case.expect is None else case.expect.hex() or "-"
        came = None if told == "absent" else told == expect
        results.setdefault((side, case.source), Ran()).note(case, came)
    return results


def bundled(name: str, out: str = "") -> str:
    """The path of a bundle that client_js/fuzz.mjs makes."""
    command = ["node", "client_js/fuzz.mjs", name, *([out] if out else [])]
    done = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def run(cases: Sequence[Case]) -> Results:
    """All cases on all sides."""
    results = run_python(cases)
    for side, name in BUILDS.items():
        results.update(run_typescript(cases, side, bundled(name)))
    return results


def package_folder() -> Path | None:
    """Where `cryptography-vectors` is installed, if it is."""
    try:
        module: Any = importlib.import_module("cryptography_vectors")
    except ModuleNotFoundError:
        return None
    return Path(module.__file__).parent


def _told(results: Results) -> Sequence[str]:
    lines = [f"{'vectors':40} {'side':24} passed failed absent"]
    for (side, source), ran in sorted(results.items(), key=lambda one: (one[0][1], one[0][0])):
        counts = f"{ran.passed:6} {len(ran.failed):6} {ran.absent:6}"
        lines.append(f"{source:40} {side:24} {counts}")
    for (side, source), ran in results.items():
        lines += [f"FAILED {side}: {source} {one.number} {one.function} {one.flag}"
                  for one in ran.failed[:SHOWN]]  # fmt: skip
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tools.vectors_external", allow_abbrev=False)
    parser.add_argument("--package", type=Path, help="a folder with the files of the package")
    parser.add_argument("--wycheproof", type=Path, help="a folder of Wycheproof's JSON files")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")
    options = parser.parse_args(arguments)
    cases = list(of_tree())
    package = options.package or package_folder()
    if package is None:
        print("cryptography-vectors is not installed: make vectors-external", file=sys.stderr)
    else:
        cases += of_package(package)
    if options.wycheproof is not None:
        cases += of_wycheproof(options.wycheproof)
    results = run(cases)
    odd = Counter(case.flag for case in cases if case.flag)
    if options.json:
        rows = [[source, side, ran.passed, len(ran.failed), ran.absent]
                for (side, source), ran in sorted(results.items())]  # fmt: skip
        print(json.dumps({"ran": rows, "acceptable": dict(odd)}, indent=1))
    else:
        print("\n".join(_told(results)))
        for flag, count in sorted(odd.items()):
            print(f"acceptable, decided by protocol.md 1.3: {count} with {flag}")
    return 1 if any(ran.failed for ran in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

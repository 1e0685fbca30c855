"""What the lock files pin: every Python package with its hashes, every Node package with its own.

    python -m tools.locks        says what is not pinned by a hash, and fails if anything is

The files are those that pip (`--require-hashes`) and npm (`npm ci`) install from, so nothing else
can come in; install scripts stay off (`client_js/.npmrc`).
"""

from __future__ import annotations

import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ("runtime.txt", "audit.txt", "dev.txt", "fuzz.txt", "vectors.txt")
NPMRC = "ignore-scripts=true"
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==([0-9A-Za-z.!+-]+)(?: *; (.+))?")
HASH = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pinned:
    """One Python package: `hashes` are SHA-256 in hex of every file that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Bundled:
    """One Node package: `sha512` in hex; `dev` where it only builds or tests."""

    name: str
    version: str
    license: str
    sha512: str
    dev: bool


def python_packages(text: str) -> list[Pinned]:
    """What a requirements file pins. Raises ValueError for anything that is not pinned by hash."""
    found = []
    for line in _joined(text):
        requirement, *hashes = re.split(r" +--hash=", line)
        pin = PIN.fullmatch(requirement.strip())
        if pin is None:
            raise ValueError(f"not pinned to one version: {requirement}")
        if not hashes or not all(HASH.fullmatch(one) for one in hashes):
            raise ValueError(f"not pinned by SHA-256: {requirement}")
        found.append(Pinned(pin[1], pin[2], tuple(sorted(one[7:] for one in hashes))))
    return found


def _joined(text: str) -> Iterator[str]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            yield re.sub(r"\s+", " ", line.strip())


def node_packages(text: str) -> list[Bundled]:
    """What package-lock.json pins. Raises ValueError for anything that is not pinned by hash."""
    found = []
    for place, entry in json.loads(text)["packages"].items():
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        kind, _, encoded = entry.get("integrity", "").partition("-")
        if kind != "sha512" or "link" in entry:
            raise ValueError(f"not pinned by SHA-512: {place}")
        if "resolved" in entry:
            raise ValueError(f"comes from a place of its own: {place}")
        license_ = entry["license"].removeprefix("(").removesuffix(")")
        digest = b64decode(encoded, validate=True).hex()
        if len(digest) != 128:
            raise ValueError(f"not a SHA-512: {place}")
        found.append(Bundled(name, entry["version"], license_, digest, entry.get("dev", False)))
    return found


def unpinned(root: Path = ROOT) -> list[str]:
    """Everything that could be installed without its hash, or could run when it is installed."""
    wrong = []
    for name in PYTHON:
        try:
            python_packages((root / "requirements" / name).read_text(encoding="utf-8"))
        except ValueError as why:
            wrong.append(f"requirements/{name}: {why}")
    client = root / "client_js"
    try:
        node_packages((client / "package-lock.json").read_text(encoding="utf-8"))
    except ValueError as why:
        wrong.append(f"client_js/package-lock.json: {why}")
    if NPMRC not in (client / ".npmrc").read_text(encoding="utf-8").split():
        wrong.append("client_js/.npmrc: install scripts are not switched off")
    package = json.loads((client / "package.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies"):
        for name, version in package.get(kind, {}).items():
            if not re.fullmatch(r"\d+\.\d+\.\d+[\w.-]*", version):
                wrong.append(f"client_js/package.json: {name} is not one version")
    return wrong


def main() -> int:
    """Say what is not pinned; 1 where anything is not."""
    wrong = unpinned()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

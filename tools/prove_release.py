"""A release of the build that is here, signed by makers who live for one demo.

A real one is signed by people (tools/release_keys.py). This one lets `make audit` show the same
check: the served page is compared with the signed build, to the byte.
"""

from __future__ import annotations

import secrets
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

from audit.release import MANIFEST
from audit.release_documents import (
    Artifact,
    Manifest,
    Root,
    sign_document,
    signature_name,
    written,
)
from orgkeys.primitives import ed25519_public, sha256

DAY: Final = 86_400
MAKERS: Final = 2


def demo_release(built: Path, folder: Path, now: int) -> None:
    """Put the build that is there into a new folder, and sign it, with the root of its makers.
    `now` in seconds since 1970."""
    folder.mkdir()
    seeds = [secrets.token_bytes(32) for _ in range(MAKERS)]
    root = Root(
        version=1,
        issued=now - 1,
        expires=now + DAY,
        previous="",
        threshold=MAKERS,
        keys=tuple(sorted(ed25519_public(seed).hex() for seed in seeds)),
    )
    files = {path.name: path.read_bytes() for path in sorted(built.iterdir()) if path.suffix}
    manifest = Manifest(
        version=version("noview"),
        number=number(built),
        issued=now - 1,
        expires=now + DAY,
        commit=commit(built),
        artifacts=tuple(
            Artifact(name=name, length=len(raw), sha256=sha256(raw).hex())
            for name, raw in files.items()
        ),
    )
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    documents = (("root.1.json", Root, written(root)), (MANIFEST, Manifest, written(manifest)))
    for name, shape, raw in documents:
        (folder / name).write_bytes(raw)
        for seed in seeds:
            made = sign_document(shape, raw, seed)
            (folder / signature_name(name, made.key)).write_bytes(written(made))


def commit(built: Path) -> str:
    """What it was built from, as git says; zeros where it is no checkout."""
    return git(built, "rev-parse", "HEAD") or "0" * 40


def number(built: Path) -> int:
    """How many commits that is, as in a release; 1 where it is no checkout."""
    return int(git(built, "rev-list", "--count", "HEAD") or "1")


def git(folder: Path, *words: str) -> str:
    """What git says there; empty where it can say nothing."""
    asked = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    return asked.stdout.strip()

"""Three makers with a key each, and the releases that they sign, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from audit.release import MANIFEST
from audit.release_documents import (
    Artifact,
    Manifest,
    Root,
    fingerprint,
    sign_document,
    signature_name,
    written,
)
from orgkeys.primitives import ed25519_public, sha256
from tests.builders import filler

DAY = 86_400
NOW = 1_800_000_000
FILES = {"noview.whl": b"a wheel", "survivor.html": b"a page"}


@dataclass
class Makers:
    """Any two of three sign together."""

    seeds: tuple[bytes, ...] = field(
        default_factory=lambda: tuple(filler(name) for name in ("Ada", "Bo", "Cyr")), repr=False
    )
    threshold: int = 2

    def root(self, at: int = 1, before: bytes = b"", now: int = NOW) -> bytes:
        """A root with their keys."""
        return written(
            Root(
                version=at,
                issued=now - DAY,
                expires=now + 365 * DAY,
                previous=fingerprint(before).hex() if before else "",
                threshold=self.threshold,
                keys=tuple(sorted(ed25519_public(seed).hex() for seed in self.seeds)),
            )
        )

    def put_root(self, folder: Path, signing: Sequence[bytes] | None = None) -> Path:
        """The first root, signed, in a folder of its own; what an auditor pins."""
        folder.mkdir(parents=True, exist_ok=True)
        raw = self.root()
        put(folder, "root.1.json", Root, raw, self.seeds[:2] if signing is None else signing)
        return folder / "root.1.json"

    def release(
        self,
        folder: Path,
        number: int = 7,
        files: Mapping[str, bytes] = FILES,
        signing: Sequence[bytes] | None = None,
        now: int = NOW,
    ) -> Path:
        """A folder with a signed release."""
        self.put_root(folder)
        for name, raw in files.items():
            (folder / name).write_bytes(raw)
        manifest = Manifest(
            version=version("noview"),
            number=number,
            issued=now - DAY,
            expires=now + 90 * DAY,
            commit="c0" * 20,
            artifacts=tuple(
                Artifact(name=name, length=len(raw), sha256=sha256(raw).hex())
                for name, raw in sorted(files.items())
            ),
        )
        signers = self.seeds[:2] if signing is None else signing
        put(folder, MANIFEST, Manifest, written(manifest), signers)
        return folder


def put(
    folder: Path,
    name: str,
    shape: type[Root] | type[Manifest],
    raw: bytes,
    seeds: Sequence[bytes],
) -> None:
    """A document and one signature file for each signer; signatures of before go."""
    for old in folder.glob(f"{name}.*.sig"):
        old.unlink()
    (folder / name).write_bytes(raw)
    for seed in seeds:
        made = sign_document(shape, raw, seed)
        (folder / signature_name(name, made.key)).write_bytes(written(made))


def edited(path: Path, **fields: object) -> bytes:
    """A document's bytes with other fields, in the form in which documents are written."""
    value = json.loads(path.read_bytes())
    return (json.dumps({**value, **fields}, indent=2) + "\n").encode()

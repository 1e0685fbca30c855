"""Reads a release's folder and believes only what the pinned root leads to (docs/release.md).

A folder holds `manifest.json`, the files that it names, `root.<version>.json` for every root there
ever was, and signatures beside each document (`<document>.<key>.sig`). What an auditor pins is one
root file, had from elsewhere. Fail closed: everything that is missing, old, unknown or signed by
too few is a refusal with the code of a finding (`audit.words_release`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from audit.errors import AuditError, LocalFault, Unreadable
from audit.release_documents import (
    EARLY,
    LONGEST,
    Artifact,
    Hex32,
    Manifest,
    Number,
    Root,
    Signature,
    enough,
    fingerprint,
    read,
    signers,
)
from audit.release_folder import names_in, taken
from orgkeys.primitives import sha256

MANIFEST: Final = "manifest.json"
MOST_ROOTS: Final = 64
MOST_SIGNATURES: Final = 64
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of any file of a release."""


class NotBelieved(AuditError):  # noqa: N818 - the name says what it is
    """A release that is not one for this auditor. `finding` is a code of `audit.words_release`."""

    def __init__(self, finding: str, place: str) -> None:
        super().__init__("not-believed", f"{finding}: {place}")
        self.finding = finding
        self.place = place


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What this auditor has seen before: nothing older, and no second of a number, is believed."""

    kind: Literal["noview releases seen"] = "noview releases seen"
    root_version: Number
    root: Hex32
    number: Number
    manifest: Hex32


@dataclass(frozen=True)
class Release:
    """A release that is believed. `first` where nothing had been seen before it."""

    folder: Path
    manifest: Manifest
    root: Root
    seen: Seen
    first: bool

    def file(self, name: str) -> bytes:
        """One of its files, with exactly the published bytes. Raises NotBelieved."""
        listed = self.manifest.artifact(name)
        if listed is None:
            raise NotBelieved("release-file-missing", f"{name}: the manifest does not name it")
        raw = taken(self.folder / name, LARGEST)
        if raw is None:
            raise NotBelieved("release-file-missing", name)
        check_file(listed, raw)
        return raw


def check_file(listed: Artifact, raw: bytes) -> None:
    """Whether these are the bytes that the manifest names. Raises NotBelieved."""
    if len(raw) != listed.length or sha256(raw).hex() != listed.sha256:
        raise NotBelieved("release-file-changed", f"{listed.name}: other bytes than were signed")


def read_release(folder: Path, trust: Path, seen: Path | None, now: float) -> Release:
    """Follow the pinned root to the newest, and believe the manifest that it signed.

    Writes nothing; `remember` does. Raises NotBelieved, LocalFault.
    """
    if MANIFEST not in names_in(folder):
        raise NotBelieved("release-file-missing", MANIFEST)
    before = None if seen is None else _seen(seen)
    chain = _follow(folder, trust, now)
    root, hashed = chain[-1]
    if before is not None:
        for older, its in chain:
            if older.version == before.root_version and its != before.root:
                raise NotBelieved("release-forked", f"root.{older.version}.json")
    if before is not None and root.version < before.root_version:
        raise NotBelieved(
            "release-rolled-back",
            f"root version {root.version}; version {before.root_version} was seen before",
        )
    _check_time(root, f"root.{root.version}.json", now)
    raw = _must(folder / MANIFEST, "release-damaged")
    try:
        manifest = read(raw, Manifest, MANIFEST)
    except Unreadable as why:
        raise NotBelieved("release-damaged", str(why)) from None
    signed = signers(Manifest, raw, _signatures(MANIFEST, folder))
    _check_threshold(root, signed, MANIFEST)
    number, its = manifest.number, fingerprint(raw).hex()
    if before is not None and number < before.number:
        place = f"release number {number}; number {before.number} was seen before"
        raise NotBelieved("release-rolled-back", place)
    if before is not None and number == before.number and its != before.manifest:
        raise NotBelieved("release-forked", f"release number {number}")
    _check_time(manifest, MANIFEST, now)
    now_seen = Seen(root_version=root.version, root=hashed, number=number, manifest=its)
    return Release(folder, manifest, root, now_seen, before is None)


def signed_by_them(folder: Path, root: Root) -> Manifest | None:
    """The manifest of an earlier release, whatever its date: only to say what a page is of."""
    raw = taken(folder / MANIFEST, LONGEST)
    if raw is None:
        return None
    try:
        manifest = read(raw, Manifest, MANIFEST)
    except Unreadable:
        return None
    return manifest if enough(root, signers(Manifest, raw, _signatures(MANIFEST, folder))) else None


def remember(path: Path, seen: Seen) -> None:
    """Write down what has been seen. Raises LocalFault."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(seen), indent=2) + b"\n")
        os.replace(beside, path)
    except OSError as problem:
        raise LocalFault(f"cannot write {path}: {problem.strerror}") from None


def _seen(path: Path) -> Seen | None:
    raw = taken(path, LONGEST)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=Seen)
    except (msgspec.MsgspecError, ValueError):
        # What was seen is lost: to go on as if nothing had been would let anything old in again.
        raise LocalFault(f"{path} does not hold what was seen; it is damaged") from None


def _follow(folder: Path, trust: Path, now: float) -> list[tuple[Root, str]]:
    """Every root from the pinned one on, with its hash; the last one is in force."""
    raw = taken(trust, LONGEST)
    if raw is None:
        raise LocalFault(f"cannot read the root {trust}")
    root = _root(raw, trust.name)
    signed = signers(Root, raw, _signatures(f"root.{root.version}.json", folder, trust.parent))
    _check_threshold(root, signed, f"root.{root.version}.json")
    chain = [(root, fingerprint(raw).hex())]
    for version in range(root.version + 1, root.version + MOST_ROOTS):
        name = f"root.{version}.json"
        following = taken(folder / name, LONGEST)
        if following is None:
            return chain
        new = _root(following, name)
        if new.version != version or new.previous != chain[-1][1]:
            raise NotBelieved("release-forked", f"{name} does not follow the root before it")
        signed = signers(Root, following, _signatures(name, folder))
        # By those who were trusted until now, and by those who are from now on.
        _check_threshold(root, signed, name)
        _check_threshold(new, signed, name)
        if now < new.issued - EARLY:
            raise NotBelieved("release-early", name)
        root, raw = new, following
        chain.append((root, fingerprint(raw).hex()))
    raise NotBelieved("release-damaged", "more roots than anybody would make")


def _root(raw: bytes, name: str) -> Root:
    try:
        return read(raw, Root, name)
    except Unreadable as why:
        raise NotBelieved("release-damaged", str(why)) from None


def _check_threshold(root: Root, signed: frozenset[str], name: str) -> None:
    if not enough(root, signed):
        good = len(signed & set(root.keys))
        many = f"{good} of {root.threshold} that root {root.version} asks for"
        raise NotBelieved("release-too-few", f"{name}: good signatures: {many}")


def _check_time(document: Root | Manifest, name: str, now: float) -> None:
    if now < document.issued - EARLY:
        raise NotBelieved("release-early", name)
    if now >= document.expires:
        days = int(now - document.expires) // 86_400
        raise NotBelieved("release-expired", f"{name}: {days} days ago")


def _signatures(document: str, *folders: Path) -> tuple[Signature, ...]:
    """All signatures beside a document. One that is no signature counts for nothing."""
    found = []
    for path in list(_beside(document, folders))[:MOST_SIGNATURES]:
        raw = taken(path, LONGEST)
        if raw is None:
            continue
        try:
            found.append(read(raw, Signature, path.name))
        except Unreadable:
            continue
    return tuple(found)


def _beside(document: str, folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob(f"{document}.*.sig"))


def _must(path: Path, finding: str) -> bytes:
    raw = taken(path, LONGEST)
    if raw is None:
        raise NotBelieved(finding, f"{path.name} is missing")
    return raw


def built(release: Release) -> Mapping[str, bytes]:
    """The files that pages are stamped from."""
    names = ("survivor.html", "console.html", "words.json", "build.json")
    return {name: release.file(name) for name in names}

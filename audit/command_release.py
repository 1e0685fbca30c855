"""`noview-audit release FOLDER`: whether a release is what its makers signed."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audit.findings import Checked, Notes
from audit.front import Clock, command, tell
from audit.release import MANIFEST, NotBelieved, Release, read_release, remember
from audit.release_documents import spoken
from audit.release_folder import names_in

if TYPE_CHECKING:
    from audit.front import Commands


def add(commands: Commands) -> None:
    """Its options."""
    parser = command(
        commands,
        "release",
        "whether a downloaded release is what its makers signed",
        "Enough of the makers must have signed it, it must not have run out or be older than one"
        " that was seen before, and every file must have the signed bytes (docs/release.md).",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the release, as it was got")
    with_trust(parser)
    parser.set_defaults(run=run)


def with_trust(parser: argparse.ArgumentParser) -> None:
    """Whose signatures count, and what was seen before."""
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="the makers' root, had from somewhere else"
    )
    parser.add_argument(
        "--seen", type=Path, metavar="FILE", help="remembers releases, so that none older counts"
    )


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Look, and tell. Raises LocalFault."""
    return tell(check_release(options.folder, options.trust, options.seen, clock()), options.json)


def check_release(folder: Path, trust: Path | None, seen: Path | None, now: float) -> Checked:
    """Whether this is a release, and whole. Remembers it where it is. Raises LocalFault."""
    again = ["noview-audit", "release", str(folder)]
    again += [part for name, at in (("--trust", trust), ("--seen", seen)) if at is not None
              for part in (name, str(at))]  # fmt: skip
    notes = Notes(shlex.join(again))
    what = "A release's documents and signatures, from the pinned root of its makers on."
    if trust is None:
        return notes.done("release", what, "release-not-pinned")
    release = believed(notes, folder, trust, seen, now)
    if release is not None:
        for listed in release.manifest.artifacts:
            try:
                notes.saw("bytes of its files", len(release.file(listed.name)))
                notes.saw("files")
            except NotBelieved as why:
                notes.find(why.finding, why.place)
        for name in strangers(release, trust, seen):
            notes.find("release-not-listed", name)
        done = notes.done("release", what)
        if seen is not None and done.verdict == "pass":
            remember(seen, release.seen)
        return done
    return notes.done("release", what)


def strangers(release: Release, *ours: Path | None) -> Iterator[str]:
    """Names in the folder that nobody signed: `pip install` would take any wheel that lies there.
    `ours` are files of the auditor's own, which may. Raises LocalFault."""
    documents = {MANIFEST, *(f"root.{one}.json" for one in range(1, release.root.version + 1))}
    known = documents | {one.name for one in release.manifest.artifacts}
    own = {path.resolve() for path in ours if path is not None}
    for name in names_in(release.folder):
        document, _, _ = name.removesuffix(".sig").rpartition(".")
        signature = name.endswith(".sig") and document in documents
        if name not in known and not signature and (release.folder / name).resolve() not in own:
            yield name


def believed(
    notes: Notes, folder: Path, trust: Path | None, seen: Path | None, now: float
) -> Release | None:
    """The release, or None with a finding that says why it is not believed. Raises LocalFault."""
    if trust is None:
        notes.find("release-not-pinned", "no root was named with --trust")
        return None
    try:
        release = read_release(folder, trust, seen, now)
    except NotBelieved as why:
        notes.saw("documents")
        notes.find(why.finding, why.place)
        return None
    notes.saw("documents", 2)
    notes.find("release-root", f"{trust.name}: {spoken(trust.read_bytes())}")
    manifest = release.manifest
    notes.find(
        "release-is",
        f"version {manifest.version}, number {manifest.number}, source {manifest.commit}",
    )
    if release.first:
        notes.find("release-first-seen", "nothing was seen before this release")
    return release

"""A clone of a commit that has its files to the byte, whatever the builder's git is set up to do.

A filter in a builder's own configuration would change both builds of a release alike, and git
would still say that nothing is changed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.locks import ROOT


class Stopped(Exception):  # noqa: N818 - the name says what it is
    """There is no release; the message says why in a plain sentence."""


@dataclass(frozen=True)
class Way:
    """One of the two builds: where, and what is around it."""

    place: str
    mask: int
    old_files: bool
    environment: Mapping[str, str]


def git(*args: str, root: Path = ROOT) -> str:
    """What git says. Raises Stopped."""
    done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stopped(f"git {args[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


NOTHING_OF_OURS = (
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "init.templateDir="),
)
"""So that git writes files as they are in the commit, whatever its user has set up."""


def bare(place: Path) -> dict[str, str]:
    """The environment without any configuration of git but one that is written beside the clone:
    also a repository of somebody else's may be cloned."""
    config = place.parent / "gitconfig"
    config.write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ours = {"GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_SYSTEM": os.devnull}
    return {**kept, **ours, "GIT_ATTR_NOSYSTEM": "1"}


def check_clone(place: Path, commit: str) -> None:
    """Every file has the bytes of the commit, and there is no other. Raises Stopped."""
    listed = git("ls-tree", "-r", "-z", commit, root=place).split("\0")
    entries = [one.partition("\t") for one in listed if one]
    wanted = {name: head.split()[2] for head, _, name in entries}
    found = [path for path in place.rglob("*") if not path.is_dir() or path.is_symlink()]
    names = [str(path.relative_to(place)) for path in found]
    names = [name for name in names if not name.startswith(".git/")]
    for name in sorted(wanted.keys() ^ set(names)):
        raise Stopped(f"The clone and the commit do not have the same files: {name}")
    hashed = subprocess.run(
        ["git", "hash-object", "--no-filters", "--stdin-paths"],
        cwd=place,
        env=bare(place),
        input="\n".join(names) + "\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for name, its in zip(names, hashed, strict=True):
        if its != wanted[name]:
            raise Stopped(f"The clone has other bytes than the commit: {name}")


def clone(root: Path, commit: str, way: Way, work: Path) -> Path:
    """A fresh clone of the commit, to the byte, written under the way's mask. Raises Stopped."""
    place = work / way.place / "clone"
    place.parent.mkdir(parents=True)
    here = ["git", *NOTHING_OF_OURS]
    command = [*here, "clone", "--quiet", "--no-hardlinks", "--no-checkout", str(root), str(place)]
    for one in (command, [*here, "-C", str(place), "checkout", "--quiet", "--detach", commit]):
        subprocess.run(one, check=True, umask=way.mask, env=bare(place))
    check_clone(place, commit)
    if way.old_files:
        for path in place.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    return place

"""Makes a release: two builds of one commit that must not differ in a byte, and what it holds.

    make release                     from this clone, which must have no changes
    .venv/bin/python -m tools.release --quick  the same with what is installed here, in make test

Two fresh clones of HEAD are built in different folders, under different masks, zones, languages,
homes, times of files and, where libfaketime is installed, more than a year apart. If all is equal,
`dist/release` gets the files, their checksums, the bill of materials and a manifest, which the
makers then sign (docs/release.md). Its number counts the commits, its dates are of the commit, so
that every maker who builds gets the same manifest to sign.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from audit.release_documents import Artifact, Manifest, written
from orgkeys.primitives import sha256
from tools.locks import ROOT, unpinned
from tools.release_clone import Stopped, Way, clone, git
from tools.sbom import bill_of_materials

DAYS = 180
DAY = 86_400
FAKETIME = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")
LATER = "+400d"
SBOM = "sbom.cdx.json"
SUMS = "SHA256SUMS"
REQUIREMENTS = {"requirements.txt": "runtime.txt", "requirements-audit.txt": "audit.txt"}
"""What is installed with the wheel, pinned by hashes: name in a release → in requirements/."""


WAYS = (
    Way("one", 0o022, False, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
    Way(
        "a longer name/of another one",
        0o077,
        True,
        {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "tr_TR.UTF-8",
            "PYTHONHASHSEED": "2",
            "SOURCE_DATE_EPOCH": "1",
        },
    ),
)


def check_tree(root: Path) -> None:
    """Refuse what nobody else could build again. Raises Stopped."""
    if git("status", "--porcelain", root=root):
        raise Stopped("There are changes that are not committed, so nobody could build this again.")
    if git("rev-parse", "--is-shallow-repository", root=root) == "true":
        raise Stopped("This clone does not have all commits, so they cannot be counted.")


def faked() -> str | None:
    """The library that gives the second build another clock, where it is installed."""
    return next((str(one) for pattern in FAKETIME for one in Path("/").glob(pattern[1:])), None)


def install(root: Path, place: Path, quick: bool) -> str:
    """What the build needs, by the lock files; the Python to build with. `quick`: from here."""
    modules = place / "client_js" / "node_modules"
    if quick:
        shutil.copytree(root / "client_js" / "node_modules", modules, symlinks=True,
                        copy_function=_link)  # fmt: skip
        return sys.executable
    script = ["npm", "--prefix", str(place / "client_js"), "ci", "--loglevel=error"]
    subprocess.run(script, check=True)
    home = place.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = str(home / "bin" / "python")
    needed = place.parent / "build.txt"
    needed.write_text(pinned_setuptools(place), encoding="utf-8")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", str(needed)], check=True)
    return python


def pinned_setuptools(place: Path) -> str:
    """The lines of the lock file for what builds the wheel. Raises Stopped."""
    text = (place / "requirements" / "dev.txt").read_text(encoding="utf-8")
    found = re.search(r"^setuptools==.*(?:\n {4}--hash=.*)+", text, re.MULTILINE)
    if found is None:
        raise Stopped("requirements/dev.txt does not pin setuptools.")
    return found[0] + "\n"


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def build(place: Path, python: str, way: Way, moment: int) -> dict[str, bytes]:
    """The built files of one clone. Raises Stopped."""
    home = place.parent / "home"
    home.mkdir()
    environment = {**os.environ, **way.environment, "HOME": str(home)}
    environment.pop("PYTHONPATH", None)
    library = faked() if way.old_files else None
    if library is not None:
        environment |= {"LD_PRELOAD": library, "FAKETIME": LATER, "FAKETIME_DONT_RESET": "1"}
    out = place.parent / "out"
    script = [python, "-m", "tools.release_build", str(place), str(out), str(moment)]
    done = subprocess.run(script, cwd=place, env=environment, umask=way.mask, check=False)
    if done.returncode:
        raise Stopped(f"The build in {way.place!r} failed.")
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> Iterator[str]:
    """What differs between two builds, each a sentence; of a wheel also which files in it."""
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            yield f"{name} was built only once"
        elif one[name] != other[name]:
            a, b = one[name], other[name]
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), -1)
            where = f"first at byte {at}" if at >= 0 else "one is longer"
            yield f"{name} differs: {len(a)} and {len(b)} bytes, {where}"


def differences_inside(one: Path, other: Path) -> Iterator[str]:
    """Which files of two wheels differ, in content or in what the archive says of them."""

    def told(path: Path) -> dict[str, tuple[object, ...]]:
        with zipfile.ZipFile(path) as archive:
            return {
                entry.filename: (entry.date_time, entry.external_attr, entry.CRC, place)
                for place, entry in enumerate(archive.infolist())
            }

    first, second = told(one), told(other)
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield f"  in it: {name}: {first.get(name)} and {second.get(name)}"


def twice(root: Path, commit: str, moment: int, work: Path, quick: bool) -> dict[str, bytes]:
    """Build both ways; the files, which are the same. Raises Stopped."""
    made = []
    for way in WAYS:
        place = clone(root, commit, way, work)
        files = build(place, install(root, place, quick), way, moment)
        files[SBOM] = bill_of_materials(place, commit, moment)
        for name, lock in REQUIREMENTS.items():
            files[name] = (place / "requirements" / lock).read_bytes()
        made.append(files)
    wrong = list(differences(*made))
    for path in (work / WAYS[0].place / "out").glob("*.whl"):
        other = work / WAYS[1].place / "out" / path.name
        if other.exists():
            wrong += differences_inside(path, other)
    if wrong:
        raise Stopped("\n".join(["The two builds are not the same.", *wrong]))
    return made[0]


def manifest_of(files: Mapping[str, bytes], version: str, number: int, commit: str,
                moment: int) -> bytes:  # fmt: skip
    """The manifest that its makers sign."""
    artifacts = (
        Artifact(name=name, length=len(raw), sha256=sha256(raw).hex())
        for name, raw in sorted(files.items())
    )
    return written(
        Manifest(
            version=version,
            number=number,
            issued=moment,
            expires=moment + DAYS * DAY,
            commit=commit,
            artifacts=tuple(artifacts),
        )
    )


def release(root: Path, out: Path, roots: Path | None, quick: bool) -> dict[str, bytes]:
    """Build, compare and write. Raises Stopped."""
    if not quick:
        check_tree(root)
    if any(out.glob("manifest.json.*.sig")):
        raise Stopped(f"{out} is signed, and signatures cannot be made again. Move it away first.")
    if wrong := unpinned(root):
        raise Stopped("\n".join(["Not everything is pinned by a hash.", *wrong]))
    commit = git("rev-parse", "HEAD", root=root)
    moment = int(git("show", "-s", "--format=%ct", commit, root=root))
    number = int(git("rev-list", "--count", commit, root=root))
    work = root / "build" / "release"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    files = twice(root, commit, moment, work, quick)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [f"{sha256(raw).hex()}  {name}\n" for name, raw in sorted(files.items())]
    files[SUMS] = "".join(lines).encode()
    files["manifest.json"] = manifest_of(files, project["version"], number, commit, moment)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, raw in files.items():
        (out / name).write_bytes(raw)
    for path in sorted(roots.glob("root.*.json*")) if roots is not None else ():
        shutil.copyfile(path, out / path.name)
    shutil.rmtree(work)
    return files


def main(argv: Sequence[str] | None = None) -> int:
    """Make a release; 1 where there is none."""
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m tools.release", allow_abbrev=False)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "release")
    parser.add_argument("--roots", type=Path, help="the makers' roots, to go with the release")
    parser.add_argument("--quick", action="store_true", help="with what is installed here")
    options = parser.parse_args(argv)
    try:
        files = release(ROOT, options.out, options.roots, options.quick)
    except Stopped as why:
        print(f"release: {why}", file=sys.stderr)
        return 1
    clock = f"the clock {LATER} in the second" if faked() else (
        "the same clock but for the minutes between them (libfaketime is not installed)"
    )  # fmt: skip
    print(f"Two builds, not a byte apart; {clock}.")
    for name, raw in sorted(files.items()):
        print(f"  {sha256(raw).hex()}  {name}")
    print(f"In {options.out}. Not signed yet: see docs/release.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

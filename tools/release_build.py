"""Builds the wheel and the pages of a clean clone into a folder, whatever is around it.

    python -m tools.release_build <clone> <out> <moment>

Run by `make release` in two clones. Needs setuptools in this Python, and Node with what the lock
file of client_js pins. What the machine brings (the mask for new files, the time, the zone, the
language, a SOURCE_DATE_EPOCH of somebody else's) must not show in any byte. The wheel is stored,
not compressed: the same bytes with any zlib.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

BUILT = ("survivor.html", "console.html", "words.json", "build.json")
WHEEL = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1], {})"
STORED = "[bdist_wheel]\ncompression = stored\n"


def same_modes(clone: Path) -> None:
    """Files and folders as git has them, whatever mask they were written under."""
    listed = subprocess.run(
        ["git", "ls-files", "--stage", "-z"], cwd=clone, check=True, capture_output=True
    ).stdout.decode()
    for line in listed.split("\0"):
        if line:
            mode, _, name = line.partition(" ")[0], *line.partition("\t")[1:]
            path = clone / name
            if not path.is_symlink():
                path.chmod(0o755 if mode == "100755" else 0o644)
            for parent in path.parents:
                if parent == clone:
                    break
                parent.chmod(0o755)


def build(clone: Path, out: Path, moment: int) -> None:
    """Everything of a release that is built. Raises CalledProcessError, RuntimeError."""
    os.umask(0o022)
    same_modes(clone)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    pages = clone / "orgkeys" / "built"
    script = ["node", "client_js/build.mjs", "--out", str(pages), "--quiet"]
    subprocess.run(script, cwd=clone, env=environment, check=True)
    for name in BUILT:
        (pages / name).chmod(0o644)
    (clone / "setup.cfg").write_text(STORED, encoding="utf-8")
    out.mkdir(parents=True)
    wheel = [sys.executable, "-c", WHEEL, str(out.resolve())]
    done = subprocess.run(wheel, cwd=clone, env=environment, check=False, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"the wheel was not built: {done.stderr.decode(errors='replace')}")
    (made,) = out.glob("*.whl")
    inside = set(zipfile.ZipFile(made).namelist())
    for name in BUILT:
        if f"orgkeys/built/{name}" not in inside:
            raise RuntimeError(f"the wheel lacks {name}")
        shutil.copyfile(pages / name, out / name)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

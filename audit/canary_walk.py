"""Everything at or below a path, and what of it cannot be read: nothing is left out in silence.

Names, marks (extended attributes) and where a link leads are words too, so they come with it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LINK: Final = "a link to what was not named"
NOWHERE: Final = "a link to what is not there"
SPECIAL: Final = "no ordinary file"
BETWEEN: Final = b"\n"


@dataclass(frozen=True)
class Entry:
    """A file, or something that is none: then `why` says why it is not read, or it is a folder.

    `name` is its way from the path that was given; `beside` is what is written about it.
    """

    path: Path
    name: str
    beside: bytes
    why: str = ""
    folder: bool = False


def walk(top: Path, given: Sequence[Path] = ()) -> Iterator[Entry]:
    """All of it. A link is followed at `top` alone; one into what is `given` is read there."""
    try:
        told = top.stat()
    except FileNotFoundError:
        return
    except OSError as fault:
        yield Entry(top, top.name, b"", str(fault.strerror))
        return
    roots = [os.path.realpath(one) for one in (top, *given)]
    yield from _entries(top, top.name, told.st_mode, top, roots)


def _entries(path: Path, name: str, mode: int, top: Path, roots: list[str]) -> Iterator[Entry]:
    if stat.S_ISLNK(mode):
        yield _link(path, name, roots)
    elif stat.S_ISREG(mode):
        yield Entry(path, name, _beside(path, name))
    elif not stat.S_ISDIR(mode):
        yield Entry(path, name, _beside(path, name), SPECIAL)
    else:
        yield Entry(path, name, _beside(path, name), folder=True)
        try:
            inside = sorted(os.listdir(path))
        except FileNotFoundError:
            return  # it had a short life
        except OSError as fault:
            yield Entry(path, name, b"", str(fault.strerror))
            return
        for one in inside:
            child = path / one
            shown = str(child.relative_to(top))
            try:
                told = child.lstat()
            except FileNotFoundError:
                continue
            except OSError as fault:
                yield Entry(child, shown, os.fsencode(shown), str(fault.strerror))
                continue
            yield from _entries(child, shown, told.st_mode, top, roots)


def _link(path: Path, name: str, roots: list[str]) -> Entry:
    target = b""
    with suppress(OSError):
        target = os.fsencode(os.readlink(path))
    beside = BETWEEN.join([os.fsencode(name), target])
    real = os.path.realpath(path)
    if not os.path.lexists(real):
        return Entry(path, name, beside, NOWHERE)
    inside = any(real == root or Path(real).is_relative_to(root) for root in roots)
    return Entry(path, name, beside, "" if inside else LINK, folder=inside)


def _beside(path: Path, name: str) -> bytes:
    """Name and marks. Not every system has marks."""
    found = [os.fsencode(name)]
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for one in os.listxattr(path):
                found.append(os.fsencode(one))
                with suppress(OSError):
                    found.append(os.getxattr(path, one))
    return BETWEEN.join(found)

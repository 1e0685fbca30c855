"""An organisation's own copies: files that `noview-org export` wrote, or its folder.

Of a folder only `organisation.json` and `documents/` are read: what is public, in every version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.errors import LocalFault, UsageFault
from orgkeys import request
from orgkeys.office.places import SETTINGS, read_settings
from relay.errors import Malformed, Untrusted
from relay.limits import MAX_ENVELOPE

MOST_FILES: Final = 20_000
_DOCUMENT: Final = re.compile(r"(charter|roster|notice|shift|state)-[0-9]{6,16}")
_STAMP: Final = re.compile(r'"(organisation|desk)":\s*"([0-9a-f]+)"')
_PAGE: Final = 'id="noview-organisation"'
_LARGEST_PAGE: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """What one of them holds: envelopes, by the name of where they lie."""

    name: str
    organisation: bytes
    desk: bytes
    papers: tuple[tuple[str, bytes], ...]


def read_copies(path: Path) -> list[Copy]:
    """Every copy at this path. Raises UsageFault where there is none, and LocalFault."""
    try:
        if path.is_file():
            found = [_export(path)]
        elif (path / SETTINGS).is_file():
            found = [_folder(path)]
        else:
            files = sorted(one for one in path.iterdir() if one.is_file())[:MOST_FILES]
            found = [_export(one) for one in files if _is_export(one)]
    except OSError as problem:
        raise LocalFault(f"{path} cannot be read: {problem.strerror}") from problem
    if not found:
        raise UsageFault(f"{path} has no file that noview-org export wrote")
    return found


def read_pin(given: str) -> tuple[bytes, bytes]:
    """The fingerprint, and the desk or nothing: of 64 hex digits, or of a file that has them.

    Such a file: an export, the organisation's folder or `organisation.json`, a published page, or
    a text with the 64 digits alone. Raises UsageFault, LocalFault.
    """
    if pinned := _digits(given):
        return pinned, b""
    path = Path(given)
    try:
        if path.is_dir():
            path = path / SETTINGS
        if not path.is_file():
            raise UsageFault("--pin wants a fingerprint of 64 digits from 0 to f, or a file")
        raw = path.read_bytes()[:_LARGEST_PAGE]
    except OSError as problem:
        raise LocalFault(f"{path} cannot be read: {problem.strerror}") from problem
    if raw.startswith((request.PUBLIC, request.TEXT.encode())):
        copy = _export(path)
        return copy.organisation, copy.desk
    text = raw.decode("utf-8", errors="replace")
    if path.name == SETTINGS or _PAGE in text:
        told = dict(reversed(_STAMP.findall(text)))
        organisation, desk = told.get("organisation", ""), told.get("desk", "")
        if len(organisation) == 64 and len(desk) in (0, 32):
            return bytes.fromhex(organisation), bytes.fromhex(desk)
    if pinned := _digits(text):
        return pinned, b""
    raise UsageFault(f"{path} does not say one fingerprint")


def _digits(text: str) -> bytes:
    joined = "".join(text.split()).lower()
    return bytes.fromhex(joined) if re.fullmatch(r"[0-9a-f]{64}", joined) else b""


def _is_export(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(len(request.PUBLIC))
    return start.startswith((request.PUBLIC, request.TEXT.encode()))


def _export(path: Path) -> Copy:
    with path.open("rb") as file:
        raw = file.read(2 * request.LARGEST_PUBLIC)
    try:
        if raw.startswith(request.TEXT.encode()):
            raw = request.from_text(raw.decode("ascii", errors="replace"))
        told = request.read_public(raw)
    except (Malformed, Untrusted):
        raise UsageFault(f"{path} is no file of noview-org export, or it is damaged") from None
    papers = [(path.name, one) for one in (*told.charters, *told.others)]
    return Copy(path.name, told.organisation, told.desk, tuple(papers))


def _folder(path: Path) -> Copy:
    try:
        settings = read_settings((path / SETTINGS).read_bytes())
    except (ValueError, KeyError, TypeError):
        raise UsageFault(f"{path / SETTINGS} is damaged") from None
    name = path.resolve().name
    papers = tuple((f"{name}/{one.name}", raw) for one, raw in _documents(path / "documents"))
    return Copy(name, settings.organisation, settings.desk, papers)


def _documents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    names: Sequence[Path] = sorted(folder.iterdir()) if folder.is_dir() else ()
    for path in [one for one in names if _DOCUMENT.fullmatch(one.name)][:MOST_FILES]:
        with path.open("rb") as file:
            yield path, file.read(MAX_ENVELOPE + 1)

"""The organisation's folder on the administrator's machine: where each file lies, and safe writing.

    organisation/                     0700
      organisation.json               fingerprint and desk; what every command starts from
      notice.toml                     the notice as people edit it
      handbook.toml                   the handbook as people edit it; only for the staff
      handbook                        the same, signed: for the staff packets, never public
      keys/root-1.vault               locked by a passphrase; moves to a safe place after `init`
      keys/administrator.vault        locked by a passphrase
      keys/statistics.keys            opens survivors' answers; locked by the administrator key
      documents/charter-000001        signed and public, one file per version, never overwritten
      documents/packet-000001         the staff packet of the shift with this version
      devices/<certificate hash>      the certificate and sealing keys of one device; no secret
      office/<administrator key>      the office key document of one administrator; no secret
      cards/<role>-<key>              who holds which key, by name; not public, but no secret
      charter.draft                   a charter that holders are still signing
      signatures/<root key>           what holders have signed of it on this machine
      published, unread               what pull needs to know (heads, signing)
      counted                         public names of answers that were counted (counted_names)
      vaults-written                  for which statistics keys (statistics_given)
      destroyed                       no private key is left here (destroy)
      set-aside/roster-000003-<time>  made here and overtaken by what others published
      set-aside/overtaken-…           signed with a key that stands no more (versions)

Several files change together or not at all: all are written and flushed beside their places
first, so a full disk stops the change before anything has its name, and the one that makes the
others count (a roster, a shift) gets its name last.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from orgkeys.office.places import ADMINISTRATOR_VAULT as ADMINISTRATOR_VAULT
from orgkeys.office.places import ASIDE as ASIDE
from orgkeys.office.places import DESTROYED as DESTROYED
from orgkeys.office.places import DRAFT as DRAFT
from orgkeys.office.places import FOLDERS as FOLDERS
from orgkeys.office.places import NOTICE as NOTICE
from orgkeys.office.places import ROOT_VAULT as ROOT_VAULT
from orgkeys.office.places import SETTINGS as SETTINGS
from orgkeys.office.places import Settings as Settings
from orgkeys.office.places import card_name as card_name
from orgkeys.office.places import device_name as device_name
from orgkeys.office.places import document_name as document_name
from orgkeys.office.places import office_name as office_name
from orgkeys.office.places import read_settings
from orgkeys.office.places import signature_name as signature_name
from orgkeys.office.terminal import Refused
from orgkeys.office.writing import File as File
from orgkeys.office.writing import remove_tree as _remove_tree
from orgkeys.office.writing import sync as _sync
from orgkeys.office.writing import write_new as _write

_LONGEST_FILE: Final = 4 * 1024 * 1024


class Directory:
    """One organisation's folder. Nothing here knows what the bytes mean."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, files: Sequence[File]) -> None:
        """Make the whole folder at once, or not at all. Raises Refused where one exists."""
        if self.path.exists() or self.path.is_symlink():
            raise Refused(
                f"{self.path} exists already, and nothing in it was touched.",
                "Choose another place with --directory, or go on with the organisation there.",
            )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        building = self.path.with_name(f".{self.path.name}-{secrets.token_hex(4)}")
        building.mkdir(mode=0o700)
        try:
            for name in FOLDERS:
                (building / name).mkdir(mode=0o700)
            for file in files:
                _write(building / file.path, file)
            for folder in (*(building / name for name in FOLDERS), building):
                _sync(folder)
            os.rename(building, self.path)
        except BaseException:
            _remove_tree(building)
            raise
        _sync(self.path.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for a change; another noview-org at the same time is refused."""
        self.pinned()
        handle = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refused(
                    f"Another noview-org is working in {self.path}.",
                    "Wait until it has finished, then run this again.",
                ) from error
            self._sweep()
            yield
        finally:
            os.close(handle)

    @property
    def founding(self) -> bool:
        """Whether too few holders have signed the first charter yet."""
        first = self.path / document_name("charter", 1)
        return (self.path / DRAFT).is_file() and not first.exists()

    def settings(self) -> Settings:
        """What the folder is pinned to. Raises Refused where there is no organisation."""
        if self.founding:
            raise Refused(
                f"The organisation in {self.path} is not founded yet: signatures are missing.",
                f"Have {self.path / DRAFT} signed (noview-org charter sign), then run: "
                "noview-org charter finish FILE …",
            )
        return self.pinned()

    def pinned(self) -> Settings:
        """The same while the organisation is still being founded."""
        path = self.path / SETTINGS
        if not path.is_file():
            raise Refused(
                f"There is no organisation in {self.path}.",
                "Give its folder with --directory, or make one with: noview-org init --name …",
            )
        try:
            return read_settings(self._read(path))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                f"{path} is damaged.",
                "Restore the file from a backup; it holds the fingerprint and the desk.",
            ) from error

    def read(self, name: str) -> bytes:
        """The bytes of one file inside the folder. Raises Refused where it is not there."""
        path = self.path / name
        if not path.is_file():
            raise Refused(
                f"{path} is missing.",
                "Put the file back, or restore the folder from a backup.",
            )
        return self._read(path)

    def versions(self, kind: str) -> list[int]:
        """The versions that are here of charter, roster, notice, shift, state or packet."""
        shape = re.compile(rf"{kind}-([0-9]{{6,16}})")
        found = (shape.fullmatch(path.name) for path in (self.path / "documents").glob(f"{kind}-*"))
        return sorted(int(match[1]) for match in found if match)

    def document(self, kind: str, version: int) -> bytes:
        """The envelope (or packet) of this version. Raises Refused where it is not there."""
        return self.read(document_name(kind, version))

    def devices(self) -> list[bytes]:
        """The record of every device, in a fixed order."""
        return self.kept("devices")

    def kept(self, folder: str) -> list[bytes]:
        """Every file of one of the folders that are named by a hash or key, in a fixed order."""
        place = self.path / folder
        found = sorted(place.iterdir()) if place.is_dir() else []
        shape = re.compile(r"([a-z]+-)?[0-9a-f]{64}")
        return [self._read(path) for path in found if shape.fullmatch(path.name)]

    def write(self, files: Sequence[File]) -> None:
        """Write all or none. The last file is the one that makes the others count."""
        staged: list[tuple[Path, Path]] = []
        try:
            for file in files:
                place = self.path / file.path
                beside = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
                staged.append((beside, place))
                _write(beside, file)
            for beside, place in staged:
                os.rename(beside, place)
        except BaseException:
            for beside, _ in staged:
                with suppress(FileNotFoundError):
                    beside.unlink()
            raise
        for folder in {place.parent for _, place in staged}:
            _sync(folder)

    def remove(self, names: Sequence[str]) -> None:
        """Remove files inside the folder that nothing needs any more; what is gone stays gone."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def _read(self, path: Path) -> bytes:
        with path.open("rb") as file:
            data = file.read(_LONGEST_FILE + 1)
        if len(data) > _LONGEST_FILE:
            raise Refused(f"{path} is far too long.", "Restore it from a backup.")
        return data

    def _sweep(self) -> None:
        """Remove what an earlier run was writing when it was killed; nothing there has a name."""
        for folder in (self.path, *(self.path / name for name in FOLDERS)):
            for path in folder.glob(".*-????????"):
                path.unlink()
        self._finish_aside()

    def _finish_aside(self) -> None:
        """Remove what a pull had put aside when it was killed: its copy is there."""
        for copy in (self.path / ASIDE).glob("*-*-*"):
            document = self.path / "documents" / copy.name.rpartition("-")[0]
            if document.is_file() and document.read_bytes() == copy.read_bytes():
                document.unlink()


def check_new_file(path: Path) -> None:
    """Refuse to write over something, before any key is made."""
    if path.exists() or path.is_symlink():
        raise Refused(
            f"{path} exists already, and was not touched.",
            "Choose another name, or move that file away first.",
        )
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.", "Make it, or choose another place.")

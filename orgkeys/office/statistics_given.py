"""For which statistics keys this folder wrote a vault (protocol.md 15.9).

Who has a vault counts survivors' answers in the console. Two who count the same answers count them
twice, and one report could be subtracted from the other; so the command leaves them then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import encoding
from orgkeys.encoding import Bin32, Row
from orgkeys.errors import CannotOpen
from orgkeys.office.directory import Directory, File
from orgkeys.office.statistics import MOST, Seed
from orgkeys.office.terminal import Refused
from orgkeys.primitives import sha256

NAME: Final = "vaults-written"


class _File(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    keys: Annotated[tuple[Bin32, ...], Meta(max_length=MOST)]


def given(directory: Directory, seeds: Iterable[Seed]) -> tuple[Seed, ...]:
    """Those of the seeds that lie in a vault too. Raises Refused where the file is damaged, or not
    there: it is written with the first seed, so then nobody knows, and whoever counts might count
    twice."""
    if not is_known(directory):
        raise Refused(
            f"{directory.path / NAME} is missing: nobody can see whether a vault was written.",
            "Restore it from a backup, or write a vault again: noview-org statistics vault FILE. "
            "If there was never one, of this folder or a copy of it: --no-vault-written",
        )
    try:
        known = encoding.decode_as(directory.read(NAME), _File).keys
    except CannotOpen as error:
        raise Refused(
            f"{directory.path / NAME} is damaged.",
            "Restore it from a backup, or write a vault again: noview-org statistics vault FILE",
        ) from error
    return tuple(one for one in seeds if sha256(one.public) in known)


def is_known(directory: Directory) -> bool:
    """Whether this folder knows for which of its seeds a vault was written."""
    return (directory.path / NAME).is_file()


def given_file(seeds: Iterable[Seed]) -> File:
    """The file that says that these seeds lie in a vault."""
    keys = sorted(sha256(one.public) for one in seeds)
    return File(NAME, encoding.encode([1, keys[-MOST:]]))

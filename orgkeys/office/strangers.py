"""Rows of the roster that may be people whom this folder does not know yet.

Rows that stand for nobody give way to new devices. A row that came with somebody else's roster may
be a device that no directory has told of yet, so it is kept until it runs out or is known. Losing
the file only costs that.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from orgkeys import encoding
from orgkeys.errors import CannotOpen
from orgkeys.office.directory import Directory, File
from orgkeys.office.terminal import Refused
from relay.documents import Roster

NAME: Final = "strangers"


def read_strangers(directory: Directory) -> frozenset[bytes]:
    """The certificate hashes that are kept. Raises Refused for a file that is damaged."""
    if not (directory.path / NAME).is_file():
        return frozenset()
    try:
        value = encoding.decode(directory.read(NAME))
    except CannotOpen:
        value = []
    match value:
        case [1, list(rows)]:
            found = [row for row in rows if isinstance(row, bytes) and len(row) == 32]
            if len(found) == len(rows):
                return frozenset(found)
    raise Refused(
        f"{directory.path / NAME} is damaged.",
        "Restore it from a backup, or move it away and run noview-org pull.",
    )


def strangers_file(hashes: Collection[bytes]) -> File:
    """The file that remembers them."""
    return File(NAME, encoding.encode([1, sorted(hashes)]))


def after_pull(
    before: frozenset[bytes], ours: Collection[bytes], theirs: Roster, known: Collection[bytes]
) -> frozenset[bytes]:
    """Who is strange once their roster was taken over: `ours` are the rows that this folder had
    made or seen as nobody's, `known` the certificates of which it has a record."""
    rows = {hashed for hashed, _, _ in theirs.rows}
    return frozenset(((rows - set(ours)) | (rows & before)) - set(known))

"""What the relay is known to hold: the heads that this folder has published or pulled.

The next pull refuses anything lower (rollback) or other (fork, protocol.md 3.10), and tells what
was made here and never left from what everybody has. Losing the file only costs that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orgkeys import encoding
from orgkeys.errors import CannotOpen
from orgkeys.office.directory import Directory, File
from orgkeys.office.terminal import Refused
from relay.documents import (
    Charter,
    HeadSeen,
    Kind,
    Roster,
    Warrant,
    decode_envelope,
    decode_payload,
    document_hash,
)

NAME: Final = "published"


def read_heads(directory: Directory) -> tuple[HeadSeen, ...]:
    """The heads of before, in order; none where nothing was published yet. Raises Refused."""
    if not (directory.path / NAME).is_file():
        return ()
    try:
        value = encoding.decode(directory.read(NAME))
    except CannotOpen:
        raise _damaged(directory) from None
    match value:
        case [1, list(rows)]:
            heads = tuple(_head(row) for row in rows)
            good = [head for head in heads if head is not None and head.good]
            if len(good) == len(heads):
                return tuple(good)
    raise _damaged(directory)


def heads_file(heads: Iterable[HeadSeen]) -> File:
    """The file that remembers them."""
    return File(NAME, encoding.encode([1, [list(head) for head in sorted(heads)]]))


def head_of(kind: Kind, desk: bytes, version: int, raw: bytes) -> HeadSeen:
    """The head of an envelope that was verified elsewhere."""
    envelope = decode_envelope(raw, kind)
    hashed = document_hash(kind, envelope.payload)
    if kind is Kind.CHARTER:
        return HeadSeen(kind, b"", version, hashed, b"", b"")
    administrator, certificate = envelope.signatures[0][0], b""
    if envelope.warrants:
        warrant = decode_envelope(envelope.warrants[0], Kind.WARRANT)
        administrator = warrant.signatures[0][0]
        certificate = decode_payload(warrant.payload, Warrant).certificate_hash
    return HeadSeen(kind, desk, version, hashed, administrator, certificate)


def stands(head: HeadSeen, charter: Charter, roster: Roster | None, now: float) -> bool:
    """Whether the authority behind a document is still one: else it is forgotten (3.11)."""
    if head.kind == Kind.CHARTER:
        return True
    if head.administrator not in charter.administrator_keys:
        return False
    rows = roster.rows if roster is not None else ()
    good = {key for key, expires, gone in rows if expires > now and not gone}
    return not head.certificate or head.certificate in good


def _head(row: object) -> HeadSeen | None:
    match row:
        case [int(kind), bytes(desk), int(version), bytes(hashed), bytes(key), bytes(certificate)]:
            return HeadSeen(kind, desk, version, hashed, key, certificate)
    return None


def _damaged(directory: Directory) -> Refused:
    return Refused(
        f"{directory.path / NAME} is damaged.",
        "Restore it from a backup, or move it away: it remembers what was published.",
    )

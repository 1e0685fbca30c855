"""What was held before, also before a restart (protocol.md 3.13): nothing lower is believed.

A reader that starts again from the fingerprint would take any old document that is still in its
time. Who keeps the heads of what it held (in a keys file, or in the folder) refuses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from relay.document_rules import Held, check_standing
from relay.document_types import POWERS, Charter, Kind, Notice, Roster, Shift, State
from relay.errors import Untrusted
from relay.limits import MAX_HEADS

HEADED: Final = (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)
DESKED: Final = (Kind.NOTICE, Kind.SHIFT, Kind.STATE)


class HeadSeen(NamedTuple):
    """The newest document of a kind, desk (empty for charter and roster) and authority.

    `administrator` is the key that it rests on (empty for a charter), `certificate` the hash of
    the certificate behind its warrant (empty without one): what rule 11 forgets it by.
    """

    kind: int
    desk: bytes
    version: int
    hash: bytes
    administrator: bytes
    certificate: bytes

    @property
    def good(self) -> bool:
        """Whether the fields can belong together."""
        return (
            self.kind in HEADED
            and len(self.desk) == (16 if self.kind in DESKED else 0)
            and self.version >= 1
            and len(self.hash) == 32
            and len(self.administrator) == (0 if self.kind == Kind.CHARTER else 32)
            # Only what a warrant can sign rests on one (protocol.md 3.9).
            and len(self.certificate) in ((0, 32) if self.kind in POWERS else (0,))
        )

    def __repr__(self) -> str:
        return "<HeadSeen>"


def head_of(
    kind: Kind, held: Held[Charter] | Held[Roster] | Held[Notice] | Held[Shift] | Held[State]
) -> HeadSeen:
    """The head of a document that is held."""
    payload = held.payload
    desk = b"" if isinstance(payload, Charter | Roster) else payload.desk
    behind = held.warrant.certificate_hash if held.warrant is not None else b""
    return HeadSeen(kind, desk, payload.version, held.hash, held.administrator, behind)


class Floors:
    """What was believed, now or before: of each kind and desk the highest of every authority.

    The floor is the highest of an authority that still stands: who leaves takes their versions
    with them (rule 11), and not what others had signed before.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, bytes, bytes, bytes], HeadSeen] = {}

    def remember(self, heads: Iterable[HeadSeen]) -> None:
        """Take the heads of before. ValueError for heads that cannot be ours."""
        told = tuple(heads)
        seen = {_place(head): head for head in told}
        if len(seen) < len(told) or not all(head.good for head in told):
            raise ValueError("a head is out of shape or there twice")
        if told and not any(head.kind == Kind.CHARTER for head in told):
            raise ValueError("heads are worth nothing without the charter's")
        self._seen = seen

    def all(self) -> tuple[HeadSeen, ...]:
        """The heads in order; where there are too many, the lower ones of a place are left out."""
        falling = sorted(self._seen.values(), key=lambda head: -head.version)
        rank: Counter[tuple[int, bytes]] = Counter()
        ranked = []
        for head in falling:
            ranked.append((rank[head.kind, head.desk], head))
            rank[head.kind, head.desk] += 1
        return tuple(sorted(head for _, head in sorted(ranked)[:MAX_HEADS]))

    def saw(self, head: HeadSeen) -> None:
        """This is believed now."""
        before = self._seen.get(_place(head))
        if before is None or head.version >= before.version:
            self._seen[_place(head)] = head

    def top(self, kind: Kind, desk: bytes) -> HeadSeen | None:
        """The highest of a kind and desk."""
        heads = [head for head in self._seen.values() if (head.kind, head.desk) == (kind, desk)]
        return max(heads, key=lambda head: (head.version, head.hash), default=None)

    def check(self, kind: Kind, desk: bytes, version: int, hashed: bytes) -> None:
        """Rule 7 across a restart: "rollback", "fork"."""
        seen = self.top(kind, desk)
        if seen is None or version > seen.version:
            return
        if version < seen.version:
            raise Untrusted("rollback")
        if hashed != seen.hash:
            raise Untrusted("fork")

    def check_charter(self, version: int, hashed: bytes) -> None:
        """A step of the chain may be older than the charter of before; it may not fork it."""
        seen = self.top(Kind.CHARTER, b"")
        if seen is not None and version == seen.version and hashed != seen.hash:
            raise Untrusted("fork")

    def check_previous(self, roster: Roster) -> None:
        """The next roster names the one of before: "fork"."""
        seen = self.top(Kind.ROSTER, b"")
        is_next = seen is not None and roster.version == seen.version + 1
        if seen is not None and is_next and roster.previous != seen.hash:
            raise Untrusted("fork")

    def dismissed(self, charter: Charter) -> None:
        """Rule 11: forget what rests on an administrator whom a newer charter has left out.

        A charter that was already held before the restart has been through this then.
        """
        seen = self.top(Kind.CHARTER, b"")
        if seen is not None and charter.version > seen.version:
            kept = (b"", *charter.administrator_keys)
            self._seen = {k: h for k, h in self._seen.items() if h.administrator in kept}

    def unlisted(self, roster: Roster, now: float) -> None:
        """Rule 11: forget what rests on a certificate that a newer roster shuts out."""
        seen = self.top(Kind.ROSTER, b"")
        if seen is None or roster.version > seen.version:
            self._seen = {k: h for k, h in self._seen.items() if _stands(h, roster, now)}


def _place(head: HeadSeen) -> tuple[int, bytes, bytes, bytes]:
    return head.kind, head.desk, head.administrator, head.certificate


def _stands(head: HeadSeen, roster: Roster, now: float) -> bool:
    if not head.certificate:
        return True
    try:
        check_standing(roster, head.certificate, now)
    except Untrusted:
        return False
    return True

"""What a relay serves beside what the folder holds: what is taken over, and what must give way.

Pure. The relay is not believed: everything passes the rulebook from the pinned fingerprint, and
nothing lower or other than what was published before (protocol.md 3.6, 3.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from orgkeys.office.comparing import (
    SHAPES,
    Local,
    add,
    forgotten_of,
    goes_on,
    moment,
    same,
    under_its_roster,
)
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.publish import NAMES
from orgkeys.office.terminal import Refused
from relay.documents import (
    Charter,
    HeadSeen,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    envelope_hash,
)
from relay.errors import Untrusted

KINDS: Final = (Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)
# What follows from a charter or roster that is newer or older than this document: no lie.
_SKIPPED: Final = ("expired", "early", "signer", "roster-mismatch", "missing")


@dataclass(frozen=True)
class Served:
    """What a relay answered: the charters, and the newest envelope of each other kind."""

    charters: tuple[bytes, ...]
    others: dict[Kind, bytes]
    packet: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Taken:
    """One document to take over, and the versions of its kind here that it puts aside.

    `aside` was made here and never left; `forgotten` was pushed too high, and its maker stands no
    more (protocol.md 3.11).
    """

    kind: Kind
    version: int
    expires: int
    raw: bytes
    aside: tuple[int, ...]
    forgotten: tuple[int, ...] = ()


@dataclass(frozen=True)
class Merged:
    """What a pull does. `trusted` holds what is in force; `charters` is the longer chain; `heads`
    are of what the relay holds, now or before, but for what a way back made forgotten. `told` is
    the shift whose directory can be read, in force or not."""

    trusted: TrustedDocuments
    charters: tuple[bytes, ...]
    taken: tuple[Taken, ...]
    skipped: tuple[str, ...]
    shift: Shift | None
    told: Shift | None = None
    heads: tuple[HeadSeen, ...] = field(default=(), repr=False)


def merge(
    organisation: bytes, local: Local, served: Served, heads: Sequence[HeadSeen], now: int
) -> Merged:
    """Compare both, believing neither. Raises Refused for what no honest relay serves."""
    trusted = TrustedDocuments(organisation)
    trusted.remember(heads)
    charters = _longer(local.charters, served.charters)
    try:
        trusted.add_charters(charters, now)
    except Untrusted as error:
        raise _lies("charter", error) from error
    published: dict[int, int] = {}
    for head in heads:
        published[head.kind] = max(head.version, published.get(head.kind, 0))
    taken: list[Taken] = []
    skipped: list[str] = []
    shift = told = None
    for kind in KINDS:
        raw = served.others.get(kind)
        if raw is None:
            continue
        document = _decoded(kind, raw)
        try:
            add(trusted, kind)(raw, moment(document.expires, now))
        except Untrusted as error:
            if error.rule not in _SKIPPED:
                raise _lies(NAMES[kind], error) from error
            over = Untrusted("expired") if document.expires <= now else error
            skipped.append(f"{NAMES[kind]}: {rule_in_words(over)}")
            if kind is Kind.SHIFT:
                told = under_its_roster(organisation, charters, local, raw, now)
            continue
        if isinstance(document, Shift):
            shift = told = document
        mine = local.others.get(kind, {})
        after = published.get(kind, document.version - 1)
        forgotten = forgotten_of(trusted, kind, document.version, mine, after, now)
        if same(kind, mine.get(document.version), raw) and not forgotten:
            continue
        if isinstance(document, Roster) and goes_on(document, mine):
            after = max(after, document.version - 1)
        aside = tuple(sorted(v for v in mine if v > after and v not in forgotten))
        taken.append(Taken(kind, document.version, document.expires, raw, aside, forgotten))
    served_heads = trusted.heads()
    _keep_ours(trusted, local, {one.kind for one in taken}, now)
    return Merged(trusted, charters, tuple(taken), tuple(skipped), shift, told, served_heads)


def _decoded(kind: Kind, raw: bytes) -> Roster | Notice | Shift | State:
    try:
        return decode_payload(decode_envelope(raw, kind).payload, SHAPES[kind])
    except Untrusted as error:
        raise _lies(NAMES[kind], error) from error


def _keep_ours(trusted: TrustedDocuments, local: Local, overtaken: set[Kind], now: int) -> None:
    """What was made here and goes on from what the relay serves is held as well."""
    for kind in KINDS:
        mine = local.others.get(kind, {})
        if kind in overtaken or not mine:
            continue
        raw = mine[max(mine)]
        try:
            document = decode_payload(decode_envelope(raw, kind).payload, SHAPES[kind])
            add(trusted, kind)(raw, moment(document.expires, now))
        except Untrusted:  # who signed it has left, or it is long over: `load` says so
            continue


def lost_rows(before: Roster, now_held: Roster, now: float) -> tuple[set[bytes], set[bytes]]:
    """Of a roster that is put aside: certificates that stood and are unlisted now, and those
    that it shut out and that stand now. Both must be done again."""
    held = {hashed: gone for hashed, _, gone in now_held.rows}
    alive = [(hashed, gone) for hashed, expires, gone in before.rows if expires > now]
    missing = {hashed for hashed, gone in alive if not gone and hashed not in held}
    back = {hashed for hashed, gone in alive if gone and held.get(hashed) is False}
    return missing, back


def _longer(ours: tuple[bytes, ...], theirs: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The longer of two charter chains, if one goes on from the other."""
    try:
        for one, other in zip(ours, theirs, strict=False):
            if envelope_hash(one) != envelope_hash(other):
                raise Untrusted("fork")
    except Untrusted as error:
        raise _lies("charter", error) from error
    return theirs if len(theirs) > len(ours) else ours


def _lies(what: str, error: Untrusted) -> Refused:
    if error.rule == "rollback":
        return Refused(
            f"The relay serves an older {what} than it was given: it came back from a backup, or "
            "withholds what is newer.",
            "Publish again (noview-org publish wss://…), and ask its host what happened.",
        )
    if error.rule == "fork":
        return Refused(
            f"The relay serves another {what} of the same version than everybody was given.",
            "Compare with the other administrators by telephone who made it. If nobody did, a "
            "key is stolen: revoke it.",
        )
    return Refused(
        f"The relay serves a {what} that cannot be believed: {rule_in_words(error)}.",
        "Ask its host what happened, and check this machine's clock. Nothing was changed.",
    )


def charter_of(raw: bytes) -> Charter:
    """What a charter says."""
    return decode_payload(decode_envelope(raw, Kind.CHARTER).payload, Charter)

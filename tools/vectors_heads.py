"""Vectors of documents that are not public, of open lines, and of heads remembered across a restart
(protocol.md 3.3, 3.6, 3.13). Written by `tools/vectors_documents.py`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from relay.documents import HeadSeen, Kind, TrustedDocuments, envelope_hash
from tests.builders import DAY, NOW, Organisation, filler, make_organisation, public

Document = tuple[str, bytes]
HIGHEST = 2**53 - 1


class Case(msgspec.Struct, frozen=True):
    """One vector, before it is written."""

    name: str
    organisation: Organisation
    documents: list[Document]
    expect: str
    now: int = NOW
    least: int = 1
    heads: tuple[HeadSeen, ...] = ()


def office_keys() -> Iterator[Case]:
    """Rules 5 and 6 for office keys."""
    o = make_organisation()
    base = o.documents()[:1]
    robin = o.devices[0]
    for name, raw, rule in (
        ("first-administrator", o.sign_office_key(), "ok"),
        ("second-administrator", o.sign_office_key(o.administrators[1]), "ok"),
        ("by-a-root-key", o.sign_office_key(o.roots[0]), "signer"),
        ("by-a-device", o.sign_office_key(robin.signing), "signer"),
        ("expired", o.sign_office_key(issued=NOW - 365 * DAY), "expired"),
        ("early", o.sign_office_key(issued=NOW + 301), "early"),
        ("other-organisation", o.sign_office_key(organisation=bytes(32)), "organisation"),
        ("format-2", o.sign_office_key(format=2), "shape"),
        ("key-cut", o.sign_office_key(key=bytes(1215)), "shape"),
        ("is-a-sealing-key", o.sign_sealing_key(robin), "shape"),
        ("trailing-byte", o.sign_office_key() + b"\x00", "shape"),
    ):
        yield Case(f"office-key-{name}", o, [*base, ("office_key", raw)], rule)
    without = o.sign_charter(administrator_keys=(public(o.administrators[1]),))
    gone = [*base, ("charter", without), ("office_key", o.sign_office_key())]
    yield Case("office-key-administrator-left", o, gone, "signer")


def lines() -> Iterator[Case]:
    """Rule 9 for lines that are open."""
    o = make_organisation()
    base = o.documents()[:2]
    robin = o.devices[0]
    line = ("line", robin.certificate)
    yield Case("line-stands", o, [*base, line], "ok")
    yield Case("line-without-a-roster", o, [*base[:1], line], "missing")
    yield Case("line-unlisted", o, [*base, ("line", o.sign_certificate("Kim"))], "unlisted")
    for name, row, rule in (
        ("revoked", (robin.certificate_hash, NOW + DAY, True), "revoked"),
        ("row-expired", (robin.certificate_hash, NOW, False), "expired"),
    ):
        roster = ("roster", o.sign_roster(version=2, rows=o.pad_rows([row])))
        yield Case(f"line-{name}", o, [*base, roster, line], rule)
    # Who signed the certificate has left: the line goes on, and nothing new begins.
    roster = ("roster", o.sign_roster(o.administrators[1], version=2))
    left = ("charter", o.sign_charter(administrator_keys=(public(o.administrators[1]),)))
    yield Case("line-signer-left", o, [*base, roster, left, line], "ok")
    again = ("certificate", robin.certificate)
    yield Case("line-signer-left-but-nothing-new", o, [*base, roster, left, again], "signer")
    # Who signed the roster has left, and the next roster is on its way.
    yield Case("line-between-charter-and-roster", o, [*base, left, line], "ok")


def heads() -> Iterator[Case]:
    """Rules 4, 7 and 11 across a restart."""
    o = make_organisation()
    seen = o.trusted().heads()
    kinds = {head.kind: head for head in seen}
    places = {"roster": 1, "notice": 2, "shift": 3, "state": 4}
    yield Case("heads-the-same-again", o, o.documents(), "ok", heads=seen)
    for name, place in places.items():
        head = kinds[Kind[name.upper()]]
        others = tuple(one for one in seen if one is not head)
        documents = o.documents()[: place + 1]
        if name in ("shift", "state"):
            documents = [*o.documents()[:2], o.documents()[place]]
        newer = head._replace(version=2, hash=filler("newer"))
        forked = head._replace(hash=filler("forked"))
        yield Case(f"heads-{name}-rollback", o, documents, "rollback", heads=(*others, newer))
        yield Case(f"heads-{name}-fork", o, documents, "fork", heads=(*others, forked))
    elsewhere = kinds[Kind.STATE]._replace(desk=filler("another desk", 16), version=9)
    yield Case("heads-of-another-desk", o, o.documents(), "ok", heads=(*seen, elsewhere))
    unrelated = kinds[Kind.ROSTER]._replace(hash=filler("forked"))
    second = ("roster", o.sign_roster(version=2))
    next_forks = [*o.documents()[:1], second]
    yield Case("heads-next-roster-forks", o, next_forks, "fork", heads=(seen[0], unrelated))
    third = ("roster", o.sign_roster(version=3, previous=filler("second")))
    skipped = [*o.documents()[:1], third]
    yield Case("heads-roster-after-a-gap", o, skipped, "ok", heads=(seen[0], unrelated))
    yield from _charters(o, seen)
    yield from _ways_back(o, seen)


def _charters(o: Organisation, seen: tuple[HeadSeen, ...]) -> Iterator[Case]:
    first, roster = o.documents()[0], o.documents()[1]
    newer = seen[0]._replace(version=2, hash=filler("newer charter"))
    yield Case("heads-charter-rollback", o, [first, roster], "rollback", heads=(newer,))
    second = ("charter", o.sign_charter())
    yield Case("heads-charter-fork", o, [first, second], "fork", heads=(newer,))
    yield Case("heads-charter-as-a-step", o, [first], "ok", heads=(newer,))
    held = seen[0]._replace(version=2, hash=envelope_hash(second[1]))
    yield Case("heads-charter-the-same", o, [first, second, roster], "ok", heads=(held,))


def _ways_back(o: Organisation, seen: tuple[HeadSeen, ...]) -> Iterator[Case]:
    """A version pushed too high is forgotten with who pushed it, and only by news."""
    one, two = o.administrators
    charter, roster = o.documents()[0], o.documents()[1]
    pushed = seen[1]._replace(version=HIGHEST, hash=filler("pushed"))
    without = ("charter", o.sign_charter(administrator_keys=(public(two),)))
    by_two = ("roster", o.sign_roster(two, version=2, previous=filler("unknown")))
    yield Case(
        "heads-fast-forward-way-back", o, [charter, without, by_two], "ok", heads=(seen[0], pushed)
    )
    keeping = ("charter", o.sign_charter(administrator_keys=(public(one), public(two))))
    yield Case(
        "heads-fast-forward-no-way-back",
        o,
        [charter, keeping, by_two],
        "rollback",
        heads=(seen[0], pushed),
    )
    # The charter that dismissed somebody was known before the restart: what is remembered of the
    # time after it stays, though an older charter in the chain does not know its administrator.
    fresh = make_organisation()
    alone = (public(two),)
    fresh.charters.clear()
    fresh.fingerprint = b""
    fresh.charters.append(fresh.sign_charter(administrator_keys=(public(one),)))
    fresh.fingerprint = envelope_hash(fresh.charters[0])
    second = fresh.sign_charter(administrator_keys=alone)
    reader = TrustedDocuments(fresh.fingerprint)
    reader.add_charter(fresh.charters[0], NOW)
    reader.add_charter(second, NOW)
    reader.add_roster(fresh.sign_roster(two, version=2, previous=filler("first")), NOW)
    chain = [("charter", fresh.charters[0]), ("charter", second)]
    lower = ("roster", fresh.sign_roster(two, version=1))
    yield Case(
        "heads-not-forgotten-by-an-old-charter",
        fresh,
        [*chain, lower],
        "rollback",
        heads=reader.heads(),
    )
    robin = o.devices[0]
    by_robin = HeadSeen(
        Kind.STATE, o.desk, HIGHEST, filler("state"), public(one), robin.certificate_hash
    )
    remembered = (seen[0], seen[1], by_robin)
    shut = o.pad_rows([(robin.certificate_hash, NOW + DAY, True)])
    revoking = ("roster", o.sign_roster(version=2, rows=shut))
    state = ("state", o.sign_state(version=2))
    back, closed = [charter, revoking, state], [charter, roster, state]
    yield Case("heads-warrant-way-back", o, back, "ok", heads=remembered)
    yield Case("heads-warrant-way-back-closed", o, closed, "rollback", heads=remembered)
    unlisted = by_robin._replace(certificate=filler("unlisted"))
    old = (seen[0], seen[1], unlisted)
    yield Case("heads-not-forgotten-by-the-same-roster", o, closed, "rollback", heads=old)

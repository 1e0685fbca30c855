"""Vectors of what nobody may undo by what rule 11 makes forgotten (protocol.md 3.6, 3.11): a shift
goes with its own roster alone, and who was revoked stays revoked. Written by
`tools/vectors_documents.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from relay.documents import envelope_hash
from tests.builders import DAY, NOW, Organisation, filler, make_organisation, public
from tools.vectors_heads import HIGHEST, Case


def rosters_named() -> Iterator[Case]:
    """Rule 8: the very roster that a shift names."""
    o = make_organisation()
    base = o.documents()[:2]
    earlier = ("shift", o.shift)
    second = ("roster", o.sign_roster(version=2))
    kept = [*base, earlier, second, earlier]
    yield Case("shift-held-while-a-roster-came", o, kept, "ok")
    lies = ("shift", o.sign_shift(roster_version=2))
    yield Case("shift-names-another-version", o, [*base, lies], "roster-mismatch")
    same = ("shift", named(o, second[1], 2, roster_hash=envelope_hash(o.roster)))
    yield Case("shift-names-another-hash", o, [*base, second, same], "roster-mismatch")
    newest = ("shift", named(o, second[1], 2))
    yield Case("shift-of-the-newest-roster", o, [*base, earlier, second, newest], "ok")
    old = [*base, earlier, second, newest, earlier]
    yield Case("shift-rollback-and-its-roster-gone", o, old, "rollback")
    robin = o.devices[0]
    by_robin = ("shift", o.sign_shift(robin.signing, [o.sign_warrant(robin)], version=2))
    shut = ("roster", o.sign_roster(version=2, rows=shut_rows(o)))
    # Robin signed the newest shift and is shut out: it is forgotten, and yesterday's comes again.
    replayed = [*base, earlier, by_robin, shut, earlier]
    yield Case("shift-replayed-when-its-successor-was-forgotten", o, replayed, "roster-mismatch")
    after = ("shift", named(o, shut[1], 3))
    back = [*base, earlier, by_robin, shut, after]
    yield Case("shift-after-its-predecessor-was-forgotten", o, back, "ok")


def revocations() -> Iterator[Case]:
    """Rule 7: revocation is for ever, also where rule 11 has forgotten the roster."""
    o = make_organisation()
    two = o.administrators[1]
    charter, first = o.documents()[:2]
    shut = ("roster", o.sign_roster(version=2, rows=shut_rows(o)))
    both = [charter, first, shut]
    again = ("roster", o.sign_roster(version=3, previous=envelope_hash(shut[1])))
    yield Case("roster-row-stands-again", o, [*both, again], "rollback")
    still = ("roster", o.sign_roster(version=3, previous=envelope_hash(shut[1]), rows=shut_rows(o)))
    yield Case("roster-row-stays-revoked", o, [*both, still], "ok")
    rows = o.pad_rows([(o.devices[1].certificate_hash, NOW + 90 * DAY, False)])
    gone = ("roster", o.sign_roster(version=3, previous=envelope_hash(shut[1]), rows=rows))
    yield Case("roster-row-left-out", o, [*both, gone], "ok")
    back = ("roster", o.sign_roster(version=4, previous=envelope_hash(gone[1])))
    yield Case("roster-row-stands-again-after-it-was-left-out", o, [*both, gone, back], "rollback")
    left = ("charter", o.sign_charter(administrator_keys=(public(two),)))
    older = ("roster", o.sign_roster(two, version=1))
    un_revoking = [charter, shut, left, older]
    yield Case("roster-un-revokes-when-its-signer-left", o, un_revoking, "rollback")
    high = ("roster", o.sign_roster(two, version=9, previous=filler("unknown")))
    un_revoking = [charter, shut, left, high]
    yield Case("roster-un-revokes-with-a-high-version", o, un_revoking, "rollback")
    honest = ("roster", o.sign_roster(two, version=3, previous=filler("x"), rows=shut_rows(o)))
    yield Case("roster-of-another-when-its-signer-left", o, [charter, shut, left, honest], "ok")


def floors() -> Iterator[Case]:
    """Rule 11: the floor falls back to the highest of an authority that still stands."""
    o = make_organisation()
    seen = o.trusted().heads()
    one, two = o.administrators
    charter, first = o.documents()[:2]
    left = ("charter", o.sign_charter(administrator_keys=(public(two),)))
    pushed = seen[1]._replace(version=HIGHEST, hash=filler("pushed"))
    third = ("roster", o.sign_roster(two, version=3, previous=filler("x")))
    of_two = seen[1]._replace(version=3, hash=envelope_hash(third[1]), administrator=public(two))
    heads = (seen[0], of_two, pushed)
    for name, raw, rule in (
        ("lower", o.sign_roster(two, version=2, previous=filler("x")), "rollback"),
        ("the-same", third[1], "ok"),
        ("forked", o.sign_roster(two, version=3, previous=filler("y")), "fork"),
        ("next-forks", o.sign_roster(two, version=4, previous=filler("y")), "fork"),
        ("higher", o.sign_roster(two, version=5, previous=filler("y")), "ok"),
    ):
        documents = [charter, left, ("roster", raw)]
        yield Case(f"heads-fall-back-{name}", o, documents, rule, heads=heads)
    higher = ("roster", o.sign_roster(two, version=5, previous=filler("y")))
    yield Case("heads-do-not-fall-back-before", o, [charter, higher], "rollback", heads=heads)
    # The same where all was seen since the start.
    fourth = ("roster", o.sign_roster(one, version=4, previous=envelope_hash(third[1])))
    forgotten = [charter, third, fourth, left]
    for name, raw, rule in (
        ("lower", o.sign_roster(two, version=2, previous=filler("x")), "rollback"),
        ("the-same", third[1], "ok"),
        ("higher", o.sign_roster(two, version=5, previous=filler("y")), "ok"),
    ):
        documents = [*forgotten, ("roster", raw)]
        yield Case(f"floor-falls-back-{name}", o, documents, rule, heads=seen[:1])
    robin = o.devices[0]
    warrant = o.sign_warrant(robin)
    second = ("state", o.sign_state(version=2))
    high = ("state", o.sign_state(robin.signing, [warrant], version=HIGHEST))
    shut = ("roster", o.sign_roster(version=2, rows=shut_rows(o)))
    states = [charter, first, second, high, shut]
    for name, raw, rule in (
        ("lower", o.sign_state(), "rollback"),
        ("the-same", second[1], "ok"),
        ("higher", o.sign_state(version=3), "ok"),
    ):
        documents = [*states, ("state", raw)]
        yield Case(f"floor-of-a-state-{name}", o, documents, rule, heads=seen[:1])
    by_robin = ("shift", o.sign_shift(robin.signing, [warrant], version=3))
    before = ("shift", o.sign_shift(version=2))
    shifts = [charter, first, before, by_robin, shut]
    for name, raw, rule in (
        ("lower", named(o, shut[1], 1), "rollback"),
        ("forked", named(o, shut[1], 2), "fork"),
        ("the-same", before[1], "roster-mismatch"),
        ("higher", named(o, shut[1], 3), "ok"),
    ):
        documents = [*shifts, ("shift", raw)]
        yield Case(f"floor-of-a-shift-{name}", o, documents, rule, heads=seen[:1])


def shut_rows(o: Organisation) -> tuple[tuple[bytes, int, bool], ...]:
    """The rows of a roster that revokes the first device."""
    first, *others = o.devices
    stand = [(one.certificate_hash, NOW + 90 * DAY, False) for one in others]
    return o.pad_rows([(first.certificate_hash, NOW + 90 * DAY, True), *stand])


def named(o: Organisation, roster: bytes, version: int, **fields: Any) -> bytes:
    """A shift of this version, naming this roster of version 2."""
    names: dict[str, Any] = {"roster_version": 2, "roster_hash": envelope_hash(roster), **fields}
    return o.sign_shift(version=version, **names)

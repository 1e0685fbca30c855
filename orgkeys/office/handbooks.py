"""The handbook in the organisation's folder: which one shifts carry, and what a pull brings.

The same rules as a console's (protocol.md 17.2): what an administrator of this or an earlier
charter has signed goes on from shift to shift, and counts only while it is good.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from orgkeys.ceremony import DAY
from orgkeys.office.commands import Run
from orgkeys.office.directory import ASIDE, File
from orgkeys.office.handbook_document import Signed, read_handbook
from orgkeys.office.handbook_text import write_handbook
from orgkeys.office.holdings import Holdings
from orgkeys.office.places import HANDBOOK, HANDBOOK_SOURCE
from orgkeys.office.pulling import charter_of
from orgkeys.office.terminal import runs_out
from orgkeys.office.versions import next_number
from relay.errors import Untrusted

EARLY: Final = 300  # seconds that a clock may be behind ours
GOOD: Final = 2
SOON: Final = 30 * DAY


class Known(NamedTuple):
    """A handbook, and how much it is worth: 2 good, 1 run out, 0 signed by somebody who left."""

    worth: int
    signed: Signed


def best(holdings: Holdings, raws: Iterable[bytes], now: float) -> Known | None:
    """The one to go on with: the good before others, then by version; of two of the same version
    the one given first. What no administrator has ever signed is left out."""
    found = [known for raw in raws if raw and (known := _read(holdings, raw, now)) is not None]
    return max(found, key=lambda one: (one.worth, one.signed.payload.version), default=None)


def held(run: Run, holdings: Holdings) -> Known | None:
    """The folder's own."""
    path = run.directory.path / HANDBOOK
    return best(holdings, [run.directory.read(HANDBOOK)] if path.is_file() else [], run.now)


def next_version(run: Run, holdings: Holdings) -> int:
    """The version of the next edition (3.15)."""
    known = held(run, holdings)
    versions = () if known is None else (known.signed.payload.version,)
    return next_number(versions, versions if known and known.worth else (), run.now)


def warnings(known: Known | None, now: float) -> list[str]:
    """What `show` says of one that counts no more, or not for long."""
    if known is None:
        return []
    again = "Run: noview-org handbook set handbook.toml, then shift new"
    if known.worth < GOOD:
        return [f"The handbook counts no more: it has run out, or who signed it has left. {again}"]
    if known.signed.payload.expires < now + SOON:
        return [f"The handbook {runs_out(known.signed.payload.expires, now)}. {again}"]
    return []


def learn(run: Run, after: Holdings, told: bytes) -> tuple[list[File], list[str]]:
    """The files that change by the handbook of a directory that was read, and words about it."""
    if not told:
        return [], []
    mine, theirs = held(run, after), best(after, [told], run.now)
    if theirs is None or (mine is not None and mine.signed.raw == told):
        return [], []
    if mine is not None and _order(mine) > _order(theirs):
        return [], []
    version = theirs.signed.payload.version
    files, said = [File(HANDBOOK, told)], [f"Learned handbook {version}."]
    source = write_handbook(theirs.signed.payload.content)
    if source is None:
        return files, [*said, f"{HANDBOOK_SOURCE} is older than that. Do not use it."]
    if (run.directory.path / HANDBOOK_SOURCE).is_file():
        before = mine.signed.payload.version if mine is not None else 0
        name = f"{ASIDE}/handbook-{before:06d}.toml"
        files.insert(0, File(name, run.directory.read(HANDBOOK_SOURCE)))
        said.append(f"{HANDBOOK_SOURCE} follows it. Yours is in {name}.")
    return [*files, File(HANDBOOK_SOURCE, source)], said


def _order(known: Known) -> tuple[int, int]:
    return known.worth, known.signed.payload.version


def _read(holdings: Holdings, raw: bytes, now: float) -> Known | None:
    organisation, desk = holdings.settings.organisation, holdings.settings.desk
    charters = [charter_of(one).administrator_keys for one in holdings.trusted.charters]
    for here, keys in ((True, charters[-1]), (False, [key for some in charters for key in some])):
        try:
            signed = read_handbook(organisation, desk, keys, raw)
        except Untrusted:  # then nobody's, and carried no further
            continue
        book = signed.payload
        good = here and book.issued - EARLY <= now < book.expires
        return Known(GOOD if good else int(here), signed)
    return None

"""Office keys: what lets administrators read directories (protocol.md 3.3, kind 9).

The folder keeps the document of each administrator, as cards, directories and this machine's own
key bring them. None is believed before the rulebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orgkeys import ceremony, primitives
from orgkeys.office.commands import Run
from orgkeys.office.devices import issued_last, peek
from orgkeys.office.directory import File, office_name
from orgkeys.office.holdings import Holdings
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, OfficeKey, decode_envelope
from relay.errors import Untrusted

RENEWED_AT: Final = 60 * ceremony.DAY
"""Seconds before its end at which this machine makes a new document for its own office key."""


@dataclass(frozen=True)
class OfficeKeys:
    """The good office keys: envelopes, public keys (1216 bytes), and new files for the folder."""

    raws: tuple[bytes, ...]
    publics: tuple[bytes, ...]
    files: tuple[File, ...]


NOBODY: Final = OfficeKeys((), (), ())


def gather(run: Run, holdings: Holdings, keys: AuthorityKeys) -> OfficeKeys:
    """Every administrator's office key that is good now, this one's made or renewed if due."""
    held = newest(run, holdings)
    own = primitives.ed25519_public(keys.seed)
    public = primitives.xwing_public(keys.office_seed)
    mine, files = held.get(own), []
    if mine is None or mine[1].key != public or mine[1].expires < run.now + RENEWED_AT:
        version = 1 + (mine[1].version if mine else 0)
        organisation = holdings.settings.organisation
        made = ceremony.make_office_key(organisation, keys.office_seed, version, run.now)
        raw = ceremony.sign(made, [keys.seed])
        held[own] = (raw, holdings.trusted.check_office_key(raw, run.now))
        files.append(File(office_name(own), raw))
    ordered = [held[key] for key in sorted(held)]
    return OfficeKeys(
        tuple(raw for raw, _ in ordered), tuple(key.key for _, key in ordered), tuple(files)
    )


def newest(run: Run, holdings: Holdings) -> dict[bytes, tuple[bytes, OfficeKey]]:
    """The office keys in the folder that are good now, by administrator key."""
    found: dict[bytes, tuple[bytes, OfficeKey]] = {}
    for raw in run.directory.kept("office"):
        take(found, raw, holdings, run.now)
    return found


def take(
    found: dict[bytes, tuple[bytes, OfficeKey]], raw: bytes, holdings: Holdings, now: float
) -> bytes | None:
    """Add an office key that is good and newer; the administrator key it is of, else None."""
    try:
        key = holdings.trusted.check_office_key(raw, now)
    except Untrusted:  # of an administrator who has left, or run out: nothing is sealed to it
        return None
    ((signer, _),) = decode_envelope(raw).signatures
    if signer in found and issued_last(found[signer][1]) >= issued_last(key):
        return None
    found[signer] = (raw, key)
    return signer


def told(raw: bytes) -> OfficeKey:
    """What an office key says, for showing when it runs out."""
    return peek("office key", raw, Kind.OFFICE_KEY, OfficeKey)

"""What an organisation's folder holds, verified like anybody else's documents (protocol.md 3.6).

The folder is not believed: what is renewed out of it (the roster's rows) or shown from it passes
the same rulebook as on the relay, from the pinned fingerprint down. Documents are checked at the
time they were issued, so that what has run out can still be shown and renewed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from orgkeys.office.devices import Device, peek, read_device
from orgkeys.office.directory import Directory, Settings
from orgkeys.office.rosters import Standing
from orgkeys.office.terminal import Refused
from relay.documents import (
    Charter,
    Held,
    Kind,
    Notice,
    Roster,
    Shift,
    State,
    TrustedDocuments,
)
from relay.errors import Untrusted

D = TypeVar("D", Roster, Notice)
L = TypeVar("L", Shift, State)

# What a newer charter changes about a document: who may sign, and from when on.
_OF_A_CHARTER: Final = ("signer", "early", "expired")

# What a rule of the rulebook means to somebody who keeps the folder.
RULES: Final = {
    "fingerprint": "the first charter does not have the fingerprint that organisation.json pins",
    "threshold": "too few root keys signed it",
    "signature": "a signature does not hold",
    "signer": "somebody signed it who may not",
    "fork": "another document has the same version",
    "rollback": "a newer version exists",
    "gap": "a version in between is missing",
    "shape": "its bytes are damaged",
    "organisation": "it belongs to another organisation",
    "expired": "it has run out",
    "early": "it is dated in the future; check this machine's clock",
    "life": "it would live longer than it may",
    "revoked": "the device is shut out",
    "unlisted": "the device is not on the roster",
    "roster-mismatch": "it names another roster",
    "missing": "a document that it rests on is missing",
}


def rule_in_words(error: Untrusted) -> str:
    """Why a document is not believed, in plain words."""
    return RULES.get(error.rule, f"it breaks the rule '{error.rule}'")


@dataclass(frozen=True)
class Holdings:
    """The newest of everything. `shift` and `state` only serve to be shown.

    `roster` and `notice` have been checked, but perhaps under a charter before the newest: then
    an administrator signed them who has left, `trusted` does not hold them, and `orphans` names
    them. They must be signed again before anything rests on them.
    """

    settings: Settings
    trusted: TrustedDocuments
    charter: Held[Charter]
    roster: Held[Roster]
    notice: Held[Notice]
    shift: Shift | None
    state: State | None
    devices: tuple[Device, ...]

    @property
    def orphans(self) -> tuple[str, ...]:
        """Which of roster and notice nobody believes any more, since who signed it has left."""
        here = self.charter.payload.administrator_keys
        signers = {"roster": self.roster.administrator, "notice": self.notice.administrator}
        return tuple(name for name, key in signers.items() if key not in here)

    def standings(self) -> dict[bytes, Standing]:
        """What the roster says of the devices. A record that it does not list never counted."""
        rows = {key: Standing(expires, gone) for key, expires, gone in self.roster.payload.rows}
        return {device.hash: rows[device.hash] for device in self.devices if device.hash in rows}

    def standing_devices(self, now: float) -> list[Device]:
        """The devices that stand on the roster, each with its newest certificate."""
        standings = self.standings()
        good = {key for key, s in standings.items() if not s.revoked and s.expires > now}
        newest: dict[bytes, Device] = {}
        for device in sorted(self.devices, key=lambda one: one.certificate.issued):
            if device.hash in good:
                newest[device.fingerprint] = device
        return sorted(newest.values(), key=lambda one: one.hash)

    def certificates_of(self, device: Device) -> frozenset[bytes]:
        """The hashes of every certificate of a device's keys: all go when it is shut out."""
        return frozenset(d.hash for d in self.devices if d.fingerprint == device.fingerprint)


def load(directory: Directory) -> Holdings:
    """Read and verify the folder. Raises Refused, which names what is wrong and what to do."""
    settings = directory.settings()
    chain = [directory.document("charter", n) for n in directory.versions("charter")]
    if not chain:
        directory.document("charter", 1)
    readers = _Readers(directory, settings, chain)
    trusted = readers.under(len(chain))
    roster = readers.newest(
        "roster", Roster, lambda r, raw, t: r.add_roster(raw, t), lambda r: r.roster
    )
    notice = readers.newest(
        "notice", Notice, lambda r, raw, t: r.add_notice(raw, t), lambda r: r.notice(settings.desk)
    )
    charter = trusted.charter
    if charter is None:
        raise AssertionError("a charter was read and none is held")
    return Holdings(
        settings=settings,
        trusted=trusted,
        charter=charter,
        roster=roster,
        notice=notice,
        shift=_latest(directory, "shift", Kind.SHIFT, Shift),
        state=_latest(directory, "state", Kind.STATE, State),
        devices=tuple(read_device(raw) for raw in directory.devices()),
    )


class _Readers:
    """Readers that know the charters up to one, made when they are wanted."""

    def __init__(self, directory: Directory, settings: Settings, chain: Sequence[bytes]) -> None:
        self._directory, self._settings, self._chain = directory, settings, chain
        self._made: dict[int, TrustedDocuments] = {}

    def under(self, length: int) -> TrustedDocuments:
        """A reader that holds the first `length` charters."""
        if length not in self._made:
            reader = TrustedDocuments(self._settings.organisation)
            for number, raw in enumerate(self._chain[:length], 1):
                issued = peek("charter", raw, Kind.CHARTER, Charter).issued
                try:
                    reader.add_charter(raw, issued)
                except Untrusted as error:
                    raise _damaged(self._directory, f"charter {number}", error) from error
            self._made[length] = reader
        return self._made[length]

    def newest(
        self,
        name: str,
        shape: type[D],
        add: Callable[[TrustedDocuments, bytes, float], object],
        held: Callable[[TrustedDocuments], Held[D] | None],
    ) -> Held[D]:
        """The newest of a kind, under the newest charter, or under one when that was in force."""
        version = max(self._directory.versions(name), default=1)
        raw = self._directory.document(name, version)
        issued = peek(name, raw, Kind[name.upper()], shape).issued
        first: Untrusted | None = None
        for length in range(len(self._chain), 0, -1):
            reader = self.under(length)
            charter = reader.charter
            try:
                add(reader, raw, max(issued, charter.payload.issued if charter else 0))
            except Untrusted as error:
                first = first or error
                if error.rule not in _OF_A_CHARTER:
                    break
                continue
            found = held(reader)
            if found is not None:
                return found
            raise _unbelieved(self._directory, name, "it is for another desk")
        if first is None:
            raise AssertionError("there is a charter to read under")
        raise _damaged(self._directory, f"{name} {version}", first)


def _damaged(directory: Directory, what: str, error: Untrusted) -> Refused:
    return _unbelieved(directory, what, rule_in_words(error))


def _unbelieved(directory: Directory, what: str, why: str) -> Refused:
    return Refused(
        f"The {what} in {directory.path} cannot be believed: {why}.",
        "Restore the folder from a backup, and find out who could change it. Nothing was changed.",
    )


def _latest(directory: Directory, name: str, kind: Kind, shape: type[L]) -> L | None:
    versions = directory.versions(name)
    if not versions:
        return None
    return peek(name, directory.document(name, versions[-1]), kind, shape)

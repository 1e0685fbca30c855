"""What an organisation's folder holds, verified like anybody else's documents (protocol.md 3.6).

The folder is not believed: what is renewed out of it (the roster's rows) or shown from it passes
the same rulebook as on the relay, from the pinned fingerprint down. Documents are checked at the
time they were issued, so that what has run out can still be shown and renewed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from orgkeys import encoding
from orgkeys.ceremony import hash_of
from orgkeys.errors import CannotOpen
from orgkeys.office.directory import Directory, Settings
from orgkeys.office.rosters import Standing
from orgkeys.office.terminal import Refused
from relay.documents import (
    Certificate,
    Charter,
    Held,
    Kind,
    Notice,
    Roster,
    SealingKey,
    Shift,
    State,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
)
from relay.errors import Untrusted

T = TypeVar("T", Charter, Roster, Notice, Shift, State, Certificate, SealingKey)

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
class Device:
    """One device's public record: certificate and sealing key envelopes, and what they say."""

    certificate: Certificate
    hash: bytes
    raw: bytes
    sealing_keys: tuple[bytes, ...]

    def record(self) -> bytes:
        """The bytes of its file in the folder."""
        return encoding.encode([1, self.raw, list(self.sealing_keys)])


@dataclass(frozen=True)
class Holdings:
    """The newest of everything. `notice` is checked; `shift` and `state` only serve to be shown."""

    settings: Settings
    trusted: TrustedDocuments
    charter: Held[Charter]
    roster: Held[Roster]
    notice: Held[Notice]
    shift: Shift | None
    state: State | None
    devices: tuple[Device, ...]

    def standings(self) -> dict[bytes, Standing]:
        """What the roster says of the devices. A record that it does not list never counted."""
        rows = {key: Standing(expires, gone) for key, expires, gone in self.roster.payload.rows}
        return {device.hash: rows[device.hash] for device in self.devices if device.hash in rows}

    def standing_devices(self, now: float) -> list[Device]:
        """The devices that may serve now: on the roster, unexpired and not revoked."""
        standings = self.standings()
        good = {key for key, s in standings.items() if not s.revoked and s.expires > now}
        return [device for device in self.devices if device.hash in good]


def load(directory: Directory) -> Holdings:
    """Read and verify the folder. Raises Refused, which names what is wrong and what to do."""
    settings = directory.settings()
    trusted = TrustedDocuments(settings.organisation)
    for version in directory.versions("charter"):
        raw = directory.document("charter", version)
        charter = _peek("charter", raw, Kind.CHARTER, Charter)
        _add(directory, "charter", version, partial(trusted.add_charter, raw, charter.issued))
    if trusted.charter is None:
        directory.document("charter", 1)
        raise AssertionError("a charter was read and none is held")
    roster_version = _newest(directory, "roster")
    raw_roster = directory.document("roster", roster_version)
    roster = _peek("roster", raw_roster, Kind.ROSTER, Roster)
    _add(
        directory, "roster", roster_version, partial(trusted.add_roster, raw_roster, roster.issued)
    )
    notice_version = _newest(directory, "notice")
    raw_notice = directory.document("notice", notice_version)
    notice = _peek("notice", raw_notice, Kind.NOTICE, Notice)
    _add(
        directory, "notice", notice_version, partial(trusted.add_notice, raw_notice, notice.issued)
    )
    held_roster, held_notice = trusted.roster, trusted.notice(settings.desk)
    if held_roster is None or held_notice is None:
        raise _damaged(directory, "notice", "it is for another desk")
    return Holdings(
        settings=settings,
        trusted=trusted,
        charter=trusted.charter,
        roster=held_roster,
        notice=held_notice,
        shift=_latest(directory, "shift", Kind.SHIFT, Shift),
        state=_latest(directory, "state", Kind.STATE, State),
        devices=tuple(read_device(raw) for raw in directory.devices()),
    )


def read_device(raw: bytes) -> Device:
    """A device from the bytes of its file. Nothing in it is believed yet. Raises Refused."""
    try:
        value = encoding.decode(raw)
    except CannotOpen as error:
        raise _damaged_record() from error
    match value:
        case [1, bytes(certificate), list(keys)] if all(isinstance(key, bytes) for key in keys):
            decoded = _peek("certificate", certificate, Kind.CERTIFICATE, Certificate)
            sealing_keys = tuple(key for key in keys if isinstance(key, bytes))
            return Device(decoded, hash_of(decoded), certificate, sealing_keys)
        case _:
            raise _damaged_record()


def latest_sealing_key(device: Device) -> SealingKey:
    """The newest sealing key of a device, unverified: for showing when it runs out."""
    keys = [_peek("sealing key", raw, Kind.SEALING_KEY, SealingKey) for raw in device.sealing_keys]
    return max(keys, key=lambda key: key.expires)


def _add(directory: Directory, kind: str, version: int, add: Callable[[], object]) -> None:
    try:
        add()
    except Untrusted as error:
        raise _damaged(directory, f"{kind} {version}", rule_in_words(error)) from error


def _damaged(directory: Directory, what: str, why: str) -> Refused:
    return Refused(
        f"The {what} in {directory.path} cannot be believed: {why}.",
        "Restore the folder from a backup, and find out who could change it. Nothing was changed.",
    )


def _damaged_record() -> Refused:
    return Refused(
        "A device's record in the folder devices/ is damaged.",
        "Restore the folder from a backup. Nothing was changed.",
    )


def _peek(what: str, raw: bytes, kind: Kind, shape: type[T]) -> T:
    try:
        return decode_payload(decode_envelope(raw, kind).payload, shape)
    except Untrusted as error:
        raise Refused(
            f"A {what} in the folder is damaged.",
            "Restore the folder from a backup. Nothing was changed.",
        ) from error


def _newest(directory: Directory, kind: str) -> int:
    return max(directory.versions(kind), default=1)


def _latest(directory: Directory, name: str, kind: Kind, shape: type[T]) -> T | None:
    versions = directory.versions(name)
    if not versions:
        return None
    return _peek(name, directory.document(name, versions[-1]), kind, shape)

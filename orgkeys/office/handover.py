"""What follows when an administrator has left the charter: all that rests on their key, anew.

Readers forget what a dismissed administrator signed (relay/documents.py, rule 11), so the same
devices get new certificates, and roster, notice, state and shift are signed by somebody who stays.
The rows of the certificates before stay in the roster, so that open conversations go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from orgkeys import ceremony, primitives, staff, vault
from orgkeys.office.commands import Run, open_vault
from orgkeys.office.commands_root import check_administrator
from orgkeys.office.commands_shift import check_hours, say_team, shift_life
from orgkeys.office.devices import Device
from orgkeys.office.directory import (
    ADMINISTRATOR_VAULT,
    File,
    device_name,
    document_name,
    office_name,
)
from orgkeys.office.founding import locked, sign_notice
from orgkeys.office.holdings import Holdings
from orgkeys.office.roots import read_file
from orgkeys.office.signing import follow_roster, sign_shift
from orgkeys.office.terminal import Refused
from orgkeys.office.versions import next_version
from relay.documents import (
    Charter,
    Held,
    Kind,
    decode_envelope,
    decode_payload,
    document_hash,
)

_WHAT: Final = "the administrator key"
_SOON: Final = 3 * ceremony.DAY  # what is left of a roster that a shift can still be made on


@dataclass(frozen=True)
class Handover:
    """The files to be written, which of the folder are of no more use, and what to say."""

    files: tuple[File, ...] = ()
    gone: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def is_due(run: Run, holdings: Holdings) -> bool:
    """Whether something still rests on an administrator whom the charter no longer names."""
    here = holdings.charter.payload.administrator_keys
    if holdings.orphans or _orphaned(holdings, here, run.now):
        return True
    former = {office_name(key) for key in _administrators(holdings)}
    if holdings.shift is not None and former & set(_offices(run, holdings.charter.payload)):
        return True  # the directory of the last shift may be sealed to them
    return any(_rests_on_another(run, kind, here) for kind in ("shift", "state"))


def prepare(run: Run, holdings: Holdings, charter: Charter, raw: bytes) -> Handover:
    """Everything to be signed again under the new charter; nothing where nobody has left.

    `raw` is the new charter's envelope, or empty where the folder has it already. Raises Refused
    where no administrator who stays is at hand.
    """
    if raw:
        holdings.trusted.add_charter(raw, run.now)
        held = holdings.trusted.charter
        if held is None:
            raise AssertionError("a charter was added and none is held")
        holdings = replace(holdings, charter=held)
    if not is_due(run, holdings):
        return Handover(gone=_offices(run, charter))
    check_hours(run.args.hours)
    keys, own = _administrator(run, holdings)
    work = _Work(run, holdings, keys)
    work.devices()
    work.roster()
    work.notice()
    work.state()
    work.shift()
    return Handover((*own, *work.files), _offices(run, charter), tuple(work.lines))


def _offices(run: Run, charter: Charter) -> tuple[str, ...]:
    """The office keys of those who have left: no directory is sealed to them any more."""
    keys = []
    for raw in run.directory.kept("office"):
        ((key, _),) = decode_envelope(raw, Kind.OFFICE_KEY).signatures
        if key not in charter.administrator_keys:
            keys.append(office_name(key))
    return tuple(keys)


def _administrators(holdings: Holdings) -> set[bytes]:
    """Everybody who was an administrator by any charter."""
    found: set[bytes] = set()
    for raw in holdings.trusted.charters:
        charter = decode_payload(decode_envelope(raw, Kind.CHARTER).payload, Charter)
        found.update(charter.administrator_keys)
    return found


def _signer(raw: bytes) -> bytes:
    """The administrator key that an envelope rests on: its own, or that of its warrant."""
    envelope = decode_envelope(raw)
    if envelope.warrants:
        return _signer(envelope.warrants[0])
    return envelope.signatures[0][0]


def _orphaned(holdings: Holdings, here: tuple[bytes, ...], now: int) -> list[Device]:
    return [
        device
        for device in holdings.standing_devices(now)
        if _signer(device.raw) not in here
        or (device.warrant and _signer(device.warrant) not in here)
    ]


def _rests_on_another(run: Run, kind: str, here: tuple[bytes, ...]) -> bool:
    versions = run.directory.versions(kind)
    return bool(versions) and _signer(run.directory.document(kind, versions[-1])) not in here


def _administrator(run: Run, holdings: Holdings) -> tuple[vault.AuthorityKeys, list[File]]:
    """The keys of an administrator who stays, and their vault as the folder's own if brought."""
    brought: str | None = run.args.administrator_vault
    raw = read_file(brought, "The vault") if brought else run.directory.read(ADMINISTRATOR_VAULT)
    passphrase = run.terminal.passphrase(_WHAT, run.args.passphrase_file)
    keys = check_administrator(open_vault(raw, passphrase, _WHAT))
    organisation = holdings.settings.organisation
    key = primitives.ed25519_public(keys.seed)
    if keys.organisation not in (b"", organisation) or (
        key not in holdings.charter.payload.administrator_keys
    ):
        raise Refused(
            "That is not the key of an administrator who stays; nothing can be signed with it.",
            "Give the vault of one who stays: --administrator-vault FILE. Nothing was changed.",
        )
    if not brought:
        return keys, []
    bound = replace(keys, organisation=organisation)
    return bound, [File(ADMINISTRATOR_VAULT, locked(run, bound, passphrase))]


class _Work:
    """One handover, in the order in which its documents rest on one another."""

    def __init__(self, run: Run, holdings: Holdings, keys: vault.AuthorityKeys) -> None:
        self.files: list[File] = []
        self.lines: list[str] = []
        self._run, self._holdings, self._keys, self._seed = run, holdings, keys, keys.seed
        self._here = holdings.charter.payload.administrator_keys
        self._new: list[Device] = []
        self._old: list[bytes] = []

    def devices(self) -> None:
        """The same keys, alias, role and life under a new certificate, and warrant."""
        for device in _orphaned(self._holdings, self._here, self._run.now):
            told = device.certificate
            made = staff.certify(
                self._holdings.settings.organisation,
                self._seed,
                identity=told.identity,
                signing=told.signing,
                alias=told.alias,
                role=told.role,
                languages=told.languages,
                now=self._run.now,
                life=told.expires - self._run.now,
                random=self._run.random,
            )
            made = replace(made, sealing_keys=device.sealing_keys)
            self._new.append(made)
            self._old.append(device.hash)
            self.files.append(File(device_name(made.hash), made.record()))
        if self._new:
            count = len(self._new)
            have = "1 device has" if count == 1 else f"{count} devices have"
            self.lines.append(f"{have} a new certificate for their keys.")

    def roster(self) -> None:
        """The next roster, with the rows before; `--end-lines` shuts those out."""
        left = self._holdings.roster.payload.expires - self._run.now
        if not self._new and "roster" not in self._holdings.orphans and left > _SOON:
            return
        ended = frozenset(self._old if self._run.args.end_lines else ())
        _, file = follow_roster(self._run, self._holdings, self._keys, self._new, ended)
        held = self._holdings.trusted.roster
        if held is None:
            raise AssertionError("a roster was added and none is held")
        self._holdings = replace(
            self._holdings, roster=held, devices=(*self._holdings.devices, *self._new)
        )
        self.files.append(file)
        if ended:
            self.lines.append("Conversations that were open end, with words that explain it.")

    def notice(self) -> None:
        """The same notice, where the one before is forgotten."""
        desk = self._holdings.settings.desk
        if self._holdings.trusted.notice(desk) is not None:
            return
        now = self._run.now
        made = msgspec.structs.replace(
            self._holdings.notice.payload,
            version=next_version(self._run, self._holdings, Kind.NOTICE),
            issued=now,
            expires=now + ceremony.NOTICE_LIFE,
        )
        raw = sign_notice(made, self._seed)
        self._holdings.trusted.add_notice(raw, now)
        held = Held(made, document_hash(Kind.NOTICE, decode_envelope(raw).payload), raw)
        self._holdings = replace(self._holdings, notice=held)
        self.files.append(File(document_name("notice", made.version), raw))

    def state(self) -> None:
        """The same state of the desk, where the one before is forgotten and would still hold."""
        before = self._holdings.state
        if before is None or before.expires <= self._run.now:
            return
        if not _rests_on_another(self._run, "state", self._here):
            return
        now, version = self._run.now, next_version(self._run, self._holdings, Kind.STATE)
        settings = self._holdings.settings
        mode = ceremony.MODES[before.mode]
        made = ceremony.make_state(
            settings.organisation, settings.desk, version, mode, before.text, now
        )
        raw = ceremony.sign(made, [self._seed])
        self._holdings.trusted.add_state(raw, now)
        self.files.append(File(document_name("state", version), raw))

    def shift(self) -> None:
        """A new shift without the office key of whoever left, if there was one at all."""
        if self._holdings.shift is None:
            return
        team = staff.gather_team(self._holdings, self._holdings.trusted, self._run.now)
        roster = self._holdings.roster.payload
        life = shift_life(self._run, self._holdings)
        self.files += sign_shift(self._run, self._holdings, team, roster, self._keys, life)
        say_team(self._run, team)
        self.lines.append("Everything that rested on the key that left is signed again.")

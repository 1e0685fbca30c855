"""What an administrator signs for a shift: the roster, the packet, and the shift itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from orgkeys import ceremony, staff
from orgkeys import packet as packets
from orgkeys.errors import Unsendable
from orgkeys.office import handbooks, office_keys
from orgkeys.office.commands import Run
from orgkeys.office.devices import Device
from orgkeys.office.directory import File, document_name
from orgkeys.office.holdings import Holdings
from orgkeys.office.terminal import Refused
from orgkeys.office.versions import next_version
from orgkeys.staff import Team
from orgkeys.vault import AuthorityKeys
from relay import limits
from relay.documents import Kind, Roster, decode_envelope, document_hash

UNREAD: Final = "unread"
"""Marks a folder that was imported: a roster made without knowing the staff would drop them."""


def sign_roster(
    run: Run,
    holdings: Holdings,
    keys: AuthorityKeys,
    added: Sequence[Device] = (),
    revoked: Collection[bytes] = (),
) -> tuple[Roster, File]:
    """The next roster, believed by `holdings.trusted`, and its file. Raises Untrusted."""
    check_orphans(holdings)
    if (run.directory.path / UNREAD).exists():
        raise Refused(
            "This folder was imported and does not know yet who the staff are.",
            "Learn it first: noview-org pull wss://… (the other administrator's next shift must "
            "know this administrator's card).",
        )
    return follow_roster(run, holdings, keys, added, revoked)


def follow_roster(
    run: Run,
    holdings: Holdings,
    keys: AuthorityKeys,
    added: Sequence[Device] = (),
    revoked: Collection[bytes] = (),
) -> tuple[Roster, File]:
    """The same, also after a roster whose signer has left (`charter finish`)."""
    version = next_version(run, holdings, Kind.ROSTER)
    roster = staff.next_roster(holdings, run.now, keys.office_seed, added, revoked, version)
    if len(roster.rows) > ceremony.ROSTER_MOST:
        raise _too_many()
    before = version - 1
    if holdings.roster.payload.version > version and before in run.directory.versions("roster"):
        # Its number is not that of the roster whose rows it takes over, which counts no more.
        raw = run.directory.document("roster", before)
        named = document_hash(Kind.ROSTER, decode_envelope(raw, Kind.ROSTER).payload)
        roster = msgspec.structs.replace(roster, previous=named)
    raw = ceremony.sign(roster, [keys.seed])
    holdings.trusted.add_roster(raw, run.now)
    return roster, File(document_name("roster", roster.version), raw)


def check_orphans(holdings: Holdings) -> None:
    """Refuse to go on from a roster or notice whose signer has left (protocol.md 3.11)."""
    if holdings.orphans:
        what = " and ".join(holdings.orphans)
        raise Refused(
            f"An administrator who has left signed the {what}, so nobody believes it any more.",
            "Take over what the others have signed since (noview-org pull wss://…), or sign it "
            "here: noview-org charter finish",
        )


def sign_shift(
    run: Run,
    holdings: Holdings,
    team: Team,
    roster: Roster,
    keys: AuthorityKeys,
    life: int,
    *,
    closing: bool = False,
) -> list[File]:
    """The files of a new shift: packet first, and the shift, which makes it count, last.

    `closing`: the last one, which no administrator reads either.
    """
    organisation, desk = holdings.settings.organisation, holdings.settings.desk
    version = next_version(run, holdings, Kind.SHIFT)
    content = packets.PacketContent(team_seed=run.random(32), desk_seed=run.random(32))
    offices = office_keys.NOBODY if closing else office_keys.gather(run, holdings, keys)
    known = None if closing else handbooks.held(run, holdings)

    def sealed(handbook: bytes) -> bytes:
        try:
            return packets.make_packet(
                organisation,
                desk,
                version,
                content,
                staff.directory_of(team, offices.raws, handbook),
                [key for _, key in team.serving],
                offices.publics,
                run.random,
            )
        except Unsendable as error:
            raise _too_many() from error

    packet = sealed(known.signed.raw if known else b"")
    if known and len(packet) > limits.MAX_PACKET:
        # Work goes before it: without a shift nobody could answer.
        run.terminal.warn("The handbook does not fit into this shift, and is left out. Shorten it.")
        packet = sealed(b"")
    if len(packet) > limits.MAX_PACKET:
        raise _too_many()
    shift = ceremony.make_shift(
        organisation,
        desk,
        version,
        team_seed=content.team_seed,
        desk_seed=content.desk_seed,
        roster=roster,
        packet_hash=packets.packet_hash(packet),
        now=run.now,
        life=life,
    )
    raw = ceremony.sign(shift, [keys.seed])
    holdings.trusted.add_shift(raw, run.now)
    return [
        *offices.files,
        File(document_name("packet", version), packet),
        File(document_name("shift", version), raw),
    ]


def _too_many() -> Refused:
    return Refused(
        "There are more devices than one shift or roster can carry.",
        "Revoke those that are not used any more: noview-org device revoke ALIAS",
    )

"""What runs out soon, and what an old key still opens and until when. Pure; words for `show`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orgkeys.ceremony import DAY, HOUR
from orgkeys.keyring import AFTER_EXPIRY
from orgkeys.office.devices import Device, latest_sealing_key
from orgkeys.office.holdings import Holdings
from orgkeys.office.terminal import runs_out, when
from relay.documents import OfficeKey

CHARTER_SOON: Final = 60 * DAY
CERTIFICATE_SOON: Final = 30 * DAY
OFFICE_SOON: Final = 30 * DAY
NOTICE_SOON: Final = 30 * DAY
ROSTER_SOON: Final = 2 * DAY
SHIFT_SOON: Final = 2 * HOUR


def warnings(holdings: Holdings, offices: Sequence[OfficeKey], now: float) -> list[str]:
    """What runs out soon or has run out, and the command for each, the most pressing first."""
    found = []
    shift, roster = holdings.shift, holdings.roster.payload
    for name in holdings.orphans:
        found.append(
            f"The {name} was signed by an administrator who has left: nobody believes it. "
            "Run: noview-org charter finish, or noview-org pull wss://…"
        )
    if shift is None or shift.expires < now + SHIFT_SOON:
        left = "There is no shift" if shift is None else f"The shift {_ends(shift.expires, now)}"
        found.append(f"{left}. Run: noview-org shift new (or let a supervisor's console do it)")
    if shift is not None and shift.expires > now and shift.roster_hash != holdings.roster.hash:
        found.append(
            "The shift does not name the newest roster, so neither can be published. "
            "Run: noview-org shift new"
        )
    if roster.expires < now + ROSTER_SOON:
        found.append(f"The roster {_ends(roster.expires, now)}. Run: noview-org shift new")
    charter, notice = holdings.charter.payload, holdings.notice.payload
    if charter.expires < now + CHARTER_SOON:
        found.append(
            f"The charter {_ends(charter.expires, now)}; {charter.threshold} root holders must "
            "sign the next one. Run: noview-org charter renew"
        )
    for device in holdings.standing_devices(now):
        certificate = device.certificate
        if certificate.expires < now + CERTIFICATE_SOON:
            found.append(
                f"The certificate of {certificate.alias} {_ends(certificate.expires, now)}. "
                f"Run: noview-org device renew {certificate.alias}"
            )
    if notice.expires < now + NOTICE_SOON:
        found.append(f"The notice {_ends(notice.expires, now)}. Run: noview-org notice set …")
    for office in offices:
        if office.expires < now + OFFICE_SOON:
            found.append(
                f"An office key {_ends(office.expires, now)}. Its administrator runs: "
                "noview-org shift new"
            )
    return found


def remaining(holdings: Holdings, offices: Sequence[OfficeKey], now: float) -> list[str]:
    """What can still be opened or used, by whom, and until when. Only what has not ended."""
    lines = []
    shift, roster = holdings.shift, holdings.roster.payload
    if shift is not None and shift.expires > now:
        lines.append(
            f"New conversations with the team of shift {shift.version}: until "
            f"{when(shift.expires)}, also where a relay withholds a newer one."
        )
    if roster.expires > now:
        lines.append(
            f"Open conversations with whoever stands on roster {roster.version}: until "
            f"{when(roster.expires)}, also where a relay withholds a newer one."
        )
    if ends := sealing_key_ends(holdings):
        lines.append(
            f"Shifts and first messages that somebody kept, with a device's sealing key: until "
            f"{when(max(ends))}, when each device has destroyed its key."
        )
    for device in older(holdings, now):
        certificate = device.certificate
        expires = holdings.standings()[device.hash].expires
        lines.append(f"An older certificate of {certificate.alias}: until {when(expires)}.")
    for office in offices:
        if office.expires > now:
            lines.append(
                f"Who the staff are, with an administrator's office key: until "
                f"{when(office.expires)}, and as long as somebody keeps that key."
            )
    return lines


def _ends(expires: float, now: float) -> str:
    return f"lasts {runs_out(expires, now)}" if expires > now else runs_out(expires, now).lower()


def sealing_key_ends(holdings: Holdings) -> list[int]:
    """When each device destroys its last sealing key that is known, at the latest."""
    found = (latest_sealing_key(device) for device in holdings.devices)
    return [key.expires + AFTER_EXPIRY for key in found if key is not None]


def older(holdings: Holdings, now: float) -> list[Device]:
    """Certificates that stand beside a newer one of the same keys."""
    standing = {device.hash for device in holdings.standing_devices(now)}
    return [
        device
        for device in holdings.devices
        if (row := holdings.standings().get(device.hash)) is not None
        and not row.revoked
        and row.expires > now
        and device.hash not in standing
    ]

"""noview-org shift new, state and notice set: what changes from day to day."""

from __future__ import annotations

from pathlib import Path

from orgkeys import ceremony, staff
from orgkeys.office.commands import Run, administrator_keys, administrator_seed
from orgkeys.office.commands_init import read_notice
from orgkeys.office.directory import NOTICE, File, document_name
from orgkeys.office.founding import sign_notice
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.notice import parse_notice
from orgkeys.office.signing import check_orphans, sign_roster, sign_shift
from orgkeys.office.terminal import Refused, when
from orgkeys.office.versions import next_version, write
from orgkeys.staff import Team
from relay.documents import Kind

_RENEW_WHEN_LEFT = 3 * ceremony.DAY


def new(run: Run) -> None:
    """A shift for every device that can serve, and a fresh roster where one is due."""
    hours: int = run.args.hours
    check_hours(hours)
    holdings = load(run.directory)
    keys = administrator_keys(run, holdings)
    check_orphans(holdings)
    roster, files = holdings.roster.payload, []
    renewed = roster.expires - run.now < _RENEW_WHEN_LEFT or roster.issued > run.now
    if renewed:
        roster, file = sign_roster(run, holdings, keys)
        files.append(file)
    team = staff.gather_team(holdings, holdings.trusted, run.now)
    if not team.serving:
        say_team(run, team)
        raise Refused(
            "No device could open this shift, so nobody could answer. Nothing was changed.",
            "Let people join (noview-org invite FILE, then device certify REQUEST), or learn the "
            "keys that consoles have made since (noview-org pull wss://…).",
        )
    life = shift_life(run, holdings)
    write(run, [*files, *sign_shift(run, holdings, team, roster, keys, life)])
    if renewed:
        run.terminal.say(f"The roster was renewed, until {when(roster.expires)}.")
    run.terminal.say(f"The new shift serves until {when(min(run.now + life, roster.expires))}.")
    say_team(run, team)
    run.terminal.say("Next: noview-org publish wss://…")


def check_hours(hours: int) -> None:
    """Refuse a life that a shift cannot have (protocol.md 3.4)."""
    if not 1 <= hours <= 24:
        raise Refused("A shift lives 1 to 24 hours.", "Give another number to --hours.")


def shift_life(run: Run, holdings: Holdings) -> int:
    """How long the new shift lives, in seconds: as asked, and never less than the one before.

    Once a shift is over, a reader that has never seen it (a page just opened, a relay just started)
    would believe the one before again, with the keys of whoever was on it. A revocation is never
    refused for that, only made longer.
    """
    hours: int = run.args.hours
    life = hours * ceremony.HOUR
    before = holdings.shift
    if before is None or not life < before.expires - run.now <= ceremony.LONGEST_SHIFT:
        return life
    run.terminal.say("It serves as long as the shift before, which could be used again otherwise.")
    return before.expires - run.now


def say_team(run: Run, team: Team) -> None:
    """Who is on the shift, and who is left out and why."""
    for device, _ in team.serving:
        certificate = device.certificate
        run.terminal.fact("on shift", f"{certificate.alias} ({certificate.role})")
    for left in team.left_out:
        run.terminal.fact("left out", f"{left.alias}: {left.why}")


def state(run: Run) -> None:
    """Say whether the desk is open, closed, in surge or answered by a partner."""
    holdings = load(run.directory)
    text: str = run.args.text
    known = {key for _, words in holdings.notice.payload.texts for key, _ in words}
    if text and text not in known.intersection(ceremony.STATE_TEXTS):
        raise Refused(
            "The notice has no text with that key that a state can show.",
            f"A state can show: {', '.join(ceremony.STATE_TEXTS)}. "
            "Add one of them, then: noview-org notice set …",
        )
    administrator = administrator_seed(run, holdings)
    version = next_version(run, holdings, Kind.STATE)
    made = ceremony.make_state(
        holdings.settings.organisation,
        holdings.settings.desk,
        version,
        run.args.mode,
        text,
        run.now,
    )
    raw = ceremony.sign(made, [administrator])
    holdings.trusted.add_state(raw, run.now)
    write(run, [File(document_name("state", version), raw)])
    run.terminal.say(f"The desk will be {run.args.mode} as soon as this is published.")
    run.terminal.say("Next: noview-org publish wss://…")


def set_notice(run: Run) -> None:
    """Sign a new notice out of a TOML file, and keep the file as the organisation's own."""
    holdings = load(run.directory)
    source: str = run.args.file
    if not Path(source).exists() and (run.directory.path / source).is_file():
        source = str(run.directory.path / source)
    raw_text = read_notice(source)
    text = parse_notice(raw_text)
    administrator = administrator_seed(run, holdings)
    version = next_version(run, holdings, Kind.NOTICE)
    made = ceremony.make_notice(
        holdings.settings.organisation, holdings.settings.desk, version, text, run.now
    )
    raw = sign_notice(made, administrator)
    holdings.trusted.add_notice(raw, run.now)
    write(run, [File(NOTICE, raw_text), File(document_name("notice", version), raw)])
    languages = ", ".join(language for language, _ in text.texts)
    run.terminal.say(f"Notice {version} is signed, in {languages}.")
    if not text.numbers:
        run.terminal.say("It names no phone number: add one for when the chat cannot be reached.")
    run.terminal.say("Next: noview-org publish wss://…, then noview-org page --relay wss://…")

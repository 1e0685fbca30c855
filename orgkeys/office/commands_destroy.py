"""noview-org destroy: close everything for good, and destroy the private keys on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from orgkeys import ceremony
from orgkeys.office.commands import Run, administrator_keys, check_signs
from orgkeys.office.commands_public import remember, say_sent, send
from orgkeys.office.commands_pull import take_over
from orgkeys.office.directory import ADMINISTRATOR_VAULT, DESTROYED, File, document_name
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.outlook import sealing_key_ends
from orgkeys.office.pages import check_relay
from orgkeys.office.places import HANDBOOK, HANDBOOK_SOURCE
from orgkeys.office.signing import sign_roster, sign_shift
from orgkeys.office.terminal import Refused, when
from orgkeys.office.versions import next_version, write
from orgkeys.staff import Team
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind

_PEOPLE: Final = ("devices", "office", "cards", "signatures", "set-aside")
_CLOSING: Final = {Kind.ROSTER, Kind.SHIFT, Kind.STATE}


def destroy(run: Run) -> None:
    """Close everything at the relay, then overwrite and remove every key here. Raises Refused.

    The keys go last, and only when the relay has taken what closes the desk: without them nobody
    could sign it again where a console or another administrator went on in the meantime.
    """
    holdings = load(run.directory)
    charter = holdings.charter.payload
    if not (run.directory.path / ADMINISTRATOR_VAULT).is_file():
        raise Refused(
            "There is no administrator key here any more.",
            "If this was cut off before: noview-org publish wss://… closes what is left.",
        )
    relay = _relay(run)
    run.terminal.say(f"This ends {charter.name} for good. Nobody can undo it.")
    if relay is None:
        _say_offline(run)
    given: str | None = run.args.name
    if given is None:
        given = run.terminal.question("Type its name to go on: ")
    if given != charter.name:
        raise Refused(
            "That is not its name. Nothing was changed.",
            "Type it exactly as noview-org show writes it.",
        )
    keys = administrator_keys(run, holdings)
    ends = sealing_key_ends(holdings)
    if relay is None:
        write(run, _closing(run, holdings, keys))
    else:
        ends = _close(run, relay, keys)
    for name in _vaults(run):
        _overwrite(run, run.directory.path / name)
    _forget_people(run)
    run.directory.write([File(DESTROYED, b"")])
    _say(run, holdings, relay, ends)


def _relay(run: Run) -> str | None:
    """The relay at which the desk is closed; None where nobody is to be told. Raises Refused."""
    if run.args.relay is None and not run.args.offline:
        raise Refused(
            "It is not said where the desk is to be closed. Nothing was changed.",
            "Give --relay wss://… ; or --offline, where there is no relay any more.",
        )
    return None if run.args.offline else check_relay(run.args.relay)


def _say_offline(run: Run) -> None:
    say = run.terminal.say
    say("No relay is told (--offline): the desk there stays as it is until somebody with another")
    say("administrator key closes it.")


def _close(run: Run, relay: str, keys: AuthorityKeys) -> list[int]:
    """Take over what is newer, sign the closing after it, and bring it all to the relay.

    Returns when the devices' sealing keys end that are known then. Raises Refused; then every key
    is still here.
    """
    try:
        take_over(run, relay, load(run.directory), keys)
        holdings = load(run.directory)
        check_signs(run, holdings, keys)
        write(run, _closing(run, holdings, keys))
        sent, current = send(run, relay, load(run.directory))
        remember(run, holdings.settings.organisation, current)
    except Refused as error:
        raise Refused(
            f"{error.what} No key was destroyed.",
            f"{error.next_step} To end it: run noview-org destroy --relay again, which takes over "
            "first what is newer.",
        ) from error
    say_sent(run, sent)
    if not {item.kind for item in sent} >= _CLOSING:
        raise Refused(
            "The relay did not take everything that closes the desk. No key was destroyed.",
            "Run it again; if it stays so, ask the relay's host.",
        )
    return sealing_key_ends(holdings)


def _closing(run: Run, holdings: Holdings, keys: AuthorityKeys) -> list[File]:
    """State closed, a roster on which nobody stands, and a shift that nobody can open."""
    settings = holdings.settings
    everybody = {row[0] for row in holdings.roster.payload.rows}
    roster, file = sign_roster(run, holdings, keys, revoked=everybody)
    # After the roster: a state or shift of somebody whom it shuts out counts no more.
    version = next_version(run, holdings, Kind.STATE)
    state = ceremony.make_state(
        settings.organisation, settings.desk, version, "closed", "", run.now
    )
    raw = ceremony.sign(state, [keys.seed])
    holdings.trusted.add_state(raw, run.now)
    life = ceremony.LONGEST_SHIFT
    shift = sign_shift(run, holdings, Team((), ()), roster, keys, life, closing=True)
    return [File(document_name("state", version), raw), file, *shift]


def _vaults(run: Run) -> list[str]:
    """Every vault in the folder, the administrator's last: until then this can be run again."""
    found = sorted(path.name for path in (run.directory.path / "keys").iterdir())
    names = [f"keys/{name}" for name in found]
    return sorted(names, key=lambda name: name == ADMINISTRATOR_VAULT)


def _overwrite(run: Run, path: Path) -> None:
    """Random bytes over a file, then no file. A flash disk or a backup may keep the old ones."""
    with path.open("r+b") as file:
        file.write(run.random(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _forget_people(run: Run) -> None:
    """The records say who the staff and holders were; closing needs none of them."""
    run.directory.remove([HANDBOOK, HANDBOOK_SOURCE])
    for name in _PEOPLE:
        folder = run.directory.path / name
        if folder.is_dir():
            run.directory.remove([f"{name}/{path.name}" for path in folder.iterdir()])


def _say(run: Run, holdings: Holdings, relay: str | None, ends: list[int]) -> None:
    say, charter = run.terminal.say, holdings.charter.payload
    say(f"The keys of {charter.name} on this machine are destroyed.")
    if relay is None:
        _say_offline(run)
        say("If nobody went on since, what was signed here still closes it: run")
        say("  noview-org publish wss://…")
    else:
        say(f"The desk is closed at {relay}, and every device is shut out.")
    say("What others must destroy themselves:")
    run.terminal.fact("root holders", f"{len(charter.root_keys)}: their papers or vaults")
    others = len(charter.administrator_keys) - 1
    if others:
        run.terminal.fact("administrators", f"{others} more: vault and folder, with its copies")
    run.terminal.fact("staff", "vault and keys file;")
    run.terminal.fact("", "in the browser, the data that it keeps for the console's page")
    run.terminal.fact("website", "the survivor's page, or a page that says where to go instead")
    run.terminal.fact("host", "the relay's database and backups, after the desk was closed there")
    say("A flash disk or a backup may still hold copies of what was overwritten here: destroy the")
    say("disk if that matters. The passphrases still protect those copies.")
    latest = max(ends, default=0)
    if latest:
        say(f"By themselves, the devices destroy their last sealing keys by {when(latest)}.")

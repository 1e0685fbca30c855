"""noview-org destroy: close everything for good, and destroy the private keys on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from orgkeys import ceremony
from orgkeys.office.commands import Run, administrator_keys
from orgkeys.office.directory import ADMINISTRATOR_VAULT, File, document_name
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.outlook import sealing_key_ends
from orgkeys.office.signing import sign_roster, sign_shift
from orgkeys.office.terminal import Refused, when
from orgkeys.office.versions import next_version, write
from orgkeys.staff import Team
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind

_PEOPLE: Final = ("devices", "office", "cards", "signatures", "set-aside")


def destroy(run: Run) -> None:
    """Sign what closes everything, then overwrite and remove every key here. Raises Refused."""
    holdings = load(run.directory)
    charter = holdings.charter.payload
    if not (run.directory.path / ADMINISTRATOR_VAULT).is_file():
        raise Refused(
            "There is no administrator key here any more.",
            "If this was cut off before: noview-org publish wss://… closes what is left.",
        )
    run.terminal.say(f"This ends {charter.name} for good. Nobody can undo it.")
    given: str | None = run.args.name
    if given is None:
        given = run.terminal.question("Type its name to go on: ")
    if given != charter.name:
        raise Refused(
            "That is not its name. Nothing was changed.",
            "Type it exactly as noview-org show writes it.",
        )
    keys = administrator_keys(run, holdings)
    write(run, _closing(run, holdings, keys))
    for name in _vaults(run):
        _overwrite(run, run.directory.path / name)
    _forget_people(run)
    _say(run, holdings)


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
    for name in _PEOPLE:
        folder = run.directory.path / name
        if folder.is_dir():
            run.directory.remove([f"{name}/{path.name}" for path in folder.iterdir()])


def _say(run: Run, holdings: Holdings) -> None:
    say, charter = run.terminal.say, holdings.charter.payload
    say(f"The keys of {charter.name} on this machine are destroyed. One step is left, now:")
    say("  noview-org publish wss://…")
    say("It closes the desk and shuts out every device. What others must destroy themselves:")
    run.terminal.fact("root holders", f"{len(charter.root_keys)}: their papers or vaults")
    others = len(charter.administrator_keys) - 1
    if others:
        run.terminal.fact("administrators", f"{others} more: vault and folder, with its copies")
    run.terminal.fact("staff", "vault and keys file; in the console, its storage (lock and forget)")
    run.terminal.fact("website", "the survivor's page, or a page that says where to go instead")
    run.terminal.fact("host", "the relay's database and backups, after this was published")
    say("A flash disk or a backup may still hold copies of what was overwritten here: destroy the")
    say("disk if that matters. The passphrases still protect those copies.")
    latest = max(sealing_key_ends(holdings), default=0)
    if latest:
        say(f"By themselves, the devices destroy their last sealing keys by {when(latest)}.")

"""What every command of noview-org shares: the run, and unlocking the administrator's key."""

from __future__ import annotations

import argparse
import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orgkeys import primitives, vault
from orgkeys.ceremony import Random
from orgkeys.errors import (
    DamagedVault,
    ForeignVault,
    UnsupportedVault,
    VaultFault,
    WeakPassphrase,
    WrongPassphrase,
)
from orgkeys.office.directory import ADMINISTRATOR_VAULT, Directory
from orgkeys.office.holdings import Holdings
from orgkeys.office.terminal import Refused, Terminal
from orgkeys.vault import AuthorityKeys, Vault

BUILT: Final = Path(__file__).parent.parent / "built"


@dataclass(frozen=True)
class World:
    """Everything from outside that a run uses; tests and the demo give their own."""

    terminal: Terminal = field(default_factory=Terminal)
    clock: Callable[[], float] = time.time
    random: Random = os.urandom
    built: Path = BUILT


@dataclass(frozen=True)
class Run:
    """One run of one command: its arguments, its moment, and the folder it works in."""

    args: argparse.Namespace
    world: World
    now: int
    directory: Directory

    @property
    def terminal(self) -> Terminal:
        """Where results go and passphrases come from."""
        return self.world.terminal

    @property
    def random(self) -> Random:
        """`random(n)`: n bytes that nobody can guess."""
        return self.world.random


def disk_trouble(error: OSError) -> Refused:
    """Plain words for what the disk said. Nothing had its name yet when it did."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused(f"The disk is full{where}. Nothing was changed.", "Make room and try again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refused(
            f"The file or folder may not be read or written{where}. Nothing was changed.",
            "Check who owns it, and run noview-org as that person.",
        )
    what = error.strerror or "the disk failed"
    return Refused(f"Reading or writing failed{where}: {what}.", "Check the disk and try again.")


def open_vault(raw: bytes, passphrase: str, what: str) -> Vault:
    """What a vault holds. Raises Refused in plain words, told apart by what can be done."""
    try:
        return vault.unlock(raw, passphrase)
    except VaultFault as error:
        raise vault_trouble(error, what) from error


def vault_trouble(error: VaultFault, what: str) -> Refused:
    """Plain words for a vault that does not open or is not made."""
    match error:
        case WrongPassphrase():
            return Refused(
                f"The passphrase does not open {what}. Nothing was changed.",
                "Try again. Nobody can reset it; without it, restore or replace the key.",
            )
        case WeakPassphrase():
            return Refused(
                "The passphrase is too short: at least 14 characters are needed.",
                "Choose a longer one; five or more words drawn at random are good.",
            )
        case DamagedVault():
            return Refused(
                f"The file of {what} is damaged: its bytes were changed or cut.",
                "Restore it from a backup. Nothing was changed.",
            )
        case ForeignVault():
            return Refused(
                f"The file of {what} is not a vault of noview.",
                "Check that it is the right file, or restore it from a backup.",
            )
        case UnsupportedVault():
            return Refused(
                f"The file of {what} is a vault with a version or cost that is not accepted.",
                "Use the noview-org that wrote it; if nobody did, do not trust the file.",
            )
        case _:
            return Refused(f"{what} cannot be opened.", "Restore it from a backup.")


def administrator_seed(run: Run, holdings: Holdings) -> bytes:
    """The administrator's signing seed, out of its vault. Raises Refused."""
    return administrator_keys(run, holdings).seed


def unlocked_administrator(run: Run, holdings: Holdings) -> AuthorityKeys:
    """The administrator's keys, out of their vault, whatever the charter says. Raises Refused."""
    raw = run.directory.read(ADMINISTRATOR_VAULT)
    what = "the administrator key"
    passphrase = run.terminal.passphrase(what, run.args.passphrase_file)
    content = open_vault(raw, passphrase, what)
    if (
        not isinstance(content, AuthorityKeys)
        or content.kind != "administrator"
        or content.organisation != holdings.settings.organisation
    ):
        raise Refused(
            "That vault is not the administrator key of this organisation.",
            f"Put the right file back as {ADMINISTRATOR_VAULT} in {run.directory.path}.",
        )
    return content


def administrator_keys(run: Run, holdings: Holdings) -> AuthorityKeys:
    """The administrator's keys, if something can be signed with them now. Raises Refused."""
    content = unlocked_administrator(run, holdings)
    check_signs(run, holdings, content)
    return content


def check_signs(run: Run, holdings: Holdings, content: AuthorityKeys) -> None:
    """Refuse a key with which nothing can be signed now."""
    administrators = holdings.charter.payload.administrator_keys
    if primitives.ed25519_public(content.seed) not in administrators:
        raise Refused(
            "This administrator key is not in the newest charter, so it can sign nothing more.",
            "Another administrator must do this; or ask the root holders for a new charter.",
        )
    if holdings.charter.payload.expires <= run.now:
        raise Refused(
            "The charter has run out, so nothing more can be signed under it.",
            "Check this machine's clock; if it is right, the root holders must sign a new charter.",
        )

"""A device's two files on the machine where its keys are: NAME.vault, and NAME.keys beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from orgkeys import keyring as keyrings
from orgkeys import vault
from orgkeys.errors import DamagedVault, ForeignVault, UnsupportedVault, VaultFault
from orgkeys.keyring import Keyring
from orgkeys.office.commands import Run, open_vault, vault_trouble
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.terminal import Refused
from orgkeys.primitives import ed25519_public, x25519_public
from orgkeys.vault import DeviceKeys

WHOSE = "the device's vault"


@dataclass(frozen=True)
class Own:
    """A device as its owner opens it."""

    vault: Path
    device: DeviceKeys = field(repr=False)
    keyring: Keyring = field(repr=False)
    passphrase: str = field(repr=False)

    @property
    def fingerprint(self) -> bytes:
        """The device's fingerprint (32 bytes)."""
        return keyrings.fingerprint(self.device)

    @property
    def publics(self) -> tuple[bytes, bytes]:
        """Identity and signing key, public (32 bytes each)."""
        return x25519_public(self.device.identity), ed25519_public(self.device.signing)

    @property
    def certificate(self) -> bytes:
        """The newer certificate of vault and keys file, or nothing."""
        return keyrings.later(self.device.certificate, self.keyring.certificate)


def keys_path(path: Path) -> Path:
    """Where the keys file lies that goes with a vault."""
    return path.with_suffix(".keys")


def new_places(out: str) -> tuple[Path, Path]:
    """Where a new device's two files go. Raises Refused where something is there already."""
    path = Path(out).absolute()
    if path.suffix == ".keys":
        raise Refused(
            "The vault would have the name of its own keys file.", "End its name in .vault."
        )
    check_new_file(path)
    check_new_file(keys_path(path))
    return path, keys_path(path)


def read_own(run: Run) -> Own:
    """The device of `--vault` with its keys file, if there is one. Raises Refused."""
    path = Path(run.args.vault).absolute()
    raw = _read(path)
    if raw is None:
        raise Refused(f"There is no vault {path}.", "Check the path to the device's vault.")
    passphrase = run.terminal.passphrase(WHOSE, run.args.device_passphrase_file)
    device = open_vault(raw, passphrase, WHOSE)
    if not isinstance(device, DeviceKeys):
        raise Refused(
            "That vault is not a device's.", "Give the vault that device add or request wrote."
        )
    keys = _read(keys_path(path))
    if keys is None:
        run.terminal.warn(f"There is no {keys_path(path)}; a new one is made.")
        return Own(path, device, Keyring(), passphrase)
    secret, fingerprint = device.storage_secret, keyrings.fingerprint(device)
    try:
        ring = keyrings.unwrap(keys, device.organisation, fingerprint, secret)
    except (ForeignVault, UnsupportedVault, DamagedVault) as error:
        raise Refused(
            f"{keys_path(path)} does not belong to that vault, or is damaged.",
            "Move it away and run this again: the device then makes a new key.",
        ) from error
    return Own(path, device, ring, passphrase)


def vault_file(run: Run, path: Path, device: DeviceKeys, passphrase: str) -> File:
    """The vault as a file. Raises Refused."""
    try:
        return File(path, vault.lock(device, passphrase, run.random))
    except VaultFault as error:
        raise vault_trouble(error, WHOSE) from error


def keys_file(run: Run, path: Path, device: DeviceKeys, ring: Keyring) -> File:
    """The keys file that goes with the vault at `path`."""
    fingerprint = keyrings.fingerprint(device)
    raw = keyrings.wrap(ring, device.organisation, fingerprint, device.storage_secret, run.random)
    return File(keys_path(path), raw)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(vault.LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"{path} cannot be read.", "Check that it is yours to read.") from error

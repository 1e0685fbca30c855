"""noview-org init: a new organisation, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from orgkeys import ceremony, primitives, vault
from orgkeys.errors import VaultFault
from orgkeys.office.commands import Run, vault_trouble
from orgkeys.office.directory import (
    ADMINISTRATOR_VAULT,
    NOTICE,
    ROOT_VAULT,
    SETTINGS,
    File,
    Settings,
    check_new_file,
    document_name,
)
from orgkeys.office.notice import parse_notice
from orgkeys.office.notice_defaults import NOTICE_TOML
from orgkeys.office.rosters import make_roster
from orgkeys.office.terminal import Refused, is_hidden
from relay.documents import Notice, TrustedDocuments
from relay.limits import DESK_ID_SIZE

LONGEST_NAME = 120
LONGEST_NOTICE = 65_536
_ROOT = "the root key"
_ADMINISTRATOR = "the administrator key"


def init(run: Run) -> None:
    """Make root and administrator keys, charter, first roster and notice. Raises Refused."""
    name, desk = _check_name(run.args.name), _desk(run)
    # Seen before passphrases are asked for; `create` decides.
    check_new_file(run.directory.path.absolute())
    notice_raw = read_notice(run.args.notice) if run.args.notice else NOTICE_TOML.encode()
    text = parse_notice(notice_raw)
    root_passphrase = run.terminal.new_passphrase(_ROOT, run.args.root_passphrase_file)
    passphrase = run.terminal.new_passphrase(_ADMINISTRATOR, run.args.passphrase_file)

    root, administrator = run.random(32), run.random(32)
    charter = ceremony.make_charter(
        name=name,
        threshold=1,
        roots=[primitives.ed25519_public(root)],
        administrators=[primitives.ed25519_public(administrator)],
        now=run.now,
    )
    organisation = ceremony.hash_of(charter)
    roster = make_roster(organisation, {}, None, run.now, run.random)
    notice = ceremony.make_notice(organisation, desk, 1, text, run.now)
    raw_charter = ceremony.sign(charter, [root])
    raw_roster = ceremony.sign(roster, [administrator])
    raw_notice = sign_notice(notice, administrator)

    # What is written is what everybody else will accept.
    trusted = TrustedDocuments(organisation)
    trusted.add_charter(raw_charter, run.now)
    trusted.add_roster(raw_roster, run.now)
    trusted.add_notice(raw_notice, run.now)

    run.directory.create(
        [
            File(ROOT_VAULT, _locked(run, "root", organisation, root, root_passphrase)),
            File(
                ADMINISTRATOR_VAULT,
                _locked(run, "administrator", organisation, administrator, passphrase),
            ),
            File(document_name("charter", 1), raw_charter),
            File(document_name("roster", 1), raw_roster),
            File(document_name("notice", 1), raw_notice),
            File(NOTICE, notice_raw),
            File(SETTINGS, Settings(organisation, desk).encode()),
        ]
    )
    say = run.terminal.say
    say(f"{name} is set up in {run.directory.path}.")
    run.terminal.fingerprint("fingerprint", organisation)
    run.terminal.fact("desk", desk.hex())
    say()
    say("Write the fingerprint down on paper: everything is checked against it.")
    say(f"Move {run.directory.path / ROOT_VAULT} to a safe place without a network;")
    say("it is only needed for a new charter. Nobody can reset either passphrase.")
    if not text.numbers:
        say(f"There is no phone number yet: add one to {run.directory.path / NOTICE}, then run")
        say("  noview-org notice set notice.toml")
    say("Next: noview-org device add --alias … --role … --language … --relay wss://… --out FILE")


def read_notice(path: str) -> bytes:
    """The bytes of a notice file that somebody named. Raises Refused."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Refused(
            f"The notice {path} cannot be read.", "Check the path, and that it is yours to read."
        ) from error
    if len(raw) > 2 * LONGEST_NOTICE:
        raise Refused(f"The notice {path} is far too long.", "Shorten its texts.")
    return raw


def sign_notice(notice: Notice, administrator: bytes) -> bytes:
    """The notice's envelope, no longer than a page takes. Raises Refused."""
    raw = ceremony.sign(notice, [administrator])
    if len(raw) > LONGEST_NOTICE:
        raise Refused(
            f"The notice is longer than a page can carry ({LONGEST_NOTICE // 1024} KiB).",
            "Shorten its texts.",
        )
    return raw


def _check_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or any(is_hidden(char) for char in name):
        raise Refused(
            "That is not a name for an organisation.",
            f"Give 1 to {LONGEST_NAME} visible characters with --name.",
        )
    return name


def _desk(run: Run) -> bytes:
    given: str | None = run.args.desk
    if given is None:
        return run.random(DESK_ID_SIZE)
    try:
        desk = bytes.fromhex(given)
    except ValueError:
        desk = b""
    if len(desk) != DESK_ID_SIZE:
        raise Refused("The desk is not 32 hexadecimal digits.", "Leave --desk out to draw one.")
    return desk


def _locked(
    run: Run, kind: vault.AuthorityKind, organisation: bytes, seed: bytes, passphrase: str
) -> bytes:
    keys = vault.AuthorityKeys(kind=kind, organisation=organisation, seed=seed)
    try:
        return vault.lock(keys, passphrase, run.random)
    except VaultFault as error:
        raise vault_trouble(error, kind) from error

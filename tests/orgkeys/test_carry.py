"""Everything public in a file, and a folder for a further administrator out of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from shutil import copytree

import pytest

from orgkeys import ceremony, primitives, request, vault
from orgkeys.ceremony import DAY
from orgkeys.office.cards import Making, make_card
from orgkeys.office.notice import parse_notice
from orgkeys.office.notice_source import text_of
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, decode_envelope
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, ROOT, Office, add, copy_of, refused

RELAY = "wss://chat.example.org"
SECOND = "the second administrator's words"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation with two administrators; the second one's vault lies beside the folder."""
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    second = AuthorityKeys("administrator", b"", bytes([9]) * 32, bytes([8]) * 32)
    (made.path / "second.vault").write_bytes(vault.lock(second, SECOND, made.random))
    root = vault.unlock((made.folder / "keys/root-1.vault").read_bytes(), ROOT)
    assert isinstance(root, AuthorityKeys)
    held = made.holdings()
    before = held.charter.payload
    administrators = (*before.administrator_keys, primitives.ed25519_public(second.seed))
    charter = ceremony.make_charter(
        name=before.name,
        threshold=1,
        roots=before.root_keys,
        administrators=administrators,
        now=int(made.now),
        before=before,
        organisation=held.settings.organisation,
    )
    raw = ceremony.sign(charter, [root.seed])
    (made.folder / "documents/charter-000002").write_bytes(raw)
    made.shift()
    made.must("state", "open", answers=(ADMINISTRATOR,))
    made.must("export", str(made.path / "night.public"), "--relay", RELAY)
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path / "office")


@pytest.fixture
def second(office: Office, tmp_path: Path) -> Office:
    """The further administrator's own machine: the export, and the vault that was made there."""
    there = Office(tmp_path / "second")
    there.path.mkdir()
    for name in ("night.public", "second.vault"):
        (there.path / name).write_bytes((office.path / name).read_bytes())
    return there


def import_args(second: Office, *more: str) -> tuple[str, ...]:
    vault_path = str(second.path / "second.vault")
    return ("import", str(second.path / "night.public"), "--administrator", vault_path, *more)


def test_an_export_holds_everything_public_and_nobody(office: Office) -> None:
    raw = (office.path / "night.public").read_bytes()
    public = request.read_public(raw)
    held = office.holdings()
    assert (public.organisation, public.desk) == (held.settings.organisation, held.settings.desk)
    assert public.charters == held.trusted.charters
    kinds = [Kind(decode_envelope(one).kind) for one in public.others]
    assert kinds == [Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE]
    for device in held.devices:
        assert device.raw not in raw
    assert b"Noor" not in raw
    assert b"Our phone" in raw  # the control of the search


def test_an_invitation_says_who_and_where_and_no_more(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "night.organisation"
    said = office.must("invite", str(out), "--relay", RELAY, "--text")
    public = request.read_public(out.read_bytes())
    assert (public.relay, public.others) == (RELAY, ())
    assert public.organisation.hex() in said
    assert "device request night.organisation" in said
    assert "noview:" in said


def test_neither_writes_over_a_file_or_for_something_that_is_no_relay(office: Office) -> None:
    there = str(office.path / "night.public")
    for command in ("invite", "export"):
        assert "exists already" in refused(office, command, there, "--relay", RELAY).err
        gone = str(office.path / "new")
        assert "relay's" in refused(office, command, gone, "--relay", "http://x").err


async def do(office: Office, *args: str, answers: tuple[str, ...] = ()) -> str:
    """One command beside the relay that this test runs."""
    return await asyncio.to_thread(lambda: office.must(*args, answers=answers))


async def test_a_further_administrator_imports_learns_and_shuts_out(
    office: Office, second: Office, serve: Serve
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    await do(office, "publish", address)
    out = await do(second, *import_args(second), answers=("yes", SECOND))
    assert "Night Line" in out
    assert f"noview-org pull {RELAY}" in out
    bound = vault.unlock((second.folder / "keys/administrator.vault").read_bytes(), SECOND)
    assert bound.organisation == office.holdings().settings.organisation

    # The staff are not known yet, so nothing may be signed that would drop them.
    told = await do(second, "pull", address, answers=(SECOND,))
    assert "without this administrator's office key" in told
    assert "Ask another administrator to run shift new and publish, then pull again." in told
    args = [*add("Kim", out=str(second.path / "Kim.vault"))]
    early = await asyncio.to_thread(
        lambda: refused(second, *args, answers=(SECOND, SECOND, SECOND))
    )
    assert "does not know yet who the staff are" in early.err

    # The first administrator has the second one's card, and with it the office key.
    organisation = office.holdings().settings.organisation
    key = ceremony.make_office_key(organisation, bytes([8]) * 32, 1, int(office.now))
    name = primitives.ed25519_public(bytes([9]) * 32).hex()
    raw = ceremony.sign(key, [bytes([9]) * 32])
    (office.folder / "office" / name).write_bytes(raw)
    await asyncio.to_thread(office.shift)
    await do(office, "publish", address)
    learned = await do(second, "pull", address, answers=(SECOND,))
    assert "Learned of Noor (counselor)" in learned
    assert "Learned an administrator's office key." in learned
    assert "Noor is shut out" in await do(second, "device", "revoke", "Noor", answers=(SECOND,))
    await do(second, "publish", address)
    await do(office, "pull", address, answers=(ADMINISTRATOR,))
    assert office.holdings().standing_devices(office.now) == []


def test_an_export_that_was_not_compared_makes_no_folder(second: Office) -> None:
    args = import_args(second)
    assert "another organisation's" in refused(second, *args, answers=("no",)).err
    wrong = refused(second, *args, "--fingerprint", "cd" * 32)
    assert "another organisation's" in wrong.err
    assert not second.folder.exists()


def test_what_an_import_cannot_go_on_from(office: Office, second: Office) -> None:
    invitation = second.path / "night.organisation"
    office.must("invite", str(invitation), "--relay", RELAY)
    fingerprint = office.holdings().settings.organisation.hex()
    compared = ("--fingerprint", fingerprint)
    result = refused(second, "import", str(invitation), *compared)
    assert "no roster and no notice" in result.err
    assert "an invitation is not enough" in result.err
    args = import_args(second, *compared)
    later = Office(second.path, now=second.now + 30 * DAY)
    assert "too old: roster: it has run out" in refused(later, *args).err
    raw = (second.path / "night.public").read_bytes()
    public = request.read_public(raw)
    forged = bytearray(public.others[0])
    forged[-20] ^= 1  # in the signature
    changed = request.make_public(
        request.Public(
            *(public.organisation, public.desk, public.relay, public.charters),
            (bytes(forged), *public.others[1:]),
        )
    )
    (second.path / "night.public").write_bytes(changed)
    assert "signature does not hold" in refused(second, *args).err
    assert not second.folder.exists()


def test_an_import_touches_no_folder_that_exists(office: Office, second: Office) -> None:
    copy_of(office.path, second.path)
    assert "exists already" in refused(second, *import_args(second)).err


def test_without_a_vault_the_folder_waits_for_one(office: Office, second: Office) -> None:
    fingerprint = office.holdings().settings.organisation.hex()
    source = str(second.path / "night.public")
    out = second.must("import", source, "--fingerprint", fingerprint)
    assert "administrator use" in out
    assert "administrator.vault is missing" in refused(second, "shift", "new").err
    assert "Night Line" in second.must("show")


def test_an_imported_folder_has_the_notice_to_be_changed(office: Office, second: Office) -> None:
    fingerprint = office.holdings().settings.organisation.hex()
    source = str(second.path / "night.public")
    second.must("import", source, "--fingerprint", fingerprint)
    raw = (second.folder / "notice.toml").read_bytes()
    text = parse_notice(raw)
    assert text == parse_notice((office.folder / "notice.toml").read_bytes())
    assert text == text_of(second.holdings().notice.payload)
    assert text.numbers[0][0] == "+43 1 555 0100"


def test_an_import_takes_names_from_cards_of_the_charter_alone(
    office: Office, second: Office
) -> None:
    fingerprint = office.holdings().settings.organisation.hex()
    args = ("import", str(second.path / "night.public"), "--fingerprint", fingerprint)
    stranger = make_card("root", "Mallory", bytes([7]) * 32, Making("vault", 0, "noview"))
    cards = second.path / "cards"
    copytree(office.folder / "cards", cards)
    (cards / "stranger").write_bytes(stranger.raw)
    changed = second.path / "changed"
    changed.write_bytes(stranger.raw.replace(b"Mallory", b"Matilda"))
    assert "its signature does not hold" in refused(second, *args, "--cards", str(changed)).err
    assert not second.folder.exists()
    out = second.must(*args, "--cards", str(cards))
    assert "2 cards say who holds which key." in out
    assert "Mallory's card: its key is not in the charter" in out
    assert len(list((second.folder / "cards").iterdir())) == 2
    shown = second.must("show")
    assert "root holder    holder 1 (" in shown
    assert "administrator  administrator (" in shown
    assert "none was learned (noview-org pull wss://" in shown


def test_without_cards_an_import_says_where_names_come_from(office: Office, second: Office) -> None:
    fingerprint = office.holdings().settings.organisation.hex()
    source = str(second.path / "night.public")
    out = second.must("import", source, "--fingerprint", fingerprint)
    assert "given here with --cards" in out
    assert "holder 1" not in second.must("show")

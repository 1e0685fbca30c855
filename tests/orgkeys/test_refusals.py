"""Every refusal of noview-org: its words, its exit code, and that nothing was changed by it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from orgkeys import ceremony, vault
from orgkeys.__main__ import main
from orgkeys.ceremony import DAY
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOW, ROOT, Office, add, copy_of, refused

WRONG = "not the words at all, really"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def test_init_does_not_touch_a_folder_that_exists(office: Office) -> None:
    result = refused(office, "init", "--name", "Other")
    assert "exists already" in result.err


@pytest.mark.parametrize("name", ["", "   ", "a" * 121, "Night\u202eLine", "Night\x1b[2JLine"])
def test_a57_a_name_that_deceives_is_refused(tmp_path: Path, name: str) -> None:
    assert "not a name" in refused(Office(tmp_path), "init", "--name", name).err


def test_a_desk_must_be_hexadecimal(tmp_path: Path) -> None:
    result = refused(Office(tmp_path), "init", "--name", "N", "--desk", "front")
    assert "32 hexadecimal digits" in result.err


def test_a_short_passphrase_is_refused_with_its_length(tmp_path: Path) -> None:
    office = Office(tmp_path)
    result = refused(office, "init", "--name", "N", answers=("short",) * 3)
    assert "5 of at least 14 characters" in result.err
    assert "No passphrase for the root key was chosen" in result.err


def test_two_passphrases_that_differ_are_asked_for_again(tmp_path: Path) -> None:
    office = Office(tmp_path)
    answers = (ROOT, WRONG, ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
    result = office.run("init", "--name", "N", answers=answers)
    assert result.code == 0
    assert "not the same" in result.err


def test_without_a_terminal_the_way_for_scripts_is_named(office: Office) -> None:
    result = refused(office, "state", "open")
    assert "no terminal" in result.err
    assert "--passphrase-file" in result.err


@pytest.mark.parametrize("content", ["", "\n", f"{ADMINISTRATOR}\nsecond\n"])
def test_a_passphrase_file_holds_exactly_one_line(office: Office, content: str) -> None:
    path = office.path / "words"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    result = refused(office, "state", "open", "--passphrase-file", str(path))
    assert "one passphrase on one line" in result.err


def test_a_passphrase_file_that_others_can_read_is_warned_of(office: Office) -> None:
    path = office.path / "words"
    path.write_text(ADMINISTRATOR, encoding="utf-8")
    path.chmod(0o644)
    result = office.run("state", "open", "--passphrase-file", str(path))
    assert result.code == 0
    assert "chmod 600" in result.err


def test_a_passphrase_file_that_is_not_there(office: Office) -> None:
    result = refused(office, "state", "open", "--passphrase-file", "nowhere")
    assert "cannot be read" in result.err


def test_a_wrong_passphrase_loses_nothing(office: Office) -> None:
    for command in (add(), ["shift", "new"], ["state", "open"], ["device", "revoke", "Noor"]):
        result = refused(office, *command, answers=(WRONG,))
        assert "does not open the administrator key" in result.err
    office.shift()  # the positive control


def test_a_damaged_vault_is_told_from_a_wrong_passphrase(office: Office) -> None:
    path = office.folder / "keys/administrator.vault"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    assert "damaged" in refused(office, "state", "open", answers=(ADMINISTRATOR,)).err
    path.write_bytes(b"something else entirely")
    assert "not a vault" in refused(office, "state", "open", answers=(ADMINISTRATOR,)).err


def test_a44_a_vault_with_lower_costs_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = office.holdings().settings.organisation
    keys = vault.AuthorityKeys("administrator", organisation, bytes(32), bytes(32))
    with monkeypatch.context() as cheap:
        cheap.setattr(vault, "ITERATIONS", 1)
        weak = vault.lock(keys, ADMINISTRATOR, os.urandom)
    (office.folder / "keys/administrator.vault").write_bytes(weak)
    result = refused(office, "state", "open", answers=(ADMINISTRATOR,))
    assert "version or cost" in result.err


def test_a_foreign_administrator_vault_is_refused(office: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    other.path.mkdir()
    other.init()
    place = office.folder / "keys/administrator.vault"
    shutil.copy(other.folder / "keys/administrator.vault", place)
    result = refused(office, "state", "open", answers=(ADMINISTRATOR,))
    assert "not the administrator key of this organisation" in result.err
    shutil.copy(office.folder / "keys/root-1.vault", place)  # nor will our own root key do
    result = refused(office, "state", "open", answers=(ROOT,))
    assert "not the administrator key" in result.err


def test_a_vault_of_another_organisation_makes_no_key_here(office: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    other.path.mkdir()
    vault_path = other.init().add("Noor")

    def keys(path: str, words: str) -> str:
        return refused(office, "device", "keys", "--vault", path, answers=(words,)).err

    assert "not a device of this organisation" in keys(str(vault_path), DEVICE)
    ours = str(office.path / "Noor.vault")
    assert "does not open" in keys(ours, WRONG)
    assert "There is no vault" in refused(office, "device", "keys", "--vault", "gone").err
    administrator = str(office.folder / "keys/administrator.vault")
    assert "not a device's" in keys(administrator, ADMINISTRATOR)
    (office.path / "Noor.keys").write_bytes((other.path / "Noor.keys").read_bytes())
    assert "does not belong to that vault" in keys(ours, DEVICE)


def test_a45_a_revoked_device_cannot_be_renewed(office: Office) -> None:
    office.must("device", "revoke", "Noor", answers=(ADMINISTRATOR,))
    ours = str(office.path / "Noor.vault")
    result = refused(office, "device", "keys", "--vault", ours, answers=(DEVICE,))
    assert "No device like that is in service" in result.err
    assert "No device like that is in service" in refused(office, "device", "renew", "Noor").err


def test_a_wrong_fingerprint_stops_everything(office: Office) -> None:
    path = office.folder / "organisation.json"
    held = office.holdings().settings.organisation.hex()
    path.write_text(path.read_text().replace(held, "ab" * 32))
    for command in (["show"], ["shift", "new"], ["publish", "wss://chat.example.org"]):
        result = refused(office, *command)
        assert "does not have the fingerprint" in result.err


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 2}', "not json"])
def test_damaged_settings_are_named(office: Office, content: str) -> None:
    (office.folder / "organisation.json").write_text(content)
    assert "organisation.json is damaged" in refused(office, "show").err


def test_a02_a_roster_that_somebody_changed_is_not_signed_again(office: Office) -> None:
    held = office.holdings().roster.payload
    rows = tuple(sorted([*held.rows[1:], (b"\xaa" * 32, NOW + DAY, False)]))
    changed = type(held)(
        held.format, held.organisation, held.version, held.issued, held.expires, held.previous, rows
    )
    path = office.folder / "documents/roster-000002"
    path.write_bytes(ceremony.sign(changed, [os.urandom(32)]))
    result = refused(office, "shift", "new", answers=())
    assert "cannot be believed: somebody signed it who may not" in result.err


@pytest.mark.parametrize("name", ["charter-000001", "roster-000002", "notice-000001"])
def test_damaged_or_missing_documents_are_named(office: Office, name: str) -> None:
    path = office.folder / "documents" / name
    path.write_bytes(path.read_bytes()[:-1])
    assert "damaged" in refused(office, "show").err
    path.write_bytes(b"")
    assert "damaged" in refused(office, "show").err


def test_a_missing_charter_or_device_record(office: Office) -> None:
    (record,) = (office.folder / "devices").iterdir()
    record.write_bytes(b"\x93")
    assert "record" in refused(office, "show").err
    (office.folder / "documents/charter-000001").unlink()
    assert "charter-000001 is missing" in refused(office, "show").err


def test_without_an_organisation_every_command_says_so(tmp_path: Path) -> None:
    office = Office(tmp_path)
    commands = (
        *(["show"], ["shift", "new"], ["state", "open"], ["publish", "wss://a.example"], add()),
        *(["notice", "set", "n.toml"], ["device", "revoke", "x"], ["device", "renew", "x"]),
        *(["device", "certify", "x"], ["pull", "wss://a.example"], ["destroy"]),
        *(["invite", "x", "--relay", "wss://a.example"],),
        *(["export", "x", "--relay", "wss://a.example"],),
        *(["page", "--relay", "wss://a.example", "--out", str(tmp_path / "p")],),
    )
    for command in commands:
        assert "There is no organisation" in refused(office, *command).err


def test_a40_aliases_that_deceive_are_refused_with_the_letters_named(office: Office) -> None:
    def why(alias: str) -> str:
        return refused(office, *add(alias)).err

    assert 'with the alias "Noor" is in service' in why("Noor")
    assert '"noor" looks like "Noor", which is in service' in why("noor")
    assert "DIGIT ZERO (U+0030), the other has LATIN SMALL LETTER O" in why("N0or")
    assert "mixes Latin and Cyrillic letters" in why("N\u043e\u043er")
    assert "CYRILLIC SMALL LETTER O (U+043E)" in why("N\u043e\u043er")
    assert "mixes Latin and Greek letters" in why("N\u03bf\u03bfr")
    assert "unusual form: FULLWIDTH LATIN CAPITAL LETTER N" in why("\uff2e\uff4f\uff4f\uff52")
    for alias in ("No\u200bor", "\u202eroon", "No\x07or", "Noor\ufeff", "\u2066Sam"):
        assert "cannot be seen" in why(alias)
    for alias in ("", " ", " Sam", "S" * 65, "Sam  Lee", "Sam \U0001f600", "S\u0301\u0301\u0301am"):
        why(alias)


def test_a_vault_is_never_written_over(office: Office) -> None:
    result = refused(office, *add(out=str(office.path / "Noor.vault")))
    assert "exists already, and was not touched" in result.err
    result = refused(office, *add(out=str(office.path / "no/such/folder.vault")))
    assert "no folder" in result.err


@pytest.mark.parametrize(
    "relay",
    [
        *("http://chat.example.org", "wss://", "chat.example.org", "wss://chat.example.org/x"),
        *("wss://a.example;script-src", "wss://a.example'", "wss://a b.example", "wss://[::1]"),
        *("wss://u@a.example", "wss://a.example?x", "wss://a.example:0", "wss://a.example:99999"),
        *("ws://chat.example.org", "wss://-a.example", "wss://böse.example", "wss://a..example"),
    ],
)
def test_an_address_that_is_not_a_relay_is_refused(office: Office, relay: str) -> None:
    assert "relay's" in refused(office, *add(relay=relay)).err
    assert "relay's" in refused(office, "publish", relay).err


def test_bad_languages_and_lifetimes(office: Office) -> None:
    assert "language tag" in refused(office, *add(language="english!")).err
    assert "Languages" in refused(office, *add(), "--language", "en", "en").err
    assert "days" in refused(office, *add(), "--days", "0").err
    assert "1 to 24 hours" in refused(office, "shift", "new", "--hours", "25").err
    assert "1 to 24 hours" in refused(office, "device", "revoke", "Noor", "--hours", "0").err


@pytest.mark.parametrize("text", ["surge", "welcome", "state-5"])
def test_a_state_can_only_show_a_text_for_states_that_the_notice_has(
    office: Office, text: str
) -> None:
    """It has one called welcome, which is for people who can write."""
    result = refused(office, "state", "surge", "--text", text)
    assert "A state can show: closed, surge, partner, state-1, " in result.err


def test_an_unknown_device_cannot_be_revoked(office: Office) -> None:
    assert "noview-org show" in refused(office, "device", "revoke", "Nobody").err


def test_an_expired_charter_signs_nothing(office: Office) -> None:
    office.now += 6 * 365 * DAY
    result = refused(office, "state", "open", answers=(ADMINISTRATOR,))
    assert "charter has run out" in result.err


def test_a_clock_that_went_back_signs_nothing_that_others_refuse(office: Office) -> None:
    office.now -= 10 * DAY
    result = refused(office, "shift", "new", answers=(ADMINISTRATOR,))
    assert "clock" in result.err


def test_usage_errors_exit_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for args in ([], ["dance"], ["init"], ["state", "ajar"], ["device", "add", "--role", "boss"]):
        with pytest.raises(SystemExit) as stopped:
            main(args)
        assert stopped.value.code == 2
    assert "usage: noview-org" in capsys.readouterr().err


def test_no_passphrase_is_taken_as_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["state", "open", "--passphrase", ADMINISTRATOR])
    assert "unrecognized arguments" in capsys.readouterr().err

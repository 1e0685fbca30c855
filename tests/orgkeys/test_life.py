"""The whole life of an organisation through its command, and what the documents then say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orgkeys import primitives, sealing, vault
from orgkeys.ceremony import DAY, HOUR
from orgkeys.errors import NotOnShift
from relay.documents import TrustedDocuments
from relay.errors import Untrusted
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOTICE, NOW, ROOT, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def believe(office: Office) -> TrustedDocuments:
    """What a stranger believes who knows only the fingerprint and reads the files."""
    held = office.holdings()
    stranger = TrustedDocuments(held.settings.organisation)
    stranger.add_charters(held.trusted.charters, office.now)
    stranger.add_roster(held.roster.raw, office.now)
    stranger.add_notice(held.notice.raw, office.now)
    documents = office.folder / "documents"
    if held.shift:
        stranger.add_shift((documents / f"shift-{held.shift.version:06d}").read_bytes(), office.now)
    if held.state:
        stranger.add_state((documents / f"state-{held.state.version:06d}").read_bytes(), office.now)
    return stranger


def open_packet(office: Office, device: Path, version: int) -> sealing.PacketContent:
    keys = vault.unlock(device.read_bytes(), DEVICE)
    assert isinstance(keys, vault.DeviceKeys)
    seeds = [seed for _, seed in keys.sealing_keys]
    raw = (office.folder / f"documents/packet-{version:06d}").read_bytes()
    return sealing.open_packet(keys.organisation, keys.desk, version, seeds, raw)


def test_from_init_to_a_shift_that_its_devices_can_open(office: Office) -> None:
    out = office.must(
        "init", "--name", "Night Line", answers=(ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
    )
    held = office.holdings()
    assert held.settings.organisation.hex() in out
    assert held.settings.organisation.hex()[:4] + " " + held.settings.organisation.hex()[4:8] in out
    assert "no phone number yet" in out  # the defaults name none
    noor, sam = office.add("Noor"), office.add("Sam")
    assert "on shift       Noor" in office.shift()
    office.must("state", "open", answers=(ADMINISTRATOR,))

    stranger = believe(office)
    shift = stranger.shift(held.settings.desk)
    assert shift is not None
    assert shift.payload.expires == NOW + 12 * HOUR
    for device in (noor, sam):
        content = open_packet(office, device, 1)
        assert primitives.xwing_public(content.team_seed) == shift.payload.team_key
        assert primitives.ed25519_public(content.desk_seed) == shift.payload.desk_key
        aliases = {stranger.check_certificate(c, NOW).alias for c in content.certificates}
        assert aliases == {"Noor", "Sam"}


def test_the_vault_of_a_device_says_where_it_serves(office: Office) -> None:
    path = office.init().add("Noor")
    keys = vault.unlock(path.read_bytes(), DEVICE)
    held = office.holdings()
    assert isinstance(keys, vault.DeviceKeys)
    assert (keys.organisation, keys.desk) == (held.settings.organisation, held.settings.desk)
    assert keys.relay == "wss://chat.example.org"
    certificate = held.trusted.check_certificate(keys.certificate, NOW)
    assert certificate.identity == primitives.x25519_public(keys.identity)
    assert certificate.signing == primitives.ed25519_public(keys.signing)
    assert (certificate.alias, certificate.languages) == ("Noor", ("ar", "en"))
    ((raw, seed),) = keys.sealing_keys
    assert held.trusted.check_sealing_key(raw, certificate, NOW).key == primitives.xwing_public(
        seed
    )


def test_a41_a_revoked_device_is_on_no_later_shift(office: Office) -> None:
    office.init()
    noor, sam = office.add("Noor"), office.add("Sam")
    office.shift()
    out = office.must("device", "revoke", "Noor", answers=(ADMINISTRATOR,))
    assert "left out       Noor: the device is shut out" in out
    open_packet(office, sam, 2)  # the positive control
    with pytest.raises(NotOnShift):
        open_packet(office, noor, 2)
    stranger = believe(office)
    keys = vault.unlock(noor.read_bytes(), DEVICE)
    assert isinstance(keys, vault.DeviceKeys)
    with pytest.raises(Untrusted) as refused:
        stranger.check_certificate(keys.certificate, NOW)
    assert refused.value.rule == "revoked"
    noor.unlink()
    office.add("Noor")  # the alias is free for the device that replaces it


def test_a41_revoking_the_last_device_still_takes_the_desk_from_it(office: Office) -> None:
    noor = office.init().add()
    office.shift()
    out = office.must("device", "revoke", "Noor", answers=(ADMINISTRATOR,))
    assert "Nobody is left" in out
    assert believe(office).shift(office.holdings().settings.desk) is not None
    with pytest.raises(NotOnShift):
        open_packet(office, noor, 2)


def test_a_shift_renews_the_roster_before_it_runs_out(office: Office) -> None:
    office.init().add()
    office.now += 5 * DAY
    assert "roster was renewed" in office.shift()
    assert office.holdings().roster.payload.version == 3
    believe(office)
    assert "roster was renewed" not in office.shift()


def test_an_expired_roster_is_renewed_by_the_next_shift(office: Office) -> None:
    office.init().add()
    office.now += 7 * DAY + 1
    with pytest.raises(Untrusted):
        believe(office)
    assert "RAN OUT" in office.must("show")
    refused = office.run("publish", "wss://chat.example.org")
    assert refused.code == 1
    assert "roster ran out" in refused.err
    assert "shift new" in refused.err
    office.shift()
    believe(office)


def test_a_device_without_a_valid_sealing_key_is_left_out_until_it_is_renewed(
    office: Office,
) -> None:
    office.init()
    noor, _ = office.add("Noor"), office.add("Sam")
    office.now += 9 * DAY
    refused = office.run("shift", "new", answers=(ADMINISTRATOR,))
    assert refused.code == 1
    assert "No device could open this shift" in refused.err
    assert "Noor: its sealing key has run out" in refused.out
    office.must("device", "renew", "--vault", str(noor), answers=(DEVICE,))
    out = office.shift()
    assert "on shift       Noor" in out
    assert "left out       Sam: its sealing key has run out" in out
    open_packet(office, noor, 1)
    keys = vault.unlock(noor.read_bytes(), DEVICE)
    assert isinstance(keys, vault.DeviceKeys)
    assert len(keys.sealing_keys) == 1  # the one that ran out is destroyed


def test_renewing_keeps_a_key_that_a_running_shift_may_need(office: Office) -> None:
    noor = office.init().add()
    office.shift()
    office.now += 60
    office.must("device", "renew", "--vault", str(noor), answers=(DEVICE,))
    open_packet(office, noor, 1)
    office.shift()
    open_packet(office, noor, 2)


def test_an_expired_device_is_left_out_and_its_row_is_dropped(office: Office) -> None:
    office.init().add("Noor", "--days", "2")
    office.add("Sam")
    office.now += 4 * DAY
    assert "left out       Noor: its certificate has run out" in office.shift()
    rows = {row[0] for row in office.holdings().roster.payload.rows}
    held = {d.certificate.alias: d.hash for d in office.holdings().devices}
    assert held["Sam"] in rows
    office.now += 4 * DAY  # the next renewal drops the row
    office.must("device", "renew", "--vault", str(office.path / "Sam.vault"), answers=(DEVICE,))
    office.shift()
    assert held["Noor"] not in {row[0] for row in office.holdings().roster.payload.rows}


def test_states_and_notices_go_up_and_are_believed(office: Office) -> None:
    office.init().add()
    office.shift()
    office.must("state", "closed", "--text", "closed", answers=(ADMINISTRATOR,))
    office.must("state", "open", answers=(ADMINISTRATOR,))
    changed = office.path / "new.toml"
    changed.write_text(NOTICE.replace("555 0100", "555 0199"), encoding="utf-8")
    office.must("notice", "set", str(changed), answers=(ADMINISTRATOR,))
    stranger, desk = believe(office), office.holdings().settings.desk
    state, notice = stranger.state(desk), stranger.notice(desk)
    assert state is not None
    assert (state.payload.version, state.payload.mode) == (2, 0)
    assert notice is not None
    assert (notice.payload.version, notice.payload.numbers[0][0]) == (2, "+43 1 555 0199")
    assert (office.folder / "notice.toml").read_text(encoding="utf-8") == changed.read_text(
        encoding="utf-8"
    )


def test_show_tells_everything_in_plain_words_without_a_passphrase(office: Office) -> None:
    office.init().add()
    office.shift()
    office.asked.clear()
    out = office.must("show")
    assert office.asked == []
    held = office.holdings()
    for words in ("Night Line", held.settings.organisation.hex(), "1 of 1 root keys", "Noor"):
        assert words in out
    assert "12 hours left" in out
    assert "sealing key" in out


def test_only_the_owner_can_read_the_folder_and_the_vaults(office: Office) -> None:
    device = office.init().add()
    office.shift()
    for path in (office.folder, *office.folder.rglob("*"), device):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path
    assert not list(office.folder.rglob(".*")), "something half written was left"


def test_no_seed_stands_in_the_clear_anywhere(office: Office) -> None:
    drawn: list[bytes] = []

    def random(n: int) -> bytes:
        drawn.append(os.urandom(n))
        return drawn[-1]

    office.random = random
    office.init()
    device = office.add()
    office.shift()
    held = b"".join(office.snapshot().values())
    keys = vault.unlock(device.read_bytes(), DEVICE)
    root = vault.unlock((office.folder / "keys/root-1.vault").read_bytes(), ROOT)
    assert isinstance(keys, vault.DeviceKeys)
    assert isinstance(root, vault.AuthorityKeys)
    content = open_packet(office, device, 1)
    secrets = [keys.identity, keys.signing, keys.inbox_secret, root.seed, content.team_seed]
    secrets += [content.desk_seed, *(seed for _, seed in keys.sealing_keys)]
    for secret in secrets:
        assert secret in drawn  # the control: these are the bytes that were drawn
        assert secret not in held
    for passphrase in (ROOT, ADMINISTRATOR, DEVICE):
        assert passphrase.encode() not in held


def test_once_as_a_program_with_the_passphrases_on_standard_input(tmp_path: Path) -> None:
    def program(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "orgkeys", *args]
        return subprocess.run(
            command,
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )

    made = program(
        *("init", "--name", "Night Line", "--root-passphrase-file", "-", "--passphrase-file", "-"),
        stdin=f"{ROOT}\n{ADMINISTRATOR}\n",
    )
    assert made.returncode == 0, made.stderr
    shown = program("show")
    assert "Night Line" in shown.stdout
    refused = program("state", "open", "--passphrase-file", "-", stdin="wrong words, long enough\n")
    assert refused.returncode == 1
    assert "does not open" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert program("state", "sideways").returncode == 2
    helped = program("--help")
    assert helped.returncode == 0
    assert "the life of an organisation" in helped.stdout


def test_a_terminal_without_the_letters_still_shows_everything(tmp_path: Path) -> None:
    Office(tmp_path).init("نور")
    shown = subprocess.run(
        [sys.executable, "-m", "orgkeys", "show"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONIOENCODING": "ascii",
        },
    )
    assert shown.returncode == 0, shown.stderr
    assert "\\u0646\\u0648\\u0631" in shown.stdout


def test_a03_a_shift_never_ends_before_the_one_it_replaces(tmp_path: Path) -> None:
    """Else the one before could be used again, by whoever has it: first by who was shut out."""
    office = Office(tmp_path).init()
    office.add("Noor")
    office.add("Jo")

    def ends() -> float:
        shift = office.holdings().shift
        assert shift is not None
        return shift.expires - NOW

    office.must("shift", "new", "--hours", "20", answers=(ADMINISTRATOR,))
    out = office.must("shift", "new", "--hours", "1", answers=(ADMINISTRATOR,))
    assert "as long as the shift before" in out
    assert ends() == 20 * 3600
    office.now += 3600
    out = office.must("device", "revoke", "Noor", answers=(ADMINISTRATOR,))
    assert "A new shift of 19 hours was made without it." in out
    assert ends() == 20 * 3600
    office.now += 10 * 3600
    office.must("shift", "new", "--hours", "12", answers=(ADMINISTRATOR,))
    assert ends() == 23 * 3600, "the control: as asked, where that is long enough"

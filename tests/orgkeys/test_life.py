"""The whole life of an organisation through its command, and what the documents then say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orgkeys import primitives, vault
from orgkeys.ceremony import DAY, HOUR
from relay.errors import Untrusted
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOTICE, NOW, ROOT, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


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

    stranger = office.believed()
    shift = stranger.shift(held.settings.desk)
    assert shift is not None
    assert shift.payload.expires == NOW + 12 * HOUR
    for device in (noor, sam):
        content = office.open_packet(device, 1)
        assert primitives.xwing_public(content.team_seed) == shift.payload.team_key
        assert primitives.ed25519_public(content.desk_seed) == shift.payload.desk_key
        listed = {stranger.check_certificate(c, NOW).alias for c, *_ in content.directory.devices}
        assert listed == {"Noor", "Sam"}


def test_a_shift_renews_the_roster_before_it_runs_out(office: Office) -> None:
    office.init().add()
    office.now += 5 * DAY
    assert "roster was renewed" in office.shift()
    assert office.holdings().roster.payload.version == 3
    office.believed()
    assert "roster was renewed" not in office.shift()


def test_an_expired_roster_is_renewed_by_the_next_shift(office: Office) -> None:
    office.init().add()
    office.now += 7 * DAY + 1
    with pytest.raises(Untrusted):
        office.believed()
    assert "RAN OUT" in office.must("show")
    refused = office.run("publish", "wss://chat.example.org")
    assert refused.code == 1
    assert "roster ran out" in refused.err
    assert "shift new" in refused.err
    office.shift()
    office.believed()


def test_states_and_notices_go_up_and_are_believed(office: Office) -> None:
    office.init().add()
    office.shift()
    office.must("state", "closed", "--text", "closed", answers=(ADMINISTRATOR,))
    office.must("state", "open", answers=(ADMINISTRATOR,))
    changed = office.path / "new.toml"
    changed.write_text(NOTICE.replace("555 0100", "555 0199"), encoding="utf-8")
    office.must("notice", "set", str(changed), answers=(ADMINISTRATOR,))
    stranger, desk = office.believed(), office.holdings().settings.desk
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
    keys = office.keys(device)
    root = vault.unlock((office.folder / "keys/root-1.vault").read_bytes(), ROOT)
    sealed = (office.folder / "keys/administrator.vault").read_bytes()
    administrator = vault.unlock(sealed, ADMINISTRATOR)
    assert isinstance(root, vault.AuthorityKeys)
    assert isinstance(administrator, vault.AuthorityKeys)
    content = office.open_packet(device, 1)
    secrets = [keys.identity, keys.signing, keys.inbox_secret, keys.storage_secret, root.seed]
    secrets += [content.team_seed, administrator.seed, administrator.office_seed]
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

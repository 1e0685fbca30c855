"""A device believes a grant by the organisation's file alone (attack 38): no file, no grant."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from orgkeys import request, staff, vault
from orgkeys.ceremony import DAY
from orgkeys.office import commands_own
from orgkeys.vault import AuthorityKeys, DeviceKeys
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOW, Office, copy_of, refused

RELAY = "wss://chat.example.org"
THIEF = bytes([66]) * 32


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation with its public file, and a supervisor's keys that wait for a grant."""
    made = Office(tmp_path_factory.mktemp("template")).init()
    public = str(made.path / "night.organisation")
    made.must("invite", public, "--relay", RELAY)
    words = ("--alias", "Kim", "--role", "supervisor", "--language", "en")
    out = ("--out", str(made.path / "Kim.vault"))
    made.must("device", "request", public, *words, *out, answers=("yes", DEVICE, DEVICE))
    return made.path


@dataclass
class Home:
    office: Office
    keys: DeviceKeys
    administrator: bytes

    def grant(self, signer: bytes, now: int, warrant_by: bytes | None = None) -> str:
        """A grant for Kim, whose parts these seeds signed at that time."""
        asked = request.read_request(
            (self.office.path / "Kim.request").read_bytes(), self.keys.organisation
        )
        made = [
            staff.certify(
                *(self.keys.organisation, seed),
                identity=asked.identity,
                signing=asked.signing,
                alias="Kim",
                role="supervisor",
                languages=("en",),
                now=now,
                life=100 * DAY,
                random=lambda n: bytes(n),
            )
            for seed in (signer, warrant_by or signer)
        ]
        path = self.office.path / f"{os.urandom(4).hex()}.grant"
        path.write_bytes(request.make_grant(request.Grant(made[0].raw, made[1].warrant)))
        return str(path)

    def accept(self, grant: str) -> tuple[str, ...]:
        public = ("--organisation", str(self.office.path / "night.organisation"))
        return ("device", "accept", grant, "--vault", str(self.office.path / "Kim.vault"), *public)


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    office = copy_of(template, tmp_path)
    opened = vault.unlock((office.folder / "keys/administrator.vault").read_bytes(), ADMINISTRATOR)
    assert isinstance(opened, AuthorityKeys)
    return Home(office, office.keys(office.path / "Kim.vault"), opened.seed)


def test_without_the_organisations_file_nothing_is_accepted(home: Home) -> None:
    grant = home.grant(home.administrator, NOW)
    with pytest.raises(SystemExit):
        home.office.run(*home.accept(grant)[:-2])
    assert "This device is Kim" in home.office.must(*home.accept(grant), answers=(DEVICE,))


@pytest.mark.parametrize("part", ["certificate", "warrant"])
def test_a38_a_part_that_no_administrator_signed_is_refused(home: Home, part: str) -> None:
    good, bad = home.administrator, THIEF
    grant = home.grant(bad, NOW, good) if part == "certificate" else home.grant(good, NOW, bad)
    err = refused(home.office, *home.accept(grant), answers=(DEVICE,)).err
    assert "No administrator of this organisation signed the grant" in err
    assert part in err


def test_a_grant_that_is_dated_in_the_future_is_refused(home: Home) -> None:
    grant = home.grant(home.administrator, NOW + DAY)
    err = refused(home.office, *home.accept(grant), answers=(DEVICE,)).err
    assert "still to come" in err
    near = home.grant(home.administrator, NOW + 200)  # a clock may be behind a little
    home.office.must(*home.accept(near), answers=(DEVICE,))


def test_the_control_unchecked_a_thiefs_grant_goes_into_the_vault(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: the check is left out."""
    monkeypatch.setattr(commands_own, "check_grant", lambda *_: None)
    home.office.must(*home.accept(home.grant(THIEF, NOW)), answers=(DEVICE,))
    keys = home.office.keys(home.office.path / "Kim.vault")
    assert keys.certificate

"""What `show` says of what runs out, and of what old keys still open."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgkeys.ceremony import DAY, HOUR
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, NOTICE, ROOT, Office, copy_of, refused


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.shift()
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def section(office: Office, name: str) -> str:
    """One section of what is shown, or nothing."""
    _, _, after = office.must("show").partition(f"\n{name}\n")
    return after.partition("\n\n")[0]


def look(office: Office) -> str:
    return section(office, "Look at this")


def test_all_is_well_on_the_first_day(office: Office) -> None:
    assert look(office) == ""


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (10 * HOUR - 1, ""),
        (10 * HOUR + 1, "The shift lasts until"),
        (12 * HOUR, "The shift ran out"),
        (5 * DAY + 1, "The roster lasts until"),
        (336 * DAY, "The certificate of Noor lasts until"),
        (336 * DAY, "device renew Noor"),
        (336 * DAY, "The notice lasts until"),
        (336 * DAY, "An office key lasts until"),
        (5 * 365 * DAY - 60 * DAY + 1, "1 root holders must sign the next one"),
        (5 * 365 * DAY - 60 * DAY + 1, "charter renew"),
    ],
)
def test_it_warns_long_before(office: Office, later: int, words: str) -> None:
    office.now += later
    assert (words in look(office)) if words else look(office) == ""


def test_it_says_what_can_still_be_opened_and_until_when(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = section(office, "What can still be opened or used")
    for words in (
        "team of shift 1: until 2027-01-15 20:00 UTC",
        "on roster 2: until 2027-01-22 08:00 UTC",
        "sealing key: until 2027-01-24 08:00 UTC",
        "office key: until 2028-01-16 00:00 UTC",
    ):
        assert words in before, before
    assert "older certificate" not in before
    monkeypatch.chdir(office.path)
    office.now += DAY
    office.must("device", "renew", "Noor", answers=(ADMINISTRATOR,))
    after = section(office, "What can still be opened or used")
    assert "An older certificate of Noor: until 2027-01-19 00:00 UTC." in after
    assert "team of shift" not in after, "that one is over"
    assert office.must("show").count("Noor (counselor") == 1, "one device, listed once"
    noor = str(office.path / "Noor.vault")
    office.must("device", "keys", "--vault", noor, answers=(DEVICE,))
    assert "sealing key: until 2027-01-25 08:00 UTC" in section(
        office, "What can still be opened or used"
    )


def test_after_founding_people_join_with_keys_made_on_their_own_machines(tmp_path: Path) -> None:
    office = Office(tmp_path)
    (tmp_path / "source.toml").write_text(NOTICE, encoding="utf-8")
    args = ("init", "--name", "Night Line", "--notice", str(tmp_path / "source.toml"))
    said = office.must(*args, answers=(ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR))
    shown = office.must("show")
    alone = refused(office, "shift", "new", answers=(ADMINISTRATOR,)).err
    for words in (said, alone):
        assert "device certify REQUEST" in words
    for words in (said, shown, alone):
        assert "device add" not in words
    assert "none was certified here, and none was learned (noview-org pull" in shown
    assert "root holder    holder 1 (" in shown
    assert "administrator  administrator (" in shown

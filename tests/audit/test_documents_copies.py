"""The organisation's own copies, its fingerprint out of a file, and the command."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from audit.__main__ import main
from audit.documents_copies import read_copies, read_pin
from audit.errors import UsageFault
from orgkeys import request
from orgkeys.office.pages import PAGES, Stamp
from tests.audit.documents_scene import export_of, house_of
from tests.orgkeys.house import DESK, House
from tests.orgkeys.office import Office


@pytest.fixture(scope="module")
def house() -> House:
    return house_of()


@pytest.fixture
def export(house: House, tmp_path: Path) -> Path:
    return export_of(house, tmp_path / "night.organisation")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """One command; its exit code and what it said."""
    code = main(["documents", *words], time.time)
    told = capsys.readouterr()
    return code, told.out + told.err


def test_an_export_alone_is_judged_without_a_relay(
    house: House, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, str(export), "--pin", house.organisation.hex())
    assert code == 0, told
    assert "PASS" in told
    code, told = run(capsys, str(export))
    assert code == 3
    assert "Nobody has said which organisation it should be" in told
    code, told = run(capsys, "--export", str(export), "--pin", "00" * 32, "--json")
    assert code == 1
    assert {one["code"] for one in json.loads(told)["findings"]} >= {"other-organisation"}


def test_a_folder_of_exports_is_read_and_other_files_in_it_are_not(
    house: House, export: Path
) -> None:
    (export.parent / "letter.txt").write_text("hello", encoding="utf-8")
    (export.parent / "second").write_text(request.to_text(export.read_bytes()), encoding="ascii")
    copies = read_copies(export.parent)
    assert [one.name for one in copies] == ["night.organisation", "second"]
    assert copies[0].papers[0][1] == copies[1].papers[0][1]
    assert {one.organisation for one in copies} == {house.organisation}


def test_a_damaged_export_is_wrong_use(export: Path) -> None:
    export.write_bytes(export.read_bytes()[:-1])
    with pytest.raises(UsageFault, match="damaged"):
        read_copies(export)
    with pytest.raises(UsageFault, match="no file"):
        read_copies(export.parent.parent / export.parent.name / "..")


def test_the_fingerprint_comes_from_digits_or_from_a_file(
    house: House, export: Path, tmp_path: Path
) -> None:
    pin, digits = house.organisation, house.organisation.hex()
    assert read_pin(digits) == read_pin(f" {digits[:32]} {digits[32:].upper()}") == (pin, b"")
    assert read_pin(str(export)) == (pin, DESK)
    paper = tmp_path / "paper.txt"
    paper.write_text("\n".join(digits[at : at + 4] for at in range(0, 64, 4)), encoding="utf-8")
    assert read_pin(str(paper)) == (pin, b"")
    page = tmp_path / "help.html"
    told = Stamp(
        pin, 1, DESK, "wss://relay.example", "Night Line", (), house.published[2][0], "Help"
    )
    for name in PAGES:
        page.write_text(f"<p>x</p>{told.block(name)}", encoding="utf-8")
        assert read_pin(str(page)) == (pin, DESK)
    for wrong in ("00", str(tmp_path / "nothing"), str(tmp_path)):
        with pytest.raises(UsageFault):
            read_pin(wrong)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "wants a relay"),
        (("wss://relay.example",), "name it with --pin"),
        (("wss://relay.example/v1/visit", "--pin", "00" * 32), "must end after host"),
        (("ftp://relay.example", "--pin", "00" * 32), "must begin with wss://"),
        (("wss://relay.example", "--pin", "00" * 32, "--desk", "12"), "32 digits"),
        (("wss://relay.example", "--pin", "00" * 32, "--from", "here"), "in numbers"),
        (("/no/such/folder", "--pin", "00" * 32), "cannot be read"),
    ],
)
def test_wrong_use_is_told_in_words(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, *words)
    assert code == 2
    assert said in told


def test_the_organisations_folder_is_followed_through_all_its_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Made with the real command; nothing but what is public is opened."""
    office = Office(tmp_path, now=time.time()).init()
    office.add("Noor")
    office.add("Robin")
    office.shift()
    office.revoke("Noor")
    office.shift()
    pin = (office.folder / "organisation.json").as_posix()
    for name in ("keys", "devices", "office", "cards"):
        (office.folder / name).rename(tmp_path / name)
    code, told = run(capsys, str(office.folder), "--pin", pin)
    assert code == 0, told
    rosters = sorted((office.folder / "documents").glob("roster-*"))
    assert f"staff list (roster) {len(rosters)} at organisation/{rosters[-1].name}" in told
    rosters[-2].unlink()
    code, told = run(capsys, str(office.folder), "--pin", pin)
    assert code == 0
    assert f"1 between this and {len(rosters) - 2} were not seen" in told
    documents = office.folder / "documents"
    (documents / "roster-000003").write_bytes(
        (documents / "roster-000001").read_bytes()[:-1] + b"0"
    )
    code, told = run(capsys, str(office.folder), "--pin", pin)
    assert code == 1, told

"""Relays that lie about signed documents, each with one planted fault, over a socket.

A check that finds nothing here has looked at nothing. The same organisation at an honest relay
passes, in `test_documents.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orgkeys import ceremony
from relay.documents import Kind, decode_envelope
from tests.audit.documents_scene import audited, export_of, house_of, serving
from tests.audit.scene import codes, evidence
from tests.builders import filler
from tests.orgkeys.house import House


def revoke(house: House, alias: str = "Noor") -> None:
    """Somebody is shut out: a new staff list, and a duty plan for the others."""
    house.revoked.add(alias)
    house.new_roster()
    house.new_shift()


async def test_a03_a_roster_rolled_back_is_found_by_who_has_seen_the_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, seen = house_of(), tmp_path / "seen"
    revoke(house)
    async with serving(house) as url:
        honest = await audited(house, url, seen=seen)
        assert honest.verdict == "pass", honest
    async with serving(house, "rolls_a_roster_back", monkeypatch) as url:
        first_time = await audited(house, url)
        assert first_time.verdict == "pass", "who knows nothing cannot know: until it runs out"
        assert "first-look" in codes(first_time, "note")
        checked = await audited(house, url, seen=seen)
    assert checked.verdict == "fail"
    assert codes(checked) == {"roster-older", "document-older"}
    where = evidence(checked, "roster-older")
    assert "staff list (roster) 1 at ws://" in where
    assert "staff list (roster) 2 at your own record, last on 20" in where


async def test_a03_a_roster_rolled_back_is_found_by_who_has_the_organisations_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_of()
    revoke(house)
    copy = export_of(house, tmp_path / "night.organisation")
    async with serving(house, "rolls_a_roster_back", monkeypatch) as url:
        checked = await audited(house, url, copies=(copy,))
    assert codes(checked) == {"withheld"}
    assert "night.organisation" in evidence(checked, "withheld")


async def test_a05_a_fork_between_two_visitors_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_of()
    shift = house.published.pop(3)
    house.revoked.add("Noor")
    before, house.roster = house.roster, None
    house.new_roster()  # another first staff list
    house.roster = before
    house.published.append(shift)
    async with serving(house, "shows_two_faces", monkeypatch) as url:
        checked = await audited(house, url)
    assert checked.verdict == "fail"
    assert "fork" in codes(checked)
    where = evidence(checked, "fork")
    assert where.count("staff list (roster) 1 (") == 1
    assert "as a visitor" in where


async def test_a_gap_in_the_charters_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_of()
    house.new_charter(house.administrator)
    house.new_charter(house.administrator)
    house.published.sort(key=lambda one: decode_envelope(one[0]).kind != Kind.CHARTER)
    async with serving(house) as url:
        assert (await audited(house, url)).verdict == "pass", "control: nothing is left out"
    async with serving(house, "leaves_out_a_charter", monkeypatch) as url:
        checked = await audited(house, url)
    assert codes(checked) == {"gap"}
    assert "charter 3 at ws://" in evidence(checked, "gap")


async def test_a04_a_withheld_shift_is_found_once_it_has_run_out_or_a_copy_shows_the_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_of(ago=25 * 3600)
    house.now += 2 * 3600
    house.new_shift()
    copy = export_of(house, tmp_path / "night.organisation")
    async with serving(house, "keeps_a_shift_back", monkeypatch) as url:
        alone = await audited(house, url)
        compared = await audited(house, url, copies=(copy,))
    assert (alone.verdict, codes(alone)) == ("inconclusive", {"run-out"})
    assert "duty plan (shift) 1 of desk 00010203 at ws://" in evidence(alone, "run-out")
    assert "1 hour" in evidence(alone, "run-out")
    assert (compared.verdict, codes(compared)) == ("fail", {"withheld", "run-out"})
    assert "duty plan (shift) 2" in evidence(compared, "withheld")


async def test_a01_a45_a_roster_signed_by_a_non_member_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = house_of()
    honest, house.administrator = house.administrator, filler("a stranger")
    house.new_roster()
    house.administrator = honest
    async with serving(house, "takes_any_signature", monkeypatch) as url:
        checked = await audited(house, url)
    assert checked.verdict == "fail"
    assert codes(checked) == {"no-right"}
    assert "staff list (roster) 2 at ws://" in evidence(checked, "no-right")
    assert "signed by a key that may not" in evidence(checked, "no-right")
    assert ceremony.hash_of(house.charter) == house.organisation, "the charter itself is good"
